// The number of a pass, and what else a code may hold: the same rules as conferences/passes.py.
import { kept, nameOnCard } from "../js/desk-input.js";

// The quasigroup of H. Michael Damm's thesis (Marburg 2004): a number is valid when the walk ends at 0.
const QUASIGROUP = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
const SEPARATORS = /[\s\p{Zs}\p{Cc}\p{Cf}\p{Pd}.]/gu;

/**
 * What a text says whom it is about; null when it is no pass and no citizen card.
 * @typedef {{pass: string} | {citizen: string, name: string}} Shown
 */

/** @param {string} digits */
export function isValid(digits) {
  if (!/^[0-9]{16}$/.test(digits)) return false;
  let interim = 0;
  for (const digit of digits) interim = Number(QUASIGROUP[interim]?.[Number(digit)]);
  return interim === 0;
}

/**
 * The digits that were meant: separators dropped, digits of any script read; "" when there are others.
 * @param {string} text
 */
export function digitsOf(text) {
  const bare = text.replace(SYMBOLOGY, "").replace(SEPARATORS, "").normalize("NFKC");
  return /^[0-9]+$/.test(bare) ? bare : "";
}

/** @param {string} digits */
export function grouped(digits) {
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * What stands in the box or in a code.
 * @param {string} text
 * @returns {Shown | {wrong: "mistyped" | "length" | "unreadable", digits: number}}
 */
export function read(text) {
  if (text.includes("|")) {
    const number = kept(text.replace(SYMBOLOGY, ""));
    return /^\d{12}$/.test(number) ? { citizen: number, name: nameOnCard(text) } : { wrong: "unreadable", digits: 0 };
  }
  const digits = digitsOf(text);
  if (digits.length === 12) return { citizen: digits, name: "" };
  if (digits.length === 16) return isValid(digits) ? { pass: digits } : { wrong: "mistyped", digits: 16 };
  return digits ? { wrong: "length", digits: digits.length } : { wrong: "unreadable", digits: 0 };
}
