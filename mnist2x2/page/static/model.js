// The transformer in the browser: it computes what model.py, patches.py and decoding.py compute, one picture at a time.
// A tensor is a flat Float32Array in row-major order; comments give its shape in the book's letters.

import { cut, DIGIT } from "./grid.js";
import { add, attention, feedForward, keysAndValues, layerNorm, linear, softmax } from "./layers.js";
import { TOKENIZERS } from "./tokenizer.js";

const MNIST_MEAN = 0.1307, MNIST_STD = 0.3081;

// Normalise pixels, cut them into patches in reading order, project each, add its position: (S, D).
function embedPatches({ config, patchEmbedding }, pixels) {
  const normed = pixels.map((pixel) => (pixel - MNIST_MEAN) / MNIST_STD);
  const patches = new Float32Array(normed.length); // (S, patch * patch)
  cut(normed, config.patch).forEach((patch, s) => patches.set(patch, s * patch.length));
  return add(linear(patchEmbedding.projection, patches), patchEmbedding.position);
}

// The encoder. pixels: Float32Array (side * side) in [0, 1]. Returns {memory (S, D), maps: (H, S, S) for each block}.
export function encode(model, pixels) {
  const { side, config } = model;
  if (pixels.length !== side ** 2) throw new Error(`expected ${side} x ${side} pixels, given ${pixels.length}`);
  let x = embedPatches(model, pixels); // (S, D)
  const maps = model.encoder.map((block) => {
    const normed = layerNorm(block.attentionNorm, x);
    const look = attention(block.attention, config.heads, normed, keysAndValues(block.attention, normed));
    x = add(x, look.attended);
    x = add(x, feedForward(block.feedForward, layerNorm(block.feedForwardNorm, x)));
    return look.weights;
  });
  return { memory: layerNorm(model.encoderNorm, x), maps };
}

// An empty cache for `decode`: for each block, the keys and values of the tokens so far, and those of the memory.
export const newCache = (model) => model.decoder.map(() => ({ tokens: null, memory: null }));

// The decoder. tokens: an array of T numbers; cache: from `newCache`, it holds what was computed for earlier tokens and
// belongs to one memory. Returns {logits (T, C), hidden (T, D), from which the head computes them, maps:
// [(H, T, earlier + T), (H, T, S)] for each block}; row t of the logits says what follows token t.
export function decode(model, tokens, memory, cache = newCache(model)) {
  const { heads, width: D } = model.config, T = tokens.length;
  const earlier = cache[0].tokens ? cache[0].tokens.keys.length / D : 0, end = earlier + T;
  if (T < 1 || end > model.longest) throw new Error(`expected 1 to ${model.longest} tokens, given ${end}`);
  let x = model.tokenPosition.slice(earlier * D, end * D); // (T, D)
  x = x.map((value, i) => value + model.tokenEmbedding[tokens[Math.floor(i / D)] * D + (i % D)]);
  const maps = model.decoder.map((block, number) => {
    const known = cache[number], normed = layerNorm(block.selfAttentionNorm, x);
    known.tokens = keysAndValues(block.selfAttention, normed, known.tokens);
    const back = attention(block.selfAttention, heads, normed, known.tokens, true);
    x = add(x, back.attended);
    known.memory ??= keysAndValues(block.crossAttention, memory);
    const across = attention(block.crossAttention, heads, layerNorm(block.crossAttentionNorm, x), known.memory);
    x = add(x, across.attended);
    x = add(x, feedForward(block.feedForward, layerNorm(block.feedForwardNorm, x)));
    return [back.weights, across.weights];
  });
  const hidden = layerNorm(model.decoderNorm, x); // (T, D)
  return { logits: linear(model.head, hidden), hidden, maps };
}

// Where a single token looks in the picture: the last block's cross-attention, averaged over the heads, (S).
function look(maps, heads) {
  const weights = maps.at(-1)[1], S = weights.length / heads; // (H, 1, S)
  return new Float32Array(S).map((_, s) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += weights[head * S + s];
    return sum / heads;
  });
}

// The memory where a token looks: its mean (D), weighted by attention (S). memory: (S, D).
function lookedAt(memory, attention) {
  const D = memory.length / attention.length;
  return new Float32Array(D).map((_, i) => attention.reduce((sum, weight, s) => sum + weight * memory[s * D + i], 0));
}

