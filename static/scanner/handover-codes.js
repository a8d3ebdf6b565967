// A hand-over without a file: sealed scans as QR codes on one phone's screen, read by the other's camera.
import { part } from "./dom.js";
import { framesOf, Gathering, LARGEST } from "./frames.js";
import { keepParcel, parcelOf } from "./handover.js";
import { codeOf, pathOf } from "./qr.js";
import { say } from "./words.js";

/** @typedef {import("./door.js").Door} Door */

const SHOWN = 300; // milliseconds: two or three pictures of the other phone's camera

/** @param {Door} door */
export function workCodes(door) {
  part("hand-over-codes").addEventListener("click", () => void play(door));
  part("hand-over").addEventListener("close", () => (part("hand-over-view").hidden = true));
}

/**
 * Round and round, until the window is closed: whoever missed a code meets it again.
 * @param {Door} door
 */
async function play(door) {
  const bytes = await packed(JSON.stringify(await parcelOf(door)));
  if (bytes.length > LARGEST) return void (part("hand-over-told").textContent = say("handOverMany"));
  const frames = await framesOf(bytes);
  const view = part("hand-over-view");
  view.hidden = false;
  for (let at = 0; !view.hidden && document.contains(view); at = (at + 1) % frames.length) {
    view.querySelector("path")?.setAttribute("d", pathOf(codeOf(frames[at] ?? "")));
    part("hand-over-place").textContent = say("handOverCode", { n: at + 1, count: frames.length });
    if (!at) view.scrollIntoView({ block: "end" });
    await new Promise((resolve) => setTimeout(resolve, SHOWN));
  }
}

/** What a camera reads of another phone's screen. */
export class Receiver {
  /**
   * @param {Door} door
   * @param {import("./api.js").Api} api
   * @param {(sentence: string) => void} tell
   */
  constructor(door, api, tell) {
    this.around = { door, api, tell };
    this.gathering = new Gathering();
    this.done = "";
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it was a code of a hand-over, and so nobody's pass
   */
  take(text) {
    if (!this.gathering.take(text)) return false;
    const { name, found, count, isWhole } = this.gathering;
    if (name === this.done) return true; // still before the camera
    this.around.tell(say("takeOverCodes", { n: found.size, count }));
    if (isWhole) void this.keep(name);
    return true;
  }

  /** @param {string} name */
  async keep(name) {
    this.done = name;
    const { door, api, tell } = this.around;
    const bytes = await this.gathering.bytes();
    tell(bytes ? await keepParcel(door, api, await unpacked(bytes)) : say("takeOverBad"));
  }
}

// --- fewer codes ------------------------------------------------------------------------------

/**
 * A first byte says whether the rest is deflated; browsers of before 2023 cannot.
 * @param {string} text
 */
export async function packed(text) {
  const plain = new TextEncoder().encode(text);
  const rest = "CompressionStream" in globalThis ? await through(plain, new CompressionStream("deflate-raw")) : plain;
  return Uint8Array.of(Number(rest !== plain), ...rest);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<string>} "" when they cannot be read
 */
export async function unpacked(bytes) {
  const rest = bytes.slice(1);
  const plain = bytes[0] ? await through(rest, new DecompressionStream("deflate-raw")).catch(() => new Uint8Array()) : rest;
  return new TextDecoder().decode(plain);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} stream
 */
async function through(bytes, stream) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
