// After htmx swapped a part of the page: say what changed, and put the focus where the eye goes.
document.addEventListener("htmx:afterSwap", (event) => {
  const part = document.getElementById(event.detail.target.id) ?? event.detail.elt;
  const words = part.querySelector("[data-announce]");
  if (words) document.getElementById("announcer").textContent = words.textContent.trim();
  const goal = part.querySelector("[aria-invalid=true], [data-focus]");
  if (goal) {
    if (!goal.matches("input, select, textarea, button, a")) goal.tabIndex = -1;
    goal.focus();
  }
});
