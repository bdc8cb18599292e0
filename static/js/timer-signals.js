// What is heard and felt of the timer, and the screen that stays on. Each is left out quietly where
// the device has none or does not allow it.
const SOUND = "timer-sound";
const TONES = {
  part: [440, 0.07],
  repetition: [660, 0.1],
  count: [660, 0.1],
  go: [880, 0.4],
  end: [990, 0.7],
};
let audio;
let playing = [];
let lock;
let wanted = false;

export const hasSound = () => localStorage.getItem(SOUND) !== "off";
export const keepSound = (on) => localStorage.setItem(SOUND, on ? "on" : "off");

export function hush() {
  for (const one of playing) one.stop();
  playing = [];
}

// All tones are handed to the sound card at once: it keeps time even while the page is held back.
// `due()` gives [seconds from now, name]; asked late, because a browser may wait for a press first.
export async function play(due) {
  hush();
  if (!hasSound() || !("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state !== "running") await audio.resume();
  hush();
  for (const [after, name] of due()) if (after >= 0) sound(after, ...TONES[name]);
}

function sound(after, pitch, seconds) {
  const from = audio.currentTime + after;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  // Without a soft beginning and end a tone clicks.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.35, from + 0.02);
  volume.gain.setValueAtTime(0.35, from + seconds - 0.03);
  volume.gain.linearRampToValueAtTime(0, from + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + seconds);
  playing.push(tone);
}

export function shake() {
  // Before the first press a browser would complain in its console.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([150, 80, 150]);
}

export function endAll() {
  hush();
  stayAwake(false);
}

export async function stayAwake(on) {
  wanted = on;
  if (!on || document.hidden) {
    await lock?.release();
    lock = undefined;
  } else if (!lock || lock.released) {
    try { lock = await navigator.wakeLock?.request("screen"); } catch { lock = undefined; }
  }
}

document.addEventListener("visibilitychange", () => wanted && !document.hidden && stayAwake(true));

// The tones from the start on, as [seconds, name].
export function tonesOf(spec, steps, last) {
  const tones = [];
  let from = 0;
  for (const { kind, seconds } of steps) {
    const end = from + seconds;
    // Walking or rolling has no repetitions to hear.
    if (kind === "work" && spec.pace && (spec.count || spec.parts.length))
      for (let at = from; at < end; at += spec.pace) {
        let begun = at;
        for (const part of spec.parts.slice(0, -1)) tones.push([(begun += part.seconds), "part"]);
        if (at > from) tones.push([at, "repetition"]);
      }
    // A set that is counted by repetitions needs no counting down.
    if (kind !== "work" || spec.seconds)
      for (let before = last; before > 0; before--) tones.push([end - before, "count"]);
    tones.push([end, kind === "work" ? "end" : "go"]);
    from = end;
  }
  return tones;
}
