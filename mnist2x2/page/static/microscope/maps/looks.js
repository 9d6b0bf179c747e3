// Looks that are held: interventions that make a head, for one query, give all its attention to one place.

import { fixed, nameOf, tokenWords } from "./view.js";
import { logProbabilities, writtenIn } from "./occlusion.js";

// Whether an intervention holds the look of a head, [block, index], for the query of a view.
function holds({ at, head, rows, look }, { kind, row }, [block, index]) {
  return look != null && at === nameOf(kind, block) && (head ?? index) === index && (rows ?? [row]).includes(row);
}

export const isHeld = (interventions, view, head) => interventions.some((one) => holds(one, view, head));

// Interventions without those that hold it: one of all rows goes as a whole.
export function freed(interventions, view, head) {
  return interventions.flatMap((one) => {
    if (!holds(one, view, head)) return [one];
    const rows = (one.rows ?? []).filter((other) => other !== view.row);
    return rows.length ? [{ ...one, rows }] : [];
  });
}

// Interventions with one that makes the head look at a place.
export function withLook(interventions, view, [block, head], look) {
  const one = { at: nameOf(view.kind, block), head, rows: [view.row], look };
  return [...freed(interventions, view, [block, head]), one];
}

// What the changes do to the next token at this step, in words, if the model without them got as far as this.
export function heldWords({ model, plain, trace }, { step, written }) {
  const same = plain.tokens.slice(0, step + 1).join() === trace.tokens.slice(0, step + 1).join();
  if (!same) return "Its look is held.";
  const targets = writtenIn(model, plain), of = (run, all) => fixed(logProbabilities(run, all)[step]);
  const now = of(trace, written.map((token, t) => (t === step ? targets[step] : token)));
  const next = `${tokenWords(model.tokenizer, targets[step])} at step ${step}`;
  return `Its look is held. Log-probability of ${next}: ${of(plain, targets)} before, ${now} with all changes.`;
}
