// Reading the page aloud in the device's own voice, passage by passage, with the passage marked.
// The button stays hidden where no voice speaks the page's language. Pages of the signed-in hold names:
// they are only ever given to a voice that works on the device itself, never to one that asks a server.

/** @typedef {Pick<SpeechSynthesis, "speak" | "cancel">} Speech */
/** @typedef {{text: string, element?: Element}} Passage */
/** @typedef {"silent" | "reading" | "paused"} State */

const LONGEST = 200; // letters; some voices fall silent in the middle of a longer text
const READ = "h1, h2, h3, h4, p, li, dt, dd, label, legend, summary, figcaption, .tile, .notice";
const SILENT = "nav, table, button, select, textarea, svg, dialog, template, script, .menu, .confirm, .pager, .filters, .post-button, .btn, .messages:empty, [aria-hidden=true], [hidden], [data-unspoken]";

/**
 * The first voice for the language; one of the device before one that asks a server, which only `anyVoice` allows.
 * @param {readonly SpeechSynthesisVoice[]} voices
 * @param {string} language "vi" or "en"
 * @param {boolean} anyVoice
 */
export function voiceFor(voices, language, anyVoice) {
  const speaking = voices.filter((voice) => voice.lang.toLowerCase().startsWith(language));
  return speaking.find((voice) => voice.localService) ?? (anyVoice ? speaking[0] : undefined);
}

/**
 * Pieces of a text that a voice can say in one breath: whole sentences where they fit, else up to a comma or space.
 * @param {string} text
 * @param {number} [longest]
 * @returns {string[]}
 */
export function breaths(text, longest = LONGEST) {
  /** @type {string[]} */
  const pieces = [];
  let rest = text.replaceAll(/\s+/g, " ").trim();
  while (rest.length > longest) {
    const head = rest.slice(0, longest);
    const end = [/^.*[.!?…;:](?= )/s, /^.*,(?= )/s, /^.*(?= )/s].map((stop) => stop.exec(head)?.[0]).find(Boolean) ?? head;
    pieces.push(end);
    rest = rest.slice(end.length).trim();
  }
  return rest ? [...pieces, rest] : pieces;
}

/** Reads passages one after another; a pause begins the interrupted piece anew, as not every device can hold its voice. */
export class Reading {
  /**
   * @param {Speech} speech
   * @param {(text: string) => SpeechSynthesisUtterance} utter
   * @param {(state: State, passage?: Passage) => void} show
   */
  constructor(speech, utter, show) {
    this.speech = speech;
    this.utter = utter;
    this.show = show;
    /** @type {{passage: Passage, text: string}[]} */
    this.pieces = [];
    this.at = 0;
    /** @type {State} */
    this.state = "silent";
  }

  /** @param {Passage[]} passages */
  start(passages) {
    this.speech.cancel();
    this.pieces = passages.flatMap((passage) => breaths(passage.text).map((text) => ({ passage, text })));
    this.at = 0;
    this.resume();
  }

  pause() {
    if (this.state !== "reading") return;
    this.become("paused");
    this.speech.cancel();
  }

  resume() {
    const piece = this.pieces[this.at];
    if (!piece) return this.stop();
    this.become("reading");
    const spoken = this.utter(piece.text);
    spoken.onend = () => this.spokenToTheEnd(spoken);
    spoken.onerror = () => this.spokenToTheEnd(spoken);
    this.current = spoken;
    this.speech.speak(spoken);
  }

  stop() {
    this.at = this.pieces.length;
    this.become("silent");
    this.speech.cancel();
  }

  /** @param {SpeechSynthesisUtterance} spoken */
  spokenToTheEnd(spoken) {
    if (this.state !== "reading" || spoken !== this.current) return;
    this.at += 1;
    this.resume();
  }

  /** @param {State} state */
  become(state) {
    this.state = state;
    this.show(state, state === "silent" ? undefined : this.pieces[this.at]?.passage);
  }
}

/**
 * What a listener wants of a page, in its order: headings, text, lists and figures. Of a table its title, how
 * many rows it has and its totals; buttons, menus and filters are left out.
 * @param {Element} root
 * @param {string} rows "# dòng"
 * @returns {Passage[]}
 */
