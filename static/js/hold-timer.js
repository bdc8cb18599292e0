// A timer for a hold on top of a field for its seconds: get ready, count up, write them down.
// Attributes: `field` (id of the input), `max-seconds`, `ready-seconds`, `announce-at` ("30 60");
// the words come as data attributes, so that they are translated.
const TICK = 100;

class HoldTimer extends HTMLElement {
  connectedCallback() {
    this.phase = "idle";
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
    else this.begin();
  };

  begin() {
    this.waiting = (this.getAttribute("announce-at") ?? "").split(" ").filter(Boolean).map(Number);
    this.part("said").textContent = "";
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
    if (this.phase === "ready") this.enter("hold", "stop", 0);
    this.show(seconds);
    this.announce(seconds);
    if (seconds >= this.number("max-seconds")) this.end(seconds);
  };

  announce(seconds) {
    while (seconds >= this.waiting[0])
      this.part("said").textContent = this.dataset.said.replace("{n}", this.waiting.shift());
  }

  end(seconds) {
    this.enter("held", "again", seconds);
    const field = document.getElementById(this.getAttribute("field"));
    field.value = seconds;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  enter(phase, button, seconds) {
    if (phase !== "ready" && phase !== "hold") clearInterval(this.ticking);
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
