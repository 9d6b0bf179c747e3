// The panel "Numbers": the model at four levels, from the whole path to a single number and what made it. What is shown
// is in scope.state.view.anatomy: {at: the level, name: of a stage, an attention or a tensor, index, head, row, from: the
// level from which a number was opened, trail: the numbers before this one, as "name index", all: whether all operands
// are shown}. It may come from a link, so everything in it is checked, and what does not fit opens the overview.

import { makeBlock, makeHead } from "./anatomy_block.js";
import { makeNumber } from "./anatomy_number.js";
import { makeOverview } from "./anatomy_overview.js";
import { headOf, stageNameOf, stagesOf } from "./anatomy_stages.js";
import { lensOf } from "./anatomy_tensors.js";
import { numberWords, placeIn, tensorWords } from "./anatomy_words.js";
import { make } from "./parts.js";

const OVERVIEW = { at: "overview", name: "", index: 0, head: 0, row: 0, from: "overview", trail: [], all: false };
const LONGEST = 60; // numbers of a trail
const upTo = (value, most) => Number.isInteger(value) && value >= 0 && value < most;

function stepIn(lens, text) {
  const [name, number] = String(text).split(" "), index = Number(number);
  return lens.has(name) && upTo(index, lens.tensor(name).data.length) ? { name, index } : null;
}

// The view in a state, with what fits this model and this run; the overview if it does not.
function viewOf(given, lens) {
  const view = { ...OVERVIEW, ...given }, { heads } = lens.model.config, { at, name } = view;
  const stage = stagesOf(lens.model).find((each) => each.name === name);
  const isAttention = lens.has(`${name}.weights`) && upTo(view.head, heads);
  const trail = Array.isArray(view.trail) ? view.trail.filter((text) => stepIn(lens, text)).slice(-LONGEST) : [];
  const from = ["block", "head"].includes(view.from) ? view.from : "overview";
  const row = upTo(view.row, 1000) ? view.row : 0;
  const fits = { block: () => stage, head: () => isAttention, number: () => stepIn(lens, `${name} ${view.index}`) };
  if (!Object.hasOwn(fits, String(at)) || !fits[at]()) return OVERVIEW;
  return { at, name, index: view.index, head: upTo(view.head, heads) ? view.head : 0, row, from, trail, all: view.all === true };
}

