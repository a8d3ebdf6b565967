// The scanner's page begins here: what is kept is read, then it works, with or without a network.
import { read as readAppearance, write as writeAppearance } from "../js/appearance.js";
import { Api } from "./api.js";
import { Camera, workPhotos } from "./camera.js";
import { Decoder } from "./decoder.js";
import { Door } from "./door.js";
import { part } from "./dom.js";
import { deliver, workHandOver } from "./handover.js";
import { Receiver, workCodes } from "./handover-codes.js";
import { Keeper } from "./keeping.js";
import { showConnection, showLists } from "./lists.js";
import { codeInAddress, showPairing, workPairing } from "./pairing.js";
import { workRehearsal } from "./rehearsal.js";
import { Store } from "./store.js";
import { keepPage, takeNewer } from "./updates.js";
import { chosen, choose, figure, fill, hour, say } from "./words.js";
import { Work } from "./work.js";

const { version = "", worker = "", decoder: decoderAddress = "" } = document.body.dataset;
const store = new Store();
const api = new Api({ version });
const others = new BroadcastChannel("scanner"); // the same page in another window
const door = new Door({ store, api, alone, onChange: changed });
const keeper = new Keeper(door, api, show);
/** @type {Work | undefined} */
let work;
/** @type {Camera | undefined} */
let camera;

if (!(await takeNewer())) await start();

async function start() {
  fill();
  const code = codeInAddress();
  await door.load();
  work = new Work(door);
  const decoder = new Decoder(decoderAddress);
  decoder.prepare();
  const receiver = new Receiver(door, api, (sentence) => camera?.tell(sentence));
  camera = new Camera(decoder, (text) => void (receiver.take(text) || work?.scanned(text, "qr")));
  workPhotos(decoder, (text) => void (receiver.take(text) || work?.scanned(text, "photo")));
  workPairing(api, paired);
  workRehearsal(door, camera, show);
  workHandOver(door, api);
  workCodes(door);
  listen();
  if (door.pairing && !code) open();
  else showPairing(code, door.unsent);
  void keepPage(worker, () => (part("update").hidden = false));
}

/** @param {import("./api.js").Pairing} pairing */
async function paired(pairing) {
  await door.pair(pairing);
  keeper.ending = "";
  tell("", "");
  await navigator.storage?.persist?.();
  open();
}

function open() {
  part("pairing").hidden = true;
  part("work").hidden = false;
  show();
  void keeper.look();
  void door.outbox.wake(true);
  work?.focus();
  if (camera && !camera.isPossible) camera.tell(say("cameraInsecure"));
}

function listen() {
  others.addEventListener("message", () => void door.load().then(show));
  addEventListener("online", back);
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => document.hidden || back());
  part("again").addEventListener("click", back);
  part("told-again").addEventListener("click", () => showPairing("", door.unsent));
  part("theme").addEventListener("click", turnTheme);
  part("language").addEventListener("click", () => (choose(chosen() === "vi" ? "en" : "vi"), fill(), show()));
}

/** The network may be back, or somebody looks at the page again. */
function back() {
  if (!door.pairing) return;
  void door.outbox.wake(true);
  void keeper.look();
  void deliver(door, api);
}

function changed() {
  others.postMessage("changed");
  show();
}

function show() {
  if (!door.pairing) return;
  part("point").textContent = door.pairing.point.name;
  part("rehearsing").hidden = !door.rehearsing;
  showConnection(door.state);
  showLists(door);
  showEnding();
  const { version: roster, people } = door.roster;
  part("device").textContent = say("device", { name: door.pairing.name, version });
  part("roster-age").textContent = roster ? say("rosterAge", { people: figure(people.size), hour: hour(roster.checkedAt) }) : say("rosterNone");
  work?.showSound();
}

function showEnding() {
  const ending = keeper.ending || (door.state === "revoked" || door.state === "unpaired" ? door.state : "");
  if (ending === "revoked") tell(say("revokedTitle"), say("revokedPurpose"), true);
  else if (ending === "unpaired") tell(say("unpaired"), say("unpairedPurpose"), true);
  else if (ending === "closed") tell(say("closedTitle"), say("closedPurpose"));
  else tell("", door.outbox.unstored.size ? say("full") : "");
}

/**
 * @param {string} title
 * @param {string} text
 * @param {boolean} [again] whether pairing again is the way on
 */
function tell(title, text, again = false) {
  if (part("told-text").textContent !== text) part("told-text").textContent = text;
  part("told-title").textContent = title;
  part("told").hidden = !text;
  part("told-again").hidden = !again;
}

function turnTheme() {
  const isDark = document.documentElement.dataset.bsTheme === "dark";
  writeAppearance(document, { ...readAppearance(document), theme: isDark ? "light" : "dark" });
  dispatchEvent(new Event("appearance"));
}

/**
 * One window sends at a time; sending twice would do no harm, only cost.
 * @param {() => Promise<boolean>} send
 * @returns {Promise<boolean>}
 */
function alone(send) {
  return navigator.locks ? navigator.locks.request("scanner-sending", send) : send();
}
