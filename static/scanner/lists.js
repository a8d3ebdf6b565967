// The counters, the last scans with what became of them, and what a person has to look at.
import { figure, say } from "./words.js";
import { icon, make, part, state } from "./dom.js";
import { kindOf, wordOf } from "./verdicts.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./door.js").Note} Note */

const SHOWN = 50;
const UNDOABLE = new Set(["in", "out"]);

/** @param {Door} door */
export function showLists(door) {
  const { present, expected, unsent } = door.counts;
  part("present").textContent = `${figure(present)}/${figure(expected)}`;
  part("unsent").textContent = figure(unsent);
  part("unsent-box").classList.toggle("is-waiting", unsent > 0);
  const last = door.memory.notes.slice(-SHOWN).reverse();
  part("recent-none").hidden = last.length > 0;
  part("recent").replaceChildren(...last.map((note) => line(note, door)));
  const { disputed } = door.memory;
  part("disputed").hidden = !disputed.length;
  part("disputed").querySelector("ul")?.replaceChildren(...disputed.map((note) => disputedLine(note, door)));
}

/** @param {import("./outbox.js").State} is */
export function showConnection(is) {
  const box = part("connection");
  if (box.dataset.state === is) return;
  box.dataset.state = is === "unpaired" || is === "revoked" ? "refused" : is;
  part("connection-word").textContent = say(is === "revoked" ? "revokedState" : is);
}

/**
 * @param {Note} note
 * @param {Door} door
 */
function line(note, door) {
  const outcome = note.answer?.outcome ?? note.outcome;
  const isTakenBack = door.memory.undone.has(note.id);
  const isConfirmed = door.memory.confirmed.has(note.id);
  const who = make("span", { class: "recent-who" }, make("span", { class: "recent-name", text: nameOf(note) }), " ", soft(asides(note, isTakenBack, isConfirmed)));
  const item = make("li", { data: { note: note.id }, class: isTakenBack ? "is-taken-back" : "" },
    make("span", { class: "recent-time figure", text: clockTime(note.at) }), who,
    make("span", { class: "recent-state" }, state(kindOf(outcome), wordOf(outcome))));
  if (differs(note)) item.classList.add("is-changed");
  const mayUndo = UNDOABLE.has(note.what) && !isTakenBack && !isConfirmed && counts(outcome);
  item.append(make("span", { class: "recent-tools" }, ...(mayConfirm(note, door) ? [confirmButton(note)] : []), ...(mayUndo ? [undoButton(note)] : [])));
  return item;
}

/** @param {Note} note */
function nameOf(note) {
  const named = note.answer?.delegate?.name;
  if (note.what === "head_count") return note.label;
  return named ?? note.label;
}

/**
 * @param {Note} note
 * @param {boolean} isTakenBack
 * @param {boolean} isConfirmed
 */
function asides(note, isTakenBack, isConfirmed) {
  return [
    note.what === "walk_in" ? say("isWalkIn") : note.what === "substitution" ? say("substituteTitle") : "",
    note.rehearsal ? say("rehearsalMark") : note.answer ? "" : say("unsentMark"),
    differs(note) ? say("serverSays", { word: wordOf(note.answer?.outcome ?? "") }) : "",
    isTakenBack ? say("takenBack") : isConfirmed ? say("cardConfirmed") : "",
    note.reason ?? "",
  ].filter(Boolean).join(" · ");
}

/**
 * Whether the server judged otherwise than the door; what was provisional was meant to be settled.
 * @param {Note} note
 */
function differs(note) {
  return note.answer !== undefined && note.answer.outcome !== note.outcome && !["provisional", "recorded"].includes(note.outcome);
}

/** @param {string} outcome */
function counts(outcome) {
  return ["admitted", "admitted_elsewhere", "provisional", "left", "already_admitted"].includes(outcome);
}

/** @param {Note} note */
function undoButton(note) {
  return make("button", { class: "btn btn-secondary btn-sm", type: "button", data: { undo: note.id, name: nameOf(note) } },
    icon("undo"), say("undo"), make("span", { class: "visually-hidden", text: ` ${nameOf(note)}` }));
}

/**
 * Whether a card that the server does not know names somebody of the list, so that a person can tell.
 * @param {Note} note
 * @param {Door} door
 */
function mayConfirm(note, door) {
  const name = door.memory.openCard(note);
  return name !== "" && door.roster.namesakes(name).length > 0;
}

/** @param {Note} note */
function confirmButton(note) {
  return make("button", { class: "btn btn-primary btn-sm", type: "button", data: { card: note.id } },
    say("confirm"), make("span", { class: "visually-hidden", text: ` ${nameOf(note)}` }));
}

/**
 * @param {Note} note
 * @param {Door} door
 */
function disputedLine(note, door) {
  return make("li", {}, `${clockTime(note.at)} · ${nameOf(note)}: ${wordOf(note.answer?.outcome ?? "")} `,
    ...(mayConfirm(note, door) ? [confirmButton(note), " "] : []),
    make("button", { class: "btn btn-secondary btn-sm", type: "button", text: say("seen"), data: { seen: note.id } }));
}

/** @param {string} text */
function soft(text) {
  return make("span", { class: "soft", text });
}

/** @param {number} at */
function clockTime(at) {
  return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}
