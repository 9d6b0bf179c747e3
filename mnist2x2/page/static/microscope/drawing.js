// The drawing beside the panels: what is seldom needed is folded away, and a sentence says in which order the digits of
// the answer stand.

import { meanLook, orderOf, shares } from "../answer.js";
import { mount } from "../drawing_grid.js";
import { cut } from "../grid.js";
import { PLACES } from "../layout.js";
import { wordsOf } from "../tokenizer.js";
import { make } from "./parts.js";

// In which order the grid shows what was written, in words: where there are as many digits as cells with ink, it puts
// each below a cell. grid: the picture; reading: {text, steps}, as readingOf returns it.
export function orderWords({ tokenizer }, grid, { steps }) {
  const inked = cut(grid).map((cell) => cell.some(Boolean)), cells = [0, 1, 2, 3].filter((cell) => inked[cell]);
  const words = wordsOf(tokenizer, steps), written = words.filter((word) => word.steps.length), { noun } = tokenizer;
  if (!written.length) return "";
  const looks = written.map((word) => {
    const own = shares(meanLook(word.steps));
    return own.indexOf(Math.max(...own));
  });
  const placed = words.length === cells.length && written.length === words.length;
  const astray = looks.findIndex((cell) => !inked[cell]);
  const why = astray < 0 ? "" : ` Writing the ${orderOf(astray)}, ${written[astray].text}, the model looked most at `
    + `the ${PLACES[looks[astray]]} cell, which is empty.`;
  if (!placed) return `In the order in which they are written, not by cell.${why}`;
  if (looks.every((cell, i) => cell === cells[i])) return `Each ${noun} stands in the place of its cell.`;
  return `As many ${noun}s as cells with ink, so each stands in the place of a cell. It need not be its own.${why}`;
}

// Mount the drawing grid with its options. Returns what it returns, and {showOrder(model, grid, reading): see
// orderWords, fold(narrow): on a page that has just become narrow, the tools are folded away}.
export function mountDrawing(place, options) {
  const grid = mount(place, options), [, tools] = place.querySelectorAll(".column");
  const picture = tools.querySelector(".picture"), order = make("p", { className: "order", "aria-live": "polite" });
  order.dataset.testid = "microscope-order";
  place.querySelector(".answer").after(order);
  picture.previousElementSibling.remove(); // its title is the summary now
  const seen = make("details", {}, make("summary", { textContent: "What the model sees" }), picture);
  const folded = make("details", { className: "folded", open: true });
  folded.append(make("summary", { textContent: "Pens, undo, what the model sees" }), ...tools.childNodes, seen);
  tools.append(folded);
  let wasNarrow = null;
  return {
    ...grid,

    showOrder(...what) {
      const text = orderWords(...what);
      if (order.textContent !== text) order.textContent = text;
    },

    fold(narrow) {
      if (narrow !== wasNarrow) folded.open = !narrow;
      wasNarrow = narrow;
    },
  };
}
