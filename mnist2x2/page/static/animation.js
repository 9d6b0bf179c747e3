// Sets the picture of a reading in motion: the strokes are drawn, then one digit after the other is written while the
// place where the model looks lights up. Each part has a CSS animation as long as the whole, so that all begin again
// together. Where motion is not wanted, nothing moves.

const BEGIN = 300, DRAWING = 2600, LIFT = 90; // milliseconds: before the first stroke; for long strokes; between two
const LIGHT = 1200, REST = 3500; // milliseconds: for a digit; for the whole picture, at the end
const FAST = 1.5; // milliseconds: to draw one thousandth of a cell's side, unless that makes the strokes too long

const length = ({ points }) =>
  points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0.1);

// When the parts of the drawing appear: {times: [from, to] for each, end: when all are there}.
function whenDrawn({ marks, photo }) {
  const lengths = photo ? [1] : marks.flat().map((mark) => ("sample" in mark ? 0.3 : length(mark)));
  const all = lengths.reduce((sum, own) => sum + own, 0), pace = Math.min(1000 * FAST, DRAWING / all);
  let end = BEGIN;
  const times = lengths.map((own) => {
    const from = end;
    end += own * pace + LIFT;
    return [from, end - LIFT];
  });
  return { times, end };
}

// The style of the moving picture, see picture.js. drawn: what was drawn; count: how many digits or words are written.
export function motion(drawn, count) {
  const { times, end } = whenDrawn(drawn), whole = end + count * LIGHT + REST;
  const at = (time) => `${((100 * time) / whole).toFixed(2)}%`;
  const appear = (from, to = from + 150) => `0%, ${at(from)} { opacity: 0 } ${at(to)}, 100% { opacity: 1 }`;
  const draw = ([from, to]) => `0%, ${at(from)} { opacity: 0; stroke-dashoffset: 1.1 } ` +
    `${at(from + 1)} { opacity: 1 } ${at(to)}, 100% { opacity: 1; stroke-dashoffset: 0 }`;
  const lightUp = (from, to) => `0%, ${at(from)} { opacity: 0 } ${at(from + 250)}, ${at(to - 200)} { opacity: 1 } ` +
    `${at(to)}, 100% { opacity: 0 }`;
  const frames = times.map((time, i) => [`ink-${i}`, draw(time)]);
  for (let i = 0, from = end; i < count; i++, from += LIGHT) {
    frames.push([`look-${i}`, lightUp(from, from + LIGHT)]);
    frames.push([`token-${i}`, appear(from + 350)], [`map-${i}`, appear(from + 500)]);
  }
  const rules = frames.map(([id, steps]) => `@keyframes ${id} { ${steps} } #${id} { animation-name: ${id} }`);
  return `
  .light { opacity: 0 }
  @media (prefers-reduced-motion: no-preference) {
    .moves { animation: ${whole}ms linear infinite }
    .stroke { stroke-dasharray: 1.1 2 }
    ${rules.join("\n    ")}
  }`;
}
