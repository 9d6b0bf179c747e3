// How each tensor of a run follows from others, and the tensors that PyTorch does not name: those are computed here
// from the recorded ones. A recipe is data: {kind, of: the name or names of what it is made from, derived, …}.

import { without } from "../../interventions.js";
import { add, softmax } from "../../layers.js";
import { patchesOf } from "../../model.js";

const linear = (of, part, more = {}) => ({ kind: "linear", of, part, ...more });
const norm = (of, part) => ({ kind: "norm", of, part });
const sum = (...of) => ({ kind: "sum", of });
const derived = (recipe) => ({ ...recipe, derived: true });

function putAttention(put, { name, query, key, value, output }, normed, known, causal) {
  put(query.name, linear(normed, query));
  put(key.name, linear(known, key));
  put(value.name, linear(known, value));
  put(`${name}.scores`, derived({ kind: "scores", of: query.name, key: key.name, causal }));
  put(`${name}.weights`, { kind: "softmax", of: `${name}.scores`, causal });
  put(`${name}.mix`, { kind: "mix", of: value.name, weights: `${name}.weights` });
  put(output.name, linear(`${name}.mix`, output, { joined: true }));
  put(name, { kind: "same", of: output.name });
}

function putFeedForward(put, block, x) {
  const { name, first, second } = block.feedForward;
  put(block.feedForwardNorm.name, norm(x, block.feedForwardNorm));
  put(first.name, linear(block.feedForwardNorm.name, first));
  put(`${name}.1`, { kind: "gelu", of: first.name });
  put(second.name, linear(`${name}.1`, second));
  put(name, { kind: "same", of: second.name });
  put(block.name, sum(x, name));
}

function putDecoderBlock(put, block, x) {
  const { name, selfAttentionNorm, selfAttention, crossAttentionNorm, crossAttention } = block;
  const [middle, later] = [`${name}.after_self_attention`, `${name}.after_cross_attention`];
  put(selfAttentionNorm.name, norm(x, selfAttentionNorm));
  putAttention(put, selfAttention, selfAttentionNorm.name, selfAttentionNorm.name, true);
  put(middle, derived(sum(x, selfAttention.name)));
  put(crossAttentionNorm.name, norm(middle, crossAttentionNorm));
  putAttention(put, crossAttention, crossAttentionNorm.name, "encoder_norm", false);
  put(later, derived(sum(middle, crossAttention.name)));
  putFeedForward(put, block, later);
  return name;
}

function putEncoderBlock(put, block, x) {
  const { name, attentionNorm, attention } = block, middle = `${name}.after_attention`;
  put(attentionNorm.name, norm(x, attentionNorm));
  putAttention(put, attention, attentionNorm.name, attentionNorm.name, false);
  put(middle, derived(sum(x, attention.name)));
  putFeedForward(put, block, middle);
  return name;
}

// The recipe of every tensor and parameter: Map of a name to it, in the order in which they are computed.
function makeRecipes(model) {
  const recipes = new Map(), { patchEmbedding, config: { width: D }, certainty } = model;
  const parameter = (name, data, ...shape) => recipes.set(name, { kind: "parameter", data, shape });
  const put = (name, recipe) => {
    recipes.set(name, recipe);
    if (!recipe.part) return;
    const { weight, bias } = recipe.part, outputs = bias.length, inputs = weight.length / outputs;
    const partName = recipe.part.name;
    parameter(`${partName}.weight`, weight, ...(recipe.kind === "norm" ? [outputs] : [outputs, inputs]));
    parameter(`${partName}.bias`, bias, outputs);
  };
  put("pixels", { kind: "pixels" });
  put("patches", derived({ kind: "patches", of: "pixels" }));
  put(patchEmbedding.projection.name, linear("patches", patchEmbedding.projection));
  parameter("patch_embedding.position", patchEmbedding.position, patchEmbedding.position.length / D, D);
  put(patchEmbedding.name, sum(patchEmbedding.projection.name, "patch_embedding.position"));
  const picture = model.encoder.reduce((x, block) => putEncoderBlock(put, block, x), patchEmbedding.name);
  put("encoder_norm", norm(picture, model.encoderNorm));
  parameter("token_embedding.weight", model.tokenEmbedding, model.tokenEmbedding.length / D, D);
  parameter("token_position", model.tokenPosition, model.tokenPosition.length / D, D);
  put("token_embedding", { kind: "embedding", of: "token_embedding.weight" });
  put("decoder.input", derived(sum("token_embedding", "token_position")));
  const written = model.decoder.reduce((x, block) => putDecoderBlock(put, block, x), "decoder.input");
  put("decoder_norm", norm(written, model.decoderNorm));
  put("head", linear("decoder_norm", model.head));
  put("logits", { kind: "same", of: "head" });
  put("probabilities", derived({ kind: "softmax", of: "logits", temperature: certainty.temperature }));
  return recipes;
}

