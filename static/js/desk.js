// The desk of a point: one box, a verdict, the last scans. Scans are kept until the server has them.
import { workDialogs } from "./desk-dialogs.js";
import { handOf, isWholePass, kept, kindOf, labelOf, nameOnCard } from "./desk-input.js";
import { People } from "./desk-people.js";
import { Refused, ScanQueue } from "./desk-queue.js";
import { ask, Connection, renewToken } from "./desk-server.js";
import { isSilent, prepareSound, setSilent } from "./desk-sound.js";
import { Screen } from "./desk-verdict.js";

/** @typedef {import("./desk-queue.js").Scan} Scan */
/** @typedef {import("./desk-queue.js").Result} Result */

const POLL = 10_000; // milliseconds
const PATIENCE = 1500; // until the door decides by itself
const TWICE = 2500; // a scanner that reads the same pass again within this means the same

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const desk = part("desk");
const input = /** @type {HTMLInputElement} */ (part("typed"));
const words = part("words").dataset;
const addresses = { scans: desk.dataset.scans ?? "", state: desk.dataset.state ?? "", people: desk.dataset.people ?? "" };
const screen = new Screen(part("verdict"), part("said"));
const connection = new Connection(words);
const onPhone = matchMedia("(pointer: coarse)").matches;
let version = desk.dataset.version ?? "";
let cardName = "";
let firstKey = 0;
let last = { text: "", at: 0 };

const queue = new ScanQueue({
  storage: localStorage,
  owner: desk.dataset.owner ?? "",
  send,
  onAnswer: answered,
  onChange: (state) => {
    connection.show(state);
    showUnsent();
  },
});
const people = new People(input, part("people"), {
  ask: find,
  onChoose: admit,
  onHint: hint,
  words: { arrows: (onPhone ? words.tap : words.arrows) ?? "", short: words.short ?? "", search: words.search ?? "" },
});

// --- the box --------------------------------------------------------------------------------

part("box").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

