// The map of all copies: for each stage and row, how much copying that row alone from the pinned run into the present
// one changes the log-probabilities of two answers. It fills a few rows at a time, while the page stays alive.

import { copyOf, makeMeasure, patchesIn, patchesOfCell, stagesOf } from "./patching.js";

const SLICE = 12; // milliseconds of work between two frames
const REST = 150; // milliseconds from the last change until work begins: a drawing in progress must not wait
const KEPT = 6; // filled maps that are kept, for those who go back

// The rows to copy at a time: those of each patch or of each cell, and each token.
function groupsOf(model, pinned, group, tokens) {
  const count = patchesIn(model), length = tokens ? pinned.tokens.length : count;
  if (group === "cell" && !tokens) return [0, 1, 2, 3].map((cell) => patchesOfCell(cell, count));
  return Array.from({ length }, (_, row) => [row]);
}

// A map that is still empty. what: see `makeFilling`.
function emptyMap(what) {
  const { model, grid, interventions, sources, base, pinned, group } = what;
  const stages = stagesOf(model), length = (tokens) => (tokens ? pinned.tokens.length : patchesIn(model));
  const empty = () => new Map(stages.map(({ at, tokens }) => [at, new Float64Array(length(tokens))]));
  const copies = stages.flatMap(({ at, tokens }) => {
    return groupsOf(model, pinned, group, tokens).map((rows) => ({ at, rows }));
  });
  let measure = null, before = null;

  // How much copies take from the present answer, and give to the pinned one.
  function effect(own) {
    const [present, other] = measure(own);
    return { lost: before[0] - present, gained: other - before[1] };
  }

  return {
    what,
    done: 0,
    of: copies.length,
    values: { lost: empty(), gained: empty() }, // for each stage, a number for each row
    whole: null, // what copying the whole memory does, {lost, gained}
    known: new Map(stages.map(({ at }) => [at, new Set()])), // the rows that are measured
    // Measure the next copy. Returns the name of its stage.
    step() {
      if (!measure) {
        measure = makeMeasure(model, grid, { interventions, sources, answers: [base, pinned] });
        before = measure([]);
        this.whole = effect([copyOf({ at: "encoder_norm" })]);
      }
      const { at, rows } = copies[this.done++], measured = effect([copyOf({ at }, rows)]);
      for (const row of rows) {
        this.known.get(at).add(row);
        for (const kind of ["lost", "gained"]) this.values[kind].get(at)[row] = measured[kind];
      }
      return at;
    },
  };
}

export const sameGrid = (one, other) => one === other || one.every((value, i) => value === other[i]);

// Whether two maps would be the same.
function alike(one, other) {
  const same = (field) => JSON.stringify(one[field]) === JSON.stringify(other[field]);
  const known = ["model", "pinned", "group", "lender"].every((field) => one[field] === other[field]);
  return known && same("interventions") && sameGrid(one.grid, other.grid)
    && one.base.tokens.join() === other.base.tokens.join();
}

// tell(map, stages): called when squares were filled; stages: the names of those that they are in. wanted(): whether
// to go on. Returns a function of what a map is of, which returns the map; it fills from then on, and an earlier one
// ends. what: the model, the grid (Uint8Array) of the present run, its interventions without copies, sources for them,
// the sample that may lend them tensors, the run itself, the pinned run, and whether to copy by "patch" or by "cell".
export function makeFilling(tell, wanted) {
  let maps = [], map = null, turn = 0, waiting = false;

  function later(wait) {
    const own = ++turn, go = () => own === turn && work();
    waiting = true;
    setTimeout(() => requestAnimationFrame(() => setTimeout(go)), wait); // let the browser paint before
  }

  function work() {
    waiting = false;
    if (!wanted()) return;
    const until = performance.now() + SLICE, stages = new Set();
    do stages.add(map.step()); while (map.done < map.of && performance.now() < until);
    if (map.done < map.of) later(0);
    tell(map, stages);
  }

  return (what) => {
    if (!map || !alike(map.what, what)) {
      maps = [map, ...maps].filter((one) => one && one.done === one.of).slice(0, KEPT);
      map = maps.find((one) => alike(one.what, what)) ?? emptyMap(what);
      waiting = false;
    }
    if (!waiting && map.done < map.of) later(REST);
    return map;
  };
}
