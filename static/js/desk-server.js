// Asking the server from the desk, and saying how the connection is.
import { Refused } from "./desk-queue.js";

/** @typedef {import("./desk-queue.js").State} State */
/** @typedef {{version: string, csrf: string, counts?: string, recent?: string}} Screen */

const PATIENCE = 8000; // milliseconds

/**
 * The answer, or an error: `Refused` when asking again is no use, any other when it is.
 * @param {string} url
 * @param {RequestInit} [request]
 */
export async function ask(url, request = {}) {
  const headers = { "X-CSRFToken": token(), ...request.headers };
  const response = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(PATIENCE) });
  if (response.status === 401 || response.redirected) throw new Refused("signed-out");
  if ([403, 404, 409].includes(response.status)) throw new Refused("refused");
  if (response.ok || response.status === 422) return response;
  if (response.status === 400 && response.headers.get("Content-Type")?.includes("json")) throw new Refused("refused");
  throw new Error(`answered ${response.status}`);
}

export function token() {
  return document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/**
 * A page open all morning outlives its token: every answer brings a fresh one.
 * @param {string} fresh
 */
export function renewToken(fresh) {
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", fresh);
  for (const input of document.querySelectorAll("input[name$=csrf_token]")) {
    if (input instanceof HTMLInputElement) input.value = fresh;
  }
}

/** How the connection is, for the eyes each second and for a screen reader when it changes. */
export class Connection {
  /** @param {DOMStringMap} words */
  constructor(words) {
    this.words = words;
    this.heardAt = Date.now();
    /** @type {State | ""} */
    this.state = "";
    setInterval(() => this.showAge(), 1000);
  }

  heard() {
    this.heardAt = Date.now();
    this.showAge();
  }

  /** @param {State} state */
  show(state) {
    const box = document.getElementById("connection");
    const word = document.getElementById("connection-word");
    if (!box || !word || this.state === state) return;
    this.state = state;
    box.dataset.state = state;
    word.textContent = this.words[state === "signed-out" ? "signedOut" : state] ?? "";
  }

  showAge() {
    const age = document.getElementById("connection-age");
    if (age) age.textContent = `${Math.round((Date.now() - this.heardAt) / 1000)}${this.words.seconds}`;
  }
}
