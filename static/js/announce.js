// After htmx swapped a part of the page: say what changed, and put the focus where the eye goes.
// Only once it has settled: until then htmx leaves the old attributes on elements with the same id.
const INVALID = "[aria-invalid=true], .field.invalid :is(input:not([type=hidden]), select, textarea)";
const focus = (goal) => {
  if (!goal.matches("input, select, textarea, button, a")) goal.tabIndex = -1;
  goal.focus();
};
document.addEventListener("htmx:afterSettle", (event) => {
  const part = document.getElementById(event.detail.target.id) ?? event.detail.elt;
  const words = part.querySelector("[data-announce]");
  // htmx keeps the focus on an element that came back under its id. Any other would be lost.
  const lost = document.activeElement === document.body;
  const goal = part.querySelector(`${INVALID}, [data-focus]`) ?? (lost && (words ?? part));
  // Once: an alert speaks for itself, and so does what gets the focus.
  const said = words && words !== goal && !words.matches("[role=alert]");
  document.getElementById("announcer").textContent = said ? words.textContent.trim() : "";
  if (goal) focus(goal);
});
// A form that came back on a whole page: begin where something is to be mended.
const wrong = document.querySelector(`main form [role=alert], main :is(${INVALID})`);
if (wrong) focus(wrong);
// A live region that comes along with a page is not read out: what it says follows a moment later.
const told = document.querySelector("main > [role=status]");
if (told && !wrong) setTimeout(() => { document.getElementById("announcer").textContent = told.innerText; }, 500);
