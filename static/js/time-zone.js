// Offers the browser's time zone in a form that asks for one.
const field = document.querySelector("[data-detect-time-zone]");
if (field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Some browsers report an older name, such as Asia/Calcutta.
  const names = (option) => [option.value, ...(option.dataset.also ?? "").split(" ")];
  const found = [...field.options].find((option) => names(option).includes(zone));
  if (found) field.value = found.value;
}
