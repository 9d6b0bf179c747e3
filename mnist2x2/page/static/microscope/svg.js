// Figures of what a panel shows, as SVG files: black on white, with a caption, for a paper or a slide.

import { colourOf, heat, largest, make, short } from "./parts.js";

const THEME = { paper: [255, 255, 255], up: [184, 74, 0], down: [11, 92, 173] }; // as in microscope.css
const INK = [31, 35, 40], MANY = 200; // numbers: a larger table is an image
const TEXT = 'font-family="sans-serif" fill="#1f2328"';

export const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

const fill = (value, scale) => `rgb(${colourOf(value, scale, THEME)})`;
const round = (value) => Math.round(100 * value) / 100;

export const textSvg = (text, x, y, size = 12) =>
  `<text x="${x}" y="${y}" font-size="${size}" ${TEXT}>${escaped(text)}</text>`;

// An image of a pixel for each number, (rows, columns), as large as given: a file with a square for each would be huge.
function imageSvg(image, { x, y, width, height }) {
  const canvas = make("canvas", { width: image.width, height: image.height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<image ${place} preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`;
}

// A minus sign on each square below zero where a colour can be seen.
function minusSvg(values, columns, { x, y, side, scale }) {
  const signs = Array.from(values, (value, i) => {
    if (value >= -0.01 * scale) return "";
    const [left, top] = [x + (i % columns) * side, y + Math.floor(i / columns) * side];
    return `M${round(left + side * 0.3)} ${round(top + side / 2)}h${round(side * 0.4)}`;
  }).join("");
  return signs && `<path d="${signs}" stroke="#1f2328"/>`;
}

// A table of numbers, row by row, as squares with their values as titles; as an image without them if there are many.
export function tableSvg(values, rows, columns, { x = 0, y = 0, side = 12, scale = largest(values) } = {}) {
  const signs = side < 8 && values.length > MANY ? "" : minusSvg(values, columns, { x, y, side, scale });
  const whole = { x, y, width: columns * side, height: rows * side };
  if (values.length > MANY) return imageSvg(heat(values, rows, columns, scale, THEME), whole) + signs;
  return Array.from(values, (value, i) => {
    const [left, top] = [x + (i % columns) * side, y + Math.floor(i / columns) * side];
    const square = `x="${left}" y="${top}" width="${side}" height="${side}" fill="${fill(value, scale)}"`;
    return `<rect ${square} stroke="#d8dbdf" stroke-width="0.5"><title>${short(value)}</title></rect>`;
  }).join("") + signs;
}

// The picture (Uint8Array) with a number on each of its patches.
export function pictureSvg(grid, weights, { x = 0, y = 0, side = 112, scale = largest(weights) } = {}) {
  const pixels = Math.sqrt(grid.length), across = Math.sqrt(weights.length), image = new ImageData(pixels, pixels);
  grid.forEach((ink, i) => image.data.set([...INK, ink], 4 * i));
  return tableSvg(weights, across, across, { x, y, side: side / across, scale: scale * 1.4 }) +
    imageSvg(image, { x, y, width: side, height: side });
}

// A whole figure. inside: its parts; caption: lines of text below them.
export function figureSvg({ inside, width, height, caption }) {
  const lines = caption.map((line, i) => textSvg(line, 8, height + 18 + 16 * i)).join("");
  const size = `width="${width}" height="${height + 24 + 16 * caption.length}"`;
  const box = `viewBox="0 0 ${width} ${height + 24 + 16 * caption.length}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}><rect ${size} fill="#fff"/>${inside}${lines}</svg>\n`;
}
