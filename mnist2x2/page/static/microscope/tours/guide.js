// Leads through a tour: which step is shown, what was answered and done in it, and what the page shows for it. Which
// tour and which step are in the state, in view.tours, so that a link can hold them; answers are not.

import { beginningOf, endOf, fill, holds, stateOf } from "./steps.js";
import { makeStrip } from "./strip.js";
import { TOURS } from "./all.js";

const OWN = ["model", "marks", "pinned", "pinnedBeginning", "other", "interventions", "beginning"]; // of the reader
const COMES_BACK = "The tour sets the model and the drawing. Your own come back when you leave.";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The tour and the number of the step that a state shows, or null. A link may say anything.
export function stepIn({ view: { tours } }, data) {
  const tour = data && TOURS.find(({ name }) => name === tours?.tour && name in data), number = tours?.step;
  return tour && Number.isInteger(number) && number >= 0 && number < tour.steps.length ? { tour, number } : null;
}

export function makeGuide(place, scope) {
  const answers = new Map(), asked = new Map(), done = new Set(); // of steps, by "tour number"
  const during = (act) => (...given) => now() && act(...given); // a click may come when the tour has just been left
  const presses = { back: () => go(-1), next: () => go(1), leave, doIt, answer };
  const names = TOURS.map(({ name }) => name).filter((name) => scope.tours && Object.hasOwn(scope.tours, name));
  const strip = makeStrip(place, Object.fromEntries(Object.entries(presses).map(([name, act]) => [name, during(act)])));
  let own = null; // what the reader had before, or null

  const now = () => stepIn(scope.state, scope.tours), keyOf = ({ tour, number }) => `${tour.name} ${number}`;
  const dataOf = ({ name }) => ({ ...scope.tours[name], measured: scope.tours.measured });

  // Show a patch of a step: with its model, which may have to be loaded.
  async function set({ model = scope.state.model, ...patch }, tours) {
    const view = { ...scope.state.view, ...patch.view, ...(tours && { tours }) };
    if (model !== scope.state.model && !(await scope.use(model, { interventions: [], pinned: null, view }))) return;
    const next = { ...stateOf(patch, scope.model), view }, { state } = scope;
    for (const field of Object.keys(next)) {
      if (same(next[field], state[field])) next[field] = state[field]; // it is not drawn or computed anew
    }
    scope.change(next);
  }

  async function enter(tour, number) {
    await set(beginningOf(tour, number, dataOf(tour)), { tour: tour.name, step: number });
    show();
    strip.focus("text");
  }

  function start(name) {
    const tour = TOURS.find((one) => one.name === name);
    if (!now()) own = Object.fromEntries(OWN.map((field) => [field, scope.state[field]]));
    const keys = tour.steps.map((_, number) => keyOf({ tour, number }));
    for (const memory of [answers, done]) keys.forEach((key) => memory.delete(key));
    return enter(tour, 0);
  }

  function go(by) {
    const { tour, number } = now();
    return number + by < tour.steps.length ? enter(tour, number + by) : leave();
  }

  async function leave() {
    const { tours, ...view } = scope.state.view, { model, ...before } = own ?? scope.state;
    own = null;
    await scope.use(model, { ...before, view, panel: "tours" });
  }

  async function doIt() {
    const { tour, number } = now();
    await set(endOf(tour, number, dataOf(tour)));
    show();
    strip.focus("truth"); // the button is gone
  }

  function answer(i) {
    const key = keyOf(now());
    if (!answers.has(key)) answers.set(key, i);
    scope.refresh();
  }

  function isDone({ tour, number }, key, data) {
    const { task } = tour.steps[number];
    if (!task || done.has(key)) return true; // even if the reader has changed it since
    const { model } = endOf(tour, number, data);
    if (holds({ ...task.does(data), model }, scope.state, scope.model)) done.add(key);
    return done.has(key);
  }

  // The question of a step in words. It is made once, so that the strip knows it again.
  function askOf({ question, choices, right }, key, data) {
    const text = (own) => fill(own, data), number = typeof right === "function" ? right(data) : right;
    if (!asked.has(key)) asked.set(key, { question: text(question), choices: choices.map(text), right: number });
    return asked.get(key);
  }

  // What is seen of the present step: see makeStrip.
  function seenOf(at) {
    const { tour, number } = at, step = tour.steps[number], key = keyOf(at), data = dataOf(tour);
    const answer = answers.get(key) ?? null, answered = !step.ask || answer !== null;
    const finished = answered && isDone(at, key, data), text = (own) => (own ? fill(own, data) : "");
    const ask = step.ask ? askOf(step.ask, key, data) : null;
    const verdict = !ask ? "" : answer === ask.right ? "Right. " : "Not so. ";
    return {
      title: tour.title,
      number,
      of: tour.steps.length,
      text: [text(step.text), number ? "" : COMES_BACK].filter(Boolean).join(" "),
      ask,
      answer,
      task: answered ? text(step.task?.say) : "",
      done: finished,
      truth: finished ? verdict + text(step.truth) : "",
      open: finished,
    };
  }

  const seen = () => now() && seenOf(now()), show = () => strip.show(seen());

  return { names, start, seen, show };
}
