// The door of one point: it records, judges at once, and learns from the server later. No page in here.
import { judge, keyOf, personOf } from "./judge.js";
import { Outbox } from "./outbox.js";
import { Roster } from "./roster.js";
import { uuid7 } from "./uuid.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./outbox.js").Result} Result */
/** @typedef {import("./outbox.js").State} State */
/** @typedef {import("./judge.js").Claim} Claim */
/** @typedef {import("./judge.js").Judgement} Judgement */
/** @typedef {import("./api.js").Pairing} Pairing */
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
 * @property {string} [undoes]
 * @property {string} [reason]
 * @property {boolean} [seen] a person has seen that the server judged otherwise
 * @property {boolean} [rehearsal]
 * @property {Entry} [entry]
 * @property {Result} [answer]
 */
/**
 * @typedef {object} Surroundings
 * @property {import("./store.js").Store} store
 * @property {import("./api.js").Api} api
 * @property {() => void} [onChange] the counters or the list are others now
 * @property {(work: () => Promise<boolean>) => Promise<boolean>} [alone]
 */

const ANSWER_SOON = 700; // milliseconds a stranger's pass waits for the server, when it is there
const FRESH = 120_000;
const COMES_IN = new Set(["admitted", "admitted_elsewhere", "already_admitted", "provisional", "kept_as_walk_in"]);
const NOT_COUNTED = new Set(["wrong_point", "unknown_pass", "wrong_conference", "revoked", "not_open", "closed"]);

export class Door {
  /** @param {Surroundings} around */
  constructor(around) {
    this.around = around;
    this.store = around.store;
    this.roster = new Roster(around.store);
    /** @type {Pairing | undefined} */
    this.pairing = undefined;
    /** @type {Map<number, Pairing>} */
    this.pairings = new Map();
    /** @type {Note[]} oldest first */
    this.notes = [];
    /** @type {{expected: number, present: number} | undefined} */
    this.tally = undefined;
    /** @type {State} */
    this.state = "waiting";
    this.unsent = 0;
    this.rehearsing = false;
    /** @type {{offset: number, heardAt: number} | undefined} */
    this.clock = undefined;
    /** @type {Map<string, import("./judge.js").Presence>} */
    this.presence = new Map();
    /** @type {Set<string | undefined>} */
    this.undone = new Set();
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
    this.notes = notes.sort(inOrder);
    this.unsent = unsent.length;
    this.remember();
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
   * @param {{method: string, label: string, name?: string}} how
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
    });
    const result = judgement.outcome === "provisional" && !delegate ? await this.soon(entry.id) : undefined;
    return { id: entry.id, judgement, result };
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  async undo(id, reason) {
    const about = this.notes.find((note) => note.id === id);
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
    this.notes.push(stored ? { ...whole, entry: stored } : whole);
    this.remember();
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
      for (const note of this.notes.filter(({ rehearsal }) => rehearsal)) await change.objectStore("log").delete(note.id);
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
    const places = new Map(this.notes.map((note, place) => [note.id, place]));
    for (const { result } of answered) {
      this.awaited.get(result.id)?.(result);
      const place = places.get(result.id);
      const note = place === undefined ? undefined : this.notes[place];
      if (note) note.answer = result;
    }
    this.unsent = (await this.outbox.unsent()).length;
    this.remember();
    this.around.onChange?.();
  }

  /**
   * The server misses numbers of our sequence: whatever of them this device still has goes out again.
   * @param {number[]} numbers
   */
  async sendAgain(numbers) {
    const wanted = new Set(numbers);
    const ours = this.notes.filter(({ entry }) => entry?.scanner === this.pairing?.id && wanted.has(entry?.seq ?? 0));
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
    return { state, isFresh, people, byPass, substitutes, revoked, presence: this.presence };
  }

  /** Who is inside by the notes of this device, each corrected by the server where it answered. */
  remember() {
    /** @type {Map<string, import("./judge.js").Presence>} */
    const presence = new Map();
    const undone = new Set(this.notes.filter(stands).map(({ undoes }) => undoes));
    const acts = new Map();
    for (const note of this.notes) {
      if (note.answer?.delegate && note.key.startsWith("act:")) acts.set(note.key, `delegate:${note.answer.delegate.id}`);
    }
    for (const note of this.notes) {
      if (!stands(note) || undone.has(note.id)) continue;
      const key = acts.get(note.key) ?? (note.answer?.delegate ? `delegate:${note.answer.delegate.id}` : note.key);
      if (note.what === "out") presence.set(key, { at: note.at, present: false, scanner: "" });
      else if (note.what === "in" && !presence.get(key)?.present) presence.set(key, arrival(note));
    }
    this.undone = undone;
    this.presence = presence;
  }

  /** Present by the last tally of the server, and what it does not know yet. */
  get counts() {
    const expected = this.tally?.expected ?? this.roster.expected;
    const ours = this.notes.filter((note) => !note.rehearsal && !note.answer && stands(note));
    const inside = new Set();
    let present = this.tally?.present ?? 0;
    for (const note of ours) {
      if (note.what === "in" && COMES_IN.has(note.outcome) && note.outcome !== "already_admitted" && !inside.has(note.key)) {
        inside.add(note.key);
        present += 1;
      }
      const leaves = note.what === "out" ? note.outcome === "left" : note.what === "undo" && this.wasAdmission(note.undoes);
      if (!leaves) continue;
      inside.delete(note.key);
      present -= 1;
    }
    return { present: Math.max(0, present), expected, unsent: this.unsent };
  }

  /** @param {string | undefined} id */
  wasAdmission(id) {
    const about = this.notes.find((note) => note.id === id);
    const outcome = about?.answer?.outcome ?? about?.outcome;
    return about?.what === "in" && COMES_IN.has(outcome ?? "") && outcome !== "already_admitted";
  }

  /** Let in here, and refused by the server since: a person has to look. */
  get disputed() {
    return this.notes.filter((note) => note.answer && !note.seen && NOT_COUNTED.has(note.answer.outcome) && !NOT_COUNTED.has(note.outcome));
  }

  /** @param {string} id */
  async markSeen(id) {
    const note = this.notes.find((one) => one.id === id);
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
    return this.presence.get(`delegate:${delegateId}`);
  }

  /** @param {Claim} claim */
  person(claim) {
    return personOf(claim, this.seen());
  }
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

/**
 * @param {Note} note
 * @returns {import("./judge.js").Presence}
 */
function arrival(note) {
  const first = note.answer?.first_scan;
  return { at: first ? Date.parse(first.scanned_at) : note.at, present: true, scanner: first?.scanner ?? "" };
}
