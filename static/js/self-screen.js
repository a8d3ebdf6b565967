// The code on a point's screen: fetched again before it is old, hidden when the network is gone, for
// a code that is old sends people away from the door.

const EVERY = 5_000;
const HIDDEN_AFTER = 30_000;

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-code-at]"));
const stale = /** @type {HTMLTemplateElement | null} */ (document.querySelector("[data-stale]"));
let heardAt = Date.now();

/** @param {HTMLElement} here */
async function renew(here) {
  try {
    const answer = await fetch(here.dataset.codeAt ?? "", { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    here.innerHTML = await answer.text();
    heardAt = Date.now();
  } catch {
    if (Date.now() - heardAt > HIDDEN_AFTER && stale) {
      here.replaceChildren(stale.content.cloneNode(true));
    }
  }
}

if (place) {
  const here = place;
  setInterval(() => void renew(here), EVERY);
  document.addEventListener("visibilitychange", () => void renew(here));
  if ("wakeLock" in navigator) navigator.wakeLock.request("screen").catch(() => undefined);
}
