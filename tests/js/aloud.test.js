import assert from "node:assert/strict";
import { test } from "node:test";
import { breaths, Reading, voiceFor } from "../../static/js/aloud.js";

/**
 * @param {string} lang
 * @param {boolean} localService
 */
const voice = (lang, localService) => /** @type {SpeechSynthesisVoice} */ ({ lang, localService, name: lang });

/** A device that says nothing until the test lets it finish a piece. */
function device() {
  /** @type {SpeechSynthesisUtterance[]} */
  const said = [];
  /** @type {string[]} */
  const shown = [];
  const speech = { speak: (/** @type {SpeechSynthesisUtterance} */ one) => said.push(one), cancel: () => said.at(-1)?.onerror?.(/** @type {never} */ ({})) };
  const utter = (/** @type {string} */ text) => /** @type {SpeechSynthesisUtterance} */ ({ text });
  const reading = new Reading(speech, utter, (state, passage) => shown.push(`${state} ${passage?.text ?? ""}`.trim()));
  return { reading, said, shown, finish: () => said.at(-1)?.onend?.(/** @type {never} */ ({})) };
}

test("a page with names is never read by a voice that asks a server", () => {
  const voices = [voice("en-US", true), voice("vi-VN", false)];
  assert.equal(voiceFor(voices, "vi", false), undefined);
  assert.equal(voiceFor(voices, "vi", true)?.lang, "vi-VN");
});

test("the device's own voice comes first, however its language is written", () => {
  const voices = [voice("vi-VN", false), voice("vi_VN", true)];
  assert.equal(voiceFor(voices, "vi", true)?.localService, true);
});

test("a long text is said in breaths that end where a sentence ends", () => {
  const text = "Câu thứ nhất. Câu thứ hai dài hơn một chút, có dấu phẩy. Hết.";
  assert.deepEqual(breaths(text, 30), ["Câu thứ nhất.", "Câu thứ hai dài hơn một chút,", "có dấu phẩy. Hết."]);
  assert.equal(breaths(text, 30).join(" "), text);
  assert.deepEqual(breaths("mộttừdàikhôngcódấucách", 8).join(""), "mộttừdàikhôngcódấucách");
  assert.deepEqual(breaths("  \n "), []);
});

test("passages are read one after another, each marked while it is read", () => {
  const { reading, said, shown, finish } = device();
  reading.start([{ text: "Một." }, { text: "Hai." }]);
  finish();
  finish();
  assert.deepEqual(said.map((one) => one.text), ["Một.", "Hai."]);
  assert.deepEqual(shown, ["reading Một.", "reading Hai.", "silent"]);
});

test("a pause keeps the place, and going on says the interrupted piece again", () => {
  const { reading, said } = device();
  reading.start([{ text: "Một." }, { text: "Hai." }]);
  reading.pause();
  assert.equal(reading.state, "paused");
  assert.equal(said.length, 1);
  reading.resume();
  assert.deepEqual(said.map((one) => one.text), ["Một.", "Một."]);
});

test("after stopping nothing more is said, also when the device reports the end late", () => {
  const { reading, said, finish } = device();
  reading.start([{ text: "Một." }, { text: "Hai." }]);
  reading.stop();
  finish();
  assert.equal(said.length, 1);
  assert.equal(reading.state, "silent");
});
