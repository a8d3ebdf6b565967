import assert from "node:assert/strict";
import { test } from "node:test";
import { isWaiting, LARGEST, read, resized, SMALLEST, write } from "../../static/js/appearance.js";

const usual = { theme: "auto", size: 0 };

test("a reader who chose nothing follows the device at the usual size", () => {
  assert.deepEqual(read({ cookie: "" }), usual);
  assert.deepEqual(read({ cookie: "language=en; other_appearance=dark.2" }), usual);
});

test("a choice is found again, beside other cookies", () => {
  const browser = { cookie: "" };
  write(browser, { theme: "dark", size: 2 });
  const [pair] = browser.cookie.split("; ");
  assert.deepEqual(read({ cookie: `language=en; ${pair}` }), { theme: "dark", size: 2 });
});

test("a choice is kept for every page and for a year", () => {
  const browser = { cookie: "" };
  write(browser, { theme: "light", size: -1 });
  assert.match(browser.cookie, /^appearance=light\.-1; path=\/; max-age=31536000; samesite=lax$/);
});

test("a choice that the server has not acknowledged is marked, and read like any other", () => {
  const browser = { cookie: "" };
  write(browser, { theme: "dark", size: -1 }, true);
  const [pair = ""] = browser.cookie.split("; ");
  assert.deepEqual(read({ cookie: pair }), { theme: "dark", size: -1 });
  assert.ok(isWaiting({ cookie: `language=en; ${pair}` }));
  write(browser, { theme: "dark", size: -1 });
  assert.ok(!isWaiting(browser));
});

test("a spoilt choice is forgotten instead of breaking the page", () => {
  for (const value of ["", "dark", "pink.1", "dark.big", "1.dark"]) {
    assert.deepEqual(read({ cookie: `appearance=${value}` }), usual, value);
  }
});

test("a size nobody offers is brought back into range", () => {
  assert.equal(read({ cookie: "appearance=auto.99" }).size, LARGEST);
  assert.equal(read({ cookie: "appearance=auto.-99" }).size, SMALLEST);
});

test("the buttons − A + go one step, back to normal, and stop at the ends", () => {
  assert.equal(resized(0, "larger"), 1);
  assert.equal(resized(0, "smaller"), -1);
  assert.equal(resized(3, "normal"), 0);
  assert.equal(resized(LARGEST, "larger"), LARGEST);
  assert.equal(resized(SMALLEST, "smaller"), SMALLEST);
});
