// In touch with the server while there is a network: the roster, how the device is, and what ends it.
import { Refusal } from "./outbox.js";

/** @typedef {import("./door.js").Door} Door */
/** @typedef {"" | "revoked" | "unpaired" | "closed"} Ending */

const EVERY = 60_000; // milliseconds, unless the server says otherwise

export class Keeper {
  /**
   * @param {Door} door
   * @param {import("./api.js").Api} api
   * @param {() => void} onChange
   */
  constructor(door, api, onChange) {
    this.door = door;
    this.api = api;
    this.onChange = onChange;
    /** @type {Ending} */
    this.ending = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.running = false;
  }

  /** Now, and then again and again. */
  async look() {
    if (this.running || !this.door.pairing) return;
    this.running = true;
    clearTimeout(this.timer);
    let again = EVERY;
    try {
      again = (await this.report().catch((error) => this.refused(error))) ?? EVERY;
      if (!this.ending) await this.refresh();
    } catch (error) {
      await this.refused(error);
    } finally {
      this.running = false;
      this.timer = setTimeout(() => void this.look(), again);
      this.onChange();
    }
  }

  /** @returns {Promise<number | undefined>} milliseconds until the next report */
  async report() {
    const { door } = this;
    const pairing = door.pairing;
    if (!pairing) return undefined;
    const asked = Date.now();
    const said = await this.api.status({
      unsent: door.unsent,
      battery: await battery(),
      roster_version: door.roster.version?.version ?? null,
      last_seq: (await door.store.get(`seq:${pairing.id}`)) ?? null,
    });
    await this.learn(pairing, said, asked);
    if (said.wipe) await this.end("closed");
    else this.ending = "";
    return said.again_in ? said.again_in * 1000 : undefined;
  }

  /**
   * @param {import("./api.js").Pairing} pairing
   * @param {any} said
   * @param {number} asked
   */
  async learn(pairing, said, asked) {
    const { door } = this;
    const heard = Date.now();
    door.clock = { offset: Date.parse(said.server_time) - (asked + heard) / 2, heardAt: heard };
    const fresh = { ...pairing, relayKey: said.relay_key ?? pairing.relayKey, conference: { ...pairing.conference, state: said.conference.state } };
    door.pairing = fresh;
    door.pairings.set(fresh.id, fresh);
    await door.store.change(["kept", "pairings", "outbox", "log"], async (change) => {
      await change.objectStore("kept").put(door.clock, "clock");
      await change.objectStore("kept").put(fresh, "pairing");
      await change.objectStore("pairings").put(fresh);
    });
    if (said.missing?.length) await door.sendAgain(said.missing);
  }

  async refresh() {
    const { roster } = this.door;
    await roster.take(await this.api.roster(roster.version));
  }

  /**
   * @param {unknown} error
   * @returns {Promise<undefined>}
   */
  async refused(error) {
    if (!(error instanceof Refusal)) this.door.heard("offline");
    else if (error.status === 401) await this.end(error.reason === "revoked" ? "revoked" : "unpaired");
    else if (error.status === 403) await this.end("closed");
  }

  /**
   * The names leave the device; what is unsent stays.
   * @param {Ending} ending
   */
  async end(ending) {
    this.ending = ending;
    if (ending === "unpaired") return this.door.heard("unpaired");
    await this.door.roster.wipe();
    await this.door.load();
    if (ending === "revoked") this.door.heard("revoked");
  }
}

/** @returns {Promise<number | null>} percent, where the browser tells */
async function battery() {
  const device = /** @type {{getBattery?: () => Promise<{level: number}>} | undefined} */ (/** @type {unknown} */ (globalThis.navigator));
  const found = await device?.getBattery?.().catch(() => undefined);
  return found ? Math.round(found.level * 100) : null;
}
