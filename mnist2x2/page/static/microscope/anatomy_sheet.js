// A sheet of tables: parts of the model, one below the other, heads side by side. All numbers can be picked.

import { headingOf, tableOf, whatIs } from "./anatomy_stages.js";
import { partWords, placeWords, shapeWords } from "./anatomy_words.js";
import { largest, make, makeTable, short } from "./parts.js";
import { tableSvg, textSvg } from "./svg.js";

const WIDE = 400; // pixels for a table; it shrinks where there are fewer

// The size of a number in a table of so many columns.
const sideFor = (columns, heads) => Math.max(2, Math.min(heads > 1 ? 6 : 14, Math.floor(WIDE / columns)));

export function sayNumber(lens, name, index) {
  const value = lens.tensor(name).data[index];
  return `${placeWords(lens, name, index)}: ${value === -Infinity ? "masked" : short(value)}`;
}

// One part: {element, show(lens), figure(lens, y): {inside, height}}. heads: the heads to show, or [null] for the whole.
function makePart({ scope, lensNow, pick }, lens, name, heads) {
  const title = make("h4"), shape = make("span", { className: "shape" }), what = make("p", { className: "what" });
  const { columns } = tableOf(lens, name, heads[0]), side = sideFor(columns, heads.length);
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
    const own = heads[i] != null && heads.length > 1;
    return own ? make("div", {}, make("span", { className: "shape", textContent: `head ${heads[i]}` }), element) : element;
  });
  title.append(partWords(name), " ", shape);
  what.textContent = whatIs(name);
  return {
    element: make("section", { className: "part", "data-tensor": name }, title, what, make("div", { className: "row" }, ...cells)),

    show(now) {
      const changed = scope.state.interventions.some(({ at }) => at === name) ? " · changed by you" : "";
      shape.textContent = shapeWords(now, name) + changed;
      const all = heads.map((head) => tableOf(now, name, head)), scale = Math.max(...all.map(({ values }) => largest(values)));
      tables.forEach((table, i) => table.show(all[i].values, all[i].rows, all[i].columns, { scale }));
    },

    figure(now, y) {
      const all = heads.map((head) => tableOf(now, name, head)), scale = Math.max(...all.map(({ values }) => largest(values)));
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
  const made = parts.map(({ name, heads }) => makePart(tools, lens, name, heads));
  return {
    elements: made.map(({ element }) => element),
    show: (now) => made.forEach((part) => part.show(now)),
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
