// The model's layers: they compute what attention.py and torch.nn compute, one picture at a time.
// A tensor is a flat Float32Array in row-major order; comments give its shape in the book's letters. A part is what
// model.js makes: its parameters and its name in PyTorch. What a part computes passes through `see`, see model.js.

// nn.Linear: (T, inputs) to (T, outputs). Four outputs at a time is twice as fast: the four sums do not depend on each
// other, so the processor can overlap them.
export function linear({ weight, bias }, x) {
  const outputs = bias.length, inputs = weight.length / outputs; // weight is (outputs, inputs)
  const y = new Float32Array((x.length / inputs) * outputs); // (T, outputs)
  for (let from = 0, to = 0; from < x.length; from += inputs) {
    let output = 0, w = 0;
    for (; output + 4 <= outputs; output += 4, w += 3 * inputs) {
      let a = 0, b = 0, c = 0, d = 0;
      for (let i = from; i < from + inputs; i++, w++) {
        a += x[i] * weight[w];
        b += x[i] * weight[w + inputs];
        c += x[i] * weight[w + 2 * inputs];
        d += x[i] * weight[w + 3 * inputs];
      }
      y[to++] = a + bias[output];
      y[to++] = b + bias[output + 1];
      y[to++] = c + bias[output + 2];
      y[to++] = d + bias[output + 3];
    }
    for (; output < outputs; output++) {
      let sum = bias[output];
      for (let i = from; i < from + inputs; i++, w++) sum += x[i] * weight[w];
      y[to++] = sum;
    }
  }
  return y;
}

// nn.LayerNorm: each row (D) gets mean 0 and variance 1, then the learned scale and shift.
export function layerNorm({ weight, bias }, x) {
  const D = bias.length, y = new Float32Array(x.length);
  for (let from = 0; from < x.length; from += D) {
    let mean = 0, variance = 0;
    for (let i = 0; i < D; i++) mean += x[from + i] / D;
    for (let i = 0; i < D; i++) variance += (x[from + i] - mean) ** 2 / D;
    const scale = 1 / Math.sqrt(variance + 1e-5);
    for (let i = 0; i < D; i++) y[from + i] = (x[from + i] - mean) * scale * weight[i] + bias[i];
  }
  return y;
}

// The error function, accurate to 1.5e-7: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26.
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

export const gelu = (x) => (x / 2) * (1 + erf(x * Math.SQRT1_2)); // nn.GELU

// FeedForward: two linear layers with a GELU between, (T, D) to (T, D).
export function feedForward({ name, first, second }, x, see) {
  const hidden = see(`${name}.1`, see(first.name, linear(first, x)).map(gelu));
  return see(name, see(second.name, linear(second, hidden)));
}

export const add = (x, y) => x.map((value, i) => value + y[i]);

export function softmax(scores) {
  const highest = Math.max(...scores), weights = scores.map((score) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function append(x, y) {
  const both = new Float32Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  return both;
}

// The keys and the values of x (S, D), each (S, D), after those of earlier tokens if there are any.
export function keysAndValues(part, x, see, earlier = null) {
  const keys = see(part.key.name, linear(part.key, x)), values = see(part.value.name, linear(part.value, x));
  return earlier ? { keys: append(earlier.keys, keys), values: append(earlier.values, values) } : { keys, values };
}

// How much each query looks at each key: queries (T, D), keys (S, D) to weights (H, T, S).
// causal: the queries belong to the last T keys, and each looks only at its own key and at earlier ones; the other
// weights stay 0.
export function attentionWeights(heads, D, queries, keys, causal) {
  const Dh = D / heads, T = queries.length / D, S = keys.length / D, weights = new Float32Array(heads * T * S);
  for (let head = 0; head < heads; head++) {
    for (let t = 0; t < T; t++) {
      const own = t * D + head * Dh, scores = new Float32Array(causal ? S - T + t + 1 : S);
      for (let s = 0; s < scores.length; s++) {
        let sum = 0;
        for (let i = 0, key = s * D + head * Dh; i < Dh; i++) sum += queries[own + i] * keys[key + i];
        scores[s] = sum / Math.sqrt(Dh);
      }
      weights.set(softmax(scores), (head * T + t) * S);
    }
  }
  return weights;
}

// Each head's weighted mean of the values (S, D): (H, T, Dh).
function mix(heads, D, weights, values) {
  const Dh = D / heads, S = values.length / D, T = weights.length / heads / S, mixed = new Float32Array(T * D);
  for (let head = 0, row = 0; head < heads; head++) {
    for (let t = 0; t < T; t++, row++) {
      for (let s = 0; s < S; s++) {
        const weight = weights[row * S + s], value = s * D + head * Dh;
        for (let i = 0; i < Dh; i++) mixed[row * Dh + i] += weight * values[value + i];
      }
    }
  }
  return mixed;
}

// The heads' results (H, T, Dh), side by side: (T, D).
export function sideBySide(heads, D, mixed) {
  const Dh = D / heads, T = mixed.length / D, joined = new Float32Array(mixed.length);
  for (let head = 0, row = 0; head < heads; head++) {
    for (let t = 0; t < T; t++, row++) joined.set(mixed.subarray(row * Dh, (row + 1) * Dh), t * D + head * Dh);
  }
  return joined;
}

// MultiHeadAttention, with queries from x (T, D), and keys and values (S, D). Returns {attended (T, D), weights
// (H, T, S)}.
export function attention(part, heads, x, { keys, values }, causal, see) {
  const { name, query, output } = part, D = output.bias.length;
  const queries = see(query.name, linear(query, x)); // (T, D)
  const weights = see(`${name}.weights`, attentionWeights(heads, D, queries, keys, causal));
  const mixed = see(`${name}.mix`, mix(heads, D, weights, values));
  const attended = see(name, see(output.name, linear(output, sideBySide(heads, D, mixed))));
  return { attended, weights };
}
