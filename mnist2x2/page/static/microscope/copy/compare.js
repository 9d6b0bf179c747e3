// Where the present run and the pinned one differ: how far apart their vectors are at each stage, for each row.

import { makeStages, rowInWords, tokensOf } from "./stages.js";
import { make, short } from "../parts.js";
import { distances, stagesOf } from "./patching.js";

const KINDS = { cosine: "1 less the cosine", euclidean: "Euclidean" };
const DIFFER = "A number for each row: how far apart the two runs’ vectors are there. Rows can be far apart and yet "
  + "not matter for the answer: compare with the map above.";

export function makeCompare(place, scope) {
  const options = Object.entries(KINDS).map(([kind, words]) => new Option(words, kind));
  const onchange = ({ target }) => scope.look("copy", { distance: target.value });
  const distance = make("select", { "data-testid": "microscope-copy-distance", onchange }, ...options);
  let words = [];
  const stages = makeStages(scope, {
    id: "apart",
    kind: "how far apart the runs are",
    say: ({ stage, row, value }) => {
      const where = `${stage.title}, ${rowInWords(scope.model, row, stage.tokens, words)}`;
      return `${where}: ${short(value)} apart, ${KINDS[distance.value]}`;
    },
  });
  place.append(
    make("h2", { textContent: "Where the two runs differ" }),
    make("p", { textContent: DIFFER }),
    make("div", { className: "bar" }, make("label", {}, "Distance: ", distance)),
    stages.element,
  );

  return {
    show(pinned, view) {
      const { trace, model, grid } = scope, [own, theirs] = [trace, pinned].map((run) => tokensOf(model, run));
      const both = (glue) => theirs.map((word, i) => (own[i] === word ? word : [own[i] ?? "none", word].join(glue)));
      distance.value = Object.hasOwn(KINDS, view.distance) ? view.distance : "cosine";
      words = both(" and ");
      const values = new Map(stagesOf(model).map(({ at }) => [at, distances(trace, pinned, at, distance.value)]));
      stages.show(values, { grid, words: both("|") });
    },
  };
}
