// Turns a drawing into a digit that looks like MNIST's. drawing/normalising.py does the same, step for step, and says
// why.

import { DIGIT } from "./grid.js";

const BOX = 20; // pixels: MNIST's digits were fitted into a box of this side
const MIDDLE = 14; // the row and column of the picture where MNIST puts a digit's centre of mass
const STROKE = 2.3; // pixels: the stroke width to give, that of most of MNIST's digits
const THINNING = 0.75; // pixels that a stroke may lose on each side: more would break its thin parts
const FINE = 4; // the work is done on a picture this many times finer
const FINE_SIDE = DIGIT * FINE; // the side of that picture, in fine pixels
const MARGIN = Math.floor((DIGIT - BOX) / 2) * FINE - 1; // fine pixels that a digit can move and stay inside
const DOT = 8; // a mark smaller than the cell's side divided by this is not a digit
const FAINT = 64; // a cell with no pixel brighter than this holds no ink
const TIE = 1e-9; // far more than any rounding error, so that Python and JavaScript break ties alike

const clip = (value, low, high) => Math.min(Math.max(value, low), high);

function total(numbers) {
  let sum = 0;
  for (let at = 0; at < numbers.length; at++) sum += numbers[at];
  return sum;
}

// A picture from 0 to 1 as Uint8Array, 0 to 255.
export function toPixels(picture) {
  const pixels = new Uint8Array(picture.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.floor(picture[at] * 255 + 0.5 + TIE);
  return pixels;
}

// The mean stroke width of ink (height * width), from 0 to 1, in pixels: 2 area / outline.
function strokeWidth(ink, height, width) {
  let outline = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const down = ((y < height - 1 ? ink[at + width] : 0) - (y > 0 ? ink[at - width] : 0)) / 2;
      const right = ((x < width - 1 ? ink[at + 1] : 0) - (x > 0 ? ink[at - 1] : 0)) / 2;
      outline += Math.sqrt(down * down + right * right);
    }
  }
  return (2 * total(ink)) / outline;
}

// The matrix that scales a line of `size` pixels and moves its `middle` to the middle. Most entries are 0, so each row
// is stored as {first, weights}: the weights of the pixels from `first` on.
function resampling(size, middle, scale) {
  const reach = Math.max(1, 1 / scale);
  return Array.from({ length: FINE_SIDE }, (_, fine) => {
    const where = (fine + 0.5 - FINE_SIDE / 2) / scale + middle;
    const first = clip(Math.ceil(where - reach - 0.5), 0, size);
    const end = clip(Math.floor(where + reach + 0.5), first, size);
    const weigh = (_, i) => Math.max(0, 1 - Math.abs(where - (first + i + 0.5)) / reach) / reach;
    return { first, weights: Float64Array.from({ length: end - first }, weigh) };
  });
}

// vertical @ ink (height * width) @ horizontal.T, as FINE_SIDE * FINE_SIDE numbers.
function resample(vertical, ink, horizontal, width) {
  const lines = new Float64Array(FINE_SIDE * width), fine = new Float64Array(FINE_SIDE * FINE_SIDE);
  vertical.forEach(({ first, weights }, y) => {
    for (let i = 0; i < weights.length; i++) {
      for (let x = 0; x < width; x++) lines[y * width + x] += weights[i] * ink[(first + i) * width + x];
    }
  });
  horizontal.forEach(({ first, weights }, x) => {
    for (let i = 0; i < weights.length; i++) {
      for (let y = 0; y < FINE_SIDE; y++) fine[y * FINE_SIDE + x] += weights[i] * lines[y * width + first + i];
    }
  });
  return fine;
}

// Each fine pixel's distance to the nearest pixel of a shape, at most `reach`.
function distance(shape, reach) {
  const down = new Float64Array(shape.length), found = new Float64Array(shape.length);
  for (let at = 0; at < down.length; at++) down[at] = shape[at] ? 0 : reach;
  for (let at = FINE_SIDE; at < down.length; at++) down[at] = Math.min(down[at], down[at - FINE_SIDE] + 1);
  for (let at = down.length - FINE_SIDE - 1; at >= 0; at--) down[at] = Math.min(down[at], down[at + FINE_SIDE] + 1);
  for (let line = 0; line < down.length; line += FINE_SIDE) {
    for (let x = 0; x < FINE_SIDE; x++) {
      const last = Math.min(FINE_SIDE - 1, x + reach);
      let nearest = reach * reach;
      for (let other = Math.max(0, x - reach); other <= last; other++) {
        const apart = down[line + other] * down[line + other] + (other - x) * (other - x);
        if (apart < nearest) nearest = apart;
      }
      found[line + x] = Math.sqrt(nearest);
    }
  }
  return found;
}

