// The formulas of the numbers, one for each kind of recipe in anatomy/tensors.js.

import { PATCH_POSITIONS, TOKEN_POSITIONS } from "../../interventions.js";
import { gelu } from "../../layers.js";
import { columnWords, ofHeadWords, partWords, rowWords, tensorWords, tokenWords } from "./words.js";
import { short } from "../parts.js";

const EPSILON = 1e-5; // of nn.LayerNorm
const MNIST_MEAN = 0.1307, MNIST_STD = 0.3081; // of model.js

// In a sum: the output of a block needs the block's name.
const termWords = (name) => (partWords(name) === "output" ? tensorWords(name) : partWords(name));

// Each kind of recipe: a function of the lens, the recipe, the index and the place of the number. It returns {formula,
// operands, constant, sum if it is not that of the contributions, note, facts: more numbers that matter}.
export const KINDS = {
  pixels: () => ({ formula: "ink in the picture: 0 is paper, 1 is ink" }),

  parameter(lens, recipe, index, place, name) {
    const away = lens.interventions.some(({ at }) => at === name && [PATCH_POSITIONS, TOKEN_POSITIONS].includes(at));
    return {
      formula: "a parameter: learned in training, the same for every picture",
      note: away ? "taken away by you" : "",
    };
  },

  patches(lens, { of }, index, { row, column }) {
    const { side, config: { patch } } = lens.model, across = side / patch;
    const y = Math.floor(row / across) * patch + Math.floor(column / patch);
    const x = (row % across) * patch + (column % patch), value = lens.tensor(of).data[y * side + x];
    return {
      formula: `(pixel − ${MNIST_MEAN}) / ${MNIST_STD}`,
      operands: [{
        name: of, index: y * side + x, label: `pixel in row ${y}, column ${x}`, value, factor: 1 / MNIST_STD,
        contribution: value / MNIST_STD,
      }],
      constant: { label: `−${MNIST_MEAN} / ${MNIST_STD}`, value: -MNIST_MEAN / MNIST_STD },
      note: "The mean and the spread of all pixels of MNIST.",
    };
  },

  linear(lens, { of, part, joined }, index) {
    const outputs = part.bias.length, inputs = part.weight.length / outputs, input = lens.tensor(of);
    const row = Math.floor(index / outputs), output = index % outputs, [rows, Dh] = input.shape.slice(-2);
    const operands = Array.from({ length: inputs }, (_, i) => {
      const head = Math.floor(i / Dh), at = joined ? (head * rows + row) * Dh + (i % Dh) : row * inputs + i;
      const weight = output * inputs + i, value = input.data[at], factor = part.weight[weight];
      const label = joined ? ofHeadWords(lens, i) : columnWords(lens, of, i);
      const made = { name: `${part.name}.weight`, index: weight };
      return { name: of, index: at, label, value, factor, factorOf: made, contribution: value * factor };
    });
    const bias = { name: `${part.name}.bias`, index: output, label: "bias", value: part.bias[output] };
    return { formula: "Σ weight · input + bias", operands, constant: bias, heads: ["input", "weight"] };
  },

  norm(lens, { of, part }, index, { row, column }) {
    const D = part.bias.length, x = lens.tensor(of).data.subarray(row * D, (row + 1) * D);
    const mean = x.reduce((sum, value) => sum + value / D, 0);
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2 / D, 0);
    const scale = part.weight[column], slope = scale / Math.sqrt(variance + EPSILON);
    const operands = Array.from(x, (value, i) => {
      const factor = slope * ((i === column) - 1 / D); // each number is also a share of the mean
      const label = columnWords(lens, of, i);
      return { name: of, index: row * D + i, label, value, factor, contribution: value * factor };
    });
    return {
      formula: "(x − mean) / √(variance + 0.00001) · scale + shift",
      operands,
      constant: { name: `${part.name}.bias`, index: column, label: "shift", value: part.bias[column] },
      note: `x is number ${column} of this row. The other numbers count through the mean and the variance; the ` +
        "factors below hold for this variance.",
      facts: [
        { name: of, index: row * D + column, label: "x", value: x[column] },
        { label: "mean of the row", value: mean },
        { label: "variance of the row", value: variance },
        { name: `${part.name}.weight`, index: column, label: "scale", value: scale },
        { name: `${part.name}.bias`, index: column, label: "shift", value: part.bias[column] },
      ],
      heads: ["x", "factor"],
    };
  },

  gelu(lens, { of }, index) {
    const value = lens.tensor(of).data[index], contribution = gelu(value);
    const factor = value ? contribution / value : 0.5;
    return {
      formula: "GELU(x) = x · Φ(x)",
      operands: [{ name: of, index, label: "x", value, factor, contribution }],
      note: "Φ(x) is the share of a normal distribution that lies below x: large x pass, very negative ones do not.",
      heads: ["x", "Φ(x)"],
    };
  },

  scores(lens, { of, key, causal }, index, { head, row, column }) {
    const { heads, width: D } = lens.model.config, Dh = D / heads, queries = lens.tensor(of).data;
    if (causal && lens.model.causal && column > row) {
      return { formula: "masked", note: "Masked: a token may not look at later tokens.", sum: -Infinity };
    }
    const keys = lens.tensor(key).data, operands = Array.from({ length: Dh }, (_, j) => {
      const i = head * Dh + j, [q, k] = [row * D + i, column * D + i];
      const value = queries[q], factor = keys[k], contribution = (value * factor) / Math.sqrt(Dh);
      const made = { name: key, index: k };
      return { name: of, index: q, label: ofHeadWords(lens, i), value, factor, factorOf: made, contribution };
    });
    const note = `√Dh = √${Dh} = ${short(Math.sqrt(Dh))}`;
    return { formula: "Σ query · key / √Dh", operands, note, heads: ["query", "key"] };
  },

  softmax(lens, { of, causal, temperature = 1 }, index, { row, column }) {
    const { data, shape } = lens.tensor(of), C = shape.at(-1), first = index - column;
    const scores = data.subarray(first, first + C), masked = causal && lens.model.causal && column > row;
    if (masked) return { formula: "masked", note: "Masked: a token may not look at later tokens.", sum: 0 };
    const highest = Math.max(...scores) / temperature, kept = [...scores.keys()].filter((i) => scores[i] > -Infinity);
    const parts = kept.map((i) => Math.exp(scores[i] / temperature - highest));
    const total = parts.reduce((sum, part) => sum + part, 0);
    const operands = kept.map((i, k) => ({
      name: of, index: first + i, label: columnWords(lens, of, i), value: scores[i], factor: null, own: i === column,
      power: Math.exp(scores[i] / temperature), contribution: parts[k] / total,
    }));
    const isProbability = of === "logits", word = isProbability ? "logit" : "score", warm = short(temperature);
    return {
      formula: isProbability
        ? `exp(logit / ${warm}) / Σ exp(logit / ${warm})`
        : "exp(score) / Σ exp(score)",
      operands,
      sum: parts[kept.indexOf(column)] / total,
      share: true,
      note: isProbability
        ? `Each token's share. ${warm} is the temperature with which this model is as sure as it is right.`
        : "Each one's share: all shares of a row make 1.",
      heads: [word, isProbability ? `exp(logit / ${warm})` : "exp(score)"],
    };
  },

  mix(lens, { of, weights }, index, { head, row, column }) {
    const { width: D, heads } = lens.model.config, looks = lens.tensor(weights), values = lens.tensor(of).data;
    const [, T, S] = looks.shape, i = head * (D / heads) + column;
    const operands = Array.from({ length: S }, (_, s) => {
      const at = (head * T + row) * S + s, value = values[s * D + i], factor = looks.data[at];
      const made = { name: weights, index: at };
      const label = rowWords(lens, of, s);
      return { name: of, index: s * D + i, label, value, factor, factorOf: made, contribution: value * factor };
    });
    return { formula: "Σ weight · value", operands, heads: ["value", "weight"] };
  },

  sum(lens, { of }, index) {
    const operands = of.map((name) => {
      const value = lens.tensor(name).data[index];
      return { name, index, label: tensorWords(name), value, factor: null, contribution: value };
    });
    return { formula: of.map(termWords).join(" + "), operands, kept: true };
  },

  same(lens, { of }, index) {
    const value = lens.tensor(of).data[index];
    return {
      formula: `the number of ${partWords(of)}`,
      operands: [{ name: of, index, label: tensorWords(of), value, factor: null, contribution: value }],
    };
  },

  embedding(lens, { of }, index, { row, column }) {
    const { model, trace } = lens, { data, shape: [, D] } = lens.tensor(of), at = trace.tokens[row] * D + column;
    const label = `row of ${tokenWords(model, trace.tokens[row])}, number ${column}`;
    return {
      formula: "the token's row of the embedding",
      operands: [{ name: of, index: at, label, value: data[at], factor: null, contribution: data[at] }],
    };
  },
};
