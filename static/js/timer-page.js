// The page around the timer: the sets of the plan, the panel that is shown, and what is kept of a
// running set for a reload.
const KEPT = "set-timer";
const HOUR = 3_600_000;
const NOT_TICKED = ".set[aria-pressed=false]";

// The set of that id, if it is not ticked; else the next of the exercise, optional ones last.
export function openSet(key, id) {
  const sets = [...document.querySelectorAll(`#exercise-${key} ${NOT_TICKED}`)];
  const due = sets.filter((one) => !one.closest(".optional"));
  return sets.find((one) => one.id === id) ?? due[0] ?? sets[0];
}

// What comes after a set without a longer break: the next of the same time of day.
export function setAfter(set) {
  const slot = set?.closest(".slot")?.querySelectorAll(NOT_TICKED) ?? [];
  return [...slot].find((one) => one !== set);
}

export const startOf = (key) => document.getElementById(`start-${key}`);
// Whose page this is: the mark under which entries wait on the device, too.
const whose = () => document.getElementById("waiting-line")?.dataset.person ?? "";
export const keep = (state) => localStorage.setItem(KEPT, JSON.stringify({ ...state, whose: whose() }));
export const forget = () => localStorage.removeItem(KEPT);

// What was kept, if it is this person's, not too old, and its exercise is still on the page.
export function kept(hours) {
  const state = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  const fresh = state?.whose === whose() && Date.now() - state.at < hours * HOUR;
  if (fresh && startOf(state.key) && openSet(state.key)) return state;
  forget();
}

const PARTS = ["main", "end", "sound", "name", "set", "say", "digits", "note", "said"];
export const partsOf = (host) =>
  Object.fromEntries(PARTS.map((part) => [part, host.querySelector(`[data-part=${part}]`)]));

// The texts of the panel in one state of the timer.
export function labelsOf({ key, set, phase, paused }, words) {
  const which = document.getElementById(set).textContent.trim();
  const doing = { run: paused ? words.goOn : words.pause, done: words.tick, rest: words.next };
  return {
    name: startOf(key).dataset.name,
    set: which,
    main: doing[phase].replace("{set}", which),
    end: phase === "run" ? words.stop : words.close,
  };
}

// Write what changed, and only that; whether there was something new to be read out.
export function write(parts, texts) {
  const changed = Object.entries(texts).filter(([part, text]) => parts[part].textContent !== text);
  for (const [part, text] of changed) parts[part].textContent = text;
  return changed.some(([part]) => part === "said");
}
