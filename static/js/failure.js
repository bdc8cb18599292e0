// An answer that never came, or that htmx does not show: say so, and leave what was typed alone.
const say = (event) => {
  // What comes along when something is opened can also be reached by a link.
  if (event.target.closest("[data-extra]")) return;
  document.getElementById("failure-shown")?.remove();
  const text = document.getElementById("failure").content.cloneNode(true);
  text.firstElementChild.id = "failure-shown";
  document.getElementById("main").prepend(text);
  document.getElementById("failure-shown").scrollIntoView({ block: "nearest" });
};
document.addEventListener("htmx:sendError", say);
document.addEventListener("htmx:timeout", say);
document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Refresh")) say(event);
});
document.addEventListener("htmx:afterSwap", () => document.getElementById("failure-shown")?.remove());
