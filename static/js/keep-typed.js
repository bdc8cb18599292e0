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

// What came back after a sign-in was typed as well, although the server sent it.
const forgetGiven = (one) => {
  const { checked, value, selectedIndex } = one;
  if (isMarked(one)) {
    one.defaultChecked = false;
    one.checked = checked;
  } else if (one.options) {
    for (const option of one.options) option.defaultSelected = false;
    one.selectedIndex = selectedIndex;
  } else {
    one.defaultValue = "";
    one.value = value;
  }
};
const main = document.getElementById("main");
if (main?.querySelector(".still-typed")) main.querySelectorAll(CONTROLS).forEach(forgetGiven);

// What the page said when it was opened is over once something was stored: that nothing was saved,
// or that something typed waits, unless that is still so.
const dropSaid = ({ requestConfig, xhr }) => {
  if (requestConfig.verb !== "post" || xhr.status >= 400) return;
  for (const said of main.querySelectorAll(".messages > *")) {
    if (!typed.length || !said.matches(".still-typed")) said.remove();
  }
  main.querySelector("[role=status]:has(> .messages:empty)")?.remove();
};

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
  dropSaid(detail);
  typed = [];
});
