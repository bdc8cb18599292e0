// How far the kept day is, made anew from its buttons: each exercise, and each group of them.
const isTicked = (set) => set.getAttribute("aria-pressed") === "true";

const countExercise = (exercise) => {
  const asked = [...exercise.querySelectorAll(".slot:not(.optional) .set")];
  const complete = asked.every(isTicked);
  const done = [...exercise.querySelectorAll(".set")].filter(isTicked).length;
  exercise.classList.toggle("complete", complete);
  // Where an exercise can be folded away, the line that is left has marks too.
  for (const mark of (exercise.closest(".fold, #group-stage") ?? exercise).querySelectorAll("[data-done]")) {
    const all = mark.dataset.done === "all";
    mark.hidden = all ? !complete : complete || !done;
    if (!all) mark.textContent = mark.dataset.done.replace("#", done);
  }
};

export const countDone = (plan) => {
  const exercises = [...plan.querySelectorAll(".planned:has(.set)")];
  exercises.forEach(countExercise);
  for (const count of plan.querySelectorAll("[data-done-of]")) {
    const group = [...count.closest("details").querySelectorAll(".planned")];
    const done = group.filter((one) => one.classList.contains("complete")).length;
    count.textContent = count.dataset.doneOf.replace("#", done);
  }
};
