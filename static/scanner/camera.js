// The camera: the rear one, another lens when asked, its torch, and taken again after the phone slept.
import { field, make, part } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./decoder.js").Decoder} Decoder */

const WHOLE_EVERY = 3; // of so many frames one is looked at whole, the others in the middle
const REST = 40; // milliseconds between two pictures: a phone gets warm
const LARGEST = 800; // pixels of a side; more only costs time
const LENS = "scanner-lens";

export class Camera {
  /**
   * @param {Decoder} decoder
   * @param {(text: string) => void} onCode
   */
  constructor(decoder, onCode) {
    this.decoder = decoder;
    this.onCode = onCode;
    this.video = /** @type {HTMLVideoElement} */ (part("video"));
    this.canvas = document.createElement("canvas");
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
    this.isWanted = false;
    this.frames = 0;
    /** @type {MediaStream | undefined} */
    this.stream = undefined;
    part("camera-switch").addEventListener("click", () => void (this.isWanted ? this.stop() : this.start()));
    part("torch").addEventListener("click", () => void this.turnTorch());
    part("lens").addEventListener("change", () => void this.chooseLens(/** @type {HTMLSelectElement} */ (part("lens")).value));
    document.addEventListener("visibilitychange", () => void this.woke());
  }

  /** Browsers show a camera only to pages that came encrypted. */
  get isPossible() {
    return isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
  }

  async start() {
    this.isWanted = true;
    this.tell("");
    if (!this.isPossible) return this.failed("cameraInsecure");
    try {
      await this.take();
      void this.look();
    } catch (error) {
      this.failed(error instanceof DOMException && error.name === "NotAllowedError" ? "cameraDenied" : "cameraNone");
    }
  }

  stop() {
    this.isWanted = false;
    this.release();
  }

  async take() {
    this.release();
    const lens = rememberedLens();
    const wanted = lens ? { deviceId: { ideal: lens } } : { facingMode: { ideal: "environment" } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { ...wanted, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false });
    this.video.srcObject = this.stream;
    for (const track of this.stream.getVideoTracks()) track.addEventListener("ended", () => void this.woke());
    await this.video.play();
    this.show();
    await this.showTools();
  }

  release() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
    this.show();
  }

  /** After a sleep the picture stands still or the track has ended: take the camera again. */
  async woke() {
    if (!this.isWanted) return;
    if (document.hidden) return this.release();
    const [track] = this.stream?.getVideoTracks() ?? [];
    if (track?.readyState === "live" && !track.muted) return;
    await this.start();
  }

  /** Look for codes for as long as this stream lives; a bad picture or a bad code is only passed over. */
  async look() {
    const stream = this.stream;
    while (stream && stream === this.stream) {
      try {
        const image = this.picture();
        const text = image && (await this.decoder.read(image));
        if (text && stream === this.stream) this.onCode(text);
      } catch {
        // The next picture.
      }
      await new Promise((resolve) => setTimeout(resolve, REST));
    }
  }

  /** The middle of the picture, now and then all of it. */
  picture() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !height || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
    this.frames += 1;
    const side = Math.min(width, height);
    const [wide, high] = this.frames % WHOLE_EVERY ? [side, side] : [width, height];
    const scale = Math.min(1, LARGEST / Math.max(wide, high));
    this.canvas.width = Math.round(wide * scale);
    this.canvas.height = Math.round(high * scale);
    this.pen.drawImage(this.video, (width - wide) / 2, (height - high) / 2, wide, high, 0, 0, this.canvas.width, this.canvas.height);
    return this.pen.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  // --- what the phone offers ------------------------------------------------------------------

  async showTools() {
    const [track] = this.stream?.getVideoTracks() ?? [];
    const can = /** @type {{torch?: boolean}} */ (track?.getCapabilities?.() ?? {});
    part("torch").hidden = !can.torch;
    part("torch").setAttribute("aria-pressed", "false");
    const lenses = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
    part("lens").hidden = lenses.length < 2;
    const used = track?.getSettings().deviceId;
    part("lens").replaceChildren(...lenses.map(({ deviceId, label }, place) => {
      const option = make("option", { value: deviceId, text: label || `${say("cameraLens")} ${place + 1}` });
      if (deviceId === used) option.setAttribute("selected", "");
      return option;
    }));
  }

  async turnTorch() {
    const isOn = part("torch").getAttribute("aria-pressed") !== "true";
    const [track] = this.stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [/** @type {MediaTrackConstraintSet} */ ({ torch: isOn })] }).catch(() => undefined);
    part("torch").setAttribute("aria-pressed", String(isOn));
  }

  /** @param {string} lens */
  chooseLens(lens) {
    try {
      localStorage.setItem(LENS, lens);
    } catch {
      // Only forgotten at the next opening.
    }
    return this.start();
  }

  // --- the page -------------------------------------------------------------------------------

  show() {
    const isOn = Boolean(this.stream);
    part("camera-view").hidden = !isOn;
    const word = part("camera-switch").querySelector("span");
    if (word) word.dataset.word = isOn ? "cameraStop" : "cameraStart";
    if (word) word.textContent = say(isOn ? "cameraStop" : "cameraStart");
    if (!isOn) part("torch").hidden = true;
  }

  /** @param {"cameraInsecure" | "cameraDenied" | "cameraNone"} why */
  failed(why) {
    this.stop();
    this.tell(say(why));
  }

  /** @param {string} sentence */
  tell(sentence) {
    part("camera-told").hidden = !sentence;
    part("camera-told").textContent = sentence;
  }
}

/**
 * A photo instead of a camera: read on the device, wherever the page came from.
 * @param {Decoder} decoder
 * @param {(text: string) => void} onCode
 */
export function workPhotos(decoder, onCode) {
  field("photo").addEventListener("change", async () => {
    const [file] = field("photo").files ?? [];
    field("photo").value = "";
    if (!file) return;
    const told = part("camera-told");
    told.hidden = false;
    told.textContent = say("photoReading");
    const text = await readPhoto(file, decoder).catch(() => "");
    told.hidden = Boolean(text);
    told.textContent = text ? "" : say("photoNone");
    if (text) onCode(text);
  });
}

/**
 * @param {File} file
 * @param {Decoder} decoder
 */
async function readPhoto(file, decoder) {
  const bitmap = await createImageBitmap(file);
  for (const largest of [1200, 2400, 600]) {
    const scale = Math.min(1, largest / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const pen = canvas.getContext("2d");
    pen?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const image = pen?.getImageData(0, 0, canvas.width, canvas.height);
    const text = image ? await decoder.read(image, true) : "";
    if (text) return text;
  }
  return "";
}

/** @returns {string} */
function rememberedLens() {
  try {
    return localStorage.getItem(LENS) ?? "";
  } catch {
    return "";
  }
}
