// What every page does: menus, dialogs, theme and text size, printing, reading aloud.
import { offerReading } from "./aloud.js";
import { isWaiting, LARGEST, read, resized, SMALLEST, write, written } from "./appearance.js";
import { watchRequests } from "./requests.js";
import { captionIntoHead, captionOutOfHead, nameCells, watchWidth } from "./tables.js";

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLElement | null} */ (target.closest("button"));
  closeMenusOutside(target);
  if (!button) return;
  press(button);
  if (button.dataset.textSize || button.dataset.theme) event.preventDefault(); // no need of its form
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeInnermostMenu();
  if (/^F\d+$/.test(event.key)) pressKey(event);
});

/** @param {HTMLElement} button */
function press(button) {
  const { toggles, opens, closes, reveals, textSize, theme, print } = button.dataset;
  if (toggles) toggle(button, toggles);
  if (opens) openDialog(opens);
  if (closes) close(button, closes);
  if (reveals) reveal(button, reveals);
  if (textSize || theme) changeAppearance(textSize, theme);
  if (print !== undefined) globalThis.print();
}

/**
 * @param {HTMLElement} button
 * @param {string} id
 */
function toggle(button, id) {
  const shown = document.getElementById(id)?.classList.toggle("shown") ?? false;
  button.setAttribute("aria-expanded", String(shown));
}

/** @param {string} id */
function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  const first = dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)");
  if (first instanceof HTMLElement) first.focus();
}

/**
 * @param {HTMLElement} button
 * @param {string} what "dialog" or "details"
 */
function close(button, what) {
  const holder = button.closest(what);
  if (holder instanceof HTMLDialogElement) holder.close();
  else if (holder instanceof HTMLDetailsElement) closeDetails(holder);
}

/**
 * Show a password as it is typed, or hide it again.
 * @param {HTMLElement} button
 * @param {string} id
 */
function reveal(button, id) {
  const input = document.getElementById(id);
  if (!(input instanceof HTMLInputElement)) return;
  const hidden = input.type === "password";
  input.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
}

/** @param {HTMLDetailsElement} details */
function closeDetails(details) {
  details.open = false;
  details.querySelector("summary")?.focus();
}

/** @param {Element} target */
function closeMenusOutside(target) {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false;
  }
}

function closeInnermostMenu() {
  const menu = openMenus().at(-1);
  if (menu) closeDetails(menu);
}

/** @returns {HTMLDetailsElement[]} */
function openMenus() {
  return [...document.querySelectorAll("details.menu[open], details.confirm[open]")].filter(
    (menu) => menu instanceof HTMLDetailsElement,
  );
}

/** @param {KeyboardEvent} event */
function pressKey(event) {
  const button = document.querySelector(`button[data-key="${event.key}"]`);
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  event.preventDefault();
  button.click();
}

/**
 * @param {string | undefined} size
 * @param {string | undefined} theme
 */
function changeAppearance(size, theme) {
  const now = read(document);
  const chosen = {
    theme: /** @type {import("./appearance.js").Theme} */ (theme ?? now.theme),
    size: size ? resized(now.size, size) : now.size,
  };
  write(document, chosen, "appearanceKept" in document.documentElement.dataset);
  dispatchEvent(new Event("appearance"));
  keepWithPerson(written(chosen));
}

/**
 * Tell the server what a signed-in person chose, for his other devices; this one has it already. What could
 * not be told (no network, a page open for hours) is told by the next page.
 * @param {string} choice
 */
function keepWithPerson(choice) {
  const address = document.documentElement.dataset.appearanceKept;
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
  const body = new URLSearchParams({ choice, csrf_token: token });
  if (address) fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
}

function showAppearance() {
  const { theme, size } = read(document);
  for (const button of document.querySelectorAll("button[data-theme]")) {
    button.setAttribute("aria-pressed", String(button instanceof HTMLElement && button.dataset.theme === theme));
  }
  for (const shown of document.querySelectorAll("[data-size-shown]")) {
    shown.textContent = `${size - SMALLEST + 1}/${LARGEST - SMALLEST + 1}`;
  }
}

/** What the page's parts need once; called again after every swap. */
function enhance() {
  for (const frame of document.querySelectorAll(".table-frame")) {
    if (!(frame instanceof HTMLElement)) continue;
    if (frame.classList.contains("stacks")) nameCells(frame);
    watchWidth(frame);
  }
  for (const button of document.querySelectorAll("button:is([data-closes], [data-reveals])[hidden]")) button.removeAttribute("hidden");
  const summary = document.querySelector("[data-focus]");
  if (!(summary instanceof HTMLElement)) return;
  summary.removeAttribute("data-focus");
  summary.focus();
}

addEventListener("appearance", showAppearance);
addEventListener("beforeprint", () => document.querySelectorAll("table").forEach(captionIntoHead));
addEventListener("afterprint", () => document.querySelectorAll("table").forEach(captionOutOfHead));
document.addEventListener("htmx:load", enhance);

watchRequests();
showAppearance();
if (isWaiting(document)) keepWithPerson(written(read(document)));
offerReading();
enhance();
