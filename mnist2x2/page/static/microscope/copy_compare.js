// Where the present run and the pinned one differ: how far apart their vectors are, and where a head looks in each.

import { gridIn } from "./copy_pair.js";
import { makeStages, rowInWords, tokensOf } from "./copy_stages.js";
import { largest, make, makePicture, makeTable, short } from "./parts.js";
import { distances, headsOf, patchesIn, stagesOf } from "./patching.js";

const KINDS = { cosine: "1 less the cosine", euclidean: "Euclidean" };
const DIFFER = "A number for each row: how far apart the two runs’ vectors are there. Rows can be far apart and yet "
  + "not matter for the answer: compare with the map above.";
const keyOf = ({ part, head }) => `${part} ${head}`;
const isSelf = (part) => part.includes("self");

// One head's attention: {own (rows, columns), rows, columns}.
function weightsOf({ tensors }, part, head) {
  const { data, shape: [, rows, columns] } = tensors.get(`${part}.weights`), size = rows * columns;
  return { own: data.subarray(head * size, (head + 1) * size), rows, columns };
}

const rowOf = (own, columns, row) => own.subarray(row * columns, (row + 1) * columns);

// One run's side of the two that look: a picture with the weights of one row, or a table of all tokens.
function makeLook(scope, title, pick) {
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
  const heading = make("h4", { textContent: title });
  return {
    element: make("div", { className: "side" }, heading, picture.element, table.element, none),
    show(run, { part, head }, query, scale) {
      const { own, rows, columns } = weightsOf(run, part, head), self = isSelf(part);
      words = tokensOf(scope.model, run);
      table.element.hidden = !self;
      picture.element.hidden = self || query >= rows;
      none.hidden = self || query < rows;
      if (self) table.show(own, rows, columns, { scale: 1 });
      if (picture.element.hidden) return;
      const marked = part.startsWith("encoder") ? query : null;
      picture.show(gridIn(run), rowOf(own, columns, query), { scale, marked });
    },
  };
}

export function makeCompare(place, scope) {
  const choose = (field, of = String) => ({ target }) => scope.look("copy", { [field]: of(target.value) });
  const kinds = Object.entries(KINDS).map(([kind, words]) => new Option(words, kind));
  const distance = make("select", { "data-testid": "microscope-copy-distance", onchange: choose("distance") }, ...kinds);
  let kind = "cosine", words = [];
  const stages = makeStages(scope, {
    id: "apart",
    kind: "how far apart the runs are",
    say: ({ stage, row, value }) =>
      `${stage.title}, ${rowInWords(scope.model, row, stage.tokens, words)}: ${short(value)} apart, ${KINDS[kind]}`,
  });
  const head = make("select", { "data-testid": "microscope-copy-head", onchange: choose("attend") });
  const query = make("select", { "data-testid": "microscope-copy-from", onchange: choose("query", Number) });
  const asked = make("label", {}, "from ", query);
  const pick = ({ patch }) => head.value.startsWith("encoder") && scope.look("copy", { query: patch });
  const looks = [makeLook(scope, "Present run", pick), makeLook(scope, "Pinned run", pick)];
  place.append(
    make("h3", { textContent: "Where the two runs differ" }),
    make("p", { textContent: DIFFER }),
    make("div", { className: "bar" }, make("label", {}, "Distance: ", distance)),
    stages.element,
    make("h3", { textContent: "Where a head looks in each" }),
    make("div", { className: "bar" }, make("label", {}, "Head ", head), asked),
    make("div", { className: "pair" }, ...looks.map(({ element }) => element)),
  );
  let offered = "";

  function offerHeads() {
    const all = headsOf(scope.model), keys = all.map(keyOf).join();
    if (head.offered === keys) return all;
    head.offered = keys;
    head.replaceChildren(...all.map((one) => new Option(one.title, keyOf(one))));
    return all;
  }

  function offerRows(part, pinned) {
    const [own, theirs] = [scope.trace, pinned].map((run) => tokensOf(scope.model, run));
    const tokens = part.startsWith("decoder");
    const length = tokens ? Math.max(own.length, theirs.length) : patchesIn(scope.model);
    const said = (word) => word ?? "none";
    const rows = Array.from({ length }, (_, i) => {
      if (!tokens) return rowInWords(scope.model, i);
      return `token ${i}, ${own[i] === theirs[i] ? own[i] : `${said(own[i])} and ${said(theirs[i])}`}`;
    });
    if (offered === rows.join()) return length;
    offered = rows.join();
    query.replaceChildren(...rows.map((text, i) => new Option(text, i)));
    return length;
  }

  return {
    show(pinned, view) {
      const { trace, model, grid } = scope, own = tokensOf(model, trace), theirs = tokensOf(model, pinned);
      kind = Object.hasOwn(KINDS, view.distance) ? view.distance : "cosine";
      distance.value = kind;
      const both = (glue) => theirs.map((word, i) => (own[i] === word ? word : [own[i] ?? "none", word].join(glue)));
      words = both(" and ");
      const values = new Map(stagesOf(model).map(({ at }) => [at, distances(trace, pinned, at, kind)]));
      stages.show(values, { grid, words: both("|") });
      const heads = offerHeads(), chosen = heads.find((one) => keyOf(one) === view.attend) ?? heads[0];
      head.value = keyOf(chosen);
      asked.hidden = isSelf(chosen.part);
      const length = offerRows(chosen.part, pinned), row = Number.isInteger(view.query) ? view.query : 0;
      query.value = Math.min(Math.max(row, 0), length - 1);
      const from = Number(query.value), seen = [trace, pinned].flatMap((run) => {
        const { own: all, columns } = weightsOf(run, chosen.part, chosen.head);
        return [...rowOf(all, columns, from)];
      });
      const scale = Math.max(largest(seen), 0.3); // so that a head that looks everywhere looks pale
      looks.forEach((look, i) => look.show([trace, pinned][i], chosen, from, scale));
    },
  };
}
