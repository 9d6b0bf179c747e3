// The transformer in the browser: it computes what model.py, patches.py and decoding.py compute, one picture at a time.
// A tensor is a flat Float32Array in row-major order; comments give its shape in the book's letters.

import { cut, DIGIT } from "./grid.js";
import { add, attention, feedForward, keysAndValues, layerNorm, linear, softmax } from "./layers.js";

export const START = 10, FINISH = 11; // tokens; the digits are the tokens below these
const KINDS = 13; // the number of tokens, C
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

// The keys and values of memory for each decoder block: the same for every token, so they are computed once a picture.
const lookUp = (model, memory) => model.decoder.map((block) => keysAndValues(block.crossAttention, memory));

// The decoder. tokens: an array of T numbers. Returns {logits (T, C), maps: [(H, T, T), (H, T, S)] for each block};
// row t of the logits says what follows token t.
export function decode(model, tokens, memory, lookedUp = lookUp(model, memory)) {
  const { heads, width: D, grid } = model.config, T = tokens.length;
  if (T < 1 || T > grid ** 2 + 1) throw new Error(`expected 1 to ${grid ** 2 + 1} tokens, given ${T}`);
  let x = model.tokenPosition.slice(0, T * D); // (T, D)
  x = x.map((value, i) => value + model.tokenEmbedding[tokens[Math.floor(i / D)] * D + (i % D)]);
  const maps = model.decoder.map((block, number) => {
    const normed = layerNorm(block.selfAttentionNorm, x);
    const back = attention(block.selfAttention, heads, normed, keysAndValues(block.selfAttention, normed), true);
    x = add(x, back.attended);
    const across = attention(block.crossAttention, heads, layerNorm(block.crossAttentionNorm, x), lookedUp[number]);
    x = add(x, across.attended);
    x = add(x, feedForward(block.feedForward, layerNorm(block.feedForwardNorm, x)));
    return [back.weights, across.weights];
  });
  return { logits: linear(model.head, layerNorm(model.decoderNorm, x)), maps };
}

// Where the last of T tokens looks in the picture: the last block's cross-attention, averaged over the heads, (S).
function lastLook(maps, heads, T) {
  const weights = maps.at(-1)[1], S = weights.length / heads / T; // (H, T, S)
  return new Float32Array(S).map((_, s) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += weights[(head * T + T - 1) * S + s];
    return sum / heads;
  });
}

// Read a grid, Uint8Array (side * side), 0 paper to 255 ink, by greedy decoding: always the most likely next token,
// until <finish>. Returns {text, steps: {token, probabilities (C), attention (S)} for each digit written}.
export function readGrid(model, grid) {
  const { memory } = encode(model, new Float32Array(grid).map((pixel) => pixel / 255));
  const lookedUp = lookUp(model, memory), tokens = [START], steps = [];
  while (tokens.length <= model.config.grid ** 2) {
    const { logits, maps } = decode(model, tokens, memory, lookedUp);
    const following = logits.subarray(-KINDS), token = following.indexOf(Math.max(...following));
    if (token === FINISH) break;
    if (token < START) {
      const attention = lastLook(maps, model.config.heads, tokens.length);
      steps.push({ token, probabilities: softmax(following), attention });
    }
    tokens.push(token);
  }
  return { text: steps.map((step) => step.token).join(""), steps };
}

// A model with the given sizes. take(name, ...shape) returns a parameter, by the name that it has in PyTorch.
export function makeModel(config, take) {
  const { grid, patch, width, heads } = config, side = grid * DIGIT;
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
    side, // of the picture, in pixels
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
    tokenEmbedding: take("token_embedding.weight", KINDS, width),
    tokenPosition: take("token_position", grid ** 2 + 1, width),
    decoder: blocks("decoder", config.decoder_blocks, (name) => ({
      selfAttentionNorm: norm(`${name}.self_attention_norm`),
      selfAttention: attentionPart(`${name}.self_attention`),
      crossAttentionNorm: norm(`${name}.cross_attention_norm`),
      crossAttention: attentionPart(`${name}.cross_attention`),
      feedForwardNorm: norm(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`),
    })),
    decoderNorm: norm("decoder_norm"),
    head: layer("head", KINDS, width),
  };
}
