// Makes the grid light or dark like the page around it: sets data-theme on the grid, for the style sheet.

function isDark(system) {
  const page = document.documentElement, body = document.body;
  const said = page.dataset.theme ?? page.getAttribute("theme"); // the book; Colab
  if (said === "dark" || said === "light") return said === "dark";
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false"; // JupyterLab, Notebook
  if (body.className.includes("vscode-")) return !/vscode-(high-contrast-)?light/.test(body.className);
  return system.matches;
}

// changed() is called when it was changed. Returns a function that stops following the page.
export function followTheme(root, changed = () => {}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = isDark(system) ? "dark" : "light";
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    changed();
  };
  const watch = new MutationObserver(apply);
  for (const node of [document.documentElement, document.body]) watch.observe(node, { attributes: true });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}
