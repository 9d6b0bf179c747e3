// What the panel "Answer" computes when the reader rests: what replacing each token changes, in this model and, if
// asked for, in another one on the same drawing; and answers that are drawn.

import { makeRest } from "../at_rest.js";
import { make } from "../parts.js";
import { FEW, makeReplacing, replaced } from "./replacing.js";
import { drawn } from "./samples.js";
import { run } from "../trace.js";

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

// samples: see makeSamples; isSeen(): whether the panel is in view; look(own), view(): change and return what it shows;
// again(): shows it anew. Returns {element, show(view)}.
export function makeComparison(scope, samples, { isSeen, look, view, again }) {
  const own = makeReplacing("microscope-replaced"), others = makeReplacing("microscope-replaced-beside");
  const beside = make("button", { type: "button", onclick: press });
  const rest = makeRest(isSeen), restOfSamples = makeRest(isSeen);
  const other = { name: null, model: null, asked: null }; // the model beside this one
  let comparedFrom = [], sampledFrom = []; // what is on show was computed from these
  beside.dataset.testid = "microscope-beside";

  // What the present run is computed with.
  const options = () => ({ interventions: scope.state.interventions, sources: scope.sources });

  // The other kind of model, if there is one: letters beside digits, and digits beside all else.
  function partner() {
    const name = scope.model.tokenizer.noun === "digit" ? "letters" : "drawn";
    return name !== scope.state.model && scope.names.includes(name) ? name : null;
  }

  function press() {
    if (other.name !== other.asked) other.asked = null; // it could not be loaded: try again
    look({ beside: !view().beside });
  }

  async function ask(name) {
    if (other.asked === name) return;
    other.asked = name;
    others.wait(`The weights of ${name} are being loaded …`);
    try {
      const model = await scope.borrow(name);
      if (other.asked !== name) return;
      Object.assign(other, { model, name });
      again();
    } catch (error) {
      others.wait(`The model ${name} cannot be shown: ${error.message}.`);
    }
  }

  function* compare(temperature, beneath) {
    const { model, trace, grid, state: { beginning, interventions, model: name } } = scope;
    const given = beginning.length, rows = yield* replaced(model, trace, { given, temperature, ...options() });
    own.show({ model, name, trace, temperature, rows });
    if (!beneath) return;
    const theirs = run(beneath, grid, { keep: false });
    yield;
    const changed = interventions.length || given;
    const note = changed ? "This one is as it was trained; your changes are those of the other one." : "";
    const theirRows = yield* replaced(beneath, theirs, { temperature });
    others.show({ model: beneath, name: other.name, trace: theirs, temperature, rows: theirRows, note });
  }

  function* sample(now) {
    const { model, trace, state: { beginning } } = scope;
    samples.list(yield* drawn(model, trace, { ...now, count: now.sampled, beginning, ...options() }), now, model);
  }

  // What follows from the reader's drawing waits for rest; what follows from a press of a button does not.
  const waitFor = (trace, before) => (trace === before ? 0 : undefined);

  function compareAtRest(now, model) {
    const { trace } = scope, from = [trace, now.temperature, model];
    if (same(from, comparedFrom)) return rest.resume();
    own.wait();
    if (model) others.wait();
    rest.begin(compare(now.temperature, model), waitFor(trace, comparedFrom[0]));
    comparedFrom = from;
  }

  function sampleAtRest(now) {
    const { trace } = scope, from = [trace, now.temperature, now.top, now.seed, now.sampled];
    if (same(from, sampledFrom)) return restOfSamples.resume();
    samples.list(null, now, scope.model);
    restOfSamples.begin(sample(now), waitFor(trace, sampledFrom[0]));
    sampledFrom = from;
  }

  const about = "Does the model need the history, what was written before? Each token is replaced, one at a time, by "
    + `every other digit, or by the ${FEW} likeliest other letters, and the model goes on from there. `
    + "Each cell holds the token, and the answer with it, grey up to there. "
    + "= what follows the token stays the same, ≠ it changes.";
  return {
    element: make("div", {},
      make("p", { textContent: about }),
      make("div", { className: "bar" }, beside),
      make("div", { className: "both" }, own.element, others.element)),

    show(now) {
      const name = partner(), shown = now.beside && name;
      others.element.hidden = !shown;
      beside.hidden = !name;
      beside.textContent = now.beside ? `Take ${name} away` : `Put ${name} beside it, on the same drawing`;
      if (shown) ask(name);
      compareAtRest(now, shown && other.name === name ? other.model : null);
      sampleAtRest(now);
    },
  };
}
