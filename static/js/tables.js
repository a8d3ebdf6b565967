// Tables: heads that stay in sight where the table fits, and the caption on every printed sheet.

/** @type {WeakSet<HTMLElement>} */
const watched = new WeakSet();

/**
 * A frame that scrolls sideways cannot let its head stick to the window; only a table that fits may.
 * @param {HTMLElement} frame
 */
export function watchWidth(frame) {
  if (watched.has(frame)) return;
  watched.add(frame);
  const check = () => {
    const table = frame.querySelector("table");
    frame.classList.toggle("fits", table !== null && table.offsetWidth <= frame.clientWidth + 1);
  };
  new ResizeObserver(check).observe(frame);
  check();
}

/**
 * Browsers repeat a table's head on every sheet but not its caption: print the caption as a head row.
 * @param {HTMLTableElement} table
 */
export function captionIntoHead(table) {
  const { caption, tHead } = table;
  if (!caption || !tHead || tHead.rows.length === 0) return;
  const row = tHead.insertRow(0);
  row.className = "printed-caption";
  const cell = document.createElement("th");
  cell.colSpan = columns(table);
  cell.textContent = caption.textContent;
  row.append(cell);
}

/** @param {HTMLTableElement} table */
export function captionOutOfHead(table) {
  for (const row of table.querySelectorAll("tr.printed-caption")) row.remove();
}

/** @param {HTMLTableElement} table */
function columns(table) {
  const widths = [...table.rows].map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0));
  return Math.max(1, ...widths);
}
