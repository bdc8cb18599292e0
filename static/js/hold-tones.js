// The tones of a hold, for somebody who cannot see the screen, and the button that turns them off.
import { hasSound, hush, keepSound, play, tonesOf } from "./timer-signals.js";

export function offer(timer) {
  const button = timer.part("sound");
  const show = () => button.setAttribute("aria-pressed", hasSound());
  button.onclick = () => {
    keepSound(!hasSound());
    show();
    if (timer.runs()) ring(timer);
  };
  show();
}

// Counted in, a tone to begin and at each number that is said, counted out.
export function ring(timer) {
  const [ready, most, last] = ["ready", "max", "last"].map((name) => timer.number(`${name}-seconds`));
  const steps = [{ kind: "ready", seconds: ready }, { kind: "work", seconds: most }];
  const said = timer.announced().filter((at) => at < most).map((at) => [ready + at, "go"]);
  const all = [...tonesOf({ seconds: most }, steps, last), ...said];
  hush();
  play(() => (timer.runs() ? all.map(([after, name]) => [after - ready - timer.passed(), name]) : []));
}
