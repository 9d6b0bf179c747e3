// The transformer in the browser: it computes what model.py, patches.py and decoding.py compute, one picture at a time.
// A tensor is a flat Float32Array in row-major order; comments give its shape in the book's letters.
// Each tensor passes through a function see(name, tensor, rows, first), under the name that it has in mnist2x2.record,
// and what this function returns takes its place: so one can record what the model computes, or intervene. rows: how
// many patches or tokens the tensor is of; first: the place of the first of these in the answer.

import { cut, DIGIT } from "./grid.js";
import { add, attention, feedForward, keysAndValues, layerNorm, linear, softmax } from "./layers.js";
import { TOKENIZERS } from "./tokenizer.js";

const MNIST_MEAN = 0.1307, MNIST_STD = 0.3081;
const asItIs = (_, tensor) => tensor;

// Pixels, normalised and cut into patches in reading order: (S, patch * patch).
export function patchesOf({ config }, pixels) {
  const normed = pixels.map((pixel) => (pixel - MNIST_MEAN) / MNIST_STD), patches = new Float32Array(normed.length);
  cut(normed, config.patch).forEach((patch, s) => patches.set(patch, s * patch.length));
  return patches;
}

// The encoder. pixels: Float32Array (side * side) in [0, 1]. Returns {memory (S, D), maps: (H, S, S) for each block}.
export function encode(model, pixels, seeAll = asItIs) {
  const { side, config, patchEmbedding, encoderNorm } = model, S = patchEmbedding.position.length / config.width;
  if (pixels.length !== side ** 2) throw new Error(`expected ${side} x ${side} pixels, given ${pixels.length}`);
  const see = (name, tensor) => seeAll(name, tensor, S, 0), { projection, position } = patchEmbedding;
  const projected = see(projection.name, linear(projection, patchesOf(model, see("pixels", pixels)))); // (S, D)
  let x = see(patchEmbedding.name, add(projected, position)); // (S, D)
  const maps = model.encoder.map((block) => {
    const normed = see(block.attentionNorm.name, layerNorm(block.attentionNorm, x));
    const known = keysAndValues(block.attention, normed, see);
    const { attended, weights } = attention(block.attention, config.heads, normed, known, false, see);
    x = add(x, attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return weights;
  });
  return { memory: see(encoderNorm.name, layerNorm(encoderNorm, x)), maps };
}

// An empty cache for `decode`: for each block, the keys and values of the tokens so far, and those of the memory.
export const newCache = (model) => model.decoder.map(() => ({ tokens: null, memory: null }));

// The decoder. tokens: an array of T numbers; cache: from `newCache`, it holds what was computed for earlier tokens and
// belongs to one memory. Returns {logits (T, C), hidden (T, D), from which the head computes them, maps:
// [(H, T, earlier + T), (H, T, S)] for each block}; row t of the logits says what follows token t. A model may have
// causal: false; then each token looks at later ones, too.
export function decode(model, tokens, memory, cache = newCache(model), seeAll = asItIs) {
  const { heads, width: D } = model.config, T = tokens.length, S = memory.length / D;
  const earlier = cache[0].tokens ? cache[0].tokens.keys.length / D : 0, end = earlier + T;
  if (T < 1 || end > model.longest) throw new Error(`expected 1 to ${model.longest} tokens, given ${end}`);
  const see = (name, tensor) => seeAll(name, tensor, T, earlier);
  const seeMemory = (name, tensor) => seeAll(name, tensor, S, 0);
  const embedded = new Float32Array(T * D); // (T, D)
  tokens.forEach((token, t) => embedded.set(model.tokenEmbedding.subarray(token * D, (token + 1) * D), t * D));
  let x = add(see("token_embedding", embedded), model.tokenPosition.subarray(earlier * D, end * D)); // (T, D)
  const maps = model.decoder.map((block, number) => {
    const known = cache[number], normed = see(block.selfAttentionNorm.name, layerNorm(block.selfAttentionNorm, x));
    known.tokens = keysAndValues(block.selfAttention, normed, see, known.tokens);
    const back = attention(block.selfAttention, heads, normed, known.tokens, model.causal, see);
    x = add(x, back.attended);
    known.memory ??= keysAndValues(block.crossAttention, memory, seeMemory);
    const asking = see(block.crossAttentionNorm.name, layerNorm(block.crossAttentionNorm, x));
    const across = attention(block.crossAttention, heads, asking, known.memory, false, see);
    x = add(x, across.attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return [back.weights, across.weights];
  });
  const hidden = see(model.decoderNorm.name, layerNorm(model.decoderNorm, x)); // (T, D)
  return { logits: see("logits", see(model.head.name, linear(model.head, hidden))), hidden, maps };
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

// What is shown of a token that was written, from what `decode` computed for the token before it, of one row:
// {token, probabilities (C), score: above 0 if it may be no digit, attention (S)}.
export function stepOf({ config, certainty }, token, memory, { logits, hidden, maps }) {
  const probabilities = softmax(logits.map((logit) => logit / certainty.temperature));
  const attention = look(maps, config.heads);
  return { token, probabilities, score: noDigitScore(certainty, hidden, lookedAt(memory, attention), logits), attention };
}

export const pixelsOf = (grid) => new Float32Array(grid).map((pixel) => pixel / 255);
export const likeliest = (logits) => logits.indexOf(Math.max(...logits));

// Read a grid, Uint8Array (side * side), 0 paper to 255 ink, by greedy decoding: always the most likely next token,
// until <finish>. Each token is decoded once. Returns {text, steps: see `stepOf`, one for each token of the text}.
export function readGrid(model, grid) {
  const { start, finish, toText } = model.tokenizer, steps = [], cache = newCache(model);
  const { memory } = encode(model, pixelsOf(grid));
  for (let token = start, count = 1; count < model.longest; count++) {
    const computed = decode(model, [token], memory, cache);
    token = likeliest(computed.logits);
    if (token === finish) break;
    if (token < start) steps.push(stepOf(model, token, memory, computed));
  }
  return { text: toText(steps.map((step) => step.token)), steps };
}

// A model with the given sizes. certainty: see checkpoint.js. take(name, ...shape) returns a parameter, by the name that
// it has in PyTorch.
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
    name,
    weight: take(`${name}.weight`, outputs, inputs),
    bias: take(`${name}.bias`, outputs),
  });
  const norm = (name) => ({ name, weight: take(`${name}.weight`, width), bias: take(`${name}.bias`, width) });
  const attentionPart = (name) => ({
    name,
    query: layer(`${name}.query`, width, width),
    key: layer(`${name}.key`, width, width),
    value: layer(`${name}.value`, width, width),
    output: layer(`${name}.output`, width, width),
  });
  const feedForwardPart = (name) => ({
    name,
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
    causal: true, // whether a token looks only at itself and at earlier ones
    patchEmbedding: {
      name: "patch_embedding",
      projection: layer("patch_embedding.projection", width, patch ** 2),
      position: take("patch_embedding.position", (side / patch) ** 2, width),
    },
    encoder: blocks("encoder", config.encoder_blocks, (name) => ({
      name,
      attentionNorm: norm(`${name}.attention_norm`),
      attention: attentionPart(`${name}.attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`),
    })),
    encoderNorm: norm("encoder_norm"),
    tokenEmbedding: take("token_embedding.weight", kinds, width),
    tokenPosition: take("token_position", longest, width),
    decoder: blocks("decoder", config.decoder_blocks, (name) => ({
      name,
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
