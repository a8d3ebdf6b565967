// The working screen: one box for everyone who comes, a verdict, the last scans.
import { handOf, isWholePass, kindOf, labelOf } from "../js/desk-input.js";
import { People } from "../js/desk-people.js";
import { isSilent, prepareSound, setSilent } from "../js/desk-sound.js";
import { Screen } from "../js/desk-verdict.js";
import { withNamesakes, workCards } from "./cards.js";
import { field, icon, make, part } from "./dom.js";
import { read } from "./passes.js";
import { options } from "./people.js";
import { Repeats } from "./repeats.js";
import { ofFault, ofJudgement, ofResult } from "./verdicts.js";
import { say } from "./words.js";
import { workWindows } from "./windows.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {import("./judge.js").Claim} Claim */
/** @typedef {import("./verdicts.js").Verdict} Verdict */
/** @typedef {"qr" | "usb" | "typed" | "search" | "citizen_id" | "photo"} Method */

export class Work {
  /** @param {Door} door */
  constructor(door) {
    this.door = door;
    this.screen = new Screen(part("verdict"), part("said"));
    this.onPhone = matchMedia("(pointer: coarse)").matches;
    this.firstKey = 0;
    this.cardName = "";
    this.repeats = new Repeats();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.quiet = undefined;
    this.input = field("typed");
    this.people = new People(this.input, part("people"), {
      ask: (query) => this.find(query, "person"),
      onChoose: (person) => void this.admit(person.id),
      onHint: (sentence) => this.hint(sentence),
      pause: 0,
      words: { get arrows() { return say(matchMedia("(pointer: coarse)").matches ? "tap" : "arrows"); }, get short() { return say("short"); }, search: "" },
    });
    this.listen();
  }

