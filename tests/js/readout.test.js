import assert from "node:assert/strict";
import { test } from "node:test";
import { led, nearest, sayings } from "../../static/js/readout.js";

test("the period nearest to the pointer is meant, also beyond the first and the last", () => {
  const places = [50, 150, 250];
  assert.equal(nearest(places, 0), 0);
  assert.equal(nearest(places, 99), 0);
  assert.equal(nearest(places, 101), 1);
  assert.equal(nearest(places, 900), 2);
  assert.equal(nearest([], 10), -1);
});

test("arrows move by one period and stop at both ends", () => {
  assert.equal(led("ArrowRight", 0, 3), 1);
  assert.equal(led("ArrowRight", 2, 3), 2);
  assert.equal(led("ArrowLeft", 1, 3), 0);
  assert.equal(led("ArrowLeft", 0, 3), 0);
});

test("the first arrow asks for the newest period; Home, End and Escape do what they say", () => {
  assert.equal(led("ArrowLeft", -1, 3), 2);
  assert.equal(led("ArrowRight", -1, 3), 2);
  assert.equal(led("Home", 2, 3), 0);
  assert.equal(led("End", 0, 3), 2);
  assert.equal(led("Escape", 2, 3), -1);
});

test("other keys stay the page's own", () => {
  for (const key of ["Tab", "Enter", "ArrowDown", "PageDown", "a"]) assert.equal(led(key, 1, 3), null, key);
});

test("a period is said in the words of its row, and what a cell hides stays hidden", () => {
  const cell = (/** @type {string} */ textContent) => ({ textContent });
  const row = (/** @type {string[]} */ ...cells) => ({ children: cells.map(cell) });
  const parts = /** @type {Record<string, unknown>} */ ({
    "thead tr:last-of-type th": [cell("Kỳ"), cell(" Đã gửi "), cell("Đúng\n hạn")],
    "tbody tr:not(.totals)": [row("Quý I", "230/267\n  86,1%", "—"), row("Quý II", "Dưới 5 người", "0/3 0,0%")],
  });
  const table = /** @type {Element} */ (/** @type {unknown} */ ({ querySelectorAll: (/** @type {string} */ asked) => parts[asked] }));
  assert.deepEqual(sayings(table), [
    "Quý I. Đã gửi: 230/267 86,1%; Đúng hạn: —.",
    "Quý II. Đã gửi: Dưới 5 người; Đúng hạn: 0/3 0,0%.",
  ]);
});
