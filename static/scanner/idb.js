// The library that makes IndexedDB usable, as tools/vendor.py copied it; checked by its package's types.

const place = new URL("../vendor/idb/index.js", import.meta.url);

export const { openDB } = /** @type {typeof import("idb")} */ (await import(place.href));
