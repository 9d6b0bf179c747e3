// What the model computed for other pictures, from which interventions copy: each is computed once.

import { compose } from "../grid.js";
import { digitFromMarks } from "../strokes.js";
import { run, sourceOf } from "./trace.js";

// The picture that the model sees in a drawing: Uint8Array (56 * 56).
export const gridOf = (marks, samples) => compose(marks.map((own, cell) => digitFromMarks(own, samples, cell)));

// Returns a function of the model and the state that returns its sources. models: see `mount`.
export function makeSources(models, gridAt, samples) {
  const known = new Map(); // {the drawing or sample: {model, begun: the beginning of the answer, trace}}

  function traceOf(model, key, makeGrid, beginning = []) {
    const begun = beginning.join(), old = known.get(key);
    if (old?.model !== model || old.begun !== begun) {
      known.set(key, { model, begun, trace: run(model, makeGrid(), { beginning }) });
    }
    if (known.size > 40) known.delete(known.keys().next().value);
    return known.get(key).trace;
  }

  return (model, { model: name, pinned, pinnedBeginning, other }) => ({
    mean: models[name].means,
    get otherTrace() { return traceOf(model, other, () => gridAt(other)); },
    get pinnedTrace() {
      return pinned && traceOf(model, pinned, () => gridOf(pinned, samples), pinnedBeginning);
    },
    get other() { return sourceOf(this.otherTrace); },
    get pinned() { return pinned && sourceOf(this.pinnedTrace); },
  });
}
