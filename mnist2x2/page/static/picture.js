// One picture of a reading, as SVG: the drawing, the answer, how sure the model is of it, and where it looked. It
// loads nothing. animation.js sets the same picture in motion: at the end, or without motion, it looks like this.

import { chanceOf, isNoDigit, meanLook, percent } from "./answer.js";
import { motion } from "./animation.js";
import { showInk } from "./pixels.js";
import { visibleOf } from "./strokes.js";

export const SIDE = 1200; // pixels: a square, which networks and messengers show whole, as wide as a phone
const EDGE = 64, WIDE = SIDE - 2 * EDGE;
const BOARD = 540, ANSWER = EDGE + BOARD + 52; // BOARD: the drawing's side; ANSWER: where the answer begins
const BESIDE = SIDE - EDGE - ANSWER; // how wide the answer may be
const MAPS = 692, MAP = 246; // MAPS: their top; MAP: a map's side
const GAP = (WIDE - 4 * MAP) / 3; // between maps
const SMALL = 36, GREAT = 190; // letters, of which a phone shows a third
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => NAMED[letter]);
const shortAddress = (address) => address.replace(/^https?:\/\/|\/$/g, "");
const brief = (number) => +number.toFixed(3);

// A text, smaller than asked for if it would be wider than `wide`.
function write(text, x, y, { size = SMALL, wide = WIDE, weight = 400, anchor = "start", kind = "", id = "" }) {
  if (!text) return "";
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${weight} ${size}px ${FONT}`;
  const fitted = Math.min(size, (size * wide) / context.measureText(text).width);
  return `<text${id && ` id="${id}"`} class="${kind}" x="${brief(x)}" y="${brief(y)}" font-size="${brief(fitted)}" ` +
    `font-weight="${weight}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

// A square picture, 0 to 255, in a square of the given side: ink where it is bright.
function imageOf(picture, side, colour, i) {
  const canvas = document.createElement("canvas");
  showInk(canvas, picture, colour);
  return `<image id="ink-${i}" class="moves" width="${side}" height="${side}" href="${canvas.toDataURL()}"/>`;
}

function strokeOf({ points, width, erase }, i) {
  const dot = points.length > 1 ? "" : "h0.001"; // a line of length 0 would not leave a dot
  const way = points.map(([x, y], i) => `${i ? "L" : "M"}${brief(x)} ${brief(y)}`).join("");
  return `<path id="ink-${i}" class="stroke moves${erase ? " eraser" : ""}" pathLength="1" ` +
    `stroke-width="${brief(width)}" d="${way}${dot}"/>`;
}

// What was drawn, each cell of side 1. Where it was erased, there is paper on it.
function drawingOf({ marks, photo, sampleAt }, { text }) {
  if (photo) return imageOf(photo, 2, text, 0);
  let count = 0;
  const cells = marks.map((own, cell) => {
    const inks = own.map((mark) => {
      return "sample" in mark ? imageOf(sampleAt(mark.sample, cell), 1, text, count++) : strokeOf(mark, count++);
    });
    return `<g transform="translate(${cell % 2} ${Math.floor(cell / 2)})" clip-path="url(#cell)">${inks.join("")}</g>`;
  });
  return cells.join("");
}

// A board of the given side, with parts that are drawn on it as if each cell had side 1.
function boardAt(x, y, side, ...parts) {
  const frame = `width="2" height="2" rx="${brief(24 / side)}"`;
  return `<g transform="translate(${brief(x)} ${brief(y)}) scale(${brief(side / 2)})"><rect class="paper" ${frame}/>` +
    `${parts.join("")}<path class="line" d="M1 0v2M0 1h2"/><rect class="line" ${frame}/></g>`;
}

// Where the model looked. attention: (S), a square of patches in row-major order.
function lookOf(attention) {
  const across = Math.sqrt(attention.length), side = brief(2 / across), most = Math.max(...attention);
  const patches = Array.from(attention, (weight, i) => {
    const [x, y] = [brief((i % across) * side), brief(Math.floor(i / across) * side)];
    return `<rect x="${x}" y="${y}" width="${side}" height="${side}" opacity="${brief(weight / most)}"/>`;
  });
  return `<g class="look" clip-path="url(#board)">${patches.join("")}</g>`;
}

// The answer, beside the board: digits in one row, words in a column. What is in doubt is thin, as on the page.
function answerOf(words, reading) {
  const noun = reading.tokenizer?.noun;
  return words.map((word, i) => {
    const { text } = word;
    const doubtful = doubtOf(word, reading);
    const more = { kind: `token moves ${doubtful ? "quiet" : ""}`, weight: doubtful ? 300 : 700, id: `token-${i}` };
    if (noun === "word") {
      const high = Math.min(90, 400 / words.length);
      return write(text, ANSWER, EDGE + 150 + (i + 0.75) * high, { ...more, size: 0.8 * high, wide: BESIDE });
    }
    const wide = BESIDE / Math.max(words.length, 4), at = ANSWER + (i + 0.5) * wide;
    return write(text, at, EDGE + 405, { ...more, size: GREAT, wide: 0.95 * wide, anchor: "middle" });
  });
}

function doubtOf({ steps }, { sure, tokenizer: { noun } }) {
  if (noun === "word") return "";
  return isNoDigit(steps) ? "may be no digit" : chanceOf(steps) < sure ? "not sure" : "";
}

// A digit or word of the answer: where the model looked when it wrote it, and how sure it is.
function mapOf(word, i, count, reading) {
  const side = Math.min(MAP, (WIDE - (count - 1) * GAP) / count), x = EDGE + i * (side + GAP), low = MAPS + side;
  const board = boardAt(x, MAPS, side, '<use href="#drawing"/>', lookOf(meanLook(word.steps)));
  return `<g id="map-${i}" class="moves">${board}` +
    write(word.text, x, low + 60, { size: word.text.length > 1 ? 40 : 60, wide: 0.45 * side, weight: 700 }) +
    write(percent(chanceOf(word.steps)), x + side, low + 60, { wide: 0.5 * side, anchor: "end", size: 40 }) +
    write(doubtOf(word, reading), x + side, low + 98, { wide: side, anchor: "end", kind: "accent", size: 32 }) + "</g>";
}

const styleOf = ({ text, quiet, paper, raised, line, accent }) => `
  text { font-family: ${FONT}; fill: ${text}; }
  .quiet { fill: ${quiet}; } .accent { fill: ${accent}; } .page { fill: ${raised}; }
  .paper { fill: ${paper}; }
  .line { fill: none; stroke: ${line}; stroke-width: 2px; vector-effect: non-scaling-stroke; }
  .stroke { fill: none; stroke: ${text}; stroke-linecap: round; stroke-linejoin: round; } .eraser { stroke: ${paper}; }
  .look { fill: ${accent}; opacity: 0.6; shape-rendering: crispEdges; } image { image-rendering: pixelated; }`;

// What a picture shows, in words.
export function describe({ text, tokenizer }) {
  return tokenizer ? `A drawing, read as ${text || "nothing"}.` : "A drawing.";
}

// drawn: {marks, photo: a photo's grid (56 * 56) if that was read instead, sampleAt(k, cell): a sample's digit as a
// picture}; reading: see reader.js; colours: those of drawing_grid.css; book: {name, address or ""}.
export function pictureOf({ drawn: { marks, ...more }, reading, colours, book }, { moving = false } = {}) {
  const drawn = { marks: marks.map(visibleOf), ...more };
  const { tokenizer } = reading, words = reading.words.filter(({ steps }) => steps.length);
  const looks = words.map(({ steps }, i) => `<g id="look-${i}" class="light moves">${lookOf(meanLook(steps))}</g>`);
  const heading = tokenizer ? ["Written by hand,", "read by a transformer:"] : ["Written by hand"];
  const high = EDGE + (tokenizer?.noun === "word" ? 50 : 165);
  const lines = heading.map((line, i) => {
    return write(line, ANSWER, high + 52 * i, { kind: "quiet", size: 40, wide: BESIDE });
  });
  const none = tokenizer && !words.length ? "nothing" : "";
  const below = words.length ? `Where it looked when it wrote each ${tokenizer.noun}:` : "";
  const size = `width="${SIDE}" height="${SIDE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="max-width: 100vw; max-height: 100vh" viewBox="0 0 ${SIDE} ${SIDE}" role="img">
<title>${escaped(describe(reading))}</title>
<style>${styleOf(colours)}${moving ? motion(drawn, words.length) : ""}</style>
<clipPath id="cell"><rect width="1" height="1"/></clipPath>
<clipPath id="board"><rect width="2" height="2" rx="0.09"/></clipPath>
<rect class="page" ${size}/>
${boardAt(EDGE, EDGE, BOARD, `<g id="drawing">${drawingOf(drawn, colours)}</g>`, ...(moving ? looks : []))}
${lines.join("\n")}
${answerOf(words, reading).join("\n")}
${write(none, ANSWER, EDGE + 360, { size: 90, weight: 700, kind: "quiet" })}
${write(below, EDGE, MAPS - 24, { kind: "quiet" })}
${words.map((word, i) => mapOf(word, i, words.length, reading)).join("\n")}
${write(book.name, EDGE, book.address ? 1100 : 1130, { size: 42, weight: 700 })}
${write(shortAddress(book.address), EDGE, 1150, { kind: "accent" })}
</svg>`;
}
