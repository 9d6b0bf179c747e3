// A logit as a sum over the parts of the model. The residual stream is a sum: the vectors of the tokens, and what each
// head and each feed-forward part adds. The last norm takes off the stream's mean and divides by its spread. At the
// present spread that is linear, and so is the last layer, so each part adds a number of its own to the logit.

import { tensorWords } from "./words.js";

const EPSILON = 1e-5; // of nn.LayerNorm
const SAME = 1e-4; // a larger difference is an intervention, not rounding

const rowOf = ({ data, shape }, row) => {
  const D = shape.at(-1);
  return Float64Array.from(data.subarray(row * D, (row + 1) * D));
};

// What each head adds to a row of an attention's output, through the columns of the output layer that read its mix.
function headsIn(lens, { name, output }, row) {
  const { heads, width: D } = lens.model.config, { data, shape: [, rows, Dh] } = lens.tensor(`${name}.mix`);
  return Array.from({ length: heads }, (_, head) => {
    const vector = new Float64Array(D), mix = data.subarray((head * rows + row) * Dh, (head * rows + row + 1) * Dh);
    for (let d = 0; d < D; d++) mix.forEach((value, i) => (vector[d] += output.weight[d * D + head * Dh + i] * value));
    return { label: `${tensorWords(name)}, head ${head}`, name, head, vector };
  });
}

// The parts of a row of the stream that enters the last norm: {label, name: a tensor, head: or undefined, vector (D)},
// and `bias`, the sum of the biases of the output layers (D). What an intervention sets is a part, too.
function streamParts(lens, row) {
  const { model } = lens, D = model.config.width, bias = new Float64Array(D), parts = [];
  const add = (label, name, vector, more = {}) => parts.push({ label, name, vector, ...more });
  // The rest of what a tensor holds: where nothing is set, rounding alone.
  function addRest(name, known) {
    const own = rowOf(lens.tensor(name), row), rest = own.map((value, d) => value - known[d]);
    if (rest.some((value) => Math.abs(value) > SAME)) add(`${tensorWords(name)}, as you set it`, name, rest);
  }
  const sumAt = (list, d) => list.reduce((sum, { vector }) => sum + vector[d], 0);
  const total = (list) => Float64Array.from({ length: D }, (_, d) => sumAt(list, d));

  for (const name of ["token_embedding", "token_position"]) add(tensorWords(name), name, rowOf(lens.tensor(name), row));
  for (const block of model.decoder) {
    for (const attention of [block.selfAttention, block.crossAttention]) {
      const own = headsIn(lens, attention, row), { bias: shift } = attention.output;
      shift.forEach((value, d) => (bias[d] += value));
      parts.push(...own);
      addRest(attention.name, total([...own, { vector: shift }]));
    }
    const forward = `${block.name}.feed_forward`;
    add(tensorWords(forward), forward, rowOf(lens.tensor(forward), row));
    addRest(block.name, total([...parts, { vector: bias }]));
  }
  return { parts, bias };
}

// How much each part adds to a logit and to its distance from the highest other logit: {logit, rival: that token,
// difference, parts: [{label, name, head, logit, difference}], the largest first, constant: the same of what no part of
// the stream makes: biases and the last norm's shift}. The parts and the constant make the logit, up to rounding.
export function partsOfLogit(lens, index) {
  const { model } = lens, { data, shape: [, C] } = lens.tensor("logits"), D = model.config.width;
  const row = Math.floor(index / C), token = index % C, logits = data.subarray(row * C, (row + 1) * C);
  const rival = [...logits.keys()].filter((other) => other !== token).sort((a, b) => logits[b] - logits[a])[0];
  const { decoderNorm: norm, head } = model, { parts, bias } = streamParts(lens, row);
  const stream = rowOf(lens.tensor(model.decoder.at(-1).name), row), mean = stream.reduce((sum, x) => sum + x / D, 0);
  const spread = Math.sqrt(stream.reduce((sum, x) => sum + (x - mean) ** 2 / D, 0) + EPSILON);

  function through(vector, to) {
    const own = vector.reduce((sum, x) => sum + x / D, 0);
    return vector.reduce((sum, x, d) => sum + (head.weight[to * D + d] * norm.weight[d] * (x - own)) / spread, 0);
  }
  const shift = (to) => norm.bias.reduce((sum, x, d) => sum + head.weight[to * D + d] * x, head.bias[to]);
  const fixed = (to) => shift(to) + through(bias, to);
  const both = (of) => ({ logit: of(token), difference: of(token) - of(rival) });
  const found = parts.map(({ vector, ...part }) => ({ ...part, ...both((to) => through(vector, to)) }));
  const constant = { label: "biases, and the last norm’s shift", ...both(fixed) };
  const sum = (key) => found.reduce((all, part) => all + part[key], constant[key]);
  const rest = { logit: logits[token] - sum("logit") };
  rest.difference = logits[token] - logits[rival] - sum("difference");
  const isSet = Math.max(Math.abs(rest.logit), Math.abs(rest.difference)) > 10 * SAME;
  if (isSet) found.push({ label: "after the residual stream, as you set it", name: "decoder_norm", ...rest });
  found.sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit));
  return { logit: logits[token], rival, difference: logits[token] - logits[rival], parts: found, constant };
}
