// A plane with points in it, as SVG. Some can be moved, with a mouse, a finger or the arrow keys.

import { make } from "../microscope/parts.js";
import { keepKeys } from "../layout.js";

const SIDE = 300, REACH = 22; // of the plane, and from a point's centre to where it can still be grasped
const STEP = 0.1, LEAP = 0.5; // by an arrow key, and with Shift
const SHAPES = {
  square: "M-7-7h14v14h-14z",
  triangle: "M0-9 9 7h-18z",
  diamond: "M0-10 10 0 0 10-10 0z",
  circle: "M-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0z",
};

export const twoPlaces = (value) => value.toFixed(2).replace("-", "−").replace(/^−(0\.00)$/, "$1");
const onePlace = (value) => twoPlaces(Math.round(value * 10) / 10).replace(/0$/, "");
export const pairOf = ([x, y], places = onePlace) => `(${places(x)}, ${places(y)})`;

export function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// The mark of a point by itself, for a table.
export const makeMark = (shape, name) => makeSvg(
  "svg",
  { class: `sign ${name}`, viewBox: "-11 -11 22 22", width: 16, height: 16, "aria-hidden": "true" },
  makeSvg("path", { d: SHAPES[shape] }),
);

// Let points be dragged. They may lie on each other: what is dragged is the one that is nearest, within reach. marks:
// {a point: its element}; inside(value): the nearest value that a point may have.
function letDrag(svg, { points, marks, low, high, inside }) {
  const span = high - low;
  let dragged = null;

  function under({ clientX, clientY }) {
    const { left, top, width, height } = svg.getBoundingClientRect();
    return [low + ((clientX - left) / width) * span, high - ((clientY - top) / height) * span];
  }

  function nearest(event) {
    const [x, y] = under(event), apart = ({ at }) => Math.hypot(at()[0] - x, at()[1] - y);
    const near = points.filter((point) => point.move && apart(point) <= (REACH / SIDE) * span);
    return near.sort((a, b) => apart(a) - apart(b))[0];
  }

  // The page does not scroll under a finger that drags a point: browsers know no touch-action of parts of an SVG.
  const keepStill = (event) => nearest(event.touches[0]) && event.preventDefault();
  svg.addEventListener("touchstart", keepStill, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    dragged = nearest(event);
    if (!dragged) return;
    svg.setPointerCapture(event.pointerId);
    marks.get(dragged).focus();
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => dragged?.move(under(event).map(inside)));
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (dragged = null));
}

// label: what the plane shows; low, high: its range in both directions; points: [{name: also its class, label, shape,
// at(): [x, y], move([x, y]): left out if it cannot be moved, from: whether an arrow leads to it from 0}]; lines: the
// names of pairs of points to join; thick(i): how thick line i is. Returns {element, show()}.
export function makePlane({ label, low, high, points, lines = [], thick }) {
  const span = high - low, toX = (x) => ((x - low) / span) * SIDE, toY = (y) => SIDE - toX(y);
  const line = ([x0, y0], [x1, y1]) => `M${toX(x0)} ${toY(y0)}L${toX(x1)} ${toY(y1)}`;
  const ticks = Array.from({ length: span + 1 }, (_, i) => low + i);
  const grid = ticks.flatMap((at) => [
    makeSvg("path", { class: at ? "tick" : "axis", d: `M${toX(at)} 0V${SIDE}M0 ${toY(at)}H${SIDE}` }),
    ...(at % 2 ? [] : [text(toX(at) + 3, toY(0) + 12, at), ...(at ? [text(toX(0) + 3, toY(at) + 12, at)] : [])]),
  ]);
  const about = { class: "plane", role: "group", "aria-label": label };
  const svg = makeSvg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, ...about }, ...grid);
  const joins = lines.map(() => svg.appendChild(makeSvg("path", { class: "join" })));
  const arrows = new Map(), marks = new Map(), byName = new Map(points.map((point) => [point.name, point]));
  for (const point of points) {
    if (point.from) arrows.set(point, svg.appendChild(makeSvg("path", { class: `arrow ${point.name}` })));
  }
  for (const point of points) {
    const mark = makeSvg("g", { class: `point ${point.name}` }, makeSvg("path", { d: SHAPES[point.shape] }));
    mark.append(text(11, -9, point.label));
    if (point.move) makeMovable(mark, point);
    marks.set(point, svg.appendChild(mark));
  }

  function text(x, y, words) {
    const element = makeSvg("text", { x, y, "aria-hidden": "true" });
    element.textContent = String(words).replace("-", "−");
    return element;
  }

  // Points stay inside, on multiples of STEP, so that the numbers can be followed on paper.
  const inside = (value) => Math.min(high, Math.max(low, Math.round(value / STEP) * STEP));

  function makeMovable(mark, point) {
    mark.prepend(makeSvg("circle", { r: REACH, class: "reach" }));
    const range = { "aria-valuemin": low, "aria-valuemax": high };
    for (const [name, value] of Object.entries({ tabindex: 0, role: "slider", "aria-label": point.label, ...range })) {
      mark.setAttribute(name, value);
    }
    mark.dataset.testid = `piece-${point.name}`;
    keepKeys(mark);
    const keys = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    mark.addEventListener("keydown", (event) => {
      const way = keys[event.key], step = event.shiftKey ? LEAP : STEP;
      if (!way) return;
      event.preventDefault();
      point.move(point.at().map((value, i) => inside(value + way[i] * step)));
    });
  }

  letDrag(svg, { points, marks, low, high, inside });
  return {
    element: make("div", { className: "ground" }, svg),
    show() {
      for (const [point, mark] of marks) {
        const [x, y] = point.at();
        mark.setAttribute("transform", `translate(${toX(x)} ${toY(y)})`);
        if (!point.move) continue;
        mark.setAttribute("aria-valuenow", x);
        mark.setAttribute("aria-valuetext", pairOf([x, y]));
      }
      for (const [point, arrow] of arrows) arrow.setAttribute("d", line([0, 0], point.at()));
      joins.forEach((join, i) => {
        join.setAttribute("d", line(...lines[i].map((name) => byName.get(name).at())));
        join.style.strokeWidth = thick(i);
      });
    },
  };
}
