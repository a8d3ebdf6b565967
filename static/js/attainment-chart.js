// Draws the periods of a target; the table beneath says the same.

import { draw } from "./charts.js";
import { sayings } from "./readout.js";

/**
 * @typedef {{label: string, actual: number | null, aim: number | null, high: number | null}} Point
 * @typedef {{points: Point[], baseline: number | null, measure: string}} Picture
 */

const host = document.getElementById("chart");
const table = document.getElementById(host?.dataset.table ?? "");
if (host?.dataset.chart && table) {
  const picture = /** @type {Picture} */ (JSON.parse(host.dataset.chart));
  // The table begins with the newest period, a line ends with it.
  draw(host, (look) => options(host.dataset, picture, look), sayings(table).reverse());
}

/**
 * Lines differ in stroke and mark, so that they are told apart in grey.
 * @param {DOMStringMap} said the names of the lines
 * @param {Picture} picture
 * @param {import("./charts.js").Look} look
 */
function options(said, { points, baseline, measure }, { colour, text }) {
  const ink = colour("--ink");
  const lines = [
    line(said.actual, points.map((one) => one.actual), colour("--link"), "solid", "circle"),
    line(said.aim, points.map((one) => one.aim), ink, "dashed", "none"),
  ];
  if (points.some((one) => one.high !== null)) lines.push(line(said.high, points.map((one) => one.high), ink, "dashed", "none"));
  if (baseline !== null) lines.push(line(said.baseline, points.map(() => baseline), colour("--ink-soft"), "dotted", "none"));
  return {
    grid: { left: 56, right: 120, top: 16, bottom: 32 },
    xAxis: { type: "category", data: points.map((one) => one.label), axisLabel: text, axisLine: { lineStyle: { color: colour("--line-control") } } },
    yAxis: { type: "value", min: 0, axisLabel: { ...text, formatter: measure === "%" ? "{value}%" : "{value}" }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: lines.map((one) => ({ ...one, endLabel: { show: true, formatter: "{a}", ...text, color: one.itemStyle.color } })),
  };
}

/**
 * @param {string | undefined} name
 * @param {(number | null)[]} data
 * @param {string} color
 * @param {string} type
 * @param {string} symbol
 */
function line(name, data, color, type, symbol) {
  return { name, data, type: "line", symbol, symbolSize: 8, connectNulls: false, lineStyle: { type, color, width: 2 }, itemStyle: { color } };
}
