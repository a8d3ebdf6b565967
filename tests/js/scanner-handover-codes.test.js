import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Api } from "../../static/scanner/api.js";
import { Door } from "../../static/scanner/door.js";
import { framesOf } from "../../static/scanner/frames.js";
import { packed, Receiver, unpacked } from "../../static/scanner/handover-codes.js";
import { parcelOf } from "../../static/scanner/handover.js";
import { Store } from "../../static/scanner/store.js";

const KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const PAIRING = { id: 12, name: "Cửa số 1", token: "t", relayKey: KEY, conference: { id: 1, title: "", held_on: "", state: "running" }, point: { id: 3, name: "Xã Vân An", unit_code: "1" }, policy: { elsewhere: "admit" }, pairedAt: 0 };
const offline = () => Promise.reject(new TypeError("Failed to fetch"));
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

async function door(name, post = offline) {
  const api = Object.assign(new Api({ version: "1" }), { post, ask: offline });
  const opened = new Door({ store: new Store(name), api });
  opened.outbox.way.pause = () => new Promise(() => {});
  await opened.pair(PAIRING);
  return { opened, api };
}

/** The codes of a phone that let some people in without a network. */
async function codesOf(name, people) {
  const { opened } = await door(name);
  for (let person = 1; person <= people; person += 1) {
    await opened.scan({ direction: "in", pass: String(person).padStart(16, "0") }, { method: "qr", label: "" });
  }
  const parcel = await parcelOf(opened);
  return { parcel, frames: await framesOf(await packed(JSON.stringify(parcel))) };
}

test("a dying phone's codes, seen in any order and again, reach the server by another phone once", async () => {
  const { parcel, frames } = await codesOf("dying", 25);
  assert.ok(frames.length > 2);
  const brought = [];
  const { opened, api } = await door("other", async (path, body) => (brought.push([path, body]), { results: [{}, {}] }));
  const said = [];
  const receiver = new Receiver(opened, api, (sentence) => said.push(sentence));
  for (const frame of [...frames].reverse().slice(0, -1)) assert.ok(receiver.take(frame));
  assert.deepEqual(brought, []);
  assert.match(said.at(-1), new RegExp(`${frames.length - 1}/${frames.length}`));
  for (const frame of [...frames, ...frames]) assert.ok(receiver.take(frame));
  await settled();
  assert.deepEqual(brought, parcel.envelopes.map((envelope) => ["/relays", envelope]));
  assert.match(said.at(-1), /2/);
  assert.ok(!receiver.take("1234567890123456"), "a pass is a pass");
});

test("without a network the codes are kept and brought later", async () => {
  const { frames } = await codesOf("dying-2", 2);
  const { opened, api } = await door("other-2");
  const receiver = new Receiver(opened, api, () => undefined);
  for (const frame of frames) receiver.take(frame);
  await settled();
  assert.equal((await opened.store.get("parcels")).length, 1);
});

test("what is packed comes out again, also where nothing can be deflated", async () => {
  const text = JSON.stringify({ name: "Nguyễn Văn An", more: "x".repeat(900) });
  const small = await packed(text);
  assert.ok(small.length < 200);
  assert.equal(await unpacked(small), text);
  assert.equal(await unpacked(Uint8Array.of(0, ...new TextEncoder().encode(text))), text);
  assert.equal(await unpacked(Uint8Array.of(1, 2, 3)), "");
});
