// All queries of one head of the encoder at once: a row for each patch that looks, a column for each patch looked at.

import { EVEN, fixed, mapOf, nameOf, sharpestOf, strongest } from "./view.js";
import { patchWords } from "../names.js";
import { largest, make, makeTable } from "../parts.js";

// choose(row): called when a row is picked. Returns {element, show(view, head)}.
export function makeQueries(scope, choose) {
  let S = 1, sharpest = 0;
  const table = makeTable({
    frame: scope.frame,
    label: "all queries of this head: a row for each patch that looks; press Enter to take it as the query",
    side: 12,
    say: ({ row, column, value }) => `${patchWords(row, S)} looks at ${patchWords(column, S)}: ${fixed(value)}`,
    pick: ({ row }) => choose(row),
  });
  const summary = make("p", { className: "hint" }), take = make("button", { type: "button" }, "Take the sharpest");
  take.addEventListener("click", () => choose(sharpest));
  take.dataset.testid = "microscope-maps-sharpest";
  const title = make("p", { className: "name" }, "All its queries");
  const about = { className: "queries", "aria-label": "All queries of this head" };
  return {
    element: make("section", about, title, summary, table.element, make("div", { className: "tools" }, take)),
    show({ kind, patch, S: count }, [block, head]) {
      const { data } = mapOf(scope.trace, nameOf(kind, block), head);
      [S, sharpest] = [count, sharpestOf(data, count)];
      const own = data.subarray(sharpest * S, (sharpest + 1) * S), most = strongest(own);
      const rows = [patch, sharpest].map((row) => ({ row, column: 0, columns: S }));
      table.show(data, S, S, { scale: Math.max(EVEN, largest(data)), marked: rows });
      summary.textContent = `A row for each patch that looks. Framed: the query, and the sharpest row: ` +
        `${patchWords(sharpest, S)} gives ${fixed(own[most])} to patch ${most}. Click a row to take it as the query.`;
      take.setAttribute("aria-disabled", sharpest === patch);
    },
  };
}
