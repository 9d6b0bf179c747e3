// Draws strokes with a brush, and turns a cell's marks into a picture. In Python, drawing/brush.py and drawing/marks.py
// do the same.

import { digitFromDrawing, isOverfull, toPixels } from "./drawing.js";
import { cut, DIGIT } from "./grid.js";

export const CELL = 5 * DIGIT; // pixels along a side of a cell of the drawing grid

// How much of each pixel a round brush covers along a stroke: Float64Array (size * size), from 0 to 1.
// points: [[x, y], ...], in units of a cell's side, like the brush's width; anything outside the cell is cut off.
export function coverage(points, size, width) {
  const picture = new Float64Array(size * size), radius = (width * size) / 2;
  const way = points.map(([x, y]) => [x * size, y * size]);
  (way.length > 1 ? way.slice(1) : way).forEach(([x1, y1], segment) => {
    const [x0, y0] = way[segment], across = x1 - x0, down = y1 - y0;
    const squared = Math.max(across * across + down * down, 1e-9); // of the segment's length
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius - 1));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius - 1));
    const right = Math.min(size, Math.ceil(Math.max(x0, x1) + radius + 1));
    const low = Math.min(size, Math.ceil(Math.max(y0, y1) + radius + 1));
    for (let row = top; row < low; row++) {
      const y = row + 0.5 - y0; // from the segment's start to each pixel's centre
      for (let column = left; column < right; column++) {
        const x = column + 0.5 - x0;
        const along = Math.min(Math.max((x * across + y * down) / squared, 0), 1);
        const apartX = x - along * across, apartY = y - along * down;
        const covered = radius + 0.5 - Math.sqrt(apartX * apartX + apartY * apartY);
        if (covered > picture[row * size + column]) picture[row * size + column] = covered;
      }
    }
  });
  return picture.map((covered) => Math.min(covered, 1));
}

// The digit of sample grid k in one cell. samples: Uint8Array (n * 56 * 56).
function sampleDigit(samples, k, cellIndex) {
  const size = 4 * DIGIT * DIGIT;
  return cut(samples.subarray(k * size, (k + 1) * size))[cellIndex];
}

// A digit enlarged to the size of a cell, each pixel becoming a block: Float64Array (CELL * CELL), from 0 to 1.
function enlarged(digit) {
  const times = CELL / DIGIT, picture = new Float64Array(CELL * CELL);
  return picture.map((_, at) => digit[Math.floor(at / CELL / times) * DIGIT + Math.floor((at % CELL) / times)] / 255);
}

// Those of a cell's marks that can be seen: a sample covers all before it.
export const visibleOf = (marks) => marks.slice(Math.max(0, marks.map((mark) => "sample" in mark).lastIndexOf(true)));

// One cell's marks as a picture: Uint8Array (CELL * CELL), white on black. A mark is a stroke, {points, width} in units
// of the cell's side, which removes ink if it has erase: true; or {sample: k}, the digit of a sample grid.
export function cellFromMarks(marks, samples, cellIndex) {
  let picture = new Float64Array(CELL * CELL);
  for (const mark of marks) {
    if ("sample" in mark) {
      picture = enlarged(sampleDigit(samples, mark.sample, cellIndex));
      continue;
    }
    const covered = coverage(mark.points, CELL, mark.width);
    picture = mark.erase
      ? picture.map((ink, at) => Math.min(ink, 1 - covered[at]))
      : picture.map((ink, at) => Math.max(ink, covered[at]));
  }
  return toPixels(picture);
}

// One cell's marks as a digit that looks like MNIST's: Uint8Array (28 * 28). A sample alone is returned unchanged.
export function digitFromMarks(marks, samples, cellIndex) {
  if (marks.length === 1 && "sample" in marks[0]) return sampleDigit(samples, marks[0].sample, cellIndex);
  const cell = cellFromMarks(marks, samples, cellIndex);
  return isOverfull(cell) ? new Uint8Array(DIGIT * DIGIT) : digitFromDrawing(cell, CELL, CELL);
}
