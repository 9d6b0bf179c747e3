// Two levels of the anatomy: a block with the tables of its parts, and one head.

import { makeSheet } from "./sheet.js";
import { rowsAreTokens, tableOf } from "./stages.js";
import { rowWords, tensorWords } from "./words.js";
import { make, makePicture, short } from "../parts.js";

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// A stage of the model. openHead(attention, head) is called when a head is chosen.
export function makeBlock(tools, lens, stage) {
  const { heads } = lens.model.config, each = Array.from({ length: heads }, (_, head) => head);
  const headsOf = (name) => (lens.tensor(name).shape.length > 2 ? each : [null]);
  const sheet = makeSheet(tools, lens, stage.parts.map((name) => ({ name, heads: headsOf(name) })));
  const groups = stage.attentions.map((attention) => {
    const buttons = each.map((head) => make("button", {
      type: "button",
      textContent: `Head ${head}`,
      "aria-label": `${tensorWords(attention)}, head ${head}`,
      "data-testid": `microscope-head-${attention}-${head}`,
      onclick: () => tools.openHead(attention, head),
    }));
    return [attention, make("div", { className: "choice" }, make("span", { textContent: "One head: " }), ...buttons)];
  });
  const element = make("div", {}, ...sheet.elements);
  for (const [attention, group] of groups) element.querySelector(`[data-tensor="${attention}.weights"]`).append(group);
  element.prepend(make("p", {
    className: "what",
    textContent: `${plural(stage.parts.length, "tensor")}, in the order in which they are computed. Each row is a ` +
      "patch or a token. Click a number to see what made it; with the keyboard: arrow keys, then Enter.",
  }));
  return { element, show: (now) => sheet.show(now), figure: (now) => sheet.figure(now) };
}

// One head of an attention. now.row: the query whose weights are shown; chooseRow(row): another was chosen.
export function makeHead(tools, lens, attention, head) {
  const { scope, lensNow, pick } = tools, weights = `${attention}.weights`, ofPatches = !attention.includes("self_");
  const parts = ["query", "key", "value", "scores", "weights", "mix"].map((part) => `${attention}.${part}`);
  const sheet = makeSheet(tools, lens, parts.map((name) => ({ name, heads: [head] })));
  const choose = () => tools.chooseRow(Number(select.value));
  const select = make("select", { "data-testid": "microscope-row", onchange: choose });
  let row = 0, listed = "";
  const indexOf = (column) => tableOf(lensNow(), weights, head).indexOf(row, column);
  const weightWords = (column) => {
    const now = lensNow(), key = `${attention}.key`;
    return `${rowWords(now, key, column)}: ${short(now.tensor(weights).data[indexOf(column)])}`;
  };
  const picture = !ofPatches ? null : makePicture({
    frame: scope.frame,
    label: "where it looks",
    side: 168,
    say: ({ patch }) => weightWords(patch),
    pick: ({ patch }) => pick(weights, indexOf(patch)),
  });
  const list = make("div", { className: "choice", role: "group", "aria-label": "tokens that it looks at" });
  const from = make("label", {}, "Looks from ", select);
  const looks = make("section", { className: "part" }, from, picture?.element ?? list);

  // The tokens that may be looked at: with the causal mask, the token itself and those before it.
  function showTokens(values, last) {
    while (list.children.length < values.length) {
      const column = list.children.length;
      list.append(make("button", { type: "button", onclick: () => pick(weights, indexOf(column)) }));
    }
    [...list.children].forEach((button, column) => {
      button.hidden = column > last;
      if (!button.hidden) button.textContent = weightWords(column);
    });
  }

  return {
    element: make("div", {}, looks, ...sheet.elements),

    show(now, wanted) {
      const { values, rows, columns } = tableOf(now, weights, head);
      const names = Array.from({ length: rows }, (_, i) => rowWords(now, weights, i));
      row = Math.min(wanted, rows - 1);
      if (listed !== names.join("\n")) select.replaceChildren(...names.map((name, i) => new Option(name, i)));
      listed = names.join("\n");
      select.value = row;
      const own = values.subarray(row * columns, (row + 1) * columns);
      if (picture) picture.show(scope.grid, own, { scale: 1, marked: rowsAreTokens(weights) ? null : row });
      else showTokens(own, now.model.causal ? row : columns - 1);
      sheet.show(now);
    },

    figure: (now) => sheet.figure(now),
  };
}
