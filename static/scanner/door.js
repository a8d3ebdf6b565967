// The door of one point: it records, judges at once, and learns from the server later. No page in here.
import { judge, keyOf } from "./judge.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Roster } from "./roster.js";
import { uuid7 } from "./uuid.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./outbox.js").Result} Result */
/** @typedef {import("./outbox.js").State} State */
/** @typedef {import("./judge.js").Claim} Claim */
/** @typedef {import("./judge.js").Judgement} Judgement */
/** @typedef {import("./api.js").Pairing} Pairing */
/** @typedef {import("./memory.js").Note} Note */
/** @typedef {{method: string, label: string, name?: string, confirms?: string}} How */
/**
 * @typedef {object} Surroundings
 * @property {import("./store.js").Store} store
 * @property {import("./api.js").Api} api
 * @property {() => void} [onChange] the counters or the list are others now
 * @property {(work: () => Promise<boolean>) => Promise<boolean>} [alone]
 */

const ANSWER_SOON = 700; // milliseconds a stranger's pass waits for the server, when it is there
const FRESH = 120_000;

export class Door {
  /** @param {Surroundings} around */
  constructor(around) {
    this.around = around;
    this.store = around.store;
    this.roster = new Roster(around.store);
    this.memory = new Memory();
    /** @type {Pairing | undefined} */
    this.pairing = undefined;
    /** @type {Map<number, Pairing>} */
    this.pairings = new Map();
    /** @type {{expected: number, present: number} | undefined} */
    this.tally = undefined;
    /** @type {State} */
    this.state = "waiting";
    this.unsent = 0;
    this.rehearsing = false;
    /** @type {{offset: number, heardAt: number} | undefined} */
    this.clock = undefined;
    /** @type {Map<string, (result: Result) => void>} */
    this.awaited = new Map();
    this.outbox = new Outbox({
      store: around.store,
      send: (batch) => this.send(batch),
      onState: (state) => this.heard(state),
      onAnswer: (answered, tally) => void this.answered(answered, tally),
      alone: around.alone,
    });
  }

  /** Everything as it was kept: another window, or this one before it was closed, may have written it. */
  async load() {
    const [pairing, tally, clock, notes, pairings, unsent] = await Promise.all([
      this.store.get("pairing"), this.store.get("tally"), this.store.get("clock"),
      this.store.all("log"), this.store.all("pairings"), this.outbox.unsent(), this.roster.load(),
    ]);
    this.pairing = pairing;
    this.around.api.token = pairing?.token ?? "";
    this.tally = tally;
    this.clock = clock;
    this.pairings = new Map(pairings.map((one) => [one.id, one]));
    this.unsent = unsent.length;
    this.memory.load(notes);
  }

  /** @param {Pairing} pairing */
  async pair(pairing) {
    const before = await this.store.get("pairing");
    if (before && before.point.id !== pairing.point.id) await this.roster.wipe();
    await this.store.run((database) => database.put("pairings", pairing));
    await this.store.put("pairing", pairing);
    await this.load();
  }

  // --- recording ------------------------------------------------------------------------------

