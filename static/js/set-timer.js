// The timer of a set, on top of the plan: get ready, do it, tick it, rest. Only the clock counts, so
// it goes on in the background and after a reload; what is kept for that names a set and instants.
import { forget, keep, kept, labelsOf, openSet, partsOf, setAfter, startOf, write } from "./timer-page.js";
import { endAll, hasSound, hush, keepSound, play, shake, stayAwake, tonesOf } from "./timer-signals.js";
import { lengthOf, placeOf, readingOf, restingOf, specOf, stepsOf } from "./timer-steps.js";

// A press meant for "Pause" must not tick the set that ended at that moment.
const TOO_QUICK = 700;

class SetTimer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.parts = partsOf(this);
    const { main, end, sound } = this.parts;
    main.addEventListener("click", () => Date.now() - this.ended > TOO_QUICK && this.press());
    end.addEventListener("click", () => this.close());
    sound.addEventListener("click", () => (keepSound(!hasSound()), this.enter(this.state)));
    this.dialog.addEventListener("cancel", (event) => this.cancel(event));
    this.dialog.addEventListener("close", () => this.close());
    document.addEventListener("visibilitychange", () => this.state && this.tick());
    // What waits on the device instead goes no further (offline.js): the rest runs on.
    for (const name of ["sendError", "timeout", "responseError"])
      document.addEventListener(`htmx:${name}`, () => this.close());
    const state = kept(Number(this.dataset.keep));
    if (state) this.enter({ ...state, set: openSet(state.key, state.set).id });
  }

  // The button of an exercise was pressed.
  start({ dataset: { timer: key } }) {
    const set = openSet(key);
    if (set) this.enter({ key, set: set.id, phase: "run", at: Date.now() });
  }

  press() {
    const { phase, paused, at, set } = this.state;
    const now = Date.now();
    if (phase === "done") this.tickOff(document.getElementById(set));
    else if (phase === "rest") this.enter({ ...this.state, phase: "run", at: now });
    else this.enter({ ...this.state, at: paused ? at + now - paused : at, paused: paused ? 0 : now });
  }

  // Escape, or "back" on a phone: first it only pauses.
  cancel(event) {
    if (this.state.phase !== "run" || this.state.paused) return;
    event.preventDefault();
    this.press();
  }

  // The form's own button does it, so that it is the same with and without htmx.
  tickOff(set) {
    const next = setAfter(set);
    if (next) this.enter({ ...this.state, phase: "rest", set: next.id });
    else this.close();
    set.click();
  }

  enter(state) {
    this.state = state;
    keep(state);
    this.ended = state.phase === "done" ? Date.now() : 0;
    this.spec = specOf(startOf(state.key).dataset);
    this.steps = stepsOf(this.spec, this.dataset);
    this.show(labelsOf(state, this.dataset));
    this.parts.sound.setAttribute("aria-pressed", hasSound());
    this.dialog.dataset.phase = state.paused ? "paused" : state.phase;
    if (!this.dialog.open) this.dialog.showModal();
    clearInterval(this.ticking);
    if (!state.paused) this.ticking = setInterval(() => this.tick(), 200);
    stayAwake(true);
    if (state.paused) hush();
    else play(() => (this.state ? this.tones() : []));
    this.tick();
  }

  elapsed = () => ((this.state.paused || Date.now()) - this.state.at) / 1000;
  // Whether a rest is counted: after a set that another follows.
  rests = () => this.state.phase === "rest" || !!setAfter(document.getElementById(this.state.set));

  tones() {
    const rest = this.rests() ? [[this.spec.rest, "go"]] : [];
    const tones = this.state.phase === "run" ? tonesOf(this.spec, this.steps, this.dataset.last) : rest;
    return tones.map(([after, name]) => [after - this.elapsed(), name]);
  }

  tick() {
    const { phase, at } = this.state;
    const place = phase === "run" && placeOf(this.steps, this.elapsed());
    if (place) this.show(readingOf(this.spec, place, this.dataset));
    else if (phase !== "run") this.show(restingOf(this.spec, phase, this.rests(), this.elapsed(), this.dataset));
    else this.enter({ ...this.state, phase: "done", at: at + lengthOf(this.steps) * 1000 });
  }

  show(texts) {
    if (write(this.parts, texts)) shake();
  }

  close() {
    if (!this.state) return;
    clearInterval(this.ticking);
    this.state = undefined;
    forget();
    endAll();
    this.dialog.close();
  }
}

customElements.define("set-timer", SetTimer);
