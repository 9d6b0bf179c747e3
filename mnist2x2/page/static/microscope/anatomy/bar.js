// A bar from the middle: to the right above zero, to the left below.

import { make } from "../parts.js";

export function makeBar() {
  const fill = make("i");
  return {
    element: make("span", { className: "bars", "aria-hidden": "true" }, fill),
    show(value, most) {
      const share = most ? (50 * Math.abs(value)) / most : 0;
      Object.assign(fill.style, { left: `${value < 0 ? 50 - share : 50}%`, width: `${share}%` });
      fill.className = value < 0 ? "below" : "above";
    },
  };
}
