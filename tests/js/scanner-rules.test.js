import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../static/scanner/judge.js";
import { fold, matches, searchKey, words } from "../../static/scanner/names.js";
import { digitsOf, grouped, isValid, read } from "../../static/scanner/passes.js";
import { Repeats } from "../../static/scanner/repeats.js";
import { Roster } from "../../static/scanner/roster.js";
import { Store } from "../../static/scanner/store.js";
import { uuid7 } from "../../static/scanner/uuid.js";
import { wire } from "../../static/scanner/api.js";
import { LANGUAGES } from "../../static/scanner/words.js";

const AN = "7936291531755279";

test("a pass is valid by its check digit: no wrong digit and no exchanged pair passes", () => {
  assert.ok(isValid(AN));
  for (let place = 0; place < 16; place += 1) {
    const wrong = AN.slice(0, place) + ((Number(AN[place]) + 3) % 10) + AN.slice(place + 1);
    assert.ok(!isValid(wrong), wrong);
    const exchanged = AN.slice(0, place) + AN[place + 1] + AN[place] + AN.slice(place + 2);
    if (place < 15 && exchanged !== AN) assert.ok(!isValid(exchanged), exchanged);
  }
});

test("digits are read as people group them, of any script, after a scanner's own sign", () => {
  for (const text of ["7936 2915 3175 5279", "7936.2915-3175–5279", "]Q17936291531755279", "７９３６２９１５３１７５５２７９"]) {
    assert.deepEqual(read(text), { pass: AN }, text);
  }
  assert.equal(grouped(AN), "7936 2915 3175 5279");
  assert.equal(digitsOf("12a4"), "");
});

test("what is no pass says why", () => {
  assert.deepEqual(read("7936291531755278"), { wrong: "mistyped", digits: 16 });
  assert.deepEqual(read("1234"), { wrong: "length", digits: 4 });
  assert.deepEqual(read("WIFI:T:WPA"), { wrong: "unreadable", digits: 0 });
});

test("of a citizen card only the number and the name are taken", () => {
  assert.deepEqual(read("020123456789|080123456|Nguyễn Văn An|01011970|Nam|Xã Vân An|01012021"), { citizen: "020123456789", name: "Nguyễn Văn An" });
  assert.deepEqual(read("020123456789|080123456|Nguyễn"), { wrong: "unreadable", digits: 0 });
  assert.deepEqual(read("020 123 456 789"), { citizen: "020123456789", name: "" });
});

test("names are found without accents, đ as d, in any order, by the beginning of words", () => {
  assert.equal(fold("Nguyễn Đức ĐẠT"), "nguyen duc dat");
  const key = searchKey("Nguyễn Đức Đạt");
  for (const query of ["dat ng", "nguyễn", "NGUYEN DUC", "đức đạt"]) assert.ok(matches(key, words(query)), query);
  for (const query of ["guyen", "duc x"]) assert.ok(!matches(key, words(query)), query);
});

const delegate = (id, more = {}) => ({ id, name: `Người ${id}`, position: "", unit: "", seat: "", standing: "summoned", excused: false, substitute_for: null, pass: String(id).padStart(16, "0"), ...more });

/** A door whose roster are these people. */
function door(people, more = {}) {
  return {
    state: "running", isFresh: true, revoked: new Set(), presence: new Map(),
    people: new Map(people.map((one) => [one.id, one])),
    byPass: new Map(people.map((one) => [one.pass, one])),
    substitutes: new Map(people.filter((one) => one.substitute_for).map((one) => [one.substitute_for, one])),
    ...more,
  };
}
const verdict = (claim, at) => judge({ direction: "in", ...claim }, at).outcome;

