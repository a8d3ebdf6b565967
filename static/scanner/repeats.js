// A code that is still in view means the same person, also while another's comes between. Pure.

const TWICE = 3000; // milliseconds since it was last in view

export class Repeats {
  constructor() {
    /** @type {Map<string, number>} when each was last in view */
    this.seen = new Map();
  }

  /**
   * @param {string} text
   * @param {number} now milliseconds
   * @returns {boolean} whether it was in view a moment ago; being in view begins the moment anew
   */
  has(text, now) {
    for (const [known, at] of this.seen) if (now - at >= TWICE) this.seen.delete(known);
    const isSame = this.seen.has(text);
    this.seen.set(text, now);
    return isSame;
  }
}
