// Who holds a citizen card. The card is a claim and no proof, and no list on a device has its number: the
// server may know it, and until then a person knows the holder by the name on the card and the list.
import { make, part } from "./dom.js";
import { partsOf, postOf } from "./people.js";
import { say } from "./words.js";
import { closeWindows, openWindow } from "./windows.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./roster.js").Delegate} Delegate */
/** @typedef {import("./verdicts.js").Verdict} Verdict */

const UNKNOWN = new Set(["provisional", "unknown_pass"]);

/**
 * @param {Door} door
 * @param {(card: import("./memory.js").Note, delegateId: number) => Promise<void>} confirm
 */
export function workCards(door, confirm) {
  document.addEventListener("click", (event) => {
    const { card, holderOf, id } = /** @type {Element} */ (event.target).closest("button")?.dataset ?? {};
    if (card) ask(door, card);
    const line = holderOf ? door.memory.find(holderOf) : undefined;
    if (!line) return;
    closeWindows();
    void confirm(line, Number(id));
  });
}

/**
 * @param {Door} door
 * @param {string} id of the line of the card
 */
function ask(door, id) {
  const name = door.memory.find(id)?.card ?? "";
  part("card-name").textContent = name;
  part("card-people").replaceChildren(...door.roster.namesakes(name).map((person) => choice(person, id, door)));
  openWindow("card");
}

/**
 * @param {Delegate} person
 * @param {string} card
 * @param {Door} door
 */
function choice(person, card, door) {
  return make("li", {}, make("button", { class: "btn btn-secondary card-person", type: "button", data: { id: person.id, holderOf: card } },
    ...partsOf(person, door)));
}

/**
 * The verdict on a card that nobody knows by its number, with whom its name may mean.
 * @param {Verdict} verdict
 * @param {Delegate[]} namesakes
 * @returns {Verdict}
 */
export function withNamesakes(verdict, namesakes) {
  const [only, more] = namesakes;
  if (!only || !UNKNOWN.has(verdict.outcome)) return verdict;
  const line = more ? say("cardMany", { n: namesakes.length }) : say("cardOne", { name: [only.name, postOf(only)].filter(Boolean).join(", ") });
  return { ...verdict, lines: [line, ...verdict.lines] };
}
