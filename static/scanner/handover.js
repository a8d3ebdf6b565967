// A phone that cannot send any more gives its scans to another: sealed, so that it carries and cannot read.
import { field, part } from "./dom.js";
import { AT_ONCE, Refusal } from "./outbox.js";
import { canSeal, seal } from "./seal.js";
import { say } from "./words.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./api.js").Pairing} Pairing */
/** @typedef {import("./seal.js").Envelope} Envelope */
/** @typedef {{kind: "scanner-hand-over", envelopes: Envelope[]}} Parcel */

const KEY = "parcels"; // taken over, not yet sent

/**
 * @param {Door} door
 * @param {import("./api.js").Api} api
 */
export function workHandOver(door, api) {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.opens === "hand-over") void showHandOver(door);
  });
  part("hand-over-file").addEventListener("click", () => void save(door));
  field("take-over").addEventListener("change", () => void take(door, api));
}

/** @param {Door} door */
async function showHandOver(door) {
  const unsent = await door.outbox.unsent();
  const can = canSeal() && unsent.every(({ scanner }) => keyOf(door, scanner));
  const text = !unsent.length ? say("handOverNothing") : can ? say("handOverPurpose", { count: unsent.length }) : say("handOverKey");
  part("hand-over-told").textContent = text;
  for (const way of ["hand-over-file", "hand-over-codes"]) part(way).hidden = !unsent.length || !can;
  part("take-over-told").textContent = "";
}

/**
 * Everything unsent, in envelopes that the server takes whole.
 * @param {Door} door
 * @returns {Promise<Parcel>}
 */
export async function parcelOf(door) {
  const unsent = await door.outbox.unsent();
  const envelopes = [];
  for (const scanner of new Set(unsent.map((entry) => entry.scanner))) {
    const pairing = keyOf(door, scanner);
    const ours = unsent.filter((entry) => entry.scanner === scanner);
    for (let from = 0; pairing && from < ours.length; from += AT_ONCE) {
      envelopes.push(await seal(pairing, ours.slice(from, from + AT_ONCE), door.clock?.offset ?? null));
    }
  }
  return { kind: "scanner-hand-over", envelopes };
}

/** @param {Door} door */
async function save(door) {
  const text = JSON.stringify(await parcelOf(door));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `${(door.pairing?.name ?? "scanner").replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.scanner`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {Door} door
 * @param {import("./api.js").Api} api
 */
async function take(door, api) {
  const [file] = field("take-over").files ?? [];
  field("take-over").value = "";
  if (file) told(await keepParcel(door, api, await file.text()));
}

/**
 * Keep what another device gave, however it came, and bring it to the server.
 * @param {Door} door
 * @param {import("./api.js").Api} api
 * @param {string} text
 * @returns {Promise<string>} what to tell
 */
export async function keepParcel(door, api, text) {
  const parcel = opened(text);
  if (!parcel) return say("takeOverBad");
  const kept = (await door.store.get(KEY)) ?? [];
  await door.store.put(KEY, [...kept, ...parcel.envelopes]);
  return deliver(door, api);
}

/**
 * Bring what was taken over to the server; what it cannot take now is kept.
 * @param {Door} door
 * @param {import("./api.js").Api} api
 * @returns {Promise<string>} what to tell
 */
export async function deliver(door, api) {
  let count = 0;
  for (const envelope of (await door.store.get(KEY)) ?? []) {
    try {
      count += (await api.post("/relays", envelope)).results.length;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500 || error.status === 401 || error.status === 429) return say("takeOverOffline");
      await forget(door, envelope); // the other device still has them: nothing is lost
      return say(error.reason === "revoked" ? "takeOverRevoked" : "takeOverBad");
    }
    await forget(door, envelope);
  }
  return count ? say("takeOverDone", { count }) : "";
}

/**
 * @param {Door} door
 * @param {Envelope} envelope
 */
async function forget(door, envelope) {
  const kept = (await door.store.get(KEY)) ?? [];
  await door.store.put(KEY, kept.filter((/** @type {Envelope} */ one) => one.sealed !== envelope.sealed));
}

/**
 * @param {string} text
 * @returns {Parcel | undefined}
 */
function opened(text) {
  try {
    const parcel = JSON.parse(text);
    const isWhole = parcel.kind === "scanner-hand-over" && parcel.envelopes.every((/** @type {Envelope} */ { scanner, iv, sealed }) => scanner && iv && sealed);
    return isWhole ? parcel : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Door} door
 * @param {number} scanner
 * @returns {Pairing | undefined}
 */
function keyOf(door, scanner) {
  const pairing = scanner === door.pairing?.id ? door.pairing : door.pairings.get(scanner);
  return pairing?.relayKey ? pairing : undefined;
}

/** @param {string} sentence */
function told(sentence) {
  part("take-over-told").textContent = sentence;
}
