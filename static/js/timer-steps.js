// What the timer of an exercise does when, worked out from seconds alone: no clock, no page.

// The attributes of the button that starts it (see backrehab/web/templatetags/timer_ui.py).
export function specOf({ timer, seconds, count, pace, parts, sides, turns, rest }) {
  const said = parts?.split("|") ?? [];
  return {
    key: timer,
    seconds: Number(seconds) || 0,
    count: Number(count) || 0,
    pace: Number(pace) || 0,
    parts: said.flatMap((say, at) => (at % 2 ? [] : [{ say, seconds: Number(said[at + 1]) }])),
    sides: Number(sides) || 1,
    turns: Boolean(turns),
    rest: Number(rest) || 0,
  };
}

// Get ready, do it, and where there are two sides change and do it again.
export function stepsOf(spec, { ready, change }) {
  const together = spec.turns ? spec.sides : 1;
  const seconds = spec.seconds || spec.count * spec.pace * together;
  const steps = [{ kind: "ready", seconds: Number(ready) }];
  for (let side = 1; side <= spec.sides / together; side++) {
    if (side > 1) steps.push({ kind: "change", seconds: Number(change) });
    steps.push({ kind: "work", seconds, side });
  }
  return steps;
}

export const lengthOf = (steps) => steps.reduce((sum, step) => sum + step.seconds, 0);

// The step after so many seconds, and how many of them it has had; none once all are over.
export function placeOf(steps, elapsed) {
  let passed = elapsed;
  for (const [index, step] of steps.entries()) {
    if (passed < step.seconds) return { ...step, index, passed };
    passed -= step.seconds;
  }
}

function partAt(spec, passed) {
  const whole = spec.parts.reduce((sum, part) => sum + part.seconds, 0);
  // The catalogue's time of a repetition counts; the parts share it as they share their own sum.
  let left = ((passed % spec.pace) * whole) / spec.pace;
  return spec.parts.find((part) => (left -= part.seconds) < 0)?.say;
}

// What to show: the word, the big number, a small line below; and what is read out, once each.
export function readingOf(spec, place, words) {
  const seconds = Math.ceil(place.seconds - place.passed);
  const say = place.kind === "ready" ? words.getReady : words.changeSides;
  const reading = { digits: String(seconds), note: "", say, said: say };
  if (place.kind !== "work") return reading;
  const side = spec.sides > 1 ? [words.first, words.other] : [];
  const doing = spec.pace ? words.move : words.hold;
  const part = (spec.pace && partAt(spec, place.passed)) || doing;
  const here = side[place.side - 1] ?? "";
  const halfway = spec.seconds >= 20 && seconds <= spec.seconds / 2;
  const said = halfway ? words.left.replace("{n}", Math.floor(spec.seconds / 2)) : `${doing} ${here}`;
  if (spec.seconds) return { ...reading, say: part, said, note: here };
  const begun = Math.floor(place.passed / spec.pace);
  const [number, which] = spec.turns ? [Math.floor(begun / spec.sides), begun % spec.sides] : [begun, place.side - 1];
  const note = [words.of.replace("{n}", spec.count), side[which]].filter(Boolean).join(" · ");
  return { say: part, note, said: `${doing} ${spec.turns ? "" : here}`, digits: String(number + 1) };
}

// After the set: until it is ticked, and until the next; without a next one no rest is counted.
export function restingOf(spec, phase, rests, elapsed, { done, resting, rested }) {
  const left = Math.max(0, Math.ceil(spec.rest - elapsed));
  const over = left ? resting : rested;
  if (phase === "rest") return { say: over, digits: String(left), note: "", said: over };
  return { say: done, digits: rests ? String(left) : "✓", note: rests ? over : "", said: done };
}
