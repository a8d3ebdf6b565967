import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Api } from "../../static/scanner/api.js";
import { Door } from "../../static/scanner/door.js";
import { deliver, parcelOf } from "../../static/scanner/handover.js";
import { Keeper } from "../../static/scanner/keeping.js";
import { Refusal } from "../../static/scanner/outbox.js";
import { bytesOf } from "../../static/scanner/seal.js";
import { Store } from "../../static/scanner/store.js";

let doors = 0;
const KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const person = (id, more = {}) => ({ id, name: `Người ${id}`, position: "", unit: "", seat: "", standing: "summoned", excused: false, substitute_for: null, pass: String(id).padStart(16, "0"), ...more });
const PAIRING = { id: 12, name: "Cửa số 1", token: "t", relayKey: KEY, conference: { id: 1, title: "", held_on: "", state: "running" }, point: { id: 3, name: "Xã Vân An", unit_code: "1" }, policy: { elsewhere: "admit" }, pairedAt: 0 };
const offline = () => Promise.reject(new TypeError("Failed to fetch"));

/** A paired door with three people; `far` is what the server does. */
async function door(far = {}) {
  const store = new Store(`door-${(doors += 1)}`);
  const api = Object.assign(new Api({ version: "1" }), { post: offline, ask: offline, ...far });
  const opened = new Door({ store, api });
  opened.outbox.way.pause = () => new Promise(() => {}); // nobody waits for a timer here
  await opened.pair(PAIRING);
  await opened.roster.take({ version: "0.1", etag: "", full: true, delegates: [1, 2, 3].map((id) => person(id)), revoked: [] });
  return opened;
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));
const come = (at, claim, how = {}) => at.scan({ direction: "in", ...claim }, { method: "qr", label: "thẻ …1", ...how });

test("people come, go and are taken back without a network, and the counters follow", async () => {
  const at = await door();
  assert.equal((await come(at, { pass: person(1).pass })).judgement.outcome, "admitted");
  const second = await come(at, { delegateId: 2 });
  assert.equal((await come(at, { delegateId: 2 })).judgement.outcome, "already_admitted");
  assert.deepEqual(at.counts, { present: 2, expected: 3, unsent: 3 });
  assert.equal((await at.scan({ direction: "out", pass: person(1).pass }, { method: "qr", label: "" })).judgement.outcome, "left");
  await at.undo(second.id, "nhầm");
  assert.equal(at.counts.present, 0);
  assert.equal((await come(at, { pass: person(1).pass })).judgement.outcome, "admitted", "back in");
  await at.load();
  assert.deepEqual(at.counts, { present: 1, expected: 3, unsent: 6 }, "and so it is after a reload");
});

test("a walk-in is recorded, let in by the act, and sent before his scan", async () => {
  const sent = [];
  const at = await door();
  const act = await at.act("walk_in", { name: "Lò Văn Pá", position: "", unit: "" }, "Lò Văn Pá");
  await come(at, { act }, { name: "Lò Văn Pá" });
  assert.equal(at.counts.present, 1);
  at.around.api.post = async (path, body) => {
    sent.push([path, ...(body.acts ?? body.scans).map(({ seq, act: about }) => [seq, about])]);
    return { results: (body.acts ?? body.scans).map(({ id, kind }) => ({ id, outcome: kind ? "recorded" : "admitted", delegate: { id: 77, name: "Lò Văn Pá", point: {} } })), tally: { expected: 4, present: 1 } };
  };
  void at.outbox.wake(true);
  await settled();
  assert.deepEqual(sent, [["/acts", [1, undefined]], ["/scans", [2, act]]]);
  assert.deepEqual(at.counts, { present: 1, expected: 4, unsent: 0 });
  assert.ok(at.presenceOf(77)?.present, "known by the number that the server gave");
});

