// The panel "Answer": the model writes token by token; the reader steps, replaces, cuts, draws, and sees what changes.

import { MASK } from "../interventions.js";
import { likeliest } from "../model.js";
import { makeRest } from "./at_rest.js";
import { chance, labelOf, probabilitiesOf, rowOf, shownText, tokensOf } from "./next_tokens.js";
import { make, short } from "./parts.js";
import { makeBars, makeChips, stepsOf } from "./stepper_chips.js";
import { stepperFigure } from "./stepper_figure.js";
import { makeReplacing, replaced } from "./stepper_replacing.js";
import { drawn, makeSamples } from "./stepper_samples.js";
import { takenAt, viewOf } from "./stepper_view.js";
import { run } from "./trace.js";

const heading = (text) => make("h3", { textContent: text });
const answerOf = (model, { tokens, finished }) => `${shownText(model.tokenizer, tokens.slice(1))}${finished ? "" : " …"}`;

// The choice at a step, in words.
export function choiceInWords({ model, trace, state: { beginning } }, { step, steps, written, temperature }) {
  const { tokenizer } = model, logits = rowOf(trace, step), probabilities = probabilitiesOf(logits, temperature);
  const said = (token) => `${labelOf(tokenizer, token)} (${chance(probabilities[token])})`;
  const best = likeliest(logits), taken = takenAt(trace, step, tokenizer), where = `Step ${step + 1} of ${steps}:`;
  if (step === written) return `${where} not yet written. The likeliest token is ${said(best)}.`;
  if (taken == null) return `${where} no room for another token. The likeliest would be ${said(best)}.`;
  if (step < beginning.length) return `${where} you gave ${said(taken)}. The likeliest token is ${said(best)}.`;
  return `${where} the model takes ${said(taken)}${taken === best ? "" : `, though ${said(best)} is the likeliest now`}.`;
}

