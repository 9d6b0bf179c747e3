// The panel of attention maps: every head's map for a query that one chooses, one of them large, occlusion beside it,
// and a locked head's look to drag elsewhere.

import { makeChoice } from "./maps_choice.js";
import { mapsFigure } from "./maps_figure.js";
import { makeHeads, placeWords } from "./maps_heads.js";
import { makePatches, makeTokens } from "./maps_places.js";
import { makeBeside } from "./maps_beside.js";
import * as words from "./maps_view.js";
import { logProbabilities, writtenIn } from "./occlusion.js";
import { make, makePicture } from "./parts.js";

const { fixed, freed, headWords, isHeld, keyWords, KINDS, mapOf, nameOf, rowOf, tokenWords, viewOf } = words;
const MOST = 40; // interventions at a time, see state.js
const POINT = "Point at a head to see it large. Press it to lock it.";
const MOVE = "Drag its mark, or pick a place and press “Look here”, to make it look there for this query.";

// What holding a look does to the next token at this step, in words, if the model without changes got as far as this.
function heldWords({ model, plain, trace }, { step, written }) {
  const before = plain.tokens.slice(0, step + 1).join() === trace.tokens.slice(0, step + 1).join();
  if (!before) return "Its look is held.";
  const targets = writtenIn(model, plain), of = (run, all) => fixed(logProbabilities(run, all)[step]);
  const now = of(trace, written.map((token, t) => (t === step ? targets[step] : token)));
  const next = `${tokenWords(model.tokenizer, targets[step])} at step ${step}`;
  return `Its look is held. Log-probability of ${next}: ${of(plain, targets)} before, ${now} with all changes.`;
}

