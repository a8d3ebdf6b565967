// Two officers at one report: whatever they type, none loses a cell without being asked.

import assert from "node:assert/strict";
import test from "node:test";

import { merge, share } from "../../static/js/report-merge.js";

test("what only the other changed is taken over", () => {
  const found = merge({ a: "1", b: "2" }, { a: "1", b: "9" }, { a: "5", b: "2" });
  assert.deepEqual(found, { take: { a: "5" }, clash: {} });
});

test("what both changed is asked, what both changed alike is not", () => {
  const found = merge({ a: "1", b: "" }, { a: "2", b: "x" }, { a: "3", b: "x" });
  assert.deepEqual(found, { take: {}, clash: { a: "3" } });
});

test("line ends and blanks at the ends are no change", () => {
  const found = merge({ a: "x\ny" }, { a: "x\r\ny " }, { a: "z" });
  assert.deepEqual(found.take, { a: "z" });
});

test("shares are read as the server reads them", () => {
  assert.equal(share("1.234", "2.468"), 0.5);
  assert.equal(share("9,5", "10"), 0.95);
  assert.equal(share("98.2", "100"), 0.982);
  assert.equal(share("1,234", "2,468", "."), 0.5);
  for (const [above, below] of [["", "10"], ["1", ""], ["1", "0"], ["x", "10"]]) {
    assert.equal(share(above, below), null);
  }
});
