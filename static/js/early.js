// Theme and text size, set before the first paint: a module would come too late and the page would flash.
// The choice lives in this browser only; page.js changes it and says so with an "appearance" event.
(() => {
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");

  /** @returns {{theme?: string, size?: number}} */
  function chosen() {
    try {
      return JSON.parse(localStorage.getItem("appearance") ?? "{}") ?? {};
    } catch {
      return {};
    }
  }

  function apply() {
    const { theme = "auto", size = 0 } = chosen();
    const dark = theme === "dark" || (theme === "auto" && prefersDark.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
    root.dataset.textSize = String(size);
  }

  root.classList.add("js");
  apply();
  prefersDark.addEventListener("change", apply);
  addEventListener("appearance", apply);
  addEventListener("storage", apply);
})();
