// Beside the map of where a head looks: occlusion, which says what the answer depends on, and whether they agree.

import { makeChoice } from "./choice.js";
import { makeNumbers } from "./places.js";
import { fixed, sign, strongest, tokenWords } from "./view.js";
import { changesOf, makeOcclusion, ofStep, rankCorrelation } from "./occlusion.js";
import { patchWords, stepWords } from "../names.js";
import { largest, make, makePicture } from "../parts.js";

const QUESTIONS = `The two maps answer different questions: the head's map says where it looked, so what it mixes in;
  occlusion says what the answer depends on, so what happens without those pixels.`;
export const FAINTEST = 0.5; // the smallest change of a log-probability that gets the full colour
export const LEAST = 0.05; // smaller changes hardly matter: no patch is named for them
const WAIT = "Measured as soon as the drawing is at rest.";

// Whether the patches at which a head looks most are those without which most is lost: a sentence.
function agreementOf(values, changes, S) {
  const losses = Array.from(changes, (change) => -change), correlation = rankCorrelation(values, losses);
  if (Math.max(...losses) < LEAST) return `Nothing to compare: whichever patch is blanked, less than ${LEAST} is lost.`;
  if (correlation === null) return "Nothing to compare: this head gives every patch the same weight.";
  const [most, worst] = [strongest(values), strongest(losses)];
  const same = most === worst ? `Both have the same strongest patch, ${most}.`
    : `The head looks most at patch ${most}; the answer loses most without patch ${worst}.`;
  return `Do they agree here? Rank correlation of weight and loss over the ${S} patches: ${fixed(correlation)} ` +
    `(1: same order, 0: no relation, −1: opposite order). ${same}`;
}

// What is lost without which patch, in words. chance(change): what becomes of the probability.
function lossOf(changes, chance) {
  const S = changes.length, worst = strongest(changes.map((change) => -change)), best = strongest(changes);
  const without = (patch) => `without ${patchWords(patch, S)}: ${fixed(changes[patch])}, ${chance(changes[patch])}.`;
  if (changes[worst] <= -LEAST) return `It loses most ${without(worst)}`;
  if (largest(changes) < LEAST) return `The picture hardly matters here: each patch changes it by less than ${LEAST}.`;
  return `Whichever patch is blanked, it loses less than ${LEAST}. It gains most ${without(best)}`;
}

// looked(): whether anybody looks; choose(whole): called when the other measure is chosen; told(): when there is news.
// Returns {element, of, numbers and agreement: elements, show(view, values: of the head shown), figure(view, values)}.
export function makeBeside(scope, looked, { choose, told }) {
  const { frame } = scope, occlusion = makeOcclusion(scope, looked, () => looked() && told());
  let found = null, now = null; // now: the view
  const measure = makeChoice({ label: "Occlusion, of", name: "occlusion", pick: choose });
  const picture = makePicture({
    frame,
    label: "occlusion: how the log-probability changes without each patch",
    side: 208,
    say: ({ patch, value }) => wordsOf(patch, value),
  });
  const numbers = makeNumbers("change of the log-probability without each patch");
  const summary = make("p", { className: "summary" }), agreement = make("p", { className: "agreement" });
  picture.element.classList.add("large");
  agreement.dataset.testid = "microscope-maps-agreement";
  const title = make("p", { className: "name" }, "Occlusion: without each patch");
  const box = make("div", {}, measure.element, numbers.element, summary);

  const partOf = ({ whole, step, written }) =>
    whole ? "the whole answer"
      : `${tokenWords(scope.model.tokenizer, written[step])} at ${stepWords(step, written.length)}`;

  function wordsOf(patch, value) {
    const where = patchWords(patch, now.S);
    if (!found) return `${where}. ${WAIT}`;
    if (!found.after[patch]) return `${where} has no ink: nothing changes without it`;
    return `without ${where}: ${fixed(value)}`;
  }

  const sentence = (values, changes) => {
    if (now.ofTokens) return "This head looks at tokens, so no number compares it with a map of patches.";
    return found ? agreementOf(values, changes, now.S) : WAIT;
  };

  const percent = (logarithm) => `${(100 * Math.exp(logarithm)).toFixed(1)}%`;
  const from = (before) => (change) => `the probability goes from ${percent(before)} to ${percent(before + change)}`;

  const about = { className: "occlusion", "aria-label": "Occlusion" };
  return {
    element: make("section", about, title, picture.element),
    of: measure.element, // which measure is shown
    numbers: box,
    agreement: make("div", { className: "both" }, make("p", {}, QUESTIONS), agreement),
    show(view, values) {
      [now, found] = [view, occlusion.now()];
      const { S, whole, step, written } = view, at = whole ? null : step;
      const changes = found ? changesOf(found, at) : new Float32Array(S);
      const worst = strongest(changes.map((change) => -change));
      picture.show(scope.grid, changes, { scale: Math.max(FAINTEST, largest(changes)) });
      numbers.show(found && changes, S, Math.sqrt(S), found && changes[worst] <= -LEAST ? worst : -1);
      measure.show([
        { value: false, text: `step ${step + 1}: ${sign(scope.model.tokenizer, written[step])}` },
        { value: true, text: "whole answer" },
      ], whole);
      if (!found) summary.textContent = WAIT;
      else {
        const before = ofStep(found.before, at, found.count), lost = lossOf(changes, from(before));
        summary.textContent = `Change of the log-probability (${fixed(before)}) of ${partOf(view)}. ${lost}`;
      }
      agreement.textContent = sentence(values, changes);
    },
    // What the figure needs to know.
    figure(view, values) {
      found = occlusion.atOnce();
      const changes = changesOf(found, view.whole ? null : view.step);
      return { changes, of: partOf(view), agreement: sentence(values, changes) };
    },
  };
}