test("the door judges alone, at once", () => {
  const here = delegate(1);
  const gone = delegate(2, { standing: "replaced" });
  const instead = delegate(3, { substitute_for: 2, name: "Lê Thị Dung" });
  const at = door([here, gone, instead], { revoked: new Set(["9".repeat(16)]), presence: new Map([["delegate:3", { at: 5, present: true, scanner: "" }]]) });
  assert.equal(verdict({ pass: here.pass }, at), "admitted");
  assert.equal(verdict({ delegateId: 3 }, at), "already_admitted");
  assert.equal(judge({ direction: "in", pass: gone.pass }, at).substitute, "Lê Thị Dung");
  assert.equal(verdict({ pass: gone.pass }, at), "revoked");
  assert.equal(verdict({ pass: "9".repeat(16) }, at), "revoked");
  assert.equal(verdict({ pass: "8".repeat(16) }, at), "provisional");
  assert.equal(verdict({ citizen: "020123456789" }, at), "provisional");
  assert.equal(verdict({ act: "x" }, at), "admitted");
  assert.equal(verdict({ direction: "out", delegateId: 3 }, at), "left");
  assert.equal(verdict({ direction: "out", pass: here.pass }, at), "provisional", "another phone may have let him in");
});

test("before the beginning nobody is let in, unless nobody was heard for long", () => {
  const people = [delegate(1)];
  assert.equal(verdict({ delegateId: 1 }, door(people, { state: "open" })), "not_open");
  assert.equal(verdict({ delegateId: 1 }, door(people, { state: "open", isFresh: false })), "admitted");
  assert.equal(verdict({ delegateId: 1 }, door(people, { state: "closed", isFresh: false })), "closed");
});

test("a roster comes whole, then in changes, and leaves without a trace", async () => {
  const store = new Store("roster");
  const roster = new Roster(store);
  await roster.take({ version: "0.1", etag: "a", full: true, delegates: [delegate(2), delegate(1)], revoked: [] });
  await roster.take({ version: "0.2", etag: "b", full: false, delegates: [delegate(1, { standing: "withdrawn", pass: null })], revoked: ["1".repeat(16)] });
  await roster.take(undefined);
  assert.deepEqual([...roster.people.keys()], [2, 1]);
  assert.equal(roster.expected, 1);
  assert.deepEqual(roster.find("nguoi").people.map(({ id }) => id), [2]);
  const again = new Roster(store);
  await again.load();
  assert.ok(again.revoked.has("1".repeat(16)));
  await again.take({ version: "1.1", etag: "c", full: true, delegates: [delegate(7)], revoked: [] });
  assert.deepEqual([...again.people.keys()], [7], "a whole roster replaces");
  await store.change(["outbox"], async (change) => void (await change.objectStore("outbox").put({ id: "unsent" })));
  await again.wipe();
  assert.deepEqual(await store.all("delegates"), []);
  assert.equal(await store.get("roster"), undefined);
  assert.equal((await store.all("outbox")).length, 1, "what is unsent is never wiped");
});

test("ids are of version 7 and sort as they were made", () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_900_000_000_000].map(uuid7);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
});

test("a clock that was set right between scan and sending is allowed for", () => {
  const day = 86_400_000;
  const entry = { id: "x", seq: 1, scanner: 1, kind: "scan", at: 1_700_000_000_000 - day, monotonic: 0, offset: day, offline: true, body: {} };
  assert.equal(wire(entry, day).scanned_at, new Date(1_700_000_000_000 - day).toISOString(), "still wrong: the server corrects");
  assert.equal(wire(entry, 0).scanned_at, new Date(1_700_000_000_000).toISOString());
});

test("every word is there in both languages, with the same values in it", () => {
  const values = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  assert.deepEqual(Object.keys(LANGUAGES.en), Object.keys(LANGUAGES.vi));
  for (const [word, text] of Object.entries(LANGUAGES.vi)) assert.deepEqual(values(LANGUAGES.en[word]), values(text), word);
});

test("a code in view is one person for as long as it stays, also beside another's", () => {
  const repeats = new Repeats();
  const at = (time, text) => repeats.has(text, time);
  assert.deepEqual([at(0, "one"), at(500, "two"), at(600, "one"), at(3500, "one"), at(3600, "two")], [false, false, true, true, false]);
  assert.equal(at(6600, "one"), false, "it was away for three seconds");
  assert.deepEqual([...repeats.seen.keys()], ["one"], "and nothing is kept for longer");
});
