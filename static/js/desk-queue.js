// Scans on their way to the server: none is lost, none is sent under two ids. No page in here.

/**
 * One scan as the server takes it, and `label`, which only the page shows.
 * @typedef {object} Scan
 * @property {string} id
 * @property {string} scanned_at
 * @property {"in" | "out" | "undo"} direction
 * @property {string} [text]
 * @property {number} [delegate_id]
 * @property {string} [undoes]
 * @property {string} [reason]
 * @property {"usb" | "typed"} [hand]
 * @property {boolean} [offline]
 * @property {string} [label]
 */

/** @typedef {{id: string, outcome: string, tone: string, kind: string, said: string, html: string}} Result */
/** @typedef {"online" | "waiting" | "offline" | "signed-out" | "refused"} State */

/**
 * @typedef {object} Way
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} storage
 * @property {string} owner whose scans: the point and the person; nobody sends another's
 * @property {(scans: Scan[]) => Promise<Result[]>} send rejects when the server did not take them
 * @property {(result: Result, scan: Scan) => void} onAnswer
 * @property {(state: State) => void} onChange
 * @property {(ms: number) => Promise<void>} [pause]
 */

export const AT_ONCE = 50;
const PREFIX = "desk-scan:";
const WAITS = [1000, 2000, 4000, 8000, 15000];

/** The server answered that it will not take scans as things stand: trying again alone is no use. */
export class Refused extends Error {
  /** @param {"signed-out" | "refused"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * How long to wait after so many failures.
 * @param {number} failures
 */
export function backoff(failures) {
  return WAITS[Math.min(failures, WAITS.length) - 1] ?? 0;
}

/** What waits is kept under a key each, so that two windows of one desk never overwrite each other. */
export class ScanQueue {
  /** @param {Way} way */
  constructor(way) {
    this.way = way;
    this.prefix = `${PREFIX}${way.owner}:`;
    /** @type {Map<string, Scan>} */
    this.waiting = new Map();
    this.running = false;
    this.failures = 0;
    this.wake = () => {};
    for (const scan of this.kept()) this.waiting.set(scan.id, scan);
  }

  /** Scans the server has not acknowledged, oldest first. */
  get unsent() {
    return [...this.waiting.values()];
  }

  /**
   * Keep a scan, then send it. The same id again changes nothing.
   * @param {Scan} scan
   */
  add(scan) {
    if (this.waiting.has(scan.id)) return;
    this.waiting.set(scan.id, scan);
    this.keep(scan);
    void this.run();
  }

  /**
   * The door decided without the server: it is told so when the scan arrives.
   * @param {string} id
   */
  markOffline(id) {
    const scan = this.waiting.get(id);
    if (!scan || scan.offline) return;
    scan.offline = true;
    this.keep(scan);
  }

  /** Try at once: the network is back, or somebody pressed the button. */
  retry() {
    this.wake();
    void this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    try {
      while (this.waiting.size && (await this.sendSome())) {
        // Until nothing waits or the server refuses.
      }
    } finally {
      this.running = false;
    }
  }

  /** Send the oldest; false when trying on is no use. */
  async sendSome() {
    const scans = this.unsent.slice(0, AT_ONCE);
    this.way.onChange(this.failures ? "offline" : "waiting");
    try {
      const results = await this.way.send(scans.map(bare));
      this.failures = 0;
      this.settle(results);
      this.way.onChange(this.waiting.size ? "waiting" : "online");
      return true;
    } catch (error) {
      return this.failed(error);
    }
  }

  /** @param {unknown} error */
  async failed(error) {
    if (error instanceof Refused) {
      this.way.onChange(error.why);
      return false;
    }
    this.failures += 1;
    this.way.onChange("offline");
    const woken = new Promise((resolve) => (this.wake = () => resolve(undefined)));
    await Promise.race([(this.way.pause ?? sleep)(backoff(this.failures)), woken]);
    return true;
  }

  /** @param {Result[]} results */
  settle(results) {
    for (const result of results) {
      const scan = this.waiting.get(result.id);
      if (!scan) continue; // another window of this desk had its answer first
      this.waiting.delete(result.id);
      this.forget(result.id);
      this.way.onAnswer(result, scan);
    }
  }

  // --- in the browser ---------------------------------------------------------------------

  /** @returns {Scan[]} */
  kept() {
    const found = [];
    try {
      for (let index = 0; index < this.way.storage.length; index += 1) {
        const key = this.way.storage.key(index);
        if (key?.startsWith(this.prefix)) found.push(JSON.parse(this.way.storage.getItem(key) ?? ""));
      }
    } catch {
      // A browser that forbids storage, or what is no scan: memory has to do.
    }
    return found.sort((one, other) => one.scanned_at.localeCompare(other.scanned_at));
  }

  /** @param {Scan} scan */
  keep(scan) {
    try {
      this.way.storage.setItem(this.prefix + scan.id, JSON.stringify(scan));
    } catch {
      // Full or forbidden: the scan stays in memory and is sent all the same.
    }
  }

  /** @param {string} id */
  forget(id) {
    try {
      this.way.storage.removeItem(this.prefix + id);
    } catch {
      // It was never kept.
    }
  }
}

/**
 * What the server takes: no label.
 * @param {Scan} scan
 */
function bare({ label: _label, ...scan }) {
  return scan;
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
