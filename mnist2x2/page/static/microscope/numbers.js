// What can be saved: all numbers of a run as JSON, and a view as a figure.

import { pageAddress } from "../address.js";
import { figureSvg } from "./svg.js";

const nested = (data, [count, ...shape]) => {
  if (!shape.length) return Array.from(data, (value) => Number(value.toPrecision(9))); // enough for a float32
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => nested(data.subarray(i * size, (i + 1) * size), shape));
};

// One flat object: for each tensor, under its name in mnist2x2.record, nested lists of its numbers.
export function numbersOf({ tensors }) {
  return Object.fromEntries([...tensors].map(([name, { data, shape }]) => [name, nested(data, shape)]));
}

// Hand a text to the reader as a file.
export function download(name, text, type) {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// Save the view of a panel. figure: as the panel makes it; changed: what is changed in the model, in words.
export function saveFigure({ trace, state: { panel, model } }, { caption, ...figure }, changed) {
  const about = [`The model ${model}, reading ${trace.text || "nothing"}.`, ...changed, pageAddress()];
  download(`${panel}.svg`, figureSvg({ ...figure, caption: [...caption, ...about] }), "image/svg+xml");
}
