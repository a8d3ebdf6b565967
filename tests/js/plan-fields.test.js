import assert from "node:assert/strict";
import { test } from "node:test";
import { outcome, unchanged } from "../../static/js/plan-fields.js";

test("an answer says whether the field was kept, is another's by now, or will not do", () => {
  assert.deepEqual([200, 409, 422, 0, 403, 500].map(outcome), ["saved", "conflict", "fault", "failed", "failed", "failed"]);
});

test("a field that only differs in line ends holds nothing that could be lost", () => {
  assert.ok(unchanged("một\r\nhai", "một\nhai "));
  assert.ok(!unchanged("một", "hai"));
});