export function makeStepper(place, scope) {
  const rest = makeRest(isSeen), restOfSamples = makeRest(isSeen);
  const other = { name: null, model: null, asked: null }; // the model beside this one
  let draftOf = {}, computed = [], sampledOf = []; // computed, sampledOf: what is on show was computed from
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

  const typed = make("input", { type: "text", autocomplete: "off", spellcheck: false, size: 16 });
  const wrong = make("p", { className: "wrong", role: "alert" });
  [typed.dataset.testid, wrong.dataset.testid] = ["microscope-beginning", "microscope-beginning-wrong"];
  const form = make("form", { className: "bar" }, make("label", {}, "Beginning ", typed),
    make("button", { type: "submit", textContent: "Go on from this" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      const tokens = tokensOf(scope.model.tokenizer, typed.value), most = scope.model.longest - 1;
      if (tokens.length > most) throw new Error(`A beginning may have ${most} tokens, this one has ${tokens.length}.`);
      wrong.textContent = "";
      go(tokens, { written: null, step: Math.min(tokens.length, most) });
    } catch (error) {
      wrong.textContent = error.message;
    }
  });

  const samples = makeSamples({
    look,
    draft(own) {
      draftOf = own;
      show();
    },
    goOn: (tokens) => go(tokens, { written: null }),
  });
  const own = makeReplacing("microscope-replaced"), others = makeReplacing("microscope-replaced-beside");
  const beside = make("button", { type: "button", onclick: () => look({ beside: !view().beside }) });
  beside.dataset.testid = "microscope-beside";

  place.replaceChildren(
    make("p", { textContent: "The model writes one token after the other. Each time, it gives every token a "
      + "probability, and takes the likeliest. Over each token: the entropy of this choice in bits, 0 if one token is "
      + "certain, 1 for a fair coin." }),
    chips.element,
    make("div", { className: "bar" }, buttons.back, buttons.forward, buttons.nothing, buttons.next, buttons.all),
    make("div", { className: "bar" }, buttons.cut, buttons.own),
    said, mask, samples.settings, make("div", { className: "heat" }, heat, grids),
    bars.element,
    heading("A beginning of your own"), form, wrong,
    heading("Draw an answer"), samples.element,
    heading("Replace each token"),
    make("p", { textContent: "Each token is replaced by others, one at a time, and the model goes on from there. "
      + "= what it writes after the token stays the same, ≠ it changes." }),
    make("div", { className: "bar" }, beside),
    make("div", { className: "both" }, own.element, others.element),
  );

  // What the present run is computed with.
  const options = () => ({ interventions: scope.state.interventions, sources: scope.sources });

  // The other kind of model, if there is one: letters beside digits, and digits beside all else.
  function partner() {
    const name = scope.model.tokenizer.noun === "digit" ? "letters" : "drawn";
    return name !== scope.state.model && scope.names.includes(name) ? name : null;
  }

  async function ask(name) {
    if (other.asked === name) return;
    other.asked = name;
    others.show({ name, rows: null, note: "Its weights are being loaded …" });
    try {
      Object.assign(other, { model: await scope.borrow(name), name });
      show();
    } catch (error) {
      other.asked = null;
      others.show({ name, rows: [], note: `It cannot be shown: ${error.message}.` });
    }
  }

  function* compute(temperature, model) {
    const { trace, grid, state: { beginning } } = scope;
    own.show({ model: scope.model, name: scope.state.model, answer: answerOf(scope.model, trace), rows: null });
    const rows = yield* replaced(scope.model, trace, { given: beginning.length, temperature, ...options() });
    own.show({ model: scope.model, name: scope.state.model, answer: answerOf(scope.model, trace), rows });
    if (!model) return;
    const name = other.name, theirs = run(model, grid, { keep: false });
    yield;
    const beneath = yield* replaced(model, theirs, { temperature });
    const changed = scope.state.interventions.length || beginning.length;
    const note = changed ? "This one is as it was trained; your changes are those of the other one." : "";
    others.show({ model, name, answer: answerOf(model, theirs), rows: beneath, note });
  }

  function* sample(now) {
    const { beginning } = scope.state, { trace, model } = scope;
    samples.list(yield* drawn(model, trace, { ...now, count: now.sampled, beginning, ...options() }), now, model);
  }

  const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

  function computeAtRest(now) {
    const name = partner(), shown = now.beside && name;
    if (shown) ask(name);
    others.element.hidden = !shown;
    beside.hidden = !name;
    beside.textContent = now.beside ? `Take ${name} away` : `Put ${name} beside it, on the same drawing`;
    const model = shown && other.name === name ? other.model : null, { trace } = scope;
    const key = [trace, now.temperature, model];
    if (same(key, computed)) rest.resume();
    else {
      rest.begin(compute(now.temperature, model), trace === computed[0] ? 0 : undefined);
      computed = key;
    }
    const drawnKey = [trace, now.temperature, now.top, now.seed, now.sampled];
    if (same(drawnKey, sampledOf)) return restOfSamples.resume();
    samples.list(null, now, scope.model);
    restOfSamples.begin(sample(now), trace === sampledOf[0] ? 0 : undefined);
    sampledOf = drawnKey;
  }

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
    heat.textContent = `Probabilities and bits at temperature ${now.temperature.toFixed(2)}. The drawing grid shows `
      + `them at ${short(grid)}, at which they are right as often as they say.`;
    grids.hidden = now.temperature === grid;
    const none = step + 1 >= model.longest ? "There is no room for another token" : "";
    bars.show(model, trace, step, now, step === written, none);
    samples.show(now, model);
    const begun = state.beginning.map((token) => model.tokenizer.tokens[token]).join(model.tokenizer.blank);
    if (document.activeElement !== typed) typed.value = begun;
    if (!Object.keys(draftOf).length) computeAtRest(now);
  }

  return { show, figure: () => stepperFigure(scope, view(), choiceInWords(scope, view())) };
}
