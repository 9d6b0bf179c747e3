// Looks that are held: interventions that make a head, for one query, give all its attention to one place.

import { fixed, nameOf, queriesOf, tokenWords } from "./view.js";
import { writtenIn } from "./occlusion.js";
import { stepWords } from "../names.js";
import { logProbabilities } from "../trace.js";

// Whether an intervention holds the look of a head, [block, index], for the query of a view.
function holds({ at, head, rows, look }, { kind, row }, [block, index]) {
  return look != null && at === nameOf(kind, block) && (head ?? index) === index && (rows ?? [row]).includes(row);
}

export const isHeld = (interventions, view, head) => interventions.some((one) => holds(one, view, head));

// Interventions without those that hold it for its queries: one of all rows goes as a whole.
export function freed(interventions, view, head) {
  return queriesOf(view).reduce((left, row) => left.flatMap((one) => {
    if (!holds(one, { ...view, row }, head)) return [one];
    const rows = (one.rows ?? []).filter((other) => other !== row);
    return rows.length ? [{ ...one, rows }] : [];
  }), interventions);
}

// Interventions with one that makes the head look at a place, for the queries of a view.
export function withLook(interventions, view, [block, head], look) {
  const one = { at: nameOf(view.kind, block), head, rows: queriesOf(view), look };
  return [...freed(interventions, view, [block, head]), one];
}

// What the changes do to the next token at this step, in words, if the model without them got as far as this.
export function heldWords({ model, plain, trace }, { step, written }) {
  const same = plain.tokens.slice(0, step + 1).join() === trace.tokens.slice(0, step + 1).join();
  if (!same) return "Its look is held.";
  const targets = writtenIn(model, plain), of = (run, all) => fixed(logProbabilities(run, all)[step]);
  const now = of(trace, written.map((token, t) => (t === step ? targets[step] : token)));
  const next = `${tokenWords(model.tokenizer, targets[step])} at ${stepWords(step, written.length)}`;
  return `Its look is held. Log-probability of ${next}: ${of(plain, targets)} before, ${now} with all changes.`;
}
