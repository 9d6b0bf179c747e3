// The panel "Copy": the present drawing beside a pinned one, and what happens if the model's numbers for the pinned one
// are copied into the present run.

import { makeCompare } from "./compare.js";
import { figureOfCopies } from "./figure.js";
import { makeHand } from "./hand.js";
import { makeHeads } from "./heads.js";
import { makeLooks } from "./looks.js";
import { makeMap } from "./map.js";
import { makePair } from "./pair.js";
import { make } from "../parts.js";
import { isCopy } from "./patching.js";
import { run } from "../trace.js";

const ABOUT = "Two runs of the same model: on the present drawing, and on a pinned one. Copy some of what it "
  + "computed for the pinned drawing into the present run, and see whether the answer follows.";

// The present run without the copies. It is computed once for each picture.
function makeBase(scope) {
  let known = null;
  return (interventions) => {
    const { model, grid, trace, state: { beginning, interventions: all } } = scope;
    if (interventions.length === all.length) return trace;
    const key = JSON.stringify([interventions, beginning]);
    if (known?.model !== model || known.grid !== grid || known.key !== key) {
      const { sources } = scope;
      known = { model, grid, key, trace: run(model, grid, { interventions, beginning, sources }) };
    }
    return known.trace;
  };
}

export function makeCopy(place, scope) {
  const [rest, copies, heads, hand, compare, looks] = Array.from({ length: 6 }, () => make("div"));
  place.append(make("p", { textContent: ABOUT }));
  const pair = makePair(place, scope), base = makeBase(scope);
  place.append(rest);
  rest.append(copies, heads, hand, compare, looks);
  const parts = {
    copies: makeMap(copies, scope),
    heads: makeHeads(heads, scope),
    hand: makeHand(hand, scope),
    compare: makeCompare(compare, scope),
    looks: makeLooks(looks, scope),
  };
  let runs = null;

  return {
    show() {
      const { state, sources: { pinnedTrace: pinned } } = scope, view = state.view.copy ?? {};
      const interventions = state.interventions.filter((one) => !isCopy(one));
      runs = { base: base(interventions), pinned };
      pair.show(runs.base, pinned);
      rest.hidden = !pinned;
      if (!pinned) return;
      parts.copies.show(runs.base, pinned, interventions, view);
      parts.heads.show(runs.base, pinned, interventions, view, parts.copies.shown.kind);
      parts.hand.show(pinned, view);
      parts.compare.show(pinned, view);
      parts.looks.show(pinned, view);
    },
    figure: () => figureOfCopies(scope, runs, parts.copies.shown),
  };
}
