import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { sha256, solve, solves } from "../../static/js/proof.js";

/** @param {Uint32Array} words */
const hex = (words) => [...words].map((word) => word.toString(16).padStart(8, "0")).join("");

test("our SHA-256 is everybody's, whatever the length and the letters", () => {
  for (const text of ["", "abc", "Nguyễn Văn An", ...Array.from({ length: 130 }, (_, length) => "x".repeat(length))]) {
    assert.equal(hex(sha256(text)), createHash("sha256").update(text).digest("hex"), text);
  }
});

test("what is found solves the form, and nothing smaller does", async () => {
  const found = await solve("a-form", 8);
  assert.ok(solves("a-form", found, 8));
  for (let smaller = 0; smaller < found; smaller += 1) assert.ok(!solves("a-form", smaller, 8));
});

test("what solves one form does not solve another", async () => {
  const found = await solve("a-form", 16);
  assert.ok(!solves("another", found, 16));
});
