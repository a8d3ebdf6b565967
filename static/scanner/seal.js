// What another device may carry but not read: AES-256-GCM under a key that only the server shares.
import { wire } from "./api.js";

/** @typedef {{scanner: number, iv: string, sealed: string}} Envelope */

/** Sealing needs a secure origin: browsers offer no ciphers elsewhere. */
export function canSeal() {
  return Boolean(globalThis.crypto?.subtle);
}

/**
 * @param {{id: number, relayKey: string}} pairing
 * @param {import("./outbox.js").Entry[]} entries
 * @param {number | null} offset the server's clock minus the device's, in milliseconds
 * @returns {Promise<Envelope>}
 */
export async function seal(pairing, entries, offset) {
  const of = (/** @type {"scan" | "act"} */ wanted) => entries.filter(({ kind }) => kind === wanted).map((entry) => wire(entry, offset));
  const text = JSON.stringify({
    clock_offset: offset === null ? null : offset / 1000,
    sealed_at: new Date().toISOString(),
    scans: of("scan"),
    acts: of("act"),
  });
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.importKey("raw", bytesOf(pairing.relayKey), "AES-GCM", false, ["encrypt"]);
  const additionalData = new TextEncoder().encode(`scanner:${pairing.id}`);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, new TextEncoder().encode(text));
  return { scanner: pairing.id, iv: base64url(iv), sealed: base64url(new Uint8Array(sealed)) };
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
export function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
