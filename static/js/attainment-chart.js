// Draws the periods of a target; the table beneath says the same, so nothing is lost without this.

/**
 * @typedef {{label: string, actual: number | null, aim: number | null, high: number | null}} Point
 * @typedef {{points: Point[], baseline: number | null, measure: string}} Picture
 */

const targetChart = document.getElementById("chart");
// @ts-ignore: the vendored script puts it there
const charts = window.echarts;
if (targetChart?.dataset.chart && charts) drawPeriods(targetChart, JSON.parse(targetChart.dataset.chart));

/**
 * @param {HTMLElement} place
 * @param {Picture} picture
 */
function drawPeriods(place, picture) {
  if (picture.points.length < 2) return; // one point is read better in the table
  place.hidden = false;
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", place.dataset.title ?? "");
  const chart = charts.init(place, null, { devicePixelRatio: Math.max(2, devicePixelRatio) }); // sharp on paper
  const paint = () => chart.setOption(periodOption(place, picture), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

/**
 * Lines differ in stroke and mark, so that they are told apart in grey.
 * @param {HTMLElement} place
 * @param {Picture} picture
 */
function periodOption(place, picture) {
  const style = getComputedStyle(place);
  const ink = style.color;
  const soft = style.getPropertyValue("--ink-soft").trim() || ink;
  const font = { color: ink, fontFamily: style.fontFamily };
  const said = place.dataset;
  const unit = picture.measure === "%" ? "%" : "";
  const lines = [
    periodLine(said.actual, picture.points.map((one) => one.actual), style.getPropertyValue("--action").trim() || ink, "solid", "circle"),
    periodLine(said.aim, picture.points.map((one) => one.aim), ink, "dashed", "none"),
  ];
  if (picture.points.some((one) => one.high !== null)) {
    lines.push(periodLine(said.high, picture.points.map((one) => one.high), ink, "dashed", "none"));
  }
  if (picture.baseline !== null) {
    lines.push(periodLine(said.baseline, picture.points.map(() => picture.baseline), soft, "dotted", "none"));
  }
  return {
    animation: false,
    aria: { enabled: true, label: { description: said.title } },
    textStyle: font,
    grid: { left: 56, right: 120, top: 16, bottom: 32 },
    xAxis: { type: "category", data: picture.points.map((one) => one.label), axisLabel: font, axisLine: { lineStyle: { color: soft } } },
    yAxis: { type: "value", min: 0, axisLabel: { ...font, formatter: `{value}${unit}` }, splitLine: { lineStyle: { color: soft, opacity: 0.25 } } },
    series: lines,
  };
}

/**
 * @param {string | undefined} name
 * @param {(number | null)[]} data
 * @param {string} color
 * @param {string} type
 * @param {string} symbol
 */
function periodLine(name, data, color, type, symbol) {
  return {
    name,
    data,
    type: "line",
    symbol,
    symbolSize: 8,
    connectNulls: false,
    lineStyle: { type, color, width: 2 },
    itemStyle: { color },
    endLabel: { show: true, formatter: "{a}", color },
  };
}
