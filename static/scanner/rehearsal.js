// Before the opening: each thing the door leans on is green, or told why not.
import { isSilent, sound } from "../js/desk-sound.js";
import { make, part, state } from "./dom.js";
import { isKept } from "./updates.js";
import { hour, say } from "./words.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {{what: import("./words.js").Word, isGood: boolean, says: string}} Check */

const OLD = 10; // minutes
const CLOCK = 120; // seconds
const ROOM = 0.9; // of what the browser grants

/**
 * @param {Door} door
 * @param {Camera} camera
 * @param {() => void} onChange
 */
export function workRehearsal(door, camera, onChange) {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.opens === "rehearsal") void showChecks(door, camera);
  });
  part("rehearsal-begin").addEventListener("click", () => {
    door.rehearsing = true;
    part("rehearsal").closest("dialog")?.close();
    onChange();
  });
  part("rehearsal-stop").addEventListener("click", () => void door.endRehearsal());
  part("sound-try").addEventListener("click", () => sound("welcome"));
}

/**
 * @param {Door} door
 * @param {Camera} camera
 */
async function showChecks(door, camera) {
  const checks = await Promise.all([cameraCheck(camera), soundCheck(), storageCheck(), clockCheck(door), rosterCheck(door), offlineCheck()]);
  part("checks").replaceChildren(...checks.map(line));
}

/** @param {Check} check */
function line({ what, isGood, says }) {
  return make("li", {}, make("span", { text: say(what) }), state(isGood ? "done" : "risk", says));
}

/**
 * Whether a camera is allowed and shows a picture.
 * @param {Camera} camera
 * @returns {Promise<Check>}
 */
async function cameraCheck(camera) {
  const what = "checkCamera";
  if (!camera.isPossible) return { what, isGood: false, says: say("cameraInsecure") };
  if (!camera.stream) await camera.start();
  const isGood = Boolean(camera.stream);
  return { what, isGood, says: isGood ? say("cameraReady") : (part("camera-told").textContent ?? "") };
}

/** @returns {Check} */
function soundCheck() {
  return { what: "checkSound", isGood: !isSilent(), says: say(isSilent() ? "soundOff" : "good") };
}

/** @returns {Promise<Check>} */
async function storageCheck() {
  const what = "checkStorage";
  const { usage = 0, quota = 1 } = (await navigator.storage?.estimate?.()) ?? {};
  if (usage > quota * ROOM) return { what, isGood: false, says: say("storageFull") };
  const isLasting = (await navigator.storage?.persisted?.()) ?? false;
  return { what, isGood: isLasting, says: say(isLasting ? "storageKept" : "storageLoose") };
}

/**
 * @param {Door} door
 * @returns {Check}
 */
function clockCheck({ clock }) {
  const what = "checkClock";
  if (!clock) return { what, isGood: false, says: say("clockUnknown") };
  const seconds = Math.round(Math.abs(clock.offset) / 1000);
  return { what, isGood: seconds < CLOCK, says: seconds < CLOCK ? say("good") : say("clockOff", { seconds }) };
}

/**
 * @param {Door} door
 * @returns {Check}
 */
function rosterCheck({ roster }) {
  const what = "checkRoster";
  if (!roster.version) return { what, isGood: false, says: say("rosterNone") };
  const isFresh = Date.now() - roster.version.checkedAt < OLD * 60_000;
  const says = isFresh ? say("rosterAge", { people: roster.people.size, hour: hour(roster.version.checkedAt) }) : say("rosterOld", { minutes: OLD });
  return { what, isGood: isFresh, says };
}

/** @returns {Promise<Check>} */
async function offlineCheck() {
  const what = "checkOffline";
  if (!isSecureContext) return { what, isGood: false, says: say("shellInsecure") };
  const isGood = await isKept();
  return { what, isGood, says: say(isGood ? "good" : "shellNone") };
}
