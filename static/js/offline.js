// An entry that cannot be sent waits on the device. Only where a service worker runs the page:
// without one it could not be opened again to see what waits, so there the old message stays.
import { addresses, can, goAgain, person, show, waitingNow } from "./offline-line.js";
import "./offline-keep.js";

const COPY = document.getElementById("kept-day");
const NOT_TYPED = ["csrfmiddlewaretoken", "key"];

const holds = (verb, path) =>
  can && person && navigator.serviceWorker.controller && verb === "post" && addresses.split(" ").includes(path);
// On the kept page, and behind others that wait, an entry waits too: they are sent in order.
const waitsAnyway = () => COPY || waitingNow().some((entry) => entry.person === person);

const answer = (field) => {
  const label = field.labels[0].textContent.trim();
  if (field.type === "checkbox") return label;
  if (field.type === "radio")
    return `${field.closest("fieldset").querySelector("legend").textContent.trim()} ${label}`;
  const value = field.matches("select") ? field.selectedOptions[0]?.textContent.trim() : field.value;
  return value && `${label}: ${value}`;
};

// Of which exercise a button is; one that is folded away has its name above it, one left out beside it.
const exerciseOf = (button) => {
  const place = button.closest("article, li");
  const above = document.getElementById(place?.getAttribute("aria-labelledby"));
  return (above ?? place?.querySelector("h2, h3, strong"))?.textContent;
};

// What was typed or pressed, in the page's own words, to be shown again later.
const words = (form, button) => {
  if (!button?.name) {
    const said = [...form.elements].filter((field) => field.name && field.labels?.length);
    return said.filter((field) => !/radio|checkbox/.test(field.type) || field.checked).map(answer);
  }
  const group = button.closest("[role=group][aria-label]")?.getAttribute("aria-label");
  return [group ?? exerciseOf(button), button.textContent];
};

// What the server takes of a weight, and what it would say; a browser knows no greatest number of a text.
const checkNumber = (field) => {
  const { most, noNumber, tooMuch } = field.dataset;
  field.setCustomValidity("");
  if (field.validity.patternMismatch) field.setCustomValidity(noNumber);
  else if (Number(field.value.replace(",", ".")) > Number(most)) field.setCustomValidity(tooMuch);
};

// What the server would refuse, for want of an answer or for its number, must not wait: everything after it
// would be refused as well, hours later. A button that says it all, such as that of a set, needs nothing else.
const lacksAnswer = (form, button) => {
  if (button?.name) return false;
  form.querySelectorAll("[data-most]").forEach(checkNumber);
  return !form.reportValidity();
};

const keep = async (to, form, button, data, key) => {
  const fields = [...data].filter(([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string");
  const typed = words(form, button).filter(Boolean).map((text) => text.trim()).join(" · ");
  await self.waiting.add({ person, to, typed, fields: [...fields, ["key", key]] });
  navigator.storage?.persist?.();
  navigator.serviceWorker.ready.then((worker) => worker.sync?.register("waiting")).catch(() => {});
  await show();
  await goAgain();
  if (waitingNow().length && !COPY && (await caches.has(`today-${person}`))) location.assign("/today/");
};

const keepFromHtmx = ({ detail: { requestConfig: asked, elt } }, key) => {
  const button = elt.matches("button") ? elt : asked.triggeringEvent?.submitter;
  const form = elt.form ?? elt.closest("form");
  if (!lacksAnswer(form, button)) keep(asked.path, form, button, asked.formData, key ?? asked.formData.get("key"));
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const { verb, path } = event.detail.requestConfig;
  if (!holds(verb, path) || !waitsAnyway()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // Pressed again on the same page it is another entry, so it does not take the key of the form.
  keepFromHtmx(event, crypto.randomUUID());
}, { capture: true });

const failed = (event) => {
  const { requestConfig, xhr } = event.detail;
  if (!holds(requestConfig.verb, requestConfig.path) || (xhr.status && xhr.status < 502)) return;
  event.stopImmediatePropagation();
  // It may have reached the server all the same, so it keeps its key.
  keepFromHtmx(event);
};
for (const name of ["sendError", "timeout", "responseError"])
  document.addEventListener(`htmx:${name}`, failed, { capture: true });

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (form.matches("[hx-post]") || button?.matches("[hx-post]")) return;
  const path = new URL(form.getAttribute("action") ?? "", location).pathname;
  if (!holds(form.method, path) || (navigator.onLine && !waitsAnyway())) return;
  event.preventDefault();
  if (!lacksAnswer(form, button)) keep(path, form, button, new FormData(form, button), crypto.randomUUID());
});
