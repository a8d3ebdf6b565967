// Draws each table of rates as lines. The table is the chart's source and its text: without this module, or
// without a picture, it says the same.

const echarts = /** @type {any} */ (/** @type {any} */ (globalThis).echarts);
// Three lines are told apart by their dashes and marks, so that colour is only a help.
const LOOKS = [
  { colour: "--waiting", type: "dashed", symbol: "emptyRect" },
  { colour: "--risk", type: "dotted", symbol: "triangle" },
  { colour: "--done", type: "solid", symbol: "circle" },
];

if (echarts) for (const frame of document.querySelectorAll("[data-trend]")) follow(/** @type {HTMLElement} */ (frame));

/**
 * Draw now, and again when the window or the theme changes.
 * @param {HTMLElement} frame
 */
function follow(frame) {
  const table = document.getElementById(frame.dataset.trend ?? "");
  if (!table) return;
  const read = readTable(table);
  if (read.labels.length < 2) return; // one point is no line
  frame.hidden = false;
  const chart = echarts.init(frame, null, { devicePixelRatio: Math.max(2, devicePixelRatio) });
  const draw = () => chart.setOption(options(read, frame.dataset.says ?? ""));
  draw();
  new ResizeObserver(() => chart.resize()).observe(frame);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

/**
 * What a table says: its rows' headings, and the shares in each column; null where N is 0.
 * @param {HTMLElement} table
 */
export function readTable(table) {
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
 * @param {string} says what a screen reader hears
 */
function options({ labels, lines }, says) {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const text = { color: colour("--ink-soft"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  const looks = lines.length === 1 ? LOOKS.slice(2) : LOOKS;
  return {
    animation: false,
    aria: { enabled: true, label: { description: says } },
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
