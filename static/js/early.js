// Theme and text size, set before the first paint: a module would come too late and the page would flash.
// The server has drawn the page with the reader's choice; what only the device knows (does it prefer dark?)
// and pages kept without a network (the scanner's) are settled here. appearance.js writes the cookie.
(() => {
  const root = document.documentElement;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");

  function apply() {
    const [, theme = "auto", size = "0"] = /(?:^|; )appearance=(\w+)\.(-?\d+)/.exec(document.cookie) ?? [];
    const dark = theme === "dark" || (theme === "auto" && prefersDark.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
    root.dataset.textSize = size;
  }

  root.classList.add("js");
  apply();
  prefersDark.addEventListener("change", apply);
  addEventListener("appearance", apply);
  addEventListener("pageshow", apply);
  document.addEventListener("visibilitychange", apply);
})();