  /**
   * @param {Claim} claim
   * @param {How} how
   * @returns {Promise<{id: string, judgement: Judgement, result?: Result}>}
   */
  async scan(claim, how) {
    const judgement = judge(claim, this.seen());
    const delegate = judgement.delegate;
    const entry = this.entry("scan", {
      direction: claim.direction,
      method: how.method,
      ...(claim.pass ? { pass: claim.pass } : {}),
      ...(claim.citizen ? { citizen_id: claim.citizen } : {}),
      ...(claim.delegateId ? { delegate_id: claim.delegateId } : {}),
      ...(claim.act ? { act: claim.act } : {}),
    });
    const label = delegate?.name ?? (how.name || how.label);
    await this.record(entry, {
      id: entry.id, at: entry.at, what: claim.direction, key: keyOf(claim, delegate), label,
      outcome: judgement.outcome, ...(delegate ? { delegateId: delegate.id } : {}),
      ...(claim.citizen && how.name ? { card: how.name } : {}), ...(how.confirms ? { confirms: how.confirms } : {}),
    });
    const result = judgement.outcome === "provisional" && !delegate ? await this.soon(entry.id) : undefined;
    return { id: entry.id, judgement, result };
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  async undo(id, reason) {
    const about = this.memory.find(id);
    const entry = this.entry("scan", { direction: "undo", undoes: id, reason, method: about?.entry?.body.method ?? "search" });
    await this.record(entry, { id: entry.id, at: entry.at, what: "undo", key: about?.key ?? "", label: about?.label ?? "", outcome: "undone", undoes: id, reason });
  }

  /**
   * @param {"walk_in" | "substitution" | "head_count"} kind
   * @param {Record<string, string | number>} fields
   * @param {string} label
   */
  async act(kind, fields, label) {
    const entry = this.entry("act", { kind, ...fields });
    await this.record(entry, { id: entry.id, at: entry.at, what: kind, key: `act:${entry.id}`, label, outcome: "recorded" });
    return entry.id;
  }

  /**
   * @param {"scan" | "act"} kind
   * @param {Record<string, any>} body
   * @returns {Entry}
   */
  entry(kind, body) {
    const at = Date.now();
    const offset = this.clock?.offset ?? null;
    return { id: uuid7(at), scanner: this.pairing?.id ?? 0, kind, at, monotonic: performance.now(), offset, offline: this.state !== "online", body };
  }

  /**
   * Stored before anybody sees a verdict. A rehearsal never enters the outbox.
   * @param {Entry} entry
   * @param {Note} note
   */
  async record(entry, note) {
    const rehearsal = this.rehearsing ? { rehearsal: true } : {};
    const whole = { ...note, ...rehearsal };
    const stored = this.rehearsing ? await this.rehearse(whole) : await this.outbox.add(entry, whole);
    this.memory.add(stored ? { ...whole, entry: stored } : whole);
    if (!this.rehearsing) {
      this.unsent += 1;
      void this.outbox.wake();
    }
    this.around.onChange?.();
  }

  /**
   * @param {Note} note
   * @returns {Promise<undefined>}
   */
  async rehearse(note) {
    await this.store.run((database) => database.put("log", note));
  }

  /** What is rehearsed leaves no trace. */
  async endRehearsal() {
    this.rehearsing = false;
    await this.store.change(["log"], async (change) => {
      for (const note of this.memory.notes.filter(({ rehearsal }) => rehearsal)) await change.objectStore("log").delete(note.id);
    });
    await this.load();
    this.around.onChange?.();
  }

  // --- the server -----------------------------------------------------------------------------

  /** @param {Entry[]} batch */
  send(batch) {
    const scanner = batch[0]?.scanner;
    const elsewhere = scanner === this.pairing?.id ? undefined : this.pairings.get(scanner ?? 0);
    return this.around.api.send(batch, elsewhere, this.clock?.offset ?? null);
  }

  /**
   * @param {{entry: Entry, result: Result, note: Note | undefined}[]} answered
   * @param {{expected: number, present: number}} [tally]
   */
  async answered(answered, tally) {
    this.tally = tally ?? this.tally;
    const results = answered.map(({ result }) => result);
    for (const result of results) this.awaited.get(result.id)?.(result);
    this.memory.hear(results);
    this.unsent = (await this.outbox.unsent()).length;
    this.around.onChange?.();
  }

  /**
   * The server misses numbers of our sequence: whatever of them this device still has goes out again.
   * @param {number[]} numbers
   */
  async sendAgain(numbers) {
    const wanted = new Set(numbers);
    const ours = this.memory.notes.filter(({ entry }) => entry?.scanner === this.pairing?.id && wanted.has(entry?.seq ?? 0) && saysWhom(entry));
    await this.store.change(["outbox"], async (change) => {
      for (const { entry } of ours) await change.objectStore("outbox").put(entry);
    });
    this.unsent = (await this.outbox.unsent()).length;
    if (ours.length) void this.outbox.wake();
  }

  /** @param {State} state */
  heard(state) {
    if (this.state === state) return;
    this.state = state;
    this.around.onChange?.();
  }

  /**
   * The server knows the passes of other points: while it is there, ask before saying "provisional".
   * @param {string} id
   * @returns {Promise<Result | undefined>}
   */
  soon(id) {
    if (this.rehearsing || this.state === "offline" || this.state === "unpaired" || this.state === "revoked") return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const done = (/** @type {Result} */ result) => (this.awaited.delete(id), resolve(result));
      this.awaited.set(id, done);
      setTimeout(() => (this.awaited.delete(id), resolve(undefined)), ANSWER_SOON);
    });
  }

  // --- what it knows --------------------------------------------------------------------------

  /** @returns {import("./judge.js").Door} */
  seen() {
    const { people, byPass, substitutes, revoked } = this.roster;
    const isFresh = this.clock !== undefined && Date.now() - this.clock.heardAt < FRESH;
    const state = this.rehearsing ? "running" : (this.pairing?.conference.state ?? "running");
    return { state, isFresh, people, byPass, substitutes, revoked, presence: this.memory.presence };
  }

  /** Present by the last tally of the server, and what it does not know yet. */
  get counts() {
    const expected = this.tally?.expected ?? this.roster.expected;
    const present = (this.tally?.present ?? 0) + this.memory.change;
    return { present: Math.max(0, present), expected, unsent: this.unsent };
  }

  /** @param {string} id */
  async markSeen(id) {
    const note = this.memory.find(id);
    if (!note) return;
    note.seen = true;
    await this.store.run(async (database) => database.put("log", { ...(await database.get("log", id)), seen: true }));
    this.around.onChange?.();
  }

  /**
   * @param {number} delegateId
   * @returns {import("./judge.js").Presence | undefined}
   */
  presenceOf(delegateId) {
    return this.memory.presence.get(`delegate:${delegateId}`);
  }
}

/**
 * Whether the server can take it: a citizen's number that it did not know is not kept to be told twice.
 * @param {Entry | undefined} entry
 */
function saysWhom(entry) {
  const { kind, pass, delegate_id: id, citizen_id: citizen, act, undoes } = entry?.body ?? {};
  return Boolean(kind || pass || id || citizen || act || undoes);
}
