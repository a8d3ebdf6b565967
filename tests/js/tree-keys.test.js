import assert from "node:assert/strict";
import { test } from "node:test";
import { jump, step } from "../../static/js/tree-keys.js";

// Tỉnh ▾ / Chi Lăng ▾ / Vân An, Đồng Mỏ / Hữu Lũng ▸ / Văn phòng
const items = [
  { level: 1, open: true },
  { level: 2, open: true },
  { level: 3, open: null },
  { level: 3, open: null },
  { level: 2, open: false },
  { level: 2, open: null },
];
const names = ["Tỉnh Lạng Sơn", "Huyện Chi Lăng", "Xã Vân An", "Thị trấn Đồng Mỏ", "Huyện Hữu Lũng", "Văn phòng Tỉnh ủy"];

test("up and down walk the lines in sight and stop at the ends", () => {
  assert.deepEqual(step("ArrowDown", items, 1), { to: 2 });
  assert.deepEqual(step("ArrowDown", items, 5), { to: 5 });
  assert.deepEqual(step("ArrowUp", items, 0), { to: 0 });
  assert.deepEqual(step("End", items, 0), { to: 5 });
  assert.deepEqual(step("Home", items, 4), { to: 0 });
});

test("right opens, then goes in; on a leaf it stays", () => {
  assert.deepEqual(step("ArrowRight", items, 4), { toggle: [4] });
  assert.deepEqual(step("ArrowRight", items, 1), { to: 2 });
  assert.deepEqual(step("ArrowRight", items, 2), { to: 2 });
});

test("right on an open branch whose lines are still on their way stays", () => {
  const waiting = [{ level: 1, open: true }, { level: 1, open: null }];
  assert.deepEqual(step("ArrowRight", waiting, 0), { to: 0 });
});

test("left closes, then goes to the parent", () => {
  assert.deepEqual(step("ArrowLeft", items, 1), { toggle: [1] });
  assert.deepEqual(step("ArrowLeft", items, 3), { to: 1 });
  assert.deepEqual(step("ArrowLeft", items, 4), { to: 0 });
});

test("enter goes to the unit; space opens or, on a leaf, goes", () => {
  assert.deepEqual(step("Enter", items, 4), { follow: true });
  assert.deepEqual(step(" ", items, 4), { toggle: [4] });
  assert.deepEqual(step(" ", items, 5), { follow: true });
});

test("the asterisk opens what is closed beside one", () => {
  assert.deepEqual(step("*", items, 1), { toggle: [4] });
  assert.deepEqual(step("*", items, 2), { toggle: [] });
});

test("other keys are the browser's", () => {
  assert.equal(step("Tab", items, 0), null);
  assert.equal(step("ArrowDown", items, -1), null);
});

test("letters jump to the next name that begins so, accents aside, going round", () => {
  assert.equal(jump("h", names, 0), 1);
  assert.equal(jump("h", names, 1), 4);
  assert.equal(jump("h", names, 4), 1);
  assert.equal(jump("van p", names, 0), 5);
  assert.equal(jump("chi", names, 1), 1);
});

test("letters also find a name without the word for its kind", () => {
  assert.equal(jump("huu", names, 0), 4);
  assert.equal(jump("zz", names, 0), -1);
});
