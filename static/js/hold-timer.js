// A timer for a hold: get ready, count up, and at the end write the seconds down or say what is next.
// Attributes: `field` (id of the input for the seconds, if there is one), `max-seconds`,
// `ready-seconds`, `announce-at` ("30 60"); the words come as data attributes, so that they are
// translated: `go`, `over` and `short` are said if they are there. A part `next` is shown at the end.
const TICK = 100;
// A press meant for "Stop" must not start again what ended by itself at that moment.
const TOO_QUICK = 700;

// The screen stays on, and a phone shakes: fetched with the first press, left out where it can't be.
const signal = async (use) => {
  try { use(await import("./timer-signals.js")); } catch {}
};

class HoldTimer extends HTMLElement {
  connectedCallback() {
    this.phase = "idle";
    this.ended = -Infinity;
    this.part("button").addEventListener("click", this.press);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    this.part("button")?.removeEventListener("click", this.press);
  }

  part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  number(name) {
    return Number(this.getAttribute(name));
  }

  press = () => {
    if (this.phase === "hold") this.end(this.seconds());
    else if (this.phase === "ready") this.enter("idle", "again", 0);
    else if (performance.now() - this.ended > TOO_QUICK) this.begin();
  };

  begin() {
    this.waiting = (this.getAttribute("announce-at") ?? "").split(" ").filter(Boolean).map(Number);
    this.say("");
    this.showNext(false);
    // The clock of the page, not the number of ticks: a browser may hold ticks back.
    this.starts = performance.now() + this.number("ready-seconds") * 1000;
    this.enter("ready", "stop", this.number("ready-seconds"));
    this.ticking = setInterval(this.tick, TICK);
  }

  seconds() {
    const passed = Math.floor((performance.now() - this.starts) / 1000);
    return Math.min(passed, this.number("max-seconds"));
  }

  tick = () => {
    const seconds = this.seconds();
    if (seconds < 0) return this.show(-seconds);
    if (this.phase === "ready") this.go();
    this.show(seconds);
    this.announce(seconds);
    if (seconds >= this.number("max-seconds")) this.end(seconds);
  };

  announce(seconds) {
    while (seconds >= this.waiting[0]) this.say(this.dataset.said, this.waiting.shift());
  }

  go() {
    this.enter("hold", "stop", 0);
    this.say(this.dataset.go);
    signal(({ shake }) => shake());
  }

  end(seconds) {
    const isOver = seconds >= this.number("max-seconds");
    this.enter("held", "again", seconds);
    this.ended = isOver ? performance.now() : -Infinity;
    this.say(isOver ? this.dataset.over : this.dataset.short, seconds);
    this.showNext(true);
    if (isOver) signal(({ shake }) => shake());
    if (this.hasAttribute("field")) this.write(seconds);
  }

  write(seconds) {
    const field = document.getElementById(this.getAttribute("field"));
    field.value = seconds;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(text, seconds) {
    if (text !== undefined) this.part("said").textContent = text.replace("{n}", seconds);
  }

  showNext(on) {
    const next = this.part("next");
    if (next) next.hidden = !on;
  }

  enter(phase, button, seconds) {
    const runs = phase === "ready" || phase === "hold";
    if (!runs) clearInterval(this.ticking);
    signal(({ stayAwake }) => stayAwake(runs));
    this.phase = this.dataset.phase = phase;
    this.part("button").textContent = this.dataset[button];
    this.part("state").textContent = this.dataset[phase];
    this.show(seconds);
  }

  show(seconds) {
    const text = String(seconds);
    if (this.part("digits").textContent !== text) this.part("digits").textContent = text;
  }
}

customElements.define("hold-timer", HoldTimer);
