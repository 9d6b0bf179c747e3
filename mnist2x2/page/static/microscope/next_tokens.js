// Next tokens: probabilities from logits, their entropy, how to draw by them, and answers as text that shows spaces.

import { likeliest } from "../model.js";
import { short } from "./parts.js";

// softmax(logits / temperature), (C).
export function probabilitiesOf(logits, temperature = 1) {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const parts = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

// The entropy of probabilities, in bits: 1 for a fair coin, 0 if one token is certain.
export const bitsOf = (probabilities) => probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);

// The numbers of the tokens, the likeliest first.
export const ranked = (logits) => Array.from(logits, (_, token) => token).sort((a, b) => logits[b] - logits[a]);

// Row t of logits (T, C): what follows token t.
export function rowOf({ tokens, logits }, t) {
  const C = logits.length / tokens.length;
  return logits.subarray(t * C, (t + 1) * C);
}

// The entropy of each choice of an answer, in bits.
export const allBits = (trace, temperature) =>
  trace.tokens.map((_, t) => bitsOf(probabilitiesOf(rowOf(trace, t), temperature)));

// Random numbers from 0 to 1, always the same for a seed: "mulberry32" of Tommy Ettinger (public domain).
export function mulberry32(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

// What `run` takes as `choose`, to draw a token from the `top` likeliest (0: from all) by their probabilities, as
// `sample` in decoding.py does. An answer cannot hold <start> and <pad>, so these are never drawn.
export function drawing({ start, finish }, { temperature, top, random }) {
  return (logits) => {
    const least = top ? logits[ranked(logits)[Math.min(top, logits.length) - 1]] : -Infinity;
    const may = (token) => token < start || token === finish;
    const left = logits.map((logit, token) => (may(token) && logit >= least ? logit : -Infinity));
    const known = logits.map((logit, token) => (may(token) ? logit : -Infinity));
    if (!left.some(Number.isFinite)) return likeliest(known);
    const probabilities = probabilitiesOf(left, temperature);
    let rest = random();
    for (let token = 0; token < probabilities.length; token++) {
      if (probabilities[token] && (rest -= probabilities[token]) < 0) return token;
    }
    return likeliest(left); // rounding left a rest
  };
}

// A number of nats, such as a log-probability, as it is shown.
export const nats = (value) => (Math.abs(value) < 0.0005 ? "0.000" : value.toFixed(3)).replace("-", "−");

// A probability as it is shown.
export const chance = (probability) => (probability >= 0.001 ? probability.toFixed(4) : short(probability));

export const SPACE = "␣";

// A token as it is shown.
export const labelOf = ({ tokens, space }, token) => (token === space ? SPACE : tokens[token]);

// Tokens in a row, as they are shown.
export const shownText = (tokenizer, tokens) => tokens.map((token) => labelOf(tokenizer, token)).join(tokenizer.blank);

// The tokens of a text that somebody typed. Throws an Error in words.
export function tokensOf({ tokens, start, space, blank }, text) {
  const known = tokens.slice(0, start), plain = text.toLowerCase().replaceAll(SPACE, " ");
  const parts = blank ? plain.split(/\s+/).filter(Boolean) : [...(space === null ? plain.replace(/\s/g, "") : plain)];
  return parts.map((part) => {
    const token = known.indexOf(part);
    if (token >= 0) return token;
    const all = known.map((own) => (own === " " ? "space" : own)).join(" ");
    throw new Error(`This model has no token “${part}”. It writes with: ${all}.`);
  });
}
