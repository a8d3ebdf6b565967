// What one hears and feels of a verdict: high-high, low, low-low. Made here; no files.

/** @typedef {"welcome" | "notice" | "refusal"} Tone */

/** @type {Record<string, {notes: [number, number][], pattern: number[]}>} frequency and seconds; milliseconds */
const TONES = {
  welcome: { notes: [[988, 0.09], [1319, 0.14]], pattern: [60, 40, 60] },
  notice: { notes: [[330, 0.3]], pattern: [250] },
  refusal: { notes: [[247, 0.22], [196, 0.34]], pattern: [300, 120, 300] },
};
const KEY = "desk-silent";
const GAP = 0.05;

/** @type {AudioContext | undefined} */
let context;

export function isSilent() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

/** @param {boolean} silent */
export function setSilent(silent) {
  try {
    localStorage.setItem(KEY, silent ? "1" : "");
  } catch {
    // Only forgotten at the next page.
  }
}

/** Browsers allow sound only after a key or a tap: take the first. */
export function prepareSound() {
  const open = () => {
    context ??= new AudioContext();
    void context.resume();
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, open, { once: true });
}

/** @param {string} tone */
export function sound(tone) {
  const { notes, pattern } = TONES[tone] ?? TONES.refusal ?? { notes: [], pattern: [] };
  document.documentElement.dataset.lastTone = tone;
  if (isSilent()) return;
  navigator.vibrate?.(pattern);
  if (!context) return;
  let at = context.currentTime + 0.01;
  for (const [frequency, seconds] of notes) {
    note(context, frequency, at, seconds);
    at += seconds + GAP;
  }
}

/**
 * @param {AudioContext} audio
 * @param {number} frequency
 * @param {number} at
 * @param {number} seconds
 */
function note(audio, frequency, at, seconds) {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.type = frequency > 500 ? "sine" : "square"; // low tones need overtones on small speakers
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(frequency > 500 ? 0.5 : 0.2, at + 0.01);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds + 0.02);
}
