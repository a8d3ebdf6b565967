// People of the list as they are shown to be chosen from: name, post and seat, and whether they are inside.
import { make, state } from "./dom.js";
import { hour, say } from "./words.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./roster.js").Delegate} Delegate */

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
 * @param {Delegate} person
 * @param {Door} door
 * @param {string} list
 */
function option(person, door, list) {
  return make("li", { class: "person", role: "option", id: `${list}-${person.id}`, "aria-selected": "false", data: { id: person.id, name: person.name } }, ...partsOf(person, door));
}

/**
 * @param {Delegate} person
 * @param {Door} door
 */
export function partsOf(person, door) {
  return [
    make("span", { class: "person-name", text: person.name }),
    make("span", { class: "person-post", text: postOf(person) }),
    make("span", { class: "person-state" }, personState(person, door)),
  ];
}

/** @param {Delegate} person */
export function postOf({ position, unit, seat }) {
  return [position, unit].filter(Boolean).join(", ") + (seat ? ` · ${say("seat", { seat })}` : "");
}

/**
 * @param {Delegate} person
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
