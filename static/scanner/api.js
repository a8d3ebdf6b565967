// Asking the server (docs/api.md). Every refusal is a `Refusal`; anything else that fails is the network.
import { Refusal } from "./outbox.js";
import { canSeal, seal } from "./seal.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/**
 * @typedef {object} Pairing
 * @property {number} id of the scanner
 * @property {string} name of the device
 * @property {string} token
 * @property {string} relayKey
 * @property {{id: number, title: string, held_on: string, state: string}} conference
 * @property {{id: number, name: string, unit_code: string}} point
 * @property {{elsewhere: "admit" | "refuse"}} policy
 * @property {number} pairedAt
 */

const UNSEALED = 422; // as the server would answer: the entries are held, and hold up nothing else
const PATIENCE = 12_000; // milliseconds
const FIRST_BYTES = 10_000; // of a request that carries a whole batch

export class Api {
  /** @param {{root?: string, version: string}} settings */
  constructor({ root = "/api/v1", version }) {
    this.root = root;
    this.version = version;
    this.token = "";
  }

  /**
   * @param {string} code
   * @param {string} name
   */
  async pair(code, name) {
    const said = await this.post("/pair", { code, name, version: this.version });
    return pairingOf(said.token, said.relay_key, said);
  }

  /**
   * A token that was typed instead of a code.
   * @param {string} token
   */
  async recognise(token) {
    this.token = token;
    return pairingOf(token, "", await this.ask("/scanner"));
  }

  /** @param {{version: string, etag: string} | undefined} known */
  async roster(known) {
    const headers = known ? { "If-None-Match": known.etag } : undefined;
    const query = known ? `?since=${encodeURIComponent(known.version)}` : "";
    const response = await this.fetch(`/scanner/roster${query}`, { headers });
    if (response.status === 304) return undefined;
    return { ...(await judged(response)), etag: response.headers.get("ETag") ?? "" };
  }

  /** @param {Record<string, unknown>} status */
  status(status) {
    return this.post("/scanner/status", { sent_at: new Date().toISOString(), app_version: this.version, ...status });
  }

  /**
   * @param {Entry[]} batch of one scanner
   * @param {Pairing | undefined} elsewhere the earlier pairing that recorded them, when it was not this one
   * @param {number | null} offset
   * @returns {Promise<import("./outbox.js").Answer>}
   */
  async send(batch, elsewhere, offset) {
    if (elsewhere && !(elsewhere.relayKey && canSeal())) throw new Refusal(UNSEALED, { error: "there is no key to seal it with" });
    if (elsewhere) return this.post("/relays", await seal(elsewhere, batch, offset));
    const acts = batch.filter(({ kind }) => kind === "act");
    const sent_at = new Date().toISOString();
    if (acts.length) return this.post("/acts", { sent_at, acts: acts.map((entry) => wire(entry, offset)) });
    return this.post("/scans", { sent_at, scans: batch.map((entry) => wire(entry, offset)) });
  }

  /**
   * @param {string} path
   * @param {unknown} body
   */
  async post(path, body) {
    const text = JSON.stringify(body);
    const request = { method: "POST", body: text, headers: { "Content-Type": "application/json" } };
    return judged(await this.fetch(path, request, text.length > FIRST_BYTES ? PATIENCE * 3 : PATIENCE));
  }

  /** @param {string} path */
  async ask(path) {
    return judged(await this.fetch(path));
  }

  /**
   * @param {string} path
   * @param {RequestInit} [request]
   * @param {number} [patience]
   */
  fetch(path, request = {}, patience = PATIENCE) {
    const headers = { ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}), ...request.headers };
    return fetch(this.root + path, { ...request, headers, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(patience) });
  }
}

/**
 * An entry as the server takes it. A clock that was set right since is allowed for: times of one request
 * are told by one clock.
 * @param {Entry} entry
 * @param {number | null} offset the server's clock minus the device's, now
 */
export function wire(entry, offset) {
  const moved = entry.offset === null || offset === null || Math.abs(entry.offset - offset) < 2000 ? 0 : entry.offset - offset;
  const at = new Date(entry.at + moved).toISOString();
  const { id, seq, kind, offline, body } = entry;
  return { id, ...(seq === undefined ? {} : { seq }), offline, [kind === "act" ? "made_at" : "scanned_at"]: at, ...body };
}

/** @param {Response} response */
async function judged(response) {
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Refusal(response.status, problem, Number(response.headers.get("Retry-After") ?? 0));
}

/**
 * @param {string} token
 * @param {string} relayKey
 * @param {any} said
 * @returns {Pairing}
 */
function pairingOf(token, relayKey, { scanner, conference, point, policy }) {
  return { id: scanner.id, name: scanner.name, token, relayKey, conference, point, policy, pairedAt: Date.now() };
}
