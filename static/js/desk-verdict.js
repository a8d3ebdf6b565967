// The verdict over the whole screen, seen, heard, felt and read out; it goes by itself.
import { sound } from "./desk-sound.js";

/** @type {Record<string, number>} milliseconds on the screen */
const STAYS = { welcome: 1600, notice: 3000, refusal: 5000 };

export class Screen {
  /**
   * @param {HTMLElement} box
   * @param {HTMLElement} said
   */
  constructor(box, said) {
    this.box = box;
    this.said = said;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => this.hide(), { capture: true });
  }

  /** @param {{html: string, tone: string, said: string}} verdict */
  show(verdict) {
    // A modal window covers everything outside it and hides that from screen readers.
    const above = document.querySelector("dialog[open]") ?? document.body;
    if (this.box.parentElement !== above) above.append(this.box, this.said);
    this.box.innerHTML = verdict.html;
    this.box.hidden = false;
    this.box.dataset.tone = verdict.tone;
    this.said.textContent = "";
    this.said.textContent = verdict.said;
    sound(verdict.tone);
    this.stay();
  }

  stay() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), STAYS[this.box.dataset.tone ?? ""] ?? 3000);
  }

  hide() {
    clearTimeout(this.timer);
    this.box.hidden = true;
  }
}
