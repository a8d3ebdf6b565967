import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AT_ONCE, Outbox, Refusal } from "../../static/scanner/outbox.js";
import { Store } from "../../static/scanner/store.js";
import { uuid7 } from "../../static/scanner/uuid.js";

let databases = 0;
const freshStore = () => new Store(`outbox-${(databases += 1)}`);

const entry = (more = {}) => ({
  id: uuid7(), scanner: 1, kind: /** @type {"scan"} */ ("scan"), at: Date.now(), monotonic: 0, offset: null, offline: false,
  body: { pass: "0000000000000000", direction: "in", method: "qr" }, ...more,
});

/** A server that stores each id once and gives its first answer again. */
function server() {
  /** @type {Map<string, number>} id and how often it was stored */
  const stored = new Map();
  const answers = new Map();
  return {
    stored,
    take(batch) {
      return batch.map(({ id }) => {
        if (!answers.has(id)) {
          answers.set(id, { id, outcome: "admitted", nth: answers.size });
          stored.set(id, (stored.get(id) ?? 0) + 1);
        }
        return answers.get(id);
      });
    },
  };
}

const never = () => new Promise(() => {});
const moment = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** What may happen to one request and its answer. */
const fate = fc.oneof(
  fc.record({ kind: fc.constantFrom("good", "request lost", "answer lost", "twice", "half", "nothing", "500", "401", "413", "429") }),
  fc.record({ kind: fc.constant("poison"), place: fc.nat(4) }),
  fc.record({ kind: fc.constant("late"), ms: fc.nat(4) }),
);
/** What happens at the device meanwhile. */
const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ deed: fc.constant("scan"), tab: fc.nat(1), kind: fc.constantFrom("scan", "act") }) },
  fc.record({ deed: fc.constantFrom("reload", "wake", "wait", "connection lost"), tab: fc.nat(1) }),
);

test("whatever is lost, repeated, reordered or late, every scan ends acknowledged once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 25 }), fc.array(deed, { minLength: 1, maxLength: 25 }), async (fates, deeds) => {
      const far = server();
      const name = `outbox-${(databases += 1)}`;
      const acknowledged = new Map();
      const made = new Set();
      const tabs = [0, 1].map(() => tab());

      function tab() {
        const store = new Store(name);
        const outbox = new Outbox({
          store,
          send: (batch) => meet(fates.shift() ?? { kind: "good" }, batch, far),
          pause: () => moment(),
          onAnswer: (answered) => {
            for (const { result } of answered) acknowledged.set(result.id, [...(acknowledged.get(result.id) ?? []), result.nth]);
          },
        });
        return { store, outbox };
      }

      for (const { deed: what, tab: which, kind } of deeds) {
        const here = tabs[which];
        if (what === "scan") {
          const one = entry({ kind });
          made.add(one.id);
          assert.ok(await here.outbox.add(one, { id: one.id }));
          void here.outbox.wake();
        } else if (what === "reload") {
          here.outbox.way.send = never; // the old page is gone in the middle of whatever it did
          tabs[which] = tab();
        } else if (what === "wake") void here.outbox.wake();
        else if (what === "connection lost") (await here.store.open()).close();
        else await moment(2);
      }
      fates.length = 0;
      for (let round = 0; round < 40 && (await tabs[0].outbox.unsent()).length; round += 1) {
        for (const { outbox } of tabs) void outbox.wake(true);
        await moment(3);
      }

      assert.deepEqual(await tabs[0].outbox.unsent(), []);
      assert.deepEqual(new Set(far.stored.keys()), made);
      assert.ok([...far.stored.values()].every((times) => times === 1));
      const log = await tabs[0].store.all("log");
      assert.deepEqual(new Set(log.filter(({ answer }) => answer).map(({ id }) => id)), made);
      for (const answers of acknowledged.values()) assert.equal(new Set(answers).size, 1, "the first answer, whenever");
      const numbers = log.map(({ entry: kept }) => kept.seq).sort((one, other) => one - other);
      assert.deepEqual(numbers, numbers.map((_, index) => index + 1), "one sequence without a gap");
    }),
    { numRuns: 120 },
  );
});

