// Leads through a tour: which step is shown, what was answered and done in it, and what the page shows for it. Which
// tour and which step are in the state, in view.tours, so that a link can hold them; answers are not.

import { missing } from "./missing.js";
import { answeredOf, beginningOf, endOf, fill, partsOf, stateOf } from "./steps.js";
import { makeStrip } from "./strip.js";
import { TOURS } from "./all.js";

const OWN = ["model", "marks", "pinned", "pinnedBeginning", "other", "interventions", "beginning"]; // of the reader
const GAVE_WAY = "Your drawing has given way to the tour's. “Undo” below the drawing brings it back.";
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The tour and the number of the step that a state shows, or null. A link may say anything.
export function stepIn({ view: { tours } }, data) {
  const tour = data && TOURS.find(({ name }) => name === tours?.tour && name in data), number = tours?.step;
  return tour && Number.isInteger(number) && number >= 0 && number < tour.steps.length ? { tour, number } : null;
}

export function makeGuide(place, scope) {
  const answers = new Map(), asked = new Map(), done = new Set(); // of steps, by "tour number"
  const finished = new Set(), left = new Map(); // in this visit: tours, and the steps at which they were left, by name
  const during = (act) => (...given) => now() && act(...given); // a click may come when the tour has just been left
  const presses = { back: () => go(-1), next: () => go(1), leave, doIt, answer, pin };
  const names = TOURS.map(({ name }) => name).filter((name) => scope.tours && Object.hasOwn(scope.tours, name));
  const strip = makeStrip(place, Object.fromEntries(Object.entries(presses).map(([name, act]) => [name, during(act)])));
  let own = null, gaveWay = null; // what the reader had before, or null; the step at which a drawing of theirs went
  let begun = null; // the state in which the present step began

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

  // Enter a step. Parts that it asks to switch off become zero, whatever was chosen in an earlier one.
  async function enter(tour, number) {
    const patch = beginningOf(tour, number, dataOf(tour));
    const { marks } = stateOf(patch, scope.model), at = now();
    if (at && !gaveWay && drawn(at) && !same(marks, scope.state.marks)) gaveWay = keyOf({ tour, number });
    const view = { ...patch.view, switches: { ...scope.state.view.switches, way: "zero" } };
    await set({ ...patch, view }, { tour: tour.name, step: number });
    begun = scope.state;
    show();
    strip.focus("text");
  }

  // Whether the reader has drawn something that no part of the present step has.
  function drawn({ tour, number }) {
    const patches = [beginningOf, answeredOf, endOf].map((of) => stateOf(of(tour, number, dataOf(tour)), scope.model));
    return !patches.some(({ marks }) => same(marks, scope.state.marks));
  }

  function start(name, number = 0) {
    const tour = TOURS.find((one) => one.name === name);
    if (!now()) own = Object.fromEntries(OWN.map((field) => [field, scope.state[field]]));
    const keys = number ? [] : tour.steps.map((_, number) => keyOf({ tour, number }));
    for (const memory of [answers, done]) keys.forEach((key) => memory.delete(key));
    return enter(tour, number);
  }

  function go(by) {
    const { tour, number } = now();
    if (number + by < tour.steps.length) return enter(tour, number + by);
    finished.add(tour.name);
    return leave();
  }

  async function leave() {
    const { tours, ...view } = scope.state.view, { model, ...before } = own ?? scope.state, { tour, number } = now();
    if (number && number + 1 < tour.steps.length) left.set(tour.name, number);
    else left.delete(tour.name);
    own = null;
    await scope.use(model, { ...before, view, panel: "tours" });
    requestAnimationFrame(() => requestAnimationFrame(() => { // the list is shown by then
      scope.frame.querySelector("[role=tablist]").scrollIntoView({ block: "start" });
      scope.frame.querySelector(`[data-testid=microscope-start-${tour.name}]`)?.focus({ preventScroll: true });
    }));
  }

  function pin() {
    scope.change({ pinned: scope.state.marks, pinnedBeginning: scope.state.beginning });
  }

  async function doIt() {
    const { tour, number } = now();
    await set(endOf(tour, number, dataOf(tour)));
    show();
    strip.focus("truth"); // the button is gone
  }

  async function answer(i) {
    const { tour, number } = now(), key = keyOf({ tour, number });
    if (answers.has(key)) return;
    answers.set(key, i);
    if (tour.steps[number].shows) await set(answeredOf(tour, number, dataOf(tour)));
    show();
    strip.focus("answer"); // the buttons are gone
  }

  // What is missing of a step's task, in words; null if it is done, even if the reader has changed it since.
  function lackOf({ tour, number }, key, data) {
    const { task } = tour.steps[number];
    if (!task || done.has(key)) return null;
    const lack = missing({ ...task.does(data), model: endOf(tour, number, data).model }, begun, scope);
    if (lack === null) done.add(key);
    return lack;
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
    const lack = answered ? lackOf(at, key, data) : "", over = answered && lack === null;
    const text = (own) => (own ? fill(own, data) : ""), ask = step.ask ? askOf(step.ask, key, data) : null;
    const verdict = !ask ? "" : answer === ask.right ? "Right. " : "Not so. ";
    const [first = "", ...more] = over ? partsOf(step.truth, data) : [], { pinned } = scope.state;
    const truth = typeof first === "string" ? [verdict + first, ...more] : [verdict, first, ...more];
    const { pinnedTrace } = scope.sources;
    return {
      title: tour.title,
      number,
      of: tour.steps.length,
      note: key === gaveWay ? GAVE_WAY : "",
      text: text(step.text),
      ask,
      answer,
      task: answered && !over ? text(step.task?.say) : "",
      lack: lack ?? "",
      pinned: answered && pinned ? `Pinned: ${pinnedTrace?.text || "nothing"}.` : "",
      canPin: answered && !over && Boolean(step.task?.does(data).pinned),
      hasTask: Boolean(step.task),
      truth: over ? truth.filter(Boolean) : [],
      open: over,
    };
  }

  const seen = () => now() && seenOf(now()), show = () => strip.show(seen());

  return { names, start, seen, show, finished, left };
}
