// What was recorded, on its way to the server: kept before anybody sees a verdict, sent until the server
// acknowledges that very id, whatever is lost, repeated, refused or restarted meanwhile. No page in here.
import { withAnswer } from "./memory.js";

/**
 * @typedef {object} Entry one scan or act as it waits
 * @property {string} id
 * @property {number} scanner whose pairing recorded it
 * @property {"scan" | "act"} kind
 * @property {number} [seq] the place in that scanner's sequence, given when it is stored
 * @property {number} at milliseconds since 1970 by the device's clock
 * @property {number} monotonic milliseconds since the page began: orders what a changed clock would not
 * @property {number | null} offset the server's clock minus the device's, when last heard
 * @property {boolean} offline whether the door decided without hearing from the server
 * @property {Record<string, any>} body the rest of what the server takes
 * @property {string} [refused] why the server would not take it; it is kept all the same
 */

/** @typedef {{id: string, outcome: string, delegate?: any, first_scan?: any}} Result */
/** @typedef {{results: Result[], tally?: {expected: number, present: number}}} Answer */
/** @typedef {"online" | "waiting" | "offline" | "unpaired" | "revoked"} State */

/**
 * @typedef {object} Way
 * @property {import("./store.js").Store} store
 * @property {(batch: Entry[]) => Promise<Answer>} send rejects when the server did not take them
 * @property {(state: State) => void} [onState]
 * @property {(answered: {entry: Entry, result: Result, note: any}[], tally?: Answer["tally"]) => void} [onAnswer]
 * @property {(work: () => Promise<boolean>) => Promise<boolean>} [alone] holds other windows off meanwhile
 * @property {(ms: number) => Promise<void>} [pause]
 */

export const AT_ONCE = 200;
const WAITS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
const NOT_PAIRED = 401;
const TOO_LARGE = 413;
const MALFORMED = new Set([400, 403, 404, 422, TOO_LARGE]);

/** The server answered, and took nothing. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{error?: string, reason?: string, scan?: number, act?: number}} [problem]
   * @param {number} [wait] seconds after which to ask again
   */
  constructor(status, problem = {}, wait = 0) {
    super(problem.error ?? `answered ${status}`);
    this.status = status;
    this.reason = problem.reason ?? "";
    this.place = problem.scan ?? problem.act;
    this.wait = wait;
  }
}

export class Outbox {
  /** @param {Way} way */
  constructor(way) {
    this.way = way;
    this.size = AT_ONCE;
    this.failures = 0;
    this.running = false;
    this.wanted = false;
    /** @type {Map<string, Entry>} what a full disk would not take */
    this.unstored = new Map();
    /** @type {Set<string>} what the server will not take as it is: tried again when somebody wakes us */
    this.held = new Set();
    this.awake = () => {};
  }

  /**
   * Keep an entry and the line that shows it, in one transaction; the same id again changes nothing.
   * @param {Entry} entry
   * @param {any} note
   * @returns {Promise<Entry | undefined>} with its number; undefined: the disk is full, the entry lives in
   *   memory and is sent all the same
   */
  async add(entry, note) {
    try {
      return await this.way.store.change(["kept", "outbox", "log"], (change) => store(change, entry, note));
    } catch {
      this.unstored.set(entry.id, entry);
      return undefined;
    }
  }

