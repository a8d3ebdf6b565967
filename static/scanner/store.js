// What the device keeps, in IndexedDB. Browsers close the database behind a page's back (iPhones say
// "connection lost" after a sleep): whatever is asked is then asked once more of a new connection.
import { openDB } from "./idb.js";

/** @typedef {import("idb").IDBPDatabase} Database */
/** @typedef {"kept" | "delegates" | "outbox" | "log" | "pairings"} Name */
/** @typedef {import("idb").IDBPTransaction<unknown, Name[], "readwrite">} Change */

const VERSION = 1;
const CLOSED = new Set(["InvalidStateError", "UnknownError", "AbortError"]);
const NAMELESS = new Set(["kept"]); // its keys are given, not part of the value
/** @type {Name[]} */
const NAMES = ["kept", "delegates", "outbox", "log", "pairings"];

export class Store {
  /** @param {string} [name] */
  constructor(name = "scanner") {
    this.name = name;
    /** @type {Promise<Database> | undefined} */
    this.opening = undefined;
  }

  /** @returns {Promise<Database>} */
  open() {
    this.opening ??= openDB(this.name, VERSION, {
      upgrade: (database) => {
        for (const name of NAMES) database.createObjectStore(name, NAMELESS.has(name) ? {} : { keyPath: "id" });
      },
      blocking: () => void this.close(),
      terminated: () => (this.opening = undefined),
    });
    this.opening.catch(() => (this.opening = undefined));
    return this.opening;
  }

  async close() {
    const database = await this.opening;
    this.opening = undefined;
    database?.close();
  }

  /**
   * @template T
   * @param {(database: Database) => Promise<T>} work may run twice: it has to be the same twice
   */
  async run(work) {
    try {
      return await work(await this.open());
    } catch (error) {
      if (!(error instanceof Error) || !CLOSED.has(error.name)) throw error;
      this.opening = undefined;
      return work(await this.open());
    }
  }

  /**
   * One transaction: all of it is kept, or nothing.
   * @template T
   * @param {Name[]} names
   * @param {(change: Change) => Promise<T>} work
   */
  change(names, work) {
    return this.run(async (database) => {
      const change = /** @type {Change} */ (database.transaction(names, "readwrite", { durability: "strict" }));
      change.done.catch(() => undefined); // told below
      try {
        const result = await work(change);
        await change.done;
        return result;
      } catch (error) {
        abort(change);
        throw change.error ?? error;
      }
    });
  }

  /**
   * @param {string} key
   * @returns {Promise<any>}
   */
  get(key) {
    return this.run((database) => database.get("kept", key));
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  put(key, value) {
    return this.run((database) => database.put("kept", value, key));
  }

  /**
   * @param {Name} name
   * @returns {Promise<any[]>}
   */
  all(name) {
    return this.run((database) => database.getAll(name));
  }
}

/** @param {Change} change */
function abort(change) {
  try {
    change.abort();
  } catch {
    // The browser did it already.
  }
}
