// The counters, the last scans with what became of them, and what a person has to look at.
import { figure, hour, say } from "./words.js";
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
  const last = door.notes.slice(-SHOWN).reverse();
  part("recent-none").hidden = last.length > 0;
  part("recent").replaceChildren(...last.map((note) => line(note, door)));
  const disputed = door.disputed;
  part("disputed").hidden = !disputed.length;
  part("disputed").querySelector("ul")?.replaceChildren(...disputed.map(disputedLine));
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
  const isTakenBack = door.undone.has(note.id);
  const who = make("span", { class: "recent-who" }, make("span", { class: "recent-name", text: nameOf(note) }), " ", soft(asides(note, isTakenBack)));
  const item = make("li", { data: { note: note.id }, class: isTakenBack ? "is-taken-back" : "" },
    make("span", { class: "recent-time figure", text: clockTime(note.at) }), who,
    make("span", { class: "recent-state" }, state(kindOf(outcome), wordOf(outcome))));
  if (differs(note)) item.classList.add("is-changed");
  if (UNDOABLE.has(note.what) && !isTakenBack && counts(outcome)) item.append(undoButton(note));
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
 */
function asides(note, isTakenBack) {
  return [
    note.what === "walk_in" ? say("isWalkIn") : note.what === "substitution" ? say("substituteTitle") : "",
    note.rehearsal ? say("rehearsalMark") : note.answer ? "" : say("unsentMark"),
    differs(note) ? say("serverSays", { word: wordOf(note.answer?.outcome ?? "") }) : "",
    isTakenBack ? say("takenBack") : "",
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

/** @param {Note} note */
function disputedLine(note) {
  return make("li", {}, `${clockTime(note.at)} · ${nameOf(note)}: ${wordOf(note.answer?.outcome ?? "")} `,
    make("button", { class: "btn btn-secondary btn-sm", type: "button", text: say("seen"), data: { seen: note.id } }));
}

/**
 * The people found by a name, as static/js/desk-people.js takes them.
 * @param {ReturnType<import("./roster.js").Roster["find"]>} found
 * @param {Door} door
 * @param {string} list the id of the list they are shown in
 */
export function options({ people, isCut }, door, list) {
  const holder = make("div", {}, ...people.map((person) => option(person, door, list)));
  if (!people.length) holder.append(make("li", { class: "people-none", role: "option", "aria-disabled": "true", text: say("nobody") }));
  if (isCut) holder.append(make("li", { class: "people-none", role: "option", "aria-disabled": "true", text: say("more") }));
  return holder.innerHTML;
}

/**
 * @param {import("./roster.js").Delegate} person
 * @param {Door} door
 * @param {string} list
 */
function option(person, door, list) {
  const post = [person.position, person.unit].filter(Boolean).join(", ") + (person.seat ? ` · ${say("seat", { seat: person.seat })}` : "");
  return make("li", { class: "person", role: "option", id: `${list}-${person.id}`, "aria-selected": "false", data: { id: person.id, name: person.name } },
    make("span", { class: "person-name", text: person.name }),
    make("span", { class: "person-post", text: post }),
    make("span", { class: "person-state" }, personState(person, door)));
}

/**
 * @param {import("./roster.js").Delegate} person
 * @param {Door} door
 */
function personState(person, door) {
  const seen = door.presenceOf(person.id);
  if (person.standing === "replaced") return state("excused", say("isReplaced"));
  if (seen?.present) return state("done", say("isPresent", { hour: hour(seen.at) }));
  if (seen) return state("waiting", say("isLeft"));
  if (person.excused) return state("excused", say("isExcused"));
  return person.standing === "walk_in" ? state("waiting", say("isWalkIn")) : state("none", say("isExpected"));
}

/** @param {string} text */
function soft(text) {
  return make("span", { class: "soft", text });
}

/** @param {number} at */
function clockTime(at) {
  return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}
