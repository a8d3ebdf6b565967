// What the reader chose for theme and text size, kept in this browser.

/** @typedef {"light" | "dark" | "auto"} Theme */
/** @typedef {{theme: Theme, size: number}} Appearance */

export const SMALLEST = -1;
export const LARGEST = 4;
const KEY = "appearance";
const THEMES = /** @type {const} */ (["light", "dark", "auto"]);

/**
 * The stored choice; whatever is missing or spoilt becomes the default.
 * @param {Pick<Storage, "getItem">} storage
 * @returns {Appearance}
 */
export function read(storage) {
  try {
    const { theme, size } = JSON.parse(storage.getItem(KEY) ?? "{}") ?? {};
    return { theme: THEMES.includes(theme) ? theme : "auto", size: within(Number(size) || 0) };
  } catch {
    return { theme: "auto", size: 0 };
  }
}

/**
 * Keep the choice; a browser that refuses storage only forgets it at the next page.
 * @param {Pick<Storage, "setItem">} storage
 * @param {Appearance} appearance
 */
export function write(storage, appearance) {
  try {
    storage.setItem(KEY, JSON.stringify(appearance));
  } catch {
    // Storage is full or forbidden: nothing to do about it.
  }
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
