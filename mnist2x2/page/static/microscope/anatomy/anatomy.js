// The panel "Numbers": the model at four levels, from the whole path to a single number and what made it. What is shown
// is in scope.state.view.anatomy: {at: the level, name: of a stage or an attention, head, row: of its queries, number:
// see anatomy/view.js, from: the level from which it was opened, trail: the numbers before this one, all: whether all
// operands are shown, by: "parts" or "numbers", how a logit is explained}.

import { keepKeys } from "../../layout.js";
import { makeBlock, makeHead } from "./block.js";
import { makeNumber } from "./number.js";
import { makeOverview } from "./overview.js";
import { stageNameOf, stagesOf } from "./stages.js";
import { lensOf } from "./tensors.js";
import { levelsOf, numberIn, numberText, OVERVIEW, viewOf } from "./view.js";
import { makeWay } from "./way.js";
import { numberWords, tensorWords } from "./words.js";
import { make } from "../parts.js";

const LONGEST = 60; // numbers of a trail

export function makeAnatomy(place, scope) {
  const button = (testid, more) => make("button", { type: "button", "data-testid": `microscope-${testid}`, ...more });
  const heading = make("h2", { tabIndex: -1, "data-testid": "microscope-anatomy-title" });
  const back = button("anatomy-back", { textContent: "← Back", title: "Back (Escape)" });
  const crumbs = ["overview", "block", "head"].map((at) => button(`crumb-${at}`));
  const came = make("p", { className: "what" });
  const trail = make("ol", {}, ...crumbs.map((crumb) => make("li", {}, crumb))), inside = make("div");
  const way = makeWay((i) => goTo(i));
  keepKeys(heading); // it has the focus after each step
  const nav = make("nav", { "aria-label": "Where you are in the model" }, back, trail);
  place.append(nav, heading, came, way.element, inside);
  let views = new Map(), made = null, present = { ...OVERVIEW }, moved = false, level = null;

  const lensNow = () => lensOf(scope.model, scope.trace, scope.state.interventions);

  function look(view) {
    scope.look("anatomy", view);
    present = viewOf(scope.state.view.anatomy, lensNow()); // now: the next key may come before the next frame
  }

  // Show another view, and let a screen reader and the keyboard follow.
  function go(view) {
    moved = true;
    look({ ...OVERVIEW, ...view });
  }

  const tools = {
    scope,
    lensNow,
    openStage: (name) => go({ at: "block", name }),
    openHead: (attention, head) => go({ at: "head", name: attention, head }),
    chooseRow: (row) => look({ ...present, row }),
    showAll: (all) => look({ ...present, all }),
    explainBy: (by) => look({ ...present, by }),
    openPart: (name) => go({ at: "block", name: stageNameOf(name) }),
    step(name, index) {
      const trail = [...present.trail, present.number].slice(-LONGEST);
      go({ ...present, number: numberText(lensNow(), name, index), trail, all: false });
    },
    // From a table: another number of the same table is no step back.
    pick(name, index) {
      const number = numberText(lensNow(), name, index);
      if (present.at === "number") return look({ ...present, number });
      go({ ...present, at: "number", number, from: present.at });
    },
  };

  // Back to the i-th number of the trail.
  function goTo(i) {
    const { trail } = present;
    go({ ...present, number: trail[i], trail: trail.slice(0, i), all: false });
  }

  function goBack() {
    const { at, trail, from: opened } = present, levels = levelsOf(lensNow(), present);
    if (at === "overview") return;
    if (trail.length) return goTo(trail.length - 1);
    if (at === "number") return go((levels.find((each) => each.view.at === opened) ?? levels.at(-1)).view);
    go(levels.at(-2).view);
  }

  function keyOf({ at, name, head }) {
    return { block: `block ${name}`, head: `head ${name} ${head}` }[at] ?? at;
  }

  function makeView({ at, name, head }, lens) {
    if (at === "overview") return makeOverview(tools, lens);
    if (at === "block") return makeBlock(tools, lens, stagesOf(lens.model).find((each) => each.name === name));
    return at === "head" ? makeHead(tools, lens, name, head) : makeNumber(tools);
  }

  function titleOf(lens, { at, name, head, number }, levels) {
    if (at === "overview") return "From the picture to the answer";
    if (at === "block") return levels.at(-1).words;
    if (at === "head") return `${tensorWords(name)}, head ${head}`;
    const own = numberIn(lens, number);
    return own ? numberWords(lens, own.name, own.index) : "There is no such number now: the answer may be too short.";
  }

  function showWhere(lens) {
    const { at, trail } = present, levels = levelsOf(lens, present), before = numberIn(lens, trail.at(-1));
    back.disabled = at === "overview";
    crumbs.forEach((crumb, i) => {
      crumb.parentElement.hidden = !levels[i];
      if (levels[i]) crumb.textContent = levels[i].words;
      if (levels[i]?.view.at === at) crumb.setAttribute("aria-current", "location");
      else crumb.removeAttribute("aria-current");
    });
    heading.textContent = titleOf(lens, present, levels);
    came.hidden = !before || at !== "number";
    way.show(lens, at === "number" ? trail : []);
    if (!came.hidden) came.textContent = `It helped to make: ${numberWords(lens, before.name, before.index)}.`;
  }

  function showLevel(lens) {
    const key = keyOf(present), own = present.at === "number" ? numberIn(lens, present.number) : null;
    if (!views.has(key)) views.set(key, makeView(present, lens));
    const view = views.get(key);
    if (level !== view) inside.replaceChildren(view.element);
    level = view;
    inside.hidden = present.at === "number" && !own;
    if (inside.hidden) return;
    if (own) view.show(lens, own.name, own.index, present);
    else view.show(lens, present.row);
  }

  crumbs.forEach((crumb, i) => crumb.addEventListener("click", () => go(levelsOf(lensNow(), present)[i].view)));
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
      showWhere(lens);
      showLevel(lens);
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
