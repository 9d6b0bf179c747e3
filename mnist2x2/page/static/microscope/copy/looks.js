// Where one head looks in the present run and in the pinned one, beside each other.

import { gridIn } from "./pair.js";
import { rowInWords, tokensOf } from "./stages.js";
import { largest, make, makePicture, makeTable, short } from "../parts.js";
import { headsOf, mostApart, patchesIn } from "./patching.js";

const keyOf = ({ part, head }) => `${part} ${head}`;
const isSelf = ({ part }) => part.includes("self");

// One head's attention: {own (rows, columns), rows, columns}.
function weightsOf({ tensors }, { part, head }) {
  const { data, shape: [, rows, columns] } = tensors.get(`${part}.weights`), size = rows * columns;
  return { own: data.subarray(head * size, (head + 1) * size), rows, columns };
}

const rowOf = ({ own, columns }, row) => own.subarray(row * columns, (row + 1) * columns);

// One run's side: the picture with the weights of one row, or a table of all tokens.
function makeSide(scope, title, pick) {
  let words = [];
  const percent = (value) => `${short(100 * value)}% of the attention`;
  const picture = makePicture({
    frame: scope.frame,
    label: `${title}: where the head looks`,
    side: 128,
    say: ({ patch, value }) => `${rowInWords(scope.model, patch)}: ${percent(value)}`,
    pick,
  });
  const table = makeTable({
    frame: scope.frame,
    label: `${title}: where the head looks, a row for each token that looks`,
    side: 24,
    say: ({ row, column, value }) =>
      `token ${row}, ${words[row]}, looks at token ${column}, ${words[column]}: ${percent(value)}`,
  });
  const none = make("p", { textContent: "This answer has no such token." });
  const heading = make("h3", { textContent: title });
  return {
    element: make("div", { className: "side" }, heading, picture.element, table.element, none),
    show(run, which, from, scale) {
      const weights = weightsOf(run, which), { own, rows, columns } = weights, self = isSelf(which);
      words = tokensOf(scope.model, run);
      table.element.hidden = !self;
      picture.element.hidden = self || from >= rows;
      none.hidden = self || from < rows;
      if (self) table.show(own, rows, columns, { scale: 1 });
      if (picture.element.hidden) return;
      const marked = which.part.startsWith("encoder") ? from : null;
      picture.show(gridIn(run), rowOf(weights, from), { scale, marked });
    },
  };
}

// Offer choices, [key, words] each, in a select, unless it offers them already.
function offer(select, choices) {
  const text = JSON.stringify(choices);
  if (select.offered !== text) select.replaceChildren(...choices.map(([key, words]) => new Option(words, key)));
  select.offered = text;
}

export function makeLooks(place, scope) {
  const choose = (field, of) => ({ target }) => scope.look("copy", { [field]: of(target.value) });
  const head = make("select", { "data-testid": "microscope-copy-head", onchange: choose("attend", String) });
  const query = make("select", { "data-testid": "microscope-copy-from", onchange: choose("query", Number) });
  const asked = make("label", {}, "from ", query);
  const pick = ({ patch }) => head.value.startsWith("encoder") && scope.look("copy", { query: patch });
  const sides = [makeSide(scope, "Present run", pick), makeSide(scope, "Pinned run", pick)];
  place.append(
    make("h2", { textContent: "Where a head looks in each" }),
    make("p", { textContent: "At first, the head and the row whose looks differ most." }),
    make("div", { className: "bar wide" }, make("label", {}, "Head ", head), asked),
    make("div", { className: "pair" }, ...sides.map(({ element }) => element)),
  );

  // The rows that can look: patches, or the tokens of both runs.
  function rowsOf({ part }, runs) {
    const count = patchesIn(scope.model);
    if (part.startsWith("encoder")) return Array.from({ length: count }, (_, i) => rowInWords(scope.model, i));
    const [own, theirs] = runs.map((run) => tokensOf(scope.model, run));
    return Array.from({ length: Math.max(own.length, theirs.length) }, (_, i) => {
      const both = own[i] === theirs[i] ? own[i] : `${own[i] ?? "none"} and ${theirs[i] ?? "none"}`;
      return `token ${i}, ${both}`;
    });
  }

  return {
    show(pinned, view) {
      const { model, trace } = scope, runs = [trace, pinned], heads = headsOf(model), most = mostApart(model, ...runs);
      const which = heads.find((one) => keyOf(one) === view.attend) ?? most, rows = rowsOf(which, runs);
      offer(head, heads.map((one) => [keyOf(one), one.title]));
      offer(query, rows.map((words, i) => [i, words]));
      asked.hidden = isSelf(which);
      const first = keyOf(which) === keyOf(most) ? most.row : 0, { query: given = first } = view;
      const from = Number.isInteger(given) && given >= 0 ? Math.min(given, rows.length - 1) : first;
      [head.value, query.value] = [keyOf(which), from];
      const seen = runs.flatMap((run) => [...rowOf(weightsOf(run, which), from)]);
      const scale = Math.max(largest(seen), 0.3); // so that a head that looks everywhere looks pale
      sides.forEach((side, i) => side.show(runs[i], which, from, scale));
    },
  };
}
