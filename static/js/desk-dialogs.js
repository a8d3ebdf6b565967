// The desk's short windows: whom it is about, a few fields, and the scan that follows by itself.
import { isWholePass } from "./desk-input.js";
import { People } from "./desk-people.js";
import { ask, renewToken, token } from "./desk-server.js";

/** @typedef {import("./desk-people.js").Person} Person */
/**
 * @typedef {object} Desk
 * @property {(query: string) => Promise<{ok: boolean, text: string}>} find
 * @property {(text: string) => void} scan
 * @property {(person: Person) => void} admit
 * @property {(id: string, name: string, reason: string) => void} undo
 * @property {(person: Person) => void} excused
 * @property {() => Person | undefined} marked whom the main list marks
 * @property {() => string} name what to begin a walk-in's name with
 * @property {() => void} focus
 * @property {DOMStringMap} words
 */

/** @param {Desk} desk */
export function workDialogs(desk) {
  const choosers = new Map([...document.querySelectorAll("[data-choose]")].map((box) => chooser(/** @type {HTMLElement} */ (box), desk)));
  for (const holder of document.querySelectorAll("[data-form]")) workForm(/** @type {HTMLElement} */ (holder), desk);
  for (const dialog of document.querySelectorAll("dialog")) workDialog(dialog, desk, choosers);
  document.addEventListener("click", (event) => prepare(event, desk, choosers), { capture: true });
  workUndo(desk);
}

/**
 * The first step of a window: find the person it is about.
 * @param {HTMLElement} box
 * @param {Desk} desk
 * @returns {[string, (person?: Person) => void]}
 */
function chooser(box, desk) {
  const key = box.dataset.choose ?? "";
  const search = /** @type {HTMLElement} */ (box.querySelector("[data-choose-search]"));
  const chosen = /** @type {HTMLElement} */ (box.querySelector("[data-chosen]"));
  const input = /** @type {HTMLInputElement} */ (search.querySelector("input"));
  const list = /** @type {HTMLElement} */ (search.querySelector("ul"));
  const holder = /** @type {HTMLElement} */ (document.querySelector(`[data-form="${key}"]`));

  /** @param {Person} [person] */
  const take = (person) => {
    search.hidden = Boolean(person);
    chosen.hidden = holder.hidden = !person;
    const field = holder.querySelector("input[name$=delegate_id]");
    if (field instanceof HTMLInputElement) field.value = person ? String(person.id) : "";
    const name = chosen.querySelector("strong");
    if (name) name.textContent = person?.name ?? "";
    if (person) firstField(holder)?.focus();
    else input.focus();
  };
  const words = { arrows: "", short: desk.words.short ?? "", search: desk.words.search ?? "" };
  const people = new People(input, list, { ask: desk.find, onChoose: take, onHint: () => {}, words });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isWholePass(input.value)) return;
    event.preventDefault();
    if (!people.choose()) void people.search();
  });
  box.querySelector("[data-choose-again]")?.addEventListener("click", () => take());
  return [key, (person) => (people.clear(), (input.value = ""), take(person))];
}

/**
 * Before a window opens: begin with the person one is looking at.
 * @param {Event} event
 * @param {Desk} desk
 * @param {Map<string, (person?: Person) => void>} choosers
 */
function prepare(event, desk, choosers) {
  const button = /** @type {Element} */ (event.target).closest("button[data-opens]");
  if (!(button instanceof HTMLElement)) return;
  const id = button.dataset.opens ?? "";
  for (const open of document.querySelectorAll("dialog[open]")) if (open instanceof HTMLDialogElement) open.close();
  const name = document.querySelector(`[data-form="${id}"] input[name$=name]`);
  if (id === "walk-in" && name instanceof HTMLInputElement) name.value = desk.name();
  const marked = desk.marked();
  queueMicrotask(() => choosers.get(id)?.(marked));
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Desk} desk
 * @param {Map<string, (person?: Person) => void>} choosers
 */
function workDialog(dialog, desk, choosers) {
  const holder = dialog.querySelector("[data-form]");
  const empty = holder?.innerHTML ?? "";
  dialog.addEventListener("close", () => {
    if (holder) holder.innerHTML = empty;
    else dialog.querySelector("form")?.reset();
    renewToken(token());
    choosers.get(dialog.id)?.();
    desk.focus();
  });
  // A scanner types into whatever has the focus: a pass in a name's field is the next person.
  dialog.addEventListener("keydown", (event) => {
    const input = event.target;
    const digits = event.key === "Enter" && input instanceof HTMLInputElement && /\d{16}$/.exec(input.value)?.[0];
    if (!digits || !(input instanceof HTMLInputElement)) return;
    event.preventDefault();
    input.value = input.value.slice(0, -digits.length);
    desk.scan(digits);
  });
}

/**
 * @param {HTMLElement} holder
 * @param {Desk} desk
 */
function workForm(holder, desk) {
  holder.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = form.querySelector("button[type=submit]");
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    button.disabled = true;
    try {
      const response = await ask(holder.dataset.url ?? "", { method: "POST", body: new FormData(form) });
      if (response.ok) finished(holder, await response.json(), desk);
      else refill(holder, await response.text());
    } catch {
      complain(holder, desk.words.lost ?? "");
    } finally {
      button.disabled = false;
    }
  });
}

/**
 * @param {HTMLElement} holder
 * @param {{delegate_id: number, name: string}} made
 * @param {Desk} desk
 */
function finished(holder, made, desk) {
  const person = { id: made.delegate_id, name: made.name };
  holder.closest("dialog")?.close();
  if (holder.dataset.form === "excuse") desk.excused(person);
  else desk.admit(person);
}

/**
 * The form again, with what is wrong with it.
 * @param {HTMLElement} holder
 * @param {string} html of our own server
 */
function refill(holder, html) {
  holder.innerHTML = html;
  const wrong = holder.querySelector(".is-invalid, .error-summary");
  if (wrong instanceof HTMLElement) wrong.focus();
}

/**
 * @param {HTMLElement} holder
 * @param {string} sentence
 */
function complain(holder, sentence) {
  const said = document.createElement("p");
  said.className = "field-error error-summary";
  said.setAttribute("role", "alert");
  said.textContent = sentence;
  holder.querySelector(".error-summary")?.remove();
  holder.querySelector("form")?.prepend(said);
}

/** @param {HTMLElement} holder */
function firstField(holder) {
  const field = holder.querySelector("input:not([type=hidden])");
  return field instanceof HTMLElement ? field : null;
}

/** @param {Desk} desk */
function workUndo(desk) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("undo"));
  const reason = /** @type {HTMLInputElement} */ (document.getElementById("undo-reason"));
  const missing = /** @type {HTMLElement} */ (document.getElementById("undo-missing"));
  let id = "";
  let name = "";
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.reason) reason.value = button.dataset.reason;
    if (!button?.dataset.undo) return;
    ({ undo: id, name = "" } = /** @type {{undo: string, name?: string}} */ (button.dataset));
    const shown = document.getElementById("undo-name");
    if (shown) shown.textContent = name;
    missing.hidden = true;
    dialog.showModal();
    reason.focus();
  });
  document.getElementById("undo-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    missing.hidden = Boolean(reason.value.trim());
    if (!missing.hidden) return reason.focus();
    desk.undo(id, name, reason.value.trim());
    dialog.close();
  });
}
