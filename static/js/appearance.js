// What the reader chose for theme and text size: a cookie of this browser, which the server reads too.

/** @typedef {"light" | "dark" | "auto"} Theme */
/** @typedef {{theme: Theme, size: number}} Appearance */

export const SMALLEST = -1;
export const LARGEST = 4;
const A_YEAR = 31_536_000;
const THEMES = /** @type {const} */ (["light", "dark", "auto"]);

/**
 * The kept choice; whatever is missing or spoilt becomes the default.
 * @param {{cookie: string}} browser
 * @returns {Appearance}
 */
export function read(browser) {
  const [, word, digits] = /(?:^|; )appearance=(\w+)\.(-?\d+)/.exec(browser.cookie) ?? [];
  const theme = THEMES.find((known) => known === word);
  return theme ? { theme, size: within(Number(digits)) } : { theme: "auto", size: 0 };
}

/**
 * Keep the choice; a browser that refuses cookies only forgets it at the next page.
 * @param {{cookie: string}} browser
 * @param {Appearance} appearance
 * @param {boolean} [waits] until the server keeps it with the person, who would else get his old choice back
 */
export function write(browser, appearance, waits = false) {
  browser.cookie = `appearance=${written(appearance)}${waits ? "!" : ""}; path=/; max-age=${A_YEAR}; samesite=lax`;
}

/**
 * Whether the server has not yet said that it keeps the choice.
 * @param {{cookie: string}} browser
 */
export function isWaiting(browser) {
  return /(?:^|; )appearance=[\w.-]+!/.test(browser.cookie);
}

/** @param {Appearance} appearance */
export function written({ theme, size }) {
  return `${theme}.${size}`;
}

/**
 * The size after pressing −, A or +.
 * @param {number} size
 * @param {string | undefined} button "smaller", "normal" or "larger"
 */
export function resized(size, button) {
  if (button === "normal") return 0;
  return within(size + (button === "larger" ? 1 : -1));
}

/** @param {number} size */
function within(size) {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.round(size)));
}
