// What each head is worth for the present answer: how much of its log-probability it loses without this head.

import { MASK } from "../../interventions.js";
import { likeliest } from "../../model.js";
import { stateOf, unitsOff } from "./parts.js";
import { logProbability, run, writeOn } from "../trace.js";

// What a model that is told an answer, a run's {tokens, finished}, computes for it. options: see `run`.
function told(model, grid, { tokens, finished }, options) {
  return { ...run(model, grid, { ...options, beginning: tokens.slice(1), writes: false, keep: false }), finished };
}

// The log-probability of an answer, in nats.
export const logProbabilityOf = (model, grid, answer, options) =>
  logProbability(model, told(model, grid, answer, options));

// Whether a model that is told an answer would write the same after its first `given` tokens.
function writesSame({ tokenizer: { finish } }, { tokens, finished, logits }, given) {
  const T = tokens.length, C = logits.length / T, targets = finished ? [...tokens.slice(1), finish] : tokens.slice(1);
  return targets.every((target, t) => t < given || likeliest(logits.subarray(t * C, (t + 1) * C)) === target);
}

// Rank heads, switches of switches/parts.js, for what the scope shows now, as work for at_rest.js. to: what takes the
// place of a head's result. tell({before: the log-probability of the answer, ranked: [{head, loss, off: whether it is
// off already, text: the answer without it, if it differs}], text: the answer, done}) is called when the losses are
// known, and again when the answers are.
export function* rank(scope, heads, to, tell) {
  const { model, grid, sources, trace, state: { interventions, beginning } } = scope;
  const off = unitsOff(model, interventions), before = logProbability(model, trace);
  const masked = !interventions.some(({ at }) => at === MASK); // else an answer that is told says little on writing
  const ranked = heads.map((head) => ({ head, loss: 0, off: stateOf(model, off, head).off, text: null }));
  const without = ({ takes: [take] }) => ({ interventions: [...interventions, { ...take, to }], sources });
  const others = []; // of the ranked, those without which the answer may be another, and the memory then
  for (const entry of ranked.filter((one) => !one.off)) {
    const now = told(model, grid, trace, without(entry.head));
    entry.loss = before - logProbability(model, now);
    if (!masked || !writesSame(model, now, beginning.length)) others.push({ entry, memory: now.memory });
    yield;
  }
  ranked.sort((a, b) => b.off - a.off || b.loss - a.loss);
  tell({ before, ranked, text: trace.text, done: !others.length });
  if (!others.length) return;
  const { start, toText } = model.tokenizer;
  for (const { entry, memory } of others) {
    const { tokens } = writeOn(model, memory, { ...without(entry.head), beginning });
    const text = toText(tokens.filter((token) => token < start));
    if (text !== trace.text) entry.text = text;
    yield;
  }
  tell({ before, ranked, text: trace.text, done: true });
}
