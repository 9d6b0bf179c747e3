// Interventions as data, like those of interventions.py: {at: the name of a tensor or a parameter, or "causal_mask",
// head, rows, and one of to: a number or the name of a source, look, order}. What is null or left out is not used.
// A source says what other runs computed: {the name of a tensor: a flat Float32Array}, of as many rows as they had.

export const MASK = "causal_mask", PATCH_POSITIONS = "patch_embedding.position", TOKEN_POSITIONS = "token_position";
const WHOLE = [MASK, PATCH_POSITIONS, TOKEN_POSITIONS];

export const hasHeads = (name) => /\.(mix|weights)$/.test(name);
const isOfMemory = (name) => /cross_attention\.(key|value)$/.test(name);
// Whether the rows of a tensor stand for tokens; else they stand for patches.
export const isOfTokens = (name) => /^(decoder|token|head|logits)/.test(name) && !isOfMemory(name);

// The model without what the interventions take away from all of it: the mask, or positions.
export function without(model, interventions) {
  const away = new Set(interventions.map(({ at }) => at));
  const { patchEmbedding, tokenPosition, causal } = model;
  const nothing = (parameter) => new Float32Array(parameter.length);
  return {
    ...model,
    causal: causal && !away.has(MASK),
    tokenPosition: away.has(TOKEN_POSITIONS) ? nothing(tokenPosition) : tokenPosition,
    patchEmbedding: away.has(PATCH_POSITIONS)
      ? { ...patchEmbedding, position: nothing(patchEmbedding.position) }
      : patchEmbedding,
  };
}

// A tensor, (rows, X) or (H, rows, X), after one intervention. first: the place of its first row.
function changed(tensor, { at, head, rows: places, to = 0, look, order }, { heads, rows, first, sources }) {
  const count = hasHeads(at) ? heads : 1, X = tensor.length / count / rows, result = tensor.slice();
  const source = typeof to === "string" ? sources[to]?.[at] : null;
  if (typeof to === "string" && !source) throw new Error(`there is no ${to} of ${at}`);
  for (let h = 0; h < count; h++) {
    if (head != null && head !== h) continue;
    for (let row = 0; row < rows; row++) {
      const place = first + row, own = (h * rows + row) * X;
      if (places && !places.includes(place)) continue;
      if (look != null) {
        if (look < X) result.fill(0, own, own + X)[own + look] = 1; // else the token is not yet written
      } else if (order) {
        const from = (h * rows + order[place] - first) * X;
        result.set(tensor.subarray(from, from + X), own);
      } else if (source) {
        const known = source.length / count / X; // rows that the source has
        if (place < known) result.set(source.subarray((h * known + place) * X, (h * known + place + 1) * X), own);
      } else result.fill(to, own, own + X);
    }
  }
  return result;
}

// What to hand the model as `see`, so that it computes with the interventions. sources: {the name of a source: it}.
export function seeWith({ config: { heads } }, interventions, sources = {}) {
  const own = new Map(); // the interventions by the name of their tensor
  for (const intervention of interventions) {
    if (WHOLE.includes(intervention.at)) continue;
    own.set(intervention.at, [...(own.get(intervention.at) ?? []), intervention]);
  }
  return (name, tensor, rows, first) => {
    const where = { heads, rows, first, sources };
    return (own.get(name) ?? []).reduce((now, intervention) => changed(now, intervention, where), tensor);
  };
}