export function makeMaps(place, scope) {
  const { frame } = scope, look = (own) => scope.look("maps", own);
  let view = null, pointed = null, aimed = null, built = "", heads = null, large = null;
  const head = () => view.locked ?? pointed ?? [0, 0];

  const kind = makeChoice({ label: "Attention", name: "kind", pick: (kind) => look({ kind, locked: null }) });
  const step = makeChoice({ label: "Step, which writes", name: "step", pick: (step) => look({ step }) });
  const query = makePicture({
    frame,
    label: "the query: pick the patch that looks",
    side: 104,
    say: ({ patch }) => words.patchWords(patch, view.S),
    pick: ({ patch }) => look({ patch }),
  });
  const label = make("span", { className: "label" }, "Query, the patch that looks");
  const queryPart = make("div", { className: "question query" }, label, query.element);
  const asked = make("p", { className: "asked" }), title = make("p", { className: "name" });
  const summary = make("p", { className: "summary" }), holder = make("div"), numbers = make("div");
  const places = make("div", { className: "places" });
  const button = (name, text, onclick) => {
    const made = make("button", { type: "button", onclick }, text);
    made.dataset.testid = `microscope-maps-${name}`;
    return made;
  };
  const lockButton = button("lock", "Lock this head", () => (view.locked ? unlock() : look({ locked: head() })));
  const hereButton = button("look", "Look here", () => lookAt(aimed));
  const freeButton = button("free", "Let it look freely", letFree);
  const tools = make("div", { className: "tools" }, lockButton, hereButton, freeButton);
  const looked = () => !place.hidden && place.isConnected;
  const beside = makeBeside(scope, looked, { choose: (whole) => look({ whole }), told: show });
  const shown = make("section", { className: "attended", "aria-label": "One head" }, title, holder, tools);
  place.append(
    kind.element, step.element, queryPart, asked,
    make("div", { className: "sides" }, shown, beside.element),
    make("div", { className: "details" }, make("div", {}, numbers, summary), beside.numbers),
    beside.agreement, make("p", { className: "hint" }, POINT), places,
  );
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !view?.locked) return;
    event.stopPropagation();
    unlock();
  });

  function unlock() {
    pointed = view.locked; // it stays in view until one points at another
    look({ locked: null });
  }

  function lookAt(target) {
    const { interventions } = scope.state, [block, index] = view.locked ?? [], at = nameOf(view.kind, block);
    if (!view.locked || target === null) return;
    if (target >= view.ends) return scope.say("A token can look only at itself and at earlier ones.");
    const others = freed(interventions, at, index, view.row);
    if (others.length >= MOST) return scope.say(`At most ${MOST} changes at a time: take one back first.`);
    aimed = null;
    scope.intervene([...others, { at, head: index, rows: [view.row], look: target }]);
  }

  function letFree() {
    const [block, index] = head();
    if (!held([block, index])) return;
    scope.intervene(freed(scope.state.interventions, nameOf(view.kind, block), index, view.row));
  }

  const held = ([block, index]) =>
    scope.state.interventions.some((one) => isHeld(one, nameOf(view.kind, block), index, view.row));

  function point(own) {
    if (String(pointed) === String(own)) return;
    pointed = own;
    if (view.locked) return;
    aimed = null;
    showLarge();
  }

  function lock(own, { row }) {
    aimed = null;
    look(view.ofTokens ? { locked: own, step: row } : { locked: own });
  }

  function build() {
    const { model } = scope, key = [view.kind, view.blocks, view.heads, model.longest].join();
    if (key === built) return;
    [built, pointed, aimed] = [key, null, null];
    heads = makeHeads({ scope, view, say: (own, at) => placeWords(scope, view, own, at), point, lock });
    const aim = (target) => {
      if (!view.locked) return look({ locked: head() });
      aimed = target;
      showLarge();
    };
    const own = { frame, longest: model.longest, pick: aim, drop: lookAt };
    own.words = (key) => keyWords(scope.model, scope.trace, view, key);
    large = view.ofTokens
      ? makeTokens({ ...own, row: (step) => look({ step }) })
      : makePatches(own);
    holder.replaceChildren(large.element);
    numbers.replaceChildren(large.numbers);
    places.replaceChildren(heads.element, heads.tip);
  }

  function showLarge() {
    const { trace, grid, model } = scope, own = head(), values = rowOf(trace, view, own), free = Boolean(view.locked);
    const names = trace.tokens.map((token) => words.sign(model.tokenizer, token));
    const { data } = mapOf(trace, nameOf(view.kind, own[0]), own[1]);
    if (aimed !== null && aimed >= view.ends) aimed = null;
    title.textContent = headWords(view.kind, own) + (free ? " (locked)" : "");
    large.show({ grid, values, aimed, free, names, data, row: view.row, ends: view.ends });
    const order = [...values.keys()].slice(0, view.ends).sort((a, b) => values[b] - values[a]).slice(0, 3);
    const said = order.map((key) => `${keyWords(model, trace, view, key)}: ${fixed(values[key])}`);
    const most = `It looks most at ${said.join("; then ")}.`;
    summary.textContent = [held(own) && heldWords(scope, view), most, free && MOVE].filter(Boolean).join(" ");
    lockButton.textContent = free ? "Unlock" : "Lock this head";
    lockButton.title = free ? "Escape does this, too" : "";
    hereButton.setAttribute("aria-disabled", !free || aimed === null); // not disabled: it would lose the focus
    freeButton.setAttribute("aria-disabled", !held(own));
    beside.show(view, values);
  }

  function show() {
    const { model, trace, grid } = scope;
    view = viewOf(scope);
    build();
    const { written } = view, { tokenizer } = model, end = trace.finished ? -1 : written.length - 1;
    kind.show(KINDS.map(([value, text]) => ({ value, text })), view.kind);
    step.show(written.map((token, t) => {
      const after = `step ${t}, after ${tokenWords(tokenizer, trace.tokens[t])}`;
      if (t === end) return { value: t, text: "(end)", said: `${after}: the end` };
      return { value: t, text: words.sign(tokenizer, token), said: `${after}: ${tokenWords(tokenizer, token)}` };
    }), view.step);
    queryPart.hidden = view.kind !== "encoder";
    if (!queryPart.hidden) query.show(grid, new Float32Array(view.S), { marked: view.patch });
    const next = tokenWords(tokenizer, written[view.step]);
    const writes = view.step === end ? `The answer ends here, at its greatest length; likeliest is ${next}.`
      : `From this token the model writes ${next}.`;
    asked.textContent = `Who looks: ${words.queryWords(model, trace, view)}. ${view.kind === "encoder" ? "" : writes}`;
    heads.show(view, held);
    showLarge();
  }

  return {
    show,
    figure: () => mapsFigure(scope, view, { head: head(), ...beside.figure(view, rowOf(scope.trace, view, head())) }),
  };
}
