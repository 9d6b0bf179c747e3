// Figures of what a panel shows, as SVG files: black on white, with a caption, for a paper or a slide.

import { largest, short } from "./parts.js";

const UP = [184, 74, 0], DOWN = [11, 92, 173]; // above and below zero, as in microscope.css
const TEXT = 'font-family="sans-serif" fill="#1f2328"';

export const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

function fill(value, scale) {
  const share = Math.min(1, Math.abs(value) / (scale || 1)), full = value < 0 ? DOWN : UP;
  return `rgb(${full.map((own) => Math.round(255 + share * (own - 255)))})`;
}

export const textSvg = (text, x, y, size = 12) =>
  `<text x="${x}" y="${y}" font-size="${size}" ${TEXT}>${escaped(text)}</text>`;

// A table of numbers, row by row, as squares with their values as titles.
export function tableSvg(values, rows, columns, { x = 0, y = 0, side = 12, scale = largest(values) } = {}) {
  return Array.from(values, (value, i) => {
    const [left, top] = [x + (i % columns) * side, y + Math.floor(i / columns) * side];
    const square = `x="${left}" y="${top}" width="${side}" height="${side}" fill="${fill(value, scale)}"`;
    const seen = value < -0.01 * scale; // where a colour can be seen
    const minus = seen ? `<path d="M${left + side * 0.3} ${top + side / 2}h${side * 0.4}" stroke="#1f2328"/>` : "";
    return `<rect ${square} stroke="#d8dbdf" stroke-width="0.5"><title>${short(value)}</title></rect>${minus}`;
  }).join("");
}

// The picture (Uint8Array) with a number on each of its patches.
export function pictureSvg(grid, weights, { x = 0, y = 0, side = 112, scale = largest(weights) } = {}) {
  const pixels = Math.sqrt(grid.length), unit = side / pixels, across = Math.sqrt(weights.length), parts = [];
  parts.push(tableSvg(weights, across, across, { x, y, side: side / across, scale: scale * 1.4 }));
  grid.forEach((ink, i) => {
    if (!ink) return;
    const at = `x="${x + (i % pixels) * unit}" y="${y + Math.floor(i / pixels) * unit}"`;
    const opacity = (ink / 255).toFixed(2);
    parts.push(`<rect ${at} width="${unit}" height="${unit}" fill="#1f2328" fill-opacity="${opacity}"/>`);
  });
  return parts.join("");
}

// A whole figure. inside: its parts; caption: lines of text below them.
export function figureSvg({ inside, width, height, caption }) {
  const lines = caption.map((line, i) => textSvg(line, 8, height + 18 + 16 * i)).join("");
  const size = `width="${width}" height="${height + 24 + 16 * caption.length}"`;
  const box = `viewBox="0 0 ${width} ${height + 24 + 16 * caption.length}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box}><rect ${size} fill="#fff"/>${inside}${lines}</svg>\n`;
}
