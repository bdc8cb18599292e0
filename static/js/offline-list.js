// The list of what waits on this device, and the warning before somebody signs out.
const list = document.getElementById("waiting-list");
const unsent = document.getElementById("unsent");
const { waiting } = self;
const part = (name, of = list) => of.querySelector(`[data-part=${name}]`);
const { person } = document.getElementById("waiting-line").dataset;
const words = [...part("names").children].map((one) => one.textContent);
const nameOf = (to) => words[words.indexOf(to) + 1];
const shownFrom = { dateStyle: "medium", timeStyle: "short" };
// What the pain log has no place for; a flare-up is begun with its own button.
const NOT_IN_LOG = [
  "/today/skip/", "/today/way/", "/today/drill/", "/today/go-on/", "/flare-up/begin/",
];
let entries = [];

const draw = (entry) => {
  const item = part("entry").content.cloneNode(true).firstElementChild;
  const stranger = person && entry.person !== person;
  item.dataset.number = entry.number;
  part("what", item).textContent = nameOf(entry.to);
  // What somebody else reported is nobody's business.
  part("typed", item).textContent = stranger ? "" : entry.typed;
  const made = new Date(entry.made);
  part("made", item).dateTime = entry.made;
  part("made", item).textContent = made.toLocaleString(undefined, shownFrom);
  if (entry.reason) part("reason", item).textContent = entry.reason;
  part("log", item).hidden = NOT_IN_LOG.includes(entry.to);
  for (const one of item.querySelectorAll("[data-if]"))
    one.hidden = one.dataset.if === "stranger" ? !stranger : one.dataset.if !== entry.state;
  return item;
};

const show = (now) => {
  const changed = JSON.stringify(now) !== JSON.stringify(entries);
  entries = now;
  part("empty").hidden = entries.length > 0 || unsent !== null;
  part("send").hidden = !entries.some((entry) => entry.state === "waiting");
  if (changed) {
    const focused = list.contains(document.activeElement);
    part("entries").replaceChildren(...entries.map(draw));
    if (focused && !list.contains(document.activeElement)) document.getElementById("main").focus();
  }
  if (unsent) warn();
};

const warn = () => {
  const title = document.getElementById("unsent-title");
  const text = entries.length > 1 ? title.dataset.many : title.dataset.one;
  title.textContent = text.replace("{n}", entries.length);
  unsent.hidden = entries.length === 0;
  unsent.querySelector("[name=drop]").disabled = entries.length === 0;
};

const acts = {
  send: () => document.dispatchEvent(new Event("waiting:send")),
  again: async (entry) => {
    await waiting.put({ ...entry, state: "waiting", reason: undefined });
    acts.send();
  },
  remove: (entry, item) => {
    part("sure", item).hidden = false;
    part("sure", item).querySelector("button").focus();
  },
  sure: (entry) => waiting.remove(entry, 0),
};

list.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (!act) return;
  const item = event.target.closest("[data-number]");
  acts[act](entries.find((entry) => String(entry.number) === item?.dataset.number), item);
});
document.addEventListener("waiting", (event) => show(event.detail));
waiting.all().then(show);
