// What cannot be said in HTML: wide things scroll by themselves, and can be scrolled by keyboard.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll(".bd-article table")) {
    if (table.closest(".scrolls, .cell_output")) continue;
    const frame = document.createElement("div");
    frame.className = "scrolls";
    table.replaceWith(frame);
    frame.append(table);
  }
  // The bibliography calls itself a list, its entries something else: screen readers get lost.
  for (const entry of document.querySelectorAll('.citation-list > [role="doc-biblioentry"]')) {
    entry.setAttribute("role", "listitem");
  }
  for (const link of document.querySelectorAll(".citation > .label a[role]")) link.removeAttribute("role");
  // Which of the page's drawing grids and pieces are in view: the theme's button must not cover them.
  const seen = new Set();
  const watch = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
    document.documentElement.classList.toggle("drawing-in-view", seen.size > 0);
  });
  for (const grid of document.querySelectorAll("[data-drawing-grid], [data-piece]")) watch.observe(grid);
  for (const fold of document.querySelectorAll(".bd-sidebar summary")) { // which has no text, only an arrow
    fold.ariaLabel = `Pages of ${fold.closest("li").querySelector("a").textContent.trim()}`;
  }
  const reachable = () => {
    for (const box of document.querySelectorAll(".bd-article :is(pre, .scrolls, .cell_output, div.math)")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable();
  window.addEventListener("resize", reachable);
  window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(reachable));
  document.addEventListener("toggle", reachable, true); // something unfolded
});

// Paper is white, whatever the screen is.
const root = document.documentElement;
let theme;
window.addEventListener("beforeprint", () => ([theme, root.dataset.theme] = [root.dataset.theme, "light"]));
window.addEventListener("afterprint", () => (root.dataset.theme = theme));
