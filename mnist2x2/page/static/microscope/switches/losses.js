// What each head is worth for the present answer: how much of its log-probability it loses without this head, or how
// much the token of one step loses against the runner-up.

import { MASK } from "../../interventions.js";
import { likeliest } from "../../model.js";
import { stateOf, unitsOff } from "./parts.js";
import { ranked as byLogit, rowOf } from "../next_tokens.js";
import { logProbability, run, targetsOf, writeOn } from "../trace.js";

// The choices of an answer: {step, token, against: the likeliest other token} each.
export function choicesOf(model, trace) {
  const { start, finish } = model.tokenizer;
  return targetsOf(model, trace).map((token, step) => {
    const others = byLogit(rowOf(trace, step)).filter((other) => other < start || other === finish);
    return { step, token, against: others.find((other) => other !== token) };
  });
}

// What of a run that is told an answer is measured: its log-probability, or at one choice the difference between those
// of the two tokens, which is that of their logits.
function measured(model, trace, choice) {
  if (!choice) return logProbability(model, trace);
  const row = rowOf(trace, choice.step);
  return row[choice.token] - row[choice.against];
}

// What a model that is told an answer, a run's {tokens, finished}, computes for it. options: see `run`.
function told(model, grid, { tokens, finished }, options) {
  return { ...run(model, grid, { ...options, beginning: tokens.slice(1), writes: false, keep: false }), finished };
}

// What is measured of an answer that a model is told, in nats. choice: of `choicesOf`, or null for the whole answer.
export const measuredIn = (model, grid, answer, choice, options) =>
  measured(model, told(model, grid, answer, options), choice);

export const logProbabilityOf = (model, grid, answer, options) =>
  measuredIn(model, grid, answer, null, options);

// Whether a model that is told an answer would write the same after its first `given` tokens.
function writesSame(model, trace, given) {
  return targetsOf(model, trace).every((target, t) => t < given || likeliest(rowOf(trace, t)) === target);
}

// Rank heads, switches of switches/parts.js, for what the scope shows now, as work for at_rest.js. to: what takes the
// place of a head's result. choice: see `measuredIn`. tell({choice, before: what is measured of the answer, ranked:
// [{head, loss, off: whether it is off already, text: the answer without it, if it differs}], text: the answer, done})
// is called when the losses are known, and again when the answers are.
export function* rank(scope, heads, { to, choice }, tell) {
  const { model, grid, sources, trace, state: { interventions, beginning } } = scope;
  const off = unitsOff(model, interventions), before = measured(model, trace, choice);
  const masked = !interventions.some(({ at }) => at === MASK); // else an answer that is told says little on writing
  const ranked = heads.map((head) => ({ head, loss: 0, off: stateOf(model, off, head).off, text: null }));
  const without = ({ takes: [take] }) => ({ interventions: [...interventions, { ...take, to }], sources });
  const others = []; // of the ranked, those without which the answer may be another, and the memory then
  for (const entry of ranked.filter((one) => !one.off)) {
    const now = told(model, grid, trace, without(entry.head));
    entry.loss = before - measured(model, now, choice);
    if (!masked || !writesSame(model, now, beginning.length)) others.push({ entry, memory: now.memory });
    yield;
  }
  ranked.sort((a, b) => b.off - a.off || b.loss - a.loss);
  tell({ choice, before, ranked, text: trace.text, done: !others.length });
  if (!others.length) return;
  const { start, toText } = model.tokenizer;
  for (const { entry, memory } of others) {
    const { tokens } = writeOn(model, memory, { ...without(entry.head), beginning });
    const text = toText(tokens.filter((token) => token < start));
    if (text !== trace.text) entry.text = text;
    yield;
  }
  tell({ choice, before, ranked, text: trace.text, done: true });
}
