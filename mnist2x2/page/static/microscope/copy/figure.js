// The map of all copies as a figure, with the two pictures that it is of.

import { answerOf, gridIn } from "./pair.js";
import { short } from "../parts.js";
import { patchesIn, stagesOf } from "./patching.js";
import { pictureSvg, tableSvg, textSvg } from "../svg.js";

const SIDE = 96, GAP = 16, TOP = 150; // of the maps

const SAID = {
  gained: "how much the pinned answer gains in log-probability",
  lost: "how much the present answer loses in log-probability",
};

// runs: {base, pinned}; shown: what the map shows, {map, kind}, or null.
export function figureOfCopies(scope, { base, pinned }, shown) {
  const blank = new Float32Array(patchesIn(scope.model));
  const picture = (grid, x) => pictureSvg(grid, blank, { x, y: 24, side: SIDE, scale: 1 });
  const pictures = [textSvg(`present: ${answerOf(base)}`, GAP, 18), picture(scope.grid, GAP)];
  const small = { inside: pictures.join(""), width: 480, height: 130, caption: ["No drawing is pinned."] };
  if (!pinned || !shown) return small;
  const left = 2 * GAP + Math.max(SIDE, 7 * answerOf(base).length + 70);
  pictures.push(textSvg(`pinned: ${answerOf(pinned)}`, left, 18), picture(gridIn(pinned), left));
  const { map, kind, words, scale } = shown, all = stagesOf(scope.model);
  const maps = all.filter(({ tokens }) => !tokens), blocks = all.filter(({ tokens }) => tokens);
  maps.forEach(({ at, title }, i) => {
    const x = GAP + i * (SIDE + GAP), values = map.values[kind].get(at);
    pictures.push(textSvg(title, x, TOP), pictureSvg(scope.grid, values, { x, y: TOP + 6, side: SIDE, scale }));
  });
  words.forEach((word, i) => pictures.push(textSvg(i ? word : "start", 130 + 24 * i, TOP + SIDE + 32, i ? 12 : 8)));
  blocks.forEach(({ at, title }, i) => {
    const y = TOP + SIDE + 38 + 30 * i, values = map.values[kind].get(at);
    pictures.push(textSvg(title, GAP, y + 15), tableSvg(values, 1, values.length, { x: 130, y, side: 24, scale }));
  });
  return {
    inside: pictures.join(""),
    width: Math.max(720, GAP + maps.length * (SIDE + GAP), 150 + 24 * pinned.tokens.length),
    height: TOP + SIDE + 40 + 30 * blocks.length,
    caption: [
      `Each square: ${SAID[kind]} if these rows are copied from the pinned run.`,
      `The full colour is ${short(scale)}; the whole memory does ${short(map.whole?.[kind] ?? 0)}. A copy takes ${
        map.what.group === "cell" ? "the four patches of a cell" : "one patch"}, or one token.`,
      ...(map.done < map.of ? [`${map.done} of ${map.of} copies are measured.`] : []),
    ],
  };
}
