// Today is kept on the device for when there is no network: for the person who is signed in, and for
// nobody else. Whoever signs out leaves nothing behind, also where a browser does not see to that.
import { can, person, show, waitingNow } from "./offline-line.js";

const { waiting } = self;
const SIGNING_OUT = "signing-out";
// One copy after a row of presses, not one after each.
const PAUSE = 800;
let timer;

const keepToday = async () => {
  const worker = await navigator.serviceWorker.ready;
  clearTimeout(timer);
  timer = setTimeout(() => worker.active.postMessage({ keep: person }), PAUSE);
};
const isCopy = document.getElementById("kept-day") !== null;
const isToday = () => !isCopy && document.getElementById("day") !== null;
// Who took back the consent keeps no day for entries on the device.
const keepsNothing = document.getElementById("nothing-new") !== null;
const keepIfToday = () => isToday() && keepToday();

const forgetAll = async () => {
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  await waiting.forget();
  sessionStorage.removeItem(SIGNING_OUT);
};

// Somebody else's day, and that of somebody whose sign-in ended elsewhere, does not stay.
const tidy = async () => {
  const strange = (await caches.keys()).filter(
    (name) => name.startsWith("today-") && (keepsNothing || name !== `today-${person}`),
  );
  const left = sessionStorage.getItem(SIGNING_OUT);
  if (!strange.length && !left) return;
  const now = person || (await waiting.who()).person;
  if (!now && left) return forgetAll();
  for (const name of strange) if (keepsNothing || name !== `today-${now}`) await caches.delete(name);
};

const whenSent = () => {
  if (isToday())
    htmx.ajax("GET", "/today/", { target: "#day", select: "#day", swap: "outerHTML" });
  if (isCopy) keepToday();
};

if (can) {
  tidy().catch(() => {});
  let sent = 0;
  new BroadcastChannel(waiting.NAME).onmessage = async ({ data }) => {
    sent += data;
    await show();
    if (!sent || waitingNow().length) return;
    sent = 0;
    whenSent();
  };
  document.getElementById("sign-out")?.addEventListener("submit", () => sessionStorage.setItem(SIGNING_OUT, "1"));
  if (person) {
    navigator.serviceWorker.register("/sw.js").then(keepIfToday, () => {});
    document.addEventListener("htmx:afterSettle", keepIfToday);
  }
}
