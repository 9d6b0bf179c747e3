// What an answer depends on: each patch is blanked in turn, and the model computes again how likely it finds the same
// answer. It is measured only of a drawing at rest that is looked at, a patch or a few at a time, so nothing freezes.

import { likeliest } from "../../model.js";
import { makeRest } from "../at_rest.js";
import { logProbabilities, run } from "../trace.js";

// The token that follows each token of a run, (T): the answer after <start>, then <finish>; or, of an answer that is as
// long as it may be, the likeliest one, which is not written.
export function writtenIn({ tokenizer: { finish } }, { tokens, finished, logits }) {
  const last = logits.subarray(logits.length - logits.length / tokens.length);
  return [...tokens.slice(1), finished ? finish : likeliest(last)];
}

// A grid without the ink of one patch, or null if that has none. across: how many patches are in a row.
export function blanked(grid, patch, across) {
  const side = Math.sqrt(grid.length), unit = side / across, result = grid.slice();
  const top = Math.floor(patch / across) * unit, left = (patch % across) * unit;
  for (let y = top; y < top + unit; y++) result.fill(0, y * side + left, y * side + left + unit);
  return result.some((ink, i) => ink !== grid[i]) ? result : null;
}

// Returns {now(): what is known of the present run, or null while it is not: {before: the log-probability of each of
// the tokens of `writtenIn` (T), after: for each patch, the same without its ink, or null if it has none, count: how
// many of these tokens are the answer}, atOnce(): the same, measured now if need be}. looked(): whether anybody
// looks at it; told(): called when there is news.
export function makeOcclusion(scope, looked, told) {
  const rest = makeRest(looked);
  let trace = null, found = null, work = null;

  function* measured() {
    const { model, grid, sources, state: { interventions } } = scope, own = trace;
    const S = own.memory.length / model.config.width, beginning = own.tokens.slice(1), targets = writtenIn(model, own);
    const again = { interventions, sources, beginning, choose: () => model.tokenizer.finish, keep: false };
    const before = logProbabilities(own, targets), count = targets.length - !own.finished, after = [];
    while (after.length < S) {
      const picture = blanked(grid, after.length, Math.sqrt(S));
      after.push(picture && logProbabilities(run(model, picture, again), targets));
      yield;
    }
    if (own !== scope.trace) return; // it will be asked for anew
    found = { before, after, count };
    told();
  }

  function now() {
    if (trace === scope.trace) rest.resume();
    else {
      [trace, found] = [scope.trace, null];
      work = measured();
      rest.begin(work);
    }
    return found;
  }

  function atOnce() {
    if (!now()) while (!work.next().done);
    return found;
  }

  return { now, atOnce };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

// Of a list of log-probabilities, that of a step, or of the whole answer if the step is null.
export const ofStep = (values, step, count) => (step === null ? sum(values.slice(0, count)) : values[step]);

// How the log-probability changes without each patch, (S): that of a step, or of the whole answer if the step is null.
export function changesOf({ before, after, count }, step) {
  const change = (values) => ofStep(values, step, count) - ofStep(before, step, count);
  return Float32Array.from(after, (values) => (values ? change(values) : 0));
}

// The places of values in their order, from 0; equal values share the mean of their places.
function ranks(values) {
  return Array.from(values, (value) => {
    const lower = values.filter((other) => other < value), same = values.filter((other) => other === value);
    return lower.length + (same.length - 1) / 2;
  });
}

// Spearman's rank correlation of two lists, from -1 to 1; null if one of them has no order, since all are equal.
export function rankCorrelation(x, y) {
  const [a, b] = [ranks(x), ranks(y)], middle = (a.length - 1) / 2;
  const product = (p, q) => sum(p.map((value, i) => (value - middle) * (q[i] - middle)));
  const size = Math.sqrt(product(a, a) * product(b, b));
  return size ? product(a, b) / size : null;
}
