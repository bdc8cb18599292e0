// Counts down to the next break from sitting. Attribute: `minutes`; the words come as data
// attributes, so that they are translated. Only the instant of the end is kept, for a reload.
const KEPT = "sitting-ends";

class SittingTimer extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.titleBefore = document.title;
    this.left = this.whole = Number(this.getAttribute("minutes")) * 60_000;
    this.part("button").addEventListener("click", this.press);
    this.part("ask").addEventListener("click", this.ask);
    this.tell();
    const ends = Number(sessionStorage.getItem(KEPT));
    // An end further off than the interval belongs to an interval that was changed since.
    if (ends && ends - Date.now() <= this.whole) this.run(ends);
    else this.enter("idle", "start");
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    document.title = this.titleBefore;
  }

  part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  press = () => {
    if (this.phase === "running") this.pause();
    else this.run(Date.now() + (this.phase === "paused" ? this.left : this.whole));
  };

  run(ends) {
    this.ends = ends;
    sessionStorage.setItem(KEPT, String(ends));
    this.enter("running", "pause");
    clearInterval(this.ticking);
    this.ticking = setInterval(this.tick, 1000);
    this.tick();
  }

  pause() {
    this.left = Math.max(this.ends - Date.now(), 0);
    this.stop();
    this.enter("paused", "start");
  }

  stop() {
    clearInterval(this.ticking);
    sessionStorage.removeItem(KEPT);
  }

  tick = () => {
    this.left = Math.max(this.ends - Date.now(), 0);
    if (this.left > 0) return this.show();
    this.stop();
    this.enter("over", "again");
    this.notify();
  };

  enter(phase, button) {
    this.phase = this.dataset.phase = phase;
    if (phase === "idle") this.left = this.whole;
    this.part("button").textContent = this.dataset[button];
    this.part("state").textContent = this.dataset[phase];
    this.part("said").textContent = phase === "idle" ? "" : this.dataset[phase];
    this.show();
  }

  show() {
    const seconds = Math.ceil(this.left / 1000);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.part("clock").textContent = text;
    const first = { running: text, over: this.dataset.over }[this.phase];
    document.title = first ? `${first} · ${this.titleBefore}` : this.titleBefore;
  }

  ask = async () => {
    await Notification.requestPermission();
    this.tell();
  };

  tell() {
    const state = "Notification" in window ? Notification.permission : "denied";
    this.part("ask").hidden = state !== "default";
    this.part("asked").textContent = { granted: this.dataset.allowed, denied: this.dataset.denied }[state] ?? "";
  }

  notify() {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const { over, body } = this.dataset;
    const said = { body, tag: KEPT };
    try {
      new Notification(over, said);
    } catch {
      // Phones allow it only from a service worker. Without one the page itself still says it.
      const worker = navigator.serviceWorker?.getRegistration();
      worker?.then((found) => found?.showNotification(over, said)).catch(() => {});
    }
  }
}

customElements.define("sitting-timer", SittingTimer);
