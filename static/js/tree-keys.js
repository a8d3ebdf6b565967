// What a key does in a tree, by the pattern every screen reader knows. Knows no page.

/**
 * A line that is in sight. `open`: null when nothing stands beneath it.
 * @typedef {object} Item
 * @property {number} level
 * @property {boolean | null} open
 */

/** @typedef {{to: number} | {toggle: number[]} | {follow: true} | null} Step */

/**
 * @param {string} key as in KeyboardEvent.key
 * @param {Item[]} items all lines in sight, from the top
 * @param {number} at the line that has the focus
 * @returns {Step} where to go, what to open or close, whether to go to the unit's page; null: not ours
 */
export function step(key, items, at) {
  const item = items[at];
  if (!item) return null;
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(at + 1, items.length - 1) };
    case "ArrowUp":
      return { to: Math.max(at - 1, 0) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: items.length - 1 };
    case "ArrowRight":
      return inward(items, at);
    case "ArrowLeft":
      return item.open ? { toggle: [at] } : { to: parent(items, at) };
    case "Enter":
      return { follow: true };
    case " ":
      return item.open === null ? { follow: true } : { toggle: [at] };
    case "*":
      return { toggle: siblings(items, at).filter((n) => items[n]?.open === false) };
    default:
      return null;
  }
}

/**
 * The next line whose name begins with what was typed, going round at the end.
 * @param {string} typed
 * @param {string[]} names
 * @param {number} at
 * @returns {number} -1 when there is none
 */
export function jump(typed, names, at) {
  const wanted = bare(typed);
  const from = wanted.length > 1 ? 0 : 1; // a longer word may still mean this line
  for (let n = from; n <= names.length; n += 1) {
    const place = (at + n) % names.length;
    const name = bare(names[place] ?? "");
    if (name.startsWith(wanted) || name.split(" ").slice(1).join(" ").startsWith(wanted)) return place;
  }
  return -1;
}

/**
 * Lower case without accents, đ as d.
 * @param {string} text
 */
export function bare(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("đ", "d");
}

/**
 * @param {Item[]} items
 * @param {number} at
 * @returns {Step}
 */
function inward(items, at) {
  const { open = null, level = 0 } = items[at] ?? {};
  if (open === null) return { to: at };
  if (!open) return { toggle: [at] };
  return { to: (items[at + 1]?.level ?? 0) > level ? at + 1 : at };
}

/**
 * @param {Item[]} items
 * @param {number} at
 */
function parent(items, at) {
  const level = items[at]?.level ?? 0;
  for (let n = at - 1; n >= 0; n -= 1) {
    if ((items[n]?.level ?? 0) < level) return n;
  }
  return at;
}

/**
 * @param {Item[]} items
 * @param {number} at
 */
function siblings(items, at) {
  const level = items[at]?.level ?? 0;
  const above = parent(items, at);
  const found = [];
  for (let n = above === at ? 0 : above + 1; n < items.length && (above === at || (items[n]?.level ?? 0) >= level); n += 1) {
    if (items[n]?.level === level) found.push(n);
  }
  return found;
}
