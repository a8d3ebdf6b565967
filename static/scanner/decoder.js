// A picture in, the text of its code out: the browser's own reader first where it works, then ours.

/** @typedef {{detect: (image: ImageData) => Promise<{rawValue: string}[]>}} Detector */
/** @typedef {{id: number, text: string, error?: string}} Answer */

const PATIENCE = 5000; // milliseconds: a worker that is silent for longer is replaced
const MISSES = 3; // codes the browser's reader may miss that ours reads, before it is given up

export class Decoder {
  /** @param {string} address of the worker: below the page's own, so that it is there without a network */
  constructor(address) {
    this.address = `${address}?library=${encodeURIComponent(new URL("../vendor/zxing/reader/", import.meta.url).pathname)}`;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    this.last = 0;
    this.misses = 0;
    /** @type {Map<number, (answer: Answer) => void>} */
    this.waiting = new Map();
    this.native = nativeReader();
  }

  /** Load the library before the first pass comes. */
  prepare() {
    this.worker ??= this.start();
  }

  /**
   * @param {ImageData} image
   * @param {boolean} [isPhoto] take more trouble
   * @returns {Promise<string>} "" when there is no code
   */
  async read(image, isPhoto = false) {
    const native = await this.native;
    const seen = native && this.misses < MISSES ? await native.detect(image).catch(() => []) : [];
    const text = seen[0]?.rawValue ?? "";
    if (text) return text;
    const found = await this.ask(image, isPhoto);
    if (found && native) this.misses += 1;
    return found;
  }

  /**
   * @param {ImageData} image
   * @param {boolean} isPhoto
   * @returns {Promise<string>}
   */
  ask(image, isPhoto) {
    const worker = (this.worker ??= this.start());
    const id = (this.last += 1);
    return new Promise((resolve) => {
      const late = setTimeout(() => (this.restart(), resolve("")), PATIENCE * (isPhoto ? 4 : 1));
      this.waiting.set(id, ({ text }) => (clearTimeout(late), resolve(text)));
      worker.postMessage({ id, image, isPhoto }, [image.data.buffer]);
    });
  }

  start() {
    const worker = new Worker(this.address, { type: "module" });
    worker.addEventListener("message", (/** @type {MessageEvent<Answer>} */ { data }) => {
      this.waiting.get(data.id)?.(data);
      this.waiting.delete(data.id);
    });
    worker.addEventListener("error", () => this.restart());
    return worker;
  }

  /** Whatever was asked is answered with nothing; the next picture gets a new worker. */
  restart() {
    this.worker?.terminate();
    this.worker = undefined;
    for (const answer of this.waiting.values()) answer({ id: 0, text: "" });
    this.waiting.clear();
  }
}

/** @returns {Promise<Detector | undefined>} */
async function nativeReader() {
  const { BarcodeDetector } = /** @type {{BarcodeDetector?: any}} */ (globalThis);
  try {
    const formats = await BarcodeDetector?.getSupportedFormats();
    return formats?.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : undefined;
  } catch {
    return undefined;
  }
}
