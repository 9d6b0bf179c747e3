// What the panel "Answer" shows, as plain values for a link, and back: whatever does not fit is left at its start.

export const TEMPERATURES = [0.05, 5]; // the lowest and the highest
export const MANY = 20; // answers to draw at a time
const SEEDS = 2 ** 32;

const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const clip = (value, least, most) => Math.min(Math.max(value, least), most);

// step: the one whose probabilities are shown; written: how many steps are shown as written, null: all; temperature,
// top (0: all), seed: of drawing; sampled: how many answers to draw; beside: whether to show another model.
export function viewOf({ state: { view }, model, trace }) {
  const { step, written, temperature, top, seed, sampled, beside } = view.stepper ?? {};
  const [least, most] = TEMPERATURES, steps = trace.tokens.length, C = model.tokenizer.tokens.length;
  const shown = isWhole(written, 0, steps - 1) ? written : null;
  return {
    steps,
    written: shown,
    step: clip(isWhole(step, 0, 1000) ? step : 0, 0, shown ?? steps - 1),
    temperature: Number.isFinite(temperature) ? clip(temperature, least, most) : 1,
    top: isWhole(top, 1, C) ? top : 0,
    seed: isWhole(seed, 0, SEEDS - 1) ? seed : 1,
    sampled: [1, MANY].includes(sampled) ? sampled : 0,
    beside: beside === true,
  };
}

// The seed that comes after another.
export const nextSeed = (seed) => (seed + 1) % SEEDS;

// What stands at step t of an answer: a token, <finish>, or null if the model would go on and has no room left.
export function takenAt({ tokens, finished }, t, { finish }) {
  return tokens[t + 1] ?? (finished ? finish : null);
}
