// Draws a chart in its frame (templates/components/charts.html) and lets it be asked period by period.
// Without this, or without ECharts, the frame stays hidden and the table beside it says the same.

import { answer } from "./readout.js";

/**
 * What the page lends to a chart: its colours and its letters.
 * @typedef {{colour: (name: string) => string, text: {color: string, fontFamily: string, fontSize: number}}} Look
 */

/**
 * A canvas is a picture of the screen: on paper it is drawn in ink, whatever theme the screen has.
 * @type {Record<string, string>}
 */
const PAPER = { "--ink-soft": "#333", "--line": "#999", "--line-control": "#333" };
// So sharp that a printer finds no steps in the lines; as wide as an upright sheet, whatever the screen was.
const SHARP = 3;
const SHEET = { width: 680, height: 260 };
const WINDOW = { width: "auto", height: "auto" };

/**
 * Draw now, and again when the window, the theme or the medium changes.
 * @param {HTMLElement} host within its frame
 * @param {(look: Look) => object} option ECharts' own, from the look of the moment
 * @param {string[]} says what is said of each period
 */
export function draw(host, option, says) {
  const echarts = /** @type {any} */ (/** @type {any} */ (globalThis).echarts);
  const frame = /** @type {HTMLElement | null} */ (host.closest(".chart-frame"));
  if (!echarts || !frame || says.length < 2) return; // one period is no line
  frame.hidden = false;
  const chart = echarts.init(host, null, { devicePixelRatio: Math.max(SHARP, devicePixelRatio) });
  const isPaper = matchMedia("print");
  const paint = (/** @type {boolean} */ onPaper) => {
    chart.resize(onPaper ? SHEET : WINDOW);
    chart.setOption({ animation: false, ...option(look(host, onPaper)) }, true);
  };
  const again = () => paint(isPaper.matches);
  again();
  new ResizeObserver(again).observe(host);
  new MutationObserver(again).observe(document.documentElement, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("beforeprint", () => paint(true));
  addEventListener("afterprint", () => paint(false));
  const places = () => says.map((_, index) => Number(chart.convertToPixel({ xAxisIndex: 0 }, index)));
  answer(frame, { places, says: () => says });
}

/**
 * @param {HTMLElement} host
 * @param {boolean} onPaper
 * @returns {Look}
 */
function look(host, onPaper) {
  const style = getComputedStyle(host);
  const colour = (/** @type {string} */ name) => (onPaper ? (PAPER[name] ?? "#000") : style.getPropertyValue(name).trim());
  return { colour, text: { color: colour("--ink-soft"), fontFamily: style.fontFamily, fontSize: 13 } };
}
