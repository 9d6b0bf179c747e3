// A sheet of tables: parts of the model, one below the other, heads side by side. All numbers can be picked.

import { headingOf, tableOf, whatIs } from "./stages.js";
import { OF_NEXT, partWords, placeIn, placeWords, rowWords, shapeWords, tokenWords } from "./words.js";
import { largest, make, makeTable, short } from "../parts.js";
import { tableSvg, textSvg } from "../svg.js";

const WIDE = 400; // pixels for a table; it shrinks where there are fewer

// The size of a number in a table of so many columns.
const sideFor = (columns, heads) => Math.max(2, Math.min(heads > 1 ? 6 : 14, Math.floor(WIDE / columns)));

const scaleOf = (tables) => Math.max(...tables.map(({ values }) => largest(values)));

export function sayNumber(lens, name, index) {
  const value = lens.tensor(name).data[index];
  return `${placeWords(lens, name, index)}: ${value === -Infinity ? "masked" : short(value)}`;
}

// The numbers of some columns above a table, or the tokens; first: the number of the first column.
function makeTicks(lens, name, columns, side, first) {
  const ticks = make("div", { className: "ticks", "aria-hidden": "true" });
  const isOfNext = OF_NEXT.includes(name), step = isOfNext ? 1 : side >= 14 ? 2 : columns > 100 ? 32 : 16;
  const words = (column) => tokenWords(lens.model, column).replace("space", "␣").replace(/^<.*/, "");
  ticks.style.width = `${columns * side}px`;
  for (let column = 0; column < columns; column += step) {
    const tick = make("span", { textContent: isOfNext ? words(column) : first + column });
    tick.style.left = `${(100 * (column + 0.5)) / columns}%`;
    ticks.append(tick);
  }
  return ticks;
}

// One part: {element, show(lens), figure(lens, y): {inside, width, height}}. heads: those to show, or [null] for all.
function makePart({ scope, lensNow, pick }, lens, name, heads) {
  const title = make("h3"), shape = make("span", { className: "shape" }), what = make("p", { className: "what" });
  const { columns, indexOf } = tableOf(lens, name, heads[0]), side = sideFor(columns, heads.length);
  const isOne = heads.length === 1;
  const names = make("ol", { className: "names", "aria-hidden": "true", hidden: side < 14 });
  let named = "";
  const tables = heads.map((head) => {
    const label = `${partWords(name)}${head == null ? "" : `, head ${head}`}`;
    const indexAt = ({ row, column }) => tableOf(lensNow(), name, head).indexOf(row, column);
    return makeTable({
      frame: scope.frame,
      label,
      side,
      say: (at) => sayNumber(lensNow(), name, indexAt(at)),
      pick: (at) => pick(name, indexAt(at)),
    });
  });
  const cells = tables.map(({ element }, i) => {
    const head = make("span", { className: "shape", textContent: `head ${heads[i]}` });
    if (!isOne) return make("div", {}, head, element);
    element.prepend(makeTicks(lens, name, columns, side, placeIn(lens.tensor(name), indexOf(0, 0)).column));
    return make("div", { className: "labelled" }, names, element);
  });

  // The rows in words, where they are high enough.
  function showNames(now, rows) {
    if (names.hidden) return;
    const words = Array.from({ length: rows }, (_, row) => rowWords(now, name, row).replace(/^(patch \d+) .*/, "$1"));
    if (named === words.join("\n")) return;
    named = words.join("\n");
    names.replaceChildren(...words.map((textContent) => make("li", { textContent })));
  }

  title.append(partWords(name), " ", shape);
  what.textContent = whatIs(name);
  const beside = make("div", { className: isOne ? "" : "beside" }, ...cells);
  return {
    element: make("section", { className: "part", "data-tensor": name }, title, what, beside),

    show(now) {
      const changed = scope.state.interventions.some(({ at }) => at === name) ? " · changed by you" : "";
      const derived = now.recipe(name).derived ? " · computed here: PyTorch has no name for it" : "";
      shape.textContent = shapeWords(now, name, heads[0] != null && isOne) + derived + changed;
      const all = heads.map((head) => tableOf(now, name, head)), scale = scaleOf(all);
      showNames(now, all[0].rows);
      tables.forEach((table, i) => table.show(all[i].values, all[i].rows, all[i].columns, { scale }));
    },

    figure(now, y) {
      const all = heads.map((head) => tableOf(now, name, head)), scale = scaleOf(all);
      const wide = all[0].columns * side + 12;
      const inside = all.map(({ values, rows, columns: count }, i) => {
        return tableSvg(values, rows, count, { x: 8 + i * wide, y: y + 20, side, scale });
      });
      inside.unshift(textSvg(headingOf(now, name), 8, y + 12));
      return { inside: inside.join(""), width: 16 + heads.length * wide, height: all[0].rows * side + 34 };
    },
  };
}

// parts: [{name, heads}]. lensNow(): the present lens; pick(name, index): a number was picked.
export function makeSheet(tools, lens, parts) {
  const made = parts.map(({ name, heads }) => makePart(tools, lens, name, heads)), away = new Set(), late = new Set();
  // Only what is in sight is painted, or nearly in sight: so it is fast while one draws.
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const part = made.find(({ element }) => element === target);
      if (!isIntersecting) away.add(part);
      else if (away.delete(part) && late.delete(part)) part.show(tools.lensNow());
    }
  }, { rootMargin: "200px" });
  made.forEach(({ element }) => observer.observe(element));
  let painted = false;

  return {
    elements: made.map(({ element }) => element),
    show(now) {
      for (const part of made) {
        if (painted && away.has(part)) late.add(part);
        else part.show(now);
      }
      painted = true;
    },
    figure(now) {
      let y = 8, width = 420;
      const inside = made.map((part) => {
        const figure = part.figure(now, y);
        y += figure.height;
        width = Math.max(width, figure.width);
        return figure.inside;
      });
      return { inside: inside.join(""), width, height: y };
    },
  };
}
