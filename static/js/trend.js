// Draws each table of rates as lines. The table is the chart's source and its text.

import { draw } from "./charts.js";
import { sayings } from "./readout.js";

// Three lines are told apart by their dashes and marks, so that colour is only a help.
const LOOKS = [
  { colour: "--waiting", type: "dashed", symbol: "emptyRect" },
  { colour: "--risk", type: "dotted", symbol: "triangle" },
  { colour: "--done", type: "solid", symbol: "circle" },
];

for (const host of document.querySelectorAll("[data-trend]")) follow(/** @type {HTMLElement} */ (host));

/** @param {HTMLElement} host */
function follow(host) {
  const table = document.getElementById(host.dataset.trend ?? "");
  if (!table) return;
  const read = readTable(table);
  draw(host, (look) => options(read, look), sayings(table));
}

/**
 * What a table says: its rows' headings, and the shares in each column; null where N is 0.
 * @param {HTMLElement} table
 */
function readTable(table) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const labels = rows.map((row) => row.querySelector("th")?.textContent?.trim() ?? "");
  const names = [...table.querySelectorAll("thead th")].slice(1).map((head) => head.textContent?.trim() ?? "");
  const lines = names.map((name, place) => ({ name, shares: rows.map((row) => share(row.querySelectorAll("td")[place])) }));
  return { labels, lines };
}

/** @param {HTMLElement | undefined} cell */
function share(cell) {
  const of = Number(cell?.dataset.of ?? 0);
  return of ? (100 * Number(cell?.dataset.n)) / of : null;
}

/**
 * @param {ReturnType<typeof readTable>} read
 * @param {import("./charts.js").Look} look
 */
function options({ labels, lines }, { colour, text }) {
  const looks = lines.length === 1 ? LOOKS.slice(2) : LOOKS;
  return {
    grid: { left: 56, right: 24, top: 16, bottom: 40 },
    xAxis: { type: "category", data: labels, boundaryGap: false, axisLabel: { ...text, hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" }, axisLine: { lineStyle: { color: colour("--line-control") } } },
    yAxis: { type: "value", min: 0, max: 100, axisLabel: { ...text, formatter: "{value}%" }, splitLine: { lineStyle: { color: colour("--line") } } },
    series: lines.map((line, place) => {
      const look = looks[place] ?? LOOKS[2];
      const ink = colour(look?.colour ?? "--ink");
      return {
        type: "line",
        name: line.name,
        data: line.shares,
        connectNulls: false,
        showAllSymbol: true,
        symbol: look?.symbol,
        symbolSize: 9,
        lineStyle: { color: ink, type: look?.type, width: 2.5 },
        itemStyle: { color: ink },
      };
    }),
  };
}
