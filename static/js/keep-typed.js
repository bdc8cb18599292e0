// What was typed in a part of the page that htmx replaces, but not sent: it comes back in the new one.
// How many sets were done is what the server counted.
const CONTROLS = "input:not([type=hidden]), select:not([name=sets_done]), textarea";
let typed = [];

const isMarked = (one) => one.matches("[type=radio], [type=checkbox]");
const isTyped = (one) => {
  if (isMarked(one)) return one.checked !== one.defaultChecked && (one.checked || one.type === "checkbox");
  if (!one.options) return one.value !== one.defaultValue;
  const given = [...one.options].findIndex((option) => option.defaultSelected);
  return one.selectedIndex !== Math.max(given, 0);
};
// A form by where it goes and, of several alike, by the date it is for.
const nameOf = (form) => `${form.getAttribute("action")} ${form.elements.on?.value ?? ""}`;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const sent = detail.requestConfig.elt.closest("form");
  typed = [...detail.target.querySelectorAll(CONTROLS)]
    .filter((one) => one.form && one.form !== sent && isTyped(one))
    .map((one) => ({ form: nameOf(one.form), name: one.name, value: one.value, checked: one.checked }));
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const part = document.getElementById(detail.target.id);
  for (const old of typed) {
    const form = [...(part?.querySelectorAll("form") ?? [])].find((one) => nameOf(one) === old.form);
    for (const one of form?.querySelectorAll(CONTROLS) ?? []) {
      if (one.name !== old.name || (isMarked(one) && one.value !== old.value)) continue;
      if (isMarked(one)) one.checked = old.checked;
      else one.value = old.value;
      one.closest("details")?.setAttribute("open", "");
    }
  }
  typed = [];
});
