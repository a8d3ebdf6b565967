// The point's people as this device keeps them, and who of them it saw. Names leave it by `wipe` alone.
import { matches, searchKey, words } from "./names.js";

/**
 * @typedef {object} Delegate
 * @property {number} id
 * @property {string} name
 * @property {string} position
 * @property {string} unit
 * @property {string} seat
 * @property {string} standing
 * @property {boolean} excused
 * @property {number | null} substitute_for
 * @property {string | null} pass
 * @property {number} [place] in the list, which comes sorted
 */
/** @typedef {{version: string, etag: string, checkedAt: number, revoked: string[]}} Version */
/** @typedef {{version: string, etag: string, full: boolean, delegates: Delegate[], revoked: string[]}} News */

const LONGEST = 20;
const GONE = new Set(["withdrawn"]);

export class Roster {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Version | undefined} */
    this.version = undefined;
    /** @type {Map<number, Delegate>} */
    this.people = new Map();
    /** @type {Map<string | null, Delegate>} */
    this.byPass = new Map();
    /** @type {Map<number | null, Delegate>} by whom they stand for */
    this.substitutes = new Map();
    /** @type {Map<number, string>} */
    this.keys = new Map();
    /** @type {Set<string>} */
    this.revoked = new Set();
  }

  async load() {
    this.version = await this.store.get("roster");
    this.index(await this.store.all("delegates"));
  }

  /** @param {Delegate[]} delegates */
  index(delegates) {
    const sorted = [...delegates].sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity));
    this.people = new Map(sorted.map((delegate) => [delegate.id, delegate]));
    this.byPass = new Map(sorted.filter(({ pass }) => pass).map((delegate) => [delegate.pass, delegate]));
    this.substitutes = new Map(sorted.filter(({ substitute_for }) => substitute_for).map((delegate) => [delegate.substitute_for, delegate]));
    this.keys = new Map(sorted.map((delegate) => [delegate.id, searchKey(delegate.name)]));
    this.revoked = new Set(this.version?.revoked ?? []);
  }

  /**
   * What the server says changed; nothing when it says that nothing did.
   * @param {News | undefined} news
   */
  async take(news) {
    const version = news ? merged(this.version, news) : this.version;
    if (!version) return;
    this.version = { ...version, checkedAt: Date.now() };
    await this.store.change(["kept", "delegates"], async (change) => {
      await change.objectStore("kept").put(this.version, "roster");
      if (news) await write(change.objectStore("delegates"), news);
    });
    if (news) this.index(await this.store.all("delegates"));
  }

  /** How many are to come: whoever is summoned or came besides; of two that replace each other one. */
  get expected() {
    return [...this.people.values()].filter(({ standing }) => standing === "summoned" || standing === "walk_in").length;
  }

  /**
   * @param {string} query
   * @returns {{people: Delegate[], isCut: boolean}}
   */
  find(query) {
    const asked = words(query);
    const found = [...this.people.values()].filter(({ id, standing }) => !GONE.has(standing) && matches(this.keys.get(id) ?? "", asked));
    return { people: found.slice(0, LONGEST), isCut: found.length > LONGEST };
  }

  /**
   * Who bears exactly this name, however its accents are typed.
   * @param {string} name
   * @returns {Delegate[]}
   */
  namesakes(name) {
    const key = searchKey(name);
    return [...this.people.values()].filter(({ id, standing }) => key && !GONE.has(standing) && this.keys.get(id) === key);
  }

  /** The names go; what is unsent stays. */
  async wipe() {
    this.version = undefined;
    await this.store.change(["kept", "delegates", "log"], async (change) => {
      await change.objectStore("delegates").clear();
      await change.objectStore("log").clear();
      await change.objectStore("kept").delete("roster");
      await change.objectStore("kept").delete("tally");
    });
    this.index([]);
  }
}

/**
 * @param {Version | undefined} old
 * @param {News} news
 * @returns {Version}
 */
function merged(old, news) {
  const revoked = news.full ? news.revoked : [...new Set([...(old?.revoked ?? []), ...news.revoked])];
  return { version: news.version, etag: news.etag, checkedAt: Date.now(), revoked };
}

/**
 * @param {any} delegates the object store
 * @param {News} news
 */
async function write(delegates, news) {
  if (news.full) await delegates.clear();
  for (const [place, delegate] of news.delegates.entries()) {
    const known = news.full ? undefined : await delegates.get(delegate.id);
    await delegates.put({ ...delegate, place: news.full ? place : known?.place });
  }
}
