// The table of what was lost and gained on the shipped grids without each head, to be sorted by any of its columns.

import { make } from "../parts.js";
import { WORDS } from "./board.js";
import { wayIn } from "./parts.js";

const COLUMNS = [
  { sort: "name", label: "head", said: "their order in the model" },
  { sort: "lost", label: "lost", said: "lost as they are", of: (kinds) => kinds[0].lost },
  { sort: "gained", label: "gained", said: "gained as they are", of: (kinds) => kinds[0].gained },
  { sort: "lostEmpty", label: "lost", said: "lost with empty cells", of: (kinds) => kinds[1].lost },
  { sort: "gainedEmpty", label: "gained", said: "gained with empty cells", of: (kinds) => kinds[1].gained },
];
const sortIn = ({ view }) => COLUMNS.find(({ sort }) => sort === view.switches?.sort) ?? COLUMNS[3]; // most is lost here

// heads: switches, see switches/parts.js. Counts are kept for each model and way. Returns {element, show(), add(model,
// way, head, kinds), knows(model, way, head), known(model, way): how many heads}.
export function makeCountTable(scope, heads) {
  const counts = new Map(); // {model way: Map of a head to its counts}
  const own = (model, way) => counts.get(`${model} ${way}`) ?? new Map();
  const columns = COLUMNS.map(({ sort, label, said }) => {
    const onclick = () => scope.look("switches", { sort });
    const button = make("button", { type: "button", onclick, "aria-label": `${label}: sort by ${said}` }, label);
    return make("th", { scope: "col" }, button);
  });
  const rows = heads.map((head) => {
    const cells = COLUMNS.slice(1).map(() => make("td"));
    return { head, cells, row: make("tr", {}, make("th", { scope: "row" }, head.short), ...cells) };
  });
  const above = (text) => make("th", { scope: "colgroup", colSpan: 2 }, text);
  const caption = make("caption"), body = make("tbody", {}, ...rows.map(({ row }) => row));
  const head = make("thead", {},
    make("tr", {}, make("td"), above("as they are"), above("empty cells")), make("tr", {}, ...columns));
  const element = make("table", { hidden: true, "data-testid": "microscope-counts" }, caption, head, body);
  let shown = "";

  function show() {
    const way = wayIn(scope.state), known = own(scope.state.model, way), { sort, of } = sortIn(scope.state);
    const key = [scope.state.model, way, known.size, sort].join(" ");
    if (key === shown) return;
    shown = key;
    element.hidden = !known.size;
    caption.textContent = `One head alone becomes ${WORDS[way]}: of ${scope.truths.length} grids of each kind`;
    COLUMNS.forEach((column, i) => {
      columns[i].setAttribute("aria-sort", column.sort !== sort ? "none" : of ? "descending" : "ascending");
    });
    for (const { head, cells, row } of rows) {
      const kinds = known.get(head);
      row.hidden = !kinds;
      if (kinds) cells.forEach((cell, i) => (cell.textContent = COLUMNS[i + 1].of(kinds)));
    }
    const sum = (kinds) => kinds[0].lost + kinds[1].lost; // where the column is the same
    const order = !of ? rows : [...rows].sort((a, b) => {
      const [one, other] = [known.get(a.head), known.get(b.head)];
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