/** @param {{kind: string, ms?: number, place?: number}} fate */
async function meet(fate, batch, far) {
  const answer = () => ({ results: far.take(batch), tally: { expected: 9, present: far.stored.size } });
  switch (fate.kind) {
    case "request lost":
      throw new TypeError("Failed to fetch");
    case "answer lost":
      answer();
      throw new TypeError("Failed to fetch");
    case "twice":
      answer();
      return answer();
    case "half":
      return { ...answer(), results: answer().results.slice(0, Math.ceil(batch.length / 2)).reverse() };
    case "nothing":
      return { results: [] };
    case "late":
      await moment(fate.ms);
      return answer();
    case "poison":
      throw new Refusal(400, { error: "scans: bad", ...(fate.place < batch.length ? { scan: fate.place } : {}) });
    case "good":
      return answer();
    default:
      throw new Refusal(Number(fate.kind), {}, 0);
  }
}

test("acts go before the scans that lean on them, at most two hundred at once, each pairing by itself", async () => {
  const far = server();
  const requests = [];
  const outbox = new Outbox({ store: freshStore(), send: async (batch) => (requests.push(batch), { results: far.take(batch) }) });
  for (let count = 0; count < AT_ONCE + 20; count += 1) await outbox.add(entry(), undefined);
  await outbox.add(entry({ kind: "act" }), undefined);
  await outbox.add(entry({ scanner: 2 }), undefined);
  await outbox.wake();
  assert.deepEqual(requests.map((batch) => [batch.length, batch[0].kind, batch[0].scanner]), [[1, "scan", 2], [1, "act", 1], [AT_ONCE, "scan", 1], [20, "scan", 1]]);
});

test("one that the server will not take lets the others through and stays", async () => {
  const far = server();
  const bad = entry();
  const send = async (batch) => {
    const scan = batch.findIndex(({ id }) => id === bad.id);
    if (scan >= 0) throw new Refusal(400, { error: "scans[1].pass: no pass", scan });
    return { results: far.take(batch) };
  };
  const outbox = new Outbox({ store: freshStore(), send });
  for (const one of [entry(), bad, entry()]) await outbox.add(one, undefined);
  await outbox.wake();
  const left = await outbox.unsent();
  assert.deepEqual(left.map(({ id, refused }) => [id, refused]), [[bad.id, "scans[1].pass: no pass"]]);
  assert.equal(far.stored.size, 2);
});

test("a revoked device keeps what it has and says so", async () => {
  const states = [];
  const outbox = new Outbox({
    store: freshStore(),
    send: async () => { throw new Refusal(401, { reason: "revoked" }); },
    onState: (state) => states.push(state),
  });
  await outbox.add(entry(), undefined);
  await outbox.wake();
  assert.equal(states.at(-1), "revoked");
  assert.equal((await outbox.unsent()).length, 1);
});

test("a full disk loses nothing: it is said, sent from memory, and stored when there is room", async () => {
  const far = server();
  const store = freshStore();
  let full = true;
  const change = store.change.bind(store);
  store.change = (names, work) => (full && names.length > 1 ? Promise.reject(new DOMException("full", "QuotaExceededError")) : change(names, work));
  const outbox = new Outbox({ store, send: async (batch) => ({ results: far.take(batch) }) });
  assert.equal(await outbox.add(entry(), { id: "x" }), undefined);
  assert.equal((await outbox.unsent()).length, 1);
  await outbox.wake();
  assert.equal(far.stored.size, 1);
  assert.deepEqual(await outbox.unsent(), []);
  full = false;
  assert.equal((await outbox.add(entry(), undefined))?.seq, 1);
});