// Ink (0 or 1) as coverage from 0 to 1, its outline moved outwards by `change` fine pixels (inwards if negative).
function redraw(ink, change) {
  const reach = Math.ceil(Math.abs(change)) + 1, coverage = new Float64Array(ink.length);
  const outside = distance(ink, reach), inside = distance(ink.map((inside) => 1 - inside), reach);
  for (let at = 0; at < ink.length; at++) {
    coverage[at] = clip(inside[at] - outside[at] + change + (ink[at] ? 0 : 1), 0, 1);
  }
  return coverage;
}

function brightest(cell) {
  let most = 0;
  for (let at = 0; at < cell.length; at++) if (cell[at] > most) most = cell[at];
  return most;
}

// Where a drawing has ink, as 0 and 1: at least half as bright as its brightest pixel.
function inked(cell) {
  const most = brightest(cell), shape = new Uint8Array(cell.length);
  if (most > FAINT) for (let at = 0; at < cell.length; at++) shape[at] = cell[at] * 2 >= most ? 1 : 0;
  return shape;
}

// Whether a drawing holds more ink than paper: it is not a digit, or it is dark ink on white.
export const isOverfull = (cell) => 2 * total(inked(cell)) > cell.length;

// The bounding box of a shape (height * width): the first and last row and column that hold any of it.
function bounds(shape, width) {
  let top = Infinity, bottom = -Infinity, left = Infinity, right = -Infinity;
  for (let at = shape.indexOf(1); at >= 0; at = shape.indexOf(1, at + 1)) {
    const y = Math.floor(at / width), x = at % width;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return { top, bottom, left, right };
}

// How far to move a digit along one axis to put its centre of mass in the middle, given the sums along that axis.
function shiftToMiddle(sums) {
  const moment = sums.reduce((sum, number, place) => sum + number * place, 0);
  const mass = moment / Math.max(total(sums), 1e-9);
  return clip(Math.floor(MIDDLE * FINE + FINE / 2 - mass + TIE), -MARGIN, MARGIN);
}

// Coverage (FINE_SIDE * FINE_SIDE), from 0 to 1, with its centre of mass moved to the middle, as pixels: Uint8Array
// (28 * 28).
function centre(coverage) {
  const rows = new Float64Array(FINE_SIDE), columns = new Float64Array(FINE_SIDE);
  const pixels = new Float64Array(DIGIT * DIGIT);
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    for (let x = 0; x < FINE_SIDE; x++, at++) {
      rows[y] += coverage[at];
      columns[x] += coverage[at];
    }
  }
  const down = shiftToMiddle(rows), right = shiftToMiddle(columns);
  const moved = (place, shift) => Math.floor(((place + shift + FINE_SIDE) % FINE_SIDE) / FINE); // wraps around
  const to = Array.from({ length: FINE_SIDE }, (_, x) => moved(x, right));
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    const line = moved(y, down) * DIGIT;
    for (let x = 0; x < FINE_SIDE; x++, at++) pixels[line + to[x]] += coverage[at] / FINE ** 2;
  }
  return toPixels(pixels);
}

// A drawing of one digit, Uint8Array (height * width), as MNIST would show it: Uint8Array (28 * 28).
export function digitFromDrawing(cell, height, width) {
  const { top, bottom, left, right } = bounds(inked(cell), width);
  const longer = Math.max(bottom - top, right - left) + 1; // -Infinity without ink
  if (longer * DOT < Math.min(height, width)) return new Uint8Array(DIGIT * DIGIT);

  // scale it so that the longer side fills the box once the strokes have their width
  const most = brightest(cell), ink = new Float64Array(cell).map((pixel) => pixel / most);
  const stroke = Math.min(strokeWidth(ink, height, width), longer / 2); // a round blot reaches longer / 2
  let scale = (BOX - STROKE) / (longer - stroke), change = (STROKE - stroke * scale) / 2;
  if (change < -THINNING) [scale, change] = [(BOX + 2 * THINNING) / longer, -THINNING];
  const vertical = resampling(height, (top + bottom + 1) / 2, scale * FINE);
  const horizontal = resampling(width, (left + right + 1) / 2, scale * FINE);
  const half = Math.min(1, stroke * scale * FINE) / 2; // lower if strokes are thinner than a fine pixel
  const fine = resample(vertical, ink, horizontal, width).map((value) => (value >= half - TIE ? 1 : 0));
  return centre(redraw(fine, change * FINE));
}
