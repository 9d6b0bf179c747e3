// The figure of the panel of attention maps: the head that is shown large, occlusion, and every head.

import { FAINTEST, LEAST } from "./beside.js";
import { EVEN, fixed, headWords, mapOf, nameOf, queryWords, rowOf, strongest } from "./view.js";
import { largest } from "../parts.js";
import { pictureSvg, tableSvg, textSvg } from "../svg.js";

const SIDE = 128, LARGE = 224, LEFT = 8, TITLE = 46; // pixels

// A sentence in lines of at most so many letters.
function lines(text, letters) {
  return text.split(" ").reduce((made, word) => {
    const longer = `${made.at(-1)} ${word}`;
    return longer.length > letters ? [...made, word] : [...made.slice(0, -1), longer];
  }, [""]).map((line) => line.trim());
}

function headSvg({ trace, grid }, view, head, { x, y, side }) {
  const values = rowOf(trace, view, head), most = strongest(values), where = view.ofTokens ? "token" : "patch";
  const title = headWords(view.kind, head).split(/(?<=-attention,) /);
  const texts = [...title, `${fixed(values[most])} at ${where} ${most}`];
  const titles = texts.map((line, i) => textSvg(line, x, y + 12 + 13 * i, 11)).join("");
  if (!view.ofTokens) return titles + pictureSvg(grid, values, { x, y: y + TITLE, side, scale: Math.max(EVEN, largest(values)) });
  const { data, rows, columns } = mapOf(trace, nameOf(view.kind, head[0]), head[1]);
  const unit = side / columns, row = `x="${x}" y="${y + TITLE + view.row * unit}" width="${side}" height="${unit}"`;
  return titles + tableSvg(data, rows, columns, { x, y: y + TITLE, side: unit, scale: 1 }) +
    `<rect ${row} fill="none" stroke="#1f2328"/>`;
}

// head: the one that is shown large; changes: of occlusion; of: of what they are, in words; agreement: a sentence.
export function mapsFigure(scope, view, { head, changes, of, agreement }) {
  const { model, trace, grid } = scope, { kind, blocks, heads } = view, parts = [];
  parts.push(headSvg(scope, view, head, { x: LEFT, y: 0, side: LARGE }));
  const right = LEFT + LARGE + 32;
  const worst = strongest(changes.map((change) => -change)), scale = Math.max(FAINTEST, largest(changes));
  parts.push(textSvg("occlusion: each patch without its ink", right, 12, 11));
  const most = `most lost: ${fixed(changes[worst])} at patch ${worst}`;
  if (changes[worst] <= -LEAST) parts.push(textSvg(most, right, 25, 11));
  parts.push(pictureSvg(grid, changes, { x: right, y: TITLE, side: LARGE, scale }));
  const top = LARGE + TITLE + 12, width = Math.max(right + LARGE + LEFT, LEFT + heads * (SIDE + 32));
  for (let block = 0; block < blocks; block++) {
    for (let index = 0; index < heads; index++) {
      const at = { x: LEFT + index * (SIDE + 32), y: top + block * (SIDE + TITLE + 4), side: SIDE };
      parts.push(headSvg(scope, view, [block, index], at));
    }
  }
  const colours = view.ofTokens ? "Full colour: weight 1. A row looks at a column; the framed row is the query."
    : "Full colour in each map: its own largest weight, or half if none is larger.";
  return {
    inside: parts.join(""),
    width,
    height: top + blocks * (SIDE + TITLE + 4),
    caption: [
      `Where heads look. Query: ${queryWords(model, trace, view)}. Above, left: ${headWords(kind, head)}. ${colours}`,
      `Occlusion: change of the log-probability of ${of} if the pixels of a patch are 0.`,
      agreement,
    ].flatMap((text) => lines(text, width / 6.6)),
  };
}
