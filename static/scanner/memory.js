// What was done at this door, line by line, and what follows from it: who is inside, who is counted, what a
// person has to look at. From the lines alone, each corrected by the server where it answered. Pure.

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./outbox.js").Result} Result */
/** @typedef {import("./judge.js").Presence} Presence */
/**
 * One line of what was done here, as the list shows it.
 * @typedef {object} Note
 * @property {string} id
 * @property {number} at
 * @property {"in" | "out" | "undo" | "walk_in" | "substitution" | "head_count"} what
 * @property {string} key whom it is about, by `keyOf`
 * @property {string} label
 * @property {string} outcome the door's own verdict
 * @property {number} [delegateId]
 * @property {string} [card] the name on a citizen card
 * @property {string} [confirms] the line of the card whose holder a person knew by the roster
 * @property {string} [undoes]
 * @property {string} [reason]
 * @property {boolean} [seen] a person has seen that the server judged otherwise
 * @property {boolean} [rehearsal]
 * @property {Entry} [entry]
 * @property {Result} [answer]
 */

const COMES_IN = new Set(["admitted", "admitted_elsewhere", "already_admitted", "provisional", "kept_as_walk_in"]);
const NOT_COUNTED = new Set(["wrong_point", "unknown_pass", "wrong_conference", "revoked", "not_open", "closed"]);

export class Memory {
  constructor() {
    /** @type {Note[]} oldest first */
    this.notes = [];
    /** @type {Map<string, Presence>} */
    this.presence = new Map();
    /** @type {Set<string | undefined>} what was taken back */
    this.undone = new Set();
    /** @type {Set<string | undefined>} cards whose holder was confirmed */
    this.confirmed = new Set();
  }

  /** @param {Note[]} notes as they were kept */
  load(notes) {
    this.notes = notes.sort(inOrder);
    this.remember();
  }

  /** @param {Note} note */
  add(note) {
    this.notes.push(note);
    this.remember();
  }

  /** @param {Result[]} results */
  hear(results) {
    const answers = new Map(results.map((result) => [result.id, result]));
    this.notes = this.notes.map((note) => {
      const answer = answers.get(note.id);
      return answer ? withAnswer(note, answer) : note;
    });
    this.remember();
  }

  /** @param {string | undefined} id */
  find(id) {
    return this.notes.find((note) => note.id === id);
  }

  remember() {
    const standing = this.notes.filter(stands);
    this.undone = new Set(standing.map(({ undoes }) => undoes));
    const left = standing.filter(({ id }) => !this.undone.has(id));
    this.confirmed = new Set(left.map(({ confirms }) => confirms));
    this.presence = presenceOf(left.filter(({ id }) => !this.confirmed.has(id)), this.keysOfActs());
  }

  /** Who came by an act has the server's number as soon as it answered. */
  keysOfActs() {
    return new Map(this.notes.filter(({ key, answer }) => answer?.delegate && key.startsWith("act:")).map(({ key, answer }) => [key, `delegate:${answer?.delegate.id}`]));
  }

  /** How many more are inside by what the server has not answered yet. */
  get change() {
    const ours = this.notes.filter((note) => !note.rehearsal && !note.answer && stands(note) && !this.confirmed.has(note.id));
    const inside = new Set();
    let change = 0;
    for (const note of ours) {
      if (note.what === "in" && isArrival(note.outcome) && !inside.has(note.key)) {
        inside.add(note.key);
        change += 1;
      }
      const leaves = note.what === "out" ? note.outcome === "left" : note.what === "undo" && this.wasAdmission(note.undoes);
      if (!leaves) continue;
      inside.delete(note.key);
      change -= 1;
    }
    return change;
  }

  /** @param {string | undefined} id */
  wasAdmission(id) {
    const about = this.find(id);
    return about?.what === "in" && isArrival(about.answer?.outcome ?? about.outcome);
  }

  /** Let in here, and refused by the server since: a person has to look. */
  get disputed() {
    return this.notes.filter((note) => note.answer && !note.seen && NOT_COUNTED.has(note.answer.outcome) && !NOT_COUNTED.has(note.outcome) && !this.confirmed.has(note.id));
  }

  /**
   * The name on a card that nobody has known yet, neither the server by its number nor a person; else "".
   * @param {Note} note
   */
  openCard(note) {
    const isOpen = !note.answer?.delegate && !this.confirmed.has(note.id) && !this.undone.has(note.id);
    return isOpen ? (note.card ?? "") : "";
  }
}

/**
 * The line with what the server said. A citizen's number has served then, and does not stay on the device.
 * @template {Note} Kept
 * @param {Kept} note
 * @param {Result} answer
 * @returns {Kept}
 */
export function withAnswer(note, answer) {
  const { citizen_id: number, ...rest } = note.entry?.body ?? {};
  if (!note.entry || !number) return { ...note, answer };
  const known = answer.delegate?.id;
  const body = known ? { ...rest, delegate_id: known } : rest;
  return { ...note, answer, key: known ? `delegate:${known}` : `card:${note.id}`, entry: { ...note.entry, body } };
}

/**
 * @param {Note[]} notes that stand
 * @param {Map<string, string>} keysOfActs
 */
function presenceOf(notes, keysOfActs) {
  /** @type {Map<string, Presence>} */
  const presence = new Map();
  for (const note of notes) {
    const key = keysOfActs.get(note.key) ?? (note.answer?.delegate ? `delegate:${note.answer.delegate.id}` : note.key);
    if (note.what === "out") presence.set(key, { at: note.at, present: false, scanner: "" });
    else if (note.what === "in" && !presence.get(key)?.present) presence.set(key, arrival(note));
  }
  return presence;
}

/**
 * As they were made, whatever the clock did meanwhile: by pairing and number; a rehearsal has none.
 * @param {Note} one
 * @param {Note} other
 */
function inOrder(one, other) {
  const [first, second] = [one.entry, other.entry];
  if (!first || !second) return Number(!first) - Number(!second) || one.at - other.at;
  return first.scanner - second.scanner || (first.seq ?? 0) - (second.seq ?? 0);
}

/** @param {Note} note */
function stands(note) {
  return !NOT_COUNTED.has(note.answer?.outcome ?? note.outcome);
}

/** @param {string} outcome */
function isArrival(outcome) {
  return COMES_IN.has(outcome) && outcome !== "already_admitted";
}

/**
 * @param {Note} note
 * @returns {Presence}
 */
function arrival(note) {
  const first = note.answer?.first_scan;
  return { at: first ? Date.parse(first.scanned_at) : note.at, present: true, scanner: first?.scanner ?? "" };
}
