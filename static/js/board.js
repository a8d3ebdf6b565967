// Keeps a board fresh without moving what one reads: the lines stay where they stand, their figures change.

import { askable } from "./arrivals.js";

const board = document.getElementById("board");
if (board) keepFresh(board);

/** @param {HTMLElement} board */
function keepFresh(board) {
  const seconds = Number(board.dataset.seconds) || 5;
  const figures = follower(board.dataset.address ?? "", (fresh) => exchange(board, fresh));
  const again = async () => {
    if (!document.hidden) say((await figures()) ? "" : "stale");
    setTimeout(again, seconds * 1000);
  };
  setTimeout(again, seconds * 1000);
  document.addEventListener("click", (event) => press(/** @type {Element} */ (event.target)));
  const button = document.querySelector("[data-full-screen]");
  if (button && document.fullscreenEnabled) button.removeAttribute("hidden");
  askable(board);
  void drawArrivals(board, Math.max(60, seconds));
}

/**
 * A function that asks an address for news; it says whether the server answered.
 * @param {string} address
 * @param {(fresh: DocumentFragment) => void} show
 */
function follower(address, show) {
  let tag = "";
  return async () => {
    try {
      const response = await fetch(address + query(), { headers: tag ? { "If-None-Match": tag } : {} });
      if (response.redirected || response.status === 401 || response.status === 403) location.reload();
      if (response.status === 304) return true;
      if (!response.ok || response.redirected) return false;
      tag = response.headers.get("ETag") ?? "";
      const fresh = document.createElement("template");
      fresh.innerHTML = await response.text();
      show(fresh.content);
      return true;
    } catch {
      return false; // no network: the next round asks again
    }
  };
}

/** This page's own question, and the lines it already shows. */
function query() {
  const asked = new URLSearchParams(location.search);
  for (const [name, attribute] of /** @type {[string, string][]} */ ([
    ["shown", "row"],
    ["silent", "silent"],
  ])) {
    const keys = [...document.querySelectorAll(`[data-${attribute}]`)].map((line) => line.getAttribute(`data-${attribute}`));
    if (keys.length > 0) asked.set(name, keys.join(","));
  }
  return `?${asked}`;
}

/**
 * @param {HTMLElement} board
 * @param {DocumentFragment} fresh
 */
function exchange(board, fresh) {
  if ("whole" in board.dataset) {
    const drawn = board.querySelector("[data-arrivals] > *");
    board.replaceChildren(fresh);
    const place = board.querySelector("[data-arrivals]");
    if (drawn && place) place.replaceChildren(drawn); // comes by itself, and less often
    return;
  }
  exchangeKeyed(board, fresh);
  const moved = fresh.querySelector("template[data-board=moved]") !== null;
  const offer = document.getElementById("board-moved");
  const status = document.getElementById("board-status");
  if (!status || !(offer instanceof HTMLTemplateElement)) return;
  if (!moved) status.querySelector("[data-reload]")?.remove();
  else if (!status.querySelector("[data-reload]")) status.append(offer.content.cloneNode(true));
}

/**
 * @param {Element} board
 * @param {DocumentFragment} fresh
 */
function exchangeKeyed(board, fresh) {
  const places = new Map([...board.querySelectorAll("[data-key]")].map((place) => [place.getAttribute("data-key"), place]));
  for (const news of fresh.querySelectorAll("[data-key]")) {
    const place = places.get(news.getAttribute("data-key"));
    if (!place || place.innerHTML === news.innerHTML) continue;
    const hadFocus = place.contains(document.activeElement);
    const focused = hadFocus ? [...place.querySelectorAll("a")].indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement)) : -1;
    place.innerHTML = news.innerHTML;
    if (hadFocus) place.querySelectorAll("a")[Math.max(0, focused)]?.focus({ preventScroll: true });
  }
}

/**
 * The chart of a very large conference comes by itself, and less often.
 * @param {HTMLElement} board
 * @param {number} seconds
 */
async function drawArrivals(board, seconds) {
  const address = board.querySelector("[data-arrivals]")?.getAttribute("data-arrivals");
  if (!address) return;
  const ask = follower(address, (fresh) => {
    const place = board.querySelector("[data-arrivals]");
    if (!place) return;
    if (place.querySelector("[data-key]") && !("withoutTable" in /** @type {HTMLElement} */ (place).dataset)) return exchangeKeyed(place, fresh);
    if ("withoutTable" in /** @type {HTMLElement} */ (place).dataset) fresh.querySelector("details")?.remove();
    place.replaceChildren(fresh);
    askable(place);
  });
  const again = async () => {
    if (!document.hidden) await ask();
    setTimeout(again, seconds * 1000);
  };
  await again();
}

/** @param {string} what "stale", or "" when all is well */
function say(what) {
  const status = document.getElementById("board-status");
  const template = document.getElementById("board-stale");
  if (!status || !(template instanceof HTMLTemplateElement)) return;
  const said = status.querySelector(".notice");
  if (what && !said) status.append(template.content.cloneNode(true));
  if (!what) said?.remove();
}

/** @param {Element} target */
function press(target) {
  if (target.closest("[data-reload]")) location.reload();
  if (target.closest("[data-full-screen]")) void document.documentElement.requestFullscreen();
}
