// A timer for a hold: get ready, count up, and at the end write the seconds down or say what is next.
// Attributes: `field` (id of the input for the seconds, if there is one), `max-seconds`,
// `ready-seconds`, `last-seconds` (counted by tones before the start and the end), `announce-at`
// ("30 60"); the words come as data attributes, so that they are translated: `go`, `over` and `short`
// are said if they are there. A part `next` is shown at the end. Only the instant of the start counts,
// kept for a reload while the timer runs, and only for this page of this person.
const KEPT = "hold-timer";
const TICK = 100;
// A press meant for "Stop" must not start again what ended by itself at that moment.
const TOO_QUICK = 700;

const place = () => `${document.getElementById("waiting-line")?.dataset.person} ${location.pathname}`;

// The screen stays on, a phone shakes, and tones say when: left out where that can't be fetched.
const signal = async (use) => {
  try { use(await import("./timer-signals.js")); } catch {}
};
const tones = async (use) => {
  try { use(await import("./hold-tones.js")); } catch {}
};

class HoldTimer extends HTMLElement {
  connectedCallback() {
    this.phase = "idle";
    this.ended = -Infinity;
    this.part("button").addEventListener("click", this.press);
    tones(({ offer }) => offer(this));
    this.goOn();
  }

  disconnectedCallback() {
    if (this.runs()) signal(({ endAll }) => endAll());
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
    if (this.runs()) signal(({ hush }) => hush());
    if (this.phase === "hold") this.end(this.seconds());
    else if (this.phase === "ready") this.enter("idle", "again", 0);
    else if (Date.now() - this.ended > TOO_QUICK) this.begin();
  };

  begin() {
    this.run(Date.now() + this.number("ready-seconds") * 1000);
    this.say("");
    this.showNext(false);
  }

  // After a reload: the hold has gone on meanwhile, as the clock has. Who left the page let it go.
  goOn() {
    const { where, starts } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    sessionStorage.removeItem(KEPT);
    const [arrived] = performance.getEntriesByType("navigation");
    if (arrived && arrived.type !== "reload") return;
    const runs = Date.now() - starts < this.number("max-seconds") * 1000;
    if (where === place() && runs) this.run(starts);
  }

  run(starts) {
    this.starts = starts;
    sessionStorage.setItem(KEPT, JSON.stringify({ where: place(), starts }));
    const now = this.seconds();
    this.waiting = this.announced().filter((at) => at > now);
    this.enter(now < 0 ? "ready" : "hold", "stop", Math.abs(now));
    this.ticking = setInterval(this.tick, TICK);
    tones(({ ring }) => ring(this));
  }

  announced() {
    return (this.getAttribute("announce-at") ?? "").split(" ").filter(Boolean).map(Number);
  }

  passed() {
    return (Date.now() - this.starts) / 1000;
  }

  seconds() {
    return Math.min(Math.floor(this.passed()), this.number("max-seconds"));
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
    this.ended = isOver ? Date.now() : -Infinity;
    this.say(isOver ? this.dataset.over : this.dataset.short, seconds);
    this.showNext(true);
    if (isOver) signal(({ shake }) => shake());
    if (this.hasAttribute("field")) this.write(seconds);
  }

  leave() {
    clearInterval(this.ticking);
    sessionStorage.removeItem(KEPT);
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

  runs() {
    return this.phase === "ready" || this.phase === "hold";
  }

  enter(phase, button, seconds) {
    this.phase = this.dataset.phase = phase;
    const runs = this.runs();
    signal(({ stayAwake }) => stayAwake(runs));
    if (!runs) this.leave();
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
