// The verdict of the door alone, before any answer: from the roster, and from what this device saw. Pure.

/** @typedef {import("./roster.js").Delegate} Delegate */
/** @typedef {{at: number, present: boolean, scanner: string}} Presence since when, and whether still here */
/**
 * @typedef {object} Door
 * @property {string} state of the conference, as last heard
 * @property {boolean} isFresh whether that was heard just now
 * @property {Map<number, Delegate>} people
 * @property {Map<string | null, Delegate>} byPass
 * @property {Map<number | null, Delegate>} substitutes by whom they stand for
 * @property {Set<string>} revoked
 * @property {Map<string, Presence>} presence by `keyOf`
 */
/** @typedef {{direction: "in" | "out", pass?: string, delegateId?: number, citizen?: string, act?: string}} Claim */
/** @typedef {{outcome: string, delegate?: Delegate, substitute?: string, since?: Presence}} Judgement */

const PREPARING = new Set(["draft", "open"]);
const NOT_COMING = new Set(["replaced", "withdrawn"]);

/**
 * @param {Claim} claim
 * @param {Door} door
 * @returns {Judgement}
 */
export function judge(claim, door) {
  const delegate = personOf(claim, door);
  const refused = refusal(claim, delegate, door);
  if (refused) return refused;
  const since = door.presence.get(keyOf(claim, delegate));
  const present = since?.present ?? false;
  if (claim.direction === "out") return present ? { outcome: "left", delegate, since } : { outcome: "provisional", delegate };
  if (present) return { outcome: "already_admitted", delegate, since };
  return { outcome: delegate || claim.act ? "admitted" : "provisional", delegate };
}

/**
 * Whom a scan is about, as far as this device can tell people apart.
 * @param {Claim} claim
 * @param {Pick<Delegate, "id"> | undefined} delegate
 */
export function keyOf(claim, delegate) {
  if (delegate) return `delegate:${delegate.id}`;
  if (claim.act) return `act:${claim.act}`;
  return claim.pass ? `pass:${claim.pass}` : `citizen:${claim.citizen}`;
}

/**
 * @param {Claim} claim
 * @param {Door} door
 */
export function personOf({ pass, delegateId }, door) {
  return pass ? door.byPass.get(pass) : door.people.get(delegateId ?? 0);
}

/**
 * @param {Claim} claim
 * @param {Delegate | undefined} delegate
 * @param {Door} door
 * @returns {Judgement | undefined}
 */
function refusal(claim, delegate, door) {
  if (door.state === "closed") return { outcome: "closed", delegate };
  if (PREPARING.has(door.state) && door.isFresh) return { outcome: "not_open", delegate };
  if (delegate && NOT_COMING.has(delegate.standing)) return { outcome: "revoked", delegate, substitute: door.substitutes.get(delegate.id)?.name };
  if (!delegate && claim.pass && door.revoked.has(claim.pass)) return { outcome: "revoked" };
  return undefined;
}