test("what the server judges otherwise changes the line and waits for a person", async () => {
  const at = await door({ post: async (_path, body) => ({ results: body.scans.map(({ id }) => ({ id, outcome: "unknown_pass" })), tally: { expected: 3, present: 0 } }) });
  await come(at, { pass: person(1).pass });
  await settled();
  assert.equal(at.counts.present, 0);
  assert.deepEqual(at.memory.disputed.map(({ label }) => label), ["Người 1"]);
  await at.markSeen(at.memory.disputed[0].id);
  await at.load();
  assert.deepEqual(at.memory.disputed, []);
});

const CARD = { citizen: "020085001234" };
const byCard = (at, name = "NGƯỜI 2") => at.scan({ direction: "in", ...CARD }, { method: "citizen_id", label: "căn cước …1234", name });

test("a citizen card is let in at once, and its holder counts once when a person knows him by the list", async () => {
  const at = await door();
  const { id, judgement } = await byCard(at);
  assert.equal(judgement.outcome, "provisional");
  assert.deepEqual(at.roster.namesakes("nguoi 2").map(({ id: who }) => who), [2]);
  assert.deepEqual(at.roster.namesakes("Người"), [], "the whole name, not a part of it");
  const [card] = at.memory.notes;
  assert.equal(at.memory.openCard(card), "NGƯỜI 2");
  const { id: confirming } = await come(at, { delegateId: 2 }, { method: "citizen_id", confirms: id });
  assert.equal(at.memory.openCard(card), "");
  assert.deepEqual(at.counts, { present: 1, expected: 3, unsent: 2 });
  assert.equal((await come(at, { delegateId: 2 })).judgement.outcome, "already_admitted");
  await at.load();
  assert.equal(at.counts.present, 1, "and so it is after a reload");
  await at.undo(confirming, "nhầm người");
  assert.equal(at.memory.openCard(card), "NGƯỜI 2", "and may be asked again");
});

test("a card that the server does not know is no longer a question once a person has confirmed it", async () => {
  const at = await door({ post: async (_path, { scans }) => ({ results: scans.map(({ id, delegate_id: known }) => ({ id, outcome: known ? "admitted" : "unknown_pass", ...(known ? { delegate: { id: known, name: "", point: {} } } : {}) })), tally: { expected: 3, present: 1 } }) });
  const { id } = await byCard(at);
  await settled();
  assert.equal(at.memory.disputed.length, 1);
  await come(at, { delegateId: 2 }, { method: "citizen_id", confirms: id });
  await settled();
  assert.deepEqual(at.memory.disputed, []);
  assert.equal(at.counts.present, 1);
});

test("a citizen's number stays on the device until the server has it, and no longer", async () => {
  const answer = { outcome: "admitted", delegate: { id: 2, name: "Người 2", point: {} } };
  for (const said of [answer, { outcome: "unknown_pass" }]) {
    const at = await door();
    await byCard(at);
    const kept = async () => JSON.stringify([await at.store.all("log"), await at.store.all("outbox"), at.memory.notes]);
    assert.match(await kept(), /020085001234/);
    at.around.api.post = async (_path, { scans }) => ({ results: scans.map(({ id }) => ({ id, ...said })) });
    void at.outbox.wake(true);
    await settled();
    assert.doesNotMatch(await kept(), /020085001234/);
    const sent = [];
    at.around.api.post = async (_path, { scans }) => (sent.push(...scans), { results: scans.map(({ id }) => ({ id, ...said })) });
    await at.sendAgain([1]);
    await settled();
    assert.deepEqual(sent.map(({ delegate_id: known }) => known), said.delegate ? [2] : [], "whom it was settled as");
  }
});

test("a stranger's pass waits a moment for the server when it is there", async () => {
  const at = await door({ post: async (_path, body) => ({ results: body.scans.map(({ id }) => ({ id, outcome: "admitted_elsewhere", delegate: { id: 9, name: "Nông Thị Chi", point: { id: 4, name: "Xã Chi Lăng" } } })), tally: { expected: 3, present: 1 } }) });
  const { judgement, result } = await come(at, { pass: "8".repeat(16) });
  assert.equal(judgement.outcome, "provisional");
  assert.equal(result.outcome, "admitted_elsewhere");
});

