import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, backoff, Refused, ScanQueue } from "../../static/js/desk-queue.js";

/** A browser's storage that outlives pages. */
function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const scan = (id, more = {}) => ({ id, scanned_at: `2023-11-15T00:00:${id.padStart(2, "0")}Z`, direction: "in", text: id, ...more });
const answer = ({ id }) => ({ id, outcome: "admitted", tone: "welcome", kind: "done", said: "", html: "" });

/** A queue whose server does what `server` says; `sent` holds every request that was made. */
function desk(server, more = {}) {
  const heard = { sent: [], answers: [], states: [], pauses: [] };
  const queue = new ScanQueue({
    storage: storage(),
    owner: "1-1",
    send: async (scans) => {
      heard.sent.push(scans);
      return server(scans, heard.sent.length);
    },
    onAnswer: (result, kept) => heard.answers.push([result.id, kept.label]),
    onChange: (state) => heard.states.push(state),
    pause: async (ms) => void heard.pauses.push(ms),
    ...more,
  });
  return { queue, ...heard };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const lost = () => Promise.reject(new TypeError("Failed to fetch"));

test("a scan is sent at once, answered, and then no longer kept", async () => {
  const { queue, sent, answers, states } = desk((scans) => scans.map(answer));
  queue.add(scan("1", { label: "thẻ …0001" }));
  await settled();
  assert.deepEqual(answers, [["1", "thẻ …0001"]]);
  assert.deepEqual(queue.unsent, []);
  assert.equal(queue.way.storage.length, 0);
  assert.equal(states.at(-1), "online");
  assert.ok(!("label" in sent[0][0]), "what the page shows is not sent");
});

test("without a network a scan is tried again under the same id until it is taken", async () => {
  const { queue, sent, answers, pauses, states } = desk((scans, tries) => (tries < 4 ? lost() : scans.map(answer)));
  queue.add(scan("1"));
  await settled();
  assert.deepEqual(sent.map((scans) => scans[0].id), ["1", "1", "1", "1"]);
  assert.deepEqual(pauses, [1000, 2000, 4000]);
  assert.equal(answers.length, 1);
  assert.ok(states.includes("offline"));
});

test("the waits grow and stop growing", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(backoff), [1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test("what was not acknowledged is there after a reload, oldest first, and is sent", async () => {
  const kept = storage();
  const before = desk(lost, { storage: kept, pause: () => new Promise(() => {}) });
  before.queue.add(scan("2"));
  before.queue.add(scan("1"));
  await settled();
  const after = desk((scans) => scans.map(answer), { storage: kept });
  assert.deepEqual(after.queue.unsent.map(({ id }) => id), ["1", "2"]);
  after.queue.retry();
  await settled();
  assert.deepEqual(after.answers.map(([id]) => id), ["1", "2"]);
  assert.equal(kept.length, 0);
});

test("nobody sends the scans of another person or point", () => {
  const kept = storage();
  desk(lost, { storage: kept, owner: "1-1", pause: () => new Promise(() => {}) }).queue.add(scan("1"));
  assert.deepEqual(desk(lost, { storage: kept, owner: "1-2" }).queue.unsent, []);
  assert.deepEqual(desk(lost, { storage: kept, owner: "11-1" }).queue.unsent, []);
});

test("the same id twice is one scan", async () => {
  const { queue, sent } = desk((scans) => scans.map(answer), {});
  const once = scan("1");
  queue.add(once);
  queue.add(once);
  await settled();
  assert.equal(sent.flat().length, 1);
});

test("what arrives while a request is under way goes with the next", async () => {
  /** @type {(results: object[]) => void} */
  let finish = () => {};
  const { queue, sent } = desk((scans, tries) => (tries === 1 ? new Promise((resolve) => (finish = resolve)) : scans.map(answer)));
  queue.add(scan("1"));
  queue.add(scan("2"));
  queue.add(scan("3"));
  await settled();
  assert.equal(sent.length, 1);
  finish([answer({ id: "1" })]);
  await settled();
  assert.deepEqual(sent.map((scans) => scans.map(({ id }) => id)), [["1"], ["2", "3"]]);
});

test("a long backlog goes in pieces, none left out", async () => {
  const kept = storage();
  for (let n = 0; n < AT_ONCE + 7; n += 1) kept.setItem(`desk-scan:1-1:${n}`, JSON.stringify(scan(String(n))));
  const { queue, sent, answers } = desk((scans) => scans.map(answer), { storage: kept });
  queue.retry();
  await settled();
  assert.deepEqual(sent.map((scans) => scans.length), [AT_ONCE, 7]);
  assert.equal(new Set(answers.map(([id]) => id)).size, AT_ONCE + 7);
});

test("a session that ended stops the sending, loses nothing, and goes on when asked", async () => {
  let signedIn = false;
  const { queue, sent, states, answers } = desk((scans) => {
    if (!signedIn) throw new Refused("signed-out");
    return scans.map(answer);
  });
  queue.add(scan("1"));
  await settled();
  assert.equal(sent.length, 1);
  assert.equal(states.at(-1), "signed-out");
  assert.equal(queue.unsent.length, 1);
  signedIn = true;
  queue.retry();
  await settled();
  assert.equal(answers.length, 1);
});

test("the network coming back does not wait for the pause to end", async () => {
  const { queue, answers } = desk((scans, tries) => (tries === 1 ? lost() : scans.map(answer)), { pause: () => new Promise(() => {}) });
  queue.add(scan("1"));
  await settled();
  assert.equal(answers.length, 0);
  queue.retry();
  await settled();
  assert.equal(answers.length, 1);
});

test("the server is told that the door decided alone", async () => {
  const { queue, sent } = desk((scans, tries) => (tries === 1 ? lost() : scans.map(answer)), { pause: () => new Promise(() => {}) });
  queue.add(scan("1"));
  await settled();
  queue.markOffline("1");
  queue.retry();
  await settled();
  assert.deepEqual(sent.map(([first]) => first.offline), [undefined, true]);
});

test("a server that answers only some keeps the others waiting", async () => {
  const { queue, sent } = desk((scans, tries) => (tries < 3 ? scans.slice(0, 1).map(answer) : scans.map(answer)));
  queue.waiting.set("1", scan("1"));
  queue.waiting.set("2", scan("2"));
  queue.retry();
  await settled();
  assert.deepEqual(sent.map((scans) => scans.length), [2, 1]);
});

test("a browser that forbids storage still sends", async () => {
  const forbidden = () => {
    throw new Error("forbidden");
  };
  const none = { get length() { return forbidden(); }, key: forbidden, getItem: forbidden, setItem: forbidden, removeItem: forbidden };
  const { queue, answers } = desk((scans) => scans.map(answer), { storage: none });
  queue.add(scan("1"));
  await settled();
  assert.equal(answers.length, 1);
});
