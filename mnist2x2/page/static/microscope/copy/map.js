// The map of all copies: what each would do, and a press that does it.

import { makeFilling } from "./filling.js";
import { answerOf } from "./pair.js";
import { makeStages, rowInWords, tokensOf } from "./stages.js";
import { make, short } from "../parts.js";
import { cellsOf, copyOf, isCopy, patchesIn, patchesOfCell } from "./patching.js";

const MEASURES = { gained: "the pinned answer gains", lost: "the present answer loses" };
export const LEAST = 0.1; // of the full colour: answers that hardly differ must not look as if they did
const GROUPS = { patch: "one patch", cell: "a whole cell" };

const select = (id, choices, field, scope) => {
  const options = Object.entries(choices).map(([key, words]) => new Option(words, key));
  const onchange = ({ target }) => scope.look("copy", { [field]: target.value });
  return make("select", { "data-testid": `microscope-${id}`, onchange }, ...options);
};

const EACH = "Each square is one copy: this row, at this stage, is taken from the pinned run, and all that follows is "
  + "computed anew. The colour says what this does to the log-probability of a whole answer. Press a square to make "
  + "this one copy, and press it again to take it back.";
const SAYS = "What the map says: the row of a strong square carries enough to move the answer. What it does not say: "
  + "that this is the only way; other rows may carry the same, and several may do what none does alone.";

// The controls and the texts around the maps, in `place`.
function layOutMap(place, scope, stages) {
  const choose = (id, choices, field) => select(id, choices, field, scope);
  const parts = {
    measure: choose("copy-measure", MEASURES, "measure"),
    group: choose("copy-group", GROUPS, "group"),
    progress: make("progress", { max: 1, ariaLabel: "copies measured" }),
    filled: make("p", { "data-testid": "microscope-copy-progress" }),
    result: make("p", { className: "result", "aria-live": "polite", "data-testid": "microscope-copy-result" }),
  };
  place.append(
    make("h2", { textContent: "What each copy does" }),
    make("p", { textContent: EACH }),
    make("div", { className: "bar" },
      make("label", {}, "Colour: what ", parts.measure), make("label", {}, "by copying ", parts.group)),
    make("div", { className: "filling" }, parts.progress, parts.filled),
    stages,
    parts.result,
    make("p", { textContent: SAYS }),
  );
  return parts;
}

// Returns {shown: {map, kind, words}, show(base, pinned, interventions, view)}: the present run without copies, the
// pinned run, the interventions other than copies, and what was chosen.
export function makeMap(place, scope) {
  let shown = null;
  const stages = makeStages(scope, { id: "map", kind: "what each copy does", say, pick });
  const { measure, group, progress, filled, result } = layOutMap(place, scope, stages.element);
  const filling = makeFilling(paint, () => scope.state.panel === "copy" && scope.state.pinned && place.isConnected);

  function say({ stage, row, value }) {
    if (!shown) return "";
    const { map, kind, words } = shown, four = map.what.group === "cell" && !stage.tokens;
    const one = rowInWords(scope.model, row, stage.tokens, words);
    const where = `${stage.title}, ${four ? one.replace(/^.*?, /, "") : one}`;
    if (!map.known.get(stage.at)?.has(row)) return `${where}: not yet measured`;
    const said = `${where}: ${MEASURES[kind]} ${short(value)}`, whole = map.whole[kind];
    if (Math.abs(whole) < LEAST) return said;
    return `${said}, ${short((100 * value) / whole, 2)}% of what copying the whole memory does`;
  }

  function pick({ stage, row }) {
    const { interventions, view } = scope.state, count = patchesIn(scope.model), cell = cellsOf(count)[row];
    const four = !stage.tokens && group.value === "cell", rows = four ? patchesOfCell(cell, count) : [row];
    const copy = copyOf(stage, rows), others = interventions.filter((one) => !isCopy(one));
    const again = JSON.stringify(interventions.filter(isCopy)) === JSON.stringify([copy]);
    const chosen = { stage: stage.at, rows: four ? `cell ${cell}` : `${stage.tokens ? "token" : "patch"} ${row}` };
    scope.change({
      interventions: again ? others : [...others, copy],
      view: { ...view, copy: { ...view.copy, ...chosen } },
    });
  }

  // The rows that are copied now, for each stage.
  function copied(values) {
    const marked = new Map();
    for (const { at, head, rows } of scope.state.interventions.filter(isCopy)) {
      if (head == null) marked.set(at, [...(marked.get(at) ?? []), ...(rows ?? values.get(at)?.keys() ?? [])]);
    }
    return marked;
  }

  function paint(map, only) {
    const kind = measure.value, whole = map.whole?.[kind] ?? 1, { model, grid } = scope;
    const words = tokensOf(model, map.what.pinned), marked = copied(map.values[kind]);
    shown = { map, kind, words };
    stages.show(map.values[kind], { grid, words, scale: Math.max(Math.abs(whole), LEAST), marked, only });
    progress.value = map.done / map.of;
    const full = map.whole ? ` The full colour is what copying the whole memory does: ${short(whole)}.` : "";
    filled.textContent = map.done < map.of ? `${map.done} of ${map.of} copies.` : `All ${map.of} copies.${full}`;
    progress.hidden = map.done === map.of;
  }

  return {
    get shown() { return shown; },
    show(base, pinned, interventions, view) {
      const { model, grid, sources, trace, state: { other: lender } } = scope;
      measure.value = Object.hasOwn(MEASURES, view.measure) ? view.measure : "gained";
      group.value = Object.hasOwn(GROUPS, view.group) ? view.group : "patch";
      paint(filling({ model, grid, interventions, sources, lender, base, pinned, group: group.value }));
      const both = `With the copies the model reads ${answerOf(trace)}, without them ${answerOf(base)}.`;
      const now = trace === base ? "" : both;
      if (result.textContent !== now) result.textContent = now;
    },
  };
}
