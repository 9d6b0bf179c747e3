// The map of all copies: what each would do, and a press that does it.

import { makeRest } from "../at_rest.js";
import { nats } from "../next_tokens.js";
import { makeFilling, sameGrid } from "./filling.js";
import { answerOf, gridIn } from "./pair.js";
import { makeStages, rowInWords, tokensOf } from "./stages.js";
import { largest, make, short } from "../parts.js";
import { cellsOf, copyOf, isCopy, makeMeasure, patchesIn, patchesOfCell } from "./patching.js";

export const MEASURES = { gained: "the pinned answer gains", lost: "the present answer loses" };
export const LEAST = 0.1; // of the full colour: answers that hardly differ must not look as if they did
// The size of the full colour: what copying the whole memory does, or what the strongest copy does, if that is more.
export function scaleOf({ whole, values }, kind) {
  const each = [...values[kind].values()].map((own) => largest([...own]));
  return Math.max(Math.abs(whole?.[kind] ?? 0), LEAST, ...each);
}

// What the full colour is, in words.
function fullColour({ whole, what: { grid, pinned } }, kind, scale) {
  const of = short(scale), its = short(whole[kind]);
  if (scale < 1.01 * Math.abs(whole[kind])) return `The full colour is what copying the whole memory does: ${its}.`;
  if (scale > LEAST) return `The full colour is what the strongest copy does: ${of}. The whole memory: ${its}.`;
  const same = kind === "gained" && sameGrid(grid, gridIn(pinned)) ? SAME : "";
  return `The full colour is ${of}; no copy does more.${same}`;
}

// Make one copy instead of all others, or take it back if it is the one. chosen: what is then chosen by hand.
export function pressCopy(scope, copy, chosen) {
  const { interventions, view } = scope.state, others = interventions.filter((one) => !isCopy(one));
  const again = JSON.stringify(interventions.filter(isCopy)) === JSON.stringify([copy]);
  scope.change({
    interventions: again ? others : [...others, copy],
    view: { ...view, copy: { ...view.copy, ...chosen } },
  });
}

const SAME = " The pinned answer cannot gain from copies: what is computed for it, on the same drawing, is what is "
  + "copied. See what the present answer loses.";
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
    logs: make("p", { className: "line", "aria-live": "polite", "data-testid": "microscope-copy-logs" }),
  };
  place.append(
    make("h2", { textContent: "What each copy does" }),
    make("p", { textContent: EACH }),
    make("div", { className: "bar" },
      make("label", {}, "Colour: what ", parts.measure), make("label", {}, "by copying ", parts.group)),
    make("div", { className: "filling" }, parts.progress, parts.filled),
    stages,
    parts.result,
    parts.logs,
    make("p", { textContent: SAYS }),
  );
  return parts;
}

// Returns {shown: {map, kind, words}, show(base, pinned, interventions, view)}: the present run without copies, the
// pinned run, the interventions other than copies, and what was chosen.
export function makeMap(place, scope) {
  let shown = null;
  const stages = makeStages(scope, { id: "map", kind: "what each copy does", say, pick });
  const { measure, group, progress, filled, result, logs } = layOutMap(place, scope, stages.element);
  const isSeen = () => scope.state.panel === "copy" && scope.state.pinned && place.isConnected;
  const filling = makeFilling(paint, isSeen), rest = makeRest(isSeen);
  let told = []; // what the log-probabilities are of

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
    const count = patchesIn(scope.model), cell = cellsOf(count)[row];
    const four = !stage.tokens && group.value === "cell", rows = four ? patchesOfCell(cell, count) : [row];
    const key = four ? `cell ${cell}` : `${stage.tokens ? "token" : "patch"} ${row}`;
    pressCopy(scope, copyOf(stage, rows), { stage: stage.at, rows: key });
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
    const kind = measure.value, { model, grid } = scope, scale = scaleOf(map, kind);
    const words = tokensOf(model, map.what.pinned), marked = copied(map.values[kind]);
    const same = scale === shown?.scale && map === shown.map; // else all squares have other colours
    shown = { map, kind, words, scale };
    stages.show(map.values[kind], { grid, words, scale, marked, only: same ? only : null });
    progress.value = map.done / map.of;
    const ready = () => `All ${map.of} copies. ${fullColour(map, kind, scale)}`;
    filled.textContent = map.done < map.of ? `${map.done} of ${map.of} copies.` : ready();
    progress.hidden = map.done === map.of;
  }

  // Say the log-probabilities of both answers without the present copies and with them.
  function* tellLogs(base, pinned, interventions) {
    const { model, grid, sources, state } = scope, copies = state.interventions.filter(isCopy);
    const answers = base.text === pinned.text ? [pinned] : [pinned, base];
    const measure = makeMeasure(model, grid, { interventions, sources, answers }), before = measure([]);
    yield;
    const now = measure(copies), each = answers.map((answer, i) => {
      return `of ${answerOf(answer)}: ${nats(before[i])} without the copies, ${nats(now[i])} with them`;
    });
    logs.textContent = `Log-probability ${each.join("; ")}.`;
  }

  return {
    get shown() { return shown; },
    show(base, pinned, interventions, view) {
      const { model, grid, sources, trace, state: { other: lender } } = scope;
      const first = sameGrid(grid, gridIn(pinned)) ? "lost" : "gained"; // nothing is gained with the same drawing
      measure.value = Object.hasOwn(MEASURES, view.measure) ? view.measure : first;
      group.value = Object.hasOwn(GROUPS, view.group) ? view.group : "patch";
      paint(filling({ model, grid, interventions, sources, lender, base, pinned, group: group.value }));
      const both = `With the copies the model reads ${answerOf(trace)}, without them ${answerOf(base)}.`;
      const now = trace === base ? "" : both;
      if (result.textContent !== now) result.textContent = now;
      const of = [trace, pinned, now];
      if (of.every((value, i) => value === told[i])) return rest.resume();
      told = of;
      if (now) rest.begin(tellLogs(base, pinned, interventions));
      else {
        rest.begin([].values());
        logs.textContent = "";
      }
    },
  };
}
