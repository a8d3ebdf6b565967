// A QR code of one size: version 15, correction L, mask 0, letters only. Enough for frames that another
// phone reads off this one's screen, and small enough to be kept without a network. After ISO/IEC 18004.

/** Modules of a side. */
export const SIDE = 77;
/** The most letters that fit. */
export const MOST_LETTERS = 758;

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BLOCKS = [87, 87, 87, 87, 87, 88]; // bytes of data in each block
const DATA = BLOCKS.reduce((sum, size) => sum + size, 0);
const CORRECTION = 22; // bytes of correction after each block
const ALIGNED = [6, 26, 48, 70];
const FORMAT = 0b111011111000100; // level L and mask 0, with the correction of their own
const VERSION = 0b001111100100101000; // 15, with the correction of its own

const { POWERS, LOGS } = fieldOf256();
const DIVISOR = divisorOf(CORRECTION);

/**
 * @param {string} text at most MOST_LETTERS of the 45 letters of alphanumeric codes
 * @returns {Uint8Array} SIDE × SIDE, 1 for dark
 */
export function codeOf(text) {
  const board = new Board();
  board.drawPatterns();
  board.fill(withCorrection(dataOf(text)));
  return board.modules;
}

/**
 * The dark modules as an SVG path in a box of SIDE × SIDE.
 * @param {Uint8Array} modules
 */
export function pathOf(modules) {
  let path = "";
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const from = column;
      while (column < SIDE && modules[row * SIDE + column]) column += 1;
      if (column > from) path += `M${from} ${row}h${column - from}v1H${from}z`;
    }
  }
  return path;
}

// --- bits and bytes ---------------------------------------------------------------------------

/** @param {string} text */
function dataOf(text) {
  if (text.length > MOST_LETTERS) throw new RangeError("too many letters for one code");
  const bits = [...bitsOf(0b0010, 4), ...bitsOf(text.length, 11)];
  for (let at = 0; at < text.length; at += 2) {
    const pair = [...text.slice(at, at + 2)].map((letter) => LETTERS.indexOf(letter));
    if (pair.includes(-1)) throw new RangeError("not a letter of alphanumeric codes");
    const value = pair.reduce((sum, one) => sum * 45 + one, 0);
    bits.push(...bitsOf(value, pair.length === 2 ? 11 : 6));
  }
  bits.push(...bitsOf(0, Math.min(4, DATA * 8 - bits.length)));
  while (bits.length % 8) bits.push(0);
  const bytes = Array.from({ length: bits.length / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0));
  for (let pad = 0xec; bytes.length < DATA; pad ^= 0xec ^ 0x11) bytes.push(pad);
  return bytes;
}

/**
 * @param {number} value
 * @param {number} length
 */
function bitsOf(value, length) {
  return Array.from({ length }, (_, at) => (value >> (length - 1 - at)) & 1);
}

/**
 * The blocks' bytes by turns, then those of their correction by turns.
 * @param {number[]} data
 */
function withCorrection(data) {
  let from = 0;
  const blocks = BLOCKS.map((size) => data.slice(from, (from += size)));
  const corrections = blocks.map(remainder);
  return [...byTurns(blocks), ...byTurns(corrections)];
}

/** @param {number[][]} lists */
function byTurns(lists) {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

// --- Reed and Solomon -------------------------------------------------------------------------

function fieldOf256() {
  const powers = new Uint8Array(255);
  const logs = new Uint8Array(256);
  for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
    powers[exponent] = value;
    logs[value] = exponent;
    value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
  }
  return { POWERS: powers, LOGS: logs };
}

/**
 * @param {number} left
 * @param {number} right
 */
function times(left, right) {
  return left && right ? (POWERS[((LOGS[left] ?? 0) + (LOGS[right] ?? 0)) % 255] ?? 0) : 0;
}

/** @param {number} degree */
function divisorOf(degree) {
  let found = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...found, 0];
    found.forEach((factor, at) => (next[at + 1] = (next[at + 1] ?? 0) ^ times(factor, POWERS[root] ?? 0)));
    found = next;
  }
  return found.slice(1);
}

/** @param {number[]} data */
function remainder(data) {
  const left = Array.from({ length: CORRECTION }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (left.shift() ?? 0);
    left.push(0);
    DIVISOR.forEach((term, at) => (left[at] = (left[at] ?? 0) ^ times(term, factor)));
  }
  return left;
}

// --- the board --------------------------------------------------------------------------------

class Board {
  constructor() {
    this.modules = new Uint8Array(SIDE * SIDE);
    this.isTaken = new Uint8Array(SIDE * SIDE);
  }

  /**
   * @param {number} row
   * @param {number} column
   * @param {number | boolean} dark
   */
  set(row, column, dark) {
    if (row < 0 || column < 0 || row >= SIDE || column >= SIDE) return;
    this.modules[row * SIDE + column] = Number(dark);
    this.isTaken[row * SIDE + column] = 1;
  }

  drawPatterns() {
    for (let at = 0; at < SIDE; at += 1) {
      this.set(6, at, at % 2 === 0);
      this.set(at, 6, at % 2 === 0);
    }
    this.drawRings(3, 3, 4, [2, 4]);
    this.drawRings(3, SIDE - 4, 4, [2, 4]);
    this.drawRings(SIDE - 4, 3, 4, [2, 4]);
    for (const row of ALIGNED) {
      for (const column of ALIGNED) {
        const isCorner = (row === 6 && (column === 6 || column === SIDE - 7)) || (row === SIDE - 7 && column === 6);
        if (!isCorner) this.drawRings(row, column, 2, [1]);
      }
    }
    this.drawFormat();
    for (let bit = 0; bit < 18; bit += 1) {
      const far = SIDE - 11 + (bit % 3);
      const near = Math.floor(bit / 3);
      this.set(near, far, (VERSION >> bit) & 1);
      this.set(far, near, (VERSION >> bit) & 1);
    }
  }

  /**
   * @param {number} row
   * @param {number} column
   * @param {number} reach
   * @param {number[]} light rings, by their distance from the middle
   */
  drawRings(row, column, reach, light) {
    for (let down = -reach; down <= reach; down += 1) {
      for (let right = -reach; right <= reach; right += 1) {
        this.set(row + down, column + right, !light.includes(Math.max(Math.abs(down), Math.abs(right))));
      }
    }
  }

  drawFormat() {
    const bit = (/** @type {number} */ at) => (FORMAT >> at) & 1;
    for (let at = 0; at < 8; at += 1) {
      this.set(at < 6 ? at : at + 1, 8, bit(at));
      this.set(8, SIDE - 1 - at, bit(at));
    }
    for (let at = 8; at < 15; at += 1) {
      this.set(8, at === 8 ? 7 : 14 - at, bit(at));
      this.set(SIDE - 15 + at, 8, bit(at));
    }
    this.set(SIDE - 8, 8, 1);
  }

  /**
   * Up and down in columns two wide, from the right, around what is taken.
   * @param {number[]} bytes
   */
  fill(bytes) {
    let at = 0;
    for (let right = SIDE - 1; right > 0; right -= 2) {
      if (right === 6) right = 5;
      const isUp = ((right + 1) & 2) === 0;
      for (let step = 0; step < SIDE; step += 1) {
        const row = isUp ? SIDE - 1 - step : step;
        for (const column of [right, right - 1]) {
          if (this.isTaken[row * SIDE + column]) continue;
          const dark = at < bytes.length * 8 ? ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1 : 0;
          this.modules[row * SIDE + column] = dark ^ Number((row + column) % 2 === 0);
          at += 1;
        }
      }
    }
  }
}
