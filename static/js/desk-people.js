// Finding one of the point's people by name: typed letters, a list, arrow keys or a tap.
import { kindOf } from "./desk-input.js";

/** @typedef {{id: number, name: string}} Person */

/**
 * @typedef {object} Asking
 * @property {(query: string) => Promise<{ok: boolean, text: string}>} ask rejects without a network
 * @property {(person: Person) => void} onChoose
 * @property {(sentence: string) => void} onHint
 * @property {{arrows: string, short: string, search: string}} words
 * @property {number} [pause] milliseconds after the last key; a search on the device itself needs none
 */

const PAUSE = 350; // milliseconds: every search is on record, so not one for each letter

export class People {
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {Asking} asking
   */
  constructor(input, list, asking) {
    this.input = input;
    this.list = list;
    this.asking = asking;
    this.query = "";
    this.active = -1;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => this.tapped(event));
  }

  /** @returns {HTMLElement[]} */
  get options() {
    return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("[data-id]")]);
  }

  /** @returns {Person | undefined} */
  get chosen() {
    const option = this.options[this.active];
    return option && { id: Number(option.dataset.id), name: option.dataset.name ?? "" };
  }

  typed() {
    clearTimeout(this.timer);
    if (kindOf(this.input.value) !== "name") {
      this.clear();
      return;
    }
    this.timer = setTimeout(() => void this.search(), this.asking.pause ?? PAUSE);
  }

  /** Ask for the people of what is typed, once. */
  async search() {
    clearTimeout(this.timer);
    const query = this.input.value.trim();
    if (query === this.query && !this.list.hidden) return;
    this.query = query;
    try {
      const { ok, text } = await this.asking.ask(query);
      if (this.query !== query) return; // more was typed meanwhile
      if (ok) this.show(text);
      else this.asking.onHint(text);
    } catch {
      this.query = "";
      this.asking.onHint(this.asking.words.search);
    }
  }

  /** @param {string} html of our own server, which escapes every name */
  show(html) {
    this.list.innerHTML = html;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.move(this.options.length === 1 ? 0 : -1);
    this.asking.onHint(this.options.length ? this.asking.words.arrows : "");
  }

  clear() {
    clearTimeout(this.timer);
    this.query = "";
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.move(-1);
    this.asking.onHint("");
  }

  forget() {
    this.input.value = "";
    this.clear();
  }

  /** @param {number} to */
  move(to) {
    this.active = to;
    for (const [index, option] of this.options.entries()) {
      option.setAttribute("aria-selected", String(index === to));
    }
    const option = this.options[to];
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.list.hidden) return;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.move(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.move(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Escape") this.forget();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Event} event */
  tapped(event) {
    const option = /** @type {Element} */ (event.target).closest("[data-id]");
    const index = option instanceof HTMLElement ? this.options.indexOf(option) : -1;
    if (index < 0) return;
    this.move(index);
    this.choose();
  }

  /** Take the marked person; false when none is. */
  choose() {
    const person = this.chosen;
    if (!person) return false;
    this.forget();
    this.asking.onChoose(person);
    return true;
  }
}
