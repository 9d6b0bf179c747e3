// The map of heads: what copying the result of one head alone does, for all rows, those of a cell, or that of a token.

import { makeRest } from "../at_rest.js";
import { make, makeTable, short } from "../parts.js";
import { offer, rowsOf } from "./hand.js";
import { LEAST, MEASURES, pressCopy, scaleOf } from "./map.js";
import { copyOf, headsOf, isCopy, makeMeasure } from "./patching.js";
import { PLACES } from "../../layout.js";
import { rowInWords, tokensOf } from "./stages.js";

const EACH = "The same for what one head passes on, its mix. In the table, each attention has a row and each head a "
  + "column. A head of the encoder has a mix for each patch, one of the decoder for each token.";

// What can be chosen of rows, {key: words}; keys as in hand.js.
function choicesOf(model, pinned) {
  const words = tokensOf(model, pinned), cells = PLACES.map((place, i) => [`cell ${i}`, `the ${place} cell`]);
  return [["all", "all rows"], ...cells, ...words.map((_, i) => [`token ${i}`, rowInWords(model, i, true, words)])];
}

// The heads that have such rows.
const having = (heads, key) => heads.filter(({ tokens }) => key === "all" || tokens === key.startsWith("token"));

export function makeHeads(place, scope) {
  const onchange = ({ target }) => scope.look("copy", { mix: target.value });
  const rows = make("select", { onchange, "data-testid": "microscope-copy-mix" });
  const line = make("p", { className: "line", "data-testid": "microscope-copy-heads-said" });
  const titles = make("div", { className: "titles", ariaHidden: "true" });
  const header = make("div", { className: "words", ariaHidden: "true" });
  const rest = makeRest(() => scope.state.panel === "copy" && Boolean(scope.state.pinned) && place.isConnected);
  let known = null, begun = []; // known: {model, heads, key, values: {gained, lost}, whole}
  let kind = "gained";

  const table = makeTable({
    frame: scope.frame,
    label: "attentions and heads: what each copy does",
    side: 44,
    say: (at) => (line.textContent = say(at)),
    pick: ({ row, column }) => {
      const { at, head } = headAt(row, column), own = rowsOf(known.key, scope.model);
      pressCopy(scope, copyOf({ at, head }, own), { stage: `${at} ${head}`, rows: known.key });
    },
  });
  const heading = make("h3", { textContent: "Heads" });
  const inside = make("div", { className: "table" }, header, table.element);
  const map = make("div", { className: "of-tokens", "data-testid": "microscope-copy-heads" }, heading, titles, inside);
  place.append(make("p", { textContent: EACH }), make("label", {}, "Copy ", rows), map, line);

  const headAt = (row, column) => known.heads[row * scope.model.config.heads + column];

  function say({ row, column, value }) {
    const said = `${headAt(row, column).title}: ${MEASURES[kind]} ${short(value)}`, whole = known.whole[kind];
    if (Math.abs(whole) < LEAST) return said;
    return `${said}, ${short((100 * value) / whole, 2)}% of what copying the whole memory does`;
  }

  function* measured({ base, pinned, interventions, key }) {
    const { model, grid, sources } = scope, heads = having(headsOf(model), key), own = rowsOf(key, model);
    const measure = makeMeasure(model, grid, { interventions, sources, answers: [base, pinned] }), before = measure([]);
    const effect = (copy) => {
      const [present, other] = measure([copy]);
      return { lost: before[0] - present, gained: other - before[1] };
    };
    const all = [], whole = effect(copyOf({ at: "encoder_norm" }));
    for (const { at, head } of heads) {
      all.push(effect(copyOf({ at, head }, own)));
      yield;
    }
    const values = Object.fromEntries(Object.keys(MEASURES).map((each) => [each, all.map((one) => one[each])]));
    known = { model, heads, key, values, whole };
    paint();
  }

  function paint() {
    const { heads, values, whole, key } = known, across = scope.model.config.heads, own = rowsOf(key, scope.model);
    titles.replaceChildren(...heads.filter(({ head }) => !head).map(({ title }) => {
      return make("span", { textContent: title.replace(", head 0", "") });
    }));
    header.replaceChildren(...Array.from({ length: across }, (_, i) => make("span", { textContent: i })));
    map.style.setProperty("--columns", across);
    const copied = scope.state.interventions.filter(isCopy).map((one) => JSON.stringify(one));
    const marked = heads.flatMap((one, i) => {
      const is = copied.includes(JSON.stringify(copyOf(one, own)));
      return is ? [{ row: Math.floor(i / across), column: i % across }] : [];
    });
    const scale = scaleOf({ whole, values: { [kind]: [values[kind]] } }, kind);
    table.show(values[kind], heads.length / across, across, { scale, marked });
  }

  return {
    // base, pinned, interventions: see map.js; measure: a name of MEASURES.
    show(base, pinned, interventions, view, measure) {
      const { model } = scope, choices = choicesOf(model, pinned), given = choices.find(([key]) => key === view.mix);
      const [key] = given ?? choices[0], now = [base, pinned, JSON.stringify(interventions), key, scope.state.other];
      offer(rows, { rows: choices });
      [rows.value, kind] = [key, measure];
      if (now.every((value, i) => value === begun[i])) {
        rest.resume();
        if (known?.model === model) paint();
        return;
      }
      begun = now;
      rest.begin(measured({ base, pinned, interventions, key }));
    },
  };
}
