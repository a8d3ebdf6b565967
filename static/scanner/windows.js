// The short windows: a walk-in, a substitute, a head-count, an undo. Each is kept like a scan.
import { read } from "./passes.js";
import { isWholePass } from "../js/desk-input.js";
import { People } from "../js/desk-people.js";
import { field, part } from "./dom.js";
import { say } from "./words.js";

/** @typedef {Record<string, string>} Values */
/**
 * @typedef {object} Work
 * @property {(query: string) => Promise<{ok: boolean, text: string}>} find
 * @property {(text: string) => void} scan
 * @property {(values: Values) => Promise<void>} walkIn
 * @property {(values: Values) => Promise<void>} substitute
 * @property {(values: Values) => Promise<void>} headCount
 * @property {(id: string, reason: string) => Promise<void>} undo
 * @property {() => string} nameBegun what to begin a walk-in's name with
 * @property {() => void} focus
 */

/** @type {HTMLElement | null} */
let undoing = null;

/** @param {Work} work */
export function workWindows(work) {
  document.addEventListener("click", (event) => clicked(event, work));
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => (dialog.querySelector("form")?.reset(), complain(dialog, false), work.focus()));
    dialog.addEventListener("keydown", (event) => passInField(event, work));
  }
  for (const form of document.querySelectorAll("[data-work]")) {
    if (form instanceof HTMLFormElement) form.addEventListener("submit", (event) => void submit(event, form, work));
  }
  choosePerson(work);
}

/** @param {string} id */
export function openWindow(id) {
  const dialog = part(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  for (const open of document.querySelectorAll("dialog[open]")) if (open instanceof HTMLDialogElement) open.close();
  dialog.showModal();
  const first = dialog.querySelector("input:not([type=hidden], [type=file])");
  if (first instanceof HTMLElement) first.focus();
}

export function closeWindows() {
  for (const open of document.querySelectorAll("dialog[open]")) if (open instanceof HTMLDialogElement) open.close();
}

/**
 * @param {Event} event
 * @param {Work} work
 */
function clicked(event, work) {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (!button) return;
  if (button.dataset.closes) button.closest("dialog")?.close();
  if (button.dataset.reason !== undefined) field("undo.reason").value = button.textContent ?? "";
  if (button.dataset.undo) undoing = button;
  const id = button.dataset.undo ? "undo" : button.dataset.opens;
  if (!id) return;
  openWindow(id);
  if (id === "walk-in") field("walk_in.name").value = work.nameBegun();
  if (id === "undo") part("undo-name").textContent = undoing?.dataset.name ?? "";
}

/**
 * @param {Event} event
 * @param {HTMLFormElement} form
 * @param {Work} work
 */
async function submit(event, form, work) {
  event.preventDefault();
  const values = /** @type {Values} */ (Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()])));
  const missing = wrongField(form, values);
  complain(form, Boolean(missing), form.dataset.work === "undo");
  if (missing) return missing.focus();
  form.closest("dialog")?.close();
  switch (form.dataset.work) {
    case "walk_in":
      return work.walkIn(values);
    case "substitution":
      return work.substitute(values);
    case "head_count":
      return work.headCount(values);
    default:
      return work.undo(undoing?.dataset.undo ?? "", values.reason ?? "");
  }
}

/**
 * The first field that must still be filled.
 * @param {HTMLFormElement} form
 * @param {Values} values
 */
function wrongField(form, values) {
  if (form.dataset.work === "substitution" && !values.delegate_id) return field("substitution.delegate");
  if (form.dataset.work === "head_count" && !/^\d{1,6}$/.test(values.number ?? "")) return field("head_count.number");
  const empty = [...form.querySelectorAll("input[required][name]")].find((input) => input instanceof HTMLInputElement && !input.value.trim());
  return /** @type {HTMLInputElement | undefined} */ (empty);
}

/**
 * @param {Element} holder
 * @param {boolean} isWrong
 * @param {boolean} [reason] whether a reason is what is missing
 */
function complain(holder, isWrong, reason = false) {
  const said = holder.querySelector(".field-error");
  if (!(said instanceof HTMLElement)) return;
  said.hidden = !isWrong;
  const text = said.querySelector("span");
  if (text) text.textContent = say(reason ? "reasonNeeded" : "needed");
}

/**
 * A USB scanner types into whatever has the focus: a pass in a name's field is the next person.
 * @param {KeyboardEvent} event
 * @param {Work} work
 */
function passInField(event, work) {
  const input = event.target;
  if (event.key !== "Enter" || !(input instanceof HTMLInputElement)) return;
  const digits = /\d{16}$/.exec(input.value)?.[0];
  if (!digits || !("pass" in read(digits))) return;
  event.preventDefault();
  input.value = input.value.slice(0, -digits.length);
  work.scan(digits);
}

/** @param {Work} work */
function choosePerson(work) {
  const input = field("substitution.delegate");
  const hidden = /** @type {HTMLInputElement} */ (document.querySelector("input[name=delegate_id]"));
  const people = new People(input, part("substitution.people"), {
    ask: work.find,
    pause: 0,
    onHint: () => {},
    onChoose: (person) => {
      hidden.value = String(person.id);
      input.value = person.name;
      field("substitution.name").focus();
    },
    words: { arrows: "", short: "", search: "" },
  });
  input.addEventListener("input", () => (hidden.value = ""));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isWholePass(input.value)) return;
    event.preventDefault();
    people.choose();
  });
}
