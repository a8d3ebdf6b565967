// A field in which a unit is typed: offers what a few letters may mean. Without it one types the code.

const WAIT = 200; // ms without a key before asking

for (const picker of document.querySelectorAll(".unit-picker")) {
  const input = picker.querySelector("input");
  const offers = picker.querySelector(".unit-offers");
  const address = picker instanceof HTMLElement ? picker.dataset.offers : "";
  if (input && offers instanceof HTMLElement && address) makePicker(input, offers, address);
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} offers
 * @param {string} address
 */
function makePicker(input, offers, address) {
  let timer = 0;
  let asked = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", offers.id);
  close();

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => setTimeout(close, 150)); // after a press on an offer
  input.addEventListener("keydown", (event) => {
    if (offers.hidden) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && chosen()) take(chosen());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  offers.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the field keeps the focus
    take(/** @type {Element} */ (event.target).closest("[role=option]"));
  });

  async function ask() {
    const turn = ++asked;
    const url = new URL(address, location.href);
    url.searchParams.set("q", input.value);
    const day = input.form?.querySelector("input[type=date]");
    if (day instanceof HTMLInputElement && day.value) url.searchParams.set("date", day.value);
    const html = await fetch(url).then((answer) => (answer.ok ? answer.text() : ""), () => "");
    if (turn !== asked) return;
    offers.innerHTML = html;
    setOpen(offers.children.length > 0);
  }

  function close() {
    asked += 1;
    offers.replaceChildren();
    setOpen(false);
  }

  /** @param {boolean} open */
  function setOpen(open) {
    offers.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    input.removeAttribute("aria-activedescendant");
  }

  function chosen() {
    return offers.querySelector('[aria-selected="true"]');
  }

  /** @param {number} by */
  function move(by) {
    const all = [...offers.querySelectorAll("[role=option]")];
    const now = chosen();
    const next = all[(all.indexOf(/** @type {Element} */ (now)) + by + all.length + (now ? 0 : by < 0 ? 1 : 0)) % all.length];
    now?.setAttribute("aria-selected", "false");
    next?.setAttribute("aria-selected", "true");
    next?.scrollIntoView({ block: "nearest" });
    if (next) input.setAttribute("aria-activedescendant", next.id);
  }

  /** @param {Element | null} offer */
  function take(offer) {
    if (!(offer instanceof HTMLElement)) return;
    input.value = offer.dataset.value ?? "";
    close();
  }
}
