// The panel "Answer": the model writes token by token; the reader steps, replaces, cuts, draws, and sees what changes.

import { MASK } from "../../interventions.js";
import { likeliest } from "../../model.js";
import { chance, labelOf, probabilitiesOf, rowOf } from "../next_tokens.js";
import { make, short } from "../parts.js";
import { makeBeginning } from "./beginning.js";
import { makeBars, makeChips, stepsOf } from "./chips.js";
import { makeComparison } from "./comparison.js";
import { stepperFigure } from "./figure.js";
import { makeSamples } from "./samples.js";
import { takenAt, viewOf } from "./view.js";

const heading = (text) => make("h2", { textContent: text });

// The choice at a step, in words.
export function choiceInWords({ model, trace, state: { beginning } }, { step, steps, written, temperature }) {
  const { tokenizer } = model, logits = rowOf(trace, step), probabilities = probabilitiesOf(logits, temperature);
  const said = (token) => `${labelOf(tokenizer, token)} (${chance(probabilities[token])})`;
  const best = likeliest(logits), taken = takenAt(trace, step, tokenizer), of = written == null ? ` of ${steps}` : "";
  const where = `Step ${step + 1}${of}:`;
  if (step === written) return `${where} not yet written. The likeliest token is ${said(best)}.`;
  if (taken == null) return `${where} no room for another token. The likeliest would be ${said(best)}.`;
  if (step < beginning.length) return `${where} you gave ${said(taken)}. The likeliest token is ${said(best)}.`;
  const but = taken === best ? "" : `, though ${said(best)} is the likeliest now`;
  return `${where} the model takes ${said(taken)}${but}.`;
}

export function makeStepper(place, scope) {
  let draftOf = {}; // what a slider says while it moves
  const view = () => ({ ...viewOf(scope), ...draftOf });
  const look = (own) => {
    draftOf = {};
    scope.look("stepper", own);
  };

  function isSeen() {
    return place.isConnected && !place.hidden;
  }

  // Change the beginning, and what is shown of the answer.
  function go(beginning, own = {}) {
    const { view: all } = scope.state;
    draftOf = {};
    scope.change({ beginning, view: { ...all, stepper: { ...all.stepper, ...own } } });
  }

  const before = (t) => scope.trace.tokens.slice(1, t + 1);

  function give(token) {
    const { step, written } = view(), on = written === step ? { written: step + 1, step: step + 1 } : {};
    go([...before(step), token], on);
  }

  const press = {
    back: ["Step back", () => look({ step: view().step - 1 })],
    forward: ["Step forward", () => look({ step: view().step + 1 })],
    nothing: ["Start again", () => go([], { written: 0, step: 0 })],
    next: ["Next token", next],
    all: ["All of it", () => look({ written: null })],
    cut: ["Cut here", () => go(scope.state.beginning.slice(0, view().step), { written: view().step })],
    own: ["The model’s own answer", () => go([], { written: null })],
  };
  const buttons = Object.fromEntries(Object.entries(press).map(([name, [textContent, onclick]]) => {
    const button = make("button", { type: "button", textContent, onclick });
    button.dataset.testid = `microscope-answer-${name}`;
    return [name, button];
  }));

  function next() {
    const { written, steps } = view(), end = written + 1 >= steps;
    look({ written: end ? null : written + 1, step: Math.min(written + 1, steps - 1) });
  }

  const chips = makeChips((step) => look({ step })), bars = makeBars(give);
  const said = make("p", { className: "choice", role: "status" }), heat = make("p", { className: "said" });
  const mask = make("p", { className: "said", textContent: "The causal mask is away: earlier tokens see later ones, so "
    + "these are the probabilities after the whole answer was written." });
  said.dataset.testid = "microscope-choice";
  const grids = make("button", { type: "button", textContent: "Use the grid’s temperature" });
  grids.addEventListener("click", () => look({ temperature: scope.model.certainty.temperature }));
  grids.dataset.testid = "microscope-grid-temperature";

  const beginning = makeBeginning(scope, (tokens) => {
    go(tokens, { written: null, step: Math.min(tokens.length, scope.model.longest - 1) });
  });
  const samples = makeSamples({
    look,
    draft(own) {
      draftOf = own.temperature === viewOf(scope).temperature ? {} : own; // a slider says nothing when it is put back
      show();
    },
    goOn: (tokens) => go(tokens, { written: null }),
  });
  const compared = makeComparison(scope, samples, { isSeen, look, view, again: () => show() });

  place.replaceChildren(
    make("p", { textContent: "The model writes one token after the other. Each time, it gives every token a "
      + "probability, and takes the likeliest. Over each token: the entropy of this choice in bits, 0 if one token is "
      + "certain, 1 for a fair coin." }),
    chips.element,
    make("div", { className: "bar" }, buttons.back, buttons.forward, buttons.nothing, buttons.next, buttons.all),
    make("div", { className: "bar" }, buttons.cut, buttons.own),
    said, mask, samples.settings, make("div", { className: "heat" }, heat, grids),
    make("p", { textContent: "Press a token to write it at this step instead: the model goes on from it." }),
    bars.element,
    heading("A beginning of your own"), beginning.element,
    heading("Sample answers"), samples.element,
    heading("Replace each token"), compared.element,
  );

  function show() {
    const now = view(), { model, trace, state } = scope, { step, steps, written } = now, shown = stepsOf(scope, now);
    chips.show(shown, step);
    buttons.back.disabled = step === 0;
    buttons.forward.disabled = step >= shown.length - 1;
    buttons.next.disabled = buttons.all.disabled = written == null;
    buttons.cut.disabled = step === written;
    buttons.own.disabled = !state.beginning.length && written == null;
    const text = choiceInWords(scope, now);
    if (said.textContent !== text) said.textContent = text;
    mask.hidden = !state.interventions.some(({ at }) => at === MASK);
    const grid = model.certainty.temperature;
    grids.hidden = now.temperature === grid;
    heat.textContent = `Probabilities and bits at temperature ${now.temperature.toFixed(2)}`
      + (grids.hidden ? ", as in the drawing grid." : `. The drawing grid shows probabilities at ${short(grid)}, `
      + "at which the model is right as often as they say.");
    const none = step + 1 >= model.longest ? "There is no room for another token" : "";
    bars.show(model, trace, step, now, step === written, none);
    samples.show(now, model);
    beginning.show();
    if (!Object.keys(draftOf).length) compared.show(now);
  }

  return { show, figure: () => stepperFigure(scope, view(), choiceInWords(scope, view())) };
}