test("a rehearsal leaves no trace: nothing is sent, no number is used, no line stays", async () => {
  const at = await door();
  at.rehearsing = true;
  assert.equal((await come(at, { delegateId: 1 })).judgement.outcome, "admitted");
  assert.equal(at.counts.present, 0);
  await at.endRehearsal();
  assert.deepEqual([at.memory.notes.length, at.unsent, await at.store.get("seq:12")], [0, 0, undefined]);
  assert.equal((await come(at, { delegateId: 1 })).judgement.outcome, "admitted");
});

test("a revoked device loses its names and keeps what is unsent", async () => {
  const at = await door();
  await come(at, { delegateId: 1 });
  const keeper = new Keeper(at, at.around.api, () => {});
  at.around.api.post = async () => { throw new Refusal(401, { reason: "revoked" }); };
  await keeper.look();
  clearTimeout(keeper.timer);
  assert.equal(keeper.ending, "revoked");
  assert.deepEqual([at.roster.people.size, at.memory.notes.length, at.unsent], [0, 0, 1]);
});

test("numbers that the server misses go out again", async () => {
  const at = await door({ post: async (_path, body) => ({ results: (body.scans ?? []).map(({ id }) => ({ id, outcome: "admitted" })) }) });
  await come(at, { delegateId: 1 });
  await settled();
  assert.equal(at.unsent, 0);
  const sent = [];
  at.around.api.post = async (_path, body) => (sent.push(...body.scans.map(({ seq }) => seq)), { results: body.scans.map(({ id }) => ({ id, outcome: "admitted" })) });
  await at.sendAgain([1, 5]);
  await settled();
  assert.deepEqual(sent, [1]);
});

test("what is handed over only the server can open, and the other device brings it there", async () => {
  const at = await door();
  await come(at, { delegateId: 1 });
  await at.act("head_count", { number: 35, signed_by: "Nông Văn C" }, "");
  const [envelope] = (await parcelOf(at)).envelopes;
  const key = await crypto.subtle.importKey("raw", bytesOf(KEY), "AES-GCM", false, ["decrypt"]);
  const additionalData = new TextEncoder().encode("scanner:12");
  const plain = JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(envelope.iv), additionalData }, key, bytesOf(envelope.sealed))));
  assert.deepEqual([plain.scans.length, plain.acts.length, plain.scans[0].delegate_id, plain.acts[0].number], [1, 1, 1, 35]);
  assert.equal(at.unsent, 2, "until the server has them they stay");

  const other = await door();
  await other.store.put("parcels", [envelope]);
  assert.match(await deliver(other, other.around.api), /Chưa có mạng/);
  other.around.api.post = async (path, body) => (assert.deepEqual([path, body], ["/relays", envelope]), { results: [{}, {}] });
  assert.match(await deliver(other, other.around.api), /2 lượt/);
  assert.deepEqual(await other.store.get("parcels"), []);
});

test("paired again, what is left of the earlier pairing travels sealed, or waits and holds up nothing", async () => {
  const at = await door();
  await at.pair({ ...PAIRING, relayKey: "" });
  await come(at, { delegateId: 1 });
  await at.pair({ ...PAIRING, id: 13 });
  const paths = [];
  at.around.api.post = async (path, body) => (paths.push(path), { results: (body.scans ?? []).map(({ id }) => ({ id, outcome: "admitted" })) });
  await come(at, { delegateId: 2 });
  void at.outbox.wake(true);
  await settled();
  assert.deepEqual(paths, ["/scans"]);
  const [left] = await at.outbox.unsent();
  assert.deepEqual([left.scanner, left.refused], [12, "there is no key to seal it with"]);

  at.pairings.set(12, PAIRING);
  at.around.api.post = async (path, body) => (paths.push(path, body.scanner), { results: [{ id: left.id, outcome: "admitted" }] });
  void at.outbox.wake(true);
  await settled();
  assert.deepEqual(paths, ["/scans", "/relays", 12]);
  assert.deepEqual(await at.outbox.unsent(), []);
});
