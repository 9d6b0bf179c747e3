// The panel of attention maps: every head's map for a query that one chooses, one of them large, occlusion beside it,
// and a locked head's look to drag elsewhere.

import { makeBeside } from "./beside.js";
import { makeChoice } from "./choice.js";
import { mapsFigure } from "./figure.js";
import { makeHeads, placeWords } from "./heads.js";
import { isHeld } from "./looks.js";
import { makeOne } from "./one.js";
import { KINDS, queryWords, rowOf, sign, tokenWords, viewOf } from "./view.js";
import { patchWords, stepWords } from "../names.js";
import { make, makePicture } from "../parts.js";

const POINT = "Point at a head to see it large. Press it to lock it.";

// The choice of the query: a kind of attention, and a step of the answer or, for the encoder, a patch. With the
// encoder, only occlusion asks for a step: then the choice of it is there.
function makeQuery(scope, look, occlusion) {
  const kind = makeChoice({ label: "Attention", name: "kind", pick: (kind) => look({ kind, locked: null }) });
  const step = makeChoice({ label: "Step, which writes", name: "step", pick: (step) => look({ step }) });
  let view = null;
  const picture = makePicture({
    frame: scope.frame,
    label: "the query: pick the patch that looks",
    side: 104,
    say: ({ patch }) => patchWords(patch, view.S),
    pick: ({ patch }) => look({ patch }),
  });
  const label = make("span", { className: "label" }, "Query, the patch that looks");
  const patch = make("div", { className: "question query" }, label, picture.element), asked = make("p");
  let place = null; // where the choice of a step is

  function showSteps({ tokenizer }, { tokens }, end) {
    step.show(view.written.map((token, t) => {
      const after = `${stepWords(t, tokens.length)}, after ${tokenWords(tokenizer, tokens[t])}`;
      if (t === end) return { value: t, text: "(end)", said: `${after}: the end` };
      return { value: t, text: sign(tokenizer, token), said: `${after}: ${tokenWords(tokenizer, token)}` };
    }), view.step);
  }

  return {
    elements: [kind.element, patch, asked],
    show(now) {
      view = now;
      const { model, trace, grid } = scope, end = trace.finished ? -1 : view.written.length - 1;
      kind.show(KINDS.map(([value, text]) => ({ value, text })), view.kind);
      showSteps(model, trace, end);
      patch.hidden = view.kind !== "encoder";
      const wanted = patch.hidden ? kind.element : occlusion;
      if (place !== wanted) wanted.after(step.element);
      place = wanted;
      if (!patch.hidden) picture.show(grid, new Float32Array(view.S), { marked: view.patch });
      const next = tokenWords(model.tokenizer, view.written[view.step]);
      const where = `Step ${view.step + 1} of ${view.written.length}`, asks = queryWords(model, trace, view);
      const writes = view.step === end ? `${where}: the answer ends, at its greatest length; likeliest is ${next}.`
        : `${where} writes ${next}.`;
      asked.textContent = view.kind === "encoder" ? `Who looks: ${asks}.` : `${writes} Who looks: ${asks}.`;
    },
  };
}

export function makeMaps(place, scope) {
  const look = (own) => scope.look("maps", own), looked = () => !place.hidden && place.isConnected;
  let view = null, pointed = null, built = "", heads = null;
  const head = () => view.locked ?? pointed ?? [0, 0];
  const one = makeOne(scope, look);
  const beside = makeBeside(scope, looked, { choose: (whole) => look({ whole }), told: show });
  const query = makeQuery(scope, look, beside.of);
  const places = make("div", { className: "places" }), hint = make("p", { className: "hint" });
  place.append(
    ...query.elements,
    make("div", { className: "sides" }, one.element, beside.element),
    make("div", { className: "details" }, one.numbers, beside.numbers),
    beside.agreement, hint, places,
  );
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !view?.locked) return;
    event.stopPropagation();
    look({ locked: null });
  });

  function point(own) {
    if (view.locked || String(pointed) === String(own)) return;
    pointed = own;
    one.leave();
    showOne();
  }

  function lock(own, { row }) {
    one.leave();
    look(view.ofTokens ? { locked: own, step: row } : { locked: own });
  }

  function build() {
    const key = [view.kind, view.blocks, view.heads, scope.model.longest].join();
    if (key === built) return;
    [built, pointed] = [key, null];
    heads = makeHeads({ scope, view, say: (own, at) => placeWords(scope, view, own, at), point, lock });
    one.build(view);
    places.replaceChildren(heads.element, heads.tip);
  }

  function showOne() {
    one.show(view, head());
    beside.show(view, rowOf(scope.trace, view, head()));
  }

  function show() {
    view = viewOf(scope);
    build();
    pointed = view.locked ?? pointed; // once unlocked, it stays in view until one points at another
    query.show(view);
    hint.textContent = `${POINT} Full colour: ${view.ofTokens ? "weight 1" : "the largest weight of a map, or half if none is larger"}.`;
    heads.show(view, (own) => isHeld(scope.state.interventions, view, own));
    showOne();
  }

  return {
    show,
    figure: () => mapsFigure(scope, view, { head: head(), ...beside.figure(view, rowOf(scope.trace, view, head())) }),
  };
}
