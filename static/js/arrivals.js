// Lets the bars of arrivals be asked; board.js exchanges them and their table while one looks.

import { answer, sayings } from "./readout.js";

/** @param {ParentNode} within where bars have just come */
export function askable(within) {
  for (const frame of within.querySelectorAll("[data-arrivals-frame]")) {
    const picture = frame.querySelector(".chart-picture");
    const table = () => frame.parentElement?.querySelector("table");
    const says = () => (table() ? sayings(/** @type {Element} */ (table())) : []);
    answer(/** @type {HTMLElement} */ (frame), { says, places: () => middles(picture, says().length) });
  }
}

/**
 * The middle of each bar, from the left of the picture.
 * @param {Element | null} picture
 * @param {number} count
 */
function middles(picture, count) {
  const bars = picture?.querySelector("svg")?.getBoundingClientRect();
  const left = (bars?.left ?? 0) - (picture?.getBoundingClientRect().left ?? 0);
  return Array.from({ length: count }, (_, index) => left + ((index + 0.5) / count) * (bars?.width ?? 0));
}
