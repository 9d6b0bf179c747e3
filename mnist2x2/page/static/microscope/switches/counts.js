// Counting on the shipped grids: how many are lost and gained with the present interventions, and without each head.
// The worker does one thing at a time: the present interventions first, then one head after the other.

import { make } from "../parts.js";
import { makeLost } from "./lost.js";
import { makeCountTable } from "./table.js";
import { toOf, wayIn } from "./parts.js";

const REST = 600; // milliseconds without a change before counting begins
const SOON = "Counting begins when nothing changes any more.";
const NOTHING = "Switch something off, and it is counted here.";
const KINDS = ["As they are", "With empty cells"];
const LANGUAGES = "An answer is right if its words name the right digits, in either language or in both: “three " +
  "siete” is right for 37. How many answers mix languages is counted on its own.";

// "21 of 200 lost, 0 gained", for what was counted so far, and what is wrong with the lost ones. words: whether answers
// are made of words.
function sentence({ done, of, kinds }, k, words) {
  const { lost, gained, before, right, longer, shorter, mixed, mixedBefore } = kinds[k], half = of / 2;
  const counted = Math.min(half, Math.max(0, done - k * half));
  const soFar = counted < half ? " so far" : "";
  const wrong = !lost ? "" : ` Of the lost: ${longer} with too many digits, ${shorter} with too few, ` +
    `${lost - longer - shorter} with another digit.`;
  const rights = `Right before: ${before}, now: ${right}.`;
  const languages = words ? ` Mixed languages before: ${mixedBefore}, now: ${mixed}.` : "";
  return `${KINDS[k]}: ${lost} of ${counted} lost${soFar}, ${gained} gained. ${rights}${wrong}${languages}`;
}

// heads: switches, see switches/parts.js. Returns {element, ofAll: an element for each head alone, show(), stop()}.
export function makeCounts(scope, heads) {
  const count = scope.truths.length, more = { "aria-live": "polite", "data-testid": "microscope-count" };
  const bar = make("progress", { max: 1, hidden: true, "aria-label": "Counting" });
  const said = make("div", more);
  const table = makeCountTable(scope, heads), lost = makeLost(scope, KINDS);
  const languages = make("p", { className: "small" }, LANGUAGES);
  const allBar = make("progress", { max: heads.length, hidden: true, "aria-label": "Counting all heads" });
  const button = make("button", { type: "button", onclick: pressed, "data-testid": "microscope-count-all" });
  const allSaid = make("p", { className: "small", role: "status", "data-testid": "microscope-count-all-said" });
  let present = { key: "", waits: false }, all = null; // all: {model, way} while all heads are counted
  let chosen = ""; // the model and the way that the button would count
  let running = null, timer = 0; // running: "present", or a head

  const name = () => scope.state.model;

  // Have the worker count. heard(result) is called with each message; when it is done, something else may be next.
  function start(what, interventions, heard) {
    running = what;
    const sources = interventions.some(({ to }) => to === "pinned") ? { pinned: scope.sources.pinned } : {};
    const tell = (result) => {
      if (result.trouble || result.done === result.of) running = null;
      heard(result);
      if (!running) next();
    };
    try {
      scope.startCounting();
      scope.counter.count(interventions, sources, tell);
    } catch (error) {
      tell({ trouble: `This browser cannot count: ${error.message}` });
    }
  }

  function next() {
    if (present.waits) {
      present.waits = false;
      return start("present", scope.state.interventions, showPresent);
    }
    if (!all) return;
    const head = all.model === name() && heads.find((own) => !table.knows(all.model, all.way, own));
    if (!head) return end("");
    const { model, way } = all;
    start(head, [{ ...head.takes[0], to: toOf(way) }], (result) => {
      if (result.trouble) return end(result.trouble);
      const { done, of, kinds } = result, before = heads.indexOf(head);
      if (done === of) table.add(model, way, head, kinds);
      allBar.value = table.known(model, way) + (done === of ? 0 : done / of);
      allSaid.textContent = `Head ${before + 1} of ${heads.length}.`;
    });
  }

  function showPresent({ trouble, ...result }) {
    const visible = name() === present.model && scope.state.panel === "switches";
    if (!visible) { // counted anew when this comes into view again
      present = { key: "", waits: false };
      halt();
      return next();
    }
    const done = Boolean(trouble) || result.done === result.of;
    const words = scope.model.tokenizer.noun !== "digit";
    const lines = trouble ? [trouble] : KINDS.map((_, k) => sentence(result, k, words));
    said.setAttribute("aria-busy", !done);
    said.replaceChildren(...lines.map((line) => make("p", {}, line)));
    bar.hidden = done;
    if (trouble) return;
    bar.value = result.done / result.of;
    lost.show(result.kinds);
  }

  function halt() {
    scope.counter.cancel();
    running = null;
  }

  function pressed() {
    if (all) {
      if (running !== "present") halt();
      return end(`Stopped after ${table.known(all.model, all.way)} of ${heads.length} heads. Press to go on.`);
    }
    if (table.known(name(), wayIn(scope.state)) === heads.length) return;
    all = { model: name(), way: wayIn(scope.state) };
    allBar.hidden = false;
    allBar.value = table.known(all.model, all.way);
    allSaid.textContent = "";
    label();
    if (!running) next();
  }

  function end(text) {
    all = null;
    allBar.hidden = true;
    allSaid.textContent = text;
    label();
  }

  function label() {
    const known = table.known(name(), wayIn(scope.state)), idle = !all && known === heads.length;
    const begin = known ? "Go on counting" : `Count all ${heads.length} heads`;
    const text = all ? "Stop counting" : idle ? `All ${heads.length} heads are counted` : begin;
    button.setAttribute("aria-disabled", idle);
    if (button.textContent !== text) button.textContent = text;
  }

  function begin() {
    if (scope.state.panel !== "switches") return (present.key = "");
    present.waits = true;
    if (running) halt(); // a head begins anew afterwards
    next();
  }

  return {
    element: make("section", {},
      make("h2", {}, "On how many other grids"),
      make("p", { className: "small" }, `Counted on ${count} grids of MNIST test digits and on the same ${count} ` +
        "with some cells emptied, not on your drawing. Lost: read right by the whole model, and wrong with what is " +
        "switched off. Gained: the other way round. For another picture's, each grid takes from the next one."),
      languages, bar, said, lost.element),
    ofAll: make("section", {},
      make("h2", {}, `Each of the ${heads.length} heads on these grids`),
      make("p", { className: "small" }, "One head alone is switched off, in the way chosen above, then the next one. " +
        "This takes a minute or two, with letters longer. What is counted stays if you stop. Choose " +
        "another way above and count again to see them side by side."),
      make("p", {}, button, " ", allBar), allSaid, table.element),
    show() {
      const { interventions, pinned, model } = scope.state, pins = interventions.some(({ to }) => to === "pinned");
      const key = JSON.stringify([model, interventions, pins && pinned]);
      languages.hidden = scope.model.tokenizer.noun === "digit";
      table.show();
      const choice = `${model} ${wayIn(scope.state)}`;
      if (!all && chosen !== choice) allSaid.textContent = "";
      chosen = choice;
      label();
      if (key === present.key) return;
      clearTimeout(timer);
      if (running === "present") halt();
      present = { key, model, waits: false };
      said.replaceChildren(interventions.length ? SOON : NOTHING);
      bar.hidden = true;
      lost.show(null);
      if (interventions.length) timer = setTimeout(begin, REST);
      else if (!running) next();
    },
    stop() {
      clearTimeout(timer);
      if (running) halt();
      all = null;
    },
  };
}
