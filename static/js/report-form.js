// The report's form: shares as one types, saved by itself, kept in this browser while the network is away.

import { merge, share } from "./report-merge.js";

/** @typedef {import("./report-merge.js").Cells} Cells */
/** @typedef {{base: Cells, cells: Cells, revision: string}} Draft */

const WAIT = 1200; // ms without a key before saving
const AGAIN = 8000; // ms before trying again without a network

const form = document.querySelector("form[data-report]");
if (form instanceof HTMLFormElement) keep(form);

/** @param {HTMLFormElement} form */
function keep(form) {
  const words = form.dataset;
  const key = words.key ?? "";
  const state = form.querySelector("[data-save-state]");
  const mark = document.documentElement.lang === "en" ? "." : ",";
  let base = cellsAsSent(form);
  let timer = 0;
  let saving = false;

  restore();
  form.addEventListener("input", () => {
    showShares();
    remember();
    later(WAIT);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  window.addEventListener("online", () => save());
  window.addEventListener("pagehide", remember);
  showShares();
  if (isChanged()) later(WAIT);

  /** @param {number} wait */
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save() {
    if (saving) return later(WAIT);
    if (form.querySelector(".clash") || !isChanged()) return;
    clearTimeout(timer);
    saving = true;
    say(words.saving ?? "");
    const sent = cellsOf(form);
    const answer = await post(form);
    saving = false;
    if (answer === null) {
      remember();
      say(words.offline ?? "", "risk");
      return later(AGAIN);
    }
    if (answer.revision) revision().value = String(answer.revision);
    if (answer.status === 200) {
      base = sent;
      if (!isChanged()) localStorage.removeItem(key);
      else later(WAIT);
      showGap(answer.gap ?? "");
      return say(answer.said, "done");
    }
    if (answer.status === 409 && answer.cells && answer.revision) return clash(answer.by, answer.cells);
    remember();
    say(answer.said || words.signedOut || "", "late");
  }

  /**
   * Somebody else saved: what only he changed is taken over, what both changed is asked.
   * @param {string} by
   * @param {Cells} theirs
   */
  function clash(by, theirs) {
    const found = merge(base, cellsOf(form), theirs);
    for (const [name, text] of Object.entries(found.take)) fill(name, text);
    for (const [name, text] of Object.entries(found.clash)) ask(name, text);
    base = theirs;
    showShares();
    if (Object.keys(found.clash).length) say((words.clash ?? "").replace("{by}", by || "…"), "risk");
    else save();
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  function ask(name, text) {
    const cell = field(name);
    if (!cell) return;
    const box = document.createElement("div");
    box.className = "clash";
    const said = document.createElement("p");
    said.textContent = text || "—";
    box.append(said, choice(words.theirs ?? "", () => fill(name, text)), choice(words.mine ?? "", () => {}));
    cell.after(box);

    /**
     * @param {string} label
     * @param {() => void} act
     */
    function choice(label, act) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-secondary btn-sm";
      button.textContent = label;
      button.addEventListener("click", () => {
        act();
        box.remove();
        cell?.focus();
        showShares();
        save();
      });
      return button;
    }
  }

  /** What was typed without a network and never sent. */
  function restore() {
    const kept = localStorage.getItem(key);
    if (!kept) return;
    /** @type {Draft} */
    const draft = JSON.parse(kept);
    const theirs = cellsOf(form);
    for (const [name, text] of Object.entries(draft.cells)) fill(name, text);
    if (!isChanged()) return localStorage.removeItem(key);
    say(words.restored ?? "", "risk");
    if (draft.revision === revision().value) return later(0);
    base = draft.base;
    clash("", theirs);
  }

  function remember() {
    if (!isChanged()) return;
    /** @type {Draft} */
    const draft = { base, cells: cellsOf(form), revision: revision().value };
    localStorage.setItem(key, JSON.stringify(draft));
  }

  function isChanged() {
    const now = cellsOf(form);
    return Object.keys(now).some((name) => now[name] !== base[name]);
  }

  function showShares() {
    for (const line of form.querySelectorAll("[data-target]")) {
      if (line instanceof HTMLElement) showShare(line, mark, Number(words.jump));
    }
  }

  function revision() {
    return /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
  }

  /** @param {string} name */
  function field(name) {
    const found = form.elements.namedItem(name);
    return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found : null;
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  function fill(name, text) {
    const cell = field(name);
    if (cell) cell.value = text;
  }

  /**
   * @param {string} text
   * @param {string} [kind]
   */
  function say(text, kind = "") {
    if (!(state instanceof HTMLElement)) return;
    state.textContent = text;
    state.dataset.kind = kind;
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {Cells}
 */
function cellsOf(form) {
  /** @type {Cells} */
  const cells = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrf_token" && name !== "revision") cells[name] = String(value);
  }
  return cells;
}

/**
 * The cells as the server sent them: what was typed before this script came is a change too.
 * @param {HTMLFormElement} form
 */
function cellsAsSent(form) {
  const cells = cellsOf(form);
  for (const name of Object.keys(cells)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) cells[name] = field.defaultValue;
  }
  return cells;
}

/**
 * Null when nothing was reached, or what answers is not our server.
 * @param {HTMLFormElement} form
 * @returns {Promise<{status: number, said: string, revision?: number, by: string, cells?: Cells, gap?: string} | null>}
 */
async function post(form) {
  const headers = { "X-Requested-With": "autosave", Accept: "application/json" };
  const sent = { method: "POST", body: new FormData(form), headers };
  try {
    const answer = await fetch(form.action, sent);
    if (answer.status >= 500) return null;
    const isOurs = answer.headers.get("Content-Type")?.includes("json");
    const told = isOurs ? await answer.json() : {};
    return { said: "", by: "", ...told, status: isOurs ? answer.status : 401 };
  } catch {
    return null;
  }
}

/**
 * What the report as it is kept now still lacks before the head may approve it.
 * @param {string} gap
 */
function showGap(gap) {
  const place = document.querySelector("[data-gap]");
  const words = place?.querySelector(".state-detail");
  if (!(place instanceof HTMLElement) || !words) return;
  words.textContent = gap;
  place.hidden = gap === "";
}

/**
 * @param {HTMLElement} line
 * @param {string} mark
 * @param {number} jump
 */
function showShare(line, mark, jump) {
  const [above, below] = line.querySelectorAll("input");
  const output = line.querySelector("[data-share]");
  const note = line.querySelector("[data-wants]");
  const comment = line.querySelector("textarea");
  if (!above || !below || !output) return;
  const now = share(above.value, below.value, mark);
  const text = now === null ? "—" : `${(100 * now).toFixed(1)}%`;
  output.textContent = mark === "," ? text.replace(".", ",") : text;
  const before = line.dataset.before;
  const jumps = now !== null && before !== undefined && Math.abs(now - Number(before)) > jump;
  const missing = !above.value.trim() || !below.value.trim();
  if (note instanceof HTMLElement) note.hidden = !(jumps || missing) || Boolean(comment?.value.trim());
}