input.addEventListener("keydown", (event) => {
  if (!input.value) firstKey = performance.now();
  if (event.key === "Tab" && isWholePass(input.value)) {
    event.preventDefault(); // some scanners end with Tab
    submit();
  }
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let quiet;
input.addEventListener("input", () => {
  clearTimeout(quiet);
  if (isWholePass(input.value)) quiet = setTimeout(submit, 150); // and some with nothing
});

function submit() {
  clearTimeout(quiet);
  const text = input.value;
  switch (kindOf(text)) {
    case "short":
      return hint(words.short ?? "");
    case "name":
      if (!people.choose()) void people.search();
      return undefined;
    case "scan":
      return scanned(text, handOf(text, performance.now() - firstKey));
    default:
      return undefined;
  }
}

/**
 * @param {string} text
 * @param {"usb" | "typed"} hand
 */
function scanned(text, hand) {
  input.value = "";
  people.clear();
  const direction = going();
  const same = last.text === text + direction && Date.now() - last.at < TWICE;
  last = { text: text + direction, at: Date.now() };
  if (same) return;
  cardName = nameOnCard(text);
  const whole = kept(text);
  record({ direction, text: whole, hand, label: labelOf(whole, { card: words.card ?? "", citizen: words.citizen ?? "" }) });
}

/** @param {{id: number, name: string}} person */
function admit(person) {
  record({ direction: going(), delegate_id: person.id, label: person.name });
}

/** @param {Omit<Scan, "id" | "scanned_at">} scan */
function record(scan) {
  const whole = { ...scan, id: newId(), scanned_at: new Date().toISOString() };
  queue.add(whole);
  setTimeout(() => decideAlone(whole.id), navigator.onLine ? PATIENCE : 0);
  focusBox();
}

/**
 * The server has not answered: the door may not wait for the network.
 * @param {string} id
 */
function decideAlone(id) {
  const scan = queue.unsent.find((one) => one.id === id);
  if (!scan) return;
  queue.markOffline(id);
  const template = /** @type {HTMLTemplateElement} */ (part("provisional"));
  screen.show({ html: template.innerHTML, tone: "notice", said: words.provisional ?? "" });
  showUnsent();
}

/** Random, also where the page came without encryption and `crypto.randomUUID` is missing. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// --- the server -----------------------------------------------------------------------------

/** @param {Scan[]} scans */
async function send(scans) {
  const body = JSON.stringify({ sent_at: new Date().toISOString(), scans });
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await ask(addresses.scans, { method: "POST", body, headers });
    const answer = await response.json();
    connection.heard();
    show(answer.state);
    return /** @type {Result[]} */ (answer.results);
  } catch (error) {
    if (!(error instanceof Refused) && navigator.onLine) void refresh(); // the token may have grown old
    throw error;
  }
}

/**
 * @param {Result} result
 * @param {Scan} scan
 */
function answered(result, scan) {
  if (!scan.offline || result.tone !== "welcome") screen.show(result);
  if (scan.offline && result.tone === "refusal") review(`${scan.label ?? ""}: ${result.said}`);
  showUnsent();
}

/** @param {string} query */
async function find(query) {
  const response = await ask(addresses.people, { method: "POST", body: new URLSearchParams({ q: query }) });
  connection.heard();
  return { ok: response.ok, text: await response.text() };
}

async function refresh() {
  try {
    const response = await ask(`${addresses.state}?seen=${encodeURIComponent(version)}`);
    show(await response.json());
    connection.heard();
    if (queue.unsent.length) queue.retry();
    else connection.show("online");
  } catch (error) {
    connection.show(error instanceof Refused ? error.why : "offline");
    showUnsent();
  }
}

/** @param {import("./desk-server.js").Screen} state */
function show(state) {
  version = state.version;
  renewToken(state.csrf);
  if (state.counts !== undefined) part("counts").innerHTML = state.counts;
  if (state.recent !== undefined) part("recent").innerHTML = state.recent;
}

function poll() {
  if (!document.hidden) void refresh();
}

// --- what is on the screen ------------------------------------------------------------------

function showUnsent() {
  const box = part("unsent");
  const late = queue.unsent.filter((scan) => scan.offline || connection.state !== "waiting");
  box.hidden = !late.length;
  const title = box.querySelector("h2 span");
  if (title) title.textContent = `${late.length} ${words.unsent}`;
  box.querySelector("ul")?.replaceChildren(...late.map(unsentLine));
  const again = part("again");
  again.hidden = connection.state !== "signed-out" && connection.state !== "refused";
}

/** @param {Scan} scan */
function unsentLine(scan) {
  const line = document.createElement("li");
  const at = new Date(scan.scanned_at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  line.textContent = `${at} · ${scan.label ?? ""} · ${words[scan.direction] ?? ""}`;
  return line;
}

/**
 * A scan the door let pass and the server refuses: stays until somebody has seen it.
 * @param {string} sentence
 */
function review(sentence) {
  const box = part("review");
  const line = document.createElement("li");
  const seen = document.createElement("button");
  seen.type = "button";
  seen.className = "btn btn-secondary btn-sm";
  seen.textContent = words.seen ?? "";
  seen.addEventListener("click", () => {
    line.remove();
    box.hidden = !box.querySelector("li");
  });
  line.append(`${sentence} `, seen);
  box.querySelector("ul")?.append(line);
  box.hidden = false;
}

/** @param {string} sentence */
function hint(sentence) {
  part("hint").textContent = sentence;
}

/** @returns {"in" | "out"} */
function going() {
  return desk.dataset.direction === "out" ? "out" : "in";
}

/** @param {string} direction */
function turn(direction) {
  desk.dataset.direction = direction;
  for (const button of desk.querySelectorAll(".desk-direction button")) {
    const pressed = button instanceof HTMLElement && button.dataset.direction === direction;
    button.setAttribute("aria-pressed", String(pressed));
  }
  focusBox();
}

/** On a phone the keyboard hides half the screen: there the box is focused by a tap. */
function focusBox() {
  if (document.querySelector("dialog[open]") || onPhone) return;
  input.focus({ preventScroll: true });
  // Where a window closed the box has the focus again but no caret: keys would go nowhere.
  input.setSelectionRange(input.value.length, input.value.length);
}

function showSound() {
  const button = part("sound");
  button.setAttribute("aria-pressed", String(!isSilent()));
  const word = button.querySelector("span");
  if (word) word.textContent = (isSilent() ? word.dataset.off : word.dataset.on) ?? "";
}

// --- keys -----------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    turn(going() === "in" ? "out" : "in");
  }
  const busy = /** @type {Element} */ (event.target).closest("input, textarea, select, dialog, button, a, summary, [tabindex='0']");
  const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  // A scanner types wherever the focus is; digits on a button are meant for the box.
  if (types && (!busy || (busy.matches("button, a, summary") && !busy.closest("dialog")))) input.focus();
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    people.forget();
    focusBox();
  }
});

for (const button of desk.querySelectorAll(".desk-direction button")) {
  button.addEventListener("click", () => turn(/** @type {HTMLElement} */ (button).dataset.direction ?? "in"));
}

part("sound").addEventListener("click", () => {
  setSilent(!isSilent());
  showSound();
  focusBox();
});

workDialogs({
  find,
  scan: (text) => scanned(text, "usb"),
  admit,
  undo: (id, name, reason) => record({ direction: "undo", undoes: id, reason, label: name }),
  excused: (person) => {
    hint(`${words.excused} ${person.name}`);
    void refresh();
  },
  marked: () => people.chosen,
  name: () => (kindOf(input.value) === "name" ? input.value.trim() : cardName),
  focus: focusBox,
  words,
});

addEventListener("online", () => void refresh());
addEventListener("offline", () => connection.show("offline"));
document.addEventListener("visibilitychange", poll);
setInterval(poll, POLL);
prepareSound();
showSound();
focusBox();
showUnsent();
void refresh();