  listen() {
    part("box").addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.input.addEventListener("keydown", (event) => this.boxKey(event));
    this.input.addEventListener("input", () => this.typedOn());
    document.addEventListener("keydown", (event) => this.anyKey(event));
    for (const button of document.querySelectorAll(".desk-direction button")) {
      button.addEventListener("click", () => this.turn(/** @type {HTMLElement} */ (button).dataset.direction ?? "in"));
    }
    part("sound").addEventListener("click", () => (setSilent(!isSilent()), this.showSound()));
    part("disputed").addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button?.dataset.seen) void this.door.markSeen(button.dataset.seen);
    });
    workWindows({
      find: (query) => this.find(query, "stand-in"),
      scan: (text) => void this.scanned(text, "usb"),
      walkIn: (values) => this.walkIn(values),
      substitute: (values) => this.substitute(values),
      headCount: (values) => this.headCount(values),
      undo: (id, reason) => this.undo(id, reason),
      nameBegun: () => (kindOf(this.input.value) === "name" ? this.input.value.trim() : this.cardName),
      focus: () => this.focus(),
    });
    workCards(this.door, (card, delegateId) => this.confirm(card, delegateId));
    prepareSound();
    this.showSound();
  }

  // --- the box --------------------------------------------------------------------------------

  submit() {
    clearTimeout(this.quiet);
    const text = this.input.value;
    switch (kindOf(text)) {
      case "short":
        return this.hint(say("short"));
      case "name":
        if (!this.people.choose()) void this.people.search();
        return undefined;
      case "scan":
        return void this.scanned(text, handOf(text, performance.now() - this.firstKey));
      default:
        return undefined;
    }
  }

  /** @param {KeyboardEvent} event */
  boxKey(event) {
    if (!this.input.value) this.firstKey = performance.now();
    if (event.key !== "Tab" || !isWholePass(this.input.value)) return;
    event.preventDefault(); // some scanners end with Tab
    this.submit();
  }

  typedOn() {
    clearTimeout(this.quiet);
    if (isWholePass(this.input.value)) this.quiet = setTimeout(() => this.submit(), 150); // and some with nothing
  }

  /** @param {KeyboardEvent} event */
  anyKey(event) {
    if (part("work").hidden) return;
    if (event.key === "F8") {
      event.preventDefault();
      this.turn(this.going === "in" ? "out" : "in");
    }
    const busy = /** @type {Element} */ (event.target).closest("input, textarea, select, dialog, button, a, summary");
    const types = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    // A scanner types wherever the focus is; digits on a button are meant for the box.
    if (types && (!busy || (busy.matches("button, a") && !busy.closest("dialog")))) this.input.focus();
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.people.forget();
  }

  // --- recording ------------------------------------------------------------------------------

  /**
   * What a scanner, a camera, a photo or a hand brought. The same within three seconds is the same.
   * @param {string} text
   * @param {Method} method
   */
  async scanned(text, method) {
    const direction = this.going;
    const isSame = this.repeats.has(`${direction} ${text}`, performance.now());
    if (method === "usb" || method === "typed") {
      this.input.value = "";
      this.people.clear();
    }
    if (isSame) return;
    const shown = read(text);
    if ("wrong" in shown) return this.show(ofFault(shown));
    this.cardName = "pass" in shown ? "" : shown.name;
    const digits = "pass" in shown ? shown.pass : shown.citizen;
    const label = labelOf(digits, { card: say("card"), citizen: say("citizen") });
    if ("pass" in shown) await this.record({ direction, pass: digits }, { method, label });
    else await this.record({ direction, citizen: digits }, { method: method === "photo" ? method : "citizen_id", label, name: this.cardName });
  }

  /** @param {number} delegateId */
  admit(delegateId) {
    return this.record({ direction: this.going, delegateId }, { method: "search", label: "" });
  }

  /**
   * A person knows the holder of a card by the list.
   * @param {import("./memory.js").Note} card
   * @param {number} delegateId
   */
  confirm({ id, what }, delegateId) {
    return this.record({ direction: what === "out" ? "out" : "in", delegateId }, { method: "citizen_id", label: "", confirms: id });
  }

  /**
   * @param {Claim} claim
   * @param {import("./door.js").How & {method: Method}} how
   */
  async record(claim, how) {
    const { judgement, result } = await this.door.scan(claim, how);
    const label = how.name || how.label;
    const verdict = result ? ofResult(result, label) : ofJudgement(judgement, label);
    this.show(claim.citizen ? withNamesakes(verdict, this.door.roster.namesakes(how.name ?? "")) : verdict);
    this.focus();
  }

  /** @param {Record<string, string>} values */
  async walkIn({ name = "", position = "", unit = "" }) {
    const act = await this.door.act("walk_in", { name, position, unit }, name);
    await this.record({ direction: "in", act }, { method: "search", label: name, name });
    this.input.value = "";
  }

  /** @param {Record<string, string>} values */
  async substitute({ delegate_id: id = "", name = "", position = "", unit = "", word = "" }) {
    const act = await this.door.act("substitution", { delegate_id: Number(id), name, position, unit, word }, name);
    await this.record({ direction: "in", act }, { method: "search", label: name, name });
  }

  /** @param {Record<string, string>} values */
  async headCount({ number = "", signed_by: by = "" }) {
    const label = say("wordHeadCount", { n: number });
    await this.door.act("head_count", { number: Number(number), signed_by: by }, label);
    this.show(ofJudgement({ outcome: "recorded" }, label));
  }

  /**
   * @param {string} id
   * @param {string} reason
   */
  async undo(id, reason) {
    await this.door.undo(id, reason);
    this.show(ofJudgement({ outcome: "undone" }, this.door.memory.notes.at(-1)?.label ?? ""));
  }

  // --- the screen -----------------------------------------------------------------------------

  /** @param {Verdict} verdict */
  show(verdict) {
    const [large = "", rest] = verdict.word.split(" — ");
    const word = make("p", { class: "verdict-word", text: large });
    if (rest) word.append(" ", make("span", { class: "verdict-rest", text: rest }));
    const body = make("div", { class: `verdict-body verdict-${verdict.kind} verdict-${verdict.outcome}` }, icon(verdict.kind), word,
      ...(verdict.name ? [make("p", { class: "verdict-name", text: verdict.name })] : []),
      ...verdict.lines.map((line) => make("p", { class: "verdict-line", text: line })));
    const said = [verdict.word, verdict.name, ...verdict.lines].filter(Boolean).join(". ");
    this.screen.show({ html: body.outerHTML, tone: verdict.tone, said });
  }

  /**
   * @param {string} query
   * @param {string} list
   */
  find(query, list) {
    return Promise.resolve({ ok: true, text: options(this.door.roster.find(query), this.door, list) });
  }

  /** @returns {"in" | "out"} */
  get going() {
    return part("work").dataset.direction === "out" ? "out" : "in";
  }

  /** @param {string} direction */
  turn(direction) {
    part("work").dataset.direction = direction;
    for (const button of document.querySelectorAll(".desk-direction button")) {
      button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.direction === direction));
    }
    this.focus();
  }

  /** On a phone the keyboard hides half the screen: there the box is focused by a tap. */
  focus() {
    if (this.onPhone || document.querySelector("dialog[open]") || part("work").hidden) return;
    this.input.focus({ preventScroll: true });
  }

  /** @param {string} sentence */
  hint(sentence) {
    part("hint").textContent = sentence;
  }

  showSound() {
    part("sound").setAttribute("aria-pressed", String(!isSilent()));
    part("sound-state").textContent = say(isSilent() ? "off" : "on");
  }
}
