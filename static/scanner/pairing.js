// Pairing: the code comes in the address's fragment, which no server sees; the phone is given a name.
import { field, part } from "./dom.js";
import { Refusal } from "./outbox.js";
import { say } from "./words.js";

/** @typedef {import("./api.js").Pairing} Pairing */

const TOKEN = /^[A-Za-z0-9_-]{43}$/; // what `flask scanners pair` prints

/**
 * @param {import("./api.js").Api} api
 * @param {(pairing: Pairing) => Promise<void>} onPaired
 */
export function workPairing(api, onPaired) {
  part("pair").addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(api, onPaired);
  });
}

/**
 * Show the form; a code that came along is taken out of the address, so that no reload uses it twice.
 * @param {string} code
 * @param {number} unsent of an earlier pairing
 */
export function showPairing(code, unsent) {
  part("pairing").hidden = false;
  part("work").hidden = true;
  field("pair-code").value = code;
  part("pair-code-field").hidden = Boolean(code);
  part("pairing-kept").hidden = !unsent;
  part("pairing-kept").textContent = say("pairKept", { count: unsent });
  field(code ? "pair-name" : "pair-code").focus();
}

/** The code in the address, if there is one; it leaves the address. */
export function codeInAddress() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code) history.replaceState(null, "", location.pathname);
  return code;
}

/**
 * @param {import("./api.js").Api} api
 * @param {(pairing: Pairing) => Promise<void>} onPaired
 */
async function submit(api, onPaired) {
  const code = field("pair-code").value.trim();
  const name = field("pair-name").value.trim();
  complain(code && name ? "" : say("pairMissing"));
  if (!code || !name) return field(code ? "pair-name" : "pair-code").focus();
  const button = /** @type {HTMLButtonElement} */ (part("pair").querySelector("button[type=submit]"));
  button.disabled = true;
  button.textContent = say("pairing");
  try {
    await onPaired(TOKEN.test(code) ? await api.recognise(code) : await api.pair(code, name));
  } catch (error) {
    part("pair-code-field").hidden = false;
    complain(explained(error));
  } finally {
    button.disabled = false;
    button.textContent = say("pairButton");
  }
}

/** @param {unknown} error */
function explained(error) {
  if (!(error instanceof Refusal)) return say("pairOffline");
  if (error.reason === "used") return say("pairUsed");
  if (error.reason === "expired") return say("pairExpired");
  if (error.reason === "conference_closed") return say("pairClosed");
  if (error.status === 429) return say("pairTooMany", { seconds: error.wait });
  return say("pairUnknown");
}

/** @param {string} sentence */
function complain(sentence) {
  part("pair-error").hidden = !sentence;
  const text = part("pair-error").querySelector("span");
  if (text) text.textContent = sentence;
}
