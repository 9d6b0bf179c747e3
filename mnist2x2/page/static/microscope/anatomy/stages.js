// The stages of the model, one after the other, and the parts of each; and the tables that show a part.

import { isOfTokens } from "../../interventions.js";
import { shapeWords, tensorWords } from "./words.js";

const INSIDE = ["query", "key", "value", "weights", "mix"]; // of attention
const attentionParts = (name) => [...INSIDE.map((part) => `${name}.${part}`), name];
const feedForwardParts = (block) => [
  `${block}.feed_forward_norm`, `${block}.feed_forward.0`, `${block}.feed_forward.1`, `${block}.feed_forward`, block,
];

function encoderStage({ name, attention }, number) {
  return {
    name,
    title: `Encoder block ${number}`,
    out: name,
    attentions: [attention.name],
    parts: [
      `${name}.attention_norm`, ...attentionParts(attention.name), `${name}.after_attention`, ...feedForwardParts(name),
    ],
  };
}

function decoderStage({ name, selfAttention, crossAttention }, number) {
  return {
    name,
    title: `Decoder block ${number}`,
    out: name,
    attentions: [selfAttention.name, crossAttention.name],
    parts: [
      `${name}.self_attention_norm`, ...attentionParts(selfAttention.name), `${name}.after_self_attention`,
      `${name}.cross_attention_norm`, ...attentionParts(crossAttention.name), `${name}.after_cross_attention`,
      ...feedForwardParts(name),
    ],
  };
}

// Each is {name, title, out: the tensor that it hands on, attentions: names of those in it, parts: names of tensors}.
export function stagesOf(model) {
  const stage = (name, title, parts) => ({ name, title, out: parts.at(-1), attentions: [], parts });
  const embedding = ["pixels", "patches", "patch_embedding.projection", "patch_embedding.position", "patch_embedding"];
  return [
    stage("input", "Vectors of the patches", embedding),
    ...model.encoder.map(encoderStage),
    stage("memory", "Memory", ["encoder_norm"]),
    stage("tokens", "Vectors of the tokens", ["token_embedding", "token_position", "decoder.input"]),
    ...model.decoder.map(decoderStage),
    { ...stage("answer", "Logits", ["decoder_norm", "logits", "probabilities"]), out: "logits" },
  ];
}

// The name of the stage that a tensor or a parameter is in.
export function stageNameOf(name) {
  const [block] = /^(encoder|decoder)\.\d+/.exec(name) ?? [];
  if (block) return block;
  if (/^(pixels|patch)/.test(name)) return "input";
  if (name.startsWith("encoder_norm")) return "memory";
  if (/^token|^decoder\.input/.test(name)) return "tokens";
  return /^(decoder_norm|head|logits|probabilities)/.test(name) ? "answer" : "";
}

// The attention and the head that a number belongs to, {name, head}, or null.
export function headOf({ model: { config: { heads, width } }, recipe }, name, { head, column }) {
  const [, attention, part] = /^(.*attention)\.(query|key|value|scores|weights|mix)$/.exec(name) ?? [];
  if (!part || !recipe(name)) return null;
  return { name: attention, head: head ?? Math.floor(column / (width / heads)) };
}

const WHAT = [
  [/^pixels$/, "What you drew: 0 is paper, 1 is ink."],
  [/^patches$/, "The pixels of each patch, one patch in a row, less their mean and divided by their spread."],
  [/projection$/, "A linear layer makes a vector of each patch."],
  [/position$/, "Parameters that say where a patch or a token is. They are added."],
  [/^patch_embedding$/, "Projection plus position: the vectors that enter the encoder."],
  [/^encoder_norm$/, "One last norm. This is all that the decoder knows of the picture."],
  [/^token_embedding$/, "Each token's row of the embedding."],
  [/^decoder\.input$/, "Embedding plus position: the vectors that enter the decoder."],
  [/norm$/, "Each row gets mean 0 and variance 1, then a learned scale and shift."],
  [/query$/, "What each row looks for."],
  [/key$/, "What each row can be found by."],
  [/value$/, "What each row passes on where it is looked at."],
  [/scores$/, "Query times key, summed, divided by √Dh."],
  [/weights$/, "How much each row looks at each column: the softmax of the scores. A row makes 1."],
  [/mix$/, "The mean of the values, weighted by how much each is looked at."],
  [/after_\w+$/, "What came in, plus what attention adds: the residual stream in the middle of the block."],
  [/attention$/, "A linear layer of all heads' mixes, side by side."],
  [/forward\.0$/, "A linear layer makes the vectors longer."],
  [/forward\.1$/, "GELU: positive numbers pass, negative ones hardly."],
  [/forward$/, "A second linear layer makes them as long as before."],
  [/^logits$/, "A linear layer gives each token of the alphabet a number. The highest is written next."],
  [/^probabilities$/, "The softmax of the logits, divided by the temperature."],
  [/\d$/, "What came in, plus what feed-forward adds: this goes on."],
];
// What a tensor is, in a sentence or two.
export function whatIs(name) {
  return WHAT.find(([pattern]) => pattern.test(name))?.[1] ?? "";
}

// The numbers of a tensor as a table: {values, rows, columns, indexOf(row, column), placeOf(index): {row, column} or
// null}. head: only that head's, or null; it is some columns of a tensor (rows, D), and a part of one (H, rows, X).
export function tableOf(lens, name, head = null) {
  const { data, shape } = lens.tensor(name), columns = shape.at(-1), rows = shape.length > 1 ? shape.at(-2) : 1;
  const isMasked = name.endsWith("scores"); // −∞ where it is masked: shown as paper
  const finite = (values) => (isMasked ? values.map((value) => (Number.isFinite(value) ? value : 0)) : values);
  if (head == null || shape.length > 2) {
    const first = (head ?? 0) * rows * columns, values = finite(data.subarray(first, first + rows * columns));
    const placeOf = (index) => {
      const at = index - first, inside = at >= 0 && at < values.length;
      return inside ? { row: Math.floor(at / columns), column: at % columns } : null;
    };
    return { values, rows, columns, indexOf: (row, column) => first + row * columns + column, placeOf };
  }
  const Dh = columns / lens.model.config.heads, values = new Float32Array(rows * Dh);
  const indexOf = (row, column) => row * columns + head * Dh + column;
  for (let row = 0; row < rows; row++) values.set(data.subarray(indexOf(row, 0), indexOf(row, Dh)), row * Dh);
  return { values, rows, columns: Dh, indexOf, placeOf: () => null };
}

export const rowsAreTokens = (name) => isOfTokens(name) || name === "probabilities";
export const headingOf = (lens, name) => `${tensorWords(name)} ${shapeWords(lens, name)}`;
