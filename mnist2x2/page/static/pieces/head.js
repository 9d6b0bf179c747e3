// Chapter 4: where one head of the encoder looks from one patch of a drawing.

import { make, makePicture } from "../microscope/parts.js";
import { makeChoice, makeDrawn } from "./drawn.js";
import { twoPlaces } from "./plane.js";

const upTo = (count) => Array.from({ length: count }, (_, i) => String(i));

export function makeHead(frame, given, data) {
  const state = { block: given.block, head: given.head, patch: given.patch };
  let now = null;
  const choose = (name) => (i) => {
    state[name] = i;
    show();
  };
  const block = makeChoice("Block", "piece-block", choose("block"));
  const head = makeChoice("Head", "piece-head", choose("head"));
  const picture = makePicture({
    frame,
    label: "weights on the 16 patches: choose the patch that looks",
    say: ({ patch, value }) => `Patch ${patch} gets the weight ${twoPlaces(value)}.`,
    pick: ({ patch }) => choose("patch")(patch),
    side: 260,
  });
  const word = make("p", { "aria-live": "polite", "data-testid": "piece-word" });

  function show() {
    if (!now) return;
    const { model: { config }, grid, trace } = now;
    state.block = Math.min(state.block, config.encoder_blocks - 1);
    state.head = Math.min(state.head, config.heads - 1);
    block.show(upTo(config.encoder_blocks), state.block);
    head.show(upTo(config.heads), state.head);
    const { data: all, shape: [, S] } = trace.tensors.get(`encoder.${state.block}.attention.weights`);
    state.patch = Math.min(state.patch, S - 1);
    const from = (state.head * S + state.patch) * S, weights = all.subarray(from, from + S);
    const most = Math.max(...weights);
    picture.show(grid, weights, { scale: 1, marked: state.patch });
    const even = twoPlaces(1 / S), where = weights.indexOf(most);
    word.textContent = `Patch ${state.patch} looks most at patch ${where}${where === state.patch ? ", itself" : ""}: ` +
      `the weight is ${twoPlaces(most)}. (Even weights would be ${even}.)`;
  }

  const drawn = makeDrawn(frame, data, {
    beside: [
      block.element,
      head.element,
      make("p", { className: "title" }, "Where it looks from the framed patch: click another one"),
      picture.element,
      word,
    ],
    follow(result) {
      now = result;
      show();
    },
  });
  return { show, destroy: drawn.destroy };
}
