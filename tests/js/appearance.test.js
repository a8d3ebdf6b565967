import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGEST, read, resized, SMALLEST, write } from "../../static/js/appearance.js";

/** @param {string | null} text */
const holding = (text) => ({ getItem: () => text });
const usual = { theme: "auto", size: 0 };

test("a reader who chose nothing follows the device at the usual size", () => {
  assert.deepEqual(read(holding(null)), usual);
});

test("a choice is found again", () => {
  const kept = new Map();
  write({ setItem: (key, value) => kept.set(key, value) }, { theme: "dark", size: 2 });
  assert.deepEqual(read({ getItem: (key) => kept.get(key) }), { theme: "dark", size: 2 });
});

test("a spoilt choice is forgotten instead of breaking the page", () => {
  for (const text of ["{", "null", "[]", '{"theme": "pink", "size": "big"}']) {
    assert.deepEqual(read(holding(text)), usual, text);
  }
});

test("a size nobody offers is brought back into range", () => {
  assert.equal(read(holding('{"size": 99}')).size, LARGEST);
  assert.equal(read(holding('{"size": -99}')).size, SMALLEST);
});

test("a browser that forbids storage still shows the page", () => {
  const forbidden = { getItem: () => assert.fail("forbidden"), setItem: () => assert.fail("forbidden") };
  assert.deepEqual(read(forbidden), usual);
  assert.doesNotThrow(() => write(forbidden, { theme: "light", size: 1 }));
});

test("the buttons − A + go one step, back to normal, and stop at the ends", () => {
  assert.equal(resized(0, "larger"), 1);
  assert.equal(resized(0, "smaller"), -1);
  assert.equal(resized(3, "normal"), 0);
  assert.equal(resized(LARGEST, "larger"), LARGEST);
  assert.equal(resized(SMALLEST, "smaller"), SMALLEST);
});
