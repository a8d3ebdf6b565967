// What the box holds, as far as the browser must know: the server judges everything else.

const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const SHORTEST_NAME = 3;
const PASS = 16;
const FAST = 35; // milliseconds a key: no hand types 16 digits so quickly

/**
 * @param {string} text
 * @returns {"empty" | "short" | "name" | "scan"}
 */
export function kindOf(text) {
  const typed = text.trim().replace(SYMBOLOGY, "");
  if (!typed) return "empty";
  if (typed.includes("|") || !/\p{L}/u.test(typed)) return "scan";
  const letters = typed.normalize("NFD").match(/[\p{L}\p{Nd}]/gu) ?? [];
  return letters.length < SHORTEST_NAME ? "short" : "name";
}

/**
 * What is kept and sent of a scan: of a citizen card only its number.
 * @param {string} text
 */
export function kept(text) {
  const typed = text.trim();
  if (!typed.includes("|")) return typed;
  const fields = typed.split("|");
  const number = (fields[0] ?? "").trim();
  return fields.length >= 7 && /^\d{12}$/.test(number) ? number : `${number.slice(0, 20)}|`;
}

/**
 * The name on a citizen card, "" when the text is none.
 * @param {string} text
 */
export function nameOnCard(text) {
  const fields = text.trim().split("|");
  return fields.length >= 7 ? (fields[2] ?? "").trim() : "";
}

/**
 * Whether the box holds a whole pass, so that a scanner which sends no Enter is understood too.
 * @param {string} text
 */
export function isWholePass(text) {
  return new RegExp(`^\\d{${PASS}}$`).test(text.replace(/[\s.-]/g, "").replace(SYMBOLOGY, ""));
}

/**
 * Who filled the box: a scanner types faster than any hand.
 * @param {string} text
 * @param {number} milliseconds from the first key to the last
 * @returns {"usb" | "typed"}
 */
export function handOf(text, milliseconds) {
  return text.length >= 12 && milliseconds / text.length < FAST ? "usb" : "typed";
}

/**
 * How a scan that waits is shown: enough to know it again, not the number itself.
 * @param {string} text
 * @param {{card: string, citizen: string}} words
 */
export function labelOf(text, words) {
  const digits = text.replace(/\D/g, "");
  return `${digits.length === 12 ? words.citizen : words.card} …${digits.slice(-4)}`;
}
