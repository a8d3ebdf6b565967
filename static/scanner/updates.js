// The page kept for when there is no network, and a newer one: taken when the page is opened and nobody
// else has it open, never in the middle of a use.

const OPEN = "scanner-open";

/**
 * At the very beginning, before anything is read or shown.
 * @returns {Promise<boolean>} true: a newer version takes over, and the page is about to load again
 */
export async function takeNewer() {
  const isOnly = await isOnlyWindow();
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!isOnly || !registration?.waiting || !registration.active) return false;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("take over");
  return true;
}

/**
 * @param {string} address of the service worker
 * @param {() => void} onReady a newer version waits
 */
export async function keepPage(address, onReady) {
  const registration = await navigator.serviceWorker?.register(address, { updateViaCache: "none" }).catch(() => undefined);
  if (!registration) return; // no encryption, or no network and no worker yet
  const tell = () => registration.waiting && registration.active && onReady();
  const watch = () => registration.installing?.addEventListener("statechange", tell);
  registration.addEventListener("updatefound", watch);
  watch();
  tell();
}

/** Whether a worker keeps the page already. */
export async function isKept() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return Boolean(registration?.active);
}

/** Each window holds a shared lock for as long as it lives; so one can see whether there is another. */
async function isOnlyWindow() {
  if (!navigator.locks) return true;
  const { held = [] } = await navigator.locks.query();
  void navigator.locks.request(OPEN, { mode: "shared" }, () => new Promise(() => {}));
  return !held.some(({ name }) => name === OPEN);
}
