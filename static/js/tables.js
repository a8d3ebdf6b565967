// Tables: heads that stay in sight where the table fits, rows that stand as cards on a phone, and the
// caption on every printed sheet.

/** @type {WeakSet<HTMLElement>} */
const watched = new WeakSet();

/**
 * A frame that scrolls sideways cannot let its head stick to the window; only a table that fits may.
 * A frame changes with the window, a table when its font has come: both are watched.
 * @param {HTMLElement} frame
 */
export function watchWidth(frame) {
  const table = frame.querySelector("table");
  if (!table || watched.has(table)) return;
  watched.add(table);
  const check = () => {
    if (table.isConnected) frame.classList.toggle("fits", table.offsetWidth <= frame.clientWidth + 1);
    else observer.disconnect(); // a swap has put another in its place
  };
  const observer = new ResizeObserver(check);
  observer.observe(frame);
  observer.observe(table);
  check();
}

/** What a table's parts are, said aloud: a browser forgets it when they are laid out as cards. */
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };

/**
 * Each cell says its column's name, which a phone shows beside it in place of a head.
 * @param {HTMLElement} frame
 */
export function nameCells(frame) {
  const table = frame.querySelector("table");
  if (!table?.tHead) return;
  const names = columnNames(table.tHead);
  for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
    [...row.cells].forEach((cell, column) => cell.setAttribute("data-column", names[column] ?? ""));
  }
  for (const [name, role] of Object.entries(ROLES)) {
    for (const part of frame.querySelectorAll(name)) part.setAttribute("role", role);
  }
  for (const cell of table.querySelectorAll("th")) {
    cell.setAttribute("role", cell.closest("thead") ? "columnheader" : "rowheader");
  }
  frame.classList.add("named");
}

/**
 * What stands over each column: its own head, after that over several where there is more than one of those.
 * @param {HTMLTableSectionElement} head
 */
function columnNames(head) {
  const rows = [...head.rows].map((row) => {
    const names = [...row.cells].flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
    return new Set(names.filter(Boolean)).size > 1 ? names : [];
  });
  const own = rows.at(-1) ?? [];
  return own.map((_name, column) => rows.map((names) => names[column]).filter(Boolean).join(": "));
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
