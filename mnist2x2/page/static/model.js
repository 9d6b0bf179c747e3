// The transformer in a browser: step for step what model.py, patches.py and decoding.py compute, one picture at a time.
// A tensor is a flat Float32Array, row after row; a comment gives its shape in the letters of the book.

import { openCheckpoint } from "./checkpoint.js";
import { add, attention, feedForward, keysAndValues, layerNorm, linear, softmax } from "./layers.js";

export const DIGIT = 28; // pixels along a side of an MNIST digit
export const START = 10, FINISH = 11; // tokens; those below are the digits
const KINDS = 13; // of token, C
const MNIST_MEAN = 0.1307, MNIST_STD = 0.3081;

// Normalise pixels, cut them into patches in reading order, project each, add its position: (S, D).
function embedPatches({ side, config: { patch: size }, patchEmbedding }, pixels) {
  const across = side / size, patches = new Float32Array(side * side); // (S, size * size)
  for (let patch = 0, next = 0; patch < across * across; patch++) {
    const corner = Math.floor(patch / across) * size * side + (patch % across) * size;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) patches[next++] = (pixels[corner + y * side + x] - MNIST_MEAN) / MNIST_STD;
    }
  }
  return add(linear(patchEmbedding.projection, patches), patchEmbedding.position);
}

// What the encoder makes of a picture, Float32Array (side * side) in [0, 1]: {memory (S, D), maps: (H, S, S) a block}.
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

// What each decoder block looks up in memory: the same for every token, so it is worked out once a picture.
const lookUp = (model, memory) => model.decoder.map((block) => keysAndValues(block.crossAttention, memory));

// What follows each of T tokens, an array of numbers: {logits (T, C), maps: [(H, T, T), (H, T, S)] a block}.
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

// Where the last of T tokens looks in the picture: the last block's cross-attention, its mean over the heads, (S).
function lastLook(maps, heads, T) {
  const weights = maps.at(-1)[1], S = weights.length / heads / T; // (H, T, S)
  return new Float32Array(S).map((_, s) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += weights[(head * T + T - 1) * S + s];
    return sum / heads;
  });
}

// Read a grid, Uint8Array (side * side), 0 paper to 255 ink: always the most likely next token, until <finish>.
// Returns {text, steps: one {token, probabilities (C), attention (S)} for each digit written}.
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

// A model from the bytes of a weights file: ArrayBuffer, DataView or Uint8Array. Throws an Error for a damaged file.
export function loadModel(bytes) {
  const { config, take, close } = openCheckpoint(bytes);
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
  const model = {
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
  close();
  return model;
}