// q · k / √Dh for each head, query and key, (H, T, S); −∞ where the causal mask hides the key.
function scoresOf({ config: { heads, width: D } }, queries, keys, causal) {
  const Dh = D / heads, T = queries.length / D, S = keys.length / D, scores = new Float32Array(heads * T * S);
  for (let head = 0, at = 0; head < heads; head++) {
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++, at++) {
        let product = 0;
        for (let i = head * Dh; i < (head + 1) * Dh; i++) product += queries[t * D + i] * keys[s * D + i];
        scores[at] = causal && s > t ? -Infinity : product / Math.sqrt(Dh);
      }
    }
  }
  return { data: scores, shape: [heads, T, S] };
}

function softmaxRows({ data, shape }, temperature) {
  const C = shape.at(-1), result = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += C) {
    result.set(softmax(data.subarray(at, at + C).map((logit) => logit / temperature)), at);
  }
  return { data: result, shape };
}

function derive(lens, { kind, of, key, causal, temperature }) {
  if (kind === "softmax") return softmaxRows(lens.tensor(of), temperature);
  if (kind === "scores") {
    return scoresOf(lens.model, lens.tensor(of).data, lens.tensor(key).data, causal && lens.model.causal);
  }
  if (kind === "patches") {
    const { patch, width } = lens.model.config, S = lens.model.patchEmbedding.position.length / width;
    return { data: patchesOf(lens.model, lens.tensor(of).data), shape: [S, patch ** 2] };
  }
  const [first, second] = of.map(lens.tensor);
  return { data: add(first.data, second.data), shape: first.shape };
}

const recipes = new WeakMap(), lenses = new WeakMap(); // of models, and of traces

// What one can ask of a run: {model: without what interventions take away from all of it, trace, interventions,
// recipe(name), tensor(name): {data, shape}}; both throw an Error for an unknown name. It is kept for each trace.
export function lensOf(model, trace, interventions) {
  if (lenses.has(trace)) return lenses.get(trace);
  if (!recipes.has(model)) recipes.set(model, makeRecipes(model));
  const known = recipes.get(model), computed = new Map(), away = without(model, interventions);
  const positions = { "patch_embedding.position": away.patchEmbedding.position, token_position: away.tokenPosition };
  const lens = {
    model: away,
    trace,
    interventions,
    has: (name) => known.has(name),
    recipe(name) {
      if (!known.has(name)) throw new Error(`this model computes no ${name}`);
      return known.get(name);
    },
    tensor(name) {
      const recorded = trace.tensors.get(name), recipe = lens.recipe(name);
      if (recorded) return recorded;
      if (recipe.kind === "parameter") return { data: positions[name] ?? recipe.data, shape: recipe.shape };
      if (!computed.has(name)) computed.set(name, derive(lens, recipe));
      return computed.get(name);
    },
  };
  lenses.set(trace, lens);
  return lens;
}
