// The delegate's own pass on his own phone. An invitation's link carries the number behind the #, so it
// goes to no server and into no log; it is kept here and typed for him when he checks in.

const KEPT = "own-pass";

/** @param {string} text */
function grouped(text) {
  return text.replace(/(.{4})(?=.)/g, "$1 ");
}

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

/** @param {string} digits */
function keep(digits) {
  try {
    if (digits) localStorage.setItem(KEPT, digits);
    else localStorage.removeItem(KEPT);
  } catch {
    // as above: he types the number
  }
}

function show() {
  const digits = kept();
  const shown = document.querySelector("[data-pass-shown]");
  if (shown) shown.textContent = grouped(digits);
  document.querySelector("[data-pass-kept]")?.toggleAttribute("hidden", !digits);
  document.querySelector("[data-pass-none]")?.toggleAttribute("hidden", Boolean(digits));
}

const brought = location.hash.slice(1);
if (/^[0-9]{16}$/.test(brought)) {
  keep(brought);
  history.replaceState(null, "", location.pathname);
}
const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-pass-digits]"));
if (box && !box.value) box.value = grouped(kept());
document.querySelector("[data-pass-forget]")?.addEventListener("click", () => {
  keep("");
  show();
});
show();

export {}; // a module: its names are its own
