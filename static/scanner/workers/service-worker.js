// Keeps the scanner's page for when there is no network: one set of files, all of one version. It keeps
// nothing that a server says about people, so it can give nobody another's data.
// The server puts `self.SHELL` before this: the version, the page and its files.

const worker = /** @type {ServiceWorkerGlobalScope & {SHELL: {version: string, page: string, files: string[]}}} */ (
  /** @type {unknown} */ (self)
);
const { version, page, files } = worker.SHELL;
const PREFIX = "scanner-";
const CACHE = PREFIX + version;
const known = new Set(files);

worker.addEventListener("install", (event) => event.waitUntil(fetchAll()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && isPage(url.pathname)) event.respondWith(kept(page, event.request));
  else if (known.has(url.pathname)) event.respondWith(kept(url.pathname, event.request));
});
// A page that has just been opened, and is the only one, asks for the new version; in use nothing changes.
worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});

async function fetchAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll([page, ...files].map((address) => new Request(address, { cache: "no-cache", credentials: "omit" })));
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/**
 * @param {string} address
 * @param {Request} request
 */
async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

/** @param {string} path */
function isPage(path) {
  return path === page || path === `${page}pair`;
}
