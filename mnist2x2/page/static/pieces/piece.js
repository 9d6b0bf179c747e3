// A piece: one small thing to try in a chapter. It stands where a figure stands without JavaScript; the figure stays,
// for paper.

import microscopeCss from "../microscope/microscope.css";
import { make } from "../microscope/parts.js";
import { followTheme } from "../theme.js";
import { makeCross } from "./cross.js";
import { makeHead } from "./head.js";
import { makeMask } from "./mask.js";
import css from "./pieces.css";
import { makeQuery } from "./query.js";
import { makeSteps } from "./steps.js";

const PIECES = {
  query: [makeQuery, "A query among three keys"],
  head: [makeHead, "Where a head of the encoder looks in a drawing"],
  mask: [makeMask, "A mask and the weights that it leaves"],
  cross: [makeCross, "Where the heads of cross-attention look in a drawing"],
  steps: [makeSteps, "An answer, token by token"],
};

// Fill `root` with a piece. kind: see above; given: what it begins with, plain values, see pieces.py; data: for a piece
// with a model, {weights: the bytes of a file, samples: Uint8Array (n * 56 * 56), answers: the digits of each sample,
// example: marks to begin with}. A piece is made by a function of its frame, of `given` and of `data`, which returns
// {show(): paint it anew; destroy(), if anything has to end}. Returns {frame, destroy}.
export function mountPiece(root, { kind, given, data }) {
  const [makePiece, label] = PIECES[kind];
  const frame = make("div", { className: "microscope piece", role: "group", "aria-label": label });
  frame.dataset.kind = kind;
  frame.append(make("style", { textContent: microscopeCss + css }));
  root.append(frame); // colours are asked for while it is made
  const unfollow = followTheme(frame), piece = makePiece(frame, given, data);
  const watch = new MutationObserver(() => piece.show());
  watch.observe(frame, { attributes: true, attributeFilter: ["data-theme"] });
  // A notebook may put it on the page only later: until then, it has no colours.
  const seen = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    seen.disconnect();
    piece.show();
  });
  seen.observe(frame);
  root.classList.add("alive");
  return {
    frame,
    destroy() {
      seen.disconnect();
      watch.disconnect();
      unfollow();
      piece.destroy?.();
      frame.remove();
      root.classList.remove("alive");
    },
  };
}
