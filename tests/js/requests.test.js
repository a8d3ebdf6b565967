import assert from "node:assert/strict";
import { test } from "node:test";
import { wholePage } from "../../static/js/requests.js";

const here = "https://system.example/conferences/1/board";
const page = "<!doctype html><html lang='vi'>";

/**
 * @param {string} responseText
 * @param {string} responseURL
 */
const answer = (responseText, responseURL, status = 200) => ({ xhr: { responseText, responseURL, status } });

test("a fragment stays a fragment", () => {
  assert.equal(wholePage(answer("<section>…</section>", `${here}/part`), here), "");
});

test("a reader whose session ended signs in again from the page he is on", () => {
  const signIn = answer(page, "https://system.example/account/login?next=/conferences/1/board/part");
  assert.equal(wholePage(signIn, here), here);
});

test("work that ends at another page goes there", () => {
  const result = "https://system.example/conferences/1/points";
  assert.equal(wholePage(answer(`\n${page}`, result), here), result);
});

test("a refusal with a page of its own does not lead away", () => {
  assert.equal(wholePage(answer(page, `${here}/part`, 404), here), "");
});

test("a boosted link is meant to bring a whole page", () => {
  assert.equal(wholePage({ ...answer(page, here), boosted: true }, here), "");
});
