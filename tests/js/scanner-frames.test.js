import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { base45, bytesOfBase45, framesOf, Gathering, LARGEST } from "../../static/scanner/frames.js";
import { codeOf, MOST_LETTERS, pathOf, SIDE } from "../../static/scanner/qr.js";

const wasmBinary = await readFile(new URL("../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url));
prepareZXingModule({ overrides: { wasmBinary } });

/** As a camera sees it: three pixels a module, with the quiet zone. */
function pictureOf(modules, scale = 3, quiet = 4) {
  const side = (SIDE + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [Math.floor(y / scale) - quiet, Math.floor(x / scale) - quiet];
      const isDark = row >= 0 && column >= 0 && row < SIDE && column < SIDE && modules[row * SIDE + column];
      if (isDark) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return { data, width: side, height: side, colorSpace: "srgb" };
}
const read = async (modules) => (await readBarcodes(pictureOf(modules), { formats: ["QRCode"] }))[0];
const some = (length) => Uint8Array.from({ length }, (_, at) => (at * 131 + 7) % 256);

test("the reader of passes reads what is drawn, from empty to full", async () => {
  const full = Array.from({ length: MOST_LETTERS }, (_, at) => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[at % 45]).join("");
  for (const text of ["A", "SCAN:00C0FFEE/1/1:ABC", full]) {
    const found = await read(codeOf(text));
    assert.equal(found?.text, text);
    assert.equal(found.version, "15");
    assert.equal(found.ecLevel, "L");
  }
});

test("what does not fit, or is no letter of such codes, is refused and not cut", () => {
  assert.throws(() => codeOf("A".repeat(MOST_LETTERS + 1)), RangeError);
  assert.throws(() => codeOf("a"), RangeError);
});

test("the path draws every dark module and no other", () => {
  const modules = codeOf("ABC");
  const drawn = new Uint8Array(SIDE * SIDE);
  for (const [, from, row, length] of pathOf(modules).matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    drawn.fill(1, Number(row) * SIDE + Number(from), Number(row) * SIDE + Number(from) + Number(length));
  }
  assert.deepEqual(drawn, modules);
});

test("letters carry any bytes, as RFC 9285 says", () => {
  assert.equal(base45(new TextEncoder().encode("Hello!!")), "%69 VD92EX0");
  assert.equal(new TextDecoder().decode(bytesOfBase45("QED8WEX0")), "ietf!");
  for (const bad of ["A", "a00", "GGW", ":::", "::"]) assert.equal(bytesOfBase45(bad), undefined, bad);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => assert.deepEqual(bytesOfBase45(base45(bytes)), bytes)));
});

test("frames read in any order, again and again, give the file; one missing gives nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 6000 }), fc.infiniteStream(fc.nat()), async (length, chances) => {
      const sent = some(length);
      const frames = await framesOf(sent);
      const gathering = new Gathering();
      const seen = [...frames, ...frames].map((frame) => ({ frame, at: chances.next().value })).sort((a, b) => a.at - b.at);
      for (const { frame } of seen.slice(0, -1)) assert.ok(gathering.take(frame));
      if (!gathering.isWhole) assert.equal(await gathering.bytes(), undefined);
      gathering.take(seen.at(-1).frame);
      assert.deepEqual(await gathering.bytes(), sent);
    }),
    { numRuns: 40 },
  );
});

test("a frame of another series begins that one, and what is no frame is passed over", async () => {
  const [first] = await framesOf(some(2000));
  const others = await framesOf(some(900));
  const gathering = new Gathering();
  gathering.take(first);
  for (const no of ["", "1234567890123456", "SCAN:00C0FFEE/0/2:AB", "SCAN:00C0FFEE/3/2:AB", "SCAN:00C0FFEE/1/2:a"]) assert.ok(!gathering.take(no), no);
  for (const frame of others) gathering.take(frame);
  assert.deepEqual(await gathering.bytes(), some(900));
});

test("a frame that was altered spoils the file and is noticed", async () => {
  const [only] = await framesOf(some(100));
  const gathering = new Gathering();
  gathering.take(`${only.slice(0, -3)}000`);
  assert.ok(gathering.isWhole);
  assert.equal(await gathering.bytes(), undefined);
});

test("every frame fits a code, and the largest file fits a series", async () => {
  const frames = await framesOf(some(LARGEST));
  assert.equal(frames.length, 999);
  assert.ok(frames.every(({ length }) => length <= MOST_LETTERS));
  await assert.rejects(framesOf(some(LARGEST + 1)), RangeError);
});
