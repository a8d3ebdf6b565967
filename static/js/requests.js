// What htmx needs told: the CSRF token, a lost connection, an answer that is a whole page.

/**
 * What htmx's events carry, as far as we look.
 * @typedef {object} Detail
 * @property {string} verb
 * @property {Record<string, string>} headers
 * @property {{verb: string}} requestConfig
 * @property {Pick<XMLHttpRequest, "status" | "responseText" | "responseURL">} xhr
 * @property {boolean} [successful]
 * @property {boolean} [shouldSwap]
 * @property {boolean} [boosted]
 */

/** Begin listening; the page keeps the messages ready in <template id="message-…">. */
export function watchRequests() {
  on("htmx:configRequest", addToken);
  on("htmx:beforeSwap", (detail) => {
    const address = wholePage(detail, location.href);
    if (!address) return;
    detail.shouldSwap = false;
    location.assign(address);
  });
  on("htmx:afterRequest", (detail) => detail.successful && unsay());
  on("htmx:sendError", (detail) => say(detail.requestConfig.verb === "get" ? "stale" : "offline"));
  on("htmx:responseError", () => say("refused"));
}

/**
 * Where to go when a fragment's request was answered by a whole page, as a signed-out reader's is by the
 * sign-in page; "" when it was not. A sign-in that would lead back to the fragment is asked again from here.
 * @param {Pick<Detail, "xhr" | "boosted">} detail
 * @param {string} here
 */
export function wholePage({ xhr, boosted }, here) {
  if (boosted || xhr.status >= 400 || !/^\s*<!doctype html/i.test(xhr.responseText)) return "";
  return new URL(xhr.responseURL, here).searchParams.has("next") ? here : xhr.responseURL;
}

/** @param {Detail} detail */
function addToken(detail) {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content");
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
}

/**
 * Show a message once, however often the same thing fails.
 * @param {string} name
 */
function say(name) {
  const template = document.getElementById(`message-${name}`);
  const messages = document.getElementById("messages");
  if (!(template instanceof HTMLTemplateElement) || !messages || messages.dataset.said === name) return;
  messages.dataset.said = name;
  messages.replaceChildren(template.content.cloneNode(true));
}

/** The connection is back: take away what was said about it. */
function unsay() {
  const messages = document.getElementById("messages");
  if (!messages?.dataset.said) return;
  delete messages.dataset.said;
  messages.replaceChildren();
}

/**
 * @param {string} name
 * @param {(detail: Detail) => unknown} listener
 */
function on(name, listener) {
  document.addEventListener(name, (event) => listener(/** @type {CustomEvent<Detail>} */ (event).detail));
}
