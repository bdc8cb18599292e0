// Today as it is kept on the device: which parts of it the clock allows, and what waits already.
import { countDone } from "./offline-done.js";

const day = document.getElementById("kept-day");
const plan = document.getElementById("day");
const mark = document.getElementById("waiting-mark");
const ticked = document.getElementById("ticked-mark");
// The first answer stands, so these are not asked again while one waits.
const ONCE = ["/today/morning/", "/today/before/", "/today/daily/", "/flare-up/begin/"];
const EVERY = 30_000;
let late = 0;
let before = null;
// What waits says that training is over for today, and why.
let stopped = false;
let leg = false;
let waited = false;
let shown = "";

const valueOf = (entry, name) => entry.fields.find(([key]) => key === name)?.[1];
const partOf = (id) => document.getElementById(id);

const byClock = () => {
  const now = Date.now() + late;
  const { tooHigh } = day.dataset;
  for (const part of day.querySelectorAll("[data-from], [data-until]")) {
    const { from, until } = part.dataset;
    part.hidden = (from && now < Date.parse(from)) || (until && now >= Date.parse(until));
  }
  const high = before !== null && tooHigh && before >= Number(tooHigh);
  partOf("too-high").hidden = !high || plan.hidden;
  partOf("stopped-here").hidden = !stopped || leg || plan.hidden;
  partOf("leg-here").hidden = !leg || plan.hidden;
  const asks = "asksBefore" in plan.dataset && before === null;
  // First how the back is, then the exercises: the same order as with a network.
  for (const part of plan.querySelectorAll("form[action='/today/set/']"))
    part.hidden = asks || high || stopped || leg;
  for (const part of plan.querySelectorAll("#finish")) part.hidden = asks || high;
};

// The form after training says as many sets as are ticked, until another number is chosen.
const countSets = () => {
  const form = plan.querySelector("#finish form");
  const sets = form?.elements.sets_done;
  if (!sets || "chosen" in sets.dataset) return;
  const own = [...plan.querySelectorAll(`button[name=set][value^="${plan.dataset.stage}:"]`)];
  const done = own.filter((one) => one.getAttribute("aria-pressed") === "true").length;
  sets.value = form.elements.shown.value = String(done);
};
plan.addEventListener("change", ({ target }) => {
  if (target.name === "sets_done") target.dataset.chosen = "";
});

const showSet = (entry) => {
  const [, place, done] = valueOf(entry, "set").match(/^(.*:)([01])$/);
  const button = [...day.querySelectorAll("button[name=set]")].find((one) => one.value.startsWith(place));
  if (!button) return;
  button.value = place + (done === "1" ? "0" : "1");
  button.setAttribute("aria-pressed", String(done === "1"));
  button.querySelector("svg")?.remove();
  if (done === "1") button.prepend(ticked.content.cloneNode(true));
  const slot = button.closest(".slot") ?? button.parentElement;
  // Beside the name of the slot: below the buttons it would push them out of line with their row.
  const beside = slot.querySelector(".slot-name") ?? slot;
  if (!slot.querySelector(".waiting-mark")) beside.append(" ", mark.content.cloneNode(true));
};

const showForm = (entry) => {
  const forms = [...day.querySelectorAll(`form[action="${entry.to}"]`)];
  const form = forms.find((one) => !one.elements.on || one.elements.on.value === valueOf(entry, "on"));
  const place = form ?? day.querySelector(`button[formaction="${entry.to}"]`)?.parentElement;
  const earlier = form?.querySelector(".typed");
  if (earlier) {
    // Told again before it was sent: what counts is the latest.
    earlier.textContent = entry.typed;
    form.dataset.waiting = entry.number;
  }
  if (!place || place.querySelector(".waiting-mark")) return;
  const focused = place.contains(document.activeElement);
  const said = Object.assign(document.createElement("p"), { className: "typed", textContent: entry.typed });
  if (form) {
    form.dataset.waiting = entry.number;
    if (ONCE.includes(entry.to)) form.dataset.once = "";
    form.append(said);
  }
  place.append(mark.content.cloneNode(true));
  if (focused && form && ONCE.includes(entry.to)) {
    said.tabIndex = -1;
    said.focus();
  }
};

// What is in the list no more was sent: its answer stands, and is not asked for again.
const clear = (form, entries) => {
  if ("once" in form.dataset && !entries.some((entry) => String(entry.number) === form.dataset.waiting)) return;
  form.querySelector(".typed").remove();
  delete form.dataset.waiting;
};

const show = (entries) => {
  const own = entries.filter((entry) => entry.state === "waiting");
  const numbers = own.map((entry) => entry.number).join();
  if (numbers === shown) return byClock();
  shown = numbers;
  for (const old of day.querySelectorAll(".waiting-mark")) old.remove();
  for (const form of day.querySelectorAll("form[data-waiting]")) clear(form, entries);
  if (entries.some((entry) => entry.to === "/today/before/" && entry.state === "refused")) before = null;
  for (const entry of own) {
    if (entry.to === "/today/before/") before = Number(valueOf(entry, "score"));
    if (valueOf(entry, "set")) showSet(entry);
    else showForm(entry);
  }
  stopped ||= own.some((entry) => entry.to === "/today/stop/" || valueOf(entry, "stop"));
  leg ||= own.some((entry) => valueOf(entry, "leg"));
  countSets();
  countDone(plan);
  waited ||= own.length > 0;
  partOf("all-sent").hidden = !waited || own.length > 0;
  // What was refused is told at the top of the page, with its reason behind the link there.
  partOf("all-sent").querySelector("[data-part=all]").hidden = entries.length > own.length;
  partOf("no-signal").hidden = waited && own.length === 0;
  byClock();
};

// A device's clock may be wrong; when the page was made and kept, both clocks were read.
const readClock = async () => {
  const made = Date.parse(day.dataset.made);
  late = made - Date.now();
  const kept = await caches.match("/today/offline/");
  if (kept && (await kept.clone().text()).includes(day.dataset.made))
    late = made - Number(kept.headers.get("x-kept-at"));
};

document.addEventListener("waiting", (event) => show(event.detail));
const take = () => day.querySelectorAll("[inert]").forEach((part) => (part.inert = false));
readClock().catch(() => {}).then(() => self.waiting.all()).then(show).finally(take);
setInterval(byClock, EVERY);
