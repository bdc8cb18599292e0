// Offers the browser's time zone in a form that asks for one.
const field = document.querySelector("[data-detect-time-zone]");
if (field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...field.options].some((option) => option.value === zone)) field.value = zone;
}
