// Says what a chart holds at one place along its axis: under the pointer or a finger, or by the keyboard.
// The words are those of the table beside the chart, so neither says more than the page does.

/**
 * Where a chart's periods stand and what is said of each. Both are asked anew each time: a chart may be redrawn.
 * @typedef {{places: () => number[], says: () => string[]}} Source
 */

/**
 * What each row of a table says: "15/11/2023. Đã gửi: 230/267 86,1%; Đúng hạn: …".
 * @param {Element} table
 */
export function sayings(table) {
  const heads = [...table.querySelectorAll("thead tr:last-of-type th")].map(words);
  return [...table.querySelectorAll("tbody tr:not(.totals)")].map((row) => {
    const [named = "", ...cells] = [...row.children].map(words);
    return `${named}. ${cells.map((cell, place) => `${heads[place + 1]}: ${cell}`).join("; ")}.`;
  });
}

/** @param {Element} cell */
function words(cell) {
  return cell.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

/**
 * The place nearest to where one points.
 * @param {number[]} places
 * @param {number} x
 */
export function nearest(places, x) {
  let found = -1;
  for (const [index, place] of places.entries()) {
    if (found < 0 || Math.abs(place - x) < Math.abs((places[found] ?? 0) - x)) found = index;
  }
  return found;
}

/**
 * Where a key leads from a place (-1: nowhere yet); null for keys that mean nothing here.
 * @param {string} key
 * @param {number} at
 * @param {number} count
 */
export function led(key, at, count) {
  if (key === "Escape") return -1;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  // The newest is what one asks for first.
  if (key === "ArrowLeft") return at < 0 ? count - 1 : Math.max(0, at - 1);
  if (key === "ArrowRight") return at < 0 ? count - 1 : Math.min(count - 1, at + 1);
  return null;
}

/**
 * Let a frame be asked. It holds [data-readout], which speaks, and [data-cursor], a line across the chart.
 * @param {HTMLElement} frame
 * @param {Source} source
 */
export function answer(frame, source) {
  const readout = /** @type {HTMLElement | null} */ (frame.querySelector("[data-readout]"));
  const cursor = /** @type {HTMLElement | null} */ (frame.querySelector("[data-cursor]"));
  const picture = cursor?.parentElement;
  if (!readout || !cursor || !picture) return;
  const hint = readout.textContent ?? "";
  let at = -1;
  const show = (/** @type {number} */ index) => {
    const said = source.says()[index];
    at = said === undefined ? -1 : index;
    cursor.hidden = at < 0;
    cursor.style.left = `${source.places()[at] ?? 0}px`;
    if (readout.textContent !== (said ?? hint)) readout.textContent = said ?? hint;
  };
  const point = (/** @type {PointerEvent} */ event) => show(nearest(source.places(), event.clientX - picture.getBoundingClientRect().left));
  picture.addEventListener("pointermove", point);
  picture.addEventListener("pointerdown", point);
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = led(event.key, at, source.says().length);
    if (next === null) return;
    event.preventDefault();
    show(next);
  });
  new ResizeObserver(() => show(at)).observe(picture);
  new MutationObserver(() => show(at)).observe(picture, { childList: true, subtree: true });
}
