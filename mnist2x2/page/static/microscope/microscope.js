// The microscope: a drawing grid, the model that reads it, and panels that show and change what the model computes.
// A panel is made by a function of the element to fill and of the scope below. It returns {show(): called when it comes
// into view, and whenever what it shows may have changed; figure(): what to save as an SVG file, see svg.js}.

import { loadModel } from "../checkpoint.js";
import { NOTHING } from "../history.js";
import { followTheme } from "../theme.js";
import { makeCounter } from "./counter.js";
import css from "./microscope.css";
import { mountDrawing } from "./drawing.js";
import { makeLinking } from "./linking.js";
import { changesInWords } from "./names.js";
import { download, numbersOf, saveFigure } from "./numbers.js";
import { PANELS, panelsCss } from "./panels.js";
import { layOut } from "./shell.js";
import { makeSources } from "./sources.js";
import { checkState, MOST, opening } from "./state.js";
import { makeGuide } from "./tours/guide.js";
import { makePlain, readingOf, run } from "./trace.js";

const STEPS = 200; // that can be taken back
const COMPUTED = ["interventions", "beginning", "other", "pinned", "pinnedBeginning"]; // that change numbers

// Fill `root` with a microscope. models: {name: {weights: the bytes of a file, means: {tensor: its mean value}}} of
// the first of `names`, at least; load(name): a promise of another; grids: Uint8Array (n * 56 * 56) of held-out
// grids, truths: the digits in each; empty: for each, four times whether to empty that cell, for counting; samples: how
// many of them lists offer, though all can be drawn; example: marks to begin with; linked: whether the address may hold
// a state; named: the states that it may name, see stateIn; tours: {name: what was measured for this tour}, or null.
export function mount(root, { models, names, load, grids, truths, empty, samples, example, linked, ...more }) {
  const { named = {}, tours = null } = more, shell = layOut(root, css + panelsCss, names), { frame, tool } = shell;
  const size = grids.length / truths.length, gridAt = (i) => grids.subarray(i * size, (i + 1) * size);
  const sourcesOf = makeSources(models, gridAt, grids), plainOf = makePlain();
  const counter = makeCounter(gridAt, truths, empty), panels = {}, borrowed = {};
  let state = { ...opening(names[0]), marks: example ?? NOTHING };
  let reading = null, past = [], asked = 0, frameAsked = 0;

  const scope = {
    frame,
    names,
    truths,
    gridAt,
    empty,
    samples,
    tours,
    counter,
    download,
    model: null, // as loadModel makes it
    grid: null, // Uint8Array (56 * 56): the picture that the model sees
    trace: null, // what `run` returned for it, with the interventions
    get state() { return state; },
    get plain() { return plainOf(scope); }, // the same without interventions, and with an answer of the model's own
    get sources() { return sourcesOf(scope.model, state); },
    run: (options) => run(scope.model, scope.grid, { sources: scope.sources, ...options }),
    change,
    intervene: (interventions) => change({ interventions }),
    look: (panel, own) => set({ ...state, view: { ...state.view, [panel]: { ...state.view[panel], ...own } } }),
    say: shell.say,
    use,
    refresh: soon,
    borrow,
    startCounting: () => counter.use(state.model, models[state.model]),
  };

  const guide = (scope.guide = makeGuide(shell.guide, scope));
  const links = makeLinking({ shell, names, grids: truths.length, named, guide, stateNow: () => state, use });

  function readWith(model, grid) {
    const same = scope.grid?.every((pixel, i) => pixel === grid[i]); // then what was computed for it is kept
    Object.assign(scope, { model, grid: same ? scope.grid : grid });
    const { interventions, beginning } = state;
    scope.trace = run(model, scope.grid, { interventions, beginning, sources: sourcesOf(model, state) });
    soon();
    return (reading = readingOf(model, scope.trace));
  }

  // Take back one of those that changesInWords lists.
  function takeBack(i) {
    const { interventions } = state, left = interventions.filter((_, other) => other !== i);
    change(i < interventions.length ? { interventions: left } : { beginning: [] });
  }

  function soon() {
    frameAsked ||= requestAnimationFrame(() => {
      frameAsked = 0;
      show();
    });
  }

  function show() {
    if (!frame.isConnected) return; // it has no colours yet: a notebook puts it on the page later, and `watch` tells
    shell.choose(state.panel);
    tool("back").disabled = !past.length;
    tool("reset").disabled = !state.interventions.length && !state.beginning.length;
    tool("model").value = state.model;
    shell.tell(state.model);
    if (!scope.trace) return;
    shell.list(changesInWords(state, scope.model), takeBack);
    shell.reads(scope.trace.text);
    grid.showOrder(scope.model, scope.grid, reading);
    guide.show();
    const name = state.panel;
    (panels[name] ??= PANELS[name](shell.panel(name), scope)).show();
  }

  // Change the model's computation. Drawing is undone in the grid, and this with "Take back"; what one looks at is not.
  // A drawing that is pinned is read without a beginning of its answer, unless the patch has one.
  function change(patch) {
    const next = { ...state, ...("pinned" in patch && { pinnedBeginning: [] }), ...patch };
    if (next.interventions.length > MOST) return scope.say(`At most ${MOST} changes at a time: take one back first.`);
    if (COMPUTED.concat("marks").some((field) => next[field] !== state[field])) past = [...past, state].slice(-STEPS);
    set(next);
  }

  function set(next) {
    const old = state;
    state = next;
    links.leave();
    if (next.marks !== old.marks) grid.setMarks(next.marks);
    else if (COMPUTED.some((field) => next[field] !== old[field])) grid.readAgain();
    soon();
  }

  // Show another model, with a patch of the state; what does not fit the model goes. Returns a promise of whether it
  // could be had.
  async function use(name, patch = {}) {
    const number = ++asked;
    try {
      models[name] ??= await load(name);
      const model = loadModel(models[name].weights), next = { ...state, ...patch, model: name };
      if (number !== asked) return false;
      for (const tokens of ["beginning", "pinnedBeginning"]) {
        if (name !== state.model && !patch[tokens]) next[tokens] = []; // tokens of another alphabet
      }
      checkState(next, model, truths.length);
      if (name === state.model) return change(next), true;
      past = []; // of another model
      state = { ...next, marks: state.marks };
      grid.setWeights(models[name].weights);
      set(next);
      return true;
    } catch (error) {
      scope.say(`This cannot be shown: ${error.message}.`);
      tool("model").value = state.model;
      return false;
    }
  }

  // A promise of another model, as loadModel makes it, to run it without showing it.
  async function borrow(name) {
    models[name] ??= await load(name);
    return (borrowed[name] ??= loadModel(models[name].weights));
  }

  const press = {
    back() {
      const marks = state.marks; // drawing has an undo of its own
      if (past.length) set({ ...past.pop(), marks, panel: state.panel, view: state.view });
    },
    reset: () => change({ interventions: [], beginning: [] }),
    pin: () => change({ pinned: state.marks, pinnedBeginning: state.beginning }),
    link: links.copy,
    figure: () => saveFigure(scope, panels[state.panel].figure(), changesInWords(state, scope.model)),
    numbers: () => download("numbers.json", JSON.stringify(numbersOf(scope.trace)), "application/json"),
  };
  for (const [name, action] of Object.entries(press)) tool(name).addEventListener("click", action);
  tool("model").addEventListener("change", (event) => use(event.target.value));
  shell.onChoice((panel) => set({ ...state, panel }));
  const grid = mountDrawing(shell.drawing, {
    weights: models[state.model].weights,
    samples: grids,
    answers: truths,
    example: state.marks,
    readWith,
    onChange({ marks }) {
      if (marks === state.marks) return;
      state = { ...state, marks };
      links.leave();
    },
  });
  const unfollow = followTheme(frame, soon); // what is painted has the colours of the theme
  const unwatch = shell.onWidth((narrow) => (grid.fold(narrow), soon()));
  if (linked) {
    addEventListener("hashchange", links.open);
    links.open();
  }

  return {
    scope,
    destroy() {
      removeEventListener("hashchange", links.open);
      cancelAnimationFrame(frameAsked);
      unwatch();
      counter.destroy();
      unfollow();
      grid.destroy();
      root.replaceChildren();
    },
  };
}