export function makeAnatomy(place, scope) {
  const heading = make("h3", { tabIndex: -1, "data-testid": "microscope-anatomy-title" }), from = make("p", { className: "what" });
  const back = make("button", { type: "button", textContent: "← Back", title: "Back (Escape)", "data-testid": "microscope-anatomy-back" });
  const crumbs = ["overview", "block", "head"].map((at) => make("button", { type: "button", "data-testid": `microscope-crumb-${at}` }));
  const trail = make("ol", {}, ...crumbs.map((crumb) => make("li", {}, crumb))), inside = make("div");
  place.append(make("nav", { "aria-label": "Where you are in the model" }, back, trail), heading, from, inside);
  let views = new Map(), made = null, present = OVERVIEW, moved = false, level = null;

  const lensNow = () => lensOf(scope.model, scope.trace, scope.state.interventions);

  // Show another view, and let a screen reader and the keyboard follow.
  function go(patch) {
    moved = true;
    scope.look("anatomy", { ...OVERVIEW, ...patch });
  }

  const tools = {
    scope,
    lensNow,
    openStage: (name) => go({ at: "block", name }),
    openHead: (attention, head) => go({ at: "head", name: attention, head }),
    chooseRow: (row) => scope.look("anatomy", { ...present, row }),
    showAll: (all) => scope.look("anatomy", { ...present, all }),
    step: (name, index) => go({ ...present, name, index, trail: [...present.trail, `${present.name} ${present.index}`], all: false }),
    // From a table: another number of the same table is no step back.
    pick(name, index) {
      if (present.at === "number") return scope.look("anatomy", { ...present, name, index });
      go({ at: "number", name, index, from: present.at, head: present.head, row: present.row });
    },
  };

  // The levels above the present one: {at, name, head, words} each, the highest first.
  function above() {
    const { at, name, index } = present, lens = lensNow(), levels = [{ ...OVERVIEW, words: "Overview" }];
    if (at === "overview") return levels;
    const stageName = at === "block" ? name : stageNameOf(name), stage = stagesOf(lens.model).find((each) => each.name === stageName);
    levels.push({ at: "block", name: stageName, words: stage.title });
    const place = at === "number" ? placeIn(lens.tensor(name), index) : null;
    const own = at === "head" ? { attention: name, head: present.head } : place && headOf(lens, name, place);
    const kind = own?.attention.split(".").at(-1).replace("_", "-");
    if (own) levels.push({ at: "head", name: own.attention, head: own.head, words: `${kind}, head ${own.head}`, row: present.row });
    return levels;
  }

  function goBack() {
    const { at, trail: steps, from: opened } = present, levels = above();
    if (at === "overview") return;
    if (steps.length) return go({ ...present, ...stepIn(lensNow(), steps.at(-1)), trail: steps.slice(0, -1), all: false });
    if (at === "number") return go(levels.find((each) => each.at === opened) ?? levels.at(-1));
    go(levels.at(-2));
  }

  function keyOf({ at, name, head }) {
    return { block: `block ${name}`, head: `head ${name} ${head}` }[at] ?? at;
  }

  function makeView({ at, name, head }, lens) {
    if (at === "overview") return makeOverview(tools, lens);
    if (at === "block") return makeBlock(tools, lens, stagesOf(lens.model).find((each) => each.name === name));
    return at === "head" ? makeHead(tools, lens, name, head) : makeNumber(tools);
  }

  function showWhere() {
    const lens = lensNow(), { at, name, index, trail: steps } = present, levels = above();
    back.disabled = at === "overview";
    crumbs.forEach((crumb, i) => {
      crumb.parentElement.hidden = !levels[i];
      if (levels[i]) crumb.textContent = levels[i].words;
      if (levels[i] && at === levels[i].at) crumb.setAttribute("aria-current", "location");
      else crumb.removeAttribute("aria-current");
    });
    const last = levels.at(-1).words;
    heading.textContent = { overview: "From the picture to the answer", block: last, head: `${tensorWords(name)}, head ${present.head}` }[at] ??
      numberWords(lens, name, index);
    const count = `${steps.length} step${steps.length === 1 ? "" : "s"} back`;
    const before = steps.length ? stepIn(lens, steps.at(-1)) : null;
    from.hidden = !before;
    if (before) from.textContent = `${count}. It helped to make: ${numberWords(lens, before.name, before.index)}.`;
  }

  crumbs.forEach((crumb, i) => crumb.addEventListener("click", () => go(above()[i])));
  back.addEventListener("click", goBack);
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || present.at === "overview") return;
    event.preventDefault();
    goBack();
  });

  return {
    show() {
      const lens = lensNow(), { config } = scope.model, sizes = JSON.stringify(config);
      if (made !== sizes) views = new Map(); // another model: its tables have other sizes
      made = sizes;
      present = viewOf(scope.state.view.anatomy, lens);
      const key = keyOf(present);
      if (!views.has(key)) views.set(key, makeView(present, lens));
      const view = views.get(key);
      if (level !== view) inside.replaceChildren(view.element);
      level = view;
      showWhere();
      if (present.at === "number") view.show(lens, present.name, present.index, present.all);
      else view.show(lens, present.row);
      if (!moved) return;
      moved = false;
      heading.focus({ preventScroll: true });
      if (place.getBoundingClientRect().top < 0) place.scrollIntoView();
    },

    figure() {
      const lens = lensNow();
      return { ...level.figure(lens), caption: [heading.textContent] };
    },
  };
}