// The score that is above 0 where what was read may be no digit, see reading.py: its weights are those of the likeliest
// digit. hidden, looked: (D), logits: (C).
function noDigitScore({ noDigit }, hidden, looked, logits) {
  if (!noDigit.length) return -1; // it was not measured
  const highest = Math.max(...logits), sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  const features = [...hidden, ...looked, highest + Math.log(sum), 1], digits = logits.slice(0, 10);
  const first = features.length * digits.indexOf(Math.max(...digits));
  return features.reduce((score, feature, i) => score + feature * noDigit[first + i], 0);
}

// Read a grid, Uint8Array (side * side), 0 paper to 255 ink, by greedy decoding: always the most likely next token,
// until <finish>. Each token is decoded once. Returns {text, steps: {token, probabilities (C), score: above 0 if it may
// be no digit, attention (S)} for each token of the text}.
export function readGrid(model, grid) {
  const { certainty, tokenizer: { start, finish, toText } } = model, steps = [], cache = newCache(model);
  const { memory } = encode(model, new Float32Array(grid).map((pixel) => pixel / 255));
  for (let token = start, count = 1; count < model.longest; count++) {
    const { logits, hidden, maps } = decode(model, [token], memory, cache); // (C), (D)
    token = logits.indexOf(Math.max(...logits));
    if (token === finish) break;
    if (token < start) {
      const probabilities = softmax(logits.map((logit) => logit / certainty.temperature));
      const attention = look(maps, model.config.heads);
      const score = noDigitScore(certainty, hidden, lookedAt(memory, attention), logits);
      steps.push({ token, probabilities, score, attention });
    }
  }
  return { text: toText(steps.map((step) => step.token)), steps };
}

// A model with the given sizes. certainty: see checkpoint.js. take(name, ...shape) returns a parameter, by the name that it has in PyTorch.
export function makeModel(config, certainty, take) {
  const { grid, patch, width, heads, answers = "digits" } = config, side = grid * DIGIT; // old files have digits
  const tokenizer = TOKENIZERS.get(answers);
  if (!tokenizer) {
    throw new Error(`expected answers of ${[...TOKENIZERS.keys()].join(", ")}, given ${JSON.stringify(answers)}`);
  }
  const longest = tokenizer.longest(grid ** 2), kinds = tokenizer.tokens.length; // kinds of token, C
  if (width % heads) throw new Error(`expected a width that ${heads} heads divide, given ${width}`);
  if (side % patch) throw new Error(`expected a patch size that divides ${side} pixels, given ${patch}`);

  const layer = (name, outputs, inputs) => ({
    weight: take(`${name}.weight`, outputs, inputs),
    bias: take(`${name}.bias`, outputs),
  });
  const norm = (name) => ({ weight: take(`${name}.weight`, width), bias: take(`${name}.bias`, width) });
  const attentionPart = (name) => ({
    query: layer(`${name}.query`, width, width),
    key: layer(`${name}.key`, width, width),
    value: layer(`${name}.value`, width, width),
    output: layer(`${name}.output`, width, width),
  });
  const feedForwardPart = (name) => ({
    first: layer(`${name}.0`, config.feed_forward, width),
    second: layer(`${name}.2`, width, config.feed_forward),
  });
  const blocks = (name, count, make) => Array.from({ length: count }, (_, number) => make(`${name}.${number}`));
  return {
    config,
    certainty,
    side, // of the picture, in pixels
    tokenizer,
    longest, // of answers, in tokens
    patchEmbedding: {
      projection: layer("patch_embedding.projection", width, patch ** 2),
      position: take("patch_embedding.position", (side / patch) ** 2, width),
    },
    encoder: blocks("encoder", config.encoder_blocks, (name) => ({
      attentionNorm: norm(`${name}.attention_norm`),
      attention: attentionPart(`${name}.attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`),
    })),
    encoderNorm: norm("encoder_norm"),
    tokenEmbedding: take("token_embedding.weight", kinds, width),
    tokenPosition: take("token_position", longest, width),
    decoder: blocks("decoder", config.decoder_blocks, (name) => ({
      selfAttentionNorm: norm(`${name}.self_attention_norm`),
      selfAttention: attentionPart(`${name}.self_attention`),
      crossAttentionNorm: norm(`${name}.cross_attention_norm`),
      crossAttention: attentionPart(`${name}.cross_attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`),
    })),
    decoderNorm: norm("decoder_norm"),
    head: layer("head", kinds, width),
  };
}
