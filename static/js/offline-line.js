// Sends what waits whenever there may be a chance, and tells in one line how much waits.
import "./offline-queue.js";

const { waiting } = self;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 300_000;
const line = document.getElementById("waiting-line");
let entries = [];
let left = "";
let retry = FIRST_RETRY;
let timer;

export const person = line.dataset.person;
export const addresses = line.dataset.addresses;
export const can = "serviceWorker" in navigator && "locks" in navigator;
export const waitingNow = () => entries.filter((entry) => entry.state === "waiting");

const text = (count, refused) => {
  if (left === "signed-out" && !refused) return line.dataset.signedOut;
  const [one, many] = refused ? ["refusedOne", "refusedMany"] : ["one", "many"];
  return line.dataset[count > 1 ? many : one].replace("{n}", count);
};

export const show = async () => {
  entries = await waiting.all();
  const refused = entries.length - waitingNow().length;
  const count = refused || waitingNow().length;
  const place = line.querySelector("[data-part=text]");
  line.hidden = !count;
  line.classList.toggle("refused", refused > 0);
  // Said again only when it changed: it is a live region.
  const now = count ? text(count, refused) : "";
  if (place.textContent !== now) place.textContent = now;
  document.dispatchEvent(new CustomEvent("waiting", { detail: entries }));
};

const go = async () => {
  clearTimeout(timer);
  left = await waiting.drain();
  await show();
  if (left === "later") timer = setTimeout(go, retry);
  retry = Math.min(retry * 2, LAST_RETRY);
};

export const goAgain = () => {
  retry = FIRST_RETRY;
  return go();
};

if (can) {
  addEventListener("online", goAgain);
  document.addEventListener("visibilitychange", () => document.hidden || goAgain());
  document.addEventListener("waiting:send", goAgain);
  show().then(go);
}
