// A little arithmetic that costs a sender of thousands more than a sender of one: find a number whose SHA-256
// with the form's own begins with zeros. `crypto.subtle` is absent where a page is not encrypted, hence our own.

const ROUNDS = fractions(64, 1 / 3);
const START = fractions(8, 1 / 2);

/**
 * The first 32 bits of the fractional parts of roots of the first primes, as FIPS 180-4 defines its constants.
 * @param {number} count
 * @param {number} power
 */
function fractions(count, power) {
  const found = new Uint32Array(count);
  let at = 0;
  for (let candidate = 2; at < count; candidate += 1) {
    if (!isPrime(candidate)) continue;
    const root = candidate ** power;
    found[at] = (root - Math.floor(root)) * 2 ** 32;
    at += 1;
  }
  return found;
}

/** @param {number} candidate */
function isPrime(candidate) {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
    if (candidate % divisor === 0) return false;
  }
  return true;
}

/**
 * SHA-256 (FIPS 180-4) of a text.
 * @param {string} text
 * @returns {Uint32Array} eight words
 */
export function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const blocks = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  bytes.forEach((byte, at) => blocks.setUint8(at, byte));
  blocks.setUint8(bytes.length, 0x80);
  blocks.setUint32(blocks.byteLength - 4, bytes.length * 8);
  const state = START.slice();
  for (let from = 0; from < blocks.byteLength; from += 64) compress(state, blocks, from);
  return state;
}

/**
 * @param {Uint32Array} state
 * @param {DataView} blocks
 * @param {number} from
 */
function compress(state, blocks, from) {
  const words = schedule(blocks, from);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + word(ROUNDS, at) + word(words, at)) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, at) => { state[at] = word(state, at) + value; });
}

/**
 * @param {DataView} blocks
 * @param {number} from
 */
function schedule(blocks, from) {
  const words = new Uint32Array(64);
  for (let at = 0; at < 16; at += 1) words[at] = blocks.getUint32(from + 4 * at);
  for (let at = 16; at < 64; at += 1) {
    const near = word(words, at - 2);
    const far = word(words, at - 15);
    words[at] = word(words, at - 16) + (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)) + word(words, at - 7) + (turn(near, 17) ^ turn(near, 19) ^ (near >>> 10));
  }
  return words;
}

/**
 * @param {Uint32Array} words
 * @param {number} at
 */
function word(words, at) {
  return words[at] ?? 0;
}

/**
 * @param {number} value
 * @param {number} bits
 */
function turn(value, bits) {
  return (value >>> bits) | (value << (32 - bits));
}

/**
 * Whether a number solves a form: as `is_worked` of coverage/comment_guard.py judges it.
 * @param {string} nonce
 * @param {number} candidate
 * @param {number} bits
 */
export function solves(nonce, candidate, bits) {
  return word(sha256(`${nonce}:${candidate}`), 0) >>> (32 - bits) === 0;
}

/**
 * The first number that solves a form, found in short turns so that typing never waits.
 * @param {string} nonce
 * @param {number} bits
 * @param {number} [turnMilliseconds]
 * @returns {Promise<number>}
 */
export async function solve(nonce, bits, turnMilliseconds = 12) {
  for (let candidate = 0; ; ) {
    const until = performance.now() + turnMilliseconds;
    for (; performance.now() < until; candidate += 1) {
      if (solves(nonce, candidate, bits)) return candidate;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}
