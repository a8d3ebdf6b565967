// A file as a series of QR codes: shown one after another on one phone, read by another in any order.

import { MOST_LETTERS } from "./qr.js";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const HEAD = /^SCAN:([0-9A-Z]{8})\/(\d{1,3})\/(\d{1,3}):/;
const MOST_FRAMES = 999;
const BYTES = 2 * Math.floor((MOST_LETTERS - "SCAN:00000000/000/000:".length) / 3);

/** The most bytes that a series holds. */
export const LARGEST = BYTES * MOST_FRAMES;

/**
 * Each frame says which file it is of, which frame it is, and of how many.
 * @param {Uint8Array} bytes
 * @returns {Promise<string[]>}
 */
export async function framesOf(bytes) {
  if (bytes.length > LARGEST) throw new RangeError("too much for a series of codes");
  const name = await nameOf(bytes);
  const count = Math.max(1, Math.ceil(bytes.length / BYTES));
  return Array.from({ length: count }, (_, at) => `SCAN:${name}/${at + 1}/${count}:${base45(bytes.subarray(at * BYTES, (at + 1) * BYTES))}`);
}

/** Puts a series together, whatever the order and however often each frame comes. */
export class Gathering {
  constructor() {
    this.name = "";
    this.count = 0;
    /** @type {Map<number, Uint8Array>} */
    this.found = new Map();
  }

  get isWhole() {
    return this.count > 0 && this.found.size === this.count;
  }

  /**
   * @param {string} text what a camera read
   * @returns {boolean} whether it is a frame at all; one of another series begins that one
   */
  take(text) {
    const head = HEAD.exec(text);
    const [whole = "", name = "", number = "", count = ""] = head ?? [];
    const part = head ? bytesOfBase45(text.slice(whole.length)) : undefined;
    if (!part || Number(number) < 1 || Number(number) > Number(count)) return false;
    if (name !== this.name || Number(count) !== this.count) {
      this.name = name;
      this.count = Number(count);
      this.found.clear();
    }
    this.found.set(Number(number), part);
    return true;
  }

  /**
   * The file, once it is whole; undefined when what came together is not what was sent.
   * @returns {Promise<Uint8Array | undefined>}
   */
  async bytes() {
    const parts = Array.from({ length: this.count }, (_, at) => this.found.get(at + 1) ?? new Uint8Array());
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return this.isWhole && (await nameOf(bytes)) === this.name ? bytes : undefined;
  }
}

/**
 * Two bytes as three letters, a last one as two: RFC 9285.
 * @param {Uint8Array} bytes
 */
export function base45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let value = isPair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let letter = 0; letter < (isPair ? 3 : 2); letter += 1) {
      text += LETTERS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/**
 * @param {string} text
 * @returns {Uint8Array | undefined} nothing when it is no such text
 */
export function bytesOfBase45(text) {
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const values = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
    const value = values.reduceRight((sum, one) => sum * 45 + one, 0);
    const most = values.length === 3 ? 0xffff : 0xff;
    if (values.includes(-1) || values.length === 1 || value > most) return undefined;
    if (values.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/**
 * Eight letters that tell one file from another and a whole one from a damaged one.
 * @param {Uint8Array} bytes
 */
async function nameOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}
