// The table of what was lost and gained on the shipped grids without each head, in each way in which it was counted, to
// be sorted by any of its columns.

import { make } from "../parts.js";
import { WORDS } from "./board.js";
import { wayIn, WAYS } from "./parts.js";

const KINDS = [
  { title: "as they are", of: ([full]) => full.lost, gained: ([full]) => full.gained },
  { title: "empty cells", of: ([, emptied]) => emptied.lost, gained: ([, emptied]) => emptied.gained },
  { title: "mixed languages", of: ([full, emptied]) => full.mixed + emptied.mixed, gained: () => 0, ofWords: true },
];
const COLUMNS = [
  { sort: "name", label: "head", said: "their order in the model" },
  ...KINDS.flatMap(({ title, ...kind }, k) => WAYS.map((way) => {
    return { ...kind, sort: `${way} ${k}`, way, label: way, said: `${title}, ${WORDS[way]}` };
  })),
];

// heads: switches, see switches/parts.js. Counts are kept for each model and way. Returns {element, show(), add(model,
// way, head, kinds), knows(model, way, head), known(model, way): how many heads}.
export function makeCountTable(scope, heads) {
  const counts = new Map(); // {model way: Map of a head to its counts}
  const own = (model, way) => counts.get(`${model} ${way}`) ?? new Map();
  const titles = COLUMNS.map(({ sort, label, said }) => {
    const onclick = () => scope.look("switches", { sort });
    const button = make("button", { type: "button", onclick, "aria-label": `${label}: sort by ${said}` }, label);
    return make("th", { scope: "col" }, button);
  });
  const rows = heads.map((head) => {
    const cells = COLUMNS.slice(1).map(() => make("td"));
    return { head, cells, row: make("tr", {}, make("th", { scope: "row" }, head.short), ...cells) };
  });
  const above = KINDS.map(({ title }) => make("th", { scope: "colgroup" }, title));
  const caption = make("caption"), body = make("tbody", {}, ...rows.map(({ row }) => row));
  const head = make("thead", {}, make("tr", {}, make("td"), ...above), make("tr", {}, ...titles));
  const table = make("table", { "data-testid": "microscope-counts" }, caption, head, body);
  const element = make("div", { className: "wide", hidden: true }, table);
  let shown = "";

  // The column to sort by; at first that of grids with empty cells, where most is lost.
  function sorted() {
    const { state } = scope, find = (own) => COLUMNS.find(({ sort }) => sort === own);
    return find(state.view.switches?.sort) ?? find(`${wayIn(state)} 1`);
  }

  function show() {
    const { model } = scope.state, known = Object.fromEntries(WAYS.map((way) => [way, own(model, way)]));
    const { sort, way, of } = sorted(), words = scope.model.tokenizer.noun !== "digit";
    const key = JSON.stringify([model, ...WAYS.map((each) => known[each].size), sort]);
    if (key === shown) return;
    shown = key;
    const ways = WAYS.filter((each) => known[each].size);
    const isOut = (column) => (column.way && !ways.includes(column.way)) || (column.ofWords && !words) || false;
    element.hidden = !ways.length;
    caption.textContent = `One head alone is switched off: grids lost of ${scope.truths.length} of each kind, and ` +
      `after + those gained.${words ? " Mixed languages: of both kinds together." : ""}`;
    above.forEach((title, k) => Object.assign(title, { colSpan: ways.length || 1, hidden: isOut(KINDS[k]) }));
    COLUMNS.forEach((column, i) => {
      titles[i].setAttribute("aria-sort", column.sort !== sort ? "none" : of ? "descending" : "ascending");
      titles[i].hidden = isOut(column);
    });
    for (const { head, cells, row } of rows) {
      row.hidden = !ways.some((each) => known[each].has(head));
      cells.forEach((cell, i) => {
        const column = COLUMNS[i + 1], kinds = known[column.way].get(head), gained = kinds ? column.gained(kinds) : 0;
        cell.textContent = kinds ? `${column.of(kinds)}${gained ? ` +${gained}` : ""}` : "";
        cell.hidden = isOut(column);
      });
    }
    const sum = (kinds) => kinds[0].lost + kinds[1].lost; // where the column is the same
    const order = !of ? rows : [...rows].sort((a, b) => {
      const [one, other] = [known[way].get(a.head), known[way].get(b.head)];
      return one && other ? of(other) - of(one) || sum(other) - sum(one) : Boolean(other) - Boolean(one);
    });
    if (order.some(({ row }, i) => row !== body.children[i])) body.append(...order.map(({ row }) => row));
  }

  return {
    element,
    show,
    add(model, way, head, kinds) {
      counts.set(`${model} ${way}`, own(model, way).set(head, kinds));
      show();
    },
    knows: (model, way, head) => own(model, way).has(head),
    known: (model, way) => own(model, way).size,
  };
}
