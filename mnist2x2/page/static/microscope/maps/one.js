// One head, large: where it looks, as a map and as numbers, and what to do with it: lock it, make it look elsewhere.

import { freed, heldWords, isHeld, withLook } from "./looks.js";
import { makeChoice } from "./choice.js";
import { makePatches, makeTokens } from "./places.js";
import { makeQueries } from "./queries.js";
import { fixed, headWords, keyWords, mapOf, nameOf, queriesOf, rowOf, sign } from "./view.js";
import { make } from "../parts.js";

const MOVE = "Drag its mark, or pick a place and press “Look here”, to make it look there.";

// look(own): changes the view. Returns {element, numbers: an element, build(view): fits it to a kind of attention,
// show(view, head), leave(): forgets the place that was picked}.
export function makeOne(scope, look) {
  const title = make("p", { className: "name" }), holder = make("div"), numbers = make("div"), summary = make("p");
  let view = null, head = null, large = null, aimed = null;

  function button(name, text, onclick) {
    const made = make("button", { type: "button", onclick }, text);
    made.dataset.testid = `microscope-maps-${name}`;
    return made;
  }
  const lock = button("lock", "Lock this head", () => look({ locked: view.locked ? null : head }));
  const here = button("look", "Look here", () => lookAt(aimed));
  const free = button("free", "Let it look freely", () => {
    const { interventions } = scope.state;
    if (isHeld(interventions, view, head)) scope.intervene(freed(interventions, view, head));
  });
  const queries = makeQueries(scope, (patch) => look({ patch }));
  const cell = makeChoice({ label: "Look here for", name: "cell", pick: (cell) => look({ cell }) });
  const tools = make("div", { className: "tools" }, lock, here, free);

  function aim(place) {
    if (!view.locked) return look({ locked: head });
    aimed = place;
    show(view, head);
  }

  function lookAt(place) {
    if (!view.locked || place === null) return;
    if (place >= view.ends) return scope.say("A token can look only at itself and at earlier ones.");
    const interventions = withLook(scope.state.interventions, view, head, place);
    aimed = null;
    scope.intervene(interventions);
  }

  function build(next) {
    view = next;
    const { frame, model: { longest } } = scope, words = (key) => keyWords(scope.model, scope.trace, view, key);
    const own = { frame, longest, words, pick: aim, drop: lookAt, row: (step) => look({ step }) };
    large = view.ofTokens ? makeTokens(own) : makePatches(own);
    aimed = null;
    holder.replaceChildren(large.element);
    numbers.replaceChildren(large.numbers);
  }

  function show(now, which) {
    [view, head] = [now, which];
    const { trace, grid, model, state: { interventions } } = scope, { row, ends } = view, locked = view.locked !== null;
    const values = rowOf(trace, view, head), names = trace.tokens.map((token) => sign(model.tokenizer, token));
    if (aimed >= ends) aimed = null;
    title.textContent = headWords(view.kind, head) + (locked ? " (locked)" : "");
    const { data } = mapOf(trace, nameOf(view.kind, head[0]), head[1]);
    large.show({ grid, values, aimed, free: locked, names, data, row, ends });
    const order = [...values.keys()].slice(0, ends).sort((a, b) => values[b] - values[a]).slice(0, 3);
    const said = order.map((key) => `${keyWords(model, trace, view, key)}: ${fixed(values[key])}`);
    const held = isHeld(interventions, view, head), most = `It looks most at ${said.join("; then ")}.`;
    summary.textContent = [held && heldWords(scope, view), most, locked && MOVE].filter(Boolean).join(" ");
    lock.textContent = locked ? "Unlock" : "Lock this head";
    lock.title = locked ? "Escape does this, too" : "";
    here.setAttribute("aria-disabled", !locked || aimed === null); // not disabled: it would lose the focus
    free.setAttribute("aria-disabled", !held);
    showQueries(locked);
  }

  // Of the encoder: every query, and for which of them a look is held.
  function showQueries(locked) {
    const { kind, patch } = view, patches = queriesOf({ ...view, cell: true }).join(", ");
    [queries.element.hidden, cell.element.hidden] = [kind !== "encoder", kind !== "encoder" || !locked];
    if (kind !== "encoder") return;
    queries.show(view, head);
    cell.show([
      { value: false, text: `patch ${patch}` },
      { value: true, text: `its cell: ${patches}`, said: `all patches of its cell: ${patches}` },
    ], view.cell);
  }

  return {
    element: make("section", { className: "attended", "aria-label": "One head" }, title, holder, tools, cell.element),
    numbers: make("div", {}, numbers, summary, queries.element),
    build,
    show,
    leave: () => (aimed = null),
  };
}
