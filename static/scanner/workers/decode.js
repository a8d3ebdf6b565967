// Reads codes out of pictures, away from the page, which must never stutter. Self-hosted WebAssembly.

/** @typedef {{id: number, image: ImageData, isPhoto: boolean}} Asked */

const folder = new URLSearchParams(location.search).get("library") ?? "";
const reading = load();

/** @returns {Promise<typeof import("zxing-wasm/reader")>} */
async function load() {
  const reader = await import(`${folder}index.js`);
  await reader.prepareZXingModule({
    overrides: { locateFile: (/** @type {string} */ name) => folder + name },
    fireImmediately: true,
  });
  return reader;
}

self.addEventListener("message", async (/** @type {MessageEvent<Asked>} */ event) => {
  const { id, image, isPhoto } = event.data;
  try {
    const { readBarcodes } = await reading;
    const found = await readBarcodes(image, { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryRotate: true, tryInvert: isPhoto, tryDownscale: true });
    postMessage({ id, text: found.find(({ isValid }) => isValid)?.text ?? "" });
  } catch (error) {
    postMessage({ id, text: "", error: String(error) });
  }
});