export function passages(root, rows) {
  /** @type {Passage[]} */
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Text) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    const element = /** @type {Element} */ (node);
    if (element instanceof HTMLTableElement) return NodeFilter.FILTER_ACCEPT;
    if (element.matches(SILENT) || !visible(element)) return NodeFilter.FILTER_REJECT;
    return element.parentElement?.closest("table") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof HTMLTableElement) found.push(...ofTable(node, rows));
    else if (node.parentElement && !node.parentElement.closest("table")) add(found, node.parentElement, /** @type {Text} */ (node).data);
  }
  return found;
}

/**
 * @param {Passage[]} found
 * @param {Element} parent
 * @param {string} text
 */
function add(found, parent, text) {
  const element = parent.closest(READ) ?? parent;
  const last = found.at(-1);
  if (last?.element === element) last.text += ` ${text.trim()}`;
  else found.push({ element, text: text.trim() });
}

/**
 * @param {HTMLTableElement} table
 * @param {string} rows
 * @returns {Passage[]}
 */
function ofTable(table, rows) {
  const title = table.caption?.textContent?.trim() || table.getAttribute("aria-label") || "";
  const counted = rows.replace("#", String(table.querySelectorAll("tbody > tr:not(.totals)").length));
  const element = table.closest(".table-frame") ?? table;
  const totals = [...table.querySelectorAll("tr.totals")].map((row) => ({ element: row, text: row.textContent ?? "" }));
  return [{ element, text: `${title}. ${counted}.` }, ...totals];
}

/** @param {Element} element */
function visible(element) {
  return typeof element.checkVisibility !== "function" || element.checkVisibility();
}

/** Offer reading on this page, once there is a voice for it. */
export function offerReading() {
  const bar = document.getElementById("aloud");
  const button = document.querySelector("[data-aloud]");
  if (!bar || !(button instanceof HTMLElement) || !("speechSynthesis" in globalThis)) return;
  const root = document.documentElement;
  const voice = () => voiceFor(speechSynthesis.getVoices(), root.lang, root.dataset.voices === "any");
  const reading = new Reading(speechSynthesis, (text) => utterance(text, voice()), (state, passage) => showReading(bar, state, passage));
  const offer = () => { button.hidden = !voice(); };

  button.addEventListener("click", () => begin(bar, button, reading));
  bar.addEventListener("click", (event) => pressBar(/** @type {Element} */ (event.target), bar, button, reading));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reading.state !== "silent") reading.stop();
  });
  addEventListener("pagehide", () => reading.stop());
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
}

/**
 * @param {string} text
 * @param {SpeechSynthesisVoice | undefined} voice
 */
function utterance(text, voice) {
  const spoken = new SpeechSynthesisUtterance(text);
  if (voice) spoken.voice = voice;
  spoken.lang = voice?.lang ?? document.documentElement.lang;
  return spoken;
}

/**
 * @param {HTMLElement} bar
 * @param {HTMLElement} button
 * @param {Reading} reading
 */
function begin(bar, button, reading) {
  const menu = button.closest("details");
  if (menu) menu.open = false;
  const content = document.getElementById("content");
  if (content) reading.start(passages(content, bar.dataset.rows ?? "#"));
  bar.querySelector("button")?.focus();
}

/**
 * @param {Element} target
 * @param {HTMLElement} bar
 * @param {HTMLElement} opener
 * @param {Reading} reading
 */
function pressBar(target, bar, opener, reading) {
  const what = target.closest("button")?.dataset.reading;
  if (what === "pause" && reading.state === "paused") reading.resume();
  else if (what === "pause") reading.pause();
  if (what !== "stop") return;
  reading.stop();
  opener.closest("details")?.querySelector("summary")?.focus();
}

/**
 * @param {HTMLElement} bar
 * @param {State} state
 * @param {Passage} [passage]
 */
function showReading(bar, state, passage) {
  bar.hidden = state === "silent";
  bar.classList.toggle("paused", state === "paused");
  const marked = document.querySelector(".being-read");
  if (marked === (passage?.element ?? null)) return;
  marked?.classList.remove("being-read");
  passage?.element?.classList.add("being-read");
  passage?.element?.scrollIntoView({ block: "nearest" });
}