  /** @returns {Promise<Entry[]>} oldest first */
  async unsent() {
    const kept = await this.way.store.all("outbox");
    const known = new Set(kept.map(({ id }) => id));
    const loose = [...this.unstored.values()].filter(({ id }) => !known.has(id));
    return [...kept, ...loose].sort((one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || one.at - other.at);
  }

  /**
   * Send now.
   * @param {boolean} [all] also what the server refused: the page was opened, the network is back
   */
  wake(all = false) {
    if (all) this.held.clear();
    this.awake();
    this.wanted = true;
    return this.run();
  }

  /** Send until nothing waits or trying on is no use. */
  async run() {
    if (this.running) return;
    this.running = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        while (await this.step()) {
          // The next batch.
        }
      }
    } finally {
      this.running = false;
    }
  }

  async step() {
    try {
      const more = await (this.way.alone ?? atOnce)(() => this.sendSome());
      this.failures = 0;
      return more;
    } catch (error) {
      return this.failed(error);
    }
  }

  /** @returns {Promise<boolean>} whether more waits */
  async sendSome() {
    await this.storeLoose();
    const batch = next(await this.unsent(), this.held, this.size);
    if (!batch.length) {
      this.way.onState?.("online");
      return false;
    }
    this.way.onState?.(this.failures ? "offline" : "waiting");
    try {
      await this.settle(batch, await this.way.send(batch));
      this.size = AT_ONCE;
    } catch (error) {
      if (!(error instanceof Refusal) || !MALFORMED.has(error.status)) throw error;
      await this.narrow(batch, error);
    }
    return true;
  }

  /**
   * @param {Entry[]} batch
   * @param {Answer} answer
   */
  async settle(batch, answer) {
    const sent = new Map(batch.map((entry) => [entry.id, entry]));
    const results = answer.results.filter(({ id }) => sent.has(id));
    if (!results.length) throw new Error("nothing was acknowledged");
    const notes = await this.way.store
      .change(["outbox", "log", "kept"], (change) => forget(change, results, answer.tally))
      .catch(() => this.way.store.change(["outbox"], (change) => forgetOnly(change, results))); // no room for the answer
    for (const { id } of results) this.unstored.delete(id);
    const answered = results.map((result, index) => ({ result, note: notes[index], entry: /** @type {Entry} */ (sent.get(result.id)) }));
    this.way.onAnswer?.(answered, answer.tally);
  }

  /**
   * One of them is refused: find which, and let the others through.
   * @param {Entry[]} batch
   * @param {Refusal} refusal
   */
  async narrow(batch, refusal) {
    const named = refusal.place === undefined ? undefined : batch[refusal.place];
    const guilty = named ?? (batch.length === 1 ? batch[0] : undefined);
    if (!guilty) {
      this.size = Math.ceil(batch.length / 2);
      return;
    }
    this.held.add(guilty.id);
    await this.way.store.change(["outbox"], async (change) => {
      const kept = await change.objectStore("outbox").get(guilty.id);
      if (kept) await change.objectStore("outbox").put({ ...kept, refused: refusal.message });
    });
  }

  /** @param {unknown} error */
  async failed(error) {
    if (error instanceof Refusal && error.status === NOT_PAIRED) {
      this.way.onState?.(error.reason === "revoked" ? "revoked" : "unpaired");
      return false;
    }
    this.failures += 1;
    this.way.onState?.("offline");
    const woken = new Promise((resolve) => (this.awake = () => resolve(undefined)));
    const asked = error instanceof Refusal ? error.wait * 1000 : 0;
    await Promise.race([(this.way.pause ?? sleep)(Math.max(asked, backoff(this.failures))), woken]);
    return true;
  }

  /** Room may have come back: what lives in memory alone is stored first. */
  async storeLoose() {
    for (const entry of this.unstored.values()) {
      if (!(await this.add(entry, undefined))) return;
      this.unstored.delete(entry.id);
    }
  }
}

/**
 * How long to wait after so many failures; two phones that lost the same network do not ask at once.
 * @param {number} failures
 */
export function backoff(failures) {
  const wait = WAITS[Math.min(failures, WAITS.length) - 1] ?? 0;
  return wait * (0.75 + Math.random() / 2);
}

/**
 * The next request: entries of one pairing, the present one first, for an earlier one's may have to be
 * carried as a relay; acts before the scans that lean on them.
 * @param {Entry[]} waiting
 * @param {Set<string>} held
 * @param {number} size
 */
function next(waiting, held, size) {
  const free = waiting.filter(({ id }) => !held.has(id));
  const scanner = Math.max(...free.map((entry) => entry.scanner));
  const ours = free.filter((entry) => entry.scanner === scanner);
  const acts = ours.filter(({ kind }) => kind === "act");
  return (acts.length ? acts : ours).slice(0, size);
}

/**
 * @param {import("./store.js").Change} change
 * @param {Entry} entry
 * @param {any} note
 * @returns {Promise<Entry>}
 */
async function store(change, entry, note) {
  const outbox = change.objectStore("outbox");
  const known = await outbox.get(entry.id);
  if (known) return known;
  const key = `seq:${entry.scanner}`;
  const seq = entry.seq ?? ((await change.objectStore("kept").get(key)) ?? 0) + 1;
  if (entry.seq === undefined) await change.objectStore("kept").put(seq, key);
  const numbered = { ...entry, seq };
  await outbox.put(numbered);
  if (note) await change.objectStore("log").put({ ...note, entry: numbered });
  return numbered;
}

/**
 * Acknowledged: off the outbox, and the answer into the line that shows it.
 * @param {import("./store.js").Change} change
 * @param {Result[]} results
 * @param {Answer["tally"]} tally
 */
async function forget(change, results, tally) {
  const log = change.objectStore("log");
  const notes = [];
  for (const result of results) {
    await change.objectStore("outbox").delete(result.id);
    const note = await log.get(result.id);
    const answered = note && withAnswer(note, result);
    if (answered) await log.put(answered);
    notes.push(answered);
  }
  if (tally) await change.objectStore("kept").put(tally, "tally");
  return notes;
}

/**
 * @param {import("./store.js").Change} change
 * @param {Result[]} results
 * @returns {Promise<any[]>}
 */
async function forgetOnly(change, results) {
  for (const { id } of results) await change.objectStore("outbox").delete(id);
  return [];
}

/** @param {() => Promise<boolean>} work */
function atOnce(work) {
  return work();
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
