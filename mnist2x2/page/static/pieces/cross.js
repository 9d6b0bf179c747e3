// Chapter 6: where every head of cross-attention looks when one token of the answer is said.

import { make, makePicture } from "../microscope/parts.js";
import { makeChoice, makeDrawn, tokenText } from "./drawn.js";
import { twoPlaces } from "./plane.js";

const ORDINALS = ["first", "second", "third", "fourth"];
export const nameOf = (block) => `${ORDINALS[block] ?? `${block + 1}th`} block`;

// The tokens that are said at each step: the answer, and <finish> if it follows.
export function saidIn({ tokens, finished }, { tokenizer }) {
  return finished ? [...tokens.slice(1), tokenizer.finish] : tokens.slice(1);
}

export function makeCross(frame, given, data) {
  let step = given.step, now = null, pictures = [];
  const steps = makeChoice("Said", "piece-step", (i) => {
    step = i;
    show();
  });
  const maps = make("div", { className: "maps" }), word = make("p", { className: "said", "data-testid": "piece-word" });

  // One picture for each head, block by block; they are made anew only for a model of another size.
  function makePictures({ decoder_blocks: blocks, heads }) {
    if (pictures.length === blocks * heads) return;
    pictures = Array.from({ length: blocks * heads }, (_, i) => {
      const name = `${nameOf(Math.floor(i / heads))}, head ${i % heads}`;
      const say = ({ patch, value }) => {
        return (word.textContent = `${name}: patch ${patch} gets the weight ${twoPlaces(value)}.`);
      };
      return makePicture({ frame, label: name, say, side: 88 });
    });
    maps.style.setProperty("--heads", heads);
    maps.replaceChildren(...Array.from({ length: blocks }, (_, block) => make(
      "div",
      { className: "block" },
      make("p", { className: "title" }, nameOf(block)),
      ...pictures.slice(block * heads, (block + 1) * heads).map(({ element }, head) => {
        return make("div", {}, element, make("p", { className: "under" }, `head ${head}`));
      }),
    )));
  }

  function show() {
    if (!now) return;
    const { model, grid, trace } = now, { heads } = model.config, said = saidIn(trace, model);
    makePictures(model.config);
    const at = Math.min(step, said.length - 1);
    steps.show(said.map((token) => tokenText(model, token)), at);
    pictures.forEach((picture, i) => {
      const name = `decoder.${Math.floor(i / heads)}.cross_attention.weights`;
      const { data: all, shape: [, T, S] } = trace.tensors.get(name), from = ((i % heads) * T + at) * S;
      picture.show(grid, all.subarray(from, from + S), { scale: 1 });
    });
  }

  const drawn = makeDrawn(frame, data, {
    beside: [steps.element, make("p", { className: "title" }, "Where each head looks when this is said"), maps, word],
    follow(result) {
      now = result;
      show();
    },
  });
  return { show, destroy: drawn.destroy };
}
