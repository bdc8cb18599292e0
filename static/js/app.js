// The behaviour that every page shares; each is an extra on top of plain HTML.
import "./announce.js";
import "./failure.js";
import "./hold-timer.js";
import "./keep-typed.js";
import "./offline.js";
import "./sitting-timer.js";
import "./time-zone.js";

// What comes along from another page, such as a moving figure, does not rename this one.
htmx.config.ignoreTitle = true;

// The button that was pressed shows that it works; styles keep it from being pressed again.
const busy = (event) => event.detail.requestConfig.triggeringEvent?.submitter ?? event.detail.elt;
document.addEventListener("htmx:beforeRequest", (event) => busy(event).setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => busy(event).removeAttribute("aria-busy"));

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && print());

// The timer of a set: fetched once it is wanted, or if it ran when the page was left. Nobody else
// finds it, or that of a hold, on this device: a page without a person's menu ends both.
const run = async (button) => {
  await import("./set-timer.js");
  if (button) document.querySelector("set-timer").start(button);
};
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-timer]");
  if (button) run(button);
});
if (!document.body.matches(".with-nav")) {
  localStorage.removeItem("set-timer");
  sessionStorage.removeItem("hold-timer");
} else if (document.querySelector("set-timer") && localStorage.getItem("set-timer")) run();
