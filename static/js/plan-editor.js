// The page on which a plan is written: each field is saved when one leaves it, and what others change
// meanwhile appears. A field that another person changed too is never overwritten: both are shown.
import { outcome, unchanged } from "./plan-fields.js";

const PAUSE = 10_000; // ms between two looks at what others changed

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{key: string, revision: number, by: string, values: Record<string, string>}} Row */
/** @typedef {{revision: number, rows: Row[], keys: string[], lock: string}} Changes */

const editor = document.querySelector("[data-plan-editor]");
if (editor instanceof HTMLElement) edit(editor);

/** @param {HTMLElement} editor */
function edit(editor) {
  const status = document.getElementById("plan-status");
  const words = editor.dataset;
  /** @type {Set<Control>} */
  const unsaved = new Set();
  let known = Number(words.revision);

  for (const form of forms()) {
    for (const control of controls(form)) control.dataset.seen = text(control);
    form.addEventListener("change", (event) => {
      if (isControl(event.target)) void save(event.target);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  setInterval(look, PAUSE);
  addEventListener("online", retry);
  addEventListener("focus", look);
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });

  /** @param {Control} control */
  async function save(control) {
    const form = control.form;
    if (!form) return;
    const sent = text(control);
    say(words.saving ?? "");
    unsaved.add(control);
    const answer = await post(form.action, form, {
      [control.name]: sent,
      seen: control.dataset.seen ?? "",
      revision: revisionOf(form).value,
    });
    take(control, sent, answer);
  }

  /**
   * @param {Control} control
   * @param {string} sent
   * @param {{status: number, body: Record<string, any>}} answer
   */
  function take(control, sent, answer) {
    const field = control.closest(".field");
    const form = control.form;
    clear(control);
    switch (outcome(answer.status)) {
      case "saved":
        unsaved.delete(control);
        control.dataset.seen = sent;
        field?.classList.remove("is-unsaved");
        field?.classList.add("is-saved");
        if (form) show(form, answer.body.revision, answer.body.values);
        say(words.saved ?? "");
        break;
      case "conflict":
        field?.classList.add("is-unsaved");
        ask(control, answer.body);
        say(answer.body.why ?? "");
        break;
      case "fault":
        field?.classList.add("is-unsaved");
        tell(control, answer.body.why ?? words.refused ?? "");
        say(answer.body.why ?? words.refused ?? "");
        break;
      default:
        field?.classList.add("is-unsaved");
        say((answer.status ? words.refused : words.offline) ?? "");
    }
  }

  /** Two people changed the same field: the one who comes later chooses, knowing both.
   * @param {Control} control
   * @param {Record<string, any>} body
   */
  function ask(control, body) {
    const box = tell(control, body.why);
    box.append(
      button(words.theirs ?? "", () => {
        put(control, body.theirs);
        accept(control, body);
        unsaved.delete(control);
        control.closest(".field")?.classList.remove("is-unsaved");
        clear(control);
      }),
      button(words.mine ?? "", () => {
        accept(control, body);
        void save(control);
      }),
    );
  }

  /**
   * @param {Control} control
   * @param {Record<string, any>} body
   */
  function accept(control, body) {
    control.dataset.seen = body.theirs;
    if (control.form) revisionOf(control.form).value = String(body.revision);
  }

  /** What the server says of a row, except where the person is typing.
   * @param {HTMLFormElement} form
   * @param {number} revision
   * @param {Record<string, string>} values
   * @param {string} [by]
   */
  function show(form, revision, values, by) {
    for (const control of controls(form)) {
      const value = values[control.name] ?? "";
      if (!unchanged(text(control), control.dataset.seen ?? "") || control === document.activeElement) continue;
      if (value === text(control)) continue;
      put(control, value);
      control.dataset.seen = value;
      if (by) tell(control, `${by} ${words.changed}`);
    }
    revisionOf(form).value = String(revision);
    head(form);
  }

  async function look() {
    let changes;
    try {
      const answer = await fetch(`${words.changes}?since=${known}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      changes = /** @type {Changes} */ (await answer.json());
    } catch {
      return;
    }
    known = changes.revision;
    for (const row of changes.rows) {
      const form = forms().find((one) => one.dataset.row === row.key);
      if (form && Number(revisionOf(form).value) < row.revision) show(form, row.revision, row.values, row.by);
    }
    const here = forms().map((form) => form.dataset.row ?? "");
    if (here.length !== changes.keys.length || here.some((key) => !changes.keys.includes(key))) warn();
    if (changes.lock) say(changes.lock);
  }

  function warn() {
    const template = editor.querySelector("template[data-stale]");
    const messages = document.getElementById("messages");
    if (template instanceof HTMLTemplateElement) messages?.replaceChildren(template.content.cloneNode(true));
  }

  function retry() {
    for (const control of unsaved) void save(control);
  }

  /** @returns {HTMLFormElement[]} */
  function forms() {
    return [...editor.querySelectorAll("form[data-row]")].filter((form) => form instanceof HTMLFormElement);
  }

  /** @param {string} sentence */
  function say(sentence) {
    if (status) status.textContent = sentence;
  }
}

/**
 * @param {string} address
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} values
 * @returns {Promise<{status: number, body: Record<string, any>}>} status 0: nobody answered
 */
async function post(address, form, values) {
  const token = new FormData(form).get("csrf_token");
  const body = new URLSearchParams(values);
  if (typeof token === "string") body.set("csrf_token", token);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: isJson ? answer.status : 500, body: isJson ? await answer.json() : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

/** The row's own heading follows what is written in it.
 * @param {HTMLFormElement} form
 */
function head(form) {
  const row = form.closest(".plan-row");
  const title = row?.querySelector("[data-title]");
  const source = form.querySelector("[data-titles]");
  if (title && isControl(source) && source.value) title.textContent = source.value;
  const count = row?.querySelector("[data-clear]");
  const needed = [...form.querySelectorAll("[data-needed]")].filter(isControl);
  if (!count || !needed.length) return;
  const filled = needed.filter((control) => control.value.trim()).length;
  count.textContent = `${filled}/${needed.length} ${count.textContent?.trim().split(" ").slice(1).join(" ")}`;
  count.classList.toggle("is-missing", filled < needed.length);
}

/**
 * @param {Control} control
 * @param {string} sentence
 */
function tell(control, sentence) {
  clear(control);
  const box = document.createElement("div");
  box.className = "plan-conflict";
  box.id = `${control.id}-said`;
  const line = document.createElement("p");
  line.textContent = sentence;
  box.append(line);
  control.closest(".field")?.append(box);
  control.setAttribute("aria-describedby", box.id);
  return box;
}

/** @param {Control} control */
function clear(control) {
  document.getElementById(`${control.id}-said`)?.remove();
  control.removeAttribute("aria-describedby");
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary btn-sm";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

/** @param {HTMLFormElement} form */
function controls(form) {
  return [...form.elements].filter(isControl).filter((one) => one.type !== "hidden" && one.name);
}

/** @param {HTMLFormElement} form */
function revisionOf(form) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
}

/**
 * @param {unknown} thing
 * @returns {thing is Control}
 */
function isControl(thing) {
  return (
    thing instanceof HTMLInputElement || thing instanceof HTMLSelectElement || thing instanceof HTMLTextAreaElement
  );
}

/** @param {Control} control */
function text(control) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? "1" : "";
  return control.value;
}

/**
 * @param {Control} control
 * @param {string} value
 */
function put(control, value) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === "1";
  else control.value = value;
}
