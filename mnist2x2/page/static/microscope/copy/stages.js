// One small map for each stage of the model: the picture in patches for the stages of the encoder, and a table with a
// column for each token for the decoder's blocks.

import { PLACES } from "../../layout.js";
import { make, makePicture, makeTable, short } from "../parts.js";
import { cellsOf, patchesIn, stagesOf } from "./patching.js";

// The tokens that a run's rows stand for, <start> first.
export const tokensOf = ({ tokenizer }, { tokens }) =>
  tokens.map((token) => (token === tokenizer.space ? "␣" : tokenizer.tokens[token]));

// A row in words: "patch 3, upper right cell", or "token 2, 7".
export function rowInWords(model, row, tokens, words) {
  if (tokens) return `token ${row}, ${words[row] ?? "not written"}`;
  return `patch ${row}, ${PLACES[cellsOf(patchesIn(model))[row]]} cell`;
}

const strongest = (values) => values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

// id: for tests; kind: what the maps show, for screen readers; say({stage, row, value}): a value in words; pick({stage,
// row}) or null. Returns {element, show(values: Map of a stage's name to numbers, {grid, words: of the tokens, scale,
// marked: Map of a stage's name to rows, only: the names of stages to paint again, all if left out})}.
export function makeStages(scope, { id, kind, say, pick = null }) {
  const pictures = make("div", { className: "stages" }), rest = make("div", { className: "of-tokens" });
  const line = make("p", { className: "line", "data-testid": `microscope-copy-${id}-said` });
  const element = make("div", { "data-testid": `microscope-copy-${id}` }, pictures, rest, line);
  let parts = null, built = "", blocks = [], words = [];

  function tell(at) {
    const text = say(at);
    line.textContent = text;
    return text;
  }

  function makeCard(stage) {
    const picture = makePicture({
      frame: scope.frame,
      label: `${stage.title}: ${kind}`,
      side: 96,
      say: ({ patch, value }) => tell({ stage, row: patch, value }),
      pick: pick && (({ patch }) => pick({ stage, row: patch })),
    });
    const most = make("p", { className: "most" });
    const heading = make("h3", { textContent: capital(stage.title) });
    pictures.append(make("div", { "data-stage": stage.at }, heading, picture.element, most));
    return { picture, most };
  }

  function makeTokens() {
    const header = make("div", { className: "words", ariaHidden: "true" });
    const table = makeTable({
      frame: scope.frame,
      label: `decoder blocks and tokens: ${kind}`,
      side: 44,
      say: ({ row, column, value }) => tell({ stage: blocks[row], row: column, value }),
      pick: pick && (({ row, column }) => pick({ stage: blocks[row], row: column })),
    });
    const titles = make("div", { className: "titles", ariaHidden: "true" });
    titles.append(...blocks.map(({ at }) => make("span", { textContent: at.split(".")[1] })));
    const heading = make("h3", { textContent: "Decoder blocks, and a column for each token" });
    rest.replaceChildren(heading, titles, make("div", { className: "table" }, header, table.element));
    return { header, table };
  }

  function build(model) {
    const all = stagesOf(model);
    if (built === all.map(({ at }) => at).join()) return;
    built = all.map(({ at }) => at).join();
    pictures.replaceChildren();
    blocks = all.filter(({ tokens }) => tokens);
    const cards = all.filter(({ tokens }) => !tokens).map((stage) => [stage.at, makeCard(stage)]);
    parts = { cards: new Map(cards), ...makeTokens() };
  }

  function showTokens(values, { scale, marked }) {
    const columns = Math.max(0, ...blocks.map(({ at }) => values.get(at)?.length ?? 0));
    const all = blocks.flatMap(({ at }) => Array.from({ length: columns }, (_, i) => values.get(at)?.[i] ?? 0));
    const places = blocks.flatMap(({ at }, row) => (marked?.get(at) ?? []).map((column) => ({ row, column })));
    const first = columns > 10 ? "" : "start"; // narrow columns have no room for it
    const seen = Array.from({ length: columns }, (_, i) => (i ? words[i] ?? "" : first));
    if (parts.header.textContent !== seen.join("") || parts.header.childElementCount !== columns) {
      parts.header.replaceChildren(...seen.map((word) => make("span", { textContent: word })));
    }
    rest.style.setProperty("--columns", columns || 1);
    parts.table.show(all, blocks.length, columns, { scale, marked: places });
  }

  return {
    element,
    show(values, { grid, scale, marked, only, ...more }) {
      build(scope.model);
      words = more.words;
      for (const [at, { picture, most }] of parts.cards) {
        if (only && !only.has(at)) continue;
        const own = values.get(at);
        picture.show(grid, own, { scale, marked: marked?.get(at) });
        most.textContent = `up to ${short(strongest(own), 2)}`;
      }
      if (!only || blocks.some(({ at }) => only.has(at))) showTokens(values, { scale, marked });
    },
  };
}
