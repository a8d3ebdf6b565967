// What the door says: a verdict in one large word, beneath it who and what next (as desk_wording.py).
import { hour, say } from "./words.js";

/** @typedef {import("./words.js").Word} Word */
/** @typedef {"done" | "waiting" | "risk" | "late" | "none" | "excused"} Kind */
/** @typedef {{kind: Kind, tone: "welcome" | "notice" | "refusal", word: string, name: string, lines: string[], outcome: string}} Verdict */
/** @typedef {{name: string, position?: string, unit?: string, seat?: string, standing?: string, excused?: boolean, point?: {name: string}, substitute?: string}} Person */

/** @type {Record<string, [Kind, Verdict["tone"]]>} */
const LOOKS = {
  admitted: ["done", "welcome"],
  admitted_elsewhere: ["done", "welcome"],
  already_admitted: ["waiting", "notice"],
  left: ["waiting", "welcome"],
  not_present: ["none", "notice"],
  undone: ["excused", "welcome"],
  nothing_to_undo: ["none", "notice"],
  wrong_point: ["risk", "refusal"],
  wrong_conference: ["late", "refusal"],
  revoked: ["late", "refusal"],
  unknown_pass: ["late", "refusal"],
  not_open: ["risk", "refusal"],
  closed: ["risk", "refusal"],
  provisional: ["risk", "notice"],
  recorded: ["done", "welcome"],
  kept_as_walk_in: ["done", "welcome"],
};
/** @type {Record<string, Word>} */
const NEXT = {
  not_present: "nextNotPresent",
  wrong_conference: "nextWrongConference",
  unknown_pass: "nextUnknown",
  not_open: "nextNotOpen",
  closed: "nextClosed",
  provisional: "nextProvisional",
};

/** @param {string} outcome */
export function kindOf(outcome) {
  return LOOKS[outcome]?.[0] ?? "none";
}

/**
 * The large word, as a line of a list says it.
 * @param {string} outcome
 */
export function wordOf(outcome) {
  const word = say(outcome === "kept_as_walk_in" ? "recorded" : /** @type {Word} */ (outcome));
  return word.charAt(0) + word.slice(1).toLowerCase();
}

/**
 * The door's own verdict.
 * @param {import("./judge.js").Judgement} judgement
 * @param {string} label of whom the roster does not know
 */
export function ofJudgement({ outcome, delegate, substitute, since }, label) {
  const lines = since && outcome === "already_admitted" ? [firstSeen(since)] : [];
  if (since && outcome === "left") lines.push(duration(Date.now() - since.at));
  return verdict(outcome, delegate ? { ...delegate, substitute } : { name: label, substitute }, lines);
}

/**
 * What the server answered.
 * @param {import("./outbox.js").Result} result
 * @param {string} label
 */
export function ofResult({ outcome, delegate, first_scan: first }, label) {
  const lines = first ? [say("at", { hour: hour(Date.parse(first.scanned_at)), scanner: first.scanner })] : [];
  return verdict(outcome, delegate ?? { name: label }, lines);
}

/**
 * @param {{wrong: "mistyped" | "length" | "unreadable", digits: number}} fault
 * @returns {Verdict}
 */
export function ofFault({ wrong, digits }) {
  return { kind: "late", tone: "refusal", word: say("unread"), name: "", lines: [say(wrong, { n: digits })], outcome: "unread" };
}

/**
 * @param {string} outcome
 * @param {Person} person
 * @param {string[]} first
 * @returns {Verdict}
 */
function verdict(outcome, person, first) {
  const [kind, tone] = LOOKS[outcome] ?? ["none", "notice"];
  const next = NEXT[outcome];
  const lines = [...first, ...about(outcome, person), next ? say(next) : ""].filter(Boolean);
  return { kind, tone, word: say(/** @type {Word} */ (outcome)), name: person.name, lines, outcome };
}

/**
 * @param {string} outcome
 * @param {Person} person
 */
function about(outcome, person) {
  const post = [person.position, person.unit].filter(Boolean).join(", ");
  switch (outcome) {
    case "admitted":
      return [post, person.seat ? say("seatLine", { seat: person.seat }) : "", person.standing === "walk_in" ? say("isWalkIn") : "", person.excused ? say("excusedLine") : ""];
    case "admitted_elsewhere":
      return [post, say("ofPoint", { point: person.point?.name ?? "" })];
    case "wrong_point":
      return [post, say("goToPoint", { point: person.point?.name ?? "" })];
    case "revoked":
      return [person.substitute ? say("instead", { name: person.substitute }) : say("nextRevoked"), post];
    default:
      return [post];
  }
}

/** @param {import("./judge.js").Presence} since */
function firstSeen({ at, scanner }) {
  return scanner ? say("at", { hour: hour(at), scanner }) : say("atHere", { hour: hour(at) });
}

/** @param {number} milliseconds */
function duration(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  return minutes < 60 ? say("stayedMinutes", { minutes }) : say("stayed", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
