import assert from "node:assert/strict";
import { test } from "node:test";
import { handOf, isWholePass, kept, kindOf, labelOf, nameOnCard } from "../../static/js/desk-input.js";

const card = "012345678901|123456789|Nguyễn Văn An|01011980|Nam|Xã Vân An|10052021";

test("letters are a name to search, three at least; digits and cards are scans", () => {
  assert.equal(kindOf("  "), "empty");
  assert.equal(kindOf("an"), "short");
  assert.equal(kindOf("Ý"), "short");
  assert.equal(kindOf("Vũ A"), "name");
  assert.equal(kindOf("nguyễn"), "name");
  assert.equal(kindOf("1234 5678"), "scan");
  assert.equal(kindOf("]Q11234567890123456"), "scan");
  assert.equal(kindOf(card), "scan");
});

test("of a citizen card only the number is kept in the browser", () => {
  assert.equal(kept(card), "012345678901");
  assert.equal(kept(" 1234 5678 "), "1234 5678");
  assert.equal(kept("012345678901|Nguyễn Văn An"), "012345678901|");
  assert.equal(nameOnCard(card), "Nguyễn Văn An");
  assert.equal(nameOnCard("1234"), "");
});

test("sixteen digits, however grouped, are a whole pass", () => {
  assert.ok(isWholePass("1234 5678-9012.3456"));
  assert.ok(!isWholePass("123456789012345"));
  assert.ok(!isWholePass("12345678901234567"));
});

test("a scanner is told from a hand by its speed", () => {
  assert.equal(handOf("1234567890123456", 120), "usb");
  assert.equal(handOf("1234567890123456", 4000), "typed");
  assert.equal(handOf("123", 10), "typed");
});

test("a scan that waits is shown by its last four digits", () => {
  const words = { card: "thẻ", citizen: "căn cước" };
  assert.equal(labelOf("1234567890123456", words), "thẻ …3456");
  assert.equal(labelOf("012345678901", words), "căn cước …8901");
});
