// Joined by join.mjs: sources 88c54e7d95185e89d43fa29ef0dc3c8099737c601cb6333b2cb7d0ebcc98764b, body 81bb94815ecf1dfef9155b9c085016270d427fed732e9cc7ef6efd20418c9d10
// bytes.js
var SCRIPT = document.currentScript?.src ?? location.href;
function toBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value?.buffer ?? value ?? 0);
}
function tensorsIn(bytes, sizes) {
  const numbers = new Float32Array(bytes.slice().buffer);
  let at = 0;
  return Object.fromEntries(sizes.map(([name, size]) => [name, numbers.subarray(at, at += size)]));
}

// grid.js
var DIGIT = 28;
function cut(picture, size = Math.sqrt(picture.length) / 2) {
  const side = Math.sqrt(picture.length), across = side / size;
  return Array.from({ length: across * across }, (_, i) => {
    const cell = new picture.constructor(size * size);
    const corner = Math.floor(i / across) * size * side + i % across * size;
    for (let row = 0; row < size; row++) {
      const from = corner + row * side;
      cell.set(picture.subarray(from, from + size), row * size);
    }
    return cell;
  });
}
function compose(cells) {
  const size = Math.sqrt(cells[0].length), across = Math.sqrt(cells.length), side = size * across;
  const picture = new cells[0].constructor(side * side);
  cells.forEach((cell, i) => {
    const corner = Math.floor(i / across) * size * side + i % across * size;
    for (let row = 0; row < size; row++) {
      picture.set(cell.subarray(row * size, (row + 1) * size), corner + row * side);
    }
  });
  return picture;
}

// layers.js
function linear({ weight, bias }, x) {
  const outputs = bias.length, inputs = weight.length / outputs;
  const y = new Float32Array(x.length / inputs * outputs);
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
      let sum3 = bias[output];
      for (let i = from; i < from + inputs; i++, w++) sum3 += x[i] * weight[w];
      y[to++] = sum3;
    }
  }
  return y;
}
function layerNorm({ weight, bias }, x) {
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
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum3 = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum3 * Math.exp(-x * x));
}
var gelu = (x) => x / 2 * (1 + erf(x * Math.SQRT1_2));
function feedForward({ name, first, second }, x, see) {
  const hidden = see(`${name}.1`, see(first.name, linear(first, x)).map(gelu));
  return see(name, see(second.name, linear(second, hidden)));
}
var add = (x, y) => x.map((value, i) => value + y[i]);
function softmax(scores) {
  const highest = Math.max(...scores), weights = scores.map((score) => Math.exp(score - highest));
  const sum3 = weights.reduce((total2, weight) => total2 + weight, 0);
  return weights.map((weight) => weight / sum3);
}
function append(x, y) {
  const both = new Float32Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  return both;
}
function keysAndValues(part, x, see, earlier = null) {
  const keys = see(part.key.name, linear(part.key, x)), values = see(part.value.name, linear(part.value, x));
  return earlier ? { keys: append(earlier.keys, keys), values: append(earlier.values, values) } : { keys, values };
}
function attentionWeights(heads, D, queries, keys, causal) {
  const Dh = D / heads, T = queries.length / D, S = keys.length / D, weights = new Float32Array(heads * T * S);
  for (let head = 0; head < heads; head++) {
    for (let t = 0; t < T; t++) {
      const own = t * D + head * Dh, scores = new Float32Array(causal ? S - T + t + 1 : S);
      for (let s = 0; s < scores.length; s++) {
        let sum3 = 0;
        for (let i = 0, key = s * D + head * Dh; i < Dh; i++) sum3 += queries[own + i] * keys[key + i];
        scores[s] = sum3 / Math.sqrt(Dh);
      }
      weights.set(softmax(scores), (head * T + t) * S);
    }
  }
  return weights;
}
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
function sideBySide(heads, D, mixed) {
  const Dh = D / heads, T = mixed.length / D, joined2 = new Float32Array(mixed.length);
  for (let head = 0, row = 0; head < heads; head++) {
    for (let t = 0; t < T; t++, row++) joined2.set(mixed.subarray(row * Dh, (row + 1) * Dh), t * D + head * Dh);
  }
  return joined2;
}
function attention(part, heads, x, { keys, values }, causal, see) {
  const { name, query, output } = part, D = output.bias.length;
  const queries = see(query.name, linear(query, x));
  const weights = see(`${name}.weights`, attentionWeights(heads, D, queries, keys, causal));
  const mixed = see(`${name}.mix`, mix(heads, D, weights, values));
  const attended = see(name, see(output.name, linear(output, sideBySide(heads, D, mixed))));
  return { attended, weights };
}

// tokenizer.js
var ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
var SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"];
var NAMES = [...ENGLISH, ...SPANISH];
function makeTokenizer(tokens, { length: length2, space = null, blank = "", noun = "word" }) {
  const start = tokens.length;
  return {
    tokens: [...tokens, "<start>", "<finish>", "<pad>"],
    start,
    finish: start + 1,
    space,
    blank,
    noun,
    longest: (cells) => cells * length2 + (space === null),
    // of answers, in tokens, with <finish>
    toText: (written2) => written2.map((token) => tokens[token]).join(blank)
  };
}
var letters = [...[...new Set(NAMES.join(""))].sort(), " "];
var TOKENIZERS = /* @__PURE__ */ new Map([
  ["digits", makeTokenizer([..."0123456789"], { length: 1, noun: "digit" })],
  ["words", makeTokenizer(NAMES, { length: 1, blank: " " })],
  ["letters", makeTokenizer(letters, {
    length: 1 + Math.max(...NAMES.map((name) => name.length)),
    space: letters.length - 1
  })]
]);
function wordsOf({ toText, space, blank }, steps) {
  const words = [];
  for (const step of steps) {
    if (space === null || !words.length) words.push([]);
    if (step.token === space) words.push([]);
    else words.at(-1).push(step);
  }
  const gap = space === null ? blank : " ";
  return words.map((own, i) => ({
    text: toText(own.map((step) => step.token)),
    steps: own,
    gap: i < words.length - 1 ? gap : ""
  }));
}
function digitsOf({ noun }, text) {
  if (noun === "digit" || !text) return text;
  return text.split(" ").map((word) => NAMES.includes(word) ? NAMES.indexOf(word) % 10 : "?").join("");
}

// model.js
var MNIST_MEAN = 0.1307;
var MNIST_STD = 0.3081;
var asItIs = (_, tensor) => tensor;
function patchesOf({ config }, pixels) {
  const normed = pixels.map((pixel) => (pixel - MNIST_MEAN) / MNIST_STD), patches = new Float32Array(normed.length);
  cut(normed, config.patch).forEach((patch, s) => patches.set(patch, s * patch.length));
  return patches;
}
function encode(model, pixels, seeAll = asItIs) {
  const { side, config, patchEmbedding, encoderNorm } = model, S = patchEmbedding.position.length / config.width;
  if (pixels.length !== side ** 2) throw new Error(`expected ${side} x ${side} pixels, given ${pixels.length}`);
  const see = (name, tensor) => seeAll(name, tensor, S, 0), { projection, position } = patchEmbedding;
  const projected = see(projection.name, linear(projection, patchesOf(model, see("pixels", pixels))));
  let x = see(patchEmbedding.name, add(projected, position));
  const maps = model.encoder.map((block) => {
    const normed = see(block.attentionNorm.name, layerNorm(block.attentionNorm, x));
    const known2 = keysAndValues(block.attention, normed, see);
    const { attended, weights } = attention(block.attention, config.heads, normed, known2, false, see);
    x = add(x, attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return weights;
  });
  return { memory: see(encoderNorm.name, layerNorm(encoderNorm, x)), maps };
}
var newCache = (model) => model.decoder.map(() => ({ tokens: null, memory: null }));
function decode(model, tokens, memory, cache = newCache(model), seeAll = asItIs) {
  const { heads, width: D } = model.config, T = tokens.length, S = memory.length / D;
  const earlier = cache[0].tokens ? cache[0].tokens.keys.length / D : 0, end = earlier + T;
  if (T < 1 || end > model.longest) throw new Error(`expected 1 to ${model.longest} tokens, given ${end}`);
  const see = (name, tensor) => seeAll(name, tensor, T, earlier);
  const seeMemory = (name, tensor) => seeAll(name, tensor, S, 0);
  const embedded = new Float32Array(T * D);
  tokens.forEach((token, t) => embedded.set(model.tokenEmbedding.subarray(token * D, (token + 1) * D), t * D));
  let x = add(see("token_embedding", embedded), model.tokenPosition.subarray(earlier * D, end * D));
  const maps = model.decoder.map((block, number) => {
    const known2 = cache[number], normed = see(block.selfAttentionNorm.name, layerNorm(block.selfAttentionNorm, x));
    known2.tokens = keysAndValues(block.selfAttention, normed, see, known2.tokens);
    const back2 = attention(block.selfAttention, heads, normed, known2.tokens, model.causal, see);
    x = add(x, back2.attended);
    known2.memory ??= keysAndValues(block.crossAttention, memory, seeMemory);
    const asking = see(block.crossAttentionNorm.name, layerNorm(block.crossAttentionNorm, x));
    const across = attention(block.crossAttention, heads, asking, known2.memory, false, see);
    x = add(x, across.attended);
    const normedAgain = see(block.feedForwardNorm.name, layerNorm(block.feedForwardNorm, x));
    x = see(block.name, add(x, feedForward(block.feedForward, normedAgain, see)));
    return [back2.weights, across.weights];
  });
  const hidden = see(model.decoderNorm.name, layerNorm(model.decoderNorm, x));
  return { logits: see("logits", see(model.head.name, linear(model.head, hidden))), hidden, maps };
}
function look(maps, heads) {
  const weights = maps.at(-1)[1], S = weights.length / heads;
  return new Float32Array(S).map((_, s) => {
    let sum3 = 0;
    for (let head = 0; head < heads; head++) sum3 += weights[head * S + s];
    return sum3 / heads;
  });
}
function lookedAt(memory, attention4) {
  const D = memory.length / attention4.length;
  return new Float32Array(D).map((_, i) => attention4.reduce((sum3, weight, s) => sum3 + weight * memory[s * D + i], 0));
}
function noDigitScore({ noDigit }, hidden, looked, logits) {
  if (!noDigit.length) return -1;
  const highest = Math.max(...logits), sum3 = logits.reduce((total2, logit) => total2 + Math.exp(logit - highest), 0);
  const features = [...hidden, ...looked, highest + Math.log(sum3), 1], digits = logits.slice(0, 10);
  const first = features.length * digits.indexOf(Math.max(...digits));
  return features.reduce((score, feature, i) => score + feature * noDigit[first + i], 0);
}
function stepOf({ config, certainty }, token, memory, { logits, hidden, maps }) {
  const probabilities = softmax(logits.map((logit) => logit / certainty.temperature));
  const attention4 = look(maps, config.heads);
  return { token, probabilities, score: noDigitScore(certainty, hidden, lookedAt(memory, attention4), logits), attention: attention4 };
}
var pixelsOf = (grid) => new Float32Array(grid).map((pixel) => pixel / 255);
var likeliest = (logits) => logits.indexOf(Math.max(...logits));
function readGrid(model, grid) {
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
function makeModel(config, certainty, take) {
  const { grid, patch, width, heads, answers = "digits" } = config, side = grid * DIGIT;
  const tokenizer = TOKENIZERS.get(answers);
  if (!tokenizer) {
    throw new Error(`expected answers of ${[...TOKENIZERS.keys()].join(", ")}, given ${JSON.stringify(answers)}`);
  }
  const longest = tokenizer.longest(grid ** 2), kinds = tokenizer.tokens.length;
  if (width % heads) throw new Error(`expected a width that ${heads} heads divide, given ${width}`);
  if (side % patch) throw new Error(`expected a patch size that divides ${side} pixels, given ${patch}`);
  const layer = (name, outputs, inputs) => ({
    name,
    weight: take(`${name}.weight`, outputs, inputs),
    bias: take(`${name}.bias`, outputs)
  });
  const norm2 = (name) => ({ name, weight: take(`${name}.weight`, width), bias: take(`${name}.bias`, width) });
  const attentionPart = (name) => ({
    name,
    query: layer(`${name}.query`, width, width),
    key: layer(`${name}.key`, width, width),
    value: layer(`${name}.value`, width, width),
    output: layer(`${name}.output`, width, width)
  });
  const feedForwardPart = (name) => ({
    name,
    first: layer(`${name}.0`, config.feed_forward, width),
    second: layer(`${name}.2`, width, config.feed_forward)
  });
  const blocks = (name, count, make2) => Array.from({ length: count }, (_, number) => make2(`${name}.${number}`));
  return {
    config,
    certainty,
    side,
    // of the picture, in pixels
    tokenizer,
    longest,
    // of answers, in tokens
    causal: true,
    // whether a token looks only at itself and at earlier ones
    patchEmbedding: {
      name: "patch_embedding",
      projection: layer("patch_embedding.projection", width, patch ** 2),
      position: take("patch_embedding.position", (side / patch) ** 2, width)
    },
    encoder: blocks("encoder", config.encoder_blocks, (name) => ({
      name,
      attentionNorm: norm2(`${name}.attention_norm`),
      attention: attentionPart(`${name}.attention`),
      feedForwardNorm: norm2(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`)
    })),
    encoderNorm: norm2("encoder_norm"),
    tokenEmbedding: take("token_embedding.weight", kinds, width),
    tokenPosition: take("token_position", longest, width),
    decoder: blocks("decoder", config.decoder_blocks, (name) => ({
      name,
      selfAttentionNorm: norm2(`${name}.self_attention_norm`),
      selfAttention: attentionPart(`${name}.self_attention`),
      crossAttentionNorm: norm2(`${name}.cross_attention_norm`),
      crossAttention: attentionPart(`${name}.cross_attention`),
      feedForwardNorm: norm2(`${name}.feed_forward_norm`),
      feedForward: feedForwardPart(`${name}.feed_forward`)
    })),
    decoderNorm: norm2("decoder_norm"),
    head: layer("head", kinds, width)
  };
}

// checkpoint.js
var SIZES = ["grid", "patch", "width", "heads", "feed_forward", "encoder_blocks", "decoder_blocks"];
var UNMEASURED = { temperature: 1, sure: 0.9, no_digit: [] };
function readHalves(view, begin, count) {
  const floats = new Float32Array(count), bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(begin + 2 * i, true), special = (half & 31744) === 31744;
    bits[i] = (half & 32768) << 16 | (half & 32767) << 13 | (special ? 2139095040 : 0);
    floats[i] *= 2 ** 112;
  }
  return floats;
}
function readFloats(view, begin, count) {
  return new Float32Array(count).map((_, i) => view.getFloat32(begin + 4 * i, true));
}
var DTYPES = /* @__PURE__ */ new Map([["F16", { bytes: 2, read: readHalves }], ["F32", { bytes: 4, read: readFloats }]]);
function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the weights are damaged: ${what} is not valid JSON (${error.message})`);
  }
}
function readCertainty(record, width) {
  const { temperature, sure, no_digit: noDigit } = record ?? {};
  const numbers = Array.isArray(noDigit) && [temperature, sure, ...noDigit].every(Number.isFinite);
  const fits = numbers && temperature > 0 && sure >= 0 && sure <= 1 && [0, 10 * (2 * width + 2)].includes(noDigit.length);
  if (!fits) throw new Error("the weights are damaged: what says how sure the model is makes no sense");
  return { temperature, sure, noDigit: Float32Array.from(noDigit) };
}
function openCheckpoint(bytes) {
  const view = ArrayBuffer.isView(bytes) ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new DataView(bytes);
  if (view.byteLength < 8) throw new Error(`expected a weights file, given ${view.byteLength} bytes`);
  const length2 = Number(view.getBigUint64(0, true)), start = 8 + length2;
  if (start > view.byteLength) {
    const sizes = `expected a header of ${length2} bytes, given a file of ${view.byteLength}`;
    throw new Error(`the weights are truncated or not a safetensors file: ${sizes}`);
  }
  const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + 8, length2));
  const header = parse(text, "the header");
  const note = header?.__metadata__?.mnist2x2;
  if (typeof note !== "string") throw new Error("expected weights written by mnist2x2: their description is missing");
  const about = parse(parse(note, "the description")?.about, "the description"), config = about?.model;
  for (const size of SIZES) {
    if (!(Number.isInteger(config?.[size]) && config[size] > 0)) {
      throw new Error(`expected weights of a model, given a file whose ${size} is ${JSON.stringify(config?.[size])}`);
    }
  }
  const { certainty: measured2 = UNMEASURED } = about, certainty = readCertainty(measured2, config.width);
  const left = new Set(Object.keys(header));
  left.delete("__metadata__");
  const take = (name, ...shape) => {
    if (!left.delete(name)) throw new Error(`the weights lack ${name} (${shape})`);
    const { dtype, shape: given, data_offsets: offsets } = header[name] ?? {};
    const kind = DTYPES.get(dtype);
    if (!kind) throw new Error(`expected ${name} as F16 or F32, given ${JSON.stringify(dtype)}`);
    if (String(given) !== String(shape)) throw new Error(`expected ${name} of shape (${shape}), given (${given})`);
    const count = shape.reduce((product, size) => product * size, 1), begin = offsets?.[0], end = offsets?.[1];
    if (!(Number.isInteger(begin) && begin >= 0 && end - begin === count * kind.bytes)) {
      throw new Error(`expected ${count * kind.bytes} bytes of ${name}, given those from ${begin} to ${end}`);
    }
    if (start + end > view.byteLength) {
      throw new Error(`the weights are truncated: ${name} ends at byte ${start + end}, the file at ${view.byteLength}`);
    }
    const floats = kind.read(view, start + begin, count);
    if (!floats.every(Number.isFinite)) throw new Error(`expected ${name} as finite numbers, given some that are not`);
    return floats;
  };
  const close = () => {
    if (left.size) throw new Error(`expected no more tensors, given ${[...left].join(", ")}`);
  };
  return { config, certainty, take, close };
}
function loadModel(bytes) {
  const { config, certainty, take, close } = openCheckpoint(bytes);
  const model = makeModel(config, certainty, take);
  close();
  return model;
}

// history.js
var NOTHING = [[], [], [], []];
var STEPS = 500;
var withCell = (marks, cell, own) => marks.map((each, i) => i === cell ? own : each);
function makeHistory(marks = NOTHING) {
  let past = [];
  return {
    get marks() {
      return marks;
    },
    change(next) {
      if (next.some((own, i) => own !== marks[i])) past = [...past, marks].slice(-STEPS);
      marks = next;
    },
    // Returns whether there was a step to undo.
    undo() {
      if (!past.length) return false;
      marks = past.pop();
      return true;
    }
  };
}

// theme.js
function isDark(system) {
  const page = document.documentElement, body = document.body;
  const said = page.dataset.theme ?? page.getAttribute("theme");
  if (said === "dark" || said === "light") return said === "dark";
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (body.className.includes("vscode-")) return !/vscode-(high-contrast-)?light/.test(body.className);
  return system.matches;
}
function followTheme(root, changed2 = () => {
}) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = isDark(system) ? "dark" : "light";
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    changed2();
  };
  const watch = new MutationObserver(apply);
  for (const node of [document.documentElement, document.body]) watch.observe(node, { attributes: true });
  system.addEventListener("change", apply);
  apply();
  return () => {
    watch.disconnect();
    system.removeEventListener("change", apply);
  };
}

// microscope/counter.js
function emptied(grid, truth2, empty) {
  const cells = cut(grid).map((cell, i) => empty[i] ? cell.fill(0) : cell);
  return { grid: compose(cells), truth: [...truth2].filter((_, i) => !empty[i]).join("") };
}
function makeCounter(gridAt, truths, empty) {
  let worker = null, user = null, job = 0, told2 = () => {
  };
  function use(name, { weights, means }) {
    if (worker && user === name) return;
    stop();
    const address = URL.createObjectURL(new Blob(['(()=>{function J(t,e=Math.sqrt(t.length)/2){let n=Math.sqrt(t.length),o=n/e;return Array.from({length:o*o},(s,r)=>{let a=new t.constructor(e*e),d=Math.floor(r/o)*e*n+r%o*e;for(let h=0;h<e;h++){let i=d+h*n;a.set(t.subarray(i,i+e),h*e)}return a})}function k({weight:t,bias:e},n){let o=e.length,s=t.length/o,r=new Float32Array(n.length/s*o);for(let a=0,d=0;a<n.length;a+=s){let h=0,i=0;for(;h+4<=o;h+=4,i+=3*s){let p=0,u=0,l=0,g=0;for(let c=a;c<a+s;c++,i++)p+=n[c]*t[i],u+=n[c]*t[i+s],l+=n[c]*t[i+2*s],g+=n[c]*t[i+3*s];r[d++]=p+e[h],r[d++]=u+e[h+1],r[d++]=l+e[h+2],r[d++]=g+e[h+3]}for(;h<o;h++){let p=e[h];for(let u=a;u<a+s;u++,i++)p+=n[u]*t[i];r[d++]=p}}return r}function N({weight:t,bias:e},n){let o=e.length,s=new Float32Array(n.length);for(let r=0;r<n.length;r+=o){let a=0,d=0;for(let i=0;i<o;i++)a+=n[r+i]/o;for(let i=0;i<o;i++)d+=(n[r+i]-a)**2/o;let h=1/Math.sqrt(d+1e-5);for(let i=0;i<o;i++)s[r+i]=(n[r+i]-a)*h*t[i]+e[i]}return s}function lt(t){let e=1/(1+.3275911*Math.abs(t)),n=e*(.254829592+e*(-.284496736+e*(1.421413741+e*(-1.453152027+e*1.061405429))));return Math.sign(t)*(1-n*Math.exp(-t*t))}var gt=t=>t/2*(1+lt(t*Math.SQRT1_2));function P({name:t,first:e,second:n},o,s){let r=s(`${t}.1`,s(e.name,k(e,o)).map(gt));return s(t,s(n.name,k(n,r)))}var M=(t,e)=>t.map((n,o)=>n+e[o]);function G(t){let e=Math.max(...t),n=t.map(s=>Math.exp(s-e)),o=n.reduce((s,r)=>s+r,0);return n.map(s=>s/o)}function V(t,e){let n=new Float32Array(t.length+e.length);return n.set(t),n.set(e,t.length),n}function T(t,e,n,o=null){let s=n(t.key.name,k(t.key,e)),r=n(t.value.name,k(t.value,e));return o?{keys:V(o.keys,s),values:V(o.values,r)}:{keys:s,values:r}}function pt(t,e,n,o,s){let r=e/t,a=n.length/e,d=o.length/e,h=new Float32Array(t*a*d);for(let i=0;i<t;i++)for(let p=0;p<a;p++){let u=p*e+i*r,l=new Float32Array(s?d-a+p+1:d);for(let g=0;g<l.length;g++){let c=0;for(let w=0,$=g*e+i*r;w<r;w++)c+=n[u+w]*o[$+w];l[g]=c/Math.sqrt(r)}h.set(G(l),(i*a+p)*d)}return h}function wt(t,e,n,o){let s=e/t,r=o.length/e,a=n.length/t/r,d=new Float32Array(a*e);for(let h=0,i=0;h<t;h++)for(let p=0;p<a;p++,i++)for(let u=0;u<r;u++){let l=n[i*r+u],g=u*e+h*s;for(let c=0;c<s;c++)d[i*s+c]+=l*o[g+c]}return d}function mt(t,e,n){let o=e/t,s=n.length/e,r=new Float32Array(n.length);for(let a=0,d=0;a<t;a++)for(let h=0;h<s;h++,d++)r.set(n.subarray(d*o,(d+1)*o),h*e+a*o);return r}function I(t,e,n,{keys:o,values:s},r,a){let{name:d,query:h,output:i}=t,p=i.bias.length,u=a(h.name,k(h,n)),l=a(`${d}.weights`,pt(e,p,u,o,r)),g=a(`${d}.mix`,wt(e,p,l,s));return{attended:a(d,a(i.name,k(i,mt(e,p,g)))),weights:l}}var q=["zero","one","two","three","four","five","six","seven","eight","nine"],yt=["cero","uno","dos","tres","cuatro","cinco","seis","siete","ocho","nueve"],F=[...q,...yt];function j(t,{length:e,space:n=null,blank:o="",noun:s="word"}){let r=t.length;return{tokens:[...t,"<start>","<finish>","<pad>"],start:r,finish:r+1,space:n,blank:o,noun:s,longest:a=>a*e+(n===null),toText:a=>a.map(d=>t[d]).join(o)}}var K=[...[...new Set(F.join(""))].sort()," "],D=new Map([["digits",j([..."0123456789"],{length:1,noun:"digit"})],["words",j(F,{length:1,blank:" "})],["letters",j(K,{length:1+Math.max(...F.map(t=>t.length)),space:K.length-1})]]);function R({noun:t},e){let n=t==="digit"?[]:e.split(" ").map(o=>F.indexOf(o));return n.some(o=>o>=0&&o<q.length)&&n.some(o=>o>=q.length)}function W({noun:t},e){return t==="digit"||!e?e:e.split(" ").map(n=>F.includes(n)?F.indexOf(n)%10:"?").join("")}var $t=.1307,bt=.3081,Z=(t,e)=>e;function _t({config:t},e){let n=e.map(s=>(s-$t)/bt),o=new Float32Array(n.length);return J(n,t.patch).forEach((s,r)=>o.set(s,r*s.length)),o}function Y(t,e,n=Z){let{side:o,config:s,patchEmbedding:r,encoderNorm:a}=t,d=r.position.length/s.width;if(e.length!==o**2)throw new Error(`expected ${o} x ${o} pixels, given ${e.length}`);let h=(c,w)=>n(c,w,d,0),{projection:i,position:p}=r,u=h(i.name,k(i,_t(t,h("pixels",e)))),l=h(r.name,M(u,p)),g=t.encoder.map(c=>{let w=h(c.attentionNorm.name,N(c.attentionNorm,l)),$=T(c.attention,w,h),{attended:f,weights:m}=I(c.attention,s.heads,w,$,!1,h);l=M(l,f);let y=h(c.feedForwardNorm.name,N(c.feedForwardNorm,l));return l=h(c.name,M(l,P(c.feedForward,y,h))),m});return{memory:h(a.name,N(a,l)),maps:g}}var L=t=>t.decoder.map(()=>({tokens:null,memory:null}));function z(t,e,n,o=L(t),s=Z){let{heads:r,width:a}=t.config,d=e.length,h=n.length/a,i=o[0].tokens?o[0].tokens.keys.length/a:0,p=i+d;if(d<1||p>t.longest)throw new Error(`expected 1 to ${t.longest} tokens, given ${p}`);let u=(f,m)=>s(f,m,d,i),l=(f,m)=>s(f,m,h,0),g=new Float32Array(d*a);e.forEach((f,m)=>g.set(t.tokenEmbedding.subarray(f*a,(f+1)*a),m*a));let c=M(u("token_embedding",g),t.tokenPosition.subarray(i*a,p*a)),w=t.decoder.map((f,m)=>{let y=o[m],_=u(f.selfAttentionNorm.name,N(f.selfAttentionNorm,c));y.tokens=T(f.selfAttention,_,u,y.tokens);let x=I(f.selfAttention,r,_,y.tokens,t.causal,u);c=M(c,x.attended),y.memory??=T(f.crossAttention,n,l);let A=u(f.crossAttentionNorm.name,N(f.crossAttentionNorm,c)),b=I(f.crossAttention,r,A,y.memory,!1,u);c=M(c,b.attended);let v=u(f.feedForwardNorm.name,N(f.feedForwardNorm,c));return c=u(f.name,M(c,P(f.feedForward,v,u))),[x.weights,b.weights]}),$=u(t.decoderNorm.name,N(t.decoderNorm,c));return{logits:u("logits",u(t.head.name,k(t.head,$))),hidden:$,maps:w}}var Q=t=>new Float32Array(t).map(e=>e/255),X=t=>t.indexOf(Math.max(...t));function tt(t,e,n){let{grid:o,patch:s,width:r,heads:a,answers:d="digits"}=t,h=o*28,i=D.get(d);if(!i)throw new Error(`expected answers of ${[...D.keys()].join(", ")}, given ${JSON.stringify(d)}`);let p=i.longest(o**2),u=i.tokens.length;if(r%a)throw new Error(`expected a width that ${a} heads divide, given ${r}`);if(h%s)throw new Error(`expected a patch size that divides ${h} pixels, given ${s}`);let l=(f,m,y)=>({name:f,weight:n(`${f}.weight`,m,y),bias:n(`${f}.bias`,m)}),g=f=>({name:f,weight:n(`${f}.weight`,r),bias:n(`${f}.bias`,r)}),c=f=>({name:f,query:l(`${f}.query`,r,r),key:l(`${f}.key`,r,r),value:l(`${f}.value`,r,r),output:l(`${f}.output`,r,r)}),w=f=>({name:f,first:l(`${f}.0`,t.feed_forward,r),second:l(`${f}.2`,r,t.feed_forward)}),$=(f,m,y)=>Array.from({length:m},(_,x)=>y(`${f}.${x}`));return{config:t,certainty:e,side:h,tokenizer:i,longest:p,causal:!0,patchEmbedding:{name:"patch_embedding",projection:l("patch_embedding.projection",r,s**2),position:n("patch_embedding.position",(h/s)**2,r)},encoder:$("encoder",t.encoder_blocks,f=>({name:f,attentionNorm:g(`${f}.attention_norm`),attention:c(`${f}.attention`),feedForwardNorm:g(`${f}.feed_forward_norm`),feedForward:w(`${f}.feed_forward`)})),encoderNorm:g("encoder_norm"),tokenEmbedding:n("token_embedding.weight",u,r),tokenPosition:n("token_position",p,r),decoder:$("decoder",t.decoder_blocks,f=>({name:f,selfAttentionNorm:g(`${f}.self_attention_norm`),selfAttention:c(`${f}.self_attention`),crossAttentionNorm:g(`${f}.cross_attention_norm`),crossAttention:c(`${f}.cross_attention`),feedForwardNorm:g(`${f}.feed_forward_norm`),feedForward:w(`${f}.feed_forward`)})),decoderNorm:g("decoder_norm"),head:l("head",u,r)}}var kt=["grid","patch","width","heads","feed_forward","encoder_blocks","decoder_blocks"],At={temperature:1,sure:.9,no_digit:[]};function Nt(t,e,n){let o=new Float32Array(n),s=new Uint32Array(o.buffer);for(let r=0;r<n;r++){let a=t.getUint16(e+2*r,!0),d=(a&31744)===31744;s[r]=(a&32768)<<16|(a&32767)<<13|(d?2139095040:0),o[r]*=2**112}return o}function Mt(t,e,n){return new Float32Array(n).map((o,s)=>t.getFloat32(e+4*s,!0))}var Et=new Map([["F16",{bytes:2,read:Nt}],["F32",{bytes:4,read:Mt}]]);function C(t,e){try{return JSON.parse(t)}catch(n){throw new Error(`the weights are damaged: ${e} is not valid JSON (${n.message})`)}}function Ft(t,e){let{temperature:n,sure:o,no_digit:s}=t??{};if(!(Array.isArray(s)&&[n,o,...s].every(Number.isFinite)&&n>0&&o>=0&&o<=1&&[0,10*(2*e+2)].includes(s.length)))throw new Error("the weights are damaged: what says how sure the model is makes no sense");return{temperature:n,sure:o,noDigit:Float32Array.from(s)}}function vt(t){let e=ArrayBuffer.isView(t)?new DataView(t.buffer,t.byteOffset,t.byteLength):new DataView(t);if(e.byteLength<8)throw new Error(`expected a weights file, given ${e.byteLength} bytes`);let n=Number(e.getBigUint64(0,!0)),o=8+n;if(o>e.byteLength){let c=`expected a header of ${n} bytes, given a file of ${e.byteLength}`;throw new Error(`the weights are truncated or not a safetensors file: ${c}`)}let s=new TextDecoder().decode(new Uint8Array(e.buffer,e.byteOffset+8,n)),r=C(s,"the header"),a=r?.__metadata__?.mnist2x2;if(typeof a!="string")throw new Error("expected weights written by mnist2x2: their description is missing");let d=C(C(a,"the description")?.about,"the description"),h=d?.model;for(let c of kt)if(!(Number.isInteger(h?.[c])&&h[c]>0))throw new Error(`expected weights of a model, given a file whose ${c} is ${JSON.stringify(h?.[c])}`);let{certainty:i=At}=d,p=Ft(i,h.width),u=new Set(Object.keys(r));return u.delete("__metadata__"),{config:h,certainty:p,take:(c,...w)=>{if(!u.delete(c))throw new Error(`the weights lack ${c} (${w})`);let{dtype:$,shape:f,data_offsets:m}=r[c]??{},y=Et.get($);if(!y)throw new Error(`expected ${c} as F16 or F32, given ${JSON.stringify($)}`);if(String(f)!==String(w))throw new Error(`expected ${c} of shape (${w}), given (${f})`);let _=w.reduce((v,E)=>v*E,1),x=m?.[0],A=m?.[1];if(!(Number.isInteger(x)&&x>=0&&A-x===_*y.bytes))throw new Error(`expected ${_*y.bytes} bytes of ${c}, given those from ${x} to ${A}`);if(o+A>e.byteLength)throw new Error(`the weights are truncated: ${c} ends at byte ${o+A}, the file at ${e.byteLength}`);let b=y.read(e,o+x,_);if(!b.every(Number.isFinite))throw new Error(`expected ${c} as finite numbers, given some that are not`);return b},close:()=>{if(u.size)throw new Error(`expected no more tensors, given ${[...u].join(", ")}`)}}}function et(t){let{config:e,certainty:n,take:o,close:s}=vt(t),r=tt(e,n,o);return s(),r}var nt="causal_mask",ot="patch_embedding.position",rt="token_position",St=[nt,ot,rt],H=t=>/\\.(mix|weights)$/.test(t);function st(t,e){let n=new Set(e.map(({at:d})=>d)),{patchEmbedding:o,tokenPosition:s,causal:r}=t,a=d=>new Float32Array(d.length);return{...t,causal:r&&!n.has(nt),tokenPosition:n.has(rt)?a(s):s,patchEmbedding:n.has(ot)?{...o,position:a(o.position)}:o}}function Ot(t,{at:e,head:n,rows:o,to:s=0,look:r,order:a},{heads:d,rows:h,first:i,sources:p}){let u=H(e)?d:1,l=t.length/u/h,g=t.slice(),c=typeof s=="string"?p[s]?.[e]:null;if(typeof s=="string"&&!c)throw new Error(`there is no ${s} of ${e}`);for(let w=0;w<u;w++)if(!(n!=null&&n!==w))for(let $=0;$<h;$++){let f=i+$,m=(w*h+$)*l;if(!(o&&!o.includes(f)))if(r!=null)r<l&&(g.fill(0,m,m+l)[m+r]=1);else if(a){let y=(w*h+a[f]-i)*l;g.set(t.subarray(y,y+l),m)}else if(c){let y=c.length/u/l;f<y&&g.set(c.subarray((w*y+f)*l,(w*y+f+1)*l),m)}else g.fill(s,m,m+l)}return g}function it({config:{heads:t}},e,n={}){let o=new Map;for(let s of e)St.includes(s.at)||o.set(s.at,[...o.get(s.at)??[],s]);return(s,r,a,d)=>{let h={heads:t,rows:a,first:d,sources:n};return(o.get(s)??[]).reduce((i,p)=>Ot(i,p,h),r)}}function Tt(t,e,n,o,s){let{start:r,finish:a}=t.tokenizer,d=[r,...o],h=t.head.bias.length,i=L(t),p=[...d];for(;;){let[u,l]=t.causal?[p,i]:[d,void 0],{logits:g}=z(t,u,e,l,n),c=s(g.subarray(g.length-h));if(c===a)return{tokens:d,finished:!0};if(d.length===t.longest)return{tokens:d,finished:!1};d.push(c),p=[c]}}function B(t,e,n={}){let{interventions:o=[],sources:s,beginning:r=[],choose:a=X,writes:d=!0,keep:h=!0}=n,i=st(t,o),p=it(i,o,s),u=new Map,l=h?(b,v,E,dt)=>{let O=p(b,v,E,dt),{heads:U}=i.config,ut=H(b)?[U,E,O.length/U/E]:[E,O.length/E];return u.set(b,{data:O,shape:b==="pixels"?[i.side,i.side]:ut}),O}:p,{memory:g}=Y(i,Q(e),l),{start:c,toText:w}=i.tokenizer,$={tokens:[c,...r],finished:!1},{tokens:f,finished:m}=d?Tt(i,g,p,r,a):$,y=w(f.filter(b=>b<c)),{logits:_,hidden:x,maps:A}=z(i,f,g,void 0,l);return{tokens:f,finished:m,text:y,logits:_,tensors:u,memory:g,hidden:x,maps:A}}var at=({tensors:t})=>Object.fromEntries([...t].map(([e,{data:n}])=>[e,n]));var It=10,S=null,ht=0;function ct({model:t,pictures:e},n,o){let{grid:s,truth:r}=e[n],{text:a}=B(t,s,{...o,keep:!1}),d=W(t.tokenizer,a);return{text:a,digits:d,right:d===r,mixed:R(t.tokenizer,a)}}var ft=()=>({right:0,before:0,lost:0,gained:0,longer:0,shorter:0,mixed:0,mixedBefore:0,answers:[]});function Pt({model:t,pictures:e},n){let o=e.length/2,s=n<o?0:o;return at(B(t,e[s+(n-s+1)%o].grid))}function jt(t,{interventions:e,sources:n}){let{pictures:o,means:s,plain:r}=S,a=[ft(),ft()],d=o.length/2,h=e.some(({to:u})=>u==="other"),i=0;function p(){if(t===ht){for(let u=Math.min(i+It,o.length);i<u;i++){let{truth:l}=o[i],{right:g,mixed:c}=r[i]??=ct(S,i,{}),w=h?Pt(S,i):null,$={interventions:e,sources:{...n,mean:s,other:w}},{text:f,digits:m,right:y,mixed:_}=ct(S,i,$),x=a[+(i>=d)];x.before+=g,x.right+=y,x.lost+=g&&!y,x.gained+=y&&!g,x.longer+=g&&m.length>l.length,x.shorter+=g&&m.length<l.length,x.mixedBefore+=c,x.mixed+=_,g&&!y&&x.answers.push({i:i%d,text:f})}postMessage({job:t,done:i,of:o.length,kinds:a}),i<o.length&&setTimeout(p)}}p()}onmessage=({data:t})=>{if(t.weights){let{weights:e,...n}=t;S={...n,model:et(e),plain:[]}}else ht=t.job,t.interventions&&jt(t.job,t)};})();\n'], { type: "text/javascript" }));
    [worker, user] = [new Worker(address), name];
    worker.onmessage = ({ data }) => data.job === job && told2(data);
    worker.onerror = (event) => {
      event.preventDefault();
      told2({ trouble: `Counting stopped: ${event.message || "this browser ended the worker that counts"}.` });
    };
    const full = truths.map((truth2, i) => ({ grid: gridAt(i), truth: truth2 }));
    const pictures = [...full, ...full.map(({ grid, truth: truth2 }, i) => emptied(grid, truth2, empty[i]))];
    worker.postMessage({ weights, means, pictures });
  }
  function stop() {
    worker?.terminate();
    worker = null;
  }
  return {
    use,
    // Count anew; tell({done, of, kinds} or {trouble}) is called as work proceeds, until a later count begins.
    count(interventions, sources, tell) {
      told2 = tell;
      job += 1;
      worker.postMessage({ job, interventions, sources });
    },
    cancel() {
      job += 1;
      worker?.postMessage({ job });
    },
    destroy: stop
  };
}

// microscope/microscope.css
var microscope_default = `.microscope {
  --text: #1f2328; --quiet: #57606a; --paper: #ffffff; --raised: #f3f4f6; --line: #b6bcc4; --accent: #b84a00;
  --up: #b84a00; --down: #0b5cad; /* above and below zero: orange and blue, which the colour-blind can tell apart */
  --ground: var(--pst-color-background, var(--paper)); /* of the page */
  --top: 0px; --under: calc(var(--top) + 2.75rem); /* where what stays in view may begin: .held, and below it the rest */
  container-type: inline-size; color: var(--text); font-size: 0.9375rem; line-height: 1.4;
}
.microscope[data-theme="dark"] {
  --text: #e8e6e3; --quiet: #a9b1ba; --paper: #1d2126; --raised: #2b3037; --line: #59616b; --accent: #ffab57;
  --up: #ffab57; --down: #7cb7ff;
}
.bd-article .microscope { --top: 3rem; } /* the book's header */
.microscope [hidden] { display: none !important; }
.microscope :is(.bar, [role="tablist"], .changes) { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0 0 0.5rem; padding: 0; }
.microscope .bar:has(> .about) { align-items: center; }
.microscope .about { flex: 1 1 18rem; margin: 0; color: var(--quiet); font-size: 0.875rem; }
.microscope .word { min-height: 1.4em; margin: 0 0 0.25rem; color: var(--quiet); }
.microscope .word input {
  box-sizing: border-box; width: min(100%, 26rem); min-height: 2rem; padding: 0 0.5rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--raised); color: var(--text); font: inherit;
}
/* the answer, where the drawing does not stay in view, and what is changed: always one line, so that nothing moves */
.microscope .held {
  position: sticky; z-index: 3; top: var(--top); display: flex; gap: 1rem; align-items: center; height: 2.5rem;
  margin: 0 0 0.5rem; border-bottom: 1px solid var(--line); background: var(--ground); white-space: nowrap;
}
.microscope .reads { display: none; flex: none; max-width: 50%; margin: 0; overflow: hidden; text-overflow: ellipsis; }
.microscope .reads::before { content: "Reads "; color: var(--quiet); }
.microscope .reads:empty::after { content: "nothing"; color: var(--quiet); }
.microscope .reads { font-weight: 600; }
.microscope .reads::before, .microscope .reads::after { font-weight: 400; }
.microscope .changes {
  flex: 1; flex-wrap: nowrap; align-items: center; min-width: 0; height: 100%; margin: 0; overflow: auto hidden;
  list-style: none; scrollbar-width: thin;
}
.microscope .changes:not(:empty)::before { content: attr(data-count); color: var(--quiet); }
.microscope .changes:empty { overflow: hidden; }
.microscope .changes:empty::before {
  content: "Nothing is changed in the model."; overflow: hidden; color: var(--quiet); text-overflow: ellipsis;
}
.microscope .changes li {
  display: flex; flex: none; align-items: center; box-sizing: border-box; max-width: 100%; margin: 0;
  padding: 0 0 0 0.5rem; border: 1px solid var(--accent); border-radius: 8px; line-height: 1.3;
}
.microscope .changes span { overflow: hidden; text-overflow: ellipsis; }
.microscope :is(.bar, [role="tablist"], .panels) :is(button, select) {
  min-height: 2rem; padding: 0 0.6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper);
  color: var(--text); font: inherit; cursor: pointer; touch-action: manipulation;
}
.microscope .changes button {
  min-width: 2rem; min-height: 1.6rem; padding: 0; border: 0; background: none; color: var(--text); font: inherit;
  cursor: pointer; touch-action: manipulation;
}
.microscope button:disabled { color: var(--quiet); cursor: default; opacity: 0.6; }
.microscope [role="tab"][aria-selected="true"] { border-color: var(--text); background: var(--text); color: var(--paper); }
.microscope :is(button, select, a, summary, [tabindex]):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.microscope .changes button:focus-visible { outline-offset: -3px; } /* it would be cut off */
.microscope .desk :is(button, select, input, a, summary, [tabindex]) { scroll-margin-top: calc(var(--under) + 0.5rem); }
.microscope .desk {
  display: grid; grid-template-columns: minmax(17rem, clamp(17rem, 36vh, 20rem)) minmax(0, 1fr); gap: 1rem 1.5rem;
  align-items: start;
}
.microscope .desk > .drawing { position: sticky; top: var(--under); }
.microscope :is(.numbers, .patches) canvas {
  display: block; max-width: 100%; height: auto; border: 1px solid var(--line); cursor: pointer; touch-action: pan-y;
}
.microscope .said {
  min-height: 1.4em; margin: 0; color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums;
}
/* the drawing: it fits beside a panel, on a screen 800 pixels high */
.microscope .drawing-grid { gap: 0.4rem 2rem; margin: 0; }
.microscope .drawing-grid .column { flex: 1 1 100%; }
.microscope .drawing-grid .title { margin: 0.4rem 0 0; }
.microscope .drawing-grid .slot { height: 3rem; }
.microscope .drawing-grid .chance { min-height: 2.9em; }
.microscope .drawing-grid .order { margin: 0 0 0.25rem; color: var(--quiet); font-size: 0.8125rem; }
.microscope .drawing-grid .notes { min-height: 4.2em; padding: 0; }
.microscope .drawing-grid details {
  margin: 0; padding: 0; border: 0; border-radius: 0; background: none; box-shadow: none;
}
.microscope .drawing-grid summary {
  margin: 0; padding: 0; background: none; color: var(--quiet); font-size: 0.8125rem; font-weight: 400; cursor: pointer;
}
.microscope .drawing-grid .folded > summary { display: none; }
.microscope .drawing-grid .folded .tools { display: inline-flex; margin: 0 0.4rem 0.4rem 0; vertical-align: top; }
@media (pointer: fine) {
  .microscope .drawing-grid .tools button { min-width: 2.1rem; min-height: 2.1rem; padding: 0 0.5rem; font-size: 0.875rem; }
}
@container (max-width: 46rem) {
  .microscope .desk { grid-template-columns: minmax(0, 1fr); }
  .microscope .desk > .drawing { position: static; }
  .microscope .drawing-grid .column { max-width: none; }
  .microscope .drawing-grid .board { max-width: 18rem; margin: auto; }
  .microscope .drawing-grid .notes { min-height: 2.8em; }
  .microscope .drawing-grid summary { padding: 0.4rem 0; }
  .microscope .drawing-grid .folded > summary { display: list-item; }
  .microscope .bar.tools { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: none; } /* one line to push along */
  .microscope .bar.tools > * { flex: none; }
  .microscope .reads { display: block; }
}
@media (pointer: coarse), (max-width: 480px) {
  .microscope :is(.bar, [role="tablist"]) :is(button, select) { min-height: 44px; min-width: 44px; }
  .microscope .held { height: 50px; }
  .microscope { --under: calc(var(--top) + 54px); }
  .microscope .changes button { min-height: 44px; min-width: 44px; }
  .microscope .drawing-grid summary { min-height: 44px; padding: 0.75rem 0; box-sizing: border-box; }
}
@media (max-width: 960px) {
  .bd-article .microscope { --top: 3.5rem; } /* its header is higher */
}
`;

// layout.js
var PLACES = ["upper left", "upper right", "lower left", "lower right"];
var four = (make2) => PLACES.map(make2).join("");
var button = (name, inside, label = "") => {
  const said = label && ` aria-label="${label}" title="${label}"`;
  return `<button type="button" data-part="${name}"${said}>${inside}</button>`;
};
var attention2 = `<div class="attention" aria-hidden="true" hidden></div>`;
var INSIDE = `
  <div class="column">
    <div class="board">
      ${four((place, i) => `<canvas data-part="cell-${i}" role="img"></canvas>`)}${attention2}
      <p data-part="prompt" class="prompt" hidden>Draw here</p>
    </div>
    <p class="title">The model reads</p>
    <div class="answer">
      <div data-part="prediction" class="fourfold" aria-live="polite"></div>
      <div data-part="probabilities" class="fourfold"></div>
    </div>
    <div class="notes">
      <p data-part="status" role="status" aria-live="polite"></p>
      <p data-part="truth" class="truth" role="status"></p>
      <p data-part="words" class="words" aria-live="polite"></p>
      <p class="caption">A demonstration. When the model writes a digit, the part where it looks lights up. You can draw
        at any time.</p>
    </div>
  </div>
  <div class="column">
    <div class="tools" role="group" aria-label="Pen">
      ${["thin", "medium", "thick"].map((name) => button(`pen-${name}`, "<i></i>", `${name} pen`)).join("")}
      ${button("eraser", "Eraser")}
    </div>
    <div class="tools" role="group" aria-label="Take back">
      ${button("undo", "Undo")}${button("clear", "Clear all")}
    </div>
    <div class="tools quarters" role="group" aria-label="Clear one cell">
      <span class="label">Clear one</span>
      ${four((place, i) => button(`clear-${i}`, "<i></i>", `clear the ${place} cell`))}
    </div>
    <div class="tools" role="group" aria-label="Pictures">
      ${button("sample", "Show me one")}${button("share", "Share")}${button("photo", "Read a photo")}
      <input data-part="photo-file" type="file" accept="image/*" hidden>
    </div>
    <p class="title">What the model sees</p>
    <div class="picture">
      <canvas data-part="seen" role="img" aria-label="the picture that the model sees"></canvas>${attention2}
    </div>
  </div>`;
var keepKeys = (button5) => button5.dataset.lmSuppressShortcuts = "true";
function makeSlot() {
  const [slot, chance2] = ["slot", "chance"].map((name) => {
    return Object.assign(document.createElement("span"), { className: name });
  });
  const button5 = Object.assign(document.createElement("button"), { type: "button", className: "digit", hidden: true });
  const gap = document.createTextNode("");
  keepKeys(button5);
  slot.append(button5, gap);
  return { slot, button: button5, gap, chance: chance2 };
}
function layOut(root, css, notes = []) {
  const frame = document.createElement("div");
  frame.className = "drawing-grid";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Drawing grid");
  frame.innerHTML = `<style>${css}</style>${INSIDE}`;
  const parts = {};
  for (const each of frame.querySelectorAll("[data-part]")) {
    parts[each.dataset.part] = each;
    each.dataset.testid = each.dataset.part;
  }
  frame.querySelectorAll("button").forEach(keepKeys);
  frame.querySelector(".column").append(...notes);
  root.replaceChildren(frame);
  return {
    frame,
    part: (name) => parts[name],
    all: (selector) => [...frame.querySelectorAll(selector)]
  };
}

// answer.js
var ORDER = ["first", "second", "third", "fourth", "fifth", "sixth"];
var IN_A_ROW = 4;
var orderOf = (i) => ORDER[i] ?? `${i + 1}th`;
var percent = (p) => p > 0.99 ? ">99%" : p < 0.01 ? "<1%" : `${Math.round(100 * p)}%`;
var isNoDigit = (steps) => steps.some(({ score }) => score > 0);
var chanceOf = (steps) => steps.reduce((product, step) => product * step.probabilities[step.token], 1);
var hint = ({ tokenizer: { noun, space }, sure }) => `Select a ${space === null ? noun : "letter"} that the model wrote, to see where it looked.` + (noun === "digit" ? "" : ` What it gave less than ${percent(sure)} is written thin.`);
function tint(opacities, layer) {
  if (layer.children.length !== opacities.length) {
    layer.style.setProperty("--across", Math.sqrt(opacities.length));
    layer.replaceChildren(...Array.from(opacities, () => document.createElement("i")));
  }
  opacities.forEach((opacity, i) => layer.children[i].style.opacity = opacity.toFixed(3));
}
function meanLook(steps) {
  if (steps.length === 1) return steps[0].attention;
  return steps[0].attention.map((_, s) => steps.reduce((sum3, { attention: attention4 }) => sum3 + attention4[s], 0) / steps.length);
}
function shares(attention4) {
  const across = Math.sqrt(attention4.length), cells = [0, 0, 0, 0];
  attention4.forEach((weight, patch) => {
    const [row, column] = [Math.floor(patch / across), patch % across];
    cells[2 * Math.floor(2 * row / across) + Math.floor(2 * column / across)] += weight;
  });
  return cells;
}
function insteadOf({ token, probabilities }, { tokens, start, space }) {
  const said = (other) => `${other === space ? "a space" : tokens[other]} (${percent(probabilities[other])})`;
  const others = [...Array(start).keys()].filter((other) => other !== token && probabilities[other] >= 0.01);
  others.sort((a, b) => probabilities[b] - probabilities[a]);
  return others.length ? `, else ${others.slice(0, 2).map(said).join(" or ")}` : "";
}
function makeAnswer({ prediction, probabilities, layers, words }) {
  const slots = [];
  let shown3 = [], reading2 = null;
  let hovered = null, chosen = null;
  let lit = null;
  const stepsAt = ({ at, letter }) => letter === null ? shown3[at].steps : [shown3[at].steps[letter]];
  function explain2({ at, letter }) {
    const { tokenizer } = reading2, steps = stepsAt({ at, letter }), said = percent(chanceOf(steps)), { text } = shown3[at];
    const order = orderOf(shown3.slice(0, at).filter(Boolean).length);
    const cells = shares(meanLook(steps)), most = cells.indexOf(Math.max(...cells));
    const what = letter === null ? `The ${order} ${tokenizer.noun}: ${text}` : `Letter ${letter + 1} of ${text}: ${tokenizer.tokens[steps[0].token]}`;
    const several = steps.length > 1, average = several ? ", on average over its letters" : "";
    const how = several ? ` (${said}, the product of its letters)` : ` (${said})${insteadOf(steps[0], tokenizer)}`;
    const odd = isNoDigit(steps) ? " It may be no digit: it is unlike those that the model has learned from." : "";
    return `${what}${how}.${odd} Writing it, the model looks most at the ${PLACES[most]} cell, with ${percent(cells[most])} of its attention${average}.`;
  }
  function point() {
    const target = [hovered, chosen, lit].find((each) => each && shown3[each.at]?.steps[each.letter ?? 0]);
    const look2 = target && meanLook(stepsAt(target));
    for (const layer of layers) {
      layer.hidden = !look2;
      if (look2) tint(Array.from(look2, (weight) => weight / Math.max(...look2)), layer);
    }
    slots.forEach(({ button: button5 }, at) => {
      const letter = target?.at === at ? target.letter : void 0;
      button5.classList.toggle("pointed", letter === null);
      [...button5.children].forEach((each, i) => each.classList.toggle("pointed", letter === i));
    });
    const text = target ? explain2(target) : shown3.some(Boolean) ? hint(reading2) : "";
    words.setAttribute("aria-live", target && target === lit ? "off" : "polite");
    if (words.textContent !== text) words.textContent = text;
  }
  function addSlot() {
    const parts = makeSlot(), { button: button5 } = parts, at = slots.length;
    function pointedAt({ target }) {
      const letter = [...button5.children].indexOf(target);
      return { at, letter: letter < 0 ? null : letter };
    }
    function press2(event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], last = button5.children.length - 1;
      if (event.key === "Escape") button5.blur();
      if (!by || last < 0) return;
      event.preventDefault();
      const from = chosen?.letter ?? (by > 0 ? -1 : last + 1);
      chosen = { at, letter: Math.min(Math.max(from + by, 0), last) };
      point();
    }
    button5.addEventListener("pointerover", (event) => (hovered = pointedAt(event), point()));
    button5.addEventListener("pointerleave", () => (hovered = null, point()));
    button5.addEventListener("focus", () => (chosen = { at, letter: null }, point()));
    button5.addEventListener("blur", () => (chosen = null, point()));
    button5.addEventListener("click", (event) => {
      button5.focus();
      chosen = pointedAt(event);
      point();
    });
    button5.addEventListener("keydown", press2);
    const row = 2 * Math.floor(at / IN_A_ROW) + 1, column = at % IN_A_ROW + 1;
    parts.slot.style.gridArea = `${row} / ${column}`;
    parts.chance.style.gridArea = `${row + 1} / ${column}`;
    slots.push(parts);
    prediction.append(parts.slot);
    probabilities.append(parts.chance);
  }
  function fit(count) {
    while (slots.length < count) addSlot();
    for (const { slot, chance: chance2 } of slots.splice(count)) {
      slot.remove();
      chance2.remove();
    }
    prediction.parentElement.classList.toggle("many", count > IN_A_ROW);
  }
  function spell(button5, { text, steps }) {
    const { tokenizer, sure } = reading2;
    const letters2 = steps.length > 1 ? steps.map((step) => tokenizer.tokens[step.token]) : [];
    if (button5.textContent !== text || button5.children.length !== letters2.length) {
      const parts = letters2.map((letter) => Object.assign(document.createElement("span"), { textContent: letter }));
      button5.replaceChildren(...parts.length ? parts : [text]);
    }
    [...button5.children].forEach((letter, i) => letter.classList.toggle("unsure", chanceOf([steps[i]]) < sure));
  }
  function doubt({ steps }, p) {
    if (reading2.tokenizer.noun === "digit" && isNoDigit(steps)) return `may be no digit, ${percent(p)}`;
    return reading2.tokenizer.noun === "digit" && p < reading2.sure ? `not sure, ${percent(p)}` : percent(p);
  }
  function fill4({ button: button5, gap, chance: chance2 }, word) {
    const there2 = Boolean(word?.steps.length), p = there2 ? chanceOf(word.steps) : 0;
    const unsure = there2 && (p < reading2.sure || isNoDigit(word.steps)), said = there2 ? doubt(word, p) : "";
    spell(button5, word ?? { text: "", steps: [] });
    if (chance2.textContent !== said) chance2.textContent = said;
    if (gap.data !== (word?.gap ?? "")) gap.data = word?.gap ?? "";
    button5.hidden = !there2;
    for (const part of [button5, chance2]) {
      part.classList.toggle("unsure", unsure && !button5.children.length);
      part.style.setProperty("--chance", p);
    }
  }
  fit(PLACES.length);
  return {
    // read: see reader.js; drawn: the cells with ink. If there are as many digits or words as these, each is shown
    // in its cell's place.
    show(read, drawn2) {
      const { words: written2 } = read;
      const placed = written2.length === drawn2.length && written2.every((word) => word.steps.length);
      reading2 = read;
      fit(Math.max(PLACES.length, written2.length));
      shown3 = slots.map(() => null);
      written2.forEach((word, i) => shown3[placed ? drawn2[i] : i] = word);
      slots.forEach((slot, at) => fill4(slot, shown3[at]));
      shown3 = shown3.map((word) => word?.steps.length ? word : null);
      if (!shown3[chosen?.at]) chosen = null;
      prediction.classList.toggle("spelled", reading2.tokenizer?.noun === "word");
      point();
    },
    // Show where the model looked when it wrote what is in a slot, or stop, given null. Returns whether it is written.
    light(at) {
      lit = at === null ? null : { at, letter: null };
      point();
      return Boolean(lit && shown3[at]);
    },
    leave() {
      [hovered, chosen] = [null, null];
      point();
    }
  };
}

// surface.js
var MIN_STEP = 3e-3;
var round = (x) => Math.round(x * 1e4) / 1e4;
function makeSurface(canvas, sampleAt) {
  const context = canvas.getContext("2d");
  let shown3 = [], stroke = null;
  function fit() {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (!side || canvas.width === side) return;
    canvas.width = canvas.height = side;
  }
  function line2({ points, width, erase }, from) {
    context.globalCompositeOperation = erase ? "destination-out" : "source-over";
    context.strokeStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width * canvas.width;
    context.beginPath();
    const [x, y] = points[Math.max(0, from - 1)];
    context.moveTo(x * canvas.width, y * canvas.width);
    context.lineTo(x * canvas.width + 0.01, y * canvas.width);
    for (const [x2, y2] of points.slice(from)) context.lineTo(x2 * canvas.width, y2 * canvas.width);
    context.stroke();
  }
  function stamp(k) {
    const digit = sampleAt(k), side = Math.sqrt(digit.length);
    const picture = new ImageData(side, side);
    digit.forEach((value, i) => picture.data.set([255, 255, 255, value], 4 * i));
    const small = Object.assign(document.createElement("canvas"), { width: side, height: side });
    small.getContext("2d").putImageData(picture, 0, 0);
    context.globalCompositeOperation = "copy";
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.width);
  }
  function paint2() {
    fit();
    context.clearRect(0, 0, canvas.width, canvas.width);
    for (const mark of stroke ? [...shown3, stroke] : shown3) {
      if ("sample" in mark) stamp(mark.sample);
      else line2(mark, 0);
    }
  }
  function addPoint(event) {
    const box2 = canvas.getBoundingClientRect();
    const point = [round((event.clientX - box2.left) / box2.width), round((event.clientY - box2.top) / box2.height)];
    const last = stroke.points.at(-1);
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < MIN_STEP) return;
    stroke.points.push(point);
  }
  const watch = new ResizeObserver(paint2);
  watch.observe(canvas);
  return {
    show(marks) {
      if (marks === shown3) return;
      shown3 = marks;
      paint2();
    },
    begin(next) {
      stroke = next;
    },
    // Lengthen the stroke by the points of some pointer events. Returns whether they added anything.
    extend(events) {
      const from = stroke.points.length;
      for (const event of events) addPoint(event);
      if (stroke.points.length === from) return false;
      line2(stroke, from);
      return true;
    },
    // Forget the stroke: it is shown again only if it comes back among the marks.
    end() {
      stroke = null;
      paint2();
    },
    destroy: () => watch.disconnect()
  };
}

// cells.js
var GONE_AFTER = 2e3;
function makeCells(canvases, { newStroke, sampleAt, started, grown, ended }) {
  let stroke = null;
  const surfaces = canvases.map((canvas, cell) => makeSurface(canvas, (k) => sampleAt(k, cell)));
  function finish(kept) {
    const { cell, mark } = stroke;
    stroke = null;
    listen("removeEventListener");
    surfaces[cell].end();
    ended(cell, kept ? mark : null);
  }
  function makeRoom({ pointerId, pointerType, isPrimary }) {
    if (pointerType === "pen" && stroke.type === "touch") return finish(false);
    const silent = performance.now() - stroke.heard > GONE_AFTER;
    const gone = pointerType === stroke.type ? isPrimary : pointerType !== "touch" || silent;
    if (pointerId === stroke.pointer || gone) finish(true);
  }
  function begin(event, cell) {
    if (event.button !== 0 && event.button !== 5) return;
    if (stroke) makeRoom(event);
    if (stroke) return;
    const mark = newStroke(event.button === 5);
    stroke = { cell, mark, pointer: event.pointerId, type: event.pointerType, heard: performance.now() };
    started();
    try {
      canvases[cell].setPointerCapture(event.pointerId);
    } catch {
    }
    listen("addEventListener");
    surfaces[cell].begin(mark);
    surfaces[cell].extend([event]);
    grown();
  }
  function move(event) {
    stroke.heard = performance.now();
    if (event.pointerType !== "touch" && !event.buttons) return finish(true);
    const between = event.getCoalescedEvents?.() ?? [];
    if (surfaces[stroke.cell].extend(between.length ? between : [event])) grown();
  }
  function lift(event) {
    surfaces[stroke.cell].extend([event]);
    finish(true);
  }
  const own = (handler) => (event) => event.pointerId === stroke?.pointer && handler(event);
  const stop = () => finish(true);
  const handlers = {
    pointermove: own(move),
    pointerup: own(lift),
    pointercancel: own(() => finish(false)),
    // the system took it, as a gesture or a palm
    visibilitychange: stop
  };
  function listen(how) {
    for (const [name, handler] of Object.entries(handlers)) window[how](name, handler, true);
    window[how]("blur", stop);
  }
  canvases.forEach((canvas, cell) => {
    canvas.addEventListener("pointerdown", (event) => begin(event, cell));
    canvas.addEventListener("lostpointercapture", own(() => stroke.cell === cell && stop()));
    canvas.addEventListener("contextmenu", (event) => stroke && event.preventDefault());
  });
  return {
    get stroke() {
      return stroke;
    },
    show: (marks) => surfaces.forEach((surface, cell) => surface.show(marks[cell])),
    destroy() {
      listen("removeEventListener");
      for (const surface of surfaces) surface.destroy();
    }
  };
}

// drawing_grid.css
var drawing_grid_default = `/* One accent colour, for the focus and for where the model looks; everything else is ink and paper. */
.drawing-grid {
  --text: #1f2328; --quiet: #57606a; --paper: #ffffff; --raised: #f3f4f6; --line: #b6bcc4; --accent: #b84a00;
  --ink: invert(0.88);
  display: flex; flex-wrap: wrap; gap: 1rem 2rem; max-width: 44rem; margin: 0.5rem 0; padding: 3px;
  color: var(--text); font-size: 0.9375rem; line-height: 1.4;
}
.drawing-grid[data-theme="dark"] {
  --text: #e8e6e3; --quiet: #a9b1ba; --paper: #1d2126; --raised: #2b3037; --line: #59616b; --accent: #ffab57;
  --ink: invert(0.06);
}
.drawing-grid .column { flex: 1 1 15rem; min-width: 0; max-width: 24rem; }
.drawing-grid .column:first-of-type { flex-grow: 9; flex-basis: 20rem; }
.drawing-grid :is(p, canvas) { margin: 0; padding: 0; }
.drawing-grid .title { margin: 0.75rem 0 0.25rem; color: var(--quiet); font-size: 0.8125rem; }
.drawing-grid [hidden] { display: none !important; } /* or any display below would show it again */

/* the cells */
.drawing-grid .board {
  position: relative; display: grid; grid-template-columns: 1fr 1fr; gap: 2px; overflow: hidden;
  border: 2px solid var(--line); border-radius: 10px;
  background: linear-gradient(var(--line) 0 0) center / 2px 100% no-repeat,
    linear-gradient(var(--line) 0 0) center / 100% 2px no-repeat, var(--paper);
}
.drawing-grid .board canvas {
  display: block; width: 100%; aspect-ratio: 1; filter: var(--ink); cursor: crosshair;
  touch-action: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none;
}
.drawing-grid.erasing .board canvas { cursor: cell; }
.drawing-grid.photo .board canvas { opacity: 0.25; } /* the drawing is not what is read */
.drawing-grid.photo .board .attention { display: none; }
.drawing-grid.demonstrating .board canvas { opacity: 0.55; } /* nobody's ink */
.drawing-grid .prompt {
  position: absolute; inset: 0; margin: auto; width: max-content; height: max-content; padding: 0.4rem 1rem;
  border: 2px solid var(--line); border-radius: 10px; background: var(--paper); font-size: 1.125rem;
  pointer-events: none;
}
.drawing-grid.demonstrating .prompt { display: none; }

/* where the model looks */
.drawing-grid .attention {
  position: absolute; inset: 0; display: grid; grid-template-columns: repeat(var(--across), 1fr); opacity: 0.6;
  pointer-events: none;
}
.drawing-grid .attention i { background: var(--accent); }

/* its answer */
.drawing-grid .fourfold { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0 0.5rem; }
/* more than four words: rows of four, and below each of them how sure the model is */
.drawing-grid .answer.many { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0 0.5rem; }
.drawing-grid .many > .fourfold { display: contents; }
.drawing-grid .many .slot { container-type: inline-size; }
.drawing-grid .slot { height: 3.5rem; border-bottom: 2px solid var(--line); }
.drawing-grid .digit {
  width: 100%; height: 100%; padding: 0; border: 0; border-radius: 6px 6px 0 0; background: none; color: inherit;
  font: inherit; font-size: 2.25rem; font-weight: 600; line-height: 1; cursor: pointer;
}
.drawing-grid .digit.unsure, .drawing-grid .digit .unsure { color: var(--quiet); font-weight: 300; }
.drawing-grid .digit.pointed, .drawing-grid .digit .pointed { color: var(--accent); background: var(--raised); }
.drawing-grid .spelled { container-type: inline-size; }
.drawing-grid .spelled .slot { height: auto; min-height: 3.5rem; }
.drawing-grid .spelled .digit {
  height: auto; min-height: 3.5rem; font-size: 1.125rem; font-size: clamp(0.9rem, 5.8cqi, 1.4rem); line-height: 1.2;
  overflow-wrap: anywhere;
}
.drawing-grid .digit span { padding: 0.4em 0; } /* a larger place to point at */
.drawing-grid .chance {
  min-height: 3.5em; padding-top: 3px; color: var(--quiet); font-size: 0.8125rem; line-height: 1.3; text-align: center;
}
.drawing-grid .chance::before {
  content: ""; display: block; width: calc(100% * var(--chance, 0)); height: 4px; margin-bottom: 3px;
  border-radius: 2px; background: currentColor;
}

/* what is said of it: there is always room, so that nothing below moves */
.drawing-grid .notes { min-height: 6em; padding-top: 0.25rem; font-size: 0.875rem; }
.drawing-grid .notes p { margin-bottom: 0.25rem; }
.drawing-grid .notes p:empty { margin: 0; }
.drawing-grid .notes :is(.truth, .words, .caption) { color: var(--quiet); }
.drawing-grid:not(.demonstrating) .caption, .drawing-grid.demonstrating .notes p:not(.caption) { display: none; }

/* the tools */
.drawing-grid .tools { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 0.4rem; }
.drawing-grid .tools button {
  min-width: 2.4rem; min-height: 2.4rem; padding: 0 0.7rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); color: var(--text); font: inherit; cursor: pointer; touch-action: manipulation;
}
.drawing-grid .tools button:has(> i) { padding: 0; }
.drawing-grid .tools button:hover { background: var(--raised); }
.drawing-grid .tools button:active { transform: translateY(1px); }
.drawing-grid .tools button[aria-pressed="true"] {
  border-color: var(--text); background: var(--text); color: var(--paper);
}
.drawing-grid button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.drawing-grid .tools i { display: block; margin: auto; }
.drawing-grid [data-part^="pen"] i {
  width: var(--dot); height: var(--dot); border-radius: 50%; background: currentColor;
}
.drawing-grid [data-part="pen-thin"] { --dot: 6px; }
.drawing-grid [data-part="pen-medium"] { --dot: 10px; }
.drawing-grid [data-part="pen-thick"] { --dot: 15px; }
.drawing-grid .label { align-self: center; color: var(--quiet); }
.drawing-grid .quarters i {
  width: 18px; height: 18px; border: 1.5px solid currentColor; border-radius: 3px;
  background: linear-gradient(currentColor 0 0) var(--at) / 50% 50% no-repeat;
}
.drawing-grid [data-part="clear-0"] { --at: left top; }
.drawing-grid [data-part="clear-1"] { --at: right top; }
.drawing-grid [data-part="clear-2"] { --at: left bottom; }
.drawing-grid [data-part="clear-3"] { --at: right bottom; }

/* what the model sees */
.drawing-grid .picture {
  position: relative; width: 8rem; overflow: hidden; border: 1px solid var(--line); border-radius: 6px;
}
.drawing-grid .picture canvas { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; }

@media (pointer: coarse), (max-width: 480px) {
  .drawing-grid .tools button { min-width: 44px; min-height: 44px; }
}
@media (prefers-reduced-motion: no-preference) {
  .drawing-grid .tools button { transition: background 0.15s; }
  .drawing-grid .chance::before { transition: width 0.15s; }
}
`;

// introduction.js
var BEFORE = 700;
var DIGIT2 = 550;
var PAUSE = 120;
var TOKEN = 800;
var AFTER = 1e3;
var FULL = 1e3;
var OTHERS = 4e3;
var MAP = 1500;
var STILL = 20;
var INPUTS = ["pointerdown", "wheel", "keydown", "click"];
function begun(strokes, share2) {
  let left = Math.ceil(share2 * strokes.reduce((count, { points }) => count + points.length, 0));
  return strokes.flatMap((stroke) => {
    const points = stroke.points.slice(0, left);
    left -= points.length;
    return points.length ? [{ ...stroke, points }] : [];
  });
}
function startClock() {
  let stopped = false;
  const unless = (done) => (now) => stopped || done(now);
  return {
    pause: (time) => new Promise((done) => setTimeout(unless(done), time)),
    frame: () => new Promise((done) => requestAnimationFrame(unless(done))),
    stop: () => stopped = true
  };
}
function makeIntroduction({ frame, part, answer, marks, draw, read, back: back2, begin }) {
  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const prompt = part("prompt"), prediction = part("prediction");
  let demonstration = null, maps = null;
  let shown3 = false;
  let from = null;
  async function demonstrate(clock) {
    let drawn2 = NOTHING;
    await clock.pause(BEFORE);
    for (const [cell, strokes] of marks.entries()) {
      const began = await clock.frame();
      for (let share2 = 0; share2 < 1; ) {
        share2 = Math.min(1, (await clock.frame() - began) / DIGIT2);
        draw(drawn2 = withCell(drawn2, cell, begun(strokes, share2)));
      }
      await clock.pause(PAUSE);
    }
    const result = read(drawn2), { words } = result.reading;
    for (const at of words.keys()) {
      answer.show({ ...result.reading, words: words.slice(0, at + 1) }, result.drawn);
      answer.light(at);
      await clock.pause(TOKEN);
    }
    answer.light(null);
    await clock.pause(AFTER);
    prompt.textContent = "Now you: draw here";
    interrupt();
  }
  function start() {
    demonstration = startClock();
    frame.classList.add("demonstrating");
    prediction.setAttribute("aria-live", "off");
    for (const input of INPUTS) addEventListener(input, interrupt, { capture: true, passive: true });
    addEventListener("pointermove", move, true);
    demonstrate(demonstration);
  }
  function end() {
    if (!demonstration) return;
    demonstration.stop();
    demonstration = null;
    for (const input of INPUTS) removeEventListener(input, interrupt, true);
    removeEventListener("pointermove", move, true);
    frame.classList.remove("demonstrating");
    prediction.setAttribute("aria-live", "polite");
  }
  function interrupt() {
    if (!demonstration) return;
    end();
    back2();
  }
  function move({ clientX, clientY }) {
    from ??= [clientX, clientY];
    if (Math.hypot(clientX - from[0], clientY - from[1]) > STILL) interrupt();
  }
  async function showMaps(clock, wait) {
    await clock.pause(wait);
    shown3 = true;
    for (const at of PLACES.keys()) if (answer.light(at)) await clock.pause(MAP);
    answer.light(null);
  }
  prompt.hidden = !begin;
  if (begin && moves) start();
  return {
    interrupt,
    // The grid is about to show something else: what happens by itself gives way.
    giveWay() {
      end();
      maps?.stop();
      answer.light(null);
    },
    // The visitor's drawing was read. drawing: whether a stroke is being drawn; blank: whether there is nothing else.
    read({ reading: { words } }, { drawing: drawing2, blank }) {
      prompt.hidden = drawing2 || !blank;
      if (drawing2 || shown3 || !moves || !words.length) return;
      maps?.stop();
      maps = startClock();
      showMaps(maps, words.length === PLACES.length ? FULL : OTHERS);
    }
  };
}

// pens.js
var PENS = { thin: 0.04, medium: 0.07, thick: 0.1 };
var ERASER = 0.16;
function makePens(part, frame) {
  let pen = "medium", erasing = false;
  function choose(name) {
    erasing = name === "eraser" && !erasing;
    if (name !== "eraser") pen = name;
    part("eraser").setAttribute("aria-pressed", erasing);
    for (const each of Object.keys(PENS)) part(`pen-${each}`).setAttribute("aria-pressed", !erasing && each === pen);
    frame.classList.toggle("erasing", erasing);
  }
  for (const name of Object.keys(PENS)) part(`pen-${name}`).addEventListener("click", () => choose(name));
  part("eraser").addEventListener("click", () => choose("eraser"));
  choose(pen);
  return {
    newStroke: (erase) => erase || erasing ? { points: [], width: ERASER, erase: true } : { points: [], width: PENS[pen] }
  };
}

// photo.js
var LONGEST = 1600;
var LETTERS = 15e5;
var LOSSLESS = 400;
var QUALITIES = [0.9, 0.7, 0.4];
var CANNOT_OPEN = "This browser cannot open this picture: save it as JPEG, and choose that.";
var TOO_LARGE = "This picture is too large to be sent: cut it to the digits, and choose that.";
var RETURN = "Draw, or press Undo, to return to the drawing.";
function background({ data }) {
  let drawn2 = 0, covered = 0;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] / 255;
    drawn2 += alpha * (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
    covered += alpha;
  }
  return covered / (data.length / 4) < 0.5 && drawn2 > 128 * covered ? "black" : "white";
}
async function opened(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(CANNOT_OPEN);
  });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(scale * side)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = background(context.getImageData(0, 0, width, height));
  context.fillRect(0, 0, width, height);
  return canvas;
}
function encoded(canvas) {
  const small = Math.max(canvas.width, canvas.height) <= LOSSLESS;
  for (const [kind, quality] of [...small ? [["png"]] : [], ...QUALITIES.map((quality2) => ["jpeg", quality2])]) {
    const text = canvas.toDataURL(`image/${kind}`, quality).split(",")[1];
    if (text.length <= LETTERS) return text;
  }
  throw new Error(TOO_LARGE);
}
function makePhotos(part, board, { ask, say, changed: changed2 }) {
  const button5 = part("photo"), input = part("photo-file");
  let grid = null, asked = 0;
  button5.hidden = !ask;
  async function read(file) {
    const own = ++asked;
    say("Reading the photo.");
    const answer = await opened(file).then(encoded).then(ask).catch(({ message }) => ({ said: message }));
    if (own !== asked) return;
    grid = answer.grid ? Uint8Array.from(atob(answer.grid), (letter) => letter.charCodeAt(0)) : null;
    say(grid ? [`Read from your photo: ${answer.read || "nothing"}.`, ...answer.notes, RETURN].join(" ") : answer.said);
    changed2();
  }
  function take(event, file) {
    event.preventDefault();
    if (file) read(file);
  }
  if (ask) {
    button5.addEventListener("click", () => input.click());
    input.addEventListener("change", (event) => {
      take(event, input.files[0]);
      input.value = "";
    });
    board.addEventListener("dragover", (event) => event.preventDefault());
    board.addEventListener("drop", (event) => take(event, event.dataTransfer.files[0]));
  }
  return {
    get grid() {
      return grid;
    },
    // Show the drawing again, and forget the photo that was asked about.
    leave() {
      asked++;
      grid = null;
      say("");
    }
  };
}

// pixels.js
function showPixels(canvas, picture) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
}
function showInk(canvas, picture, colour) {
  canvas.width = canvas.height = Math.sqrt(picture.length);
  const context = canvas.getContext("2d"), image = new ImageData(canvas.width, canvas.width);
  picture.forEach((value, i) => image.data[4 * i + 3] = value);
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

// drawing.js
var BOX = 20;
var MIDDLE = 14;
var STROKE = 2.3;
var THINNING = 0.75;
var FINE = 4;
var FINE_SIDE = DIGIT * FINE;
var MARGIN = Math.floor((DIGIT - BOX) / 2) * FINE - 1;
var DOT = 8;
var FAINT = 64;
var TIE = 1e-9;
var clip = (value, low, high) => Math.min(Math.max(value, low), high);
function total(numbers) {
  let sum3 = 0;
  for (let at = 0; at < numbers.length; at++) sum3 += numbers[at];
  return sum3;
}
function toPixels(picture) {
  const pixels = new Uint8Array(picture.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.floor(picture[at] * 255 + 0.5 + TIE);
  return pixels;
}
function strokeWidth(ink, height, width) {
  let outline2 = 0;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const down = ((y < height - 1 ? ink[at + width] : 0) - (y > 0 ? ink[at - width] : 0)) / 2;
      const right = ((x < width - 1 ? ink[at + 1] : 0) - (x > 0 ? ink[at - 1] : 0)) / 2;
      outline2 += Math.sqrt(down * down + right * right);
    }
  }
  return 2 * total(ink) / outline2;
}
function resampling(size, middle, scale) {
  const reach = Math.max(1, 1 / scale);
  return Array.from({ length: FINE_SIDE }, (_, fine) => {
    const where = (fine + 0.5 - FINE_SIDE / 2) / scale + middle;
    const first = clip(Math.ceil(where - reach - 0.5), 0, size);
    const end = clip(Math.floor(where + reach + 0.5), first, size);
    const weigh = (_2, i) => Math.max(0, 1 - Math.abs(where - (first + i + 0.5)) / reach) / reach;
    return { first, weights: Float64Array.from({ length: end - first }, weigh) };
  });
}
function resample(vertical, ink, horizontal, width) {
  const lines2 = new Float64Array(FINE_SIDE * width), fine = new Float64Array(FINE_SIDE * FINE_SIDE);
  vertical.forEach(({ first, weights }, y) => {
    for (let i = 0; i < weights.length; i++) {
      for (let x = 0; x < width; x++) lines2[y * width + x] += weights[i] * ink[(first + i) * width + x];
    }
  });
  horizontal.forEach(({ first, weights }, x) => {
    for (let i = 0; i < weights.length; i++) {
      for (let y = 0; y < FINE_SIDE; y++) fine[y * FINE_SIDE + x] += weights[i] * lines2[y * width + first + i];
    }
  });
  return fine;
}
function distance(shape, reach) {
  const down = new Float64Array(shape.length), found = new Float64Array(shape.length);
  for (let at = 0; at < down.length; at++) down[at] = shape[at] ? 0 : reach;
  for (let at = FINE_SIDE; at < down.length; at++) down[at] = Math.min(down[at], down[at - FINE_SIDE] + 1);
  for (let at = down.length - FINE_SIDE - 1; at >= 0; at--) down[at] = Math.min(down[at], down[at + FINE_SIDE] + 1);
  for (let line2 = 0; line2 < down.length; line2 += FINE_SIDE) {
    for (let x = 0; x < FINE_SIDE; x++) {
      const last = Math.min(FINE_SIDE - 1, x + reach);
      let nearest = reach * reach;
      for (let other = Math.max(0, x - reach); other <= last; other++) {
        const apart2 = down[line2 + other] * down[line2 + other] + (other - x) * (other - x);
        if (apart2 < nearest) nearest = apart2;
      }
      found[line2 + x] = Math.sqrt(nearest);
    }
  }
  return found;
}
function redraw(ink, change) {
  const reach = Math.ceil(Math.abs(change)) + 1, coverage2 = new Float64Array(ink.length);
  const outside = distance(ink, reach), inside = distance(ink.map((inside2) => 1 - inside2), reach);
  for (let at = 0; at < ink.length; at++) {
    coverage2[at] = clip(inside[at] - outside[at] + change + (ink[at] ? 0 : 1), 0, 1);
  }
  return coverage2;
}
function brightest(cell) {
  let most = 0;
  for (let at = 0; at < cell.length; at++) if (cell[at] > most) most = cell[at];
  return most;
}
function inked(cell) {
  const most = brightest(cell), shape = new Uint8Array(cell.length);
  if (most > FAINT) for (let at = 0; at < cell.length; at++) shape[at] = cell[at] * 2 >= most ? 1 : 0;
  return shape;
}
var isOverfull = (cell) => 2 * total(inked(cell)) > cell.length;
function bounds(shape, width) {
  let top = Infinity, bottom = -Infinity, left = Infinity, right = -Infinity;
  for (let at = shape.indexOf(1); at >= 0; at = shape.indexOf(1, at + 1)) {
    const y = Math.floor(at / width), x = at % width;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  return { top, bottom, left, right };
}
function shiftToMiddle(sums) {
  const moment = sums.reduce((sum3, number, place) => sum3 + number * place, 0);
  const mass = moment / Math.max(total(sums), 1e-9);
  return clip(Math.floor(MIDDLE * FINE + FINE / 2 - mass + TIE), -MARGIN, MARGIN);
}
function centre(coverage2) {
  const rows = new Float64Array(FINE_SIDE), columns = new Float64Array(FINE_SIDE);
  const pixels = new Float64Array(DIGIT * DIGIT);
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    for (let x = 0; x < FINE_SIDE; x++, at++) {
      rows[y] += coverage2[at];
      columns[x] += coverage2[at];
    }
  }
  const down = shiftToMiddle(rows), right = shiftToMiddle(columns);
  const moved = (place, shift) => Math.floor((place + shift + FINE_SIDE) % FINE_SIDE / FINE);
  const to = Array.from({ length: FINE_SIDE }, (_, x) => moved(x, right));
  for (let y = 0, at = 0; y < FINE_SIDE; y++) {
    const line2 = moved(y, down) * DIGIT;
    for (let x = 0; x < FINE_SIDE; x++, at++) pixels[line2 + to[x]] += coverage2[at] / FINE ** 2;
  }
  return toPixels(pixels);
}
function digitFromDrawing(cell, height, width) {
  const { top, bottom, left, right } = bounds(inked(cell), width);
  const longer = Math.max(bottom - top, right - left) + 1;
  if (longer * DOT < Math.min(height, width)) return new Uint8Array(DIGIT * DIGIT);
  const most = brightest(cell), ink = new Float64Array(cell).map((pixel) => pixel / most);
  const stroke = Math.min(strokeWidth(ink, height, width), longer / 2);
  let scale = (BOX - STROKE) / (longer - stroke), change = (STROKE - stroke * scale) / 2;
  if (change < -THINNING) [scale, change] = [(BOX + 2 * THINNING) / longer, -THINNING];
  const vertical = resampling(height, (top + bottom + 1) / 2, scale * FINE);
  const horizontal = resampling(width, (left + right + 1) / 2, scale * FINE);
  const half = Math.min(1, stroke * scale * FINE) / 2;
  const fine = resample(vertical, ink, horizontal, width).map((value) => value >= half - TIE ? 1 : 0);
  return centre(redraw(fine, change * FINE));
}

// strokes.js
var CELL = 5 * DIGIT;
function coverage(points, size, width) {
  const picture = new Float64Array(size * size), radius = width * size / 2;
  const way = points.map(([x, y]) => [x * size, y * size]);
  (way.length > 1 ? way.slice(1) : way).forEach(([x1, y1], segment) => {
    const [x0, y0] = way[segment], across = x1 - x0, down = y1 - y0;
    const squared = Math.max(across * across + down * down, 1e-9);
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - radius - 1));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - radius - 1));
    const right = Math.min(size, Math.ceil(Math.max(x0, x1) + radius + 1));
    const low = Math.min(size, Math.ceil(Math.max(y0, y1) + radius + 1));
    for (let row = top; row < low; row++) {
      const y = row + 0.5 - y0;
      for (let column = left; column < right; column++) {
        const x = column + 0.5 - x0;
        const along = Math.min(Math.max((x * across + y * down) / squared, 0), 1);
        const apartX = x - along * across, apartY = y - along * down;
        const covered = radius + 0.5 - Math.sqrt(apartX * apartX + apartY * apartY);
        if (covered > picture[row * size + column]) picture[row * size + column] = covered;
      }
    }
  });
  return picture.map((covered) => Math.min(covered, 1));
}
function sampleDigit(samples, k, cellIndex) {
  const size = 4 * DIGIT * DIGIT;
  return cut(samples.subarray(k * size, (k + 1) * size))[cellIndex];
}
function enlarged(digit) {
  const times = CELL / DIGIT, picture = new Float64Array(CELL * CELL);
  return picture.map((_, at) => digit[Math.floor(at / CELL / times) * DIGIT + Math.floor(at % CELL / times)] / 255);
}
var visibleOf = (marks) => marks.slice(Math.max(0, marks.map((mark) => "sample" in mark).lastIndexOf(true)));
function cellFromMarks(marks, samples, cellIndex) {
  let picture = new Float64Array(CELL * CELL);
  for (const mark of marks) {
    if ("sample" in mark) {
      picture = enlarged(sampleDigit(samples, mark.sample, cellIndex));
      continue;
    }
    const covered = coverage(mark.points, CELL, mark.width);
    picture = mark.erase ? picture.map((ink, at) => Math.min(ink, 1 - covered[at])) : picture.map((ink, at) => Math.max(ink, covered[at]));
  }
  return toPixels(picture);
}
function digitFromMarks(marks, samples, cellIndex) {
  if (marks.length === 1 && "sample" in marks[0]) return sampleDigit(samples, marks[0].sample, cellIndex);
  const cell = cellFromMarks(marks, samples, cellIndex);
  return isOverfull(cell) ? new Uint8Array(DIGIT * DIGIT) : digitFromDrawing(cell, CELL, CELL);
}

// reader.js
var UNREAD = { text: "", words: [], tokenizer: null, sure: 0 };
var EDGE = 0.02;
var NO_DIGIT = "The photo shows no digit.";
var unusable = (why) => `The model's weights cannot be used (${why}): you can draw, but nothing is read.`;
var counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
function troubleInCell(marks, samples, i) {
  const cell = cellFromMarks(marks, samples, i);
  if (isOverfull(cell)) {
    return `The ${PLACES[i]} cell holds more ink than paper, so it counts as empty: clear it or erase some.`;
  }
  return cell.some(Boolean) ? `The mark in the ${PLACES[i]} cell is too small to be a digit.` : "";
}
function troubleInStroke(cell, { points, erase }) {
  const outside = (x) => x < -EDGE || x > 1 + EDGE;
  if (erase || !points.some((point) => point.some(outside))) return "";
  return `Ink stays in the cell where a stroke begins: this stroke is cut off at the edge of the ${PLACES[cell]} cell.`;
}
function troubleInCount(drawn2, written2, noun) {
  if (!drawn2 || drawn2 === written2) return "";
  const hold = drawn2 === 1 ? "holds" : "hold";
  return `${counted(drawn2, "cell")} ${hold} ink, but the model writes ${counted(written2, noun)}.`;
}
function makeReader(weights, samples, readWith = readGrid) {
  const known2 = [];
  let model = null, damage = "";
  try {
    if (!weights?.byteLength) throw new Error("there are none");
    model = loadModel(weights);
  } catch (error) {
    damage = unusable(error.message);
  }
  function digitOf(marks, i) {
    if (known2[i]?.marks !== marks) known2[i] = { marks, digit: digitFromMarks(marks, samples, i) };
    return known2[i].digit;
  }
  return (marks, photo = null) => {
    const digits = photo ? cut(photo) : marks.map(digitOf), grid = compose(digits);
    const drawn2 = [0, 1, 2, 3].filter((i) => digits[i].some(Boolean));
    if (!model) return { grid, drawn: drawn2, reading: UNREAD, trouble: damage };
    const { tokenizer, certainty: { sure } } = model, { text, steps } = readWith(model, grid);
    const words = wordsOf(tokenizer, steps);
    if (!steps.every((step) => step.probabilities.every(Number.isFinite))) {
      return { grid, drawn: drawn2, reading: UNREAD, trouble: unusable("its results are not numbers") };
    }
    const hidden = [0, 1, 2, 3].filter((i) => !photo && marks[i].length && !drawn2.includes(i));
    const troubles = hidden.map((i) => troubleInCell(marks[i], samples, i)).filter(Boolean);
    if (!drawn2.length && !troubles.length) troubles.push(photo ? NO_DIGIT : "Draw a digit in at least one cell.");
    const written2 = words.filter((word) => word.steps.length).length;
    const trouble = [...troubles, troubleInCount(drawn2.length, written2, tokenizer.noun)].filter(Boolean).join(" ");
    return { grid, drawn: drawn2, reading: { text, words, tokenizer, sure }, trouble };
  };
}
function betweenFrames(work) {
  const { port1, port2 } = new MessageChannel();
  let frame = 0, posted = false, restUntil = 0;
  function now() {
    cancelAnimationFrame(frame);
    frame = 0;
    posted = false;
    const began = performance.now();
    work();
    const ended = performance.now();
    restUntil = ended + 2 * (ended - began);
  }
  port1.onmessage = () => posted && now();
  function soon() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (performance.now() < restUntil) soon();
      else if (!posted) port2.postMessage(posted = true);
    });
  }
  return { soon, now, stop: () => (cancelAnimationFrame(frame), port1.close()) };
}

// link.js
var NAME = "#draw=";
var VERSIONS = /* @__PURE__ */ new Map([["1", { fine: 500, letters: 8e3 }], ["2", { fine: 1e4, letters: 2e4 }]]);
var REACH = 100;
var WIDEST = 0.5;
var MOST = 300;
var TOO_LONG = "This drawing is too long for a link: save it as a picture instead.";
function apart([x, y], [x0, y0], [x1, y1]) {
  const across = x1 - x0, down = y1 - y0, squared = across ** 2 + down ** 2;
  const along = squared && Math.min(Math.max(((x - x0) * across + (y - y0) * down) / squared, 0), 1);
  return Math.hypot(x - x0 - along * across, y - y0 - along * down);
}
function needed(points, most) {
  const keep = /* @__PURE__ */ new Set([0, points.length - 1]), parts = [[0, points.length - 1]];
  while (parts.length) {
    const [first, last] = parts.pop();
    let farthest = -1, distance2 = most;
    for (let i = first + 1; i < last; i++) {
      const own = apart(points[i], points[first], points[last]);
      if (own > distance2) [farthest, distance2] = [i, own];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    parts.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => keep.has(i));
}
var there = (step) => step < 0 ? -2 * step - 1 : 2 * step;
var back = (number) => number % 2 ? -(number + 1) / 2 : number / 2;
function numbersOf(mark, version) {
  if ("sample" in mark) return [0, mark.sample];
  const { fine } = VERSIONS.get(version), kept = version === "1" ? needed(mark.points, 1 / fine) : mark.points;
  const points = kept.map((point) => point.map((length2) => Math.round(length2 * fine)));
  const steps = points.map(([x, y], i) => i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]);
  const width = Math.max(1, Math.round(mark.width * fine));
  return [2 * width + Boolean(mark.erase), points.length, ...steps.flat().map(there)];
}
function linkEnd(marks, version = "1") {
  const bytes = [], shown3 = marks.map(visibleOf);
  for (const own of shown3) {
    for (let number of [own.length, ...own.flatMap((mark) => numbersOf(mark, version))]) {
      for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
      bytes.push(number);
    }
  }
  const base64 = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
  if (base64.length > VERSIONS.get(version).letters || shown3.flat().length > MOST) throw new Error(TOO_LONG);
  return `${NAME}${version}.${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}
function numbersIn(base64) {
  let bytes = "", at = 0;
  try {
    bytes = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
  }
  return {
    next() {
      for (let number = 0, times = 1; at < bytes.length && times < 2 ** 28; times *= 128) {
        const byte = bytes.charCodeAt(at++);
        number += times * (byte % 128);
        if (byte < 128) return number;
      }
      throw new Error(at < bytes.length ? "it holds a number that is too large" : "it is cut off");
    },
    get left() {
      return bytes.length - at;
    }
  };
}
function readStroke(head, next, fine) {
  const width = Math.floor(head / 2), count = next(), points = [];
  if (width < 1 || width > WIDEST * fine) {
    throw new Error(`expected a stroke 1 to ${WIDEST * fine} ${fine}ths of a cell wide, given ${width}`);
  }
  if (!count) throw new Error("it holds a stroke without points");
  for (let i = 0, x = 0, y = 0; i < count; i++) {
    [x, y] = [x + back(next()), y + back(next())];
    if (Math.max(Math.abs(x), Math.abs(y)) > REACH * fine) throw new Error("it holds a stroke that leads far off the page");
    points.push([x / fine, y / fine]);
  }
  return { points, width: width / fine, ...head % 2 ? { erase: true } : {} };
}
function readMark(next, samples, fine) {
  const head = next();
  if (head) return readStroke(head, next, fine);
  const sample2 = next();
  if (sample2 >= samples) throw new Error(`expected one of ${samples} samples, given number ${sample2}`);
  return { sample: sample2 };
}
function readMarks(text, samples) {
  const [version, base64 = "", ...more] = text.split(".", 3), known2 = VERSIONS.get(version);
  if (!known2) throw new Error(`expected version 1 or 2, given "${version.slice(0, 20)}"`);
  if (base64.length > known2.letters) throw new Error(`expected at most ${known2.letters} letters, given ${base64.length}`);
  if (more.length || !/^[\w-]+$/.test(base64)) {
    throw new Error("expected letters, digits, - and _ alone, given others or nothing");
  }
  const numbers = numbersIn(base64);
  let all = 0;
  const marks = Array.from({ length: 4 }, () => {
    const count = numbers.next(), own = [];
    all += count;
    if (all > MOST) throw new Error(`expected at most ${MOST} marks, given ${all} or more`);
    while (own.length < count) own.push(readMark(numbers.next, samples, known2.fine));
    if (visibleOf(own).length < count) throw new Error("it holds marks below a sample, where none can be seen");
    return own;
  });
  if (numbers.left) throw new Error("it goes on after the drawing's end");
  return marks;
}
function drawingIn(hash, samples) {
  if (!hash.startsWith(NAME)) return null;
  try {
    return { marks: readMarks(hash.slice(NAME.length), samples) };
  } catch ({ message }) {
    return { trouble: `The drawing in this link cannot be shown: ${message}.` };
  }
}

// animation.js
var BEGIN = 300;
var DRAWING = 2600;
var LIFT = 90;
var LIGHT = 1200;
var REST = 3500;
var FAST = 1.5;
var length = ({ points }) => points.slice(1).reduce((sum3, [x, y], i) => sum3 + Math.hypot(x - points[i][0], y - points[i][1]), 0.1);
function whenDrawn({ marks, photo }) {
  const lengths = photo ? [1] : marks.flat().map((mark) => "sample" in mark ? 0.3 : length(mark));
  const all = lengths.reduce((sum3, own) => sum3 + own, 0), pace = Math.min(1e3 * FAST, DRAWING / all);
  let end = BEGIN;
  const times = lengths.map((own) => {
    const from = end;
    end += own * pace + LIFT;
    return [from, end - LIFT];
  });
  return { times, end };
}
function motion(drawn2, count) {
  const { times, end } = whenDrawn(drawn2), whole = end + count * LIGHT + REST;
  const at = (time) => `${(100 * time / whole).toFixed(2)}%`;
  const appear = (from, to = from + 150) => `0%, ${at(from)} { opacity: 0 } ${at(to)}, 100% { opacity: 1 }`;
  const draw = ([from, to]) => `0%, ${at(from)} { opacity: 0; stroke-dashoffset: 1.1 } ${at(from + 1)} { opacity: 1 } ${at(to)}, 100% { opacity: 1; stroke-dashoffset: 0 }`;
  const lightUp = (from, to) => `0%, ${at(from)} { opacity: 0 } ${at(from + 250)}, ${at(to - 200)} { opacity: 1 } ${at(to)}, 100% { opacity: 0 }`;
  const frames = times.map((time, i) => [`ink-${i}`, draw(time)]);
  for (let i = 0, from = end; i < count; i++, from += LIGHT) {
    frames.push([`look-${i}`, lightUp(from, from + LIGHT)]);
    frames.push([`token-${i}`, appear(from + 350)], [`map-${i}`, appear(from + 500)]);
  }
  const rules = frames.map(([id, steps]) => `@keyframes ${id} { ${steps} } #${id} { animation-name: ${id} }`);
  return `
  .light { opacity: 0 }
  @media (prefers-reduced-motion: no-preference) {
    .moves { animation: ${whole}ms linear infinite }
    .stroke { stroke-dasharray: 1.1 2 }
    ${rules.join("\n    ")}
  }`;
}

// picture.js
var SIDE = 1200;
var EDGE2 = 64;
var WIDE = SIDE - 2 * EDGE2;
var BOARD = 540;
var ANSWER = EDGE2 + BOARD + 52;
var BESIDE = SIDE - EDGE2 - ANSWER;
var MAPS = 692;
var MAP2 = 246;
var GAP = (WIDE - 4 * MAP2) / 3;
var SMALL = 36;
var GREAT = 190;
var FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
var NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
var escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => NAMED[letter]);
var shortAddress = (address) => address.replace(/^https?:\/\/|\/$/g, "");
var brief = (number) => +number.toFixed(3);
function write(text, x, y, { size = SMALL, wide = WIDE, weight = 400, anchor = "start", kind = "", id = "" }) {
  if (!text) return "";
  const context = document.createElement("canvas").getContext("2d");
  context.font = `${weight} ${size}px ${FONT}`;
  const fitted = Math.min(size, size * wide / context.measureText(text).width);
  return `<text${id && ` id="${id}"`} class="${kind}" x="${brief(x)}" y="${brief(y)}" font-size="${brief(fitted)}" font-weight="${weight}" text-anchor="${anchor}">${escaped(text)}</text>`;
}
function imageOf(picture, side, colour, i) {
  const canvas = document.createElement("canvas");
  showInk(canvas, picture, colour);
  return `<image id="ink-${i}" class="moves" width="${side}" height="${side}" href="${canvas.toDataURL()}"/>`;
}
function strokeOf({ points, width, erase }, i) {
  const dot2 = points.length > 1 ? "" : "h0.001";
  const way = points.map(([x, y], i2) => `${i2 ? "L" : "M"}${brief(x)} ${brief(y)}`).join("");
  return `<path id="ink-${i}" class="stroke moves${erase ? " eraser" : ""}" pathLength="1" stroke-width="${brief(width)}" d="${way}${dot2}"/>`;
}
function drawingOf({ marks, photo, sampleAt }, { text }) {
  if (photo) return imageOf(photo, 2, text, 0);
  let count = 0;
  const cells = marks.map((own, cell) => {
    const inks = own.map((mark) => {
      return "sample" in mark ? imageOf(sampleAt(mark.sample, cell), 1, text, count++) : strokeOf(mark, count++);
    });
    return `<g transform="translate(${cell % 2} ${Math.floor(cell / 2)})" clip-path="url(#cell)">${inks.join("")}</g>`;
  });
  return cells.join("");
}
function boardAt(x, y, side, ...parts) {
  const frame = `width="2" height="2" rx="${brief(24 / side)}"`;
  return `<g transform="translate(${brief(x)} ${brief(y)}) scale(${brief(side / 2)})"><rect class="paper" ${frame}/>${parts.join("")}<path class="line" d="M1 0v2M0 1h2"/><rect class="line" ${frame}/></g>`;
}
function lookOf(attention4) {
  const across = Math.sqrt(attention4.length), side = brief(2 / across), most = Math.max(...attention4);
  const patches = Array.from(attention4, (weight, i) => {
    const [x, y] = [brief(i % across * side), brief(Math.floor(i / across) * side)];
    return `<rect x="${x}" y="${y}" width="${side}" height="${side}" opacity="${brief(weight / most)}"/>`;
  });
  return `<g class="look" clip-path="url(#board)">${patches.join("")}</g>`;
}
function answerOf(words, reading2) {
  const noun = reading2.tokenizer?.noun;
  return words.map((word, i) => {
    const { text } = word;
    const doubtful = doubtOf(word, reading2);
    const more = { kind: `token moves ${doubtful ? "quiet" : ""}`, weight: doubtful ? 300 : 700, id: `token-${i}` };
    if (noun === "word") {
      const high = Math.min(90, 400 / words.length);
      return write(text, ANSWER, EDGE2 + 150 + (i + 0.75) * high, { ...more, size: 0.8 * high, wide: BESIDE });
    }
    const wide = BESIDE / Math.max(words.length, 4), at = ANSWER + (i + 0.5) * wide;
    return write(text, at, EDGE2 + 405, { ...more, size: GREAT, wide: 0.95 * wide, anchor: "middle" });
  });
}
function doubtOf({ steps }, { sure, tokenizer: { noun } }) {
  if (noun === "word") return "";
  return isNoDigit(steps) ? "may be no digit" : chanceOf(steps) < sure ? "not sure" : "";
}
function mapOf(word, i, count, reading2) {
  const side = Math.min(MAP2, (WIDE - (count - 1) * GAP) / count), x = EDGE2 + i * (side + GAP), low = MAPS + side;
  const board = boardAt(x, MAPS, side, '<use href="#drawing"/>', lookOf(meanLook(word.steps)));
  return `<g id="map-${i}" class="moves">${board}` + write(word.text, x, low + 60, { size: word.text.length > 1 ? 40 : 60, wide: 0.45 * side, weight: 700 }) + write(percent(chanceOf(word.steps)), x + side, low + 60, { wide: 0.5 * side, anchor: "end", size: 40 }) + write(doubtOf(word, reading2), x + side, low + 98, { wide: side, anchor: "end", kind: "accent", size: 32 }) + "</g>";
}
var styleOf = ({ text, quiet, paper, raised, line: line2, accent }) => `
  text { font-family: ${FONT}; fill: ${text}; }
  .quiet { fill: ${quiet}; } .accent { fill: ${accent}; } .page { fill: ${raised}; }
  .paper { fill: ${paper}; }
  .line { fill: none; stroke: ${line2}; stroke-width: 2px; vector-effect: non-scaling-stroke; }
  .stroke { fill: none; stroke: ${text}; stroke-linecap: round; stroke-linejoin: round; } .eraser { stroke: ${paper}; }
  .look { fill: ${accent}; opacity: 0.6; shape-rendering: crispEdges; } image { image-rendering: pixelated; }`;
function describe({ text, tokenizer }) {
  return tokenizer ? `A drawing, read as ${text || "nothing"}.` : "A drawing.";
}
function pictureOf({ drawn: { marks, ...more }, reading: reading2, colours, book }, { moving = false } = {}) {
  const drawn2 = { marks: marks.map(visibleOf), ...more };
  const { tokenizer } = reading2, words = reading2.words.filter(({ steps }) => steps.length);
  const looks = words.map(({ steps }, i) => `<g id="look-${i}" class="light moves">${lookOf(meanLook(steps))}</g>`);
  const heading2 = tokenizer ? ["Written by hand,", "read by a transformer:"] : ["Written by hand"];
  const high = EDGE2 + (tokenizer?.noun === "word" ? 50 : 165);
  const lines2 = heading2.map((line2, i) => {
    return write(line2, ANSWER, high + 52 * i, { kind: "quiet", size: 40, wide: BESIDE });
  });
  const none = tokenizer && !words.length ? "nothing" : "";
  const below = words.length ? `Where it looked when it wrote each ${tokenizer.noun}:` : "";
  const size = `width="${SIDE}" height="${SIDE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="max-width: 100vw; max-height: 100vh" viewBox="0 0 ${SIDE} ${SIDE}" role="img">
<title>${escaped(describe(reading2))}</title>
<style>${styleOf(colours)}${moving ? motion(drawn2, words.length) : ""}</style>
<clipPath id="cell"><rect width="1" height="1"/></clipPath>
<clipPath id="board"><rect width="2" height="2" rx="0.09"/></clipPath>
<rect class="page" ${size}/>
${boardAt(EDGE2, EDGE2, BOARD, `<g id="drawing">${drawingOf(drawn2, colours)}</g>`, ...moving ? looks : [])}
${lines2.join("\n")}
${answerOf(words, reading2).join("\n")}
${write(none, ANSWER, EDGE2 + 360, { size: 90, weight: 700, kind: "quiet" })}
${write(below, EDGE2, MAPS - 24, { kind: "quiet" })}
${words.map((word, i) => mapOf(word, i, words.length, reading2)).join("\n")}
${write(book.name, EDGE2, book.address ? 1100 : 1130, { size: 42, weight: 700 })}
${write(shortAddress(book.address), EDGE2, 1150, { kind: "accent" })}
</svg>`;
}

// share.css
var share_default = `/* The window for sharing. Its picture has the class dark-light: the book then leaves it as it is on a dark page. */
.drawing-grid .share {
  box-sizing: border-box; width: min(32rem, 100vw - 1rem); max-height: calc(100vh - 1rem); margin: auto; padding: 0;
  overflow: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); color: var(--text);
  font: inherit;
}
.drawing-grid .share .inside { padding: 1rem; } /* not the window's own padding: a click outside of this closes it */
.drawing-grid .share::backdrop { background: rgb(0 0 0 / 0.5); }
.drawing-grid .share .tools { margin: 0; }
.drawing-grid .share img {
  display: block; box-sizing: border-box; width: 100%; aspect-ratio: 1; margin: 0.6rem 0 0.4rem; padding: 0;
  object-fit: contain; border: 1px solid var(--line); border-radius: 8px;
}
.drawing-grid .share p { color: var(--quiet); font-size: 0.875rem; }
.drawing-grid .share p[data-share="about"] { margin-bottom: 0.6rem; }
.drawing-grid .share p[role="status"] { margin-top: 0.6rem; color: var(--text); }
.drawing-grid .share input {
  box-sizing: border-box; width: 100%; min-height: 2.4rem; padding: 0 0.5rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--raised); color: var(--text); font: inherit;
}
.drawing-grid .share [data-share="save"] { border-color: var(--text); background: var(--text); color: var(--paper); }
.drawing-grid .share [data-share="close"] { margin-left: auto; }
`;

// share.js
var MOVES = matchMedia("(prefers-reduced-motion: no-preference)").matches;
var COLOURS = ["text", "quiet", "paper", "raised", "line", "accent"];
var NO_BOOK = { name: "mnist2x2", address: "", page: "" };
var NOTHING_YET = "There is nothing to share yet.";
var NOT_MADE = "This browser cannot make the picture.";
var COPIED = "The link is copied. The drawing is in the link itself: no server keeps it.";
var ONLY_HERE = "The link is copied. It leads to a file of this computer: to show the drawing to others, send the picture.";
var REFUSED = "This browser does not let the page copy. Here is the link, to copy by hand:";
var NOT_SENT = "It could not be sent: save it instead.";
var KINDS = {
  picture: ["Picture", "A PNG file, 1200x1200 pixels."],
  moving: ["Animation", "An SVG file, which plays in a browser. To post, take the picture: few places show SVG."],
  drawing: ["Drawing only", "A PNG file, which the command python -m mnist2x2 read can read."]
};
var button2 = (name, text, more = "") => `<button type="button" data-share="${name}" ${more}>${text}</button>`;
var INSIDE2 = `<style>${share_default}</style><div class="inside">
  <div class="tools" role="group" aria-label="What to share">
    ${Object.entries(KINDS).map(([kind, [name]]) => button2(kind, name)).join("")}
  </div>
  <img data-share="shown" class="dark-light">
  <p data-share="about"></p>
  <div class="tools" role="group" aria-label="How to share it">
    ${button2("save", "Save", "autofocus")}${button2("send", "Send to an app")}${button2("copy", "Copy link")}
    ${button2("close", "Close")}
  </div>
  <p data-share="said" role="status"></p>
  <input data-share="link" aria-label="Link with the drawing" readonly hidden>
  </div>`;
function canvasOf(side) {
  return Object.assign(document.createElement("canvas"), { width: side, height: side });
}
async function pngFile(canvas, name) {
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  return { href: canvas.toDataURL("image/png"), file: new File([blob], name, { type: "image/png" }) };
}
var svgAddress = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;
async function painted(svg) {
  const image = new Image(), canvas = canvasOf(SIDE);
  image.src = svgAddress(svg);
  await image.decode();
  canvas.getContext("2d").drawImage(image, 0, 0, SIDE, SIDE);
  return canvas;
}
async function filesOf({ alone: alone2, ...what }) {
  const { text } = what.reading, name = ["reading", ...text.match(/\w+/g) ?? []].join("-");
  const picture = pictureOf(what), moving = pictureOf(what, { moving: true });
  const canvas = canvasOf(1), alt = describe(what.reading);
  showPixels(canvas, alone2);
  const file = new File([moving], `${name}.svg`, { type: "image/svg+xml" });
  return {
    picture: { ...await pngFile(await painted(picture), `${name}.png`), alt },
    moving: { href: svgAddress(moving), still: MOVES ? "" : svgAddress(picture), file, alt },
    drawing: { ...await pngFile(canvas, "drawing.png"), alt: "The drawing." }
  };
}
function openWindow(frame) {
  const dialog = document.createElement("dialog"), parts = {};
  dialog.setAttribute("aria-label", "Share");
  dialog.className = "share";
  dialog.innerHTML = INSIDE2;
  for (const each of dialog.querySelectorAll("[data-share]")) {
    parts[each.dataset.share] = each;
    each.dataset.testid = `share-${each.dataset.share}`;
  }
  keepKeys(dialog);
  dialog.querySelectorAll("button").forEach(keepKeys);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  frame.append(dialog);
  return { dialog, parts };
}
async function share(frame, { drawn: drawn2, reading: reading2, alone: alone2, book = NO_BOOK }) {
  const style = getComputedStyle(frame);
  const colours = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const files = await filesOf({ drawn: drawn2, reading: reading2, alone: alone2, colours, book });
  if (frame.querySelector(".share")) return;
  const { dialog, parts } = openWindow(frame);
  let shown3 = null;
  function show(kind) {
    shown3 = files[kind];
    for (const each of Object.keys(KINDS)) parts[each].setAttribute("aria-pressed", each === kind);
    Object.assign(parts.shown, { src: shown3.still || shown3.href, alt: shown3.alt });
    parts.about.textContent = KINDS[kind][1];
    parts.said.textContent = "";
    parts.send.hidden = !navigator.canShare?.({ files: [shown3.file] });
  }
  async function copy() {
    parts.said.textContent = "";
    try {
      parts.link.value = book.page + linkEnd(drawn2.marks);
    } catch ({ message }) {
      return parts.said.textContent = message;
    }
    const refused = await navigator.clipboard?.writeText(parts.link.value).then(() => false, () => true) ?? true;
    parts.said.textContent = refused ? REFUSED : book.page.startsWith("file:") ? ONLY_HERE : COPIED;
    parts.link.hidden = !refused;
    if (refused) parts.link.select();
  }
  function save() {
    Object.assign(document.createElement("a"), { href: shown3.href, download: shown3.file.name }).click();
  }
  function send() {
    navigator.share({ files: [shown3.file], title: book.name }).catch(({ name }) => {
      if (name !== "AbortError") parts.said.textContent = NOT_SENT;
    });
  }
  const press2 = { send, copy, close: () => dialog.close(), save };
  for (const kind of Object.keys(KINDS)) press2[kind] = () => show(kind);
  for (const [name, action] of Object.entries(press2)) parts[name].addEventListener("click", action);
  parts.copy.hidden = !book.page || Boolean(drawn2.photo);
  show("picture");
  dialog.showModal();
}

// drawing_grid.js
function mount(root, options) {
  const { weights, samples, answers, marks, onChange = () => {
  }, askPhoto, notes, demonstration, book } = options;
  const { frame, part, all } = layOut(root, drawing_grid_default, notes);
  const { example = null } = options, history2 = makeHistory(example ?? marks), pens = makePens(part, frame), say = makeStatus(part);
  const answer = makeAnswer({
    prediction: part("prediction"),
    probabilities: part("probabilities"),
    layers: all(".attention"),
    words: part("words")
  });
  const sampleAt = (k, cell) => cellFromMarks([{ sample: k }], samples, cell);
  const cells = makeCells(PLACES.map((_, cell) => part(`cell-${cell}`)), {
    newStroke: pens.newStroke,
    sampleAt,
    started() {
      introduction?.giveWay();
      if (history2.marks === example) {
        history2.change(NOTHING);
        cells.show(NOTHING);
      }
      answer.leave();
      photos.leave();
    },
    grown: () => reading2.soon(),
    ended(cell, mark) {
      newest = { cell, mark };
      if (mark) change(withCell(history2.marks, cell, [...history2.marks[cell], mark]));
      else reading2.soon();
    }
  });
  const photos = makePhotos(part, frame.querySelector(".board"), {
    ask: askPhoto,
    say: (photo) => say({ photo }),
    changed: () => reading2.now()
  });
  const readerOf = (bytes) => makeReader(bytes, samples, options.readWith);
  let read = readerOf(weights), told2 = null;
  let newest = null, introduction = null;
  function readAndSee(marks2, grid) {
    const result = read(marks2, grid);
    showPixels(part("seen"), result.grid);
    return result;
  }
  const reading2 = betweenFrames(() => {
    const { marks: marks2 } = history2, { stroke } = cells, { grid } = photos;
    const now = stroke ? withCell(marks2, stroke.cell, [...marks2[stroke.cell], stroke.mark]) : marks2;
    const result = readAndSee(now, grid), { cell, mark } = stroke ?? newest ?? {};
    frame.classList.toggle("photo", Boolean(grid));
    answer.show(result.reading, result.drawn);
    introduction?.read(result, { drawing: Boolean(stroke), blank: marks2.every((own) => !own.length) });
    say({
      stroke: mark && now[cell].at(-1) === mark ? troubleInStroke(cell, mark) : "",
      trouble: stroke ? "" : result.trouble,
      // a digit that is half drawn is no trouble
      truth: grid ? "" : truth(marks2, answers)
    });
    if (stroke || told2?.marks === marks2 && told2.grid === grid) return;
    told2 = { marks: marks2, grid };
    const detail = { marks: marks2, reading: result.reading.text, photo: Boolean(grid) };
    onChange(detail);
    frame.dispatchEvent(new CustomEvent("drawn", { detail, bubbles: true }));
  });
  function change(next) {
    history2.change(next);
    show();
  }
  function show() {
    const { marks: marks2 } = history2;
    introduction?.giveWay();
    cells.show(marks2);
    marks2.forEach((own, i) => {
      part(`cell-${i}`).setAttribute("aria-label", `${PLACES[i]} cell, ${own.length ? "drawn in" : "empty"}`);
    });
    photos.leave();
    told2 = null;
    reading2.now();
  }
  function shareIt() {
    const { marks: marks2 } = history2, { grid: photo } = photos;
    if (!photo && !marks2.some((own) => own.length)) return say({ photo: NOTHING_YET });
    const drawn2 = { marks: marks2, photo, sampleAt }, { reading: reading3 } = read(marks2, photo);
    const what = { drawn: drawn2, reading: reading3, alone: alone(marks2, photo, samples), book };
    share(frame, what).catch(() => say({ photo: NOT_MADE }));
  }
  const press2 = {
    undo: () => (photos.grid || history2.undo()) && show(),
    clear: () => change(NOTHING),
    sample: () => change(anotherSample(history2.marks, answers)),
    share: shareIt
  };
  PLACES.forEach((_, cell) => press2[`clear-${cell}`] = () => change(withCell(history2.marks, cell, [])));
  for (const [name, action] of Object.entries(press2)) part(name).addEventListener("click", action);
  const unfollow = followTheme(frame);
  show();
  introduction = demonstration && makeIntroduction({
    frame,
    part,
    answer,
    marks: demonstration,
    draw: cells.show,
    read: readAndSee,
    back: () => (cells.show(history2.marks), reading2.now()),
    begin: history2.marks === NOTHING
  });
  return {
    setMarks: change,
    setWeights(next) {
      read = readerOf(next);
      show();
    },
    // Read the same drawing again: the model computes in another way now.
    readAgain: () => reading2.now(),
    // What the host has to say.
    setStatus(host) {
      if (host) introduction?.interrupt();
      say({ host });
    },
    destroy() {
      introduction?.giveWay();
      cells.destroy();
      reading2.stop();
      unfollow();
      root.replaceChildren();
    }
  };
}
function makeStatus(part) {
  const said = { photo: "", stroke: "", trouble: "", host: "", truth: "" };
  return (news) => {
    Object.assign(said, news);
    const { truth: truth2, ...status } = said, texts = { status: Object.values(status).filter(Boolean).join(" "), truth: truth2 };
    for (const [name, text] of Object.entries(texts)) {
      if (part(name).textContent !== text) part(name).textContent = text;
    }
  };
}
function truth(marks, answers) {
  const k = marks[0][0]?.sample;
  const untouched = k !== void 0 && marks.every((own) => own.length === 1 && own[0].sample === k);
  return untouched ? `A grid that the model has never seen. Its digits are ${answers[k]}.` : "";
}
function anotherSample(marks, answers) {
  const others = answers.map((_, k2) => k2).filter((k2) => k2 !== marks[0][0]?.sample);
  const k = others[Math.floor(Math.random() * others.length)];
  return k === void 0 ? marks : NOTHING.map(() => [{ sample: k }]);
}
function alone(marks, photo, samples) {
  return photo ?? compose(marks.map((own, cell) => cellFromMarks(own, samples, cell))).map((value) => 255 - value);
}

// microscope/parts.js
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  if (tag === "button" || tag === "select" || tag === "input") keepKeys(element);
  return element;
}
function short(value, digits = 3) {
  const size = Math.abs(value), plain = size === 0 || size >= 1e-3 && size < 1e4;
  const text = plain ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
  return text.replaceAll("-", "\u2212");
}
var largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
function themeOf(frame) {
  const style = getComputedStyle(frame);
  return Object.fromEntries(["paper", "up", "down", "text"].map((name) => {
    const hex = style.getPropertyValue(`--${name}`).trim();
    return [name, [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))];
  }));
}
function colourOf(value, scale, { paper, up, down }) {
  const share2 = Math.min(1, Math.abs(value) / (scale || 1)), full = value < 0 ? down : up;
  return paper.map((own, i) => Math.round(own + share2 * (full[i] - own)));
}
function heat(values, rows, columns, scale, { paper, up, down }) {
  const image = new ImageData(columns, rows), { data } = image;
  for (let i = 0, at = 0; i < rows * columns; i++, at += 4) {
    const share2 = Math.min(1, Math.abs(values[i]) / (scale || 1)), full = values[i] < 0 ? down : up;
    for (let k = 0; k < 3; k++) data[at + k] = paper[k] + share2 * (full[k] - paper[k]);
    data[at + 3] = 255;
  }
  return image;
}
function makeGround({ className, kind, label, size, paint: paint2, tell, pick }) {
  const more = { role: "application", "aria-roledescription": kind, "aria-label": label };
  const canvas = make("canvas", { tabIndex: 0, ...more });
  const said = make("p", { className: "said", "aria-live": "polite" });
  let at = { row: 0, column: 0 };
  const clip3 = (x, count) => Math.max(Math.min(x, count - 1), 0);
  const draw = () => paint2(document.activeElement === canvas ? at : null);
  function renew() {
    const [rows, columns] = size();
    at = { row: clip3(at.row, rows), column: clip3(at.column, columns) };
    const text = said.textContent && rows ? tell(at) : "";
    if (said.textContent !== text) said.textContent = text;
    draw();
  }
  function point(row, column) {
    const [rows, columns] = size();
    at = { row: clip3(row, rows), column: clip3(column, columns) };
    if (rows) said.textContent = tell(at);
    draw();
    return at;
  }
  function under({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect(), [rows, columns] = size();
    return point(Math.floor((clientY - top) / height * rows), Math.floor((clientX - left) / width * columns));
  }
  const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  function press2(event) {
    const step = steps[event.key];
    if (step) point(at.row + step[0], at.column + step[1]);
    else if (pick && (event.key === "Enter" || event.key === " ")) pick(point(at.row, at.column));
    else return;
    event.preventDefault();
  }
  keepKeys(canvas);
  canvas.addEventListener("pointermove", under);
  canvas.addEventListener("pointerleave", () => said.textContent = "");
  canvas.addEventListener("click", (event) => pick?.(under(event)));
  canvas.addEventListener("focus", () => point(at.row, at.column));
  canvas.addEventListener("blur", () => {
    said.textContent = "";
    draw();
  });
  canvas.addEventListener("keydown", press2);
  return { canvas, renew, element: make("div", { className }, canvas, said) };
}
function outline(context, theme, unit, places) {
  context.lineWidth = 4;
  context.strokeStyle = `rgb(${theme.text})`;
  for (const { row, column, columns = 1 } of places.filter(Boolean)) {
    context.strokeRect(column * unit + 2, row * unit + 2, columns * unit - 4, unit - 4);
  }
}
function crossHairs(context, theme, unit, { row, column }) {
  const { width, height } = context.canvas, [x, y] = [column * unit, row * unit], middle = unit / 2 - 1;
  context.fillStyle = `rgb(${theme.text})`;
  context.fillRect(0, y + middle, x, 2);
  context.fillRect(x + unit, y + middle, width, 2);
  context.fillRect(x + middle, 0, 2, y);
  context.fillRect(x + middle, y + unit, 2, height);
}
function markNegative(context, theme, unit, values, columns, scale) {
  context.fillStyle = `rgb(${theme.text})`;
  values.forEach((value, i) => {
    const [x, y] = [i % columns * unit, Math.floor(i / columns) * unit];
    if (value < -0.01 * scale) context.fillRect(x + 0.3 * unit, y + 0.46 * unit, 0.4 * unit, 0.08 * unit);
  });
}
function makeTable({ frame, label, say, pick = null, side = 12 }) {
  let shown3 = { values: [], rows: 0, columns: 0 };
  const withValue = (at) => ({ ...at, value: shown3.values[at.row * shown3.columns + at.column] });
  const { canvas, renew, element } = makeGround({
    className: "numbers",
    kind: "table of numbers",
    label,
    size: () => [shown3.rows, shown3.columns],
    paint: paint2,
    tell: (at) => say(withValue(at)),
    pick: pick && ((at) => pick(withValue(at)))
  });
  function paint2(cursor) {
    const { values, rows, columns, scale = largest(values), marked, hairs } = shown3;
    const theme = themeOf(frame), unit = 2 * side;
    const context = canvas.getContext("2d"), small = make("canvas", { width: columns, height: rows });
    if (!values.length) return;
    small.getContext("2d").putImageData(heat(values, rows, columns, scale, theme), 0, 0);
    [canvas.width, canvas.height] = [columns * unit, rows * unit];
    canvas.style.width = `${columns * side}px`;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    if (side >= 8) markNegative(context, theme, unit, values, columns, scale);
    if (hairs && marked) crossHairs(context, theme, unit, marked);
    outline(context, theme, unit, [marked, cursor].flat());
  }
  return {
    element,
    show(values, rows, columns, more = {}) {
      shown3 = { values, rows, columns, ...more };
      renew();
    }
  };
}
function makePicture({ frame, label, say, pick = null, side = 112 }) {
  const small = make("canvas");
  let shown3 = { grid: new Uint8Array(1), weights: [0] };
  const across = () => Math.sqrt(shown3.weights.length);
  const place = (patch) => patch == null ? null : { row: Math.floor(patch / across()), column: patch % across() };
  const withValue = ({ row, column }) => {
    const patch = row * across() + column;
    return { patch, value: shown3.weights[patch] };
  };
  const { canvas, renew, element } = makeGround({
    className: "patches",
    kind: "picture in patches",
    label,
    size: () => [across(), across()],
    paint: paint2,
    tell: (at) => say(withValue(at)),
    pick: pick && ((at) => pick(withValue(at)))
  });
  function paint2(cursor) {
    const { grid, weights, scale = largest(weights), marked } = shown3, theme = themeOf(frame), count = across();
    const pixels = Math.sqrt(grid.length), image = new ImageData(pixels, pixels), context = canvas.getContext("2d");
    const colours = Array.from(weights, (weight) => colourOf(weight, scale * 1.4, theme)), { text } = theme;
    for (let y = 0, i = 0, to = 0; y < pixels; y++) {
      const row = Math.floor(y / pixels * count) * count;
      for (let x = 0; x < pixels; x++, i++) {
        const ground = colours[row + Math.floor(x / pixels * count)], ink = grid[i] / 255;
        for (let k = 0; k < 3; k++) image.data[to++] = ground[k] + ink * (text[k] - ground[k]);
        image.data[to++] = 255;
      }
    }
    [small.width, small.height] = [pixels, pixels];
    small.getContext("2d").putImageData(image, 0, 0);
    canvas.width = canvas.height = 2 * side;
    canvas.style.width = `${side}px`;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    const unit = canvas.width / count;
    weights.forEach((weight, patch) => {
      if (weight >= -scale / 100) return;
      const { row, column } = place(patch);
      context.fillStyle = `rgb(${theme.paper})`;
      context.fillRect((column + 0.06) * unit, (row + 0.08) * unit, 0.33 * unit, 0.15 * unit);
      context.fillStyle = `rgb(${text})`;
      context.fillRect((column + 0.1) * unit, (row + 0.13) * unit, 0.25 * unit, 0.05 * unit);
    });
    outline(context, theme, unit, [...[marked].flat().map(place), cursor]);
  }
  return {
    element,
    show(grid, weights, more = {}) {
      shown3 = { grid, weights, ...more };
      renew();
    }
  };
}

// microscope/drawing.js
function orderWords({ tokenizer }, grid, { steps }) {
  const inked2 = cut(grid).map((cell) => cell.some(Boolean)), cells = [0, 1, 2, 3].filter((cell) => inked2[cell]);
  const words = wordsOf(tokenizer, steps), written2 = words.filter((word) => word.steps.length), { noun } = tokenizer;
  if (!written2.length) return "";
  const looks = written2.map((word) => {
    const own = shares(meanLook(word.steps));
    return own.indexOf(Math.max(...own));
  });
  const placed = words.length === cells.length && written2.length === words.length;
  const astray = looks.findIndex((cell) => !inked2[cell]);
  const why = astray < 0 ? "" : ` Writing the ${orderOf(astray)}, ${written2[astray].text}, the model looked most at the ${PLACES[looks[astray]]} cell, which is empty.`;
  if (!placed) return `In the order in which they are written, not by cell.${why}`;
  if (looks.every((cell, i) => cell === cells[i])) return `Each ${noun} stands in the place of its cell.`;
  return `As many ${noun}s as cells with ink, so each stands in the place of a cell. It need not be its own.${why}`;
}
function mountDrawing(place, options) {
  const grid = mount(place, options), [, tools] = place.querySelectorAll(".column");
  const picture = tools.querySelector(".picture"), order = make("p", { className: "order", "aria-live": "polite" });
  order.dataset.testid = "microscope-order";
  place.querySelector(".answer").after(order);
  picture.previousElementSibling.remove();
  const seen = make("details", {}, make("summary", { textContent: "What the model sees" }), picture);
  const folded = make("details", { className: "folded", open: true });
  folded.append(make("summary", { textContent: "Pens, undo, what the model sees" }), ...tools.childNodes, seen);
  tools.append(folded);
  let wasNarrow = null;
  return {
    ...grid,
    showOrder(...what) {
      const text = orderWords(...what);
      if (order.textContent !== text) order.textContent = text;
    },
    fold(narrow) {
      if (narrow !== wasNarrow) folded.open = !narrow;
      wasNarrow = narrow;
    }
  };
}

// interventions.js
var MASK = "causal_mask";
var PATCH_POSITIONS = "patch_embedding.position";
var TOKEN_POSITIONS = "token_position";
var WHOLE = [MASK, PATCH_POSITIONS, TOKEN_POSITIONS];
var hasHeads = (name) => /\.(mix|weights)$/.test(name);
var isOfMemory = (name) => /cross_attention\.(key|value)$/.test(name);
var isOfTokens = (name) => /^(decoder|token|head|logits)/.test(name) && !isOfMemory(name);
function without(model, interventions) {
  const away = new Set(interventions.map(({ at }) => at));
  const { patchEmbedding, tokenPosition, causal } = model;
  const nothing = (parameter) => new Float32Array(parameter.length);
  return {
    ...model,
    causal: causal && !away.has(MASK),
    tokenPosition: away.has(TOKEN_POSITIONS) ? nothing(tokenPosition) : tokenPosition,
    patchEmbedding: away.has(PATCH_POSITIONS) ? { ...patchEmbedding, position: nothing(patchEmbedding.position) } : patchEmbedding
  };
}
function changed(tensor, { at, head, rows: places, to = 0, look: look2, order }, { heads, rows, first, sources }) {
  const count = hasHeads(at) ? heads : 1, X = tensor.length / count / rows, result = tensor.slice();
  const source = typeof to === "string" ? sources[to]?.[at] : null;
  if (typeof to === "string" && !source) throw new Error(`there is no ${to} of ${at}`);
  for (let h = 0; h < count; h++) {
    if (head != null && head !== h) continue;
    for (let row = 0; row < rows; row++) {
      const place = first + row, own = (h * rows + row) * X;
      if (places && !places.includes(place)) continue;
      if (look2 != null) {
        if (look2 < X) result.fill(0, own, own + X)[own + look2] = 1;
      } else if (order) {
        const from = (h * rows + order[place] - first) * X;
        result.set(tensor.subarray(from, from + X), own);
      } else if (source) {
        const known2 = source.length / count / X;
        if (place < known2) result.set(source.subarray((h * known2 + place) * X, (h * known2 + place + 1) * X), own);
      } else result.fill(to, own, own + X);
    }
  }
  return result;
}
function seeWith({ config: { heads } }, interventions, sources = {}) {
  const own = /* @__PURE__ */ new Map();
  for (const intervention of interventions) {
    if (WHOLE.includes(intervention.at)) continue;
    own.set(intervention.at, [...own.get(intervention.at) ?? [], intervention]);
  }
  return (name, tensor, rows, first) => {
    const where = { heads, rows, first, sources };
    return (own.get(name) ?? []).reduce((now, intervention) => changed(now, intervention, where), tensor);
  };
}

// microscope/state.js
var NAME2 = "#microscope=";
var VERSION = "1";
var LETTERS2 = 24e3;
var MOST2 = 40;
var A_NAME = /^[a-z]+(-[a-z]+)*$/;
var TOUR = "tour-";
var SOURCES = ["mean", "other", "pinned"];
var PANELS = ["anatomy", "maps", "switches", "stepper", "copy", "tours"];
var FIELDS = ["at", "head", "rows", "to", "look", "order"];
var opening = (model = "drawn") => ({
  model,
  marks: [[], [], [], []],
  pinned: null,
  pinnedBeginning: [],
  other: 0,
  interventions: [],
  beginning: [],
  panel: "anatomy",
  view: {}
});
var integer = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
var shown = (value) => JSON.stringify(value)?.slice(0, 60) ?? String(value);
var isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
function expect(right, what, value) {
  if (!right) throw new Error(`expected ${what}, given ${shown(value)}`);
}
function tensorNames({ config: { encoder_blocks: encoder, decoder_blocks: decoder } }) {
  const parts = ["query", "key", "value", "weights", "mix", "output"];
  const attention4 = (name) => [...parts.map((part) => `${name}.${part}`), name];
  const forward = (name) => [`${name}_norm`, `${name}.0`, `${name}.1`, `${name}.2`, name];
  const blocks = (name, count, inside) => Array.from({ length: count }, (_, i) => inside(`${name}.${i}`)).flat();
  return [
    "patch_embedding.projection",
    "patch_embedding",
    ...blocks("encoder", encoder, (block) => [
      `${block}.attention_norm`,
      ...attention4(`${block}.attention`),
      ...forward(`${block}.feed_forward`),
      block
    ]),
    "encoder_norm",
    "token_embedding",
    ...blocks("decoder", decoder, (block) => [
      `${block}.self_attention_norm`,
      ...attention4(`${block}.self_attention`),
      `${block}.cross_attention_norm`,
      ...attention4(`${block}.cross_attention`),
      ...forward(`${block}.feed_forward`),
      block
    ]),
    "decoder_norm",
    "head",
    "logits"
  ];
}
function checkIntervention(model, intervention) {
  expect(isObject(intervention), "an intervention as an object", intervention);
  const { at, head, rows, to, look: look2, order } = intervention, { config, longest } = model;
  const unknown = Object.keys(intervention).filter((field2) => !FIELDS.includes(field2));
  expect(!unknown.length, `an intervention of ${FIELDS.join(", ")}`, unknown);
  if ([MASK, PATCH_POSITIONS, TOKEN_POSITIONS].includes(at)) {
    return expect(!to && [head, rows, look2, order].every((field2) => field2 == null), `${at} as a whole`, intervention);
  }
  expect(tensorNames(model).includes(at), "an intervention at a tensor of this model", at);
  const patches = (model.side / config.patch) ** 2, most = isOfTokens(at) ? longest : patches;
  const places = (list) => Array.isArray(list) && list.length <= most && list.every((row) => integer(row, 0, most - 1));
  if (head != null) expect(hasHeads(at) && integer(head, 0, config.heads - 1), `a head of ${at}`, head);
  if (rows != null) expect(places(rows), `rows from 0 to ${most - 1}`, rows);
  if (order != null) expect(places(order) && new Set(order).size === most, `an order of ${most} rows`, order);
  if (look2 != null) {
    const keys = isOfTokens(at) && at.includes("self") ? longest : patches;
    expect(at.endsWith("weights") && integer(look2, 0, keys - 1), `a place from 0 to ${keys - 1} to look at`, look2);
  }
  const number = Number.isFinite(to) && Math.abs(to) <= 1e3;
  if (to === "mean") expect(/\.(mix|feed_forward)$/.test(at), "the mean of a mix or of a feed-forward part", at);
  if (to != null) expect(number || SOURCES.includes(to), `a number or ${SOURCES.join(", ")}`, to);
  expect([to, look2, order].filter((field2) => field2 != null).length <= 1, "one of to, look and order", intervention);
}
var PLAIN = /^[\w. ,:<>-]{0,80}$/;
var LONGEST2 = 64;
function isPlain(value) {
  if (Array.isArray(value)) return value.length <= LONGEST2 && value.every(isPlain);
  return value === null || typeof value === "boolean" || Number.isFinite(value) || PLAIN.test(value);
}
function checkView(view) {
  const panels = isObject(view) && Object.keys(view).every((panel2) => PANELS.includes(panel2));
  expect(panels, `a view of ${PANELS.join(", ")}`, view);
  for (const own of Object.values(view)) {
    const entries = isObject(own) ? Object.entries(own) : [], most = 20;
    const plain = entries.length <= most && entries.every(([key, value]) => PLAIN.test(key) && isPlain(value));
    expect(isObject(own) && plain, "a view of plain values", own);
  }
}
function checkState(state, model, samples) {
  const { pinned, pinnedBeginning, other, interventions, beginning, panel: panel2, view } = state;
  expect(integer(other, 0, Math.max(0, samples - 1)), `another picture from 0 to ${samples - 1}`, other);
  expect(Array.isArray(interventions) && interventions.length <= MOST2, `at most ${MOST2} interventions`, interventions);
  interventions.forEach((intervention) => checkIntervention(model, intervention));
  expect(pinned || !interventions.some(({ to }) => to === "pinned"), "a pinned drawing to copy from", pinned);
  const { longest, tokenizer: { start } } = model;
  for (const tokens of [beginning, pinnedBeginning]) {
    const few = Array.isArray(tokens) && tokens.length < longest;
    const fits = few && tokens.every((token) => integer(token, 0, start - 1));
    expect(fits, `a beginning of at most ${longest - 1} tokens from 0 to ${start - 1}`, tokens);
  }
  expect(PANELS.includes(panel2), `a panel of ${PANELS.join(", ")}`, panel2);
  checkView(view);
}
var toBase64 = (text) => {
  const bytes = new TextEncoder().encode(text);
  const letters2 = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters2).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
var fromBase64 = (text) => {
  const letters2 = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(letters2, (letter) => letter.charCodeAt(0)));
};
var written = ({ marks, pinned, ...more }) => ({ ...more, marks: linkEnd(marks, "2"), pinned: pinned && linkEnd(pinned, "2") });
function stateLink(state) {
  const end = `${NAME2}${VERSION}.${toBase64(JSON.stringify(written(state)))}`;
  if (end.length > LETTERS2) throw new Error("This state is too long for a link.");
  return end;
}
function tourIn(hash, tours) {
  const name = hash.startsWith(`${NAME2}${TOUR}`) ? hash.slice(NAME2.length + TOUR.length) : null;
  expect(name === null || tours.includes(name), tours.length ? `a tour of ${tours.join(", ")}` : "no tour", name);
  return name;
}
function givenIn(text, named) {
  if (A_NAME.test(text)) {
    expect(Object.hasOwn(named, text), `a state of ${Object.keys(named).join(", ")}`, text);
    return written({ ...opening(), ...named[text] });
  }
  const [version, base64 = ""] = text.split(".", 2);
  expect(version === VERSION, `version ${VERSION}`, version);
  try {
    return JSON.parse(fromBase64(base64));
  } catch {
    throw new Error("expected a state, given letters that hold none");
  }
}
function stateIn(hash, models, samples, named = {}) {
  if (!hash.startsWith(NAME2)) return null;
  expect(hash.length <= LETTERS2, `at most ${LETTERS2} letters`, `${hash.length} letters`);
  const given = givenIn(hash.slice(NAME2.length), named);
  expect(isObject(given), "a state as an object", given);
  const known2 = Object.keys(opening()), unknown = Object.keys(given).filter((field2) => !known2.includes(field2));
  expect(!unknown.length, `a state of ${known2.join(", ")}`, unknown);
  expect(models.includes(given.model), `a model of ${models.join(", ")}`, given.model);
  const drawing2 = (text) => {
    const found = typeof text === "string" ? drawingIn(text, samples) : null;
    expect(found, "a drawing", text);
    if (found.trouble) throw new Error(found.trouble);
    return found.marks;
  };
  const { marks, pinned } = given;
  return { ...opening(), ...given, marks: drawing2(marks), pinned: pinned == null ? null : drawing2(pinned) };
}

// microscope/linking.js
var COPIED2 = "A link to exactly this was copied.";
var ONLY_HERE2 = "A link to exactly this was copied. It leads to a file of this computer.";
var FROM_A_LINK = "This came with the link. Change anything to go on from it, or ";
function makeLinking({ shell, names, grids, named, guide, stateNow, use }) {
  let opened2 = null;
  const here = () => location.pathname + location.search;
  async function copy() {
    let address = location.href.split("#")[0];
    try {
      address += stateLink(stateNow());
    } catch ({ message }) {
      return shell.say(message);
    }
    const refused = await navigator.clipboard?.writeText(address).then(() => false, () => true) ?? true;
    if (!refused) return shell.say(address.startsWith("file:") ? ONLY_HERE2 : COPIED2);
    const field2 = make("input", { value: address, readOnly: true, "aria-label": "Link to exactly this" });
    field2.dataset.testid = "microscope-address";
    shell.say(`${REFUSED} `, field2);
    field2.select();
  }
  async function open() {
    try {
      const tour = tourIn(location.hash, guide.names);
      const given = tour === null ? stateIn(location.hash, names, grids, named) : null;
      if (tour !== null) await guide.start(tour);
      else if (!given || !await use(given.model, given)) return;
      opened2 = stateNow();
      shell.say(FROM_A_LINK, make("a", { href: here(), textContent: "leave it: open the page anew" }), ".");
    } catch (error) {
      shell.say(`The state in this link cannot be shown: ${error.message}.`);
    }
  }
  function leave() {
    shell.say("");
    if (!opened2 || opened2 === stateNow()) return;
    opened2 = null;
    history.replaceState(history.state, "", here());
  }
  return { copy, open, leave };
}

// microscope/next_tokens.js
function probabilitiesOf(logits, temperature = 1) {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const parts = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum3 = parts.reduce((total2, part) => total2 + part, 0);
  return parts.map((part) => part / sum3);
}
var bitsOf = (probabilities) => probabilities.reduce((sum3, p) => p > 0 ? sum3 - p * Math.log2(p) : sum3, 0);
var ranked = (logits) => Array.from(logits, (_, token) => token).sort((a, b) => logits[b] - logits[a]);
function rowOf({ tokens, logits }, t) {
  const C = logits.length / tokens.length;
  return logits.subarray(t * C, (t + 1) * C);
}
var allBits = (trace, temperature) => trace.tokens.map((_, t) => bitsOf(probabilitiesOf(rowOf(trace, t), temperature)));
function mulberry32(seed) {
  let a = seed | 0;
  return () => {
    a = a + 1831565813 | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}
function drawing({ start, finish }, { temperature, top, random }) {
  return (logits) => {
    const least = top ? logits[ranked(logits)[Math.min(top, logits.length) - 1]] : -Infinity;
    const may = (token) => token < start || token === finish;
    const left = logits.map((logit, token) => may(token) && logit >= least ? logit : -Infinity);
    const known2 = logits.map((logit, token) => may(token) ? logit : -Infinity);
    if (!left.some(Number.isFinite)) return likeliest(known2);
    const probabilities = probabilitiesOf(left, temperature);
    let rest = random();
    for (let token = 0; token < probabilities.length; token++) {
      if (probabilities[token] && (rest -= probabilities[token]) < 0) return token;
    }
    return likeliest(left);
  };
}
var nats = (value) => (Math.abs(value) < 5e-4 ? "0.000" : value.toFixed(3)).replace("-", "\u2212");
var chance = (probability) => probability >= 1e-3 ? probability.toFixed(4) : short(probability);
var SPACE = "\u2423";
var labelOf = ({ tokens, space }, token) => token === space ? SPACE : tokens[token];
var shownText = (tokenizer, tokens) => tokens.map((token) => labelOf(tokenizer, token)).join(tokenizer.blank);
function tokensOf({ tokens, start, space, blank }, text) {
  const known2 = tokens.slice(0, start), plain = text.toLowerCase().replaceAll(SPACE, " ");
  const parts = blank ? plain.split(/\s+/).filter(Boolean) : [...space === null ? plain.replace(/\s/g, "") : plain];
  return parts.map((part) => {
    const token = known2.indexOf(part);
    if (token >= 0) return token;
    const all = known2.map((own) => own === " " ? "space" : own).join(" ");
    throw new Error(`This model has no token \u201C${part}\u201D. It writes with: ${all}.`);
  });
}

// microscope/names.js
function patchWords(patch, S) {
  const across = Math.sqrt(S), row = Math.floor(patch / across), column = patch % across, half = across / 2;
  if (across !== 4) return `patch ${patch} (row ${row}, column ${column})`;
  const place = (down, right) => PLACES[2 * down + right];
  const cell = place(Math.floor(row / half), Math.floor(column / half));
  return `patch ${patch} (${cell} cell, its ${place(row % half, column % half)} part)`;
}
var stepWords = (t, count) => `step ${t + 1} of ${count}`;
var stepSaid = (t, label) => `step ${t + 1}, writes ${label}`;
function titleOf(name) {
  const [, part, block, rest = ""] = /^(encoder|decoder)\.(\d+)\.?(.*)$/.exec(name) ?? [];
  if (!part) return name.replaceAll("_", " ").replace(".", ", ");
  const what = rest.replace(/(self|cross)_/, "$1-").replaceAll("_", " ").replaceAll(".", ", ");
  return `${part} block ${block}${what && `, ${what}`}`;
}
var SAID = { mean: "its mean", other: "that of another picture", pinned: "that of the pinned drawing" };
function wordsOf2({ at, head, rows, to, look: look2, order }) {
  if (at === MASK) return "causal mask away";
  if (at === PATCH_POSITIONS) return "patch positions away";
  if (at === TOKEN_POSITIONS) return "token positions away";
  const whole = at.endsWith(".mix") && head == null;
  const where = titleOf(at).replace(/, mix$/, whole ? ", all heads" : "") + (head == null ? "" : `, head ${head}`);
  const of = isOfTokens(at) ? "token" : "patch", many = of === "token" ? "tokens" : "patches";
  const places = rows ? `, ${rows.length > 1 ? many : of} ${rows.join(", ")}` : "";
  const seen = at.includes("self_attention") ? "token" : "patch";
  const looks = look2 == null ? null : `looks at ${seen} ${look2}`;
  const what = looks ?? (order ? "in another order" : SAID[to] ?? (to ? String(to) : "zero"));
  return `${where}${places}: ${what}`;
}
var givenWords = (tokenizer, beginning) => beginning.length ? `Given by you: ${beginning.map((token) => labelOf(tokenizer, token)).join(" ")}` : "";
function changesInWords({ interventions, beginning }, { tokenizer }) {
  return [...interventions.map(wordsOf2), givenWords(tokenizer, beginning)].filter(Boolean);
}
var ABOUT = {
  drawn: "writes digits. It was trained on MNIST and on pen strokes, and reads the drawings of the book\u2019s first page.",
  book: "writes digits. It was trained on MNIST alone. Most chapters examine it.",
  letters: "spells each digit, in English or in Spanish, letter by letter. It was trained on MNIST and on pen strokes."
};

// address.js
var pageAddress = () => document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

// microscope/svg.js
var THEME = { paper: [255, 255, 255], up: [184, 74, 0], down: [11, 92, 173] };
var INK = [31, 35, 40];
var MANY = 200;
var TEXT = 'font-family="sans-serif" fill="#1f2328"';
var escaped2 = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
var fill = (value, scale) => `rgb(${colourOf(value, scale, THEME)})`;
var round2 = (value) => Math.round(100 * value) / 100;
var textSvg = (text, x, y, size = 12) => `<text x="${x}" y="${y}" font-size="${size}" ${TEXT}>${escaped2(text)}</text>`;
function imageSvg(image, { x, y, width, height }) {
  const canvas = make("canvas", { width: image.width, height: image.height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<image ${place} preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`;
}
function minusSvg(values, columns, { x, y, side, scale }) {
  const signs = Array.from(values, (value, i) => {
    if (value >= -0.01 * scale) return "";
    const [left, top] = [x + i % columns * side, y + Math.floor(i / columns) * side];
    return `M${round2(left + side * 0.3)} ${round2(top + side / 2)}h${round2(side * 0.4)}`;
  }).join("");
  return signs && `<path d="${signs}" stroke="#1f2328"/>`;
}
function tableSvg(values, rows, columns, { x = 0, y = 0, side = 12, scale = largest(values) } = {}) {
  const signs = side < 8 && values.length > MANY ? "" : minusSvg(values, columns, { x, y, side, scale });
  const whole = { x, y, width: columns * side, height: rows * side };
  if (values.length > MANY) return imageSvg(heat(values, rows, columns, scale, THEME), whole) + signs;
  return Array.from(values, (value, i) => {
    const [left, top] = [x + i % columns * side, y + Math.floor(i / columns) * side];
    const square = `x="${left}" y="${top}" width="${side}" height="${side}" fill="${fill(value, scale)}"`;
    return `<rect ${square} stroke="#d8dbdf" stroke-width="0.5"><title>${short(value)}</title></rect>`;
  }).join("") + signs;
}
function pictureSvg(grid, weights, { x = 0, y = 0, side = 112, scale = largest(weights) } = {}) {
  const pixels = Math.sqrt(grid.length), across = Math.sqrt(weights.length), image = new ImageData(pixels, pixels);
  grid.forEach((ink, i) => image.data.set([...INK, ink], 4 * i));
  return tableSvg(weights, across, across, { x, y, side: side / across, scale: scale * 1.4 }) + imageSvg(image, { x, y, width: side, height: side });
}
function figureSvg({ inside, width, height, caption }) {
  const lines2 = caption.map((line2, i) => textSvg(line2, 8, height + 18 + 16 * i)).join("");
  const size = `width="${width}" height="${height + 24 + 16 * caption.length}"`;
  const box2 = `viewBox="0 0 ${width} ${height + 24 + 16 * caption.length}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box2}><rect ${size} fill="#fff"/>${inside}${lines2}</svg>
`;
}

// microscope/numbers.js
var nested = (data, [count, ...shape]) => {
  if (!shape.length) return Array.from(data, (value) => Number(value.toPrecision(9)));
  const size = data.length / count;
  return Array.from({ length: count }, (_, i) => nested(data.subarray(i * size, (i + 1) * size), shape));
};
function numbersOf2({ tensors }) {
  return Object.fromEntries([...tensors].map(([name, { data, shape }]) => [name, nested(data, shape)]));
}
function download(name, text, type) {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1e3);
}
function saveFigure({ trace, state: { panel: panel2, model } }, { caption, ...figure }, changed2) {
  const about = [`The model ${model}, reading ${trace.text || "nothing"}.`, ...changed2, pageAddress()];
  download(`${panel2}.svg`, figureSvg({ ...figure, caption: [...caption, ...about] }), "image/svg+xml");
}

// microscope/anatomy/words.js
var WHOLE2 = {
  pixels: "pixels",
  patches: "patches",
  "patch_embedding.projection": "projection of the patches",
  patch_embedding: "vectors of the patches",
  "patch_embedding.position": "position of a patch",
  encoder_norm: "memory",
  token_embedding: "embedding of the tokens",
  "token_embedding.weight": "embedding",
  token_position: "position of a token",
  "decoder.input": "vectors of the tokens",
  decoder_norm: "last norm",
  head: "last linear layer",
  logits: "logits",
  probabilities: "probabilities"
};
var OF_NEXT = ["head", "logits", "probabilities"];
var IN_A_BLOCK = {
  "": "output",
  "feed_forward.0": "feed-forward, first layer",
  "feed_forward.1": "feed-forward, GELU",
  "feed_forward.2": "feed-forward, second layer",
  feed_forward: "feed-forward"
};
var inWords = (text) => text.replace(/(self|cross|feed)_/, "$1-").replaceAll("_", " ").replaceAll(".", ", ");
function ofABlock(rest) {
  if (rest in IN_A_BLOCK) return IN_A_BLOCK[rest];
  return /_norm$/.test(rest) ? `norm before ${inWords(rest.slice(0, -5))}` : inWords(rest);
}
function partWords(name) {
  const [, rest] = /^(?:encoder|decoder)\.\d+\.?(.*)$/.exec(name) ?? [];
  return WHOLE2[name] ?? (rest == null ? inWords(name) : ofABlock(rest));
}
function tensorWords(name) {
  const [, part, block] = /^(encoder|decoder)\.(\d+)/.exec(name) ?? [];
  const [, own, which] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  if (own && !WHOLE2[name]) {
    const normal = /norm$/.test(own), said = normal ? { weight: "scale", bias: "shift" }[which] : which;
    return `${tensorWords(own)}, ${said}`;
  }
  return part ? `${part} block ${block}, ${partWords(name)}` : partWords(name);
}
function tokenWords({ tokenizer: { tokens, space } }, token) {
  return token === space && space !== null ? "space" : tokens[token];
}
var inPatches = ({ side, config }, patch) => patchWords(patch, (side / config.patch) ** 2);
var writtenWords = ({ model, trace }, t) => `token ${t}: ${tokenWords(model, trace.tokens[t])}`;
var pixelWords = (pixels, i) => `pixel ${Math.floor(i / pixels)}, ${i % pixels}`;
function rowWords(lens, name, row) {
  const { model } = lens;
  if (name === "pixels") return `row ${row}`;
  if (name === "token_embedding.weight") return `token ${tokenWords(model, row)}`;
  if (name === "token_position") return `place ${row}`;
  if (name === "patch_embedding.position") return inPatches(model, row);
  if (lens.recipe(name).kind === "parameter") return `to number ${row}`;
  if (OF_NEXT.includes(name)) return `step ${row + 1}, after ${writtenWords(lens, row)}`;
  return isOfTokens(name) ? writtenWords(lens, row) : inPatches(model, row);
}
function ofHeadWords({ model: { config: { heads, width } } }, column) {
  const Dh = width / heads;
  return `head ${Math.floor(column / Dh)}, number ${column % Dh} (${column})`;
}
function columnWords(lens, name, column, head = null) {
  const { model } = lens, { kind } = lens.recipe(name);
  if (name === "pixels") return `column ${column}`;
  if (name === "patches") return pixelWords(model.config.patch, column);
  if (OF_NEXT.includes(name)) return `for ${tokenWords(model, column)}`;
  if (/\.(weights|scores)$/.test(name)) {
    return `to ${name.includes("self_") ? writtenWords(lens, column) : inPatches(model, column)}`;
  }
  if (/attention\.(query|key|value)$/.test(name) && kind !== "parameter") return ofHeadWords(lens, column);
  const { width, heads } = model.config;
  if (/attention\.mix$/.test(name)) return `number ${column} (${head * width / heads + column})`;
  const isWeight = kind === "parameter" && /\.weight$/.test(name) && name !== "token_embedding.weight";
  return `${isWeight && !/norm\.weight$/.test(name) ? "from " : ""}number ${column}`;
}
function placeIn({ shape }, index) {
  const columns = shape.at(-1), rows = shape.length > 1 ? shape.at(-2) : 1, row = Math.floor(index / columns);
  return {
    head: shape.length > 2 ? Math.floor(row / rows) : null,
    row: shape.length > 1 ? row % rows : null,
    column: index % columns
  };
}
function placeWords(lens, name, index) {
  const { head, row, column } = placeIn(lens.tensor(name), index), inHead = head == null ? null : `head ${head}`;
  const inRow = row == null ? null : rowWords(lens, name, row);
  return [inHead, inRow, columnWords(lens, name, column, head)].filter(Boolean).join("; ");
}
var numberWords = (lens, name, index) => `${tensorWords(name)}; ${placeWords(lens, name, index)}`;
function inLetters(shape, rows, columns, byHead) {
  const all = shape.length > 2 && !byHead, letters2 = [...all ? ["H"] : [], rows, columns];
  return `(${letters2.join(", ")}) = (${shape.slice(-letters2.length).join(", ")})`;
}
function shapeWords(lens, name, byHead = false) {
  const { shape } = lens.tensor(name), { width, heads } = lens.model.config;
  if (name === "pixels" || lens.recipe(name).kind === "parameter") return `(${shape.join(", ")})`;
  const rows = isOfTokens(name) || name === "probabilities" ? "T" : "S", keys = name.includes("self_") ? "T" : "S";
  const [count, size] = shape.slice(-2), isLong = name === "patches" || /feed_forward\.[01]$/.test(name);
  if (/\.(weights|scores)$/.test(name)) return inLetters(shape, rows, keys, byHead);
  if (shape.length > 2) return inLetters(shape, rows, "Dh", byHead);
  if (byHead) return inLetters([count, width / heads], rows, "Dh", true);
  const isOfC = OF_NEXT.includes(name);
  return inLetters(shape, rows, isOfC ? "C" : isLong ? size : "D", false);
}

// microscope/anatomy/stages.js
var INSIDE3 = ["query", "key", "value", "weights", "mix"];
var attentionParts = (name) => [...INSIDE3.map((part) => `${name}.${part}`), name];
var feedForwardParts = (block) => [
  `${block}.feed_forward_norm`,
  `${block}.feed_forward.0`,
  `${block}.feed_forward.1`,
  `${block}.feed_forward`,
  block
];
function encoderStage({ name, attention: attention4 }, number) {
  return {
    name,
    title: `Encoder block ${number}`,
    out: name,
    attentions: [attention4.name],
    parts: [
      `${name}.attention_norm`,
      ...attentionParts(attention4.name),
      `${name}.after_attention`,
      ...feedForwardParts(name)
    ]
  };
}
function decoderStage({ name, selfAttention, crossAttention }, number) {
  return {
    name,
    title: `Decoder block ${number}`,
    out: name,
    attentions: [selfAttention.name, crossAttention.name],
    parts: [
      `${name}.self_attention_norm`,
      ...attentionParts(selfAttention.name),
      `${name}.after_self_attention`,
      `${name}.cross_attention_norm`,
      ...attentionParts(crossAttention.name),
      `${name}.after_cross_attention`,
      ...feedForwardParts(name)
    ]
  };
}
function stagesOf(model) {
  const stage = (name, title, parts) => ({ name, title, out: parts.at(-1), attentions: [], parts });
  const embedding = ["pixels", "patches", "patch_embedding.projection", "patch_embedding.position", "patch_embedding"];
  return [
    stage("input", "Vectors of the patches", embedding),
    ...model.encoder.map(encoderStage),
    stage("memory", "Memory", ["encoder_norm"]),
    stage("tokens", "Vectors of the tokens", ["token_embedding", "token_position", "decoder.input"]),
    ...model.decoder.map(decoderStage),
    { ...stage("answer", "Logits", ["decoder_norm", "logits", "probabilities"]), out: "logits" }
  ];
}
function stageNameOf(name) {
  const [block] = /^(encoder|decoder)\.\d+/.exec(name) ?? [];
  if (block) return block;
  if (/^(pixels|patch)/.test(name)) return "input";
  if (name.startsWith("encoder_norm")) return "memory";
  if (/^token|^decoder\.input/.test(name)) return "tokens";
  return /^(decoder_norm|head|logits|probabilities)/.test(name) ? "answer" : "";
}
function headOf({ model: { config: { heads, width } }, recipe }, name, { head, column }) {
  const [, attention4, part] = /^(.*attention)\.(query|key|value|scores|weights|mix)$/.exec(name) ?? [];
  if (!part || !recipe(name)) return null;
  return { name: attention4, head: head ?? Math.floor(column / (width / heads)) };
}
var WHAT = [
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
  [/scores$/, "Query times key, summed, divided by \u221ADh."],
  [/weights$/, "How much each row looks at each column: the softmax of the scores. A row makes 1."],
  [/mix$/, "The mean of the values, weighted by how much each is looked at."],
  [/after_\w+$/, "What came in, plus what attention adds: the residual stream in the middle of the block."],
  [/attention$/, "A linear layer of all heads' mixes, side by side."],
  [/forward\.0$/, "A linear layer makes the vectors longer."],
  [/forward\.1$/, "GELU: positive numbers pass, negative ones hardly."],
  [/forward$/, "A second linear layer makes them as long as before."],
  [/^logits$/, "A linear layer gives each token of the alphabet a number. The highest is written next."],
  [/^probabilities$/, "The softmax of the logits, divided by the temperature."],
  [/\d$/, "What came in, plus what feed-forward adds: this goes on."]
];
function whatIs(name) {
  return WHAT.find(([pattern]) => pattern.test(name))?.[1] ?? "";
}
function tableOf(lens, name, head = null) {
  const { data, shape } = lens.tensor(name), columns = shape.at(-1), rows = shape.length > 1 ? shape.at(-2) : 1;
  const isMasked = name.endsWith("scores");
  const finite = (values2) => isMasked ? values2.map((value) => Number.isFinite(value) ? value : 0) : values2;
  if (head == null || shape.length > 2) {
    const first = (head ?? 0) * rows * columns, values2 = finite(data.subarray(first, first + rows * columns));
    const placeOf = (index) => {
      const at = index - first, inside = at >= 0 && at < values2.length;
      return inside ? { row: Math.floor(at / columns), column: at % columns } : null;
    };
    return { values: values2, rows, columns, indexOf: (row, column) => first + row * columns + column, placeOf };
  }
  const Dh = columns / lens.model.config.heads, values = new Float32Array(rows * Dh);
  const indexOf = (row, column) => row * columns + head * Dh + column;
  for (let row = 0; row < rows; row++) values.set(data.subarray(indexOf(row, 0), indexOf(row, Dh)), row * Dh);
  return { values, rows, columns: Dh, indexOf, placeOf: () => null };
}
var rowsAreTokens = (name) => isOfTokens(name) || name === "probabilities";
var headingOf = (lens, name) => `${tensorWords(name)} ${shapeWords(lens, name)}`;

// microscope/anatomy/sheet.js
var WIDE2 = 400;
var sideFor = (columns, heads) => Math.max(2, Math.min(heads > 1 ? 6 : 14, Math.floor(WIDE2 / columns)));
var scaleOf = (tables) => Math.max(...tables.map(({ values }) => largest(values)));
function sayNumber(lens, name, index) {
  const value = lens.tensor(name).data[index];
  return `${placeWords(lens, name, index)}: ${value === -Infinity ? "masked" : short(value)}`;
}
function makeTicks(lens, name, columns, side, first) {
  const ticks = make("div", { className: "ticks", "aria-hidden": "true" });
  const isOfNext = OF_NEXT.includes(name), step = isOfNext ? 1 : side >= 14 ? 2 : columns > 100 ? 32 : 16;
  const words = (column) => tokenWords(lens.model, column).replace("space", "\u2423").replace(/^<.*/, "");
  ticks.style.width = `${columns * side}px`;
  for (let column = 0; column < columns; column += step) {
    const tick = make("span", { textContent: isOfNext ? words(column) : first + column });
    tick.style.left = `${100 * (column + 0.5) / columns}%`;
    ticks.append(tick);
  }
  return ticks;
}
function makePart({ scope, lensNow, pick }, lens, name, heads) {
  const title = make("h3"), shape = make("span", { className: "shape" }), what = make("p", { className: "what" });
  const { columns, indexOf } = tableOf(lens, name, heads[0]), side = sideFor(columns, heads.length);
  const isOne = heads.length === 1;
  const names = make("ol", { className: "names", "aria-hidden": "true", hidden: side < 14 });
  let named = "";
  const tables = heads.map((head) => {
    const label = `${partWords(name)}${head == null ? "" : `, head ${head}`}`;
    const indexAt = ({ row, column }) => tableOf(lensNow(), name, head).indexOf(row, column);
    return makeTable({
      frame: scope.frame,
      label,
      side,
      say: (at) => sayNumber(lensNow(), name, indexAt(at)),
      pick: (at) => pick(name, indexAt(at))
    });
  });
  const cells = tables.map(({ element }, i) => {
    const head = make("span", { className: "shape", textContent: `head ${heads[i]}` });
    if (!isOne) return make("div", {}, head, element);
    element.prepend(makeTicks(lens, name, columns, side, placeIn(lens.tensor(name), indexOf(0, 0)).column));
    return make("div", { className: "labelled" }, names, element);
  });
  function showNames(now, rows) {
    if (names.hidden) return;
    const words = Array.from({ length: rows }, (_, row) => rowWords(now, name, row).replace(/^(patch \d+) .*/, "$1"));
    if (named === words.join("\n")) return;
    named = words.join("\n");
    names.replaceChildren(...words.map((textContent) => make("li", { textContent })));
  }
  title.append(partWords(name), " ", shape);
  what.textContent = whatIs(name);
  const beside = make("div", { className: isOne ? "" : "beside" }, ...cells);
  return {
    element: make("section", { className: "part", "data-tensor": name }, title, what, beside),
    show(now) {
      const changed2 = scope.state.interventions.some(({ at }) => at === name) ? " \xB7 changed by you" : "";
      const derived2 = now.recipe(name).derived ? " \xB7 computed here: PyTorch has no name for it" : "";
      shape.textContent = shapeWords(now, name, heads[0] != null && isOne) + derived2 + changed2;
      const all = heads.map((head) => tableOf(now, name, head)), scale = scaleOf(all);
      showNames(now, all[0].rows);
      tables.forEach((table, i) => table.show(all[i].values, all[i].rows, all[i].columns, { scale }));
    },
    figure(now, y) {
      const all = heads.map((head) => tableOf(now, name, head)), scale = scaleOf(all);
      const wide = all[0].columns * side + 12;
      const inside = all.map(({ values, rows, columns: count }, i) => {
        return tableSvg(values, rows, count, { x: 8 + i * wide, y: y + 20, side, scale });
      });
      inside.unshift(textSvg(headingOf(now, name), 8, y + 12));
      return { inside: inside.join(""), width: 16 + heads.length * wide, height: all[0].rows * side + 34 };
    }
  };
}
function makeSheet(tools, lens, parts) {
  const made = parts.map(({ name, heads }) => makePart(tools, lens, name, heads)), away = /* @__PURE__ */ new Set(), late = /* @__PURE__ */ new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const part = made.find(({ element }) => element === target);
      if (!isIntersecting) away.add(part);
      else if (away.delete(part) && late.delete(part)) part.show(tools.lensNow());
    }
  }, { rootMargin: "200px" });
  made.forEach(({ element }) => observer.observe(element));
  let painted2 = false;
  return {
    elements: made.map(({ element }) => element),
    show(now) {
      for (const part of made) {
        if (painted2 && away.has(part)) late.add(part);
        else part.show(now);
      }
      painted2 = true;
    },
    figure(now) {
      let y = 8, width = 420;
      const inside = made.map((part) => {
        const figure = part.figure(now, y);
        y += figure.height;
        width = Math.max(width, figure.width);
        return figure.inside;
      });
      return { inside: inside.join(""), width, height: y };
    }
  };
}

// microscope/anatomy/block.js
var plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
function makeBlock(tools, lens, stage) {
  const { heads } = lens.model.config, each = Array.from({ length: heads }, (_, head) => head);
  const headsOf3 = (name) => lens.tensor(name).shape.length > 2 ? each : [null];
  const sheet = makeSheet(tools, lens, stage.parts.map((name) => ({ name, heads: headsOf3(name) })));
  const groups = stage.attentions.map((attention4) => {
    const buttons = each.map((head) => make("button", {
      type: "button",
      textContent: `Head ${head}`,
      "aria-label": `${tensorWords(attention4)}, head ${head}`,
      "data-testid": `microscope-head-${attention4}-${head}`,
      onclick: () => tools.openHead(attention4, head)
    }));
    return [attention4, make("div", { className: "choice" }, make("span", { textContent: "One head: " }), ...buttons)];
  });
  const element = make("div", {}, ...sheet.elements);
  for (const [attention4, group] of groups) element.querySelector(`[data-tensor="${attention4}.weights"]`).append(group);
  element.prepend(make("p", {
    className: "what",
    textContent: `${plural(stage.parts.length, "tensor")}, in the order in which they are computed. Each row is a patch or a token. Click a number to see what made it; with the keyboard: arrow keys, then Enter.`
  }));
  return { element, show: (now) => sheet.show(now), figure: (now) => sheet.figure(now) };
}
function makeHead(tools, lens, attention4, head) {
  const { scope, lensNow, pick } = tools, weights = `${attention4}.weights`, ofPatches = !attention4.includes("self_");
  const parts = ["query", "key", "value", "scores", "weights", "mix"].map((part) => `${attention4}.${part}`);
  const sheet = makeSheet(tools, lens, parts.map((name) => ({ name, heads: [head] })));
  const choose = () => tools.chooseRow(Number(select2.value));
  const select2 = make("select", { "data-testid": "microscope-row", onchange: choose });
  let row = 0, listed = "";
  const indexOf = (column) => tableOf(lensNow(), weights, head).indexOf(row, column);
  const weightWords = (column) => {
    const now = lensNow(), key = `${attention4}.key`;
    return `${rowWords(now, key, column)}: ${short(now.tensor(weights).data[indexOf(column)])}`;
  };
  const picture = !ofPatches ? null : makePicture({
    frame: scope.frame,
    label: "where it looks",
    side: 168,
    say: ({ patch }) => weightWords(patch),
    pick: ({ patch }) => pick(weights, indexOf(patch))
  });
  const list = make("div", { className: "choice", role: "group", "aria-label": "tokens that it looks at" });
  const from = make("label", {}, "Looks from ", select2);
  const looks = make("section", { className: "part" }, from, picture?.element ?? list);
  function showTokens(values, last) {
    while (list.children.length < values.length) {
      const column = list.children.length;
      list.append(make("button", { type: "button", onclick: () => pick(weights, indexOf(column)) }));
    }
    [...list.children].forEach((button5, column) => {
      button5.hidden = column > last;
      if (!button5.hidden) button5.textContent = weightWords(column);
    });
  }
  return {
    element: make("div", {}, looks, ...sheet.elements),
    show(now, wanted) {
      const { values, rows, columns } = tableOf(now, weights, head);
      const names = Array.from({ length: rows }, (_, i) => rowWords(now, weights, i));
      row = Math.min(wanted, rows - 1);
      if (listed !== names.join("\n")) select2.replaceChildren(...names.map((name, i) => new Option(name, i)));
      listed = names.join("\n");
      select2.value = row;
      const own = values.subarray(row * columns, (row + 1) * columns);
      if (picture) picture.show(scope.grid, own, { scale: 1, marked: rowsAreTokens(weights) ? null : row });
      else showTokens(own, now.model.causal ? row : columns - 1);
      sheet.show(now);
    },
    figure: (now) => sheet.figure(now)
  };
}

// microscope/anatomy/bar.js
function makeBar() {
  const fill4 = make("i");
  return {
    element: make("span", { className: "bars", "aria-hidden": "true" }, fill4),
    show(value, most) {
      const share2 = most ? 50 * Math.abs(value) / most : 0;
      Object.assign(fill4.style, { left: `${value < 0 ? 50 - share2 : 50}%`, width: `${share2}%` });
      fill4.className = value < 0 ? "below" : "above";
    }
  };
}

// microscope/anatomy/parts_of_logit.js
var EPSILON = 1e-5;
var SAME = 1e-4;
var rowOf2 = ({ data, shape }, row) => {
  const D = shape.at(-1);
  return Float64Array.from(data.subarray(row * D, (row + 1) * D));
};
function headsIn(lens, { name, output }, row) {
  const { heads, width: D } = lens.model.config, { data, shape: [, rows, Dh] } = lens.tensor(`${name}.mix`);
  return Array.from({ length: heads }, (_, head) => {
    const vector = new Float64Array(D), mix2 = data.subarray((head * rows + row) * Dh, (head * rows + row + 1) * Dh);
    for (let d = 0; d < D; d++) mix2.forEach((value, i) => vector[d] += output.weight[d * D + head * Dh + i] * value);
    return { label: `${tensorWords(name)}, head ${head}`, name, head, vector };
  });
}
function streamParts(lens, row) {
  const { model } = lens, D = model.config.width, bias = new Float64Array(D), parts = [];
  const add2 = (label, name, vector, more = {}) => parts.push({ label, name, vector, ...more });
  function addRest(name, known2) {
    const own = rowOf2(lens.tensor(name), row), rest = own.map((value, d) => value - known2[d]);
    if (rest.some((value) => Math.abs(value) > SAME)) add2(`${tensorWords(name)}, as you set it`, name, rest);
  }
  const sumAt = (list, d) => list.reduce((sum3, { vector }) => sum3 + vector[d], 0);
  const total2 = (list) => Float64Array.from({ length: D }, (_, d) => sumAt(list, d));
  for (const name of ["token_embedding", "token_position"]) add2(tensorWords(name), name, rowOf2(lens.tensor(name), row));
  for (const block of model.decoder) {
    for (const attention4 of [block.selfAttention, block.crossAttention]) {
      const own = headsIn(lens, attention4, row), { bias: shift } = attention4.output;
      shift.forEach((value, d) => bias[d] += value);
      parts.push(...own);
      addRest(attention4.name, total2([...own, { vector: shift }]));
    }
    const forward = `${block.name}.feed_forward`;
    add2(tensorWords(forward), forward, rowOf2(lens.tensor(forward), row));
    addRest(block.name, total2([...parts, { vector: bias }]));
  }
  return { parts, bias };
}
function partsOfLogit(lens, index) {
  const { model } = lens, { data, shape: [, C] } = lens.tensor("logits"), D = model.config.width;
  const row = Math.floor(index / C), token = index % C, logits = data.subarray(row * C, (row + 1) * C);
  const rival = [...logits.keys()].filter((other) => other !== token).sort((a, b) => logits[b] - logits[a])[0];
  const { decoderNorm: norm2, head } = model, { parts, bias } = streamParts(lens, row);
  const stream = rowOf2(lens.tensor(model.decoder.at(-1).name), row), mean = stream.reduce((sum4, x) => sum4 + x / D, 0);
  const spread = Math.sqrt(stream.reduce((sum4, x) => sum4 + (x - mean) ** 2 / D, 0) + EPSILON);
  function through(vector, to) {
    const own = vector.reduce((sum4, x) => sum4 + x / D, 0);
    return vector.reduce((sum4, x, d) => sum4 + head.weight[to * D + d] * norm2.weight[d] * (x - own) / spread, 0);
  }
  const shift = (to) => norm2.bias.reduce((sum4, x, d) => sum4 + head.weight[to * D + d] * x, head.bias[to]);
  const fixed2 = (to) => shift(to) + through(bias, to);
  const both = (of) => ({ logit: of(token), difference: of(token) - of(rival) });
  const found = parts.map(({ vector, ...part }) => ({ ...part, ...both((to) => through(vector, to)) }));
  const constant = { label: "biases, and the last norm\u2019s shift", ...both(fixed2) };
  const sum3 = (key) => found.reduce((all, part) => all + part[key], constant[key]);
  const rest = { logit: logits[token] - sum3("logit") };
  rest.difference = logits[token] - logits[rival] - sum3("difference");
  const isSet = Math.max(Math.abs(rest.logit), Math.abs(rest.difference)) > 10 * SAME;
  if (isSet) found.push({ label: "after the residual stream, as you set it", name: "decoder_norm", ...rest });
  found.sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit));
  return { logit: logits[token], rival, difference: logits[token] - logits[rival], parts: found, constant };
}

// microscope/anatomy/by_parts.js
var LIMITS = `Each head and each feed-forward part adds a vector to the residual stream. Shown is what this vector
  adds to the logit directly: less its mean, through the last norm at its present scale, and through the last layer. Not
  shown is what a head does through later blocks: one whose output other heads read may matter and add nothing here.`;
function signed(value) {
  const text = Math.abs(value).toFixed(3), sign2 = Number(text) ? value < 0 ? "\u2212" : "+" : "";
  return sign2 + text;
}
function makeByParts(tools) {
  const columns = ["part of the model", "adds to the logit", ""].map((text) => make("th", { scope: "col" }, text));
  const head = make("thead", {}, make("tr", {}, ...columns)), body = make("tbody"), rows = [];
  const [fixed2, total2] = [makeRow2(), makeRow2()], foot = make("tfoot", {}, fixed2.element, total2.element);
  const table = make("table", { className: "operands parts" }, head, body, foot);
  total2.sum.dataset.testid = "microscope-parts-sum";
  table.dataset.testid = "microscope-parts";
  function makeRow2() {
    let part = null;
    const button5 = make("button", { type: "button" }), sum3 = make("span"), difference = make("td"), bar = makeBar();
    button5.onclick = () => part.head == null ? tools.openPart(part.name) : tools.openHead(part.name, part.head);
    const result = make("div", { className: "result" }, sum3, bar.element);
    return {
      element: make("tr", {}, make("th", { scope: "row" }, button5), make("td", {}, result), difference),
      sum: sum3,
      show(next, most) {
        part = next;
        button5.textContent = next.label;
        button5.disabled = !next.name;
        sum3.textContent = signed(next.logit);
        difference.textContent = signed(next.difference);
        bar.element.hidden = !most;
        bar.show(next.logit, most);
      }
    };
  }
  return {
    element: make("div", {}, table, make("p", { className: "what" }, LIMITS)),
    show(lens, index) {
      const { parts, constant, rival } = partsOfLogit(lens, index), all = [...parts, constant];
      const most = largest(all.map(({ logit }) => logit)), sum3 = (key) => all.reduce((made, one) => made + one[key], 0);
      columns[2].textContent = `to this logit minus that of ${tokenWords(lens.model, rival)}`;
      while (rows.length < parts.length) {
        rows.push(makeRow2());
        body.append(rows.at(-1).element);
      }
      rows.forEach(({ element, show }, i) => {
        element.hidden = i >= parts.length;
        if (i < parts.length) show(parts[i], most);
      });
      fixed2.show(constant, most);
      total2.show({ label: "Sum: the logit", logit: sum3("logit"), difference: sum3("difference") }, 0);
    }
  };
}

// microscope/anatomy/formulas.js
var EPSILON2 = 1e-5;
var MNIST_MEAN2 = 0.1307;
var MNIST_STD2 = 0.3081;
var termWords = (name) => partWords(name) === "output" ? tensorWords(name) : partWords(name);
var KINDS2 = {
  pixels: () => ({ formula: "ink in the picture: 0 is paper, 1 is ink" }),
  parameter(lens, recipe, index, place, name) {
    const away = lens.interventions.some(({ at }) => at === name && [PATCH_POSITIONS, TOKEN_POSITIONS].includes(at));
    return {
      formula: "a parameter: learned in training, the same for every picture",
      note: away ? "taken away by you" : ""
    };
  },
  patches(lens, { of }, index, { row, column }) {
    const { side, config: { patch } } = lens.model, across = side / patch;
    const y = Math.floor(row / across) * patch + Math.floor(column / patch);
    const x = row % across * patch + column % patch, value = lens.tensor(of).data[y * side + x];
    return {
      formula: `(pixel \u2212 ${MNIST_MEAN2}) / ${MNIST_STD2}`,
      operands: [{
        name: of,
        index: y * side + x,
        label: `pixel in row ${y}, column ${x}`,
        value,
        factor: 1 / MNIST_STD2,
        contribution: value / MNIST_STD2
      }],
      constant: { label: `\u2212${MNIST_MEAN2} / ${MNIST_STD2}`, value: -MNIST_MEAN2 / MNIST_STD2 },
      note: "The mean and the spread of all pixels of MNIST."
    };
  },
  linear(lens, { of, part, joined: joined2 }, index) {
    const outputs = part.bias.length, inputs = part.weight.length / outputs, input = lens.tensor(of);
    const row = Math.floor(index / outputs), output = index % outputs, [rows, Dh] = input.shape.slice(-2);
    const operands = Array.from({ length: inputs }, (_, i) => {
      const head = Math.floor(i / Dh), at = joined2 ? (head * rows + row) * Dh + i % Dh : row * inputs + i;
      const weight = output * inputs + i, value = input.data[at], factor = part.weight[weight];
      const label = joined2 ? ofHeadWords(lens, i) : columnWords(lens, of, i);
      const made = { name: `${part.name}.weight`, index: weight };
      return { name: of, index: at, label, value, factor, factorOf: made, contribution: value * factor };
    });
    const bias = { name: `${part.name}.bias`, index: output, label: "bias", value: part.bias[output] };
    return { formula: "\u03A3 weight \xB7 input + bias", operands, constant: bias, heads: ["input", "weight"] };
  },
  norm(lens, { of, part }, index, { row, column }) {
    const D = part.bias.length, x = lens.tensor(of).data.subarray(row * D, (row + 1) * D);
    const mean = x.reduce((sum3, value) => sum3 + value / D, 0);
    const variance = x.reduce((sum3, value) => sum3 + (value - mean) ** 2 / D, 0);
    const scale = part.weight[column], slope = scale / Math.sqrt(variance + EPSILON2);
    const operands = Array.from(x, (value, i) => {
      const factor = slope * ((i === column) - 1 / D);
      const label = columnWords(lens, of, i);
      return { name: of, index: row * D + i, label, value, factor, contribution: value * factor };
    });
    return {
      formula: "(x \u2212 mean) / \u221A(variance + 0.00001) \xB7 scale + shift",
      operands,
      constant: { name: `${part.name}.bias`, index: column, label: "shift", value: part.bias[column] },
      note: `x is number ${column} of this row. The other numbers count through the mean and the variance; the factors below hold for this variance.`,
      facts: [
        { name: of, index: row * D + column, label: "x", value: x[column] },
        { label: "mean of the row", value: mean },
        { label: "variance of the row", value: variance },
        { name: `${part.name}.weight`, index: column, label: "scale", value: scale },
        { name: `${part.name}.bias`, index: column, label: "shift", value: part.bias[column] }
      ],
      heads: ["x", "factor"]
    };
  },
  gelu(lens, { of }, index) {
    const value = lens.tensor(of).data[index], contribution = gelu(value);
    const factor = value ? contribution / value : 0.5;
    return {
      formula: "GELU(x) = x \xB7 \u03A6(x)",
      operands: [{ name: of, index, label: "x", value, factor, contribution }],
      note: "\u03A6(x) is the share of a normal distribution that lies below x: large x pass, very negative ones do not.",
      heads: ["x", "\u03A6(x)"]
    };
  },
  scores(lens, { of, key, causal }, index, { head, row, column }) {
    const { heads, width: D } = lens.model.config, Dh = D / heads, queries = lens.tensor(of).data;
    if (causal && lens.model.causal && column > row) {
      return { formula: "masked", note: "Masked: a token may not look at later tokens.", sum: -Infinity };
    }
    const keys = lens.tensor(key).data, operands = Array.from({ length: Dh }, (_, j) => {
      const i = head * Dh + j, [q, k] = [row * D + i, column * D + i];
      const value = queries[q], factor = keys[k], contribution = value * factor / Math.sqrt(Dh);
      const made = { name: key, index: k };
      return { name: of, index: q, label: ofHeadWords(lens, i), value, factor, factorOf: made, contribution };
    });
    const note = `\u221ADh = \u221A${Dh} = ${short(Math.sqrt(Dh))}`;
    return { formula: "\u03A3 query \xB7 key / \u221ADh", operands, note, heads: ["query", "key"] };
  },
  softmax(lens, { of, causal, temperature = 1 }, index, { row, column }) {
    const { data, shape } = lens.tensor(of), C = shape.at(-1), first = index - column;
    const scores = data.subarray(first, first + C), masked = causal && lens.model.causal && column > row;
    if (masked) return { formula: "masked", note: "Masked: a token may not look at later tokens.", sum: 0 };
    const highest = Math.max(...scores) / temperature, kept = [...scores.keys()].filter((i) => scores[i] > -Infinity);
    const parts = kept.map((i) => Math.exp(scores[i] / temperature - highest));
    const total2 = parts.reduce((sum3, part) => sum3 + part, 0);
    const operands = kept.map((i, k) => ({
      name: of,
      index: first + i,
      label: columnWords(lens, of, i),
      value: scores[i],
      factor: null,
      own: i === column,
      power: Math.exp(scores[i] / temperature),
      contribution: parts[k] / total2
    }));
    const isProbability = of === "logits", word = isProbability ? "logit" : "score", warm = short(temperature);
    return {
      formula: isProbability ? `exp(logit / ${warm}) / \u03A3 exp(logit / ${warm})` : "exp(score) / \u03A3 exp(score)",
      operands,
      sum: parts[kept.indexOf(column)] / total2,
      share: true,
      note: isProbability ? `Each token's share. ${warm} is the temperature with which this model is as sure as it is right.` : "Each one's share: all shares of a row make 1.",
      heads: [word, isProbability ? `exp(logit / ${warm})` : "exp(score)"]
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
    return { formula: "\u03A3 weight \xB7 value", operands, heads: ["value", "weight"] };
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
      operands: [{ name: of, index, label: tensorWords(of), value, factor: null, contribution: value }]
    };
  },
  embedding(lens, { of }, index, { row, column }) {
    const { model, trace } = lens, { data, shape: [, D] } = lens.tensor(of), at = trace.tokens[row] * D + column;
    const label = `row of ${tokenWords(model, trace.tokens[row])}, number ${column}`;
    return {
      formula: "the token's row of the embedding",
      operands: [{ name: of, index: at, label, value: data[at], factor: null, contribution: data[at] }]
    };
  }
};

// microscope/anatomy/tensors.js
var linear2 = (of, part, more = {}) => ({ kind: "linear", of, part, ...more });
var norm = (of, part) => ({ kind: "norm", of, part });
var sum = (...of) => ({ kind: "sum", of });
var derived = (recipe) => ({ ...recipe, derived: true });
function putAttention(put, { name, query, key, value, output }, normed, known2, causal) {
  put(query.name, linear2(normed, query));
  put(key.name, linear2(known2, key));
  put(value.name, linear2(known2, value));
  put(`${name}.scores`, derived({ kind: "scores", of: query.name, key: key.name, causal }));
  put(`${name}.weights`, { kind: "softmax", of: `${name}.scores`, causal });
  put(`${name}.mix`, { kind: "mix", of: value.name, weights: `${name}.weights` });
  put(output.name, linear2(`${name}.mix`, output, { joined: true }));
  put(name, { kind: "same", of: output.name });
}
function putFeedForward(put, block, x) {
  const { name, first, second } = block.feedForward;
  put(block.feedForwardNorm.name, norm(x, block.feedForwardNorm));
  put(first.name, linear2(block.feedForwardNorm.name, first));
  put(`${name}.1`, { kind: "gelu", of: first.name });
  put(second.name, linear2(`${name}.1`, second));
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
  const { name, attentionNorm, attention: attention4 } = block, middle = `${name}.after_attention`;
  put(attentionNorm.name, norm(x, attentionNorm));
  putAttention(put, attention4, attentionNorm.name, attentionNorm.name, false);
  put(middle, derived(sum(x, attention4.name)));
  putFeedForward(put, block, middle);
  return name;
}
function makeRecipes(model) {
  const recipes2 = /* @__PURE__ */ new Map(), { patchEmbedding, config: { width: D }, certainty } = model;
  const parameter = (name, data, ...shape) => recipes2.set(name, { kind: "parameter", data, shape });
  const put = (name, recipe) => {
    recipes2.set(name, recipe);
    if (!recipe.part) return;
    const { weight, bias } = recipe.part, outputs = bias.length, inputs = weight.length / outputs;
    const partName = recipe.part.name;
    parameter(`${partName}.weight`, weight, ...recipe.kind === "norm" ? [outputs] : [outputs, inputs]);
    parameter(`${partName}.bias`, bias, outputs);
  };
  put("pixels", { kind: "pixels" });
  put("patches", derived({ kind: "patches", of: "pixels" }));
  put(patchEmbedding.projection.name, linear2("patches", patchEmbedding.projection));
  parameter("patch_embedding.position", patchEmbedding.position, patchEmbedding.position.length / D, D);
  put(patchEmbedding.name, sum(patchEmbedding.projection.name, "patch_embedding.position"));
  const picture = model.encoder.reduce((x, block) => putEncoderBlock(put, block, x), patchEmbedding.name);
  put("encoder_norm", norm(picture, model.encoderNorm));
  parameter("token_embedding.weight", model.tokenEmbedding, model.tokenEmbedding.length / D, D);
  parameter("token_position", model.tokenPosition, model.tokenPosition.length / D, D);
  put("token_embedding", { kind: "embedding", of: "token_embedding.weight" });
  put("decoder.input", derived(sum("token_embedding", "token_position")));
  const written2 = model.decoder.reduce((x, block) => putDecoderBlock(put, block, x), "decoder.input");
  put("decoder_norm", norm(written2, model.decoderNorm));
  put("head", linear2("decoder_norm", model.head));
  put("logits", { kind: "same", of: "head" });
  put("probabilities", derived({ kind: "softmax", of: "logits", temperature: certainty.temperature }));
  return recipes2;
}
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
var recipes = /* @__PURE__ */ new WeakMap();
var lenses = /* @__PURE__ */ new WeakMap();
function lensOf(model, trace, interventions) {
  if (lenses.has(trace)) return lenses.get(trace);
  if (!recipes.has(model)) recipes.set(model, makeRecipes(model));
  const known2 = recipes.get(model), computed = /* @__PURE__ */ new Map(), away = without(model, interventions);
  const positions = { "patch_embedding.position": away.patchEmbedding.position, token_position: away.tokenPosition };
  const lens = {
    model: away,
    trace,
    interventions,
    has: (name) => known2.has(name),
    recipe(name) {
      if (!known2.has(name)) throw new Error(`this model computes no ${name}`);
      return known2.get(name);
    },
    tensor(name) {
      const recorded = trace.tensors.get(name), recipe = lens.recipe(name);
      if (recorded) return recorded;
      if (recipe.kind === "parameter") return { data: positions[name] ?? recipe.data, shape: recipe.shape };
      if (!computed.has(name)) computed.set(name, derive(lens, recipe));
      return computed.get(name);
    }
  };
  lenses.set(trace, lens);
  return lens;
}

// microscope/anatomy/operands.js
var COPIED3 = {
  mean: "set to its mean",
  other: "copied from another picture",
  pinned: "copied from the pinned drawing"
};
function touches({ at, head, rows, to = 0, look: look2, order }, name, place, { shape }, { sources }) {
  if (at !== name || head != null && head !== place.head || rows && !rows.includes(place.row)) return false;
  if (look2 != null) return look2 < shape.at(-1);
  if (order) return order[place.row] < shape.at(-2);
  const source = typeof to === "string" ? sources?.[to]?.[at] : null;
  return !source || place.row < source.length / (hasHeads(at) ? shape[0] : 1) / shape.at(-1);
}
function saidOf(lens, { at, to = 0, look: look2, order }, { row }) {
  if (look2 != null) return `made to look ${columnWords(lens, at, look2)}`;
  if (order) return `taken from ${rowWords(lens, at, order[row])}`;
  return COPIED3[to] ?? (to === 0 || to == null ? "set to zero" : `set to ${short(to)}`);
}
function explain(model, trace, interventions, name, index, sources = {}) {
  const lens = lensOf(model, trace, interventions), recipe = lens.recipe(name), tensor = lens.tensor(name);
  if (!(Number.isInteger(index) && index >= 0 && index < tensor.data.length)) {
    throw new Error(`expected a number of ${name} from 0 to ${tensor.data.length - 1}, given ${index}`);
  }
  const place = placeIn(tensor, index), value = tensor.data[index];
  const heads = ["value", "factor"], empty = { operands: [], constant: null, note: "", facts: [], share: false };
  const nothing = { value, heads, ...empty };
  const setAt = (at) => interventions.filter((each) => touches(each, at, place, tensor, { sources })).at(-1);
  const setBy = setAt(name);
  if (setBy && recipe.kind !== "parameter") {
    const said = `${saidOf(lens, setBy, place)} by you`, note = "What follows computes with this number.";
    return { ...nothing, formula: said, sum: value, set: true, derived: false, note };
  }
  const handed = recipe.kind === "same" && !setAt(recipe.of);
  const made = handed ? lens.recipe(recipe.of) : recipe;
  const found = { ...nothing, ...KINDS2[made.kind](lens, made, index, place, name) };
  const { operands, constant, kept } = found, leaf = !operands.length && !constant;
  const total2 = operands.reduce((sum3, { contribution }) => sum3 + contribution, constant?.value ?? 0);
  const byContribution = (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution);
  if (!kept) operands.sort(byContribution);
  return { ...found, sum: found.sum ?? (leaf ? value : total2), set: false, derived: !!recipe.derived };
}

// microscope/anatomy/number.js
var FEW = 12;
var signed2 = (value) => value > 0 ? `+${short(value)}` : short(value);
var shown2 = (value) => value === -Infinity ? "\u2212\u221E" : short(value, 6);
var MOVES2 = [
  ["\u2190", "one to the left", 0, -1],
  ["\u2192", "one to the right", 0, 1],
  ["\u2191", "one up", -1, 0],
  ["\u2193", "one down", 1, 0]
];
function makeRow(step) {
  let operand = null, told2 = "";
  const label = make("button", { type: "button", "data-testid": "microscope-operand" });
  const factor = make("button", { type: "button", "data-testid": "microscope-factor" });
  const plain = make("span"), value = make("td"), contribution = make("span"), bar = makeBar();
  label.onclick = () => step(operand.name, operand.index);
  factor.onclick = () => step(operand.factorOf.name, operand.factorOf.index);
  const element = make(
    "tr",
    {},
    make("th", { scope: "row" }, label),
    value,
    make("td", {}, factor, plain),
    make("td", {}, make("div", { className: "result" }, contribution, bar.element))
  );
  return {
    element,
    show(lens, next, most, share2) {
      operand = next;
      element.classList.toggle("own", !!next.own);
      label.textContent = next.own ? `${next.label} (this one)` : next.label;
      value.textContent = short(next.value);
      factor.hidden = !next.factorOf;
      factor.textContent = plain.textContent = next.factor == null ? "" : `\xD7 ${short(next.factor)}`;
      if (next.power != null) plain.textContent = short(next.power);
      plain.hidden = !factor.hidden;
      const made = next.factorOf ? `${next.factorOf.name} ${next.factorOf.index}` : "";
      if (made && made !== told2) factor.title = numberWords(lens, next.factorOf.name, next.factorOf.index);
      told2 = made;
      contribution.textContent = share2 ? short(next.contribution) : signed2(next.contribution);
      bar.show(next.contribution, most);
    }
  };
}
function makeAround(tools) {
  const { scope, lensNow, pick } = tools, title = make("h3"), place = make("div"), tables = /* @__PURE__ */ new Map();
  let where = null;
  const go = (rows, columns) => {
    const { row, column } = where.table.placeOf(where.index), to = [row + rows, column + columns];
    if (to[0] < 0 || to[1] < 0 || to[0] >= where.table.rows || to[1] >= where.table.columns) return;
    pick(where.name, where.table.indexOf(...to));
  };
  const buttons = MOVES2.map(([textContent, label, rows, columns]) => make("button", {
    type: "button",
    textContent,
    "aria-label": label,
    title: label,
    onclick: () => go(rows, columns)
  }));
  const tableFor = (columns) => {
    const side = Math.max(2, Math.min(14, Math.floor(400 / columns)));
    if (!tables.has(side)) {
      const indexAt = ({ row, column }) => where.table.indexOf(row, column);
      tables.set(side, { side, ...makeTable({
        frame: scope.frame,
        label: "the numbers around it",
        side,
        say: (at) => sayNumber(lensNow(), where.name, indexAt(at)),
        pick: (at) => pick(where.name, indexAt(at))
      }) });
    }
    return tables.get(side);
  };
  return {
    element: make("section", { className: "part" }, title, make("div", { className: "choice" }, ...buttons), place),
    show(lens, name, index) {
      const { head } = placeIn(lens.tensor(name), index), table = tableOf(lens, name, head);
      const own = tableFor(table.columns), inHead = head == null ? "" : `, head ${head}`;
      where = { name, index, table };
      title.textContent = `All of ${tensorWords(name)}${inHead} ${shapeWords(lens, name, head != null)}`;
      if (place.firstChild !== own.element) place.replaceChildren(own.element);
      const hairs = own.side < 8 && table.rows > 12;
      own.show(table.values, table.rows, table.columns, { marked: table.placeOf(index), hairs });
    }
  };
}
function figureOf(lens, { name, index, operands, constant, formula, value }) {
  const first = operands.slice(0, 24), most = largest(first.map(({ contribution }) => contribution)) || 1;
  const lines2 = first.map(({ label, value: own, factor, contribution }, i) => {
    const y2 = 66 + 18 * i, size = 90 * Math.abs(contribution) / most, [x, fill4] = contribution < 0 ? [420 - size, "#0b5cad"] : [420, "#b84a00"];
    const bar = `<rect x="${x}" y="${y2 - 10}" width="${size}" height="12" fill="${fill4}"/>`;
    const product = `${short(own)}${factor == null ? "" : ` \xD7 ${short(factor)}`}`;
    return textSvg(label, 8, y2) + textSvg(product, 190, y2) + bar + textSvg(signed2(contribution), 520, y2);
  });
  const left = operands.length - first.length, y = 66 + 18 * first.length;
  const rest = [left && `and ${left} more`, constant && `${constant.label} ${signed2(constant.value)}`].filter(Boolean);
  const head = textSvg(numberWords(lens, name, index), 8, 20, 14) + textSvg(`${shown2(value)} = ${formula}`, 8, 42);
  return { inside: head + lines2.join("") + textSvg(rest.join("; "), 8, y), width: 600, height: y + 8 };
}
function makeWays(choose) {
  const ways2 = [["parts", "By parts of the model"], ["numbers", "By the numbers before it"]];
  const buttons = ways2.map(([by, textContent]) => {
    const button5 = make("button", { type: "button", textContent, onclick: () => choose(by) });
    button5.dataset.testid = `microscope-by-${by}`;
    return button5;
  });
  return {
    element: make("div", { className: "choice", role: "group", "aria-label": "What made this logit" }, ...buttons),
    show: (by) => buttons.forEach((button5, i) => button5.setAttribute("aria-pressed", ways2[i][0] === by))
  };
}
function makeNumber(tools) {
  const { scope, step } = tools, rows = [], facts = make("dl", { className: "facts" });
  const [kind, note] = ["what", "what"].map((className) => make("p", { className }));
  const value = make("p", { className: "value", "data-testid": "microscope-value" });
  const formula = make("p", { className: "formula", "data-testid": "microscope-formula" });
  const columns = Array.from({ length: 4 }, () => make("th", { scope: "col" }));
  const body = make("tbody"), constant = makeRow(step), sumWords = make("th", { scope: "row", colSpan: 3 });
  const sum3 = make("td", { "data-testid": "microscope-sum" }), restSum = make("td");
  const more = make("button", { type: "button", "data-testid": "microscope-more", onclick: () => tools.showAll(!all) });
  const rest = make("tr", {}, make("th", { scope: "row", colSpan: 3 }, more), restSum);
  const foot = make("tfoot", {}, rest, constant.element, make("tr", {}, sumWords, sum3));
  const head = make("thead", {}, make("tr", {}, ...columns)), caption = make("caption");
  const table = make("table", { className: "operands" }, caption, head, body, foot), around = makeAround(tools);
  const rounded = make("p", { className: "what" }, "Numbers are rounded for reading; sums use all digits.");
  const ways2 = makeWays(tools.explainBy), byParts = makeByParts(tools);
  const byNumbers = make("div", {}, formula, kind, note, facts, table, rounded);
  let all = false, last = null;
  function showFacts(list) {
    while (facts.children.length < 2 * list.length) facts.append(make("dt"), make("dd"));
    [...facts.children].forEach((element, i) => {
      const fact = list[Math.floor(i / 2)];
      element.hidden = !fact;
      if (fact) element.textContent = i % 2 ? short(fact.value) : fact.label;
    });
  }
  function showOperands(lens, { operands, constant: fixed2, share: share2 }) {
    const count = all ? operands.length : Math.min(FEW, operands.length);
    const most = largest(operands.map(({ contribution }) => contribution).concat(fixed2?.value ?? 0));
    while (rows.length < count) {
      rows.push(makeRow(step));
      body.append(rows.at(-1).element);
    }
    rows.forEach(({ element, show }, i) => {
      element.hidden = i >= count;
      if (i < count) show(lens, operands[i], most, share2);
    });
    rest.hidden = operands.length <= FEW;
    const left = operands.slice(FEW).reduce((total2, { contribution }) => total2 + contribution, 0);
    more.textContent = all ? `Show only the first ${FEW}` : `Show the other ${operands.length - FEW}`;
    restSum.textContent = all ? "" : share2 ? short(left) : signed2(left);
    constant.element.hidden = !fixed2;
    if (!fixed2) return;
    constant.show(lens, { ...fixed2, factor: null, contribution: fixed2.value }, most, false);
    constant.element.querySelector("button").disabled = !fixed2.name;
  }
  return {
    element: make("div", { className: "one" }, value, ways2.element, byParts.element, byNumbers, around.element),
    show(lens, name, index, { all: showsAll, by }) {
      const { model, state: { interventions }, sources } = scope;
      const found = explain(model, scope.trace, interventions, name, index, sources), leaf = !found.operands.length;
      [all, last] = [showsAll, { ...found, name, index }];
      value.textContent = shown2(found.value);
      formula.textContent = `= ${found.formula}`;
      if (leaf) formula.textContent = found.formula;
      kind.textContent = found.derived ? "Computed here from the recorded numbers: PyTorch gives it no name." : "";
      note.textContent = found.note;
      const isLogit = name === "logits" && !leaf;
      ways2.element.hidden = !isLogit;
      ways2.show(by);
      byNumbers.hidden = isLogit && by === "parts";
      byParts.element.hidden = !byNumbers.hidden;
      if (byNumbers.hidden) byParts.show(lens, index);
      table.hidden = rounded.hidden = leaf;
      table.classList.toggle("plain", found.operands.every(({ factor, power }) => factor == null && power == null));
      const names = [...new Set(found.operands.map((operand) => operand.name))];
      caption.hidden = names.length !== 1;
      caption.textContent = caption.hidden ? "" : `Numbers of: ${tensorWords(names[0])}`;
      const titles = ["made from", ...found.heads, found.share ? "share" : "contributes"];
      titles.forEach((text, i) => columns[i].textContent = text);
      showFacts(found.facts);
      showOperands(lens, found);
      sumWords.textContent = found.share ? "This one's share" : "Sum";
      sum3.textContent = shown2(found.sum);
      around.show(lens, name, index);
    },
    figure: (lens) => figureOf(lens, last)
  };
}

// microscope/anatomy/overview.js
function paint(canvas, { values, rows, columns }, theme, scale = largest(values)) {
  if (!values.length) return;
  [canvas.width, canvas.height] = [columns, rows];
  canvas.getContext("2d").putImageData(heat(values, rows, columns, scale, theme), 0, 0);
}
function paintPicture(canvas, grid, theme, across) {
  const pixels = Math.sqrt(grid.length), size = pixels / across, side = pixels + across - 1;
  const image = new ImageData(side, side);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const at = 4 * ((y + Math.floor(y / size)) * side + x + Math.floor(x / size)), ink = grid[y * pixels + x] / 255;
      for (let k = 0; k < 3; k++) image.data[at + k] = theme.paper[k] + ink * (theme.text[k] - theme.paper[k]);
      image.data[at + 3] = 255;
    }
  }
  canvas.width = canvas.height = side;
  canvas.getContext("2d").putImageData(image, 0, 0);
}
var thumb = (className) => make("canvas", { className, "aria-hidden": "true" });
function makeBox({ title, said, testid, shape, open, thumbs, paintAll }) {
  const small = make("span", { className: "shape" }), element = make("button", {
    type: "button",
    className: "box",
    "data-testid": testid,
    onclick: open,
    title: said
  }, make("span", { className: "words" }, make("strong", { textContent: title }), small), ...thumbs);
  return {
    element,
    show(lens, theme) {
      small.textContent = shape(lens);
      paintAll(lens, theme);
    }
  };
}
function makeStageBox(tools, stage, heads) {
  const out = thumb("rows"), maps = stage.attentions.map((attention4) => ({
    attention: attention4,
    canvases: Array.from({ length: heads }, () => thumb("map"))
  }));
  const groups = maps.map(({ attention: attention4, canvases }) => {
    const text = `${attention4.split(".").at(-1).replace("_", "-")}, ${heads} heads`;
    const words = make("span", { className: "shape", textContent: text });
    return make("span", { className: "heads" }, words, make("span", { className: "beside" }, ...canvases));
  });
  return makeBox({
    title: stage.title,
    said: `look inside: ${stage.title}`,
    testid: `microscope-stage-${stage.name}`,
    shape(lens) {
      const isOf = ({ at }) => at === MASK ? stage.name.startsWith("decoder") : stageNameOf(at) === stage.name;
      const isChanged = lens.interventions.some(isOf);
      return shapeWords(lens, stage.out) + (isChanged ? " \xB7 changed by you" : "");
    },
    open: () => tools.openStage(stage.name),
    thumbs: [...groups, out],
    paintAll(lens, theme) {
      paint(out, tableOf(lens, stage.out), theme);
      for (const { attention: attention4, canvases } of maps) {
        canvases.forEach((canvas, head) => paint(canvas, tableOf(lens, `${attention4}.weights`, head), theme, 1));
      }
    }
  });
}
function makeAnswer2({ pick, lensNow }) {
  const list = make("div", { className: "choice", "data-testid": "microscope-written" });
  function targetsOf2({ model: { tokenizer }, trace: { tokens, finished } }) {
    return finished ? [...tokens.slice(1), tokenizer.finish] : tokens.slice(1);
  }
  function open(t) {
    const lens = lensNow(), C = lens.tensor("logits").shape[1], target = targetsOf2(lens)[t];
    pick("logits", t * C + target);
  }
  const element = make("div", { className: "box" }, make("strong", { textContent: "Answer" }), make("p", {
    className: "what",
    textContent: "Each time the token with the highest logit. Click one: what made its logit?"
  }), list);
  return {
    element,
    show(lens) {
      const targets = targetsOf2(lens), { data, shape: [, C] } = lens.tensor("probabilities");
      while (list.children.length < targets.length) {
        const t = list.children.length;
        const testid = `microscope-written-${t}`;
        list.append(make("button", { type: "button", onclick: () => open(t), "data-testid": testid }));
      }
      [...list.children].forEach((button5, t) => {
        button5.hidden = t >= targets.length;
        if (button5.hidden) return;
        button5.textContent = `${tokenWords(lens.model, targets[t])}: ${short(100 * data[t * C + targets[t]])} %`;
      });
    }
  };
}
var arrow = (text = "") => make("div", { className: "arrow" }, make("span", { textContent: `\u2193 ${text}` }));
function makeOverview(tools, lens) {
  const { scope } = tools, { model } = lens, across = model.side / model.config.patch, { heads } = model.config;
  const stages = stagesOf(model), S = across ** 2, answer = makeAnswer2(tools);
  const boxes = stages.map((stage) => makeStageBox(tools, stage, heads));
  const pictureBoxes = [["Picture", "pixels", 1], [`${S} patches`, "patches", across]].map(([title, name, cuts]) => {
    const canvas = thumb("picture");
    return makeBox({
      title,
      said: `look inside: ${title}`,
      testid: `microscope-stage-${name}`,
      shape: (now) => shapeWords(now, name),
      open: () => tools.openStage("input"),
      thumbs: [canvas],
      paintAll: (now, theme) => paintPicture(canvas, scope.grid, theme, cuts)
    });
  });
  const memory = stages.findIndex(({ name }) => name === "memory"), encoder = boxes.slice(0, memory + 1);
  const decoder = boxes.slice(memory + 1), all = [...pictureBoxes, ...boxes, answer];
  const inSeries = (list, words2 = []) => list.flatMap(({ element: element2 }, i) => i ? [arrow(words2[i]), element2] : [element2]);
  const paragraph = (textContent) => make("p", { className: "what", textContent });
  const column = (title, what, list, words2) => make("section", {}, make("h3", { textContent: title }), paragraph(what), ...inSeries(list, words2));
  const words = decoder.map((_, i) => i && i < decoder.length - 1 ? "with the memory" : "");
  const element = make(
    "div",
    { className: "path" },
    column(
      "Encoder",
      "Reads the picture. Blocks work one after the other; the heads of a block work side by side.",
      [...pictureBoxes, ...encoder]
    ),
    column(
      "Decoder",
      "Writes the answer, token by token, from the tokens so far and from the memory.",
      [...decoder, answer],
      words
    )
  );
  return {
    element,
    show(now) {
      const theme = themeOf(scope.frame);
      all.forEach((box2) => box2.show(now, theme));
    },
    figure(now) {
      const parts = [pictureSvg(scope.grid, new Float32Array(S), { x: 8, y: 24, side: 96 }), textSvg("Picture", 8, 16)];
      let y = 140;
      for (const { title, out } of stages) {
        const { values, rows, columns } = tableOf(now, out), side = Math.min(6, 390 / columns);
        parts.push(textSvg(`${title} ${shapeWords(now, out)}`, 8, y));
        parts.push(tableSvg(values, rows, columns, { x: 8, y: y + 6, side }));
        y += rows * side + 28;
      }
      return { inside: parts.join(""), width: 410, height: y };
    }
  };
}

// microscope/anatomy/view.js
var OVERVIEW = {
  at: "overview",
  name: "",
  head: 0,
  row: 0,
  number: "",
  from: "overview",
  trail: [],
  all: false,
  by: "parts"
};
var upTo = (value, most) => Number.isInteger(value) && value >= 0 && value < most;
function numberText(lens, name, index) {
  const { head, row, column } = placeIn(lens.tensor(name), index);
  return [name, head ?? 0, row ?? 0, column].join(" ");
}
var nameIn = (text) => String(text).split(" ")[0];
function numberIn(lens, text) {
  const [name, ...place] = String(text).split(" "), [head, row, column] = place.map(Number);
  if (!lens.has(name)) return null;
  const { shape } = lens.tensor(name), [heads, rows, columns] = [1, 1, ...shape].slice(-3);
  const fits = upTo(head, heads) && upTo(row, rows) && upTo(column, columns);
  return fits ? { name, index: (head * rows + row) * columns + column } : null;
}
function viewOf(given, lens) {
  const { at, name, head, row, number, from, trail, all, by } = { ...OVERVIEW, ...given };
  const { heads } = lens.model.config;
  const fits = {
    block: () => stagesOf(lens.model).some((stage) => stage.name === name),
    head: () => typeof name === "string" && lens.has(`${name}.weights`) && upTo(head, heads),
    number: () => typeof number === "string" && lens.has(nameIn(number))
  };
  if (typeof at !== "string" || !Object.hasOwn(fits, at) || !fits[at]()) return { ...OVERVIEW };
  return {
    at,
    name: typeof name === "string" ? name : "",
    head: upTo(head, heads) ? head : 0,
    row: upTo(row, 1e3) ? row : 0,
    number: String(number),
    from: ["block", "head"].includes(from) ? from : "overview",
    trail: Array.isArray(trail) ? trail.filter((text) => numberIn(lens, text)) : [],
    all: all === true,
    by: by === "numbers" ? by : "parts"
  };
}
function levelsOf(lens, view) {
  const { at, name, head, row, number } = view, levels = [{ words: "Overview", view: OVERVIEW }];
  if (at === "overview") return levels;
  const own = at === "number" ? numberIn(lens, number) : null, tensor = at === "number" ? nameIn(number) : name;
  const stageName = at === "block" ? name : stageNameOf(tensor);
  const { title } = stagesOf(lens.model).find((stage) => stage.name === stageName);
  levels.push({ words: title, view: { at: "block", name: stageName } });
  const ofNumber = own && headOf(lens, tensor, placeIn(lens.tensor(tensor), own.index));
  const inHead = at === "head" ? { name, head } : ofNumber;
  if (!inHead) return levels;
  const words = `${inHead.name.split(".").at(-1).replace("_", "-")}, head ${inHead.head}`;
  return [...levels, { words, view: { at: "head", ...inHead, row } }];
}

// microscope/anatomy/way.js
function makeWay(jump) {
  const summary = make("summary"), list = make("ol"), element = make("details", { className: "way" }, summary, list);
  let shown3 = "";
  element.dataset.testid = "microscope-way";
  return {
    element,
    show(lens, trail) {
      element.hidden = !trail.length;
      const words = trail.map((text) => {
        const { name, index } = numberIn(lens, text);
        return numberWords(lens, name, index);
      });
      if (shown3 === words.join("\n")) return;
      shown3 = words.join("\n");
      summary.textContent = `The way here: ${trail.length} step${trail.length === 1 ? "" : "s"}`;
      const button5 = (textContent, i) => make("button", { type: "button", textContent, onclick: () => jump(i) });
      list.replaceChildren(...words.map((text, i) => make("li", {}, button5(text, i))));
    }
  };
}

// microscope/anatomy/anatomy.js
var LONGEST3 = 60;
function makeAnatomy(place, scope) {
  const button5 = (testid, more) => make("button", { type: "button", "data-testid": `microscope-${testid}`, ...more });
  const heading2 = make("h2", { tabIndex: -1, "data-testid": "microscope-anatomy-title" });
  const back2 = button5("anatomy-back", { textContent: "\u2190 Back", title: "Back (Escape)" });
  const crumbs = ["overview", "block", "head"].map((at) => button5(`crumb-${at}`));
  const came = make("p", { className: "what" });
  const trail = make("ol", {}, ...crumbs.map((crumb) => make("li", {}, crumb))), inside = make("div");
  const way = makeWay((i) => goTo(i));
  keepKeys(heading2);
  const nav = make("nav", { "aria-label": "Where you are in the model" }, back2, trail);
  place.append(nav, heading2, came, way.element, inside);
  let views = /* @__PURE__ */ new Map(), made = null, present = { ...OVERVIEW }, moved = false, level = null;
  const lensNow = () => lensOf(scope.model, scope.trace, scope.state.interventions);
  function look2(view) {
    scope.look("anatomy", view);
    present = viewOf(scope.state.view.anatomy, lensNow());
  }
  function go(view) {
    moved = true;
    look2({ ...OVERVIEW, ...view });
  }
  const tools = {
    scope,
    lensNow,
    openStage: (name) => go({ at: "block", name }),
    openHead: (attention4, head) => go({ at: "head", name: attention4, head }),
    chooseRow: (row) => look2({ ...present, row }),
    showAll: (all) => look2({ ...present, all }),
    explainBy: (by) => look2({ ...present, by }),
    openPart: (name) => go({ at: "block", name: stageNameOf(name) }),
    step(name, index) {
      const trail2 = [...present.trail, present.number].slice(-LONGEST3);
      go({ ...present, number: numberText(lensNow(), name, index), trail: trail2, all: false });
    },
    // From a table: another number of the same table is no step back.
    pick(name, index) {
      const number = numberText(lensNow(), name, index);
      if (present.at === "number") return look2({ ...present, number });
      go({ ...present, at: "number", number, from: present.at });
    }
  };
  function goTo(i) {
    const { trail: trail2 } = present;
    go({ ...present, number: trail2[i], trail: trail2.slice(0, i), all: false });
  }
  function goBack() {
    const { at, trail: trail2, from: opened2 } = present, levels = levelsOf(lensNow(), present);
    if (at === "overview") return;
    if (trail2.length) return goTo(trail2.length - 1);
    if (at === "number") return go((levels.find((each) => each.view.at === opened2) ?? levels.at(-1)).view);
    go(levels.at(-2).view);
  }
  function keyOf3({ at, name, head }) {
    return { block: `block ${name}`, head: `head ${name} ${head}` }[at] ?? at;
  }
  function makeView({ at, name, head }, lens) {
    if (at === "overview") return makeOverview(tools, lens);
    if (at === "block") return makeBlock(tools, lens, stagesOf(lens.model).find((each) => each.name === name));
    return at === "head" ? makeHead(tools, lens, name, head) : makeNumber(tools);
  }
  function titleOf2(lens, { at, name, head, number }, levels) {
    if (at === "overview") return "From the picture to the answer";
    if (at === "block") return levels.at(-1).words;
    if (at === "head") return `${tensorWords(name)}, head ${head}`;
    const own = numberIn(lens, number);
    return own ? numberWords(lens, own.name, own.index) : "There is no such number now: the answer may be too short.";
  }
  function showWhere(lens) {
    const { at, trail: trail2 } = present, levels = levelsOf(lens, present), before = numberIn(lens, trail2.at(-1));
    back2.disabled = at === "overview";
    crumbs.forEach((crumb, i) => {
      crumb.parentElement.hidden = !levels[i];
      if (levels[i]) crumb.textContent = levels[i].words;
      if (levels[i]?.view.at === at) crumb.setAttribute("aria-current", "location");
      else crumb.removeAttribute("aria-current");
    });
    heading2.textContent = titleOf2(lens, present, levels);
    came.hidden = !before || at !== "number";
    way.show(lens, at === "number" ? trail2 : []);
    if (!came.hidden) came.textContent = `It helped to make: ${numberWords(lens, before.name, before.index)}.`;
  }
  function showLevel(lens) {
    const key = keyOf3(present), own = present.at === "number" ? numberIn(lens, present.number) : null;
    if (!views.has(key)) views.set(key, makeView(present, lens));
    const view = views.get(key);
    if (level !== view) inside.replaceChildren(view.element);
    level = view;
    inside.hidden = present.at === "number" && !own;
    if (inside.hidden) return;
    if (own) view.show(lens, own.name, own.index, present);
    else view.show(lens, present.row);
  }
  crumbs.forEach((crumb, i) => crumb.addEventListener("click", () => go(levelsOf(lensNow(), present)[i].view)));
  back2.addEventListener("click", goBack);
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || present.at === "overview") return;
    event.preventDefault();
    goBack();
  });
  return {
    show() {
      const lens = lensNow(), { config } = scope.model, sizes = JSON.stringify(config);
      if (made !== sizes) views = /* @__PURE__ */ new Map();
      made = sizes;
      present = viewOf(scope.state.view.anatomy, lens);
      showWhere(lens);
      showLevel(lens);
      if (!moved) return;
      moved = false;
      heading2.focus({ preventScroll: true });
      if (place.getBoundingClientRect().top < 0) place.scrollIntoView();
    },
    figure() {
      const lens = lensNow();
      return { ...level.figure(lens), caption: [heading2.textContent] };
    }
  };
}

// microscope/anatomy/anatomy.css
var anatomy_default = '.microscope [data-panel="anatomy"] { min-height: 20rem; scroll-margin-top: 4rem; }\n.microscope [data-panel="anatomy"] nav { display: flex; flex-wrap: wrap; gap: 0.4rem 0.75rem; align-items: center; }\n.microscope [data-panel="anatomy"] nav ol { display: flex; flex-wrap: wrap; margin: 0; padding: 0; list-style: none; }\n.microscope [data-panel="anatomy"] nav li { margin: 0; }\n.microscope [data-panel="anatomy"] nav li + li::before { content: "\u203A"; color: var(--quiet); }\n.microscope [data-panel="anatomy"] nav li button { border: 0; background: none; text-decoration: underline; }\n.microscope [data-panel="anatomy"] nav li button[aria-current] { font-weight: 600; text-decoration: none; }\n.microscope [data-panel="anatomy"] h2 { margin: 0.5rem 0 0.25rem; font-size: 1.125rem; font-weight: 600; scroll-margin-top: 4rem; overflow-wrap: anywhere; }\n.microscope [data-panel="anatomy"] h2:focus { outline: none; }\n.microscope [data-panel="anatomy"] h3 { margin: 0 0 0.15rem; font-size: 1rem; }\n.microscope [data-panel="anatomy"] :is(h2, h3)::first-letter { text-transform: uppercase; }\n.microscope [data-panel="anatomy"] :is(.what, .shape) { margin: 0 0 0.35rem; color: var(--quiet); font-size: 0.8125rem; font-weight: 400; }\n.microscope [data-panel="anatomy"] .choice [aria-pressed="true"] { background: var(--text); color: var(--paper); }\n.microscope [data-panel="anatomy"] .one > .choice { margin: 0.25rem 0 0.5rem; }\n.microscope [data-panel="anatomy"] .way { margin: 0 0 0.35rem; font-size: 0.8125rem; }\n.microscope [data-panel="anatomy"] .way summary { cursor: pointer; }\n.microscope [data-panel="anatomy"] .way button { min-height: 1.75rem; padding: 0; border: 0; background: none; text-align: left; text-decoration: underline; vertical-align: top; }\n.microscope [data-panel="anatomy"] .part { margin: 0.75rem 0; }\n.microscope [data-panel="anatomy"] .part .beside { display: grid; grid-template-columns: repeat(4, minmax(0, max-content)); gap: 0.5rem; }\n.microscope [data-panel="anatomy"] .beside > div { min-width: 0; }\n.microscope [data-panel="anatomy"] .ticks { position: relative; height: 1rem; max-width: 100%; color: var(--quiet); font-size: 0.6875rem; line-height: 1rem; }\n.microscope [data-panel="anatomy"] .ticks span { position: absolute; transform: translateX(-50%); }\n.microscope [data-panel="anatomy"] .labelled { display: flex; gap: 0.35rem; }\n.microscope [data-panel="anatomy"] .labelled > .numbers { min-width: 0; }\n.microscope [data-panel="anatomy"] .names { flex: 0 1 9rem; min-width: 0; margin: 1rem 0 0; padding: 1px 0 0; list-style: none; color: var(--quiet); font-size: 0.6875rem; }\n.microscope [data-panel="anatomy"] .names li { overflow: hidden; height: 14px; margin: 0; line-height: 14px; white-space: nowrap; text-overflow: ellipsis; text-align: right; }\n.microscope [data-panel="anatomy"] .choice { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }\n.microscope [data-panel="anatomy"] .path { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem 1.5rem; }\n.microscope [data-panel="anatomy"] .box {\n  display: block; width: 100%; min-height: 44px; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 8px;\n  background: var(--raised); color: var(--text); text-align: left;\n}\n.microscope [data-panel="anatomy"] button.box:hover { border-color: var(--text); }\n.microscope [data-panel="anatomy"] .box .words { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.5rem; }\n.microscope [data-panel="anatomy"] .box canvas { display: block; border: 1px solid var(--line); image-rendering: pixelated; }\n.microscope [data-panel="anatomy"] .box .rows { width: 100%; height: 3rem; }\n.microscope [data-panel="anatomy"] .box .picture { width: 84px; height: 84px; }\n.microscope [data-panel="anatomy"] .box .map { width: 36px; height: 36px; }\n.microscope [data-panel="anatomy"] .box .heads { display: inline-block; margin: 0 0.75rem 0.35rem 0; }\n.microscope [data-panel="anatomy"] .box .heads .beside { display: flex; gap: 4px; }\n.microscope [data-panel="anatomy"] .arrow { padding-left: 1rem; color: var(--quiet); font-size: 0.8125rem; line-height: 1.5; }\n.microscope [data-panel="anatomy"] .value { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="anatomy"] .formula { margin: 0 0 0.35rem; font-family: var(--pst-font-family-monospace, monospace); font-size: 0.875rem; }\n.microscope [data-panel="anatomy"] .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0 0.75rem; margin: 0 0 0.5rem; font-size: 0.875rem; }\n.microscope [data-panel="anatomy"] .facts :is(dt, dd) { margin: 0; font-weight: 400; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="anatomy"] .operands { display: table; width: 100%; margin: 0 0 0.5rem; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="anatomy"] .operands caption { padding: 0; color: var(--quiet); text-align: left; caption-side: top; }\n.microscope [data-panel="anatomy"] .operands td { white-space: nowrap; }\n.microscope [data-panel="anatomy"] .operands :is(th, td) { padding: 0.1rem 0.35rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; vertical-align: middle; }\n.microscope [data-panel="anatomy"] .operands thead th { color: var(--quiet); }\n.microscope [data-panel="anatomy"] .operands thead th:last-child { width: 40%; }\n.microscope [data-panel="anatomy"] .parts thead th:nth-child(2) { width: 40%; }\n.microscope [data-panel="anatomy"] .parts thead th:last-child { width: 20%; }\n.microscope [data-panel="anatomy"] .operands button { min-height: 1.75rem; padding: 0 0.25rem; border: 0; background: none; text-align: left; text-decoration: underline; }\n.microscope [data-panel="anatomy"] .operands button:disabled { text-decoration: none; opacity: 1; }\n.microscope [data-panel="anatomy"] .operands.plain :is(thead th, tbody td):nth-child(3) { visibility: hidden; }\n.microscope [data-panel="anatomy"] .operands .own { background: var(--raised); }\n.microscope [data-panel="anatomy"] .operands tfoot tr:last-child :is(th, td) { font-weight: 600; }\n.microscope [data-panel="anatomy"] .bars { position: relative; flex: 1 1 4rem; height: 6px; background: linear-gradient(var(--line) 0 0) center / 1px 100% no-repeat; }\n.microscope [data-panel="anatomy"] .result { display: flex; flex-wrap: wrap; gap: 0 0.5rem; align-items: center; }\n.microscope [data-panel="anatomy"] .result > :first-child { flex: 0 0 4.5rem; }\n.microscope [data-panel="anatomy"] .bars i { position: absolute; top: 0; height: 100%; }\n.microscope [data-panel="anatomy"] .bars .above { background: var(--up); }\n.microscope [data-panel="anatomy"] .bars .below { background: var(--down); }\n@media (pointer: coarse), (max-width: 480px) {\n  .microscope [data-panel="anatomy"] :is(nav, .operands, .choice, .one, .way) button { min-width: 44px; min-height: 44px; }\n  .microscope [data-panel="anatomy"] .operands :is(th, td) { padding: 0 0.15rem; }\n  .microscope [data-panel="anatomy"] :is(.operands thead th:last-child, .parts thead th:nth-child(2)) { width: 25%; }\n}\n';

// microscope/trace.js
function write2(model, memory, see, beginning, choose) {
  const { start, finish } = model.tokenizer, tokens = [start, ...beginning], C = model.head.bias.length;
  const cache = newCache(model);
  let read = [...tokens];
  while (true) {
    const [now, known2] = model.causal ? [read, cache] : [tokens, void 0];
    const { logits } = decode(model, now, memory, known2, see);
    const next = choose(logits.subarray(logits.length - C));
    if (next === finish) return { tokens, finished: true };
    if (tokens.length === model.longest) return { tokens, finished: false };
    tokens.push(next);
    read = [next];
  }
}
function writeOn(plain, memory, options = {}) {
  const { interventions = [], sources, beginning = [], choose = likeliest } = options;
  const model = without(plain, interventions);
  return write2(model, memory, seeWith(model, interventions, sources), beginning, choose);
}
function run(plain, grid, options = {}) {
  const { interventions = [], sources, beginning = [], choose = likeliest, writes = true, keep = true } = options;
  const model = without(plain, interventions), change = seeWith(model, interventions, sources), tensors = /* @__PURE__ */ new Map();
  const see = !keep ? change : (name, tensor, rows, first) => {
    const data = change(name, tensor, rows, first), { heads } = model.config;
    const shape = hasHeads(name) ? [heads, rows, data.length / heads / rows] : [rows, data.length / rows];
    tensors.set(name, { data, shape: name === "pixels" ? [model.side, model.side] : shape });
    return data;
  };
  const { memory } = encode(model, pixelsOf(grid), see);
  const { start, toText } = model.tokenizer, given = { tokens: [start, ...beginning], finished: false };
  const { tokens, finished } = writes ? write2(model, memory, change, beginning, choose) : given;
  const text = toText(tokens.filter((token) => token < start));
  const { logits, hidden, maps } = decode(model, tokens, memory, void 0, see);
  return { tokens, finished, text, logits, tensors, memory, hidden, maps };
}
function makePlain() {
  let before = null;
  return ({ model, grid, trace, state: { interventions, beginning } }) => {
    if (!interventions.length && !beginning.length) return trace;
    if (before?.grid !== grid || before.model !== model) before = { grid, model, trace: run(model, grid) };
    return before.trace;
  };
}
function readingOf(model, { tokens, text, memory, logits, hidden, maps }) {
  const T = tokens.length, { heads, width: D } = model.config, C = logits.length / T, across = maps.at(-1)[1];
  const S = memory.length / D;
  const steps = tokens.slice(1).map((token, t) => {
    const look2 = new Float32Array(heads * S);
    for (let head = 0; head < heads; head++) {
      look2.set(across.subarray((head * T + t) * S, (head * T + t + 1) * S), head * S);
    }
    return stepOf(model, token, memory, {
      logits: logits.subarray(t * C, (t + 1) * C),
      hidden: hidden.subarray(t * D, (t + 1) * D),
      maps: [[null, look2]]
    });
  });
  return { text, steps: steps.filter(({ token }) => token < model.tokenizer.start) };
}
var sourceOf = ({ tensors }) => Object.fromEntries([...tensors].map(([name, { data }]) => [name, data]));
var targetsOf = ({ tokenizer: { finish } }, { tokens, finished }) => finished ? [...tokens.slice(1), finish] : tokens.slice(1);
function logProbabilities({ tokens, logits }, targets) {
  const C = logits.length / tokens.length;
  return targets.map((target, t) => {
    const row = logits.subarray(t * C, (t + 1) * C), highest = Math.max(...row);
    return row[target] - highest - Math.log(row.reduce((sum3, logit) => sum3 + Math.exp(logit - highest), 0));
  });
}
var logProbability = (model, trace) => logProbabilities(trace, targetsOf(model, trace)).reduce((sum3, own) => sum3 + own, 0);

// microscope/copy/patching.js
function cellsOf(count) {
  const across = Math.sqrt(count), half = (place) => Math.floor((place + 0.5) / across * 2);
  return Array.from({ length: count }, (_, patch) => 2 * half(Math.floor(patch / across)) + half(patch % across));
}
var patchesOfCell = (cell, count) => cellsOf(count).flatMap((own, patch) => own === cell ? [patch] : []);
var patchesIn = ({ side, config }) => (side / config.patch) ** 2;
function stagesOf2({ config: { encoder_blocks: encoder, decoder_blocks: decoder } }) {
  const blocks = (name, count) => Array.from({ length: count }, (_, i) => `${name}.${i}`);
  const names = ["patch_embedding", ...blocks("encoder", encoder), "encoder_norm", ...blocks("decoder", decoder)];
  return names.map((at) => ({ at, tokens: isOfTokens(at), title: at === "encoder_norm" ? "memory" : titleOf(at) }));
}
function headsOf({ config: { encoder_blocks: encoder, decoder_blocks: decoder, heads } }) {
  const parts = [
    ...Array.from({ length: encoder }, (_, i) => `encoder.${i}.attention`),
    ...["self", "cross"].flatMap((kind) => Array.from({ length: decoder }, (_, i) => `decoder.${i}.${kind}_attention`))
  ];
  const short2 = (part) => titleOf(part).replace(" block", "").replace(/,? attention$/, "");
  const title = (part, head) => `${short2(part)}, head ${head}`;
  return parts.flatMap((part) => Array.from({ length: heads }, (_, head) => ({
    part,
    head,
    at: `${part}.mix`,
    tokens: isOfTokens(`${part}.mix`),
    title: title(part, head)
  })));
}
var copyOf = ({ at, head }, rows) => ({ at, ...head != null && { head }, ...rows && { rows }, to: "pinned" });
var isCopy = ({ to }) => to === "pinned";
var dot = (x, y) => x.reduce((sum3, value, i) => sum3 + value * y[i], 0);
var DISTANCES = {
  cosine: (x, y) => Math.max(0, 1 - dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y) || 1)),
  // 1 less the cosine
  euclidean: (x, y) => Math.sqrt(x.reduce((sum3, value, i) => sum3 + (value - y[i]) ** 2, 0))
};
function distances(one, other, at, kind) {
  const { data, shape: [rows, X] } = one.tensors.get(at), { data: theirs, shape: [most] } = other.tensors.get(at);
  const row = (from, i) => from.subarray(i * X, (i + 1) * X);
  return Array.from({ length: Math.min(rows, most) }, (_, i) => DISTANCES[kind](row(data, i), row(theirs, i)));
}
function mostApart(model, one, other) {
  let most = { share: -1 };
  for (const { part, head } of headsOf(model).filter((each) => !each.part.includes("self"))) {
    const [mine, theirs] = [one, other].map(({ tensors }) => tensors.get(`${part}.weights`)), S = mine.shape[2];
    const rowOf5 = ({ data, shape: [, rows] }, row) => data.subarray((head * rows + row) * S).subarray(0, S);
    for (let row = 0; row < Math.min(mine.shape[1], theirs.shape[1]); row++) {
      const own = rowOf5(theirs, row), share2 = rowOf5(mine, row).reduce((sum3, x, i) => sum3 + Math.abs(x - own[i]) / 2, 0);
      if (share2 > most.share) most = { part, head, row, share: share2 };
    }
  }
  return most;
}
function makeMeasure(plain, grid, { interventions, sources, answers }) {
  const model = without(plain, interventions), pixels = pixelsOf(grid);
  const known2 = { mean: sources.mean, pinned: sources.pinned, get other() {
    return sources.other;
  } };
  const seeing = (copies) => seeWith(model, [...interventions, ...copies], known2);
  const { memory: before } = encode(model, pixels, seeing([]));
  return (copies) => {
    const see = seeing(copies), ofTokens = copies.every(({ at }) => at.startsWith("decoder"));
    const { memory } = ofTokens ? { memory: before } : encode(model, pixels, see);
    return answers.map(({ tokens, finished }) => {
      const { logits } = decode(model, tokens, memory, void 0, see);
      return logProbability(model, { tokens, finished, logits });
    });
  };
}

// microscope/copy/stages.js
var tokensOf2 = ({ tokenizer }, { tokens }) => tokens.map((token) => token === tokenizer.space ? "\u2423" : tokenizer.tokens[token]);
function rowInWords(model, row, tokens, words) {
  if (tokens) return `token ${row}, ${words[row] ?? "not written"}`;
  return `patch ${row}, ${PLACES[cellsOf(patchesIn(model))[row]]} cell`;
}
var strongest = (values) => values.reduce((most, value) => Math.abs(value) > Math.abs(most) ? value : most, 0);
var capital = (text) => text[0].toUpperCase() + text.slice(1);
function makeStages(scope, { id, kind, say, pick = null }) {
  const pictures = make("div", { className: "stages" }), rest = make("div", { className: "of-tokens" });
  const line2 = make("p", { className: "line", "data-testid": `microscope-copy-${id}-said` });
  const element = make("div", { "data-testid": `microscope-copy-${id}` }, pictures, rest, line2);
  let parts = null, built = "", blocks = [], words = [];
  function tell(at) {
    const text = say(at);
    line2.textContent = text;
    return text;
  }
  function makeCard(stage) {
    const picture = makePicture({
      frame: scope.frame,
      label: `${stage.title}: ${kind}`,
      side: 96,
      say: ({ patch, value }) => tell({ stage, row: patch, value }),
      pick: pick && (({ patch }) => pick({ stage, row: patch }))
    });
    const most = make("p", { className: "most" });
    const heading2 = make("h3", { textContent: capital(stage.title) });
    pictures.append(make("div", { "data-stage": stage.at }, heading2, picture.element, most));
    return { picture, most };
  }
  function makeTokens2() {
    const header = make("div", { className: "words", ariaHidden: "true" });
    const table = makeTable({
      frame: scope.frame,
      label: `decoder blocks and tokens: ${kind}`,
      side: 44,
      say: ({ row, column, value }) => tell({ stage: blocks[row], row: column, value }),
      pick: pick && (({ row, column }) => pick({ stage: blocks[row], row: column }))
    });
    const titles = make("div", { className: "titles", ariaHidden: "true" });
    titles.append(...blocks.map(({ at }) => make("span", { textContent: at.split(".")[1] })));
    const heading2 = make("h3", { textContent: "Decoder blocks, and a column for each token" });
    rest.replaceChildren(heading2, titles, make("div", { className: "table" }, header, table.element));
    return { header, table };
  }
  function build(model) {
    const all = stagesOf2(model);
    if (built === all.map(({ at }) => at).join()) return;
    built = all.map(({ at }) => at).join();
    pictures.replaceChildren();
    blocks = all.filter(({ tokens }) => tokens);
    const cards = all.filter(({ tokens }) => !tokens).map((stage) => [stage.at, makeCard(stage)]);
    parts = { cards: new Map(cards), ...makeTokens2() };
  }
  function showTokens(values, { scale, marked }) {
    const columns = Math.max(0, ...blocks.map(({ at }) => values.get(at)?.length ?? 0));
    const all = blocks.flatMap(({ at }) => Array.from({ length: columns }, (_, i) => values.get(at)?.[i] ?? 0));
    const places = blocks.flatMap(({ at }, row) => (marked?.get(at) ?? []).map((column) => ({ row, column })));
    const first = columns > 10 ? "" : "start";
    const seen = Array.from({ length: columns }, (_, i) => i ? words[i] ?? "" : first);
    if (parts.header.textContent !== seen.join("") || parts.header.childElementCount !== columns) {
      parts.header.replaceChildren(...seen.map((word) => make("span", { textContent: word })));
    }
    rest.style.setProperty("--columns", columns || 1);
    parts.table.show(all, blocks.length, columns, { scale, marked: places });
  }
  return {
    element,
    show(values, { grid, scale, marked, only, ...more }) {
      build(scope.model);
      words = more.words;
      for (const [at, { picture, most }] of parts.cards) {
        if (only && !only.has(at)) continue;
        const own = values.get(at);
        picture.show(grid, own, { scale, marked: marked?.get(at) });
        most.textContent = `up to ${short(strongest(own), 2)}`;
      }
      if (!only || blocks.some(({ at }) => only.has(at))) showTokens(values, { scale, marked });
    }
  };
}

// microscope/copy/compare.js
var KINDS3 = { cosine: "1 less the cosine", euclidean: "Euclidean" };
var DIFFER = "A number for each row: how far apart the two runs\u2019 vectors are there. Rows can be far apart and yet not matter for the answer: compare with the map above.";
function makeCompare(place, scope) {
  const options = Object.entries(KINDS3).map(([kind, words2]) => new Option(words2, kind));
  const onchange = ({ target }) => scope.look("copy", { distance: target.value });
  const distance2 = make("select", { "data-testid": "microscope-copy-distance", onchange }, ...options);
  let words = [];
  const stages = makeStages(scope, {
    id: "apart",
    kind: "how far apart the runs are",
    say: ({ stage, row, value }) => {
      const where = `${stage.title}, ${rowInWords(scope.model, row, stage.tokens, words)}`;
      return `${where}: ${short(value)} apart, ${KINDS3[distance2.value]}`;
    }
  });
  place.append(
    make("h2", { textContent: "Where the two runs differ" }),
    make("p", { textContent: DIFFER }),
    make("div", { className: "bar" }, make("label", {}, "Distance: ", distance2)),
    stages.element
  );
  return {
    show(pinned, view) {
      const { trace, model, grid } = scope, [own, theirs] = [trace, pinned].map((run2) => tokensOf2(model, run2));
      const both = (glue) => theirs.map((word, i) => own[i] === word ? word : [own[i] ?? "none", word].join(glue));
      distance2.value = Object.hasOwn(KINDS3, view.distance) ? view.distance : "cosine";
      words = both(" and ");
      const values = new Map(stagesOf2(model).map(({ at }) => [at, distances(trace, pinned, at, distance2.value)]));
      stages.show(values, { grid, words: both("|") });
    }
  };
}

// microscope/copy/pair.js
var answerOf2 = ({ text }) => text || "nothing";
var MISSING = "Nothing is pinned yet. Press \u201CPin this drawing\u201D above and then change the drawing, or choose below. Or begin with this pair: a full drawing, pinned, and the same without its first digit. It takes the place of your drawing, which Undo brings back.";
var gridIn = ({ tensors }) => Uint8Array.from(tensors.get("pixels").data, (pixel) => Math.round(pixel * 255));
var sample = (k) => PLACES.map(() => [{ sample: k }]);
var button3 = (id, textContent, onclick) => make("button", { type: "button", textContent, onclick, "data-testid": `microscope-${id}` });
var dim = (element, idle) => element.setAttribute("aria-disabled", idle);
function makeSide(scope, title) {
  const picture = makePicture({
    frame: scope.frame,
    label: `${title} in patches`,
    say: ({ patch }) => `patch ${patch}, ${PLACES[cellsOf(patchesIn(scope.model))[patch]]} cell`
  });
  const answer = make("p", { className: "answer" });
  const heading2 = make("h2", { textContent: title });
  return {
    element: make("div", { className: "side" }, heading2, picture.element, answer),
    show(grid, nodes) {
      picture.show(grid, new Float32Array(patchesIn(scope.model)), { scale: 1 });
      answer.replaceChildren(...nodes);
    }
  };
}
function otherSample({ truths, samples, model, trace, state: { marks } }, cell) {
  const k = marks[cell].at(-1)?.sample ?? -1, full = marks.every((own) => own.length);
  const digit = k >= 0 ? truths[k][cell] : full ? digitsOf(model.tokenizer, trace.text)[cell] : null;
  const next = Array.from({ length: samples }, (_, i) => (k + 1 + i) % samples);
  return next.find((other) => truths[other][cell] !== digit) ?? 0;
}
function makeChoice(scope) {
  const { truths, samples } = scope;
  const numbers = Array.from({ length: samples }, (_, k) => new Option(`${k}: ${truths[k]}`, k));
  const grids = make("select", { "data-testid": "microscope-pin-grid" }, new Option("choose one", ""), ...numbers);
  grids.addEventListener("change", () => {
    if (grids.value) scope.change({ pinned: sample(Number(grids.value)) });
    grids.value = "";
  });
  const cells = PLACES.map((place, i) => new Option(place, i));
  const cell = make("select", { "data-testid": "microscope-pair-cell" }, ...cells);
  const empty = button3("pair-empty", "Empty it", () => {
    const { marks } = scope.state, i = Number(cell.value);
    if (marks[i].length) scope.change({ pinned: marks, marks: withCell(marks, i, []) });
  });
  const exchange = button3("pair-digit", "Another digit", () => {
    const { marks } = scope.state, i = Number(cell.value), k = otherSample(scope, i);
    scope.change({ pinned: marks, marks: withCell(marks, i, [{ sample: k }]) });
  });
  const show = () => dim(empty, !scope.state.marks[cell.value].length);
  cell.addEventListener("change", show);
  const legend = make("legend", { textContent: "Pin this drawing, then change one of its cells" });
  const element = make(
    "div",
    { className: "choice" },
    make("label", {}, "Pin a sample grid ", grids),
    make("fieldset", {}, legend, make("label", {}, "the ", cell, " cell"), empty, exchange)
  );
  return { element, show };
}
function readyMade(scope) {
  const { marks } = scope.state, full = marks.every((own) => own.length) ? marks : sample(0);
  scope.change({ pinned: full, marks: withCell(full, 0, []) });
}
function makePair(place, scope) {
  const present = makeSide(scope, "Present drawing"), pinned = makeSide(scope, "Pinned drawing");
  const missing2 = make(
    "div",
    { className: "missing" },
    make("p", { textContent: MISSING }),
    button3("pair-ready", "Show me this pair", () => readyMade(scope))
  );
  const swap = () => {
    const { marks, pinned: pinned2, beginning, pinnedBeginning } = scope.state;
    scope.change({ marks: pinned2, beginning: pinnedBeginning, pinned: marks, pinnedBeginning: beginning });
  };
  const unpin = () => {
    scope.change({ pinned: null, interventions: scope.state.interventions.filter((one) => !isCopy(one)) });
  };
  const tools = make("p", { className: "bar" }, button3("swap", "Swap the two", swap), button3("unpin", "Unpin", unpin));
  const alike2 = make("p", {
    textContent: "Both drawings get the same answer, so there is little to move. Take two with different answers.",
    hidden: true
  });
  const choice = makeChoice(scope);
  const more = make("details", {}, make("summary", { textContent: "Take another pair" }), choice.element);
  const drawings = make("div", { className: "pair drawings" }, present.element, pinned.element, missing2);
  place.append(drawings, tools, alike2, more);
  let shown3 = null;
  function turn(there2) {
    const { activeElement } = place.getRootNode(), lost = [tools, missing2].some((part) => part.contains(activeElement));
    for (const part of [pinned.element, tools]) part.hidden = !there2;
    missing2.hidden = shown3 = there2;
    more.open = !there2;
    if (lost) (there2 ? tools : missing2).querySelector("button").focus();
  }
  return {
    show(base, other) {
      const { trace, grid } = scope, said = [`The model reads ${answerOf2(base)}.`];
      if (trace !== base) said.push(" With the copies: ", make("strong", { textContent: answerOf2(trace) }), ".");
      present.show(grid, said);
      choice.show();
      if (shown3 !== Boolean(other)) turn(Boolean(other));
      alike2.hidden = base.text !== other?.text;
      if (other) pinned.show(gridIn(other), [`The model reads ${answerOf2(other)}.`]);
    }
  };
}

// microscope/copy/figure.js
var SIDE2 = 96;
var GAP2 = 16;
var TOP = 150;
var SAID2 = {
  gained: "how much the pinned answer gains in log-probability",
  lost: "how much the present answer loses in log-probability"
};
function figureOfCopies(scope, { base, pinned }, shown3) {
  const blank = new Float32Array(patchesIn(scope.model));
  const picture = (grid, x) => pictureSvg(grid, blank, { x, y: 24, side: SIDE2, scale: 1 });
  const pictures = [textSvg(`present: ${answerOf2(base)}`, GAP2, 18), picture(scope.grid, GAP2)];
  const small = { inside: pictures.join(""), width: 480, height: 130, caption: ["No drawing is pinned."] };
  if (!pinned || !shown3) return small;
  const left = 2 * GAP2 + Math.max(SIDE2, 7 * answerOf2(base).length + 70);
  pictures.push(textSvg(`pinned: ${answerOf2(pinned)}`, left, 18), picture(gridIn(pinned), left));
  const { map: map2, kind, words, scale } = shown3, all = stagesOf2(scope.model);
  const maps = all.filter(({ tokens }) => !tokens), blocks = all.filter(({ tokens }) => tokens);
  maps.forEach(({ at, title }, i) => {
    const x = GAP2 + i * (SIDE2 + GAP2), values = map2.values[kind].get(at);
    pictures.push(textSvg(title, x, TOP), pictureSvg(scope.grid, values, { x, y: TOP + 6, side: SIDE2, scale }));
  });
  words.forEach((word, i) => pictures.push(textSvg(i ? word : "start", 130 + 24 * i, TOP + SIDE2 + 32, i ? 12 : 8)));
  blocks.forEach(({ at, title }, i) => {
    const y = TOP + SIDE2 + 38 + 30 * i, values = map2.values[kind].get(at);
    pictures.push(textSvg(title, GAP2, y + 15), tableSvg(values, 1, values.length, { x: 130, y, side: 24, scale }));
  });
  return {
    inside: pictures.join(""),
    width: Math.max(720, GAP2 + maps.length * (SIDE2 + GAP2), 150 + 24 * pinned.tokens.length),
    height: TOP + SIDE2 + 40 + 30 * blocks.length,
    caption: [
      `Each square: ${SAID2[kind]} if these rows are copied from the pinned run.`,
      `The full colour is ${short(scale)}; the whole memory does ${short(map2.whole?.[kind] ?? 0)}. A copy takes ${map2.what.group === "cell" ? "the four patches of a cell" : "one patch"}, or one token.`,
      ...map2.done < map2.of ? [`${map2.done} of ${map2.of} copies are measured.`] : []
    ]
  };
}

// microscope/copy/hand.js
var MOST3 = 40;
var keyOf = ({ at, head }) => head == null ? at : `${at} ${head}`;
function rowsOf(key, model) {
  const [what, number] = key.split(" ");
  if (what === "all") return null;
  return what === "cell" ? patchesOfCell(Number(number), patchesIn(model)) : [Number(number)];
}
function choicesOf(model, { tokens }, pinned) {
  const count = patchesIn(model), numbers = (length2) => Array.from({ length: length2 }, (_, i) => i);
  if (tokens) {
    const words = tokensOf2(model, pinned);
    return [...words.map((_, i) => [`token ${i}`, rowInWords(model, i, true, words)]), ["all", "all tokens"]];
  }
  const cells = PLACES.map((place, i) => [`cell ${i}`, `${place} cell: ${patchesOfCell(i, count).join(", ")}`]);
  return [...cells, ...numbers(count).map((i) => [`patch ${i}`, rowInWords(model, i)]), ["all", "all patches"]];
}
function offer(select2, groups) {
  const text = JSON.stringify(groups);
  if (select2.offered === text) return;
  select2.offered = text;
  select2.replaceChildren(...Object.entries(groups).map(([label, choices]) => {
    return make("optgroup", { label }, ...choices.map(([key, words]) => new Option(words, key)));
  }));
}
function makeHand(place, scope) {
  const choose = (field2) => ({ target }) => scope.look("copy", { [field2]: target.value });
  const stage = make("select", { "data-testid": "microscope-copy-stage", onchange: choose("stage") });
  const rows = make("select", { "data-testid": "microscope-copy-rows", onchange: choose("rows") });
  const copy = button3("copy-now", "Copy", () => {
    const { interventions } = scope.state;
    if (!isCopied() && interventions.length < MOST3) scope.intervene([...interventions, theCopy()]);
  });
  const back2 = button3("copy-none", "Take all copies back", () => {
    const { interventions } = scope.state, others = interventions.filter((one) => !isCopy(one));
    if (others.length < interventions.length) scope.intervene(others);
  });
  place.append(
    make("h2", { textContent: "Copy rows of your choice" }),
    make("p", { textContent: "Such copies add up, until you take them back." }),
    make("div", { className: "bar" }, make("label", {}, "At ", stage), make("label", {}, "rows ", rows), copy, back2)
  );
  const all = () => [...stagesOf2(scope.model), ...headsOf(scope.model)];
  const chosen = () => all().find((one) => keyOf(one) === stage.value) ?? stagesOf2(scope.model)[0];
  const theCopy = () => copyOf(chosen(), rowsOf(rows.value, scope.model));
  const isCopied = () => scope.state.interventions.some((one) => JSON.stringify(one) === JSON.stringify(theCopy()));
  const pairs = (list) => list.map((one) => [keyOf(one), one.title]);
  return {
    show(pinned, view) {
      offer(stage, { "outputs": pairs(stagesOf2(scope.model)), "what one head passes on": pairs(headsOf(scope.model)) });
      const keys = all().map(keyOf);
      stage.value = keys.includes(view.stage) ? view.stage : keys.includes("encoder.1") ? "encoder.1" : keys[0];
      const choices = choicesOf(scope.model, chosen(), pinned);
      offer(rows, { rows: choices });
      rows.value = (choices.find(([key]) => key === view.rows) ?? choices[0])[0];
      const { interventions } = scope.state, copied2 = isCopied(), full = interventions.length >= MOST3;
      copy.textContent = copied2 ? "Copied" : full ? `At most ${MOST3} changes` : "Copy";
      dim(copy, copied2 || full);
      dim(back2, !interventions.some(isCopy));
    }
  };
}

// microscope/at_rest.js
var REST2 = 250;
var PIECE = 12;
function makeRest(isSeen) {
  let work = null, timer = 0;
  function go() {
    timer = 0;
    if (!work || !isSeen()) return;
    for (const end = performance.now() + PIECE; performance.now() < end; ) {
      if (!work.next().done) continue;
      work = null;
      return;
    }
    timer = setTimeout(go);
  }
  return {
    begin(generator, wait = REST2) {
      clearTimeout(timer);
      work = generator;
      timer = setTimeout(go, wait);
    },
    resume() {
      if (work && !timer) timer = setTimeout(go);
    }
  };
}

// microscope/copy/filling.js
var SLICE = 12;
var REST3 = 150;
var KEPT = 6;
function groupsOf(model, pinned, group, tokens) {
  const count = patchesIn(model), length2 = tokens ? pinned.tokens.length : count;
  if (group === "cell" && !tokens) return [0, 1, 2, 3].map((cell) => patchesOfCell(cell, count));
  return Array.from({ length: length2 }, (_, row) => [row]);
}
function emptyMap(what) {
  const { model, grid, interventions, sources, base, pinned, group } = what;
  const stages = stagesOf2(model), length2 = (tokens) => tokens ? pinned.tokens.length : patchesIn(model);
  const empty = () => new Map(stages.map(({ at, tokens }) => [at, new Float64Array(length2(tokens))]));
  const copies = stages.flatMap(({ at, tokens }) => {
    return groupsOf(model, pinned, group, tokens).map((rows) => ({ at, rows }));
  });
  let measure = null, before = null;
  function effect(own) {
    const [present, other] = measure(own);
    return { lost: before[0] - present, gained: other - before[1] };
  }
  return {
    what,
    done: 0,
    of: copies.length,
    values: { lost: empty(), gained: empty() },
    // for each stage, a number for each row
    whole: null,
    // what copying the whole memory does, {lost, gained}
    known: new Map(stages.map(({ at }) => [at, /* @__PURE__ */ new Set()])),
    // the rows that are measured
    // Measure the next copy. Returns the name of its stage.
    step() {
      if (!measure) {
        measure = makeMeasure(model, grid, { interventions, sources, answers: [base, pinned] });
        before = measure([]);
        this.whole = effect([copyOf({ at: "encoder_norm" })]);
      }
      const { at, rows } = copies[this.done++], measured2 = effect([copyOf({ at }, rows)]);
      for (const row of rows) {
        this.known.get(at).add(row);
        for (const kind of ["lost", "gained"]) this.values[kind].get(at)[row] = measured2[kind];
      }
      return at;
    }
  };
}
var sameGrid = (one, other) => one === other || one.every((value, i) => value === other[i]);
function alike(one, other) {
  const same4 = (field2) => JSON.stringify(one[field2]) === JSON.stringify(other[field2]);
  const known2 = ["model", "pinned", "group", "lender"].every((field2) => one[field2] === other[field2]);
  return known2 && same4("interventions") && sameGrid(one.grid, other.grid) && one.base.tokens.join() === other.base.tokens.join();
}
function makeFilling(tell, wanted) {
  let maps = [], map2 = null, turn = 0, waiting = false;
  function later(wait) {
    const own = ++turn, go = () => own === turn && work();
    waiting = true;
    setTimeout(() => requestAnimationFrame(() => setTimeout(go)), wait);
  }
  function work() {
    waiting = false;
    if (!wanted()) return;
    const until = performance.now() + SLICE, stages = /* @__PURE__ */ new Set();
    do
      stages.add(map2.step());
    while (map2.done < map2.of && performance.now() < until);
    if (map2.done < map2.of) later(0);
    tell(map2, stages);
  }
  return (what) => {
    if (!map2 || !alike(map2.what, what)) {
      maps = [map2, ...maps].filter((one) => one && one.done === one.of).slice(0, KEPT);
      map2 = maps.find((one) => alike(one.what, what)) ?? emptyMap(what);
      waiting = false;
    }
    if (!waiting && map2.done < map2.of) later(REST3);
    return map2;
  };
}

// microscope/copy/map.js
var MEASURES = { gained: "the pinned answer gains", lost: "the present answer loses" };
var LEAST = 0.1;
function scaleOf2({ whole, values }, kind) {
  const each = [...values[kind].values()].map((own) => largest([...own]));
  return Math.max(Math.abs(whole?.[kind] ?? 0), LEAST, ...each);
}
function fullColour({ whole, what: { grid, pinned } }, kind, scale) {
  const of = short(scale), its = short(whole[kind]);
  if (scale < 1.01 * Math.abs(whole[kind])) return `The full colour is what copying the whole memory does: ${its}.`;
  if (scale > LEAST) return `The full colour is what the strongest copy does: ${of}. The whole memory: ${its}.`;
  const same4 = kind === "gained" && sameGrid(grid, gridIn(pinned)) ? SAME2 : "";
  return `The full colour is ${of}; no copy does more.${same4}`;
}
function pressCopy(scope, copy, chosen) {
  const { interventions, view } = scope.state, others = interventions.filter((one) => !isCopy(one));
  const again = JSON.stringify(interventions.filter(isCopy)) === JSON.stringify([copy]);
  scope.change({
    interventions: again ? others : [...others, copy],
    view: { ...view, copy: { ...view.copy, ...chosen } }
  });
}
var SAME2 = " The pinned answer cannot gain from copies: what is computed for it, on the same drawing, is what is copied. See what the present answer loses.";
var GROUPS = { patch: "one patch", cell: "a whole cell" };
var select = (id, choices, field2, scope) => {
  const options = Object.entries(choices).map(([key, words]) => new Option(words, key));
  const onchange = ({ target }) => scope.look("copy", { [field2]: target.value });
  return make("select", { "data-testid": `microscope-${id}`, onchange }, ...options);
};
var EACH = "Each square is one copy: this row, at this stage, is taken from the pinned run, and all that follows is computed anew. The colour says what this does to the log-probability of a whole answer. Press a square to make this one copy, and press it again to take it back.";
var SAYS = "What the map says: the row of a strong square carries enough to move the answer. What it does not say: that this is the only way; other rows may carry the same, and several may do what none does alone.";
function layOutMap(place, scope, stages) {
  const choose = (id, choices, field2) => select(id, choices, field2, scope);
  const parts = {
    measure: choose("copy-measure", MEASURES, "measure"),
    group: choose("copy-group", GROUPS, "group"),
    progress: make("progress", { max: 1, ariaLabel: "copies measured" }),
    filled: make("p", { "data-testid": "microscope-copy-progress" }),
    result: make("p", { className: "result", "aria-live": "polite", "data-testid": "microscope-copy-result" }),
    logs: make("p", { className: "line", "aria-live": "polite", "data-testid": "microscope-copy-logs" })
  };
  place.append(
    make("h2", { textContent: "What each copy does" }),
    make("p", { textContent: EACH }),
    make(
      "div",
      { className: "bar" },
      make("label", {}, "Colour: what ", parts.measure),
      make("label", {}, "by copying ", parts.group)
    ),
    make("div", { className: "filling" }, parts.progress, parts.filled),
    stages,
    parts.result,
    parts.logs,
    make("p", { textContent: SAYS })
  );
  return parts;
}
function makeMap(place, scope) {
  let shown3 = null;
  const stages = makeStages(scope, { id: "map", kind: "what each copy does", say, pick });
  const { measure, group, progress, filled, result, logs } = layOutMap(place, scope, stages.element);
  const isSeen = () => scope.state.panel === "copy" && scope.state.pinned && place.isConnected;
  const filling = makeFilling(paint2, isSeen), rest = makeRest(isSeen);
  let told2 = [];
  function say({ stage, row, value }) {
    if (!shown3) return "";
    const { map: map2, kind, words } = shown3, four2 = map2.what.group === "cell" && !stage.tokens;
    const one = rowInWords(scope.model, row, stage.tokens, words);
    const where = `${stage.title}, ${four2 ? one.replace(/^.*?, /, "") : one}`;
    if (!map2.known.get(stage.at)?.has(row)) return `${where}: not yet measured`;
    const said = `${where}: ${MEASURES[kind]} ${short(value)}`, whole = map2.whole[kind];
    if (Math.abs(whole) < LEAST) return said;
    return `${said}, ${short(100 * value / whole, 2)}% of what copying the whole memory does`;
  }
  function pick({ stage, row }) {
    const count = patchesIn(scope.model), cell = cellsOf(count)[row];
    const four2 = !stage.tokens && group.value === "cell", rows = four2 ? patchesOfCell(cell, count) : [row];
    const key = four2 ? `cell ${cell}` : `${stage.tokens ? "token" : "patch"} ${row}`;
    pressCopy(scope, copyOf(stage, rows), { stage: stage.at, rows: key });
  }
  function copied2(values) {
    const marked = /* @__PURE__ */ new Map();
    for (const { at, head, rows } of scope.state.interventions.filter(isCopy)) {
      if (head == null) marked.set(at, [...marked.get(at) ?? [], ...rows ?? values.get(at)?.keys() ?? []]);
    }
    return marked;
  }
  function paint2(map2, only) {
    const kind = measure.value, { model, grid } = scope, scale = scaleOf2(map2, kind);
    const words = tokensOf2(model, map2.what.pinned), marked = copied2(map2.values[kind]);
    const same4 = scale === shown3?.scale && map2 === shown3.map;
    shown3 = { map: map2, kind, words, scale };
    stages.show(map2.values[kind], { grid, words, scale, marked, only: same4 ? only : null });
    progress.value = map2.done / map2.of;
    const ready = () => `All ${map2.of} copies. ${fullColour(map2, kind, scale)}`;
    filled.textContent = map2.done < map2.of ? `${map2.done} of ${map2.of} copies.` : ready();
    progress.hidden = map2.done === map2.of;
  }
  function* tellLogs(base, pinned, interventions) {
    const { model, grid, sources, state } = scope, copies = state.interventions.filter(isCopy);
    const answers = base.text === pinned.text ? [pinned] : [pinned, base];
    const measure2 = makeMeasure(model, grid, { interventions, sources, answers }), before = measure2([]);
    yield;
    const now = measure2(copies), each = answers.map((answer, i) => {
      return `of ${answerOf2(answer)}: ${nats(before[i])} without the copies, ${nats(now[i])} with them`;
    });
    logs.textContent = `Log-probability ${each.join("; ")}.`;
  }
  return {
    get shown() {
      return shown3;
    },
    show(base, pinned, interventions, view) {
      const { model, grid, sources, trace, state: { other: lender } } = scope;
      const first = sameGrid(grid, gridIn(pinned)) ? "lost" : "gained";
      measure.value = Object.hasOwn(MEASURES, view.measure) ? view.measure : first;
      group.value = Object.hasOwn(GROUPS, view.group) ? view.group : "patch";
      paint2(filling({ model, grid, interventions, sources, lender, base, pinned, group: group.value }));
      const both = `With the copies the model reads ${answerOf2(trace)}, without them ${answerOf2(base)}.`;
      const now = trace === base ? "" : both;
      if (result.textContent !== now) result.textContent = now;
      const of = [trace, pinned, now];
      if (of.every((value, i) => value === told2[i])) return rest.resume();
      told2 = of;
      if (now) rest.begin(tellLogs(base, pinned, interventions));
      else {
        rest.begin([].values());
        logs.textContent = "";
      }
    }
  };
}

// microscope/copy/heads.js
var EACH2 = "The same for what one head passes on, its mix. In the table, each attention has a row and each head a column. A head of the encoder has a mix for each patch, one of the decoder for each token.";
function choicesOf2(model, pinned) {
  const words = tokensOf2(model, pinned), cells = PLACES.map((place, i) => [`cell ${i}`, `the ${place} cell`]);
  return [["all", "all rows"], ...cells, ...words.map((_, i) => [`token ${i}`, rowInWords(model, i, true, words)])];
}
var having = (heads, key) => heads.filter(({ tokens }) => key === "all" || tokens === key.startsWith("token"));
function makeHeads(place, scope) {
  const onchange = ({ target }) => scope.look("copy", { mix: target.value });
  const rows = make("select", { onchange, "data-testid": "microscope-copy-mix" });
  const line2 = make("p", { className: "line", "data-testid": "microscope-copy-heads-said" });
  const titles = make("div", { className: "titles", ariaHidden: "true" });
  const header = make("div", { className: "words", ariaHidden: "true" });
  const rest = makeRest(() => scope.state.panel === "copy" && Boolean(scope.state.pinned) && place.isConnected);
  let known2 = null, begun2 = [];
  let kind = "gained";
  const table = makeTable({
    frame: scope.frame,
    label: "attentions and heads: what each copy does",
    side: 44,
    say: (at) => line2.textContent = say(at),
    pick: ({ row, column }) => {
      const { at, head } = headAt(row, column), own = rowsOf(known2.key, scope.model);
      pressCopy(scope, copyOf({ at, head }, own), { stage: `${at} ${head}`, rows: known2.key });
    }
  });
  const heading2 = make("h3", { textContent: "Heads" });
  const inside = make("div", { className: "table" }, header, table.element);
  const map2 = make("div", { className: "of-tokens", "data-testid": "microscope-copy-heads" }, heading2, titles, inside);
  place.append(make("p", { textContent: EACH2 }), make("label", {}, "Copy ", rows), map2, line2);
  const headAt = (row, column) => known2.heads[row * scope.model.config.heads + column];
  function say({ row, column, value }) {
    const said = `${headAt(row, column).title}: ${MEASURES[kind]} ${short(value)}`, whole = known2.whole[kind];
    if (Math.abs(whole) < LEAST) return said;
    return `${said}, ${short(100 * value / whole, 2)}% of what copying the whole memory does`;
  }
  function* measured2({ base, pinned, interventions, key }) {
    const { model, grid, sources } = scope, heads = having(headsOf(model), key), own = rowsOf(key, model);
    const measure = makeMeasure(model, grid, { interventions, sources, answers: [base, pinned] }), before = measure([]);
    const effect = (copy) => {
      const [present, other] = measure([copy]);
      return { lost: before[0] - present, gained: other - before[1] };
    };
    const all = [], whole = effect(copyOf({ at: "encoder_norm" }));
    for (const { at, head } of heads) {
      all.push(effect(copyOf({ at, head }, own)));
      yield;
    }
    const values = Object.fromEntries(Object.keys(MEASURES).map((each) => [each, all.map((one) => one[each])]));
    known2 = { model, heads, key, values, whole };
    paint2();
  }
  function paint2() {
    const { heads, values, whole, key } = known2, across = scope.model.config.heads, own = rowsOf(key, scope.model);
    titles.replaceChildren(...heads.filter(({ head }) => !head).map(({ title }) => {
      return make("span", { textContent: title.replace(", head 0", "") });
    }));
    header.replaceChildren(...Array.from({ length: across }, (_, i) => make("span", { textContent: i })));
    map2.style.setProperty("--columns", across);
    const copied2 = scope.state.interventions.filter(isCopy).map((one) => JSON.stringify(one));
    const marked = heads.flatMap((one, i) => {
      const is = copied2.includes(JSON.stringify(copyOf(one, own)));
      return is ? [{ row: Math.floor(i / across), column: i % across }] : [];
    });
    const scale = scaleOf2({ whole, values: { [kind]: [values[kind]] } }, kind);
    table.show(values[kind], heads.length / across, across, { scale, marked });
  }
  return {
    // base, pinned, interventions: see map.js; measure: a name of MEASURES.
    show(base, pinned, interventions, view, measure) {
      const { model } = scope, choices = choicesOf2(model, pinned), given = choices.find(([key2]) => key2 === view.mix);
      const [key] = given ?? choices[0], now = [base, pinned, JSON.stringify(interventions), key, scope.state.other];
      offer(rows, { rows: choices });
      [rows.value, kind] = [key, measure];
      if (now.every((value, i) => value === begun2[i])) {
        rest.resume();
        if (known2?.model === model) paint2();
        return;
      }
      begun2 = now;
      rest.begin(measured2({ base, pinned, interventions, key }));
    }
  };
}

// microscope/copy/looks.js
var keyOf2 = ({ part, head }) => `${part} ${head}`;
var isSelf = ({ part }) => part.includes("self");
function weightsOf({ tensors }, { part, head }) {
  const { data, shape: [, rows, columns] } = tensors.get(`${part}.weights`), size = rows * columns;
  return { own: data.subarray(head * size, (head + 1) * size), rows, columns };
}
var rowOf3 = ({ own, columns }, row) => own.subarray(row * columns, (row + 1) * columns);
function makeSide2(scope, title, pick) {
  let words = [];
  const percent3 = (value) => `${short(100 * value)}% of the attention`;
  const picture = makePicture({
    frame: scope.frame,
    label: `${title}: where the head looks`,
    side: 128,
    say: ({ patch, value }) => `${rowInWords(scope.model, patch)}: ${percent3(value)}`,
    pick
  });
  const table = makeTable({
    frame: scope.frame,
    label: `${title}: where the head looks, a row for each token that looks`,
    side: 24,
    say: ({ row, column, value }) => `token ${row}, ${words[row]}, looks at token ${column}, ${words[column]}: ${percent3(value)}`
  });
  const none = make("p", { textContent: "This answer has no such token." });
  const heading2 = make("h3", { textContent: title });
  return {
    element: make("div", { className: "side" }, heading2, picture.element, table.element, none),
    show(run2, which, from, scale) {
      const weights = weightsOf(run2, which), { own, rows, columns } = weights, self = isSelf(which);
      words = tokensOf2(scope.model, run2);
      table.element.hidden = !self;
      picture.element.hidden = self || from >= rows;
      none.hidden = self || from < rows;
      if (self) table.show(own, rows, columns, { scale: 1 });
      if (picture.element.hidden) return;
      const marked = which.part.startsWith("encoder") ? from : null;
      picture.show(gridIn(run2), rowOf3(weights, from), { scale, marked });
    }
  };
}
function offer2(select2, choices) {
  const text = JSON.stringify(choices);
  if (select2.offered !== text) select2.replaceChildren(...choices.map(([key, words]) => new Option(words, key)));
  select2.offered = text;
}
function makeLooks(place, scope) {
  const choose = (field2, of) => ({ target }) => scope.look("copy", { [field2]: of(target.value) });
  const head = make("select", { "data-testid": "microscope-copy-head", onchange: choose("attend", String) });
  const query = make("select", { "data-testid": "microscope-copy-from", onchange: choose("query", Number) });
  const asked = make("label", {}, "from ", query);
  const pick = ({ patch }) => head.value.startsWith("encoder") && scope.look("copy", { query: patch });
  const sides = [makeSide2(scope, "Present run", pick), makeSide2(scope, "Pinned run", pick)];
  place.append(
    make("h2", { textContent: "Where a head looks in each" }),
    make("p", { textContent: "At first, the head and the row whose looks differ most." }),
    make("div", { className: "bar wide" }, make("label", {}, "Head ", head), asked),
    make("div", { className: "pair" }, ...sides.map(({ element }) => element))
  );
  function rowsOf3({ part }, runs) {
    const count = patchesIn(scope.model);
    if (part.startsWith("encoder")) return Array.from({ length: count }, (_, i) => rowInWords(scope.model, i));
    const [own, theirs] = runs.map((run2) => tokensOf2(scope.model, run2));
    return Array.from({ length: Math.max(own.length, theirs.length) }, (_, i) => {
      const both = own[i] === theirs[i] ? own[i] : `${own[i] ?? "none"} and ${theirs[i] ?? "none"}`;
      return `token ${i}, ${both}`;
    });
  }
  return {
    show(pinned, view) {
      const { model, trace } = scope, runs = [trace, pinned], heads = headsOf(model), most = mostApart(model, ...runs);
      const which = heads.find((one) => keyOf2(one) === view.attend) ?? most, rows = rowsOf3(which, runs);
      offer2(head, heads.map((one) => [keyOf2(one), one.title]));
      offer2(query, rows.map((words, i) => [i, words]));
      asked.hidden = isSelf(which);
      const first = keyOf2(which) === keyOf2(most) ? most.row : 0, { query: given = first } = view;
      const from = Number.isInteger(given) && given >= 0 ? Math.min(given, rows.length - 1) : first;
      [head.value, query.value] = [keyOf2(which), from];
      const seen = runs.flatMap((run2) => [...rowOf3(weightsOf(run2, which), from)]);
      const scale = Math.max(largest(seen), 0.3);
      sides.forEach((side, i) => side.show(runs[i], which, from, scale));
    }
  };
}

// microscope/copy/copy.js
var ABOUT2 = "Two runs of the same model: on the present drawing, and on a pinned one. Copy some of what it computed for the pinned drawing into the present run, and see whether the answer follows.";
function makeBase(scope) {
  let known2 = null;
  return (interventions) => {
    const { model, grid, trace, state: { beginning, interventions: all } } = scope;
    if (interventions.length === all.length) return trace;
    const key = JSON.stringify([interventions, beginning]);
    if (known2?.model !== model || known2.grid !== grid || known2.key !== key) {
      const { sources } = scope;
      known2 = { model, grid, key, trace: run(model, grid, { interventions, beginning, sources }) };
    }
    return known2.trace;
  };
}
function makeCopy(place, scope) {
  const [rest, copies, heads, hand, compare, looks] = Array.from({ length: 6 }, () => make("div"));
  place.append(make("p", { textContent: ABOUT2 }));
  const pair = makePair(place, scope), base = makeBase(scope);
  place.append(rest);
  rest.append(copies, heads, hand, compare, looks);
  const parts = {
    copies: makeMap(copies, scope),
    heads: makeHeads(heads, scope),
    hand: makeHand(hand, scope),
    compare: makeCompare(compare, scope),
    looks: makeLooks(looks, scope)
  };
  let runs = null;
  return {
    show() {
      const { state, sources: { pinnedTrace: pinned } } = scope, view = state.view.copy ?? {};
      const interventions = state.interventions.filter((one) => !isCopy(one));
      runs = { base: base(interventions), pinned };
      pair.show(runs.base, pinned);
      rest.hidden = !pinned;
      if (!pinned) return;
      parts.copies.show(runs.base, pinned, interventions, view);
      parts.heads.show(runs.base, pinned, interventions, view, parts.copies.shown.kind);
      parts.hand.show(pinned, view);
      parts.compare.show(pinned, view);
      parts.looks.show(pinned, view);
    },
    figure: () => figureOfCopies(scope, runs, parts.copies.shown)
  };
}

// microscope/copy/copy.css
var copy_default = '.microscope [data-panel="copy"] h2 { margin: 1.2rem 0 0.3rem; font-size: 1.05rem; font-weight: 600; }\n.microscope [data-panel="copy"] h3 { margin: 0 0 0.2rem; font-size: 0.8125rem; font-weight: 600; }\n.microscope [data-panel="copy"] p { margin: 0 0 0.5rem; }\n.microscope [data-panel="copy"] [aria-disabled="true"] { color: var(--quiet); cursor: default; opacity: 0.6; }\n.microscope [data-panel="copy"] label { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 0.3rem; }\n.microscope [data-panel="copy"] select { max-width: min(100%, 16rem); }\n.microscope [data-panel="copy"] .wide select { max-width: min(100%, 24rem); }\n.microscope [data-panel="copy"] .pair { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; margin-bottom: 0.5rem; }\n.microscope [data-panel="copy"] .side { flex: 1 1 8rem; max-width: 18rem; }\n.microscope [data-panel="copy"] .side h2 { margin-top: 0.3rem; }\n.microscope [data-panel="copy"] .missing { flex: 1 1 14rem; padding: 0.75rem; border: 1px dashed var(--line); border-radius: 8px; }\n.microscope [data-panel="copy"] .choice { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: end; margin: 0.5rem 0; }\n.microscope [data-panel="copy"] fieldset { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; margin: 0; padding: 0; border: 0; min-width: 0; }\n.microscope [data-panel="copy"] legend { padding: 0; font-size: inherit; color: var(--text); float: none; }\n.microscope [data-panel="copy"] .stages { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); gap: 0.6rem 0.5rem; }\n.microscope [data-panel="copy"] .stages h3 { min-height: 2.8em; display: flex; align-items: end; }\n.microscope [data-panel="copy"] .most { margin: 0; color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="copy"] :is(.stages, .of-tokens, .drawings) .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }\n.microscope [data-panel="copy"] .line { min-height: 2.8em; margin: 0.3rem 0 0; color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="copy"] .result + .line { margin-bottom: 0.5rem; }\n.microscope [data-panel="copy"] .of-tokens { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.5rem; margin-top: 0.6rem; }\n.microscope [data-panel="copy"] .of-tokens h3 { grid-column: 1 / -1; margin: 0; }\n.microscope [data-panel="copy"] .titles { display: grid; grid-auto-rows: 1fr; flex: none; padding-top: 1.5em; font-size: 0.8125rem; }\n.microscope [data-panel="copy"] .titles span { display: flex; align-items: center; }\n.microscope [data-panel="copy"] .table { min-width: 0; margin: 0; max-width: calc(44px * var(--columns)); }\n.microscope [data-panel="copy"] .words { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); height: 1.5em; font-size: 0.8125rem; }\n.microscope [data-panel="copy"] .words span { text-align: center; overflow: hidden; white-space: nowrap; }\n.microscope [data-panel="copy"] .filling { display: flex; gap: 0.5rem; align-items: center; min-height: 1.6em; margin-bottom: 0.3rem; color: var(--quiet); }\n.microscope [data-panel="copy"] .filling p { margin: 0; }\n.microscope [data-panel="copy"] .result { min-height: 1.4em; font-weight: 600; }\n.microscope [data-panel="copy"] summary { min-height: 2rem; cursor: pointer; }\n@media (pointer: coarse), (max-width: 480px) {\n  .microscope [data-panel="copy"] :is(button, select, summary) { min-height: 44px; }\n  .microscope [data-panel="copy"] .stages { grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); }\n  .microscope [data-panel="copy"] .stages h3 { min-height: 0; }\n  .microscope [data-panel="copy"] .stages canvas { width: min(100%, 190px) !important; } /* squares for a finger */\n}\n';

// microscope/maps/choice.js
function makeChoice2({ label, name, pick }) {
  const row = make("div", { className: "choice", role: "radiogroup", "aria-label": label });
  row.dataset.testid = `microscope-maps-${name}`;
  let shown3 = [], chosen = null;
  function press2({ key, target }) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    const at = [...row.children].indexOf(target);
    const next = { Home: 0, End: shown3.length - 1 }[key] ?? (step && (at + step + shown3.length) % shown3.length);
    if (next === void 0 || at < 0) return false;
    row.children[next].focus();
    if (shown3[next].value !== chosen) pick(shown3[next].value);
    return true;
  }
  row.addEventListener("keydown", (event) => press2(event) && event.preventDefault());
  row.addEventListener("click", ({ target }) => {
    const option = shown3[[...row.children].indexOf(target)];
    if (option && option.value !== chosen) pick(option.value);
  });
  const title = make("span", { className: "label", "aria-hidden": "true" }, label);
  return {
    element: make("div", { className: "question" }, title, row),
    show(options, value) {
      [shown3, chosen] = [options, value];
      while (row.children.length > options.length) row.lastChild.remove();
      while (row.children.length < options.length) row.append(make("button", { type: "button", role: "radio" }));
      options.forEach(({ value: own, text, said = text }, i) => {
        const button5 = row.children[i];
        if (button5.textContent !== text) button5.textContent = text;
        button5.setAttribute("aria-label", said);
        button5.setAttribute("aria-checked", own === value);
        button5.tabIndex = own === value ? 0 : -1;
      });
    }
  };
}
var FAR = 6;
function makeDrag(element, { begins = () => true, at, over, drop }) {
  let from = null, dragged = false;
  function move(event) {
    if (event.pointerId !== from.pointerId) return;
    if (!dragged && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < FAR) return;
    dragged = true;
    over(at(event));
  }
  function end(event, place) {
    if (event.pointerId !== void 0 && event.pointerId !== from.pointerId) return;
    for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name, handler, true);
    from = null;
    drop(place, dragged);
  }
  const handlers = {
    pointermove: move,
    pointerup: (event) => end(event, dragged ? at(event) : null),
    pointercancel: (event) => end(event, null),
    keydown(event) {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(event, null);
    }
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || from || !begins(event)) return;
    [from, dragged] = [event, false];
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name, handler, true);
  });
  return {
    get going() {
      return from !== null;
    },
    get dragged() {
      return dragged;
    }
  };
}

// microscope/maps/occlusion.js
function writtenIn({ tokenizer: { finish } }, { tokens, finished, logits }) {
  const last = logits.subarray(logits.length - logits.length / tokens.length);
  return [...tokens.slice(1), finished ? finish : likeliest(last)];
}
function blanked(grid, patch, across) {
  const side = Math.sqrt(grid.length), unit = side / across, result = grid.slice();
  const top = Math.floor(patch / across) * unit, left = patch % across * unit;
  for (let y = top; y < top + unit; y++) result.fill(0, y * side + left, y * side + left + unit);
  return result.some((ink, i) => ink !== grid[i]) ? result : null;
}
function makeOcclusion(scope, looked, told2) {
  const rest = makeRest(looked);
  let trace = null, found = null, work = null;
  function* measured2() {
    const { model, grid, sources, state: { interventions } } = scope, own = trace;
    const S = own.memory.length / model.config.width, beginning = own.tokens.slice(1), targets = writtenIn(model, own);
    const again = { interventions, sources, beginning, choose: () => model.tokenizer.finish, keep: false };
    const before = logProbabilities(own, targets), count = targets.length - !own.finished, after = [];
    while (after.length < S) {
      const picture = blanked(grid, after.length, Math.sqrt(S));
      after.push(picture && logProbabilities(run(model, picture, again), targets));
      yield;
    }
    if (own !== scope.trace) return;
    found = { before, after, count };
    told2();
  }
  function now() {
    if (trace === scope.trace) rest.resume();
    else {
      [trace, found] = [scope.trace, null];
      work = measured2();
      rest.begin(work);
    }
    return found;
  }
  function atOnce() {
    if (!now()) while (!work.next().done) ;
    return found;
  }
  return { now, atOnce };
}
var sum2 = (values) => values.reduce((total2, value) => total2 + value, 0);
var ofStep = (values, step, count) => step === null ? sum2(values.slice(0, count)) : values[step];
function changesOf({ before, after, count }, step) {
  const change = (values) => ofStep(values, step, count) - ofStep(before, step, count);
  return Float32Array.from(after, (values) => values ? change(values) : 0);
}
function ranks(values) {
  return Array.from(values, (value) => {
    const lower = values.filter((other) => other < value), same4 = values.filter((other) => other === value);
    return lower.length + (same4.length - 1) / 2;
  });
}
function rankCorrelation(x, y) {
  const [a, b] = [ranks(x), ranks(y)], middle = (a.length - 1) / 2;
  const product = (p, q) => sum2(p.map((value, i) => (value - middle) * (q[i] - middle)));
  const size = Math.sqrt(product(a, a) * product(b, b));
  return size ? product(a, b) / size : null;
}

// microscope/maps/view.js
var EVEN = 0.5;
var KINDS4 = [
  ["encoder", "Encoder: patch to patch"],
  ["cross", "Decoder: token to patch"],
  ["self", "Decoder: token to token"]
];
var OPENING = { kind: "cross", patch: 5, step: 0, locked: null, whole: false, cell: false };
var isPlace = (value, end) => Number.isInteger(value) && value >= 0 && value < end;
var nameOf = (kind, block) => kind === "encoder" ? `encoder.${block}.attention.weights` : `decoder.${block}.${kind}_attention.weights`;
function viewOf2({ state, model, trace }) {
  const own = state.view.maps ?? {}, { config } = model, written2 = writtenIn(model, trace);
  const kind = KINDS4.some(([name]) => name === own.kind) ? own.kind : OPENING.kind, ofTokens = kind === "self";
  const S = trace.memory.length / config.width, { heads } = config;
  const blocks = kind === "encoder" ? config.encoder_blocks : config.decoder_blocks;
  const patch = isPlace(own.patch, S) ? own.patch : Math.min(OPENING.patch, S - 1);
  const step = isPlace(own.step, model.longest) ? Math.min(own.step, written2.length - 1) : OPENING.step;
  const pair = Array.isArray(own.locked) && own.locked.length === 2 ? own.locked : [];
  const locked = isPlace(pair[0], blocks) && isPlace(pair[1], heads) ? pair : null, whole = own.whole === true;
  const row = kind === "encoder" ? patch : step, cell = own.cell === true;
  const masked = ofTokens && !state.interventions.some(({ at }) => at === MASK);
  const ends = !ofTokens ? S : masked ? step + 1 : written2.length;
  return { kind, patch, step, locked, whole, cell, S, blocks, heads, written: written2, row, ends, ofTokens, masked };
}
function mapOf2(trace, name, head) {
  const { data, shape: [, rows, columns] } = trace.tensors.get(name), size = rows * columns;
  return { data: data.subarray(head * size, (head + 1) * size), rows, columns };
}
function rowOf4(trace, { kind, row }, [block, head]) {
  const { data, columns } = mapOf2(trace, nameOf(kind, block), head);
  return data.subarray(row * columns, (row + 1) * columns);
}
function queriesOf({ kind, row, cell, S }) {
  const isOne = kind !== "encoder" || !cell, cells = [0, 1, 2, 3].map((each) => patchesOfCell(each, S));
  return isOne ? [row] : cells.find((patches) => patches.includes(row));
}
var strongest2 = (values) => values.indexOf(Math.max(...values));
var sharpestOf = (data, S) => Math.floor(strongest2(data) / S);
var headWords = (kind, [block, head]) => {
  const layer = { encoder: "encoder", cross: "cross-attention, decoder", self: "self-attention, decoder" }[kind];
  return `${layer} block ${block}, head ${head}`;
};
var sign = ({ tokens }, token) => tokens[token] === " " ? "\u2423" : tokens[token];
var tokenWords2 = ({ tokens }, token) => tokens[token] === " " ? "the space" : `\u201C${tokens[token]}\u201D`;
function queryWords({ tokenizer }, { tokens }, { kind, patch, step, S }) {
  return kind === "encoder" ? patchWords(patch, S) : `token ${step}, ${tokenWords2(tokenizer, tokens[step])}`;
}
function keyWords({ tokenizer }, { tokens }, { ofTokens, S }, key) {
  return ofTokens ? `token ${key}, ${tokenWords2(tokenizer, tokens[key])}` : patchWords(key, S);
}
var fixed = (value) => {
  const text = value.toFixed(3);
  return (Number(text) ? text : "0.000").replace("-", "\u2212");
};

// microscope/maps/places.js
var SIDE3 = 208;
function makeNumbers(label) {
  const body = make("tbody"), table = make("table", { className: "values", "aria-label": label }, body);
  let cells = [], across = 0;
  return {
    element: make("div", { className: "wide" }, table),
    show(values, count, columns, marked = -1) {
      if (cells.length !== count || across !== columns) {
        [cells, across] = [Array.from({ length: count }, () => make("td")), columns];
        const rows = Array.from({ length: count / columns }, (_, i) => cells.slice(i * columns, (i + 1) * columns));
        body.replaceChildren(...rows.map((own) => make("tr", {}, ...own)));
      }
      cells.forEach((cell, i) => {
        cell.textContent = values ? fixed(values[i]) : "\u2026";
        cell.classList.toggle("most", i === marked);
      });
    }
  };
}
function makePatches({ frame, words, pick, drop }) {
  const picture = makePicture({
    frame,
    label: "where this head looks",
    side: SIDE3,
    say: ({ patch, value }) => `${words(patch)}: weight ${fixed(value)}, ${(100 * value).toFixed(1)}% of what is mixed`,
    pick: ({ patch }) => pick(patch)
  });
  const canvas = picture.element.querySelector("canvas"), mark = make("div", { className: "grip", title: "drag me" });
  const over = make("div", { className: "over", "aria-hidden": "true" }, mark);
  const numbers = makeNumbers("weight of each patch");
  let shown3 = null;
  picture.element.classList.add("large");
  picture.element.append(over);
  function at({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect(), across = Math.sqrt(shown3.values.length);
    const [row, column] = [(clientY - top) / height * across, (clientX - left) / width * across].map(Math.floor);
    return [row, column].every((x) => x >= 0 && x < across) ? row * across + column : null;
  }
  function put(patch) {
    const across = Math.sqrt(shown3.values.length), part = 100 / across;
    const [left, top] = [patch % across * part, Math.floor(patch / across) * part];
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${part}%`, height: `${part}%` });
  }
  const drag = makeDrag(mark, {
    at,
    over: (patch) => patch !== null && put(patch),
    drop(patch, dragged) {
      const most = strongest2(shown3.values);
      put(most);
      if (!dragged) pick(most);
      else if (patch !== null && patch !== most) drop(patch);
    }
  });
  mark.addEventListener("pointermove", ({ clientX, clientY }) => {
    canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY }));
  });
  mark.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.focus({ preventScroll: true });
  });
  return {
    element: picture.element,
    numbers: numbers.element,
    show(next) {
      shown3 = next;
      const { grid, values, aimed, free } = next, most = strongest2(values);
      picture.show(grid, values, { scale: Math.max(EVEN, largest(values)), marked: aimed });
      numbers.show(values, values.length, Math.sqrt(values.length), most);
      mark.hidden = !free;
      if (!drag.going) put(most);
    }
  };
}
function makeTokens({ frame, longest, words, pick, drop, row }) {
  const side = longest > 10 ? 12 : 36;
  const table = makeTable({
    frame,
    label: "where this head looks: a row for each query, a column for each token",
    side,
    say: ({ row: from, column, value }) => `${words(from)}, looks at ${words(column)}: weight ${fixed(value)}`,
    pick: (at) => row(at.row)
  });
  const across = make("div", { className: "across", "aria-hidden": "true" });
  const down = make("div", { className: "down", "aria-hidden": "true" }), list = make("div", { className: "keys" });
  const square = make("div", { className: longest > 10 ? "square crowded" : "square" }, across, down, table.element);
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "weight of each token: pick one to look at");
  let shown3 = null;
  const keyAt = (event) => {
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest?.("[data-key]");
    const place = key && list.contains(key) ? Number(key.dataset.key) : null;
    return place !== null && place < shown3.ends ? place : null;
  };
  const light = (place) => {
    for (const [i, key] of [...list.children].entries()) key.classList.toggle("over", i === place);
  };
  const drag = makeDrag(list, {
    begins: ({ target }) => shown3.free && target.closest("[data-key]")?.classList.contains("most"),
    at: keyAt,
    over: light,
    drop(place, dragged) {
      light(null);
      if (dragged && place !== null && place !== strongest2(shown3.values)) drop(place);
    }
  });
  list.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-key]");
    if (key && !drag.dragged && !key.disabled) pick(Number(key.dataset.key));
  });
  function label(element, texts) {
    while (element.children.length > texts.length) element.lastChild.remove();
    while (element.children.length < texts.length) element.append(make("span"));
    texts.forEach((text, i) => {
      const span = element.children[i];
      if (span.textContent !== text) span.textContent = text;
      span.classList.toggle("long", text.length > 2);
    });
  }
  return {
    element: square,
    numbers: list,
    show(next) {
      shown3 = next;
      const { values, aimed, ends, free, names, data, row: from } = next, most = strongest2(values);
      table.show(data, values.length, values.length, { scale: 1, marked: { row: from, column: most } });
      square.style.setProperty("--width", `${side * longest}px`);
      label(across, names);
      label(down, names);
      while (list.children.length > values.length) list.lastChild.remove();
      while (list.children.length < values.length) {
        const key = make("button", { type: "button" }, make("b"), make("span"), make("i"));
        key.dataset.key = list.children.length;
        list.append(key);
      }
      values.forEach((value, i) => {
        const key = list.children[i], [name, number, bar] = key.children;
        [name.textContent, number.textContent] = [names[i], i < ends ? fixed(value) : "later"];
        bar.style.width = `${100 * value}%`;
        key.disabled = i >= ends;
        key.setAttribute("aria-pressed", i === aimed);
        key.classList.toggle("most", i === most);
        key.classList.toggle("free", i === most && free);
      });
    }
  };
}

// microscope/maps/beside.js
var QUESTIONS = `The two maps answer different questions: the head's map says where it looked, so what it mixes in;
  occlusion says what the answer depends on, so what happens without those pixels.`;
var FAINTEST = 0.5;
var LEAST2 = 0.05;
var WAIT = "Measured as soon as the drawing is at rest.";
function agreementOf(values, changes, S) {
  const losses = Array.from(changes, (change) => -change), correlation = rankCorrelation(values, losses);
  if (Math.max(...losses) < LEAST2) return `Nothing to compare: whichever patch is blanked, less than ${LEAST2} is lost.`;
  if (correlation === null) return "Nothing to compare: this head gives every patch the same weight.";
  const [most, worst] = [strongest2(values), strongest2(losses)];
  const same4 = most === worst ? `Both have the same strongest patch, ${most}.` : `The head looks most at patch ${most}; the answer loses most without patch ${worst}.`;
  return `Do they agree here? Rank correlation of weight and loss over the ${S} patches: ${fixed(correlation)} (1: same order, 0: no relation, \u22121: opposite order). ${same4}`;
}
function lossOf(changes, chance2) {
  const S = changes.length, worst = strongest2(changes.map((change) => -change)), best = strongest2(changes);
  const without2 = (patch) => `without ${patchWords(patch, S)}: ${fixed(changes[patch])}, ${chance2(changes[patch])}.`;
  if (changes[worst] <= -LEAST2) return `It loses most ${without2(worst)}`;
  if (largest(changes) < LEAST2) return `The picture hardly matters here: each patch changes it by less than ${LEAST2}.`;
  return `Whichever patch is blanked, it loses less than ${LEAST2}. It gains most ${without2(best)}`;
}
function makeBeside(scope, looked, { choose, told: told2 }) {
  const { frame } = scope, occlusion = makeOcclusion(scope, looked, () => looked() && told2());
  let found = null, now = null;
  const measure = makeChoice2({ label: "Occlusion, of", name: "occlusion", pick: choose });
  const picture = makePicture({
    frame,
    label: "occlusion: how the log-probability changes without each patch",
    side: 208,
    say: ({ patch, value }) => wordsOf3(patch, value)
  });
  const numbers = makeNumbers("change of the log-probability without each patch");
  const summary = make("p", { className: "summary" }), agreement = make("p", { className: "agreement" });
  picture.element.classList.add("large");
  agreement.dataset.testid = "microscope-maps-agreement";
  const title = make("p", { className: "name" }, "Occlusion: without each patch");
  const box2 = make("div", {}, measure.element, numbers.element, summary);
  const partOf2 = ({ whole, step, written: written2 }) => whole ? "the whole answer" : `${tokenWords2(scope.model.tokenizer, written2[step])} at ${stepWords(step, written2.length)}`;
  function wordsOf3(patch, value) {
    const where = patchWords(patch, now.S);
    if (!found) return `${where}. ${WAIT}`;
    if (!found.after[patch]) return `${where} has no ink: nothing changes without it`;
    return `without ${where}: ${fixed(value)}`;
  }
  const sentence2 = (values, changes) => {
    if (now.ofTokens) return "This head looks at tokens, so no number compares it with a map of patches.";
    return found ? agreementOf(values, changes, now.S) : WAIT;
  };
  const percent3 = (logarithm) => `${(100 * Math.exp(logarithm)).toFixed(1)}%`;
  const from = (before) => (change) => `the probability goes from ${percent3(before)} to ${percent3(before + change)}`;
  const about = { className: "occlusion", "aria-label": "Occlusion" };
  return {
    element: make("section", about, title, picture.element),
    of: measure.element,
    // which measure is shown
    numbers: box2,
    agreement: make("div", { className: "both" }, make("p", {}, QUESTIONS), agreement),
    show(view, values) {
      [now, found] = [view, occlusion.now()];
      const { S, whole, step, written: written2 } = view, at = whole ? null : step;
      const changes = found ? changesOf(found, at) : new Float32Array(S);
      const worst = strongest2(changes.map((change) => -change));
      picture.show(scope.grid, changes, { scale: Math.max(FAINTEST, largest(changes)) });
      numbers.show(found && changes, S, Math.sqrt(S), found && changes[worst] <= -LEAST2 ? worst : -1);
      measure.show([
        { value: false, text: `step ${step + 1}: ${sign(scope.model.tokenizer, written2[step])}` },
        { value: true, text: "whole answer" }
      ], whole);
      if (!found) summary.textContent = WAIT;
      else {
        const before = ofStep(found.before, at, found.count), lost = lossOf(changes, from(before));
        summary.textContent = `Change of the log-probability (${fixed(before)}) of ${partOf2(view)}. ${lost}`;
      }
      agreement.textContent = sentence2(values, changes);
    },
    // What the figure needs to know.
    figure(view, values) {
      found = occlusion.atOnce();
      const changes = changesOf(found, view.whole ? null : view.step);
      return { changes, of: partOf2(view), agreement: sentence2(values, changes) };
    }
  };
}

// microscope/maps/figure.js
var SIDE4 = 128;
var LARGE = 224;
var LEFT = 8;
var TITLE = 46;
function lines(text, letters2) {
  return text.split(" ").reduce((made, word) => {
    const longer = `${made.at(-1)} ${word}`;
    return longer.length > letters2 ? [...made, word] : [...made.slice(0, -1), longer];
  }, [""]).map((line2) => line2.trim());
}
function headSvg({ trace, grid }, view, head, { x, y, side }) {
  const values = rowOf4(trace, view, head), most = strongest2(values), where = view.ofTokens ? "token" : "patch";
  const title = headWords(view.kind, head).split(/(?<=-attention,) /);
  const texts = [...title, `${fixed(values[most])} at ${where} ${most}`];
  const titles = texts.map((line2, i) => textSvg(line2, x, y + 12 + 13 * i, 11)).join("");
  if (!view.ofTokens) return titles + pictureSvg(grid, values, { x, y: y + TITLE, side, scale: Math.max(EVEN, largest(values)) });
  const { data, rows, columns } = mapOf2(trace, nameOf(view.kind, head[0]), head[1]);
  const unit = side / columns, row = `x="${x}" y="${y + TITLE + view.row * unit}" width="${side}" height="${unit}"`;
  return titles + tableSvg(data, rows, columns, { x, y: y + TITLE, side: unit, scale: 1 }) + `<rect ${row} fill="none" stroke="#1f2328"/>`;
}
function mapsFigure(scope, view, { head, changes, of, agreement }) {
  const { model, trace, grid } = scope, { kind, blocks, heads } = view, parts = [];
  parts.push(headSvg(scope, view, head, { x: LEFT, y: 0, side: LARGE }));
  const right = LEFT + LARGE + 32;
  const worst = strongest2(changes.map((change) => -change)), scale = Math.max(FAINTEST, largest(changes));
  parts.push(textSvg("occlusion: each patch without its ink", right, 12, 11));
  const most = `most lost: ${fixed(changes[worst])} at patch ${worst}`;
  if (changes[worst] <= -LEAST2) parts.push(textSvg(most, right, 25, 11));
  parts.push(pictureSvg(grid, changes, { x: right, y: TITLE, side: LARGE, scale }));
  const top = LARGE + TITLE + 12, width = Math.max(right + LARGE + LEFT, LEFT + heads * (SIDE4 + 32));
  for (let block = 0; block < blocks; block++) {
    for (let index = 0; index < heads; index++) {
      const at = { x: LEFT + index * (SIDE4 + 32), y: top + block * (SIDE4 + TITLE + 4), side: SIDE4 };
      parts.push(headSvg(scope, view, [block, index], at));
    }
  }
  const colours = view.ofTokens ? "Full colour: weight 1. A row looks at a column; the framed row is the query." : "Full colour in each map: its own largest weight, or half if none is larger.";
  return {
    inside: parts.join(""),
    width,
    height: top + blocks * (SIDE4 + TITLE + 4),
    caption: [
      `Where heads look. Query: ${queryWords(model, trace, view)}. Above, left: ${headWords(kind, head)}. ${colours}`,
      `Occlusion: change of the log-probability of ${of} if the pixels of a patch are 0.`,
      agreement
    ].flatMap((text) => lines(text, width / 6.6))
  };
}

// microscope/maps/heads.js
var SIDE5 = 128;
function makeHeads2({ scope, view: { kind, blocks, heads, ofTokens }, say, point, lock }) {
  const { frame, model } = scope, maps = [];
  const side = model.longest > 10 ? 5 : 24;
  const tip = make("p", { className: "tip", "aria-hidden": "true" });
  let heard = null;
  const repeat = () => tip.textContent = heard?.querySelector(".said").textContent ?? "";
  function hear(head, figure) {
    heard = figure;
    repeat();
    point(head);
  }
  function makeMap2(block, index) {
    const head = [block, index], title = headWords(kind, head);
    const label = `${title}: where it looks; press Enter to lock it`;
    const own = { frame, label, say: (place) => say(head, place), pick: (place) => lock(head, place) };
    const map2 = ofTokens ? makeTable({ ...own, side }) : makePicture({ ...own, side: SIDE5 });
    const most = make("span", { className: "amount" });
    const caption = make("figcaption", {}, make("b", {}, title), most);
    const figure = make("figure", { className: "head" }, caption, map2.element);
    for (const event of ["pointermove", "focusin", "keydown"]) figure.addEventListener(event, () => hear(head, figure));
    figure.dataset.testid = `microscope-maps-head-${block}-${index}`;
    maps.push({ head, map: map2, most, figure });
    return figure;
  }
  const groups = Array.from({ length: blocks }, (_, block) => {
    const own = Array.from({ length: heads }, (_2, index) => makeMap2(block, index));
    const group = make("div", { className: "block", role: "group" }, ...own);
    group.setAttribute("aria-label", headWords(kind, [block, 0]).replace(/, head.*/, ""));
    group.style.setProperty("--heads", heads);
    return group;
  });
  function sharpest([block, head]) {
    if (kind !== "encoder") return "";
    const { data, columns } = mapOf2(scope.trace, nameOf(kind, block), head), row = sharpestOf(data, columns);
    return `; sharpest: ${fixed(largest(data))}, query ${row}`;
  }
  const element = make("div", { className: "blocks" }, ...groups);
  for (const event of ["pointerout", "focusout"]) element.addEventListener(event, () => setTimeout(repeat));
  return {
    element,
    tip,
    show(view, held) {
      const { trace, grid } = scope;
      for (const { head, map: map2, most, figure } of maps) {
        const values = rowOf4(trace, view, head), at = strongest2(values);
        if (ofTokens) {
          const { data, rows, columns } = mapOf2(trace, nameOf(kind, head[0]), head[1]);
          map2.show(data, rows, columns, { scale: 1, marked: { row: view.row, column: at } });
        } else {
          const scale = Math.max(EVEN, largest(values));
          map2.show(grid, values, { scale, marked: kind === "encoder" ? view.patch : null });
        }
        const where = ofTokens ? `token ${at}` : `patch ${at}`;
        most.textContent = `${fixed(values[at])} at ${where}${held(head) ? ", held" : ""}${sharpest(head)}`;
        figure.classList.toggle("locked", String(view.locked) === String(head));
      }
      repeat();
    }
  };
}
function placeWords2(scope, view, head, place) {
  const key = (at2) => keyWords(scope.model, scope.trace, view, at2);
  const from = view.ofTokens ? `, from ${key(place.row)}` : "", at = key(view.ofTokens ? place.column : place.patch);
  const later = view.masked && place.column > place.row ? ", as it comes later" : "";
  return `${headWords(view.kind, head)}${from}: ${at} has weight ${fixed(place.value)}${later}`;
}

// microscope/maps/looks.js
function holds({ at, head, rows, look: look2 }, { kind, row }, [block, index]) {
  return look2 != null && at === nameOf(kind, block) && (head ?? index) === index && (rows ?? [row]).includes(row);
}
var isHeld = (interventions, view, head) => interventions.some((one) => holds(one, view, head));
function freed(interventions, view, head) {
  return queriesOf(view).reduce((left, row) => left.flatMap((one) => {
    if (!holds(one, { ...view, row }, head)) return [one];
    const rows = (one.rows ?? []).filter((other) => other !== row);
    return rows.length ? [{ ...one, rows }] : [];
  }), interventions);
}
function withLook(interventions, view, [block, head], look2) {
  const one = { at: nameOf(view.kind, block), head, rows: queriesOf(view), look: look2 };
  return [...freed(interventions, view, [block, head]), one];
}
function heldWords({ model, plain, trace }, { step, written: written2 }) {
  const same4 = plain.tokens.slice(0, step + 1).join() === trace.tokens.slice(0, step + 1).join();
  if (!same4) return "Its look is held.";
  const targets = writtenIn(model, plain), of = (run2, all) => fixed(logProbabilities(run2, all)[step]);
  const now = of(trace, written2.map((token, t) => t === step ? targets[step] : token));
  const next = `${tokenWords2(model.tokenizer, targets[step])} at ${stepWords(step, written2.length)}`;
  return `Its look is held. Log-probability of ${next}: ${of(plain, targets)} before, ${now} with all changes.`;
}

// microscope/maps/queries.js
function makeQueries(scope, choose) {
  let S = 1, sharpest = 0;
  const table = makeTable({
    frame: scope.frame,
    label: "all queries of this head: a row for each patch that looks; press Enter to take it as the query",
    side: 12,
    say: ({ row, column, value }) => `${patchWords(row, S)} looks at ${patchWords(column, S)}: ${fixed(value)}`,
    pick: ({ row }) => choose(row)
  });
  const summary = make("p", { className: "hint" }), take = make("button", { type: "button" }, "Take the sharpest");
  take.addEventListener("click", () => choose(sharpest));
  take.dataset.testid = "microscope-maps-sharpest";
  const title = make("p", { className: "name" }, "All its queries");
  const about = { className: "queries", "aria-label": "All queries of this head" };
  return {
    element: make("section", about, title, summary, table.element, make("div", { className: "tools" }, take)),
    show({ kind, patch, S: count }, [block, head]) {
      const { data } = mapOf2(scope.trace, nameOf(kind, block), head);
      [S, sharpest] = [count, sharpestOf(data, count)];
      const own = data.subarray(sharpest * S, (sharpest + 1) * S), most = strongest2(own);
      const rows = [patch, sharpest].map((row) => ({ row, column: 0, columns: S }));
      table.show(data, S, S, { scale: Math.max(EVEN, largest(data)), marked: rows });
      summary.textContent = `A row for each patch that looks. Framed: the query, and the sharpest row: ${patchWords(sharpest, S)} gives ${fixed(own[most])} to patch ${most}. Click a row to take it as the query.`;
      take.setAttribute("aria-disabled", sharpest === patch);
    }
  };
}

// microscope/maps/one.js
var MOVE = "Drag its mark, or pick a place and press \u201CLook here\u201D, to make it look there.";
function makeOne(scope, look2) {
  const title = make("p", { className: "name" }), holder = make("div"), numbers = make("div"), summary = make("p");
  let view = null, head = null, large = null, aimed = null;
  function button5(name, text, onclick) {
    const made = make("button", { type: "button", onclick }, text);
    made.dataset.testid = `microscope-maps-${name}`;
    return made;
  }
  const lock = button5("lock", "Lock this head", () => look2({ locked: view.locked ? null : head }));
  const here = button5("look", "Look here", () => lookAt(aimed));
  const free = button5("free", "Let it look freely", () => {
    const { interventions } = scope.state;
    if (isHeld(interventions, view, head)) scope.intervene(freed(interventions, view, head));
  });
  const queries = makeQueries(scope, (patch) => look2({ patch }));
  const cell = makeChoice2({ label: "Look here for", name: "cell", pick: (cell2) => look2({ cell: cell2 }) });
  const tools = make("div", { className: "tools" }, lock, here, free);
  function aim(place) {
    if (!view.locked) return look2({ locked: head });
    aimed = place;
    show(view, head);
  }
  function lookAt(place) {
    if (!view.locked || place === null) return;
    if (place >= view.ends) return scope.say("A token can look only at itself and at earlier ones.");
    const interventions = withLook(scope.state.interventions, view, head, place);
    aimed = null;
    scope.intervene(interventions);
  }
  function build(next) {
    view = next;
    const { frame, model: { longest } } = scope, words = (key) => keyWords(scope.model, scope.trace, view, key);
    const own = { frame, longest, words, pick: aim, drop: lookAt, row: (step) => look2({ step }) };
    large = view.ofTokens ? makeTokens(own) : makePatches(own);
    aimed = null;
    holder.replaceChildren(large.element);
    numbers.replaceChildren(large.numbers);
  }
  function show(now, which) {
    [view, head] = [now, which];
    const { trace, grid, model, state: { interventions } } = scope, { row, ends } = view, locked = view.locked !== null;
    const values = rowOf4(trace, view, head), names = trace.tokens.map((token) => sign(model.tokenizer, token));
    if (aimed >= ends) aimed = null;
    title.textContent = headWords(view.kind, head) + (locked ? " (locked)" : "");
    const { data } = mapOf2(trace, nameOf(view.kind, head[0]), head[1]);
    large.show({ grid, values, aimed, free: locked, names, data, row, ends });
    const order = [...values.keys()].slice(0, ends).sort((a, b) => values[b] - values[a]).slice(0, 3);
    const said = order.map((key) => `${keyWords(model, trace, view, key)}: ${fixed(values[key])}`);
    const held = isHeld(interventions, view, head), most = `It looks most at ${said.join("; then ")}.`;
    summary.textContent = [held && heldWords(scope, view), most, locked && MOVE].filter(Boolean).join(" ");
    lock.textContent = locked ? "Unlock" : "Lock this head";
    lock.title = locked ? "Escape does this, too" : "";
    here.setAttribute("aria-disabled", !locked || aimed === null);
    free.setAttribute("aria-disabled", !held);
    showQueries(locked);
  }
  function showQueries(locked) {
    const { kind, patch } = view, patches = queriesOf({ ...view, cell: true }).join(", ");
    [queries.element.hidden, cell.element.hidden] = [kind !== "encoder", kind !== "encoder" || !locked];
    if (kind !== "encoder") return;
    queries.show(view, head);
    cell.show([
      { value: false, text: `patch ${patch}` },
      { value: true, text: `its cell: ${patches}`, said: `all patches of its cell: ${patches}` }
    ], view.cell);
  }
  return {
    element: make("section", { className: "attended", "aria-label": "One head" }, title, holder, tools, cell.element),
    numbers: make("div", {}, numbers, summary, queries.element),
    build,
    show,
    leave: () => aimed = null
  };
}

// microscope/maps/maps.js
var POINT = "Point at a head to see it large. Press it to lock it.";
function makeQuery(scope, look2, occlusion) {
  const kind = makeChoice2({ label: "Attention", name: "kind", pick: (kind2) => look2({ kind: kind2, locked: null }) });
  const step = makeChoice2({ label: "Step, which writes", name: "step", pick: (step2) => look2({ step: step2 }) });
  let view = null;
  const picture = makePicture({
    frame: scope.frame,
    label: "the query: pick the patch that looks",
    side: 104,
    say: ({ patch: patch2 }) => patchWords(patch2, view.S),
    pick: ({ patch: patch2 }) => look2({ patch: patch2 })
  });
  const label = make("span", { className: "label" }, "Query, the patch that looks");
  const patch = make("div", { className: "question query" }, label, picture.element), asked = make("p");
  let place = null;
  function showSteps({ tokenizer }, { tokens }, end) {
    step.show(view.written.map((token, t) => {
      const after = `${stepWords(t, tokens.length)}, after ${tokenWords2(tokenizer, tokens[t])}`;
      if (t === end) return { value: t, text: "(end)", said: `${after}: the end` };
      return { value: t, text: sign(tokenizer, token), said: `${after}: ${tokenWords2(tokenizer, token)}` };
    }), view.step);
  }
  return {
    elements: [kind.element, patch, asked],
    show(now) {
      view = now;
      const { model, trace, grid } = scope, end = trace.finished ? -1 : view.written.length - 1;
      kind.show(KINDS4.map(([value, text]) => ({ value, text })), view.kind);
      showSteps(model, trace, end);
      patch.hidden = view.kind !== "encoder";
      const wanted = patch.hidden ? kind.element : occlusion;
      if (place !== wanted) wanted.after(step.element);
      place = wanted;
      if (!patch.hidden) picture.show(grid, new Float32Array(view.S), { marked: view.patch });
      const next = tokenWords2(model.tokenizer, view.written[view.step]);
      const where = `Step ${view.step + 1} of ${view.written.length}`, asks = queryWords(model, trace, view);
      const writes = view.step === end ? `${where}: the answer ends, at its greatest length; likeliest is ${next}.` : `${where} writes ${next}.`;
      asked.textContent = view.kind === "encoder" ? `Who looks: ${asks}.` : `${writes} Who looks: ${asks}.`;
    }
  };
}
function makeMaps(place, scope) {
  const look2 = (own) => scope.look("maps", own), looked = () => !place.hidden && place.isConnected;
  let view = null, pointed = null, built = "", heads = null;
  const head = () => view.locked ?? pointed ?? [0, 0];
  const one = makeOne(scope, look2);
  const beside = makeBeside(scope, looked, { choose: (whole) => look2({ whole }), told: show });
  const query = makeQuery(scope, look2, beside.of);
  const places = make("div", { className: "places" }), hint2 = make("p", { className: "hint" });
  place.append(
    ...query.elements,
    make("div", { className: "sides" }, one.element, beside.element),
    make("div", { className: "details" }, one.numbers, beside.numbers),
    beside.agreement,
    hint2,
    places
  );
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !view?.locked) return;
    event.stopPropagation();
    look2({ locked: null });
  });
  function point(own) {
    if (view.locked || String(pointed) === String(own)) return;
    pointed = own;
    one.leave();
    showOne();
  }
  function lock(own, { row }) {
    one.leave();
    look2(view.ofTokens ? { locked: own, step: row } : { locked: own });
  }
  function build() {
    const key = [view.kind, view.blocks, view.heads, scope.model.longest].join();
    if (key === built) return;
    [built, pointed] = [key, null];
    heads = makeHeads2({ scope, view, say: (own, at) => placeWords2(scope, view, own, at), point, lock });
    one.build(view);
    places.replaceChildren(heads.element, heads.tip);
  }
  function showOne() {
    one.show(view, head());
    beside.show(view, rowOf4(scope.trace, view, head()));
  }
  function show() {
    view = viewOf2(scope);
    build();
    pointed = view.locked ?? pointed;
    query.show(view);
    hint2.textContent = `${POINT} Full colour: ${view.ofTokens ? "weight 1" : "the largest weight of a map, or half if none is larger"}.`;
    heads.show(view, (own) => isHeld(scope.state.interventions, view, own));
    showOne();
  }
  return {
    show,
    figure: () => mapsFigure(scope, view, { head: head(), ...beside.figure(view, rowOf4(scope.trace, view, head())) })
  };
}

// microscope/maps/maps.css
var maps_default = `.microscope [data-panel="maps"] { min-height: 20rem; font-variant-numeric: tabular-nums; }
.microscope [data-panel="maps"] p { margin: 0.25rem 0; }
.microscope [data-panel="maps"] .name { margin: 0 0 0.25rem; font-weight: 600; }
.microscope [data-panel="maps"] .question { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: center; margin: 0 0 0.5rem; }
.microscope [data-panel="maps"] .question .label { color: var(--quiet); }
.microscope [data-panel="maps"] .choice { display: flex; flex-wrap: wrap; gap: 0.25rem; }
.microscope [data-panel="maps"] .choice button[aria-checked="true"] { background: var(--text); color: var(--paper); }
.microscope [data-panel="maps"] .query { align-items: start; }
.microscope [data-panel="maps"] :is(.sides, .details) { display: grid; grid-template-columns: repeat(auto-fit, minmax(13.5rem, 1fr)); gap: 0.5rem 1.25rem; }
.microscope [data-panel="maps"] .sides { padding: 0.25rem 0; }
.microscope [data-panel="maps"] :is(.sides, .details) > * { min-width: 0; }
.microscope [data-panel="maps"] .large { position: relative; width: 208px; max-width: 100%; }
.microscope [data-panel="maps"] .large .said { min-height: 4.2em; } /* so that the buttons below stay in their place */
.microscope [data-panel="maps"] .over { position: absolute; inset: 0 0 auto; aspect-ratio: 1; pointer-events: none; }
.microscope [data-panel="maps"] .grip {
  position: absolute; box-sizing: border-box; border: 3px solid var(--accent); border-radius: 50%; cursor: grab; pointer-events: auto;
  touch-action: none;
}
.microscope [data-panel="maps"] .grip:active { cursor: grabbing; }
.microscope [data-panel="maps"] .wide { overflow-x: auto; }
.microscope [data-panel="maps"] .values { width: auto; margin: 0; border-collapse: collapse; font-size: 0.75rem; }
.microscope [data-panel="maps"] .values td { padding: 0.1rem 0.3rem; border: 1px solid var(--line); background: var(--paper); color: var(--text); text-align: right; }
.microscope [data-panel="maps"] .values .most { font-weight: 700; outline: 2px solid var(--accent); outline-offset: -2px; }
.microscope [data-panel="maps"] .tools { display: flex; flex-wrap: wrap; gap: 0.25rem; margin-top: 0.25rem; }
.microscope [data-panel="maps"] .tools button { padding: 0 0.45rem; }
.microscope [data-panel="maps"] [aria-disabled="true"] { color: var(--quiet); cursor: default; opacity: 0.6; }
.microscope [data-panel="maps"] .both { margin: 0.5rem 0; padding: 0.5rem 0.75rem; border-radius: 8px; background: var(--raised); }
.microscope [data-panel="maps"] .hint { color: var(--quiet); }
.microscope [data-panel="maps"] .tip { position: sticky; z-index: 1; bottom: 0; width: fit-content; min-height: 1.4em; margin: 0; padding: 0.25rem 0.5rem 0.25rem 0; background: var(--pst-color-background, var(--paper)); pointer-events: none; } /* what it covers can still be pressed */
.microscope [data-panel="maps"] .tip:empty { visibility: hidden; }
.microscope [data-panel="maps"] .queries .said { min-height: 2.8em; }
.microscope [data-panel="maps"] .blocks { display: grid; gap: 0.75rem; }
.microscope [data-panel="maps"] .block { display: grid; grid-template-columns: repeat(var(--heads), minmax(0, 128px)); gap: 0.5rem; align-items: end; }
.microscope [data-panel="maps"] .head { margin: 0; padding: 0; }
.microscope [data-panel="maps"] .head figcaption { margin: 0 0 0.2rem; color: var(--text); opacity: 1; font-size: 0.75rem; line-height: 1.25; text-align: left; }
.microscope [data-panel="maps"] .head b { display: block; font-weight: 600; }
.microscope [data-panel="maps"] .head .amount { color: var(--quiet); font-weight: 400; }
.microscope [data-panel="maps"] .head.locked canvas { outline: 3px solid var(--accent); }
.microscope [data-panel="maps"] .head .said { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.microscope [data-panel="maps"] .square { display: grid; grid-template-columns: max-content minmax(0, var(--width)); justify-content: start; column-gap: 0.25rem; max-width: 100%; }
.microscope [data-panel="maps"] .square .numbers { display: contents; }
.microscope [data-panel="maps"] .square canvas { grid-area: 2 / 2; }
.microscope [data-panel="maps"] :is(.head, .square) .numbers canvas { width: 100% !important; image-rendering: pixelated; } /* however few tokens there are */
.microscope [data-panel="maps"] .square .said { grid-area: 3 / 1 / 4 / 3; min-height: 2.8em; }
.microscope [data-panel="maps"] :is(.across, .down) { display: grid; font-size: 0.75rem; line-height: 1; }
.microscope [data-panel="maps"] .across { grid-area: 1 / 2; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); align-items: end; justify-items: center; }
.microscope [data-panel="maps"] .across .long { writing-mode: vertical-rl; white-space: nowrap; }
.microscope [data-panel="maps"] .down { grid-area: 2 / 1; grid-auto-rows: minmax(0, 1fr); height: 0; min-height: 100%; align-items: center; justify-items: end; }
.microscope [data-panel="maps"] .crowded :is(.across, .down) { font-size: 0.625rem; line-height: 0.8; }
.microscope [data-panel="maps"] .keys { display: flex; flex-wrap: wrap; gap: 0.25rem; }
.microscope [data-panel="maps"] .keys button { position: relative; display: grid; min-width: 3rem; min-height: 2.75rem; padding: 0.15rem 0.4rem 0.35rem; line-height: 1.2; }
.microscope [data-panel="maps"] .keys span { font-size: 0.75rem; }
.microscope [data-panel="maps"] .keys i { position: absolute; bottom: 0; left: 0; height: 4px; border-radius: 0 0 8px 8px; background: var(--up); }
.microscope [data-panel="maps"] .keys .free { border: 3px solid var(--accent); cursor: grab; touch-action: none; }
.microscope [data-panel="maps"] .keys :is(.over, [aria-pressed="true"]) { background: var(--text); color: var(--paper); }
@container (max-width: 30rem) { /* each map's numbers below it */
  .microscope [data-panel="maps"]:not([hidden]) { display: flex; flex-direction: column; }
  .microscope [data-panel="maps"] :is(.sides, .details) { display: contents; }
  .microscope [data-panel="maps"] .attended { order: 1; }
  .microscope [data-panel="maps"] .details > :first-child { order: 2; margin: 0.25rem 0 0.75rem; }
  .microscope [data-panel="maps"] .occlusion { order: 3; }
  .microscope [data-panel="maps"] .details > :last-child { order: 4; }
  .microscope [data-panel="maps"] :is(.both, .hint, .places) { order: 5; }
}
@container (min-width: 46rem) { /* what is said of a patch stands beside the picture */
  .microscope [data-panel="maps"] .large { --side: 208px; display: grid; grid-template-columns: min-content minmax(0, 1fr); gap: 0.5rem; width: auto; }
  .microscope [data-panel="maps"] .large .said { min-height: 0; }
  .microscope [data-panel="maps"] .large canvas { width: var(--side) !important; max-width: none; }
  .microscope [data-panel="maps"] .over { inset: 0 auto auto 0; width: var(--side); }
}
@media (min-height: 40rem) { /* a head stays in view while one points at its map */
  @container (min-width: 46rem) {
    .microscope [data-panel="maps"] .sides { position: sticky; margin-bottom: 0.75rem; z-index: 1; top: var(--under); background: var(--pst-color-background, var(--paper)); box-shadow: 0 0 0 0.6rem var(--pst-color-background, var(--paper)); }
  }
}
@media (max-height: 60rem) { /* in a low window it must not take much of it */
  @container (min-width: 46rem) {
    .microscope [data-panel="maps"] .large { --side: 128px; }
    .microscope [data-panel="maps"] .sides:has(.square) { position: static; }
  }
}
@media (pointer: coarse), (max-width: 480px) {
  .microscope [data-panel="maps"] button { min-height: 44px; min-width: 44px; }
}
`;

// microscope/stepper/beginning.js
function makeBeginning(scope, begin) {
  const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: false };
  const input = make("input", { type: "text", size: 16, ...plain });
  const wrong = make("p", { className: "wrong", role: "alert" });
  const button5 = make("button", { type: "submit", textContent: "Go on from this" });
  const form = make("form", { className: "bar" }, make("label", {}, "Beginning ", input), button5);
  [input.dataset.testid, wrong.dataset.testid] = ["microscope-beginning", "microscope-beginning-wrong"];
  button5.dataset.testid = "microscope-begin";
  let shown3 = null;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.textContent = "";
    try {
      const tokens = tokensOf(scope.model.tokenizer, input.value), most = scope.model.longest - 1;
      if (tokens.length > most) throw new Error(`At most ${most} tokens fit, these are ${tokens.length}.`);
      begin(tokens);
    } catch (error) {
      wrong.textContent = error.message;
    }
  });
  return {
    element: make("div", {}, form, wrong),
    show() {
      const { tokenizer } = scope.model, { beginning } = scope.state;
      if (shown3 === beginning) return;
      shown3 = beginning;
      wrong.textContent = "";
      input.value = beginning.map((token) => tokenizer.tokens[token]).join(tokenizer.blank);
    }
  };
}

// microscope/stepper/view.js
var TEMPERATURES = [0.05, 5];
var MANY2 = 20;
var SEEDS = 2 ** 32;
var isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
var clip2 = (value, least, most) => Math.min(Math.max(value, least), most);
function viewOf3({ state: { view }, model, trace }) {
  const { step, written: written2, temperature, top, seed, sampled, beside } = view.stepper ?? {};
  const [least, most] = TEMPERATURES, steps = trace.tokens.length, C = model.tokenizer.tokens.length;
  const shown3 = isWhole(written2, 0, steps - 1) ? written2 : null;
  return {
    steps,
    written: shown3,
    step: clip2(isWhole(step, 0, 1e3) ? step : 0, 0, shown3 ?? steps - 1),
    temperature: Number.isFinite(temperature) ? clip2(temperature, least, most) : 1,
    top: isWhole(top, 1, C) ? top : 0,
    seed: isWhole(seed, 0, SEEDS - 1) ? seed : 1,
    sampled: [1, MANY2].includes(sampled) ? sampled : 0,
    beside: beside === true
  };
}
var nextSeed = (seed) => (seed + 1) % SEEDS;
function takenAt({ tokens, finished }, t, { finish }) {
  return tokens[t + 1] ?? (finished ? finish : null);
}

// microscope/stepper/chips.js
var HEIGHT = 28;
var LEAST_SCALE = 2;
function stepsOf({ model: { tokenizer }, trace, state: { beginning } }, { steps, written: written2, temperature }) {
  const count = written2 == null ? steps : written2 + 1, bits = allBits(trace, temperature);
  return Array.from({ length: count }, (_, t) => {
    const token = takenAt(trace, t, tokenizer), open = t === written2, given = t < beginning.length && !open;
    const label = open ? "?" : token == null ? "no room" : labelOf(tokenizer, token);
    return { token, label, given, open, bits: bits[t] };
  });
}
var scaleOf3 = (shown3) => Math.max(LEAST_SCALE, ...shown3.map(({ bits }) => bits));
function inWords2({ label, bits, given, open }, t) {
  const step = open ? `step ${t + 1}, not yet written` : stepSaid(t, label === SPACE ? "space" : label);
  return `${step}${given ? ", given by you" : ""}, ${bits.toFixed(2)} bits`;
}
function makeChips(choose) {
  const first = make("span", { className: "chip still" }, make("b", { textContent: "<start>" }));
  const element = make("div", { className: "chips", role: "toolbar" }, first);
  element.setAttribute("aria-label", "The steps of the answer: arrow keys move through them");
  const chips = [];
  let count = 0, at = 0;
  function add2(t) {
    const parts = ["bits", "stick", "token", "note"].map((name) => make("span", { className: name }));
    const button5 = make("button", { type: "button", className: "chip", onclick: () => choose(t) }, ...parts);
    button5.dataset.testid = `microscope-chip-${t}`;
    const [bits, stick, token, note] = parts;
    chips.push({ button: button5, bits, stick, token, note });
    element.append(button5);
  }
  element.addEventListener("keydown", (event) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
    if (to === void 0) return;
    event.preventDefault();
    if (to < 0 || to >= count) return;
    choose(to);
    chips[to].button.focus();
  });
  return {
    element,
    show(shown3, chosen) {
      const scale = scaleOf3(shown3);
      [count, at] = [shown3.length, chosen];
      while (chips.length < count) add2(chips.length);
      chips.forEach(({ button: button5, bits, stick, token, note }, t) => {
        button5.hidden = t >= count;
        if (button5.hidden) return;
        const own = shown3[t];
        bits.textContent = own.bits.toFixed(2);
        stick.style.height = `${HEIGHT * own.bits / scale}px`;
        token.textContent = own.label;
        note.textContent = own.given ? "given" : "";
        button5.setAttribute("aria-label", inWords2(own, t));
        button5.setAttribute("aria-pressed", t === chosen);
        button5.tabIndex = t === chosen ? 0 : -1;
      });
    }
  };
}
function makeBars(give) {
  const element = make("div", { className: "chances", role: "group" });
  let rows = [], known2 = null;
  function build(tokenizer) {
    known2 = tokenizer;
    rows = tokenizer.tokens.map((_, token) => {
      const parts = ["token", "track", "number", "note"].map((name) => make("span", { className: name }));
      const [label, track, number, note] = parts, bar = make("i"), can = token < tokenizer.start;
      track.append(bar);
      label.textContent = labelOf(tokenizer, token);
      const row = make(can ? "button" : "div", { className: "chance" }, ...parts);
      if (can) Object.assign(row, { type: "button", onclick: () => give(token) });
      row.dataset.testid = `microscope-chance-${token}`;
      return { row, bar, number, note, can };
    });
    element.replaceChildren(...rows.map(({ row }) => row));
  }
  return {
    element,
    show({ tokenizer }, trace, t, { temperature, top }, open, none) {
      if (known2 !== tokenizer) build(tokenizer);
      const logits = rowOf(trace, t), probabilities = probabilitiesOf(logits, temperature), best = likeliest(logits);
      const taken = open ? null : takenAt(trace, t, tokenizer);
      const least = top ? logits[ranked(logits)[top - 1]] : -Infinity;
      element.setAttribute("aria-label", `Probabilities at step ${t + 1}. Press a token to write it here instead`);
      rows.forEach(({ row, bar, number, note, can }, token) => {
        const out = logits[token] < least && "not sampled";
        const notes = [token === taken && "taken", token === best && "likeliest", out];
        const name = token === tokenizer.space ? "space" : tokenizer.tokens[token];
        bar.style.width = `${100 * probabilities[token]}%`;
        number.textContent = chance(probabilities[token]);
        note.textContent = notes.filter(Boolean).join(", ");
        row.classList.toggle("taken", token === taken);
        if (!can) return;
        row.disabled = Boolean(none);
        row.title = none;
        const words = [`${name}: ${number.textContent}`, ...notes.filter(Boolean)].join(", ");
        row.setAttribute("aria-label", `${words}. Write it at step ${t + 1}`);
      });
    }
  };
}

// microscope/stepper/replacing.js
var ALL = 10;
var FEW2 = 3;
var NARROW = 6;
var othersAt = ({ tokenizer: { start } }, trace, t) => {
  const others = ranked(rowOf(trace, t)).filter((token) => token < start && token !== trace.tokens[t + 1]);
  return start <= ALL ? others.sort((a, b) => a - b) : others.slice(0, FEW2);
};
function* replaced(model, trace, { given = 0, temperature = 1, ...options }) {
  const rows = [], written2 = trace.tokens.slice(1), bits = allBits(trace, temperature);
  const after = (beginning) => {
    const { tokens, finished } = writeOn(model, trace.memory, { ...options, beginning });
    return { after: tokens.slice(1 + beginning.length), finished };
  };
  for (const [t, token] of written2.entries()) {
    const before = written2.slice(0, t);
    const own = t + 1 < given ? after([...before, token]) : { after: written2.slice(t + 1), finished: trace.finished };
    const others = [];
    for (const other of othersAt(model, trace, t)) {
      yield;
      const now = after([...before, other]);
      const changed2 = now.finished !== own.finished || String(now.after) !== String(own.after);
      others.push({ token: other, ...now, changed: changed2 });
    }
    rows.push({ token, bits: bits[t], others });
  }
  return rows;
}
function countOf(rows) {
  const all = rows.flatMap(({ others }) => others);
  return { same: all.filter(({ changed: changed2 }) => !changed2).length, of: all.length };
}
function verdictOf({ same: same4, of }) {
  if (!of) return "";
  const share2 = 1 - same4 / of;
  if (share2 === 0) return "History is idle here.";
  if (share2 <= 0.1) return "History is nearly idle here.";
  return share2 < 0.5 ? "History matters at some steps here." : "History is decisive here.";
}
var countInWords = ({ same: same4, of }) => of ? `${same4} of ${of} replacements change nothing after them.` : "There is no token to replace.";
function cellOf({ tokenizer }, before, { token, after, finished, changed: changed2 }) {
  const whole = shownText(tokenizer, [...before, token, ...after]) + (finished ? "" : "\u2026");
  const given = shownText(tokenizer, [...before, token]).length, length2 = whole.length > NARROW ? "long" : "";
  const sign2 = make("span", { className: "sign", textContent: changed2 ? "\u2260" : "=" });
  sign2.setAttribute("role", "img");
  sign2.setAttribute("aria-label", changed2 ? "changed:" : "the same:");
  const broken = (text2) => text2.replaceAll(SPACE, `${SPACE}\u200B`);
  const quiet = make("span", { textContent: broken(whole.slice(0, given)), className: "given" });
  const text = make("span", { className: `after ${length2}` }, quiet, broken(whole.slice(given)));
  const label = make("b", { textContent: labelOf(tokenizer, token) });
  return make("td", { className: changed2 ? "changed" : "" }, label, " ", sign2, " ", text);
}
function rowFor(model, { tokens }, { token, bits, others }, t) {
  const label = make("b", { textContent: labelOf(model.tokenizer, token) });
  const coin = make("small", { textContent: `${bits.toFixed(2)} bits` });
  const head = make("th", { scope: "row" }, `${t + 1}: `, label, coin);
  return make("tr", {}, head, ...others.map((other) => cellOf(model, tokens.slice(1, t + 1), other)));
}
function makeReplacing(testid) {
  const title = make("h3"), count = make("p", { role: "status" }), note = make("p", { className: "said" });
  const body = make("tbody"), table = make("table", {}, body);
  const box2 = make("div", { className: "scrolled", tabIndex: 0, role: "region" }, table);
  count.dataset.testid = testid;
  const element = make("div", { className: "replacing" }, title, count, note, box2);
  return {
    element,
    wait(why = "This is computed when the drawing rests \u2026") {
      count.textContent = why;
      box2.setAttribute("aria-busy", "true");
    },
    show({ model, name, trace, temperature, rows, note: more = "" }) {
      const { tokenizer } = model, bits = allBits(trace, temperature).reduce((sum3, own) => sum3 + own, 0);
      const answer = shownText(tokenizer, trace.tokens.slice(1)) + (trace.finished ? "" : " \u2026");
      title.textContent = `${name}: ${answer || "nothing"}`;
      note.textContent = more;
      note.hidden = !more;
      box2.setAttribute("aria-label", `What follows each replaced token, model ${name}`);
      box2.setAttribute("aria-busy", "false");
      element.classList.toggle("narrow", tokenizer.start <= ALL);
      const counted2 = countOf(rows), coin = `All choices of this answer together: ${bits.toFixed(2)} bits.`;
      count.textContent = `${countInWords(counted2)} ${verdictOf(counted2)} ${coin}`;
      body.replaceChildren(...rows.map((row, t) => rowFor(model, trace, row, t)));
      box2.hidden = !rows.length;
    }
  };
}

// microscope/stepper/samples.js
function* drawn(model, trace, { count, temperature, top, seed, ...options }) {
  const choose = drawing(model.tokenizer, { temperature, top, random: mulberry32(seed) }), known2 = /* @__PURE__ */ new Map();
  for (let i = 0; i < count; i++) {
    const { tokens, finished } = writeOn(model, trace.memory, { ...options, choose }), key = `${tokens} ${finished}`;
    if (!known2.has(key)) known2.set(key, { tokens: tokens.slice(1), finished, times: 0 });
    known2.get(key).times++;
    yield;
  }
  return [...known2.values()].sort((a, b) => b.times - a.times);
}
function field(label, attributes, testid) {
  const input = make("input", attributes);
  input.dataset.testid = testid;
  return { input, element: make("label", {}, `${label} `, input) };
}
function makeSamples({ look: look2, draft, goOn }) {
  const [min, max] = TEMPERATURES, number = { type: "number", inputMode: "numeric" };
  const heat2 = field("Temperature", { type: "range", min, max, step: 0.05 }, "microscope-temperature");
  const shownHeat = make("output");
  const top = field("Top-k: only from the k likeliest (0: all)", { ...number, min: 0 }, "microscope-top");
  const seed = field("Seed", { ...number, min: 0, max: 2 ** 32 - 1 }, "microscope-seed");
  const list = make("ul", { className: "answers" }), said = make("p", { className: "said", role: "status" });
  let view = null, listed = "";
  heat2.element.append(" ", shownHeat);
  heat2.input.addEventListener("input", () => draft({ temperature: Number(heat2.input.value) }));
  heat2.input.addEventListener("change", () => look2({ temperature: Number(heat2.input.value) }));
  for (const [name, input] of [["top", top.input], ["seed", seed.input]]) {
    input.addEventListener("change", () => {
      input.value = Math.min(Math.max(Math.round(Number(input.value)) || 0, 0), Number(input.max));
      look2({ [name]: Number(input.value) });
    });
  }
  const one = make("button", { type: "button", textContent: "Sample", onclick: () => draw(1) });
  const many = make("button", { type: "button", textContent: `Sample ${MANY2}`, onclick: () => draw(MANY2) });
  [one.dataset.testid, many.dataset.testid] = ["microscope-sample", "microscope-sample-many"];
  list.dataset.testid = "microscope-samples";
  const draw = (count) => look2({ sampled: count, seed: view.sampled === count ? nextSeed(view.seed) : view.seed });
  function itemOf({ tokens, finished, times }, model) {
    const text = `${shownText(model.tokenizer, tokens) || "nothing"}${finished ? "" : " \u2026"}`;
    const button5 = make("button", { type: "button", textContent: "Go on from this", onclick: () => goOn(tokens) });
    button5.setAttribute("aria-label", `Go on from ${text}`);
    button5.disabled = !tokens.length;
    return make("li", {}, make("span", { textContent: `${times} \xD7` }), make("b", { textContent: text }), button5);
  }
  return {
    settings: make("div", { className: "bar" }, heat2.element, top.element),
    element: make("div", {}, make("div", { className: "bar" }, seed.element, one, many), said, list),
    show(now, { tokenizer }) {
      view = now;
      shownHeat.textContent = now.temperature.toFixed(2);
      top.input.max = tokenizer.tokens.length;
      for (const [input, value] of [[heat2.input, now.temperature], [top.input, now.top], [seed.input, now.seed]]) {
        if (document.activeElement !== input || input === heat2.input) input.value = value;
      }
    },
    list(answers, { sampled, seed: own, temperature, top: most }, model) {
      const from = most ? `the ${most} likeliest tokens` : "all tokens";
      const how = `Seed ${own}, temperature ${temperature.toFixed(2)}, from ${from}`;
      const about = `${how}; <start> and <pad> are never sampled.`;
      said.hidden = !sampled;
      said.textContent = !sampled ? "" : answers ? about : "Sampling \u2026";
      const key = JSON.stringify(answers);
      if (key === listed) return;
      listed = key;
      list.replaceChildren(...(answers ?? []).map((answer) => itemOf(answer, model)));
    }
  };
}

// microscope/stepper/comparison.js
var same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
function makeComparison(scope, samples, { isSeen, look: look2, view, again }) {
  const own = makeReplacing("microscope-replaced"), others = makeReplacing("microscope-replaced-beside");
  const beside = make("button", { type: "button", onclick: press2 });
  const rest = makeRest(isSeen), restOfSamples = makeRest(isSeen);
  const other = { name: null, model: null, asked: null };
  let comparedFrom = [], sampledFrom = [];
  beside.dataset.testid = "microscope-beside";
  const options = () => ({ interventions: scope.state.interventions, sources: scope.sources });
  function partner() {
    const name = scope.model.tokenizer.noun === "digit" ? "letters" : "drawn";
    return name !== scope.state.model && scope.names.includes(name) ? name : null;
  }
  function press2() {
    if (other.name !== other.asked) other.asked = null;
    look2({ beside: !view().beside });
  }
  async function ask(name) {
    if (other.asked === name) return;
    other.asked = name;
    others.wait(`The weights of ${name} are being loaded \u2026`);
    try {
      const model = await scope.borrow(name);
      if (other.asked !== name) return;
      Object.assign(other, { model, name });
      again();
    } catch (error) {
      others.wait(`The model ${name} cannot be shown: ${error.message}.`);
    }
  }
  function* compare(temperature, beneath) {
    const { model, trace, grid, state: { beginning, interventions, model: name } } = scope;
    const given = beginning.length, rows = yield* replaced(model, trace, { given, temperature, ...options() });
    own.show({ model, name, trace, temperature, rows });
    if (!beneath) return;
    const theirs = run(beneath, grid, { keep: false });
    yield;
    const changed2 = interventions.length || given;
    const note = changed2 ? "This one is as it was trained; your changes are those of the other one." : "";
    const theirRows = yield* replaced(beneath, theirs, { temperature });
    others.show({ model: beneath, name: other.name, trace: theirs, temperature, rows: theirRows, note });
  }
  function* sample2(now) {
    const { model, trace, state: { beginning } } = scope;
    samples.list(yield* drawn(model, trace, { ...now, count: now.sampled, beginning, ...options() }), now, model);
  }
  const waitFor = (trace, before) => trace === before ? 0 : void 0;
  function compareAtRest(now, model) {
    const { trace } = scope, from = [trace, now.temperature, model];
    if (same(from, comparedFrom)) return rest.resume();
    own.wait();
    if (model) others.wait();
    rest.begin(compare(now.temperature, model), waitFor(trace, comparedFrom[0]));
    comparedFrom = from;
  }
  function sampleAtRest(now) {
    const { trace } = scope, from = [trace, now.temperature, now.top, now.seed, now.sampled];
    if (same(from, sampledFrom)) return restOfSamples.resume();
    samples.list(null, now, scope.model);
    restOfSamples.begin(sample2(now), waitFor(trace, sampledFrom[0]));
    sampledFrom = from;
  }
  const about = `Does the model need the history, what was written before? Each token is replaced, one at a time, by every other digit, or by the ${FEW2} likeliest other letters, and the model goes on from there. Each cell holds the token, and the answer with it, grey up to there. = what follows the token stays the same, \u2260 it changes.`;
  return {
    element: make(
      "div",
      {},
      make("p", { textContent: about }),
      make("div", { className: "bar" }, beside),
      make("div", { className: "both" }, own.element, others.element)
    ),
    show(now) {
      const name = partner(), shown3 = now.beside && name;
      others.element.hidden = !shown3;
      beside.hidden = !name;
      beside.textContent = now.beside ? `Take ${name} away` : `Put ${name} beside it, on the same drawing`;
      if (shown3) ask(name);
      compareAtRest(now, shown3 && other.name === name ? other.model : null);
      sampleAtRest(now);
    }
  };
}

// microscope/stepper/figure.js
var CHIP = 52;
var TALL = HEIGHT + 58;
var IN_A_ROW2 = 12;
var LINE = 16;
var box = (x, y, width, height, more) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${more}/>`;
function chipSvg({ label, bits, given }, scale, chosen, x, y) {
  const tall = HEIGHT * bits / scale, frame = `fill="#fff" stroke="#1f2328" stroke-width="${chosen ? 2.5 : 0.75}"`;
  return [
    textSvg(bits.toFixed(2), x + 8, y + 12, 10),
    box(x + 8, y + 16 + HEIGHT - tall, 28, tall, 'fill="#b84a00"'),
    box(x, y + 18 + HEIGHT, CHIP - 8, 22, `rx="4" ${frame}`),
    textSvg(label, x + 4, y + 33 + HEIGHT, label.length > 4 ? 9 : 13),
    given ? textSvg("given", x + 4, y + 50 + HEIGHT, 9) : ""
  ].join("");
}
function stepperFigure(scope, view, choice) {
  const { model: { tokenizer }, trace } = scope, shown3 = stepsOf(scope, view), scale = scaleOf3(shown3);
  const chips = shown3.map((step, t) => {
    const [row, column] = [Math.floor(t / IN_A_ROW2), t % IN_A_ROW2];
    return chipSvg(step, scale, t === view.step, 8 + column * CHIP, 4 + row * TALL);
  });
  const top = 12 + Math.ceil(shown3.length / IN_A_ROW2) * TALL;
  const bars = probabilitiesOf(rowOf(trace, view.step), view.temperature).map((probability, token) => {
    const y = top + token * LINE;
    return textSvg(labelOf(tokenizer, token), 8, y + 12) + box(70, y + 2, 300 * probability, LINE - 4, 'fill="#0b5cad"') + textSvg(chance(probability), 380, y + 12);
  });
  return {
    inside: [...chips, ...bars].join(""),
    width: 16 + CHIP * IN_A_ROW2,
    height: top + bars.length * LINE,
    caption: [
      `Above: the answer, and the entropy of each choice in bits, at temperature ${view.temperature.toFixed(2)}.`,
      `Below: the probabilities of one step. ${choice}`
    ]
  };
}

// microscope/stepper/stepper.js
var heading = (text) => make("h2", { textContent: text });
function choiceInWords({ model, trace, state: { beginning } }, { step, steps, written: written2, temperature }) {
  const { tokenizer } = model, logits = rowOf(trace, step), probabilities = probabilitiesOf(logits, temperature);
  const said = (token) => `${labelOf(tokenizer, token)} (${chance(probabilities[token])})`;
  const best = likeliest(logits), taken = takenAt(trace, step, tokenizer), of = written2 == null ? ` of ${steps}` : "";
  const where = `Step ${step + 1}${of}:`;
  if (step === written2) return `${where} not yet written. The likeliest token is ${said(best)}.`;
  if (taken == null) return `${where} no room for another token. The likeliest would be ${said(best)}.`;
  if (step < beginning.length) return `${where} you gave ${said(taken)}. The likeliest token is ${said(best)}.`;
  const but = taken === best ? "" : `, though ${said(best)} is the likeliest now`;
  return `${where} the model takes ${said(taken)}${but}.`;
}
function makeStepper(place, scope) {
  let draftOf = {};
  const view = () => ({ ...viewOf3(scope), ...draftOf });
  const look2 = (own) => {
    draftOf = {};
    scope.look("stepper", own);
  };
  function isSeen() {
    return place.isConnected && !place.hidden;
  }
  function go(beginning2, own = {}) {
    const { view: all } = scope.state;
    draftOf = {};
    scope.change({ beginning: beginning2, view: { ...all, stepper: { ...all.stepper, ...own } } });
  }
  const before = (t) => scope.trace.tokens.slice(1, t + 1);
  function give(token) {
    const { step, written: written2 } = view(), on = written2 === step ? { written: step + 1, step: step + 1 } : {};
    go([...before(step), token], on);
  }
  const press2 = {
    back: ["Step back", () => look2({ step: view().step - 1 })],
    forward: ["Step forward", () => look2({ step: view().step + 1 })],
    nothing: ["Start again", () => go([], { written: 0, step: 0 })],
    next: ["Next token", next],
    all: ["All of it", () => look2({ written: null })],
    cut: ["Cut here", () => go(scope.state.beginning.slice(0, view().step), { written: view().step })],
    own: ["The model\u2019s own answer", () => go([], { written: null })]
  };
  const buttons = Object.fromEntries(Object.entries(press2).map(([name, [textContent, onclick]]) => {
    const button5 = make("button", { type: "button", textContent, onclick });
    button5.dataset.testid = `microscope-answer-${name}`;
    return [name, button5];
  }));
  function next() {
    const { written: written2, steps } = view(), end = written2 + 1 >= steps;
    look2({ written: end ? null : written2 + 1, step: Math.min(written2 + 1, steps - 1) });
  }
  const chips = makeChips((step) => look2({ step })), bars = makeBars(give);
  const said = make("p", { className: "choice", role: "status" }), heat2 = make("p", { className: "said" });
  const mask = make("p", { className: "said", textContent: "The causal mask is away: earlier tokens see later ones, so these are the probabilities after the whole answer was written." });
  said.dataset.testid = "microscope-choice";
  const grids = make("button", { type: "button", textContent: "Use the grid\u2019s temperature" });
  grids.addEventListener("click", () => look2({ temperature: scope.model.certainty.temperature }));
  grids.dataset.testid = "microscope-grid-temperature";
  const beginning = makeBeginning(scope, (tokens) => {
    go(tokens, { written: null, step: Math.min(tokens.length, scope.model.longest - 1) });
  });
  const samples = makeSamples({
    look: look2,
    draft(own) {
      draftOf = own.temperature === viewOf3(scope).temperature ? {} : own;
      show();
    },
    goOn: (tokens) => go(tokens, { written: null })
  });
  const compared = makeComparison(scope, samples, { isSeen, look: look2, view, again: () => show() });
  place.replaceChildren(
    make("p", { textContent: "The model writes one token after the other. Each time, it gives every token a probability, and takes the likeliest. Over each token: the entropy of this choice in bits, 0 if one token is certain, 1 for a fair coin." }),
    chips.element,
    make("div", { className: "bar" }, buttons.back, buttons.forward, buttons.nothing, buttons.next, buttons.all),
    make("div", { className: "bar" }, buttons.cut, buttons.own),
    said,
    mask,
    samples.settings,
    make("div", { className: "heat" }, heat2, grids),
    make("p", { textContent: "Press a token to write it at this step instead: the model goes on from it." }),
    bars.element,
    heading("A beginning of your own"),
    beginning.element,
    heading("Sample answers"),
    samples.element,
    heading("Replace each token"),
    compared.element
  );
  function show() {
    const now = view(), { model, trace, state } = scope, { step, steps, written: written2 } = now, shown3 = stepsOf(scope, now);
    chips.show(shown3, step);
    buttons.back.disabled = step === 0;
    buttons.forward.disabled = step >= shown3.length - 1;
    buttons.next.disabled = buttons.all.disabled = written2 == null;
    buttons.cut.disabled = step === written2;
    buttons.own.disabled = !state.beginning.length && written2 == null;
    const text = choiceInWords(scope, now);
    if (said.textContent !== text) said.textContent = text;
    mask.hidden = !state.interventions.some(({ at }) => at === MASK);
    const grid = model.certainty.temperature;
    grids.hidden = now.temperature === grid;
    heat2.textContent = `Probabilities and bits at temperature ${now.temperature.toFixed(2)}` + (grids.hidden ? ", as in the drawing grid." : `. The drawing grid shows probabilities at ${short(grid)}, at which the model is right as often as they say.`);
    const none = step + 1 >= model.longest ? "There is no room for another token" : "";
    bars.show(model, trace, step, now, step === written2, none);
    samples.show(now, model);
    beginning.show();
    if (!Object.keys(draftOf).length) compared.show(now);
  }
  return { show, figure: () => stepperFigure(scope, view(), choiceInWords(scope, view())) };
}

// microscope/stepper/stepper.css
var stepper_default = '.microscope [data-panel="stepper"] { min-height: 20rem; }\n.microscope [data-panel="stepper"] :is(h2, h3) { margin: 1.25rem 0 0.4rem; font-size: 1rem; font-weight: 600; }\n.microscope [data-panel="stepper"] h3 { margin-top: 0.25rem; overflow-wrap: anywhere; }\n.microscope [data-panel="stepper"] p { margin: 0 0 0.5rem; }\n.microscope [data-panel="stepper"] .bar { align-items: center; }\n.microscope [data-panel="stepper"] .chips { display: flex; flex-wrap: wrap; gap: 0.3rem; margin: 0 0 0.6rem; align-items: flex-end; }\n.microscope [data-panel="stepper"] .chip {\n  display: grid; grid-template-rows: 1rem 30px 1.6rem 0.9rem; justify-items: center; align-items: end; min-width: 2.4rem;\n  min-height: 0; padding: 0.1rem 0.25rem; border: 2px solid var(--line); border-radius: 8px; background: var(--paper);\n  color: var(--text); font: inherit; line-height: 1.2; touch-action: manipulation; font-variant-numeric: tabular-nums;\n}\n.microscope [data-panel="stepper"] .chip.still { display: flex; padding-bottom: 1.2rem; border-color: transparent; background: none; font-size: 0.8125rem; }\n.microscope [data-panel="stepper"] .chip[aria-pressed="true"] { border-color: var(--text); background: var(--raised); }\n.microscope [data-panel="stepper"] .chip :is(.bits, .note) { color: var(--quiet); font-size: 0.75rem; }\n.microscope [data-panel="stepper"] .chip .token { font-weight: 600; }\n.microscope [data-panel="stepper"] .chip .stick { width: 1.2rem; border-bottom: 1px solid var(--quiet); background: var(--accent); box-sizing: content-box; }\n.microscope [data-panel="stepper"] .choice { min-height: 2.8em; font-weight: 600; }\n.microscope [data-panel="stepper"] .heat { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; margin: 0 0 0.5rem; }\n.microscope [data-panel="stepper"] .heat p { flex: 1 1 14rem; margin: 0; }\n.microscope [data-panel="stepper"] .chances { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.15rem 0.75rem; }\n.microscope [data-panel="stepper"] .chance {\n  display: grid; grid-template-columns: 4.2rem minmax(0, 1fr) 4.6rem; gap: 0 0.5rem; align-items: center; min-height: 1.6rem;\n  padding: 0 0.4rem; border: 1px solid transparent; border-radius: 6px; background: none; color: var(--text); font: inherit;\n  font-size: 0.875rem; text-align: left; font-variant-numeric: tabular-nums; touch-action: manipulation;\n}\n.microscope [data-panel="stepper"] button.chance { border-color: var(--line); }\n.microscope [data-panel="stepper"] button.chance:disabled { opacity: 1; color: var(--text); border-color: transparent; }\n.microscope [data-panel="stepper"] button.chance:hover:enabled { background: var(--raised); }\n.microscope [data-panel="stepper"] .chance.taken { border: 2px solid var(--text); }\n.microscope [data-panel="stepper"] .chance .track { height: 0.8rem; background: var(--raised); }\n.microscope [data-panel="stepper"] .chance .track i { display: block; height: 100%; background: var(--down); }\n.microscope [data-panel="stepper"] .chance .note { grid-column: 2 / 4; color: var(--quiet); font-size: 0.75rem; line-height: 1.1; }\n.microscope [data-panel="stepper"] input {\n  min-height: 2rem; padding: 0 0.4rem; border: 1px solid var(--line); border-radius: 8px; background: var(--paper);\n  color: var(--text); font: inherit;\n}\n.microscope [data-panel="stepper"] input[type="number"] { width: 6.5rem; }\n.microscope [data-panel="stepper"] input[type="range"] { width: 10rem; padding: 0; vertical-align: middle; accent-color: var(--accent); }\n.microscope [data-panel="stepper"] :is(input, .scrolled):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }\n.microscope [data-panel="stepper"] .wrong { color: var(--accent); font-weight: 600; }\n.microscope [data-panel="stepper"] .answers { margin: 0; padding: 0; list-style: none; }\n.microscope [data-panel="stepper"] .answers li { display: flex; flex-wrap: wrap; gap: 0.2rem 0.75rem; align-items: center; margin: 0 0 0.3rem; }\n.microscope [data-panel="stepper"] .answers span { min-width: 2.5rem; text-align: right; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="stepper"] .answers b { overflow-wrap: anywhere; }\n.microscope [data-panel="stepper"] .both { display: flex; flex-wrap: wrap; gap: 1rem; }\n.microscope [data-panel="stepper"] .replacing { flex: 1 1 16rem; min-width: 0; }\n.microscope [data-panel="stepper"] .replacing.narrow { flex: 1 1 20.5rem; }\n.microscope [data-panel="stepper"] .replacing:not(.narrow) table { width: 100%; table-layout: fixed; }\n.microscope [data-panel="stepper"] .replacing:not(.narrow) th { width: 4.2rem; }\n.microscope [data-panel="stepper"] .scrolled { max-height: 26rem; overflow: auto; }\n.microscope [data-panel="stepper"] .scrolled[aria-busy="true"] { opacity: 0.5; }\n.microscope [data-panel="stepper"] .scrolled table { width: auto; margin: 0; border-collapse: collapse; font-size: 0.75rem; line-height: 1.3; }\n.microscope [data-panel="stepper"] .scrolled :is(th, td) {\n  padding: 0.15rem 0.2rem; border: 1px solid var(--line); background: var(--paper); color: var(--text); text-align: left;\n  vertical-align: top;\n}\n.microscope [data-panel="stepper"] .scrolled th { font-weight: 400; white-space: nowrap; }\n.microscope [data-panel="stepper"] .scrolled th small { display: block; color: var(--quiet); font-size: 0.75rem; }\n.microscope [data-panel="stepper"] .scrolled .after { display: block; white-space: nowrap; }\n.microscope [data-panel="stepper"] .scrolled .after.long { white-space: normal; overflow-wrap: anywhere; }\n.microscope [data-panel="stepper"] .scrolled .given { color: var(--quiet); }\n.microscope [data-panel="stepper"] .scrolled .changed .sign { color: var(--up); font-weight: 700; }\n@media (pointer: coarse), (max-width: 480px) {\n  .microscope [data-panel="stepper"] .chip { min-width: 44px; }\n  .microscope [data-panel="stepper"] :is(.chance, .answers button, .heat button, input) { min-height: 44px; }\n}\n';

// microscope/switches/parts.js
var MEMORY = "encoder_norm";
var WAYS = ["zero", "mean", "other"];
var toOf = (way) => way === "zero" ? 0 : way;
function shuffled(count, seed = 1) {
  const order = Array.from({ length: count }, (_, i) => i), random = mulberry32(seed);
  for (let last = count - 1; last > 0; last--) {
    const i = Math.floor(random() * (last + 1));
    [order[last], order[i]] = [order[i], order[last]];
  }
  return order;
}
var attentionSwitches = (name, label, words, short2, heads) => [
  ...Array.from({ length: heads }, (_, head) => ({
    id: `${name}.${head}`,
    label: String(head),
    name: `${words}, head ${head}`,
    short: `${short2}, head ${head}`,
    takes: [{ at: `${name}.mix`, head }]
  })),
  { id: name, label, name: `${words}, all heads`, takes: [{ at: `${name}.mix` }] }
];
function blockRows(side, number, attentions, heads) {
  const block = `${side}.${number}`, title = `${side} block ${number}`, forward = { at: `${block}.feed_forward` };
  const rows = Object.entries(attentions).map(([name, label], i) => {
    const kind = label === "attention" ? "" : `, ${label.replace("-attention", "")}`;
    const own = [`${block}.${name}`, label, `${title}, ${label}`, `${side} ${number}${kind}`, heads];
    return { title: i ? "" : title, about: title + kind, switches: attentionSwitches(...own) };
  });
  const all = [...Object.keys(attentions).map((name) => ({ at: `${block}.${name}.mix` })), forward];
  rows.at(-1).switches.push(
    { id: forward.at, label: "feed-forward", name: `${title}, feed-forward`, takes: [forward] },
    { id: block, label: "block", name: `${title}, all of it`, takes: all, block: true }
  );
  return rows;
}
function boardOf({ config, side }) {
  const { heads, encoder_blocks: encoder, decoder_blocks: decoder, patch } = config;
  const fixed2 = (id, label, name, take) => ({ id, label, name, takes: [take], fixed: true });
  const blocks = (count, part, attentions) => Array.from({ length: count }, (_, number) => blockRows(part, number, attentions, heads)).flat();
  const order = shuffled((side / patch) ** 2);
  return [
    {
      title: "patches",
      about: "patches",
      switches: [fixed2("patch_positions", "positions away", "patch positions away", { at: PATCH_POSITIONS })]
    },
    ...blocks(encoder, "encoder", { attention: "attention" }),
    {
      title: "memory",
      about: "memory",
      switches: [fixed2("memory", "rows shuffled", "memory rows shuffled", { at: MEMORY, order })]
    },
    {
      title: "tokens",
      about: "tokens",
      switches: [
        fixed2("token_positions", "positions away", "token positions away", { at: TOKEN_POSITIONS }),
        fixed2("mask", "causal mask away", "causal mask away", { at: MASK })
      ]
    },
    ...blocks(decoder, "decoder", { self_attention: "self-attention", cross_attention: "cross-attention" })
  ];
}
var headsOf2 = (rows) => rows.flatMap(({ switches }) => switches).filter(({ takes }) => takes[0].head !== void 0);
var ofSwitch = ({ at, rows, look: look2, order }) => !rows && look2 == null && Boolean(order) === (at === MEMORY);
var isWay = ({ at }) => /\.(mix|feed_forward)$/.test(at);
function unitsOf({ config: { heads } }, { at, head }) {
  if (!at.endsWith(".mix")) return [at];
  return (head == null ? Array.from({ length: heads }, (_, i) => i) : [head]).map((i) => `${at} ${i}`);
}
function unitsOff(model, interventions) {
  const own = interventions.filter(ofSwitch);
  return new Map(own.flatMap((one) => unitsOf(model, one).map((unit) => [unit, one.to ?? 0])));
}
function stateOf(model, off2, { takes }) {
  const units = takes.flatMap((take) => unitsOf(model, take)), gone = units.filter((unit) => off2.has(unit));
  return { off: gone.length === units.length, some: gone.length > 0, to: off2.get(gone.at(-1)) };
}
function joined(model, interventions) {
  const own = (at) => interventions.filter((one) => one.at === at && ofSwitch(one));
  const all = (at) => own(at).length === model.config.heads && own(at).every(({ to }) => to === own(at)[0].to);
  const whole = [...new Set(interventions.map(({ at }) => at))].filter((at) => at.endsWith(".mix") && all(at));
  const rest = interventions.filter((one) => !(whole.includes(one.at) && ofSwitch(one)));
  return [...rest, ...whole.map((at) => ({ at, to: own(at)[0].to }))];
}
function press(model, interventions, pressed, to) {
  const units = pressed.takes.flatMap((take) => unitsOf(model, take));
  const { off: off2 } = stateOf(model, unitsOff(model, interventions), pressed);
  const others = interventions.flatMap((one) => {
    const its = ofSwitch(one) ? unitsOf(model, one) : [], left = its.filter((unit) => !units.includes(unit));
    if (left.length === its.length) return [one];
    return left.map((unit) => ({ ...one, head: Number(unit.split(" ")[1]) }));
  });
  if (off2) return others;
  return joined(model, [...others, ...pressed.takes.map((take) => pressed.fixed ? take : { ...take, to })]);
}
function inWay(interventions, to) {
  return interventions.map((one) => ofSwitch(one) && isWay(one) ? { ...one, to } : one);
}
function wayIn({ interventions, view }) {
  const used = new Set(interventions.filter((one) => ofSwitch(one) && isWay(one)).map(({ to }) => to || "zero"));
  const [way] = used.size === 1 ? used : [view.switches?.way];
  return WAYS.find((own) => own === way) ?? WAYS[0];
}

// microscope/switches/losses.js
function choicesOf3(model, trace) {
  const { start, finish } = model.tokenizer;
  return targetsOf(model, trace).map((token, step) => {
    const others = ranked(rowOf(trace, step)).filter((other) => other < start || other === finish);
    return { step, token, against: others.find((other) => other !== token) };
  });
}
function measured(model, trace, choice) {
  if (!choice) return logProbability(model, trace);
  const row = rowOf(trace, choice.step);
  return row[choice.token] - row[choice.against];
}
function told(model, grid, { tokens, finished }, options) {
  return { ...run(model, grid, { ...options, beginning: tokens.slice(1), writes: false, keep: false }), finished };
}
var measuredIn = (model, grid, answer, choice, options) => measured(model, told(model, grid, answer, options), choice);
var logProbabilityOf = (model, grid, answer, options) => measuredIn(model, grid, answer, null, options);
function writesSame(model, trace, given) {
  return targetsOf(model, trace).every((target, t) => t < given || likeliest(rowOf(trace, t)) === target);
}
function* rank(scope, heads, { to, choice }, tell) {
  const { model, grid, sources, trace, state: { interventions, beginning } } = scope;
  const off2 = unitsOff(model, interventions), before = measured(model, trace, choice);
  const masked = !interventions.some(({ at }) => at === MASK);
  const ranked2 = heads.map((head) => ({ head, loss: 0, off: stateOf(model, off2, head).off, text: null }));
  const without2 = ({ takes: [take] }) => ({ interventions: [...interventions, { ...take, to }], sources });
  const others = [];
  for (const entry of ranked2.filter((one) => !one.off)) {
    const now = told(model, grid, trace, without2(entry.head));
    entry.loss = before - measured(model, now, choice);
    if (!masked || !writesSame(model, now, beginning.length)) others.push({ entry, memory: now.memory });
    yield;
  }
  ranked2.sort((a, b) => b.off - a.off || b.loss - a.loss);
  tell({ choice, before, ranked: ranked2, text: trace.text, done: !others.length });
  if (!others.length) return;
  const { start, toText } = model.tokenizer;
  for (const { entry, memory } of others) {
    const { tokens } = writeOn(model, memory, { ...without2(entry.head), beginning });
    const text = toText(tokens.filter((token) => token < start));
    if (text !== trace.text) entry.text = text;
    yield;
  }
  tell({ choice, before, ranked: ranked2, text: trace.text, done: true });
}

// microscope/switches/board.js
var SIGNS = { zero: "\u2715", mean: "\u2248", other: "\u21C4" };
var WORDS = { zero: "zero", mean: "its mean", other: "another picture's" };
var signOf = (to) => SIGNS[to] ?? (to === "pinned" ? SIGNS.other : SIGNS.zero);
var capital2 = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
var NOTES = [
  [
    ({ at, head }) => at.endsWith(".mix") && head == null,
    "A whole attention is changed where its heads pass on their results. The bias of its output layer is still added."
  ],
  [
    ({ at }) => at === "encoder_norm",
    "Shuffled rows of the memory change nothing in the answer: attention does not know the order of its rows, and where a patch was is in its vector. But the lights on the drawing are now on the wrong patches."
  ],
  [
    ({ at }) => at === "causal_mask",
    "Without the mask, a token looks at later ones, too. Each token that is written then changes what was computed for earlier ones. So all tokens are decoded anew at each step; a cache would be wrong. The log-probability is of an answer that the decoder sees whole."
  ],
  [
    ({ at }) => at === "token_position",
    "Without positions, a token's vector says what it is but not where it stands in the answer."
  ],
  [
    ({ at }) => at === "patch_embedding.position",
    "Without positions, a patch's vector says what is drawn there but not where it is in the picture."
  ]
];
var BLOCK = "A block is switched off with its attention and its feed-forward part. With zeros, vectors pass it unchanged, but for the bias of the attention's output layer.";
var VIOLENT = "Zero is the most violent: it takes the model to vectors that it has never seen.";
var SAID3 = {
  zero: `Zero: the part passes on nothing. ${VIOLENT}`,
  mean: `Its mean: what this part computes on average for 1,000 held-back grids, at each patch or each token's place. What it says of this picture is gone, and what it always says stays. ${VIOLENT}`,
  other: "Another picture's: what this part computes for that one, so it says something true, but of the wrong picture. In an answer that is longer than that picture's, the tokens after its end stay as they are. " + VIOLENT
};
function makeWays2(scope) {
  const group = `microscope-way-${Math.random().toString(36).slice(2)}`;
  const radios = WAYS.map((way) => {
    const onchange = () => {
      const { interventions, view } = scope.state, next = inWay(interventions, toOf(way));
      const same4 = next.every((one, i) => one === interventions[i] || one.to === interventions[i].to);
      if (same4) scope.look("switches", { way });
      else scope.change({ interventions: next, view: { ...view, switches: { ...view.switches, way } } });
    };
    return make("input", { type: "radio", name: group, value: way, onchange, "data-testid": `microscope-way-${way}` });
  });
  const labels = radios.map((radio) => make("label", {}, radio, ` ${SIGNS[radio.value]} ${WORDS[radio.value]}`));
  const nameOf2 = (k) => new Option(`${k + 1}: ${scope.truths[k]}`, k);
  const answers = Array.from({ length: scope.samples }, (_, k) => nameOf2(k));
  const choose = ({ target }) => scope.change({ other: Number(target.value) });
  const select2 = make("select", { onchange: choose, "data-testid": "microscope-other" }, ...answers);
  const seen = make("canvas", { role: "img", "aria-label": "the other picture" });
  const about = make("p", { className: "small" });
  const other = make("div", { className: "other" }, make("label", {}, "The other picture ", select2), seen);
  let shown3 = null;
  return {
    element: make("fieldset", {}, make("legend", {}, "A part that is switched off becomes"), ...labels, other, about),
    show() {
      const way = wayIn(scope.state), { other: k } = scope.state;
      radios.forEach((radio) => radio.checked = radio.value === way);
      other.hidden = way !== "other";
      about.textContent = SAID3[way];
      if (other.hidden || k === shown3) return;
      if (!select2.querySelector(`[value="${k}"]`)) select2.append(nameOf2(k));
      shown3 = select2.value = k;
      showPixels(seen, scope.gridAt(k));
    }
  };
}
function makeBoard(scope, rows) {
  const buttons = rows.flatMap(({ switches }) => switches).map((own) => {
    const sign2 = make("span", { className: "sign", "aria-hidden": "true" }), { id, label, name, fixed: fixed2 } = own;
    const button5 = make("button", {
      type: "button",
      className: "switch",
      "aria-pressed": "false",
      "aria-label": fixed2 ? name : `switch off: ${name}`,
      "data-testid": `microscope-switch-${id}`,
      onclick: () => scope.intervene(press(scope.model, scope.state.interventions, own, toOf(wayIn(scope.state))))
    }, sign2, label);
    return { own, button: button5, sign: sign2 };
  });
  let next = 0;
  const groups = rows.map(({ title, about, switches }) => {
    const own = buttons.slice(next, next += switches.length).map(({ button: button5 }) => button5);
    const name = make("span", { className: "where" }, capital2(title)), { head } = switches[0].takes[0];
    const heads = head === void 0 ? [] : [make("span", { className: "small" }, "heads")];
    const side = make("div", {}, ...heads, ...own);
    return make("div", { role: "group", "aria-label": about, className: "line" }, name, side);
  });
  const notes = NOTES.map(([holds2, text]) => [(all) => all.some(holds2), make("p", { hidden: true }, text)]);
  notes.push([(_, off2) => buttons.some(({ own }) => own.block && off2(own).off), make("p", { hidden: true }, BLOCK)]);
  const list = make("div", { className: "small", role: "status", "data-testid": "microscope-notes" });
  list.append(...notes.map(([, note]) => note));
  let shown3 = null;
  return {
    element: make("div", { className: "board" }, ...groups, list),
    show() {
      const { interventions } = scope.state;
      if (interventions === shown3) return;
      shown3 = interventions;
      const units = unitsOff(scope.model, interventions), off2 = (own) => stateOf(scope.model, units, own);
      for (const { own, button: button5, sign: sign2 } of buttons) {
        const now = off2(own), text = now.off ? signOf(now.to) : now.some ? "\u25D0" : "";
        button5.setAttribute("aria-pressed", now.off ? "true" : now.some ? "mixed" : "false");
        if (sign2.textContent !== text) sign2.textContent = text;
      }
      for (const [holds2, note] of notes) note.hidden = !holds2(interventions, off2);
    }
  };
}

// microscope/switches/lost.js
var LENT = " In the count, it took from another grid with empty cells. Here it takes from the other picture chosen above, so it may read this one right.";
function makeLost(scope, kinds) {
  const said = make("p", { className: "small", role: "status", "data-testid": "microscope-lost-said" });
  const next = kinds.map(() => 0);
  let counted2 = null;
  const buttons = kinds.map((_, k) => make("button", {
    type: "button",
    hidden: true,
    onclick: () => draw(k),
    "data-testid": `microscope-lost-${k}`
  }));
  function draw(k) {
    const { answers } = counted2[k], { i, text } = answers[next[k]++ % answers.length];
    const { truths, empty, state: { interventions } } = scope, gone = k ? empty[i] : [0, 0, 0, 0];
    const lends = interventions.some(({ to }) => to === "other");
    const marks = gone.map((away) => away ? [] : [{ sample: i }]);
    scope.change({ marks, ...lends && !k && { other: (i + 1) % truths.length } });
    const truth2 = [...truths[i]].filter((_, cell) => !gone[cell]).join("") || "nothing";
    const cells = PLACES.filter((_, cell) => gone[cell]).join(", "), without2 = cells && ` without its ${cells} cell`;
    const read = digitsOf(scope.model.tokenizer, text) === text ? text || "nothing" : `\u201C${text}\u201D`;
    said.textContent = `Grid ${i + 1} of ${truths.length}${without2}: it says ${truth2}. In the count the model read ${read}. Undo, below the drawing, brings yours back.${lends && k ? LENT : ""}`;
  }
  return {
    element: make("div", {}, make("div", { className: "buttons" }, ...buttons), said),
    show(now) {
      counted2 = now;
      if (!now) {
        said.textContent = "";
        next.fill(0);
      }
      buttons.forEach((button5, k) => {
        const lost = now?.[k].lost ?? 0, text = `${kinds[k]}, ${lost} lost: show me one`;
        button5.hidden = !lost;
        if (button5.textContent !== text) button5.textContent = text;
      });
    }
  };
}

// microscope/switches/table.js
var KINDS5 = [
  { title: "as they are", of: ([full]) => full.lost, gained: ([full]) => full.gained },
  { title: "empty cells", of: ([, emptied2]) => emptied2.lost, gained: ([, emptied2]) => emptied2.gained },
  { title: "mixed languages", of: ([full, emptied2]) => full.mixed + emptied2.mixed, gained: () => 0, ofWords: true }
];
var COLUMNS = [
  { sort: "name", label: "head", said: "their order in the model" },
  ...KINDS5.flatMap(({ title, ...kind }, k) => WAYS.map((way) => {
    return { ...kind, sort: `${way} ${k}`, way, label: way, said: `${title}, ${WORDS[way]}` };
  }))
];
function makeCountTable(scope, heads) {
  const counts = /* @__PURE__ */ new Map();
  const own = (model, way) => counts.get(`${model} ${way}`) ?? /* @__PURE__ */ new Map();
  const titles = COLUMNS.map(({ sort, label, said }) => {
    const onclick = () => scope.look("switches", { sort });
    const button5 = make("button", { type: "button", onclick, "aria-label": `${label}: sort by ${said}` }, label);
    return make("th", { scope: "col" }, button5);
  });
  const rows = heads.map((head2) => {
    const cells = COLUMNS.slice(1).map(() => make("td"));
    return { head: head2, cells, row: make("tr", {}, make("th", { scope: "row" }, head2.short), ...cells) };
  });
  const above = KINDS5.map(({ title }) => make("th", { scope: "colgroup" }, title));
  const caption = make("caption"), body = make("tbody", {}, ...rows.map(({ row }) => row));
  const head = make("thead", {}, make("tr", {}, make("td"), ...above), make("tr", {}, ...titles));
  const table = make("table", { "data-testid": "microscope-counts" }, caption, head, body);
  const element = make("div", { className: "wide", hidden: true }, table);
  let shown3 = "";
  function sorted() {
    const { state } = scope, find = (own2) => COLUMNS.find(({ sort }) => sort === own2);
    return find(state.view.switches?.sort) ?? find(`${wayIn(state)} 1`);
  }
  function show() {
    const { model } = scope.state, known2 = Object.fromEntries(WAYS.map((way2) => [way2, own(model, way2)]));
    const { sort, way, of } = sorted(), words = scope.model.tokenizer.noun !== "digit";
    const key = JSON.stringify([model, ...WAYS.map((each) => known2[each].size), sort]);
    if (key === shown3) return;
    shown3 = key;
    const ways2 = WAYS.filter((each) => known2[each].size);
    const isOut = (column) => column.way && !ways2.includes(column.way) || column.ofWords && !words || false;
    element.hidden = !ways2.length;
    caption.textContent = `One head alone is switched off: grids lost of ${scope.truths.length} of each kind, and after + those gained.${words ? " Mixed languages: of both kinds together." : ""}`;
    above.forEach((title, k) => Object.assign(title, { colSpan: ways2.length || 1, hidden: isOut(KINDS5[k]) }));
    COLUMNS.forEach((column, i) => {
      titles[i].setAttribute("aria-sort", column.sort !== sort ? "none" : of ? "descending" : "ascending");
      titles[i].hidden = isOut(column);
    });
    for (const { head: head2, cells, row } of rows) {
      row.hidden = !ways2.some((each) => known2[each].has(head2));
      cells.forEach((cell, i) => {
        const column = COLUMNS[i + 1], kinds = known2[column.way].get(head2), gained = kinds ? column.gained(kinds) : 0;
        cell.textContent = kinds ? `${column.of(kinds)}${gained ? ` +${gained}` : ""}` : "";
        cell.hidden = isOut(column);
      });
    }
    const sum3 = (kinds) => kinds[0].lost + kinds[1].lost;
    const order = !of ? rows : [...rows].sort((a, b) => {
      const [one, other] = [known2[way].get(a.head), known2[way].get(b.head)];
      return one && other ? of(other) - of(one) || sum3(other) - sum3(one) : Boolean(other) - Boolean(one);
    });
    if (order.some(({ row }, i) => row !== body.children[i])) body.append(...order.map(({ row }) => row));
  }
  return {
    element,
    show,
    add(model, way, head2, kinds) {
      counts.set(`${model} ${way}`, own(model, way).set(head2, kinds));
      show();
    },
    knows: (model, way, head2) => own(model, way).has(head2),
    known: (model, way) => own(model, way).size
  };
}

// microscope/switches/counts.js
var REST4 = 600;
var SOON = "Counting begins when nothing changes any more.";
var NOTHING2 = "Switch something off, and it is counted here.";
var KINDS6 = ["As they are", "With empty cells"];
var LANGUAGES = "An answer is right if its words name the right digits, in either language or in both: \u201Cthree siete\u201D is right for 37. How many answers mix languages is counted on its own.";
function sentence({ done, of, kinds }, k, words) {
  const { lost, gained, before, right, longer, shorter, mixed, mixedBefore } = kinds[k], half = of / 2;
  const counted2 = Math.min(half, Math.max(0, done - k * half));
  const soFar = counted2 < half ? " so far" : "";
  const wrong = !lost ? "" : ` Of the lost: ${longer} with too many digits, ${shorter} with too few, ${lost - longer - shorter} with another digit.`;
  const rights = `Right before: ${before}, now: ${right}.`;
  const languages = words ? ` Mixed languages before: ${mixedBefore}, now: ${mixed}.` : "";
  return `${KINDS6[k]}: ${lost} of ${counted2} lost${soFar}, ${gained} gained. ${rights}${wrong}${languages}`;
}
function makeCounts(scope, heads) {
  const count = scope.truths.length, more = { "aria-live": "polite", "data-testid": "microscope-count" };
  const bar = make("progress", { max: 1, hidden: true, "aria-label": "Counting" });
  const said = make("div", more);
  const table = makeCountTable(scope, heads), lost = makeLost(scope, KINDS6);
  const languages = make("p", { className: "small" }, LANGUAGES);
  const allBar = make("progress", { max: heads.length, hidden: true, "aria-label": "Counting all heads" });
  const button5 = make("button", { type: "button", onclick: pressed, "data-testid": "microscope-count-all" });
  const allSaid = make("p", { className: "small", role: "status", "data-testid": "microscope-count-all-said" });
  let present = { key: "", waits: false }, all = null;
  let chosen = "";
  let running = null, timer = 0;
  const name = () => scope.state.model;
  function start(what, interventions, heard) {
    running = what;
    const sources = interventions.some(({ to }) => to === "pinned") ? { pinned: scope.sources.pinned } : {};
    const tell = (result) => {
      if (result.trouble || result.done === result.of) running = null;
      heard(result);
      if (!running) next();
    };
    try {
      scope.startCounting();
      scope.counter.count(interventions, sources, tell);
    } catch (error) {
      tell({ trouble: `This browser cannot count: ${error.message}` });
    }
  }
  function next() {
    if (present.waits) {
      present.waits = false;
      return start("present", scope.state.interventions, showPresent);
    }
    if (!all) return;
    const head = all.model === name() && heads.find((own) => !table.knows(all.model, all.way, own));
    if (!head) return end("");
    const { model, way } = all;
    start(head, [{ ...head.takes[0], to: toOf(way) }], (result) => {
      if (result.trouble) return end(result.trouble);
      const { done, of, kinds } = result, before = heads.indexOf(head);
      if (done === of) table.add(model, way, head, kinds);
      allBar.value = table.known(model, way) + (done === of ? 0 : done / of);
      allSaid.textContent = `Head ${before + 1} of ${heads.length}.`;
    });
  }
  function showPresent({ trouble, ...result }) {
    const visible = name() === present.model && scope.state.panel === "switches";
    if (!visible) {
      present = { key: "", waits: false };
      halt();
      return next();
    }
    const done = Boolean(trouble) || result.done === result.of;
    const words = scope.model.tokenizer.noun !== "digit";
    const lines2 = trouble ? [trouble] : KINDS6.map((_, k) => sentence(result, k, words));
    said.setAttribute("aria-busy", !done);
    said.replaceChildren(...lines2.map((line2) => make("p", {}, line2)));
    bar.hidden = done;
    if (trouble) return;
    bar.value = result.done / result.of;
    lost.show(result.kinds);
  }
  function halt() {
    scope.counter.cancel();
    running = null;
  }
  function pressed() {
    if (all) {
      if (running !== "present") halt();
      return end(`Stopped after ${table.known(all.model, all.way)} of ${heads.length} heads. Press to go on.`);
    }
    if (table.known(name(), wayIn(scope.state)) === heads.length) return;
    all = { model: name(), way: wayIn(scope.state) };
    allBar.hidden = false;
    allBar.value = table.known(all.model, all.way);
    allSaid.textContent = "";
    label();
    if (!running) next();
  }
  function end(text) {
    all = null;
    allBar.hidden = true;
    allSaid.textContent = text;
    label();
  }
  function label() {
    const known2 = table.known(name(), wayIn(scope.state)), idle = !all && known2 === heads.length;
    const begin2 = known2 ? "Go on counting" : `Count all ${heads.length} heads`;
    const text = all ? "Stop counting" : idle ? `All ${heads.length} heads are counted` : begin2;
    button5.setAttribute("aria-disabled", idle);
    if (button5.textContent !== text) button5.textContent = text;
  }
  function begin() {
    if (scope.state.panel !== "switches") return present.key = "";
    present.waits = true;
    if (running) halt();
    next();
  }
  return {
    element: make(
      "section",
      {},
      make("h2", {}, "On how many other grids"),
      make("p", { className: "small" }, `Counted on ${count} grids of MNIST test digits and on the same ${count} with some cells emptied, not on your drawing. Lost: read right by the whole model, and wrong with what is switched off. Gained: the other way round. For another picture's, each grid takes from the next one.`),
      languages,
      bar,
      said,
      lost.element
    ),
    ofAll: make(
      "section",
      {},
      make("h2", {}, `Each of the ${heads.length} heads on these grids`),
      make("p", { className: "small" }, "One head alone is switched off, in the way chosen above, then the next one. This takes a minute or two, with letters longer. What is counted stays if you stop. Choose another way above and count again to see them side by side."),
      make("p", {}, button5, " ", allBar),
      allSaid,
      table.element
    ),
    show() {
      const { interventions, pinned, model } = scope.state, pins = interventions.some(({ to }) => to === "pinned");
      const key = JSON.stringify([model, interventions, pins && pinned]);
      languages.hidden = scope.model.tokenizer.noun === "digit";
      table.show();
      const choice = `${model} ${wayIn(scope.state)}`;
      if (!all && chosen !== choice) allSaid.textContent = "";
      chosen = choice;
      label();
      if (key === present.key) return;
      clearTimeout(timer);
      if (running === "present") halt();
      present = { key, model, waits: false };
      said.replaceChildren(interventions.length ? SOON : NOTHING2);
      bar.hidden = true;
      lost.show(null);
      if (interventions.length) timer = setTimeout(begin, REST4);
      else if (!running) next();
    },
    stop() {
      clearTimeout(timer);
      if (running) halt();
      all = null;
    }
  };
}

// microscope/switches/idle.js
var NOTHING3 = 0.01;
var MOST4 = 40;
function makeIdle(scope) {
  const button5 = make("button", { type: "button", onclick: pressed, "data-testid": "microscope-idle" });
  const said = make("p", { className: "small", role: "status", "data-testid": "microscope-idle-said" });
  let result = null, ready = false, after = null;
  function idle() {
    const { interventions } = scope.state, ranked2 = result?.ranked ?? [];
    const own = ranked2.filter(({ off: off2, loss }) => !off2 && Math.abs(loss) < NOTHING3);
    return own.slice(0, Math.max(0, MOST4 - interventions.length)).map(({ head }) => head);
  }
  function pressed() {
    const heads = idle(), { model, grid, sources, trace, state } = scope, { before, choice } = result;
    if (!heads.length || !ready) return;
    const to = toOf(wayIn(state));
    const interventions = heads.reduce((now, head) => press(model, now, head, to), state.interventions);
    const options = { interventions, sources }, loss = before - measuredIn(model, grid, trace, choice, options);
    const { text } = run(model, grid, { ...options, beginning: state.beginning, keep: false });
    const answer = text === trace.text ? "writes the same" : `writes ${text || "nothing"}`;
    said.textContent = `Without these ${heads.length} heads the model ${answer}. Each alone loses less than ${NOTHING3} nats, all together ${nats(loss)}. \u201CTake back\u201D above switches them on again.`;
    after = { interventions, grid };
    scope.intervene(interventions);
  }
  return {
    element: make("div", {}, make("p", {}, button5), said),
    show(now, fresh) {
      result = now;
      ready = fresh;
      const count = idle().length, text = `Switch off the ${count} heads that lose nothing here`;
      button5.setAttribute("aria-disabled", !count || !ready);
      if (button5.textContent !== text) button5.textContent = text;
      const { grid, state: { interventions } } = scope;
      if (after && (after.interventions !== interventions || after.grid !== grid)) {
        after = null;
        said.textContent = "";
      }
    }
  };
}

// microscope/switches/ranking.js
var LEAST3 = 0.1;
var ADDED = "Single losses do not add up: two heads may stand in for each other, and then neither seems to matter.";
var quoted = (text) => text || "nothing";
var scaleOf4 = (ranked2) => Math.max(LEAST3, ...ranked2.map(({ loss }) => Math.abs(loss)));
function inWords3({ tokenizer }, { step, token, against }) {
  return `step ${step + 1}: ${labelOf(tokenizer, token)} against ${labelOf(tokenizer, against)}`;
}
function meaning(model, { choice, before, text }) {
  const { step, token, against } = choice ?? {}, label = (one) => labelOf(model.tokenizer, one);
  return choice ? `how many nats ${label(token)} loses against ${label(against)} at step ${step + 1} of the answer ${quoted(text)} (the difference of their log-probabilities is ${nats(before)})` : `how many nats the log-probability of the answer ${quoted(text)} (${nats(before)}) loses`;
}
function makeRanking(scope, heads) {
  const about = make("p", { className: "small" }), list = make("ol", { "data-testid": "microscope-ranking" });
  const rows = new Map(heads.map((head) => [head, makeRow2(head)]));
  list.append(...[...rows.values()].map(({ item }) => item));
  const rest = makeRest(() => scope.state.panel === "switches");
  const idle = makeIdle(scope);
  const onchange = ({ target }) => scope.look("switches", { step: target.value ? Number(target.value) : null });
  const by = make("select", { onchange, "data-testid": "microscope-rank-by" });
  let result = null, shown3 = null, offered = null, offer3 = "";
  function chosen() {
    const { model, trace, state: { view } } = scope;
    if (trace !== offered) {
      by.choices = choicesOf3(model, trace);
      const words = ["the whole answer", ...by.choices.map((choice2) => inWords3(model, choice2))];
      if (words.join() !== offer3) by.replaceChildren(...words.map((text, i) => new Option(text, i ? i - 1 : "")));
      [offered, offer3] = [trace, words.join()];
    }
    const choice = by.choices.find(({ step }) => step === view.switches?.step) ?? null;
    by.value = choice?.step ?? "";
    return choice;
  }
  function makeRow2(head) {
    const part = (className, ...inside) => make("span", { className }, ...inside);
    const [sign2, bar, loss, text] = ["sign", "length", "loss", "text"].map((name) => part(name));
    const button5 = make("button", {
      type: "button",
      className: "switch",
      "aria-pressed": "false",
      "data-testid": `microscope-rank-${head.id}`,
      onclick: () => scope.intervene(press(scope.model, scope.state.interventions, head, toOf(wayIn(scope.state))))
    }, part("name", sign2, head.short), part("track", bar), loss, text);
    sign2.setAttribute("aria-hidden", "true");
    return { item: make("li", {}, button5), button: button5, sign: sign2, bar, loss, text };
  }
  function fill4({ head, loss, off: off2, text }, scale) {
    const row = rows.get(head);
    row.button.setAttribute("aria-pressed", off2);
    row.sign.textContent = off2 ? signOf(toOf(wayIn(scope.state))) : "";
    row.bar.style.width = `${off2 ? 0 : 100 * Math.abs(loss) / scale}%`;
    row.bar.classList.toggle("gain", loss < 0);
    row.loss.textContent = off2 ? "off" : nats(loss);
    row.text.textContent = text === null ? "" : `\u2192 ${quoted(text)}`;
  }
  function tell(now) {
    result = now;
    const scale = scaleOf4(now.ranked), focused = list.contains(document.activeElement) && document.activeElement;
    now.ranked.forEach((entry) => fill4(entry, scale));
    const items = now.ranked.map(({ head }) => rows.get(head).item);
    if (items.some((item, i) => item !== list.children[i])) list.append(...items);
    if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
    about.textContent = sentence2(now);
    idle.show(now, true);
    list.classList.remove("old");
    list.setAttribute("aria-busy", !now.done);
    list.classList.toggle("wordy", scope.model.tokenizer.noun !== "digit");
  }
  const sentence2 = (now) => `Each head alone becomes ${WORDS[wayIn(scope.state)]}, besides what is switched off now. The number says ${meaning(scope.model, now)}; after the arrow is what the model then writes instead. ${ADDED}`;
  const title = make("h2", {}, `What each of the ${heads.length} heads is worth on this drawing`);
  const hint2 = "Change the drawing, for example empty a cell, and see which heads rise.";
  return {
    element: make(
      "section",
      {},
      title,
      make("p", { className: "small" }, hint2),
      make("p", {}, make("label", {}, "Ranked by: ", by)),
      about,
      idle.element,
      list
    ),
    show() {
      const choice = chosen(), key = [scope.trace, wayIn(scope.state), choice?.step];
      const same4 = shown3 && key.every((value, i) => value === shown3[i]);
      idle.show(result, same4 && !list.classList.contains("old"));
      if (same4) return rest.resume();
      shown3 = key;
      list.classList.add("old");
      list.setAttribute("aria-busy", "true");
      rest.begin(rank(scope, heads, { to: toOf(wayIn(scope.state)), choice }, tell));
    },
    figure() {
      const { ranked: ranked2 = [] } = result ?? {}, scale = scaleOf4(ranked2), high = 18, left = 170, long = 240;
      const inside = ranked2.map(({ head, loss, off: off2, text }, i) => {
        const y = 8 + i * high, fill5 = loss < 0 ? "#0b5cad" : "#b84a00";
        const width = off2 ? 0 : long * Math.abs(loss) / scale;
        const bar = `<rect x="${left}" y="${y + 2}" width="${width.toFixed(1)}" height="12" fill="${fill5}"/>`;
        const words = off2 ? "switched off" : `${nats(loss)}${text === null ? "" : ` \u2192 ${quoted(text)}`}`;
        return textSvg(head.short, 8, y + 12) + bar + textSvg(words, left + width + 6, y + 12);
      });
      const caption = result ? [
        `If one head becomes ${WORDS[wayIn(scope.state)]}: ${meaning(scope.model, result)};`,
        "after the arrow: what the model then writes."
      ] : ["The heads were not yet ranked."];
      return { inside: inside.join(""), width: 640, height: 16 + high * ranked2.length, caption };
    }
  };
}

// microscope/switches/switches.js
var REST5 = 100;
var ABOUT3 = "Press a part of the model to switch it off, and press it again to switch it on. Several may be off at once. They are in the order in which they compute.";
function makeAnswers(scope) {
  const element = make("p", { className: "answers", "aria-live": "polite", "data-testid": "microscope-before" });
  let shown3 = null, timer = 0;
  function sentence2() {
    const { model, grid, plain, trace, sources, state: { interventions, beginning } } = scope;
    const own = plain.text || "nothing", before = nats(logProbability(model, plain));
    if (!interventions.length && !beginning.length) return `The model reads ${own}: log-probability ${before}.`;
    const now = nats(logProbabilityOf(model, grid, plain, { interventions, sources }));
    const other = `${trace.text || "nothing"}, and ${plain.text || "an empty answer"} has`;
    const then = trace.text === plain.text ? "the same," : other;
    return `Before: ${own}, log-probability ${before}. Now: ${then} ${now}.`;
  }
  function tell() {
    const text = sentence2();
    if (element.textContent !== text) element.textContent = text;
  }
  return {
    element,
    show() {
      const { trace, grid } = scope;
      if (trace === shown3?.trace) return;
      clearTimeout(timer);
      if (grid === shown3?.grid || !shown3) tell();
      else timer = setTimeout(tell, REST5);
      shown3 = { trace, grid };
    },
    stop: () => clearTimeout(timer)
  };
}
function fill2(place, scope) {
  const rows = boardOf(scope.model), heads = headsOf2(rows), about = make("p", { className: "small" }, ABOUT3);
  const counts = makeCounts(scope, heads), ranking = makeRanking(scope, heads);
  const parts = [makeWays2(scope), makeAnswers(scope), makeBoard(scope, rows), counts, ranking];
  const [ways2, answers, board] = parts.map(({ element }) => element);
  place.replaceChildren(about, ways2, answers, board, counts.element, counts.ofAll, ranking.element);
  return {
    show: () => parts.forEach((part) => part.show()),
    stop: () => parts.forEach((part) => part.stop?.()),
    figure: ranking.figure
  };
}
function makeSwitches(place, scope) {
  let inside = null, sizes = "";
  return {
    show() {
      const now = JSON.stringify([scope.model.config, scope.model.side]);
      if (now !== sizes) {
        inside?.stop();
        inside = fill2(place, scope);
        sizes = now;
      }
      inside.show();
    },
    figure: () => inside.figure()
  };
}

// microscope/switches/switches.css
var switches_default = '.microscope [data-panel="switches"] h2 { margin: 1.25rem 0 0.25rem; padding: 0; border: 0; font-size: 1.0625rem; }\n.microscope [data-panel="switches"] p { margin: 0.25rem 0; }\n.microscope [data-panel="switches"] .small { color: var(--quiet); font-size: 0.875rem; }\n.microscope [data-panel="switches"] :is(button, select, input) { scroll-margin-top: 8rem; } /* below the answers, which stay in view */\n.microscope [data-panel="switches"] fieldset { min-width: 0; margin: 0.5rem 0; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 8px; }\n.microscope [data-panel="switches"] legend { float: none; width: auto; margin: 0; padding: 0 0.25rem; font-size: 0.875rem; }\n.microscope [data-panel="switches"] fieldset > label { display: inline-flex; gap: 0.3rem; align-items: center; min-height: 2rem; margin: 0 1rem 0 0; white-space: pre; cursor: pointer; }\n.microscope [data-panel="switches"] input { accent-color: var(--accent); }\n.microscope [data-panel="switches"] .other { display: flex; gap: 0.75rem; align-items: center; }\n.microscope [data-panel="switches"] .other canvas { width: 56px; border: 1px solid var(--line); image-rendering: pixelated; }\n.microscope [data-panel="switches"] .answers {\n  position: sticky; top: var(--under); z-index: 2; margin: 0.5rem 0; padding: 0.4rem 0.75rem; border: 1px solid var(--line);\n  border-radius: 8px; background: var(--raised); font-variant-numeric: tabular-nums;\n}\n.microscope [data-panel="switches"] .line { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: 0 0.5rem; align-items: center; padding: 0.2rem 0; }\n.microscope [data-panel="switches"] .line > div { display: flex; flex-wrap: wrap; gap: 0.25rem; align-items: center; }\n.microscope [data-panel="switches"] .where { font-size: 0.875rem; }\n.microscope [data-panel="switches"] .board .switch { position: relative; padding: 0 1rem; text-align: center; }\n.microscope [data-panel="switches"] .board .switch .sign { position: absolute; left: 0.15rem; }\n.microscope [data-panel="switches"] .board .switch[aria-pressed="true"] { border-color: var(--accent); background: var(--accent); color: var(--paper); text-decoration: line-through; }\n.microscope [data-panel="switches"] progress { width: 12rem; max-width: 100%; accent-color: var(--accent); vertical-align: middle; }\n.microscope [data-panel="switches"] ol { margin: 0.5rem 0; padding: 0; list-style: none; }\n.microscope [data-panel="switches"] ol.old .track { opacity: 0.4; }\n.microscope [data-panel="switches"] li { margin: 0; }\n.microscope [data-panel="switches"] ol .switch {\n  display: grid; grid-template-columns: 13rem minmax(3rem, 1fr) 4.5rem 4rem; gap: 0.5rem; align-items: center;\n  width: 100%; min-height: 1.75rem; padding: 0 0.5rem; border-color: transparent; background: none; text-align: left; font-variant-numeric: tabular-nums;\n}\n.microscope [data-panel="switches"] ol .switch:hover { border-color: var(--line); }\n.microscope [data-panel="switches"] ol .switch[aria-pressed="true"] { border-color: var(--accent); }\n.microscope [data-panel="switches"] ol.wordy .switch { grid-template-columns: 13rem minmax(3rem, 1fr) 4.5rem; }\n.microscope [data-panel="switches"] ol.wordy .text { grid-column: 2 / -1; }\n.microscope [data-panel="switches"] ol .sign { display: inline-block; width: 1.1rem; }\n.microscope [data-panel="switches"] .track { height: 0.75rem; border-left: 1px solid var(--line); }\n.microscope [data-panel="switches"] .length { display: block; height: 100%; margin: 0; background: var(--up); }\n.microscope [data-panel="switches"] .length.gain { background: var(--down); }\n.microscope [data-panel="switches"] .loss { text-align: right; white-space: nowrap; }\n.microscope [data-panel="switches"] [aria-disabled="true"] { color: var(--quiet); cursor: default; opacity: 0.6; }\n.microscope [data-panel="switches"] .buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }\n.microscope [data-panel="switches"] .wide { overflow-x: auto; }\n.microscope [data-panel="switches"] table { display: table; width: 100%; max-width: 44rem; margin: 0.5rem 0; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }\n.microscope [data-panel="switches"] caption { padding: 0.25rem 0; color: var(--quiet); text-align: left; caption-side: top; }\n.microscope [data-panel="switches"] :is(td, th) { padding: 0.1rem 0.4rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: normal; }\n.microscope [data-panel="switches"] th[scope="row"] { white-space: nowrap; }\n.microscope [data-panel="switches"] th[scope="row"], .microscope [data-panel="switches"] thead tr:last-child th:first-child { text-align: left; }\n.microscope [data-panel="switches"] th[scope="colgroup"] { text-align: center; }\n.microscope [data-panel="switches"] th[aria-sort="ascending"] button::after { content: " \u25B2"; }\n.microscope [data-panel="switches"] th[aria-sort="descending"] button::after { content: " \u25BC"; }\n@container (max-width: 46rem) {\n  .microscope [data-panel="switches"] .line { grid-template-columns: minmax(0, 1fr); }\n  .microscope [data-panel="switches"] .where:empty { display: none; }\n}\n@container (max-width: 30rem) {\n  .microscope [data-panel="switches"] ol .switch, .microscope [data-panel="switches"] ol.wordy .switch {\n    grid-template-columns: minmax(0, 1fr) 4.5rem; gap: 0.1rem 0.5rem; padding: 0.25rem 0.5rem;\n  }\n  .microscope [data-panel="switches"] ol .track { grid-row: 2; }\n  .microscope [data-panel="switches"] ol.wordy .track { grid-column: 1 / -1; }\n  .microscope [data-panel="switches"] ol.wordy .text { grid-column: 1 / -1; }\n  .microscope [data-panel="switches"] th button { padding: 0 0.2rem; }\n}\n@media (pointer: coarse), (max-width: 480px) {\n  .microscope [data-panel="switches"] :is(button, select, fieldset > label) { min-height: 44px; min-width: 44px; }\n}\n';

// microscope/tours/steps.js
var marksOf = (picture) => picture.map((sample2) => sample2 === null ? [] : [{ sample: sample2 }]);
var off = ({ layer, head }, to = 0) => ({ at: `${layer}.mix`, head, to });
var looking = ({ layer, head }, row, look2) => ({ at: `${layer}.weights`, head, rows: [row], look: look2 });
var patchIn = (cell, quarter) => 4 * (2 * Math.floor(cell / 2) + Math.floor(quarter / 2)) + 2 * (cell % 2) + quarter % 2;
function headsInWords(list) {
  const layers = [...new Set(list.map(({ layer }) => layer))];
  return layers.map((layer) => {
    const own = list.filter((one) => one.layer === layer).map(({ head }) => head), last = own.pop();
    const all = own.length ? `heads ${own.join(", ")} and ${last}` : `head ${last}`;
    return `${titleOf(layer).replace(", attention", "").replace(/(self|cross) /, "$1-")}, ${all}`;
  }).join("; ");
}
function percent2(share2) {
  if (share2 === 0 || share2 === 1) return `${100 * share2}%`;
  const text = (100 * share2).toFixed(1);
  return `${text === "100.0" || text === "0.0" ? (100 * share2).toFixed(2) : text}%`;
}
var quartersOf = (heads, looks) => heads.map(({ head, where }, i) => `head ${head} ${i ? "" : `${looks} `}at the ${where}${i ? "" : " quarter of the cell"}`).join(", ");
var band = ({ count, of }) => count > 0.9 * of ? 0 : count > 0.4 * of ? 1 : 2;
function inWords4(value, how) {
  if (how === "1") return value.toFixed(1);
  if (typeof value === "string") return value;
  if (how === "%") return percent2(value);
  if (Number.isFinite(value)) return value.toLocaleString("en");
  if (Array.isArray(value)) return value.every((one) => one.layer) ? headsInWords(value) : value.join(" and ");
  if ("head" in value) return headsInWords([value]);
  return percent2(value.count / value.of);
}
var fill3 = (given, data) => {
  const text = typeof given === "function" ? given(data) : given;
  return text.replace(/\{([\w.]+)(?:\|([%1]))?\}/g, (_, path, how = "", at) => {
    const value = path.split(".").reduce((own, key) => own?.[key], data);
    if (value == null) throw new Error(`there is no ${path} in the data of this tour`);
    const words = inWords4(value, how), first = at === 0 || text.slice(0, at).endsWith(". ");
    return first ? words[0].toUpperCase() + words.slice(1) : words;
  });
};
var tokensIn = ({ tokenizer }, text) => Array.from(text, (letter) => tokenizer.tokens.indexOf(letter));
function stateOf2(patch, model) {
  const { picture, pinned, beginning, pinnedBeginning, model: _, ...more } = patch;
  return {
    ...more,
    ...picture && { marks: marksOf(picture) },
    ...pinned !== void 0 && { pinned: pinned && marksOf(pinned) },
    ...beginning !== void 0 && { beginning: tokensIn(model, beginning) },
    ...pinnedBeginning !== void 0 && { pinnedBeginning: tokensIn(model, pinnedBeginning) }
  };
}
var CLEAR = { pinned: null, interventions: [], beginning: "", pinnedBeginning: "" };
function beginningOf({ steps }, number, data) {
  const before = steps.slice(0, number).flatMap(({ sets, shows, task }) => [sets, shows, task?.does]);
  const own = steps[number].sets?.(data);
  const patches = before.filter(Boolean).map((patch) => patch(data));
  const { panel: panel2, view, ...all } = Object.assign({ model: data.model, ...CLEAR }, ...patches, own);
  return { ...all, view: own?.view };
}
var answeredOf = (tour, number, data) => ({ ...beginningOf(tour, number, data), ...tour.steps[number].shows?.(data) });
var endOf = (tour, number, data) => ({ ...answeredOf(tour, number, data), ...tour.steps[number].task?.does(data) });
var WAYS2 = [["zero", "zero"], ["its mean", "mean"], ["another picture's", "resample"]];
var GRIDS = { full: "grids with four digits", empty: "grids with empty cells" };
var ways = (path, ...kinds) => (data) => {
  const taken = path.split(".").reduce((own, key) => own[key], data), of = inWords4(data.measured.grids.reported_on);
  const counts = (way) => kinds.flatMap((kind) => [taken[way][kind].lost, taken[way][kind].gained]);
  const rows = WAYS2.map(([words, way]) => [words, ...counts(way).map((count) => inWords4(count))]);
  const all = kinds.map((kind) => `${of} ${GRIDS[kind]}`).join(" and ");
  if (rows.flat().every((cell, i) => i % rows[0].length === 0 || cell === "0")) {
    return `Of ${all}, none is lost, in any of the three ways.`;
  }
  const columns = kinds.length === 1 ? ["lost", "gained"] : kinds.flatMap((kind) => ["lost", "gained"].map((what) => `${what}, ${GRIDS[kind].replace("grids with ", "")}`));
  return { caption: `Of ${all}. Lost: read right before, wrong now.`, columns, rows };
};
function partsOf(truth2, data) {
  const parts = [truth2 ?? []].flat().map((part) => typeof part === "function" ? part(data) : part);
  return parts.map((part) => typeof part === "string" ? fill3(part, data) : part);
}
function textOf(part) {
  if (typeof part === "string") return part;
  const rows = part.rows.map(([way, ...counts]) => `${way}: ${counts.map((count, i) => `${count} ${part.columns[i]}`).join(", ")}`);
  return `${part.caption} ${rows.join("; ")}.`;
}
var mapOf3 = (kind, { layer, head }, more = {}) => ({ maps: { kind, locked: [Number(layer.split(".")[1]), head], ...more } });

// microscope/tours/attention.js
var attention3 = {
  name: "attention",
  title: "Attention",
  about: "What an attention map shows, and what it leaves open.",
  steps: [
    {
      text: "The model writes one token at a time. For each, every head of the decoder's cross-attention divides its look among the 16 patches of the picture. No weight is negative (many are nearly 0), and the 16 weights add up to 1.",
      sets: ({ page }) => ({ picture: page.picture, view: { maps: { kind: "cross", step: 3, locked: null } } }),
      task: { say: "Open \u201CAttention\u201D.", does: () => ({ panel: "maps" }) },
      truth: "Each small picture is the map of one head, at the step that writes the fourth digit. The darker a patch, the more weight it has."
    },
    {
      text: "The drawing holds {page.answer}. Take {heads.eye}, at the step that writes the first digit.",
      ask: {
        question: "Where does this head look then?",
        choices: ["In the upper left cell", "In all four cells", "In the lower right cell"],
        right: 0
      },
      task: {
        say: "In \u201CAttention\u201D, choose the step that writes the first digit, and press {heads.eye}.",
        does: ({ heads: { eye } }) => ({ panel: "maps", view: mapOf3("cross", eye, { step: 0 }) })
      },
      truth: "It looks at the cell that it is about to read."
    },
    {
      text: "Now the step that writes the second digit.",
      ask: {
        question: "Where does the same head look then?",
        choices: ["Still in the upper left cell", "In the upper right cell", "In both"],
        right: 1
      },
      task: {
        say: "Choose the step that writes the second digit.",
        does: ({ heads: { eye } }) => ({ panel: "maps", view: mapOf3("cross", eye, { step: 1 }) })
      },
      truth: "It goes from cell to cell. While {eye.full.on_the_cell.of} digits were written, the patch most looked at was in the digit's own cell in {eye.full.on_the_cell}. The cell got {eye.full.weight|%} of the weight, on average."
    },
    {
      text: "An empty cell has no digit to write.",
      sets: ({ heads: { eye } }) => ({ view: mapOf3("cross", eye, { step: 0 }) }),
      ask: {
        question: "If the upper left cell is empty, where does the head look at the first step?",
        choices: ["In the empty cell", "In the upper right cell", "In all cells alike"],
        right: 1
      },
      task: {
        say: "Empty the upper left cell, with \u201CClear one\u201D below the drawing.",
        does: ({ page }) => ({ picture: page.emptied })
      },
      truth: "It passes over empty cells. In grids with empty cells, it looked most at the cell to read for {eye.empty.on_the_cell} of {eye.empty.on_the_cell.of} digits. The decoder cannot see from its own tokens which cell is empty: the encoder must have told it. The tour \u201CThe empty-cell flag\u201D shows how."
    },
    {
      text: "Not every map has a peak. {heads.flat} gives nearly the same weight to all patches.",
      sets: ({ page, heads: { flat } }) => ({ picture: page.picture, view: mapOf3("encoder", flat, { patch: 5 }) }),
      ask: {
        question: "What does a head with equal weights pass on?",
        choices: ["Nothing", "The mean of the values of all patches", "The value of its own patch"],
        right: 1
      },
      truth: "What a head passes on is the mean of the values, weighted by its map. Over how many places does it spread its look? One counts e to the power of the entropy of its weights: 1 if all weight is on one patch, 16 if all 16 get the same. This head: {flat.places|1}."
    },
    {
      text: "Does the model need this mean?",
      ask: { question: "Without this head, will the answer change?", choices: ["Yes", "No"], right: 1 },
      task: {
        say: "Open \u201CSwitches\u201D and switch off {heads.flat}, as zero.",
        does: ({ heads: { flat } }) => ({ panel: "switches", interventions: [off(flat)] })
      },
      truth: ["This answer stays.", ways("taken.flat", "full")]
    },
    {
      text: "Now {heads.eye}, which looks at the digit. Its map is sharp and right.",
      ask: { question: "Without it, will the answer to this drawing change?", choices: ["Yes", "No"], right: 1 },
      task: {
        say: "Switch {heads.flat} on again, and switch off {heads.eye}, as zero.",
        does: ({ heads: { eye } }) => ({ panel: "switches", interventions: [off(eye)] })
      },
      truth: ["This answer stays.", ways("taken.eye", "full"), "Other heads look at the same cell, too. Another picture's result does more harm than none: it may tell of another digit."]
    },
    {
      text: "So a map tells where a head looks. It does not tell what the head takes from there, nor whether the answer needs it. To know that, change the head and see what follows. Zero may be a value that the next layers have never seen, and another picture's may mislead them. So all three ways are counted.",
      sets: () => ({ interventions: [] })
    }
  ]
};

// microscope/tours/flag.js
var FIRST = [0, 1, 4, 5];
var flag = {
  name: "flag",
  title: "The empty-cell flag",
  about: "One head tells the decoder which cells are empty. Take it away, then make it tell a lie.",
  steps: [
    {
      text: "The upper left cell is empty, and the model reads {page.rest}. So what it computes must tell empty cells from filled ones. Each of the encoder's 16 heads was replaced by another picture's, while {measured.grids.chosen_on} grids with empty cells were read. The most were lost without {heads.flag}.",
      sets: ({ page }) => ({ picture: page.emptied })
    },
    {
      text: "What is {heads.flag} for? Take it away and see what breaks.",
      ask: {
        question: "What will be wrong with most of the wrong answers?",
        choices: ["They are too short", "They are too long", "They have the right length, with wrong digits"],
        right: ({ wrong: { long, short: short2 } }) => [short2.count, long.count, long.of - long.count - short2.count].reduce(
          (most, count, i, all) => count > all[most] ? i : most,
          0
        )
      },
      task: {
        say: "Open \u201CSwitches\u201D and switch off {heads.flag}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.flag)] })
      },
      truth: "Here the model now writes {page.zero}. Of {wrong.long.of} wrong answers to other grids, {wrong.long} were too long and {wrong.short} too short: empty cells get read."
    },
    {
      text: "Zero may be a value that the next layers have never seen. The head's mean over many pictures is nearer to what they know.",
      ask: { question: "Will the mean do less harm than zero?", choices: ["Less", "As much", "More"], right: 0 },
      task: {
        say: "In \u201CSwitches\u201D, choose \u201Cits mean\u201D instead of \u201Czero\u201D.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.flag, "mean")] })
      },
      truth: ways("taken", "empty")
    },
    {
      text: "The head is off, as zero again. Now let all four cells be filled.",
      sets: ({ heads }) => ({ interventions: [off(heads.flag)] }),
      ask: { question: "Will such a grid be read wrong, too?", choices: ["Yes", "No"], right: 1 },
      shows: ({ page }) => ({ picture: page.picture }),
      truth: ["The drawing has four digits now, and the model still reads {page.answer}.", ways("taken", "full")]
    },
    {
      text: "The head is on again. In the encoder, each patch of the picture looks at patches.",
      sets: ({ page }) => ({ picture: page.emptied, interventions: [], view: { maps: { kind: "encoder", patch: 0, locked: null } } }),
      ask: {
        question: "Where does a patch look, with this head?",
        choices: ["Into its own cell", "Into other cells", "At all patches alike"],
        right: 0
      },
      task: {
        say: "Open \u201CAttention\u201D and press {heads.flag}.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("encoder", heads.flag) })
      },
      truth: "{own_cell.filled|%} of its weight stays in its own cell if that is filled, {own_cell.empty|%} if it is empty. If it may look at its own cell alone, {tests.own_cell_alone|%} of grids with empty cells are right; at other cells alone, {tests.other_cells_alone|%}."
    },
    {
      text: "Suppose that the head passes on only one of two fixed vectors: one in filled cells, one in empty cells.",
      ask: {
        question: "How many grids with empty cells will still be read right?",
        choices: ["Nearly all", "About half", "Nearly none"],
        right: 0
      },
      truth: "{tests.constants|%}, where the intact model reads {measured.intact.drawn.empty}. With the two vectors swapped, {tests.swapped|%}. So what counts of this head is one bit for each cell: filled or empty. It is a flag."
    },
    {
      text: "Now make the flag tell a lie. First you need a run in which the upper left cell holds a digit.",
      sets: ({ page }) => ({ picture: page.picture }),
      task: {
        say: "Press \u201CPin this drawing\u201D, here or at the top. Then empty the upper left cell, with \u201CClear one\u201D.",
        does: ({ page }) => ({ pinned: page.picture, picture: page.emptied })
      },
      truth: "The pinned drawing is a second run of the same model. Its numbers can be copied into the present run."
    },
    {
      text: "Copy what this head passes on at the four patches of the upper left cell, from the pinned run. In the drawing, that cell stays empty.",
      ask: {
        question: "What will the model write?",
        choices: ["{page.rest}, as before", "Something else first, then {page.rest}", "No more than one digit"],
        right: 1
      },
      task: {
        say: "Open \u201CCopy\u201D. Below the maps, under \u201CCopy rows of your choice\u201D, choose {heads.flag} and the rows of the upper left cell, and press \u201CCopy\u201D.",
        does: ({ heads: { flag: { layer, head } } }) => ({ panel: "copy", interventions: [{ at: `${layer}.mix`, head, rows: FIRST, to: "pinned" }] })
      },
      truth: "{page.planted}: every digit comes one step later, after something read in an empty cell. In grids with an empty first cell, {tests.planted.filled|%} of the digits move so. If the copy is of a picture whose cell is empty, too, {tests.planted.empty|%} do."
    },
    {
      text: "So {heads.flag} tells the decoder which cells are empty: without it, empty cells get read, and with a copied flag, one of them does. This was found by switching off and copying, not by looking at its map.",
      sets: () => ({ interventions: [], pinned: null })
    }
  ]
};

// microscope/tours/language.js
var copied = (heads, row) => heads.map(({ layer, head }) => ({ at: `${layer}.mix`, head, rows: [row], to: "pinned" }));
var LANGUAGES2 = ["English", "Spanish"];
var language = {
  name: "language",
  title: "Where the language is decided",
  about: "A model that spells digits in English or Spanish. Which layer carries the language into the next word?",
  steps: [
    {
      text: "The model \u201Cletters\u201D spells the digits, all in English or all in Spanish. Both are right: in its training, a coin decided. So it has to go on in the language in which it has begun.",
      sets: ({ page }) => ({ picture: page.picture }),
      ask: {
        question: "If the answer begins with \u201C{page.first}\u201D and a space, in which language will it go on?",
        choices: LANGUAGES2,
        right: 0
      },
      task: {
        say: "Open \u201CAnswer\u201D. In the field \u201CA beginning of your own\u201D, type \u201C{page.english}\u201D, with the space at its end, and go on from this.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.english })
      },
      truth: "It writes \u201C{page.plain}\u201D."
    },
    {
      text: "Now the other language, on the same drawing. Pin this run: later you copy numbers out of it.",
      task: {
        say: "Let the answer begin with \u201C{page.spanish}\u201D, with the space. Then press \u201CPin this drawing\u201D, here or at the top.",
        does: ({ page }) => ({ beginning: page.spanish, pinned: page.picture, pinnedBeginning: page.spanish })
      },
      truth: "The pinned run goes on in Spanish. It is of the same picture: only its beginning differs."
    },
    {
      text: "Go back to the English beginning. Both names are equally long, so the space after them is token {page.place} in both runs. There the model chooses the next word's first letter.",
      task: {
        say: "Let the answer begin with \u201C{page.english}\u201D again, with the space.",
        does: ({ page }) => ({ beginning: page.english })
      },
      truth: "After a name in one language, the first letter in the other one has a probability of {plain.other|%}, the mean over {plain.likelier.of} cases: grids, and both languages in turn."
    },
    {
      text: "Now copy the result of one layer, at the space only, from the other run. This was done in all those cases.",
      ask: {
        question: "Which layer makes the next word change its language?",
        choices: [
          "Decoder block 0, self-attention",
          "Decoder block 0, cross-attention",
          "Decoder block 1, self-attention",
          "Decoder block 1, cross-attention"
        ],
        right: 2
      },
      truth: "The other language's letter then has a probability of {layers.decoder_1_self_attention.other|%} after a copy of the self-attention in block 1, and {layers.decoder_0_self_attention.other|%} in block 0. Cross-attention: {layers.decoder_1_cross_attention.other|%} and {layers.decoder_0_cross_attention.other|%}. The feed-forward part of block 1 comes later and carries it on: {layers.decoder_1_feed_forward.other|%}. The picture does not tell the language. The tokens before do, and only self-attention looks at them. Why block 1, and not block 0, was not looked for."
    },
    {
      text: "That layer has four heads.",
      ask: {
        question: "Is one head, {heads.one}, enough?",
        choices: ["Yes, in nearly all cases", "Only in some"],
        right: 1
      },
      task: {
        say: "Open \u201CCopy\u201D. Below the maps, under \u201CCopy rows of your choice\u201D, choose {heads.one} and token {page.place}, the space, and press \u201CCopy\u201D.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied([heads.one], page.place) })
      },
      truth: "Here: \u201C{page.one}\u201D. Over all cases, the other language's letter gets {one.other|%}, and is the likelier one in {one.likelier}."
    },
    {
      text: "Two heads: {heads.two}.",
      ask: {
        question: "In which language will the second word be, and in which the next ones?",
        choices: ["All in English", "Spanish, then English again", "All in Spanish"],
        right: 1
      },
      task: {
        say: "Copy the other of the two, too, at the same token.",
        does: ({ heads, page }) => ({ panel: "copy", interventions: copied(heads.two, page.place) })
      },
      truth: [
        "Here: \u201C{page.after}\u201D. With both heads, the other language's letter gets {two.other|%}, and is the likelier one in {two.likelier} of {two.likelier.of} cases.",
        "In {words_after_two.rest} of cases, the third and the fourth word are in the language of the beginning. The copy was made at one space only. At the next space, the model looks back again, and nothing is copied there."
      ]
    },
    {
      text: "The copy decides on the first letter, not on the whole word. The second word was the digit's name in the other language in {words_after_two.second} of cases. In {words_after_two.wrong} it named the digit in neither language, most often {words_after_two.often}. The first letter of \u201Cone\u201D, then on in Spanish, gives \u201Cocho\u201D, eight."
    }
  ]
};

// microscope/tours/map.js
var elsewhere = (heads) => heads.map((one) => looking(one, 0, patchIn(3, one.quarter)));
var patchesOf2 = (heads) => heads.map(({ layer, head, quarter }) => `block ${layer.split(".")[1]}, head ${head}: patch ${patchIn(3, quarter)}`).join("; ");
var YES_NO = ["Yes", "No"];
var map = {
  name: "map",
  title: "A map is not an explanation",
  about: "A head that looks at the digit, and can go. Attention and occlusion give different answers.",
  steps: [
    {
      text: "{heads.spare} looks at the cell whose digit comes next: its strongest weight is there for {heads.spare.on_the_cell} of {heads.spare.on_the_cell.of} digits. The cell gets {heads.spare.weight|%} of its weight. Of the {numbers.heads} heads of cross-attention, {numbers.on_the_cell} look at the cell in this way.",
      sets: ({ page, heads }) => ({ picture: page.picture, view: mapOf3("cross", heads.spare, { step: 0 }) }),
      task: {
        say: "Open \u201CAttention\u201D, and look at its map at each step, up to the one that writes the fourth digit.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("cross", heads.spare, { step: 3 }) })
      },
      truth: "One would like to say: with this head, the model reads the digit."
    },
    {
      text: "Test it.",
      ask: { question: "Without this head, are digits read wrong?", choices: YES_NO, right: 1 },
      task: {
        say: "Open \u201CSwitches\u201D and switch off {heads.spare}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.spare)] })
      },
      truth: ["Hardly any are.", ways("taken", "full", "empty")]
    },
    {
      text: "Perhaps it only matters where it looks. The head is on again.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "If it must look at the lower right cell while the first digit is written, what is the first digit?",
        choices: ["The digit in the upper left cell, as before", "The digit in the lower right cell"],
        right: 0
      },
      task: {
        say: ({ heads: { spare } }) => `In \u201CAttention\u201D, at the step that writes the first digit, press {heads.spare} and let it look at patch ${patchIn(3, spare.quarter)}, in the lower right cell.`,
        does: ({ heads: { spare } }) => ({ panel: "maps", view: mapOf3("cross", spare, { step: 0 }), interventions: elsewhere([spare]) })
      },
      truth: "It stays. Of {forced.spare.kept.of} digits sent to another cell in this way, {forced.spare.kept} stayed and {forced.spare.taken} became the digit there."
    },
    {
      text: "Is there any head for which it matters? These five look at one quarter of the cell, and each was moved alone, too: {heads.both}.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "Is one of them enough?",
        choices: ["Yes, one of them alone moves most digits", "No, but all five together do", "No, not even together"],
        right: 1
      },
      task: {
        say: ({ heads }) => `At the step that writes the first digit, let one of them look at its patch of the lower right cell, then one more, until all five do (${patchesOf2(heads.both)}).`,
        does: ({ heads: { both } }) => ({ panel: "maps", view: { maps: { kind: "cross", step: 0 } }, interventions: elsewhere(both) })
      },
      truth({ forced: { each } }) {
        const alone2 = each.map(({ taken: { count, of } }) => count / of);
        return `Here, all together: {page.both}. One head alone moves little: ${percent2(Math.min(...alone2))} to ${percent2(Math.max(...alone2))} of digits became the digit in the other cell. These five together move {forced.both.taken}.`;
      }
    },
    {
      text: "Another question to ask is: which patch does the answer depend on? Blank each patch in turn, and see how much less likely the digit gets. This is occlusion. \u201CAttention\u201D shows it beside the maps.",
      sets: ({ heads }) => ({ interventions: [], view: mapOf3("cross", heads.spare, { step: 0 }) }),
      ask: {
        question: "Take the mean map of the last block's four heads. Is its strongest patch the one that the digit depends on most?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.same_patch)
      },
      task: {
        say: "In \u201CAttention\u201D, choose the step that writes the second digit, and compare the two.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("cross", heads.spare, { step: 1 }) })
      },
      truth: "It is for {occlusion.same_patch} of {occlusion.same_patch.of} digits. The lights on the drawing show the same mean map."
    },
    {
      text: "Do both agree on the cell, at least?",
      ask: {
        question: "How often is the patch that the digit depends on most in the digit's own cell?",
        choices: ["Nearly always", "About half of the time", "Less often"],
        right: ({ occlusion }) => band(occlusion.needed_in_the_cell)
      },
      truth: "For {occlusion.needed_in_the_cell} of digits. The patch most looked at is there for {occlusion.looked_in_the_cell}."
    },
    {
      text: "Blank the patch most looked at.",
      ask: {
        question: "How often is the digit still the likeliest one?",
        choices: ["In less than one case in five", "In about half of the cases", "In more than two thirds"],
        right: ({ occlusion: { right_without_the_looked_at: { count, of } } }) => count > 2 / 3 * of ? 2 : count > of / 5 ? 1 : 0
      },
      truth: "It is for {occlusion.right_without_the_looked_at} of digits. Without the patch that the digit depends on most: {occlusion.right_without_the_needed}."
    },
    {
      text: "A map shows the weights of one head. Occlusion shows what the answer depends on, of the picture. Switching off, holding and copying show what a part does. They answer different questions. Say which one you have asked."
    }
  ]
};

// microscope/tours/reading.js
var elsewhere2 = (heads) => heads.map((one) => looking(one, 1, patchIn(3, one.quarter)));
var patchesOf3 = (heads) => heads.map(({ head, quarter }) => `head ${head}: patch ${patchIn(3, quarter)}`).join(", ");
var SECOND = { maps: { kind: "cross", step: 1 } };
var NEXT = ["The digit in the upper right cell, as before", "The digit in the lower right cell", "Another one"];
var whichDigit = (name) => ({
  question: "What will the second digit be?",
  choices: NEXT,
  right({ page: { answer, [name]: read } }) {
    return read[1] === answer[1] ? 0 : read[1] === answer[3] ? 1 : 2;
  }
});
var reading = {
  name: "reading",
  title: "Which cell, then which quarter",
  about: "How the decoder finds the next digit, and how to make it read another one.",
  steps: [
    {
      text: ({ heads: { first } }) => `The decoder writes digit after digit. In its first block, ${quartersOf(first, "looks most")}: for ${first.every(({ on_the_quarter: { count, of } }) => count === of) ? "all" : "nearly all"} of {heads.first.0.on_the_quarter.of} digits in grids with empty cells.`,
      sets: ({ page }) => ({ picture: page.picture, view: { maps: { kind: "cross", step: 0, locked: null } } }),
      task: {
        say: ({ heads: { first } }) => `Open \u201CAttention\u201D. In decoder block 0, press ${first.map(({ head }) => `head ${head}`).join(", then ")}.`,
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("cross", heads.first.at(-1), { step: 0 }) })
      },
      truth: "If cells are empty, they look at the k-th filled cell for the k-th digit, as in the tour \u201CAttention\u201D. The number of a head means nothing. These were picked because of where they look, on other grids than the ones counted here."
    },
    {
      text: "In the second decoder block, these heads are of the same kind: {heads.second}.",
      task: {
        say: ({ heads: { second } }) => `In decoder block 1, press ${second.map(({ head }) => `head ${head}`).join(", then ")}. At which cell do they look?`,
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("cross", heads.second.at(-1), { step: 0 }) })
      },
      truth: ({ heads: { second } }) => `The same cell: in block 1, ${quartersOf(second, "looks most")} (of {heads.second.0.on_the_quarter.of} digits, for {heads.second.0.on_the_quarter} and {heads.second.1.on_the_quarter}). Together, both blocks look at all four quarters.`
    },
    {
      text: ({ heads: { first } }) => `Do these looks decide what is read? Force three heads to look elsewhere: while the second digit is written, those of the first block look at the lower right cell. There, ${quartersOf(first, "looks")}.`,
      sets: ({ heads }) => ({ view: mapOf3("cross", heads.first[0], { step: 0 }) }),
      ask: whichDigit("first"),
      task: {
        say: ({ heads: { first } }) => `In \u201CAttention\u201D, choose the step that writes the second digit. In decoder block 0, press each head and let it look at its patch of the lower right cell (${patchesOf3(first)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere2(heads.first) })
      },
      truth: "Here: {page.first}. Of {forced.first.taken.of} digits sent to another cell in this way, {forced.first.taken} became the digit there, {forced.first.kept} stayed, and the others became a third one."
    },
    {
      text: "Now only the heads of the second block. Those of the first look where they like.",
      sets: () => ({ interventions: [] }),
      ask: whichDigit("second"),
      task: {
        say: ({ heads: { second } }) => `At the same step, in decoder block 1, let these look at their patches of the lower right cell (${patchesOf3(second)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere2(heads.second) })
      },
      truth: "Here: {page.second}. {forced.second.taken} became the digit there, {forced.second.kept} stayed. Both blocks bring parts of the digit."
    },
    {
      text: "Now the heads of both blocks.",
      ask: whichDigit("both"),
      task: {
        say: ({ heads: { first } }) => `Keep these two as they are. In decoder block 0, let the three look at the lower right cell again, too (${patchesOf3(first)}).`,
        does: ({ heads }) => ({ panel: "maps", view: SECOND, interventions: elsewhere2(heads.both) })
      },
      truth: "Here: {page.both}. {forced.both.taken} of digits became the digit there. The looks of these heads, together, decide which cell is read."
    },
    {
      text: "How does the decoder find out that it is at the second digit? From what it has written, or from its position in the answer?",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "If the answer begins with a wrong digit, will the next ones be right?",
        choices: ["Yes", "No"],
        right: 0
      },
      task: {
        say: "Open \u201CAnswer\u201D. In the field \u201CA beginning of your own\u201D, let the answer begin with {page.wrong}.",
        does: ({ page }) => ({ panel: "stepper", beginning: page.wrong })
      },
      truth: "After a wrong first digit, the other three were right in {after_a_wrong_digit} of {after_a_wrong_digit.of} grids. So it hardly matters which digit was written before. What is left is the position in the answer."
    },
    {
      text: "Is it like this in every model? The model \u201C{other.model}\u201D has the same form, and was trained on other digits.",
      sets: () => ({ beginning: "" }),
      task: {
        say: "Choose \u201C{other.model}\u201D under \u201CModel\u201D, and look at \u201CAttention\u201D.",
        does: ({ other }) => ({ model: other.model, panel: "maps" })
      },
      truth: "There, the heads that look at one quarter of the cell are {other.heads}. Another training, other heads: find them by what they do."
    },
    {
      text: "So the decoder's position in the answer chooses a cell, and several heads read it, each at one quarter. Forced to look elsewhere together, they read what is there."
    }
  ]
};

// microscope/tours/sharp.js
var YES_NO2 = ["Yes", "No"];
var sharp = {
  name: "sharp",
  title: "Sharp and blurred heads",
  about: "A head with the sharpest of maps that can go, and a blurred one that cannot.",
  steps: [
    {
      text: "How sharp is a map? Say over how many places a head spreads its look: e to the power of the entropy of its weights. One place is the sharpest; a head that looks at 16 patches alike has 16. {heads.sharp} looks at tokens, and has {sharp.places|1}.",
      sets: ({ page }) => ({ picture: page.emptied, view: { maps: { kind: "self", step: 1, locked: null } } }),
      task: {
        say: "Open \u201CAttention\u201D and press {heads.sharp}.",
        does: ({ heads }) => ({ panel: "maps", view: mapOf3("self", heads.sharp, { step: 1 }) })
      },
      truth: "{sharp.top|%} of its weight is on one token, on average."
    },
    {
      text: "It looks at one token only.",
      ask: { question: "Does the model need this head?", choices: YES_NO2, right: 1 },
      task: {
        say: "Open \u201CSwitches\u201D and switch off {heads.sharp}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.sharp)] })
      },
      truth: ["This answer stays.", ways("taken.sharp", "empty", "full")]
    },
    {
      text: "Perhaps the other three heads of the same layer stand in for it.",
      ask: { question: "With all four off, does the model read worse?", choices: YES_NO2, right: 1 },
      task: {
        say: "Switch off all four heads of this layer.",
        does: ({ heads: { sharp: { layer } } }) => ({ panel: "switches", interventions: [0, 1, 2, 3].map((head) => off({ layer, head })) })
      },
      truth: ["This answer stays again.", ways("taken.block", "empty")]
    },
    {
      text: "Which token does {heads.sharp} look at? While {sharp.at_start.of} digits after the first one were written, it looked most at <start> in {sharp.at_start}.",
      sets: () => ({ interventions: [] }),
      ask: {
        question: "What can it bring from there?",
        choices: ["The digit that was written before", "The same vector in every answer", "What the picture shows"],
        right: 1
      },
      truth: "In the first decoder block, the vector of <start> is the same for all pictures. A head that looks only there passes on the same vector each time. It tells the next layers nothing."
    },
    {
      text: "Now {heads.blurred}: it spreads its look over {blurred.places|1} of 16 places. Its strongest weight is {blurred.top|%}, on average.",
      sets: ({ page, heads }) => ({ picture: page.emptied, view: mapOf3("encoder", heads.blurred, { patch: 0 }) }),
      ask: { question: "Does the model need this head?", choices: YES_NO2, right: 0 },
      task: {
        say: "Open \u201CSwitches\u201D and switch off {heads.blurred}, as zero.",
        does: ({ heads }) => ({ panel: "switches", interventions: [off(heads.blurred)] })
      },
      truth: ["Here: {page.zero} instead of {page.rest}.", ways("taken.blurred", "empty")]
    },
    {
      text: "The head is still off. Now let all four cells be filled.",
      ask: { question: "Will such a grid be read wrong?", choices: YES_NO2, right: 1 },
      shows: ({ page }) => ({ picture: page.picture }),
      truth: ["The drawing has four digits now, and the model reads {page.answer}.", ways("taken.blurred", "full")]
    },
    {
      text: "So it has to do with empty cells. The head is still off.",
      ask: {
        question: "How many empty cells does it take until grids are lost?",
        choices: ["One", "Two"],
        right: ({ by_empty_cells: [, one] }) => one.count > 0.01 * one.of ? 0 : 1
      },
      task: {
        say: "Empty the upper left cell and look at the answer. Then empty the upper right one, too.",
        does: ({ page }) => ({ picture: page.emptied })
      },
      truth: "With one empty cell {by_empty_cells.1} of grids are lost, with two {by_empty_cells.2}, with three {by_empty_cells.3}. What this head computes of two empty cells, its map does not say: it looks at all of the picture."
    },
    {
      text: "Of {numbers.heads} heads, {numbers.can_go} can go one at a time: in each of three ways, on full grids and on those with empty cells, at most {numbers.lost_at_most|%} of grids are lost. Only {numbers.needed} cost at least {numbers.lost_at_least|%} of the grids with empty cells, in each way. How sharp a map is does not tell which is which.",
      sets: () => ({ interventions: [] })
    }
  ]
};

// microscope/tours/all.js
var TOURS = [attention3, flag, reading, language, sharp, map];

// microscope/tours/missing.js
var same2 = (one, other) => JSON.stringify(one) === JSON.stringify(other);
var WAYS3 = { 0: "zero", mean: "its mean", other: "another picture's" };
function atomsOf({ at, head, rows, to, look: look2, order }, { config: { heads } }) {
  const what = JSON.stringify(look2 != null ? { look: look2 } : order ? { order } : { to: to ?? 0 });
  const all = Array.from({ length: heads }, (_, i) => i), own = head != null ? [head] : hasHeads(at) ? all : [""];
  return own.flatMap((one) => (rows ?? ["all"]).map((row) => ({ key: `${at} ${one} ${row}`, what })));
}
function partOf({ at, head, ...more }) {
  if (head == null) return wordsOf2({ at, ...more }).replace(/: [^:]*$/, "");
  return headsInWords([{ layer: at.replace(/\.\w+$/, ""), head }]);
}
var lookOf2 = ({ look: look2 }) => look2 == null ? "" : `, at patch ${look2}`;
var rowsOf2 = ({ rows, to }) => rows && to === "pinned" ? `, rows ${rows.join(", ")}` : "";
var askedOf = (one) => partOf(one) + rowsOf2(one) + lookOf2(one);
function insteadOf2(wanted, given) {
  const ofSame = given.at === wanted.at && (given.head ?? wanted.head) === wanted.head;
  if (ofSame && given.look == null && !given.rows) {
    const [now, asked] = [given, wanted].map(({ to }) => WAYS3[to ?? 0]);
    if (now && asked && now !== asked) return `The head is off, but as ${now}. Choose \u201C${asked}\u201D.`;
  }
  if (ofSame && given.look != null) {
    return `That head looks at patch ${given.look}. Let it look at patch ${wanted.look}.`;
  }
  if (given.to === "pinned") {
    const whole = given.at.split(".").length === 2 ? "the whole of " : given.rows ? "" : "all rows of ";
    return `You copied ${whole}${partOf(given)}. Choose ${askedOf(wanted)}.`;
  }
  return `You have changed ${wordsOf2(given)}. Asked for is ${askedOf(wanted)}.`;
}
function ofInterventions(wanted, before, { state, model }) {
  if (!wanted) return null;
  const there2 = new Map(state.interventions.flatMap((one) => atomsOf(one, model)).map(({ key, what }) => [key, what]));
  if (!wanted.length) return there2.size ? "Take the changes back, with \u201CReset the model\u201D." : null;
  const isThere = ({ key, what }) => there2.get(key) === what;
  const left = wanted.filter((one) => !atomsOf(one, model).every(isThere)), done = wanted.length - left.length;
  if (!left.length) return null;
  if (same2(before?.interventions, state.interventions)) return "";
  const asked = new Set(wanted.flatMap((one) => atomsOf(one, model)).map(({ key, what }) => key + what));
  const other = state.interventions.find((one) => !atomsOf(one, model).some(({ key, what }) => asked.has(key + what)));
  if (other) return insteadOf2(left.find(({ at, head }) => at === other.at && head === other.head) ?? left[0], other);
  const rows = left[0].rows?.filter((row) => !atomsOf({ ...left[0], rows: [row] }, model).every(isThere)) ?? [];
  if (rows.length < left[0].rows?.length) return `Half done. Rows still missing: ${rows.join(", ")}.`;
  return done ? `${done} of ${wanted.length} done. Next: ${askedOf(left[0])}.` : "";
}
function ofBeginning(wanted, tokens, trace, { tokenizer }) {
  const own = tokens.map((token) => tokenizer.tokens[token]).join("");
  if (wanted === void 0 || own === wanted) return null;
  if (own && wanted.startsWith(own) && trace?.text.startsWith(wanted)) return null;
  if (own && own === wanted.trimEnd()) return `Type a space after ${own}.`;
  if (!wanted) return "Empty the field \u201CA beginning of your own\u201D.";
  return own ? `The answer begins with \u201C${own}\u201D. Let it begin with \u201C${wanted}\u201D.` : "";
}
function ofMaps(wanted, before, scope) {
  if (!wanted) return null;
  const now = viewOf2(scope), [field2] = Object.entries(wanted).find(([name, value]) => !same2(value, now[name])) ?? [];
  if (!field2) return null;
  if (scope.state.panel !== "maps" || same2(before?.view.maps, scope.state.view.maps)) return "";
  if (field2 === "kind") return `Choose \u201C${KINDS4.find(([kind]) => kind === wanted.kind)[1]}\u201D.`;
  if (field2 === "locked") return wanted.locked ? `Now press ${headWords(wanted.kind, wanted.locked)}.` : "";
  return field2 === "step" ? "Now choose the step." : "Now choose the patch.";
}
function missing(patch, before, scope) {
  const { state, model, trace, sources } = scope;
  if (patch.model && patch.model !== state.model) return "";
  const { marks, pinned, panel: panel2, interventions } = stateOf2(patch, model);
  const byHand = interventions?.length || patch.beginning;
  const lacks = [
    panel2 && !byHand && panel2 !== state.panel ? "" : null,
    marks && !same2(marks, state.marks) ? "" : null,
    pinned !== void 0 && !same2(pinned, state.pinned) ? state.pinned ? "Another drawing is pinned." : "" : null,
    ofBeginning(patch.beginning, state.beginning, trace, model),
    patch.pinnedBeginning === void 0 ? null : ofBeginning(patch.pinnedBeginning, state.pinnedBeginning, sources.pinnedTrace, model),
    ofInterventions(interventions, before, scope),
    ofMaps(patch.view?.maps, before, scope)
  ].filter((lack) => lack !== null);
  return lacks.length ? lacks.find(Boolean) ?? "" : null;
}

// microscope/tours/strip.js
var button4 = (name, textContent, onclick) => make("button", { type: "button", textContent, onclick, "data-testid": `microscope-tour-${name}` });
var line = (name, more = {}) => make("p", { className: name, "data-testid": `microscope-tour-${name}`, ...more });
function write3(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}
function tableOf2({ caption, columns, rows }) {
  const cells = (tag, texts, more) => texts.map((text) => make(tag, more, text));
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...cells("th", ["the head becomes", ...columns], { scope: "col" }))),
    make("tbody", {}, ...rows.map(([way, ...counts]) => make("tr", {}, make("th", { scope: "row" }, way), ...cells("td", counts))))
  );
}
function makeStrip(place, press2) {
  const title = line("title"), count = line("count");
  const leave = button4("leave", "Leave", press2.leave), smaller = button4("fold", "", () => fold(!folded));
  const text = line("text", { tabIndex: -1 }), question = make("legend"), choices = make("div", { className: "bar" });
  const ask = make("fieldset", { "data-testid": "microscope-tour-question" }, question, choices);
  const note = line("note"), said = line("answer", { tabIndex: -1 }), task = line("task");
  const lack = line("lack", { role: "status" }), pinned = line("pinned");
  const truth2 = make("div", { className: "truth", role: "status", tabIndex: -1 });
  truth2.dataset.testid = "microscope-tour-truth";
  const pin = button4("pin", "Pin this drawing", press2.pin);
  const doIt = button4("do", "Do it for me", press2.doIt);
  const back2 = button4("back", "Back", press2.back), next = button4("next", "Next", press2.next);
  const strip = make(
    "section",
    { className: "strip", "data-testid": "microscope-tour" },
    make("div", { className: "bar head" }, title, count, smaller, leave),
    note,
    text,
    ask,
    said,
    task,
    lack,
    pinned,
    truth2,
    make("div", { className: "bar feet" }, back2, pin, doIt, next)
  );
  strip.setAttribute("aria-label", "Tour");
  place.append(strip);
  place.hidden = true;
  let asked = null, shown3 = "", told2 = "", folded = false;
  function fold(now) {
    folded = now;
    strip.classList.toggle("folded", folded);
    smaller.textContent = folded ? "Unfold" : "Fold";
    smaller.setAttribute("aria-expanded", !folded);
  }
  fold(false);
  function scroll({ title: title2, number, answer, task: task2, truth: truth3 }) {
    const step = `${title2} ${number}`, now = [step, answer, task2, JSON.stringify(truth3)].join();
    if (now === shown3) return;
    place.scrollTop = shown3.startsWith(`${step},`) ? place.scrollHeight : 0;
    shown3 = now;
  }
  function showChoices({ ask: given, answer, open }) {
    ask.hidden = !given || answer !== null;
    if (!given) return write3(said, "");
    if (asked !== given) {
      asked = given;
      question.textContent = given.question;
      choices.replaceChildren(...given.choices.map((text2, i) => button4(`choice-${i}`, text2, () => press2.answer(i))));
    }
    const [own, right] = [answer, given.right].map((i) => given.choices[i]), isRight = answer === given.right;
    const result = !open ? "" : isRight ? " \u2713" : ` \u2717 It is: \u201C${right}\u201D.`;
    write3(said, answer === null ? "" : `${given.question} You say: \u201C${own}\u201D.${result}`);
  }
  function showTruth(parts) {
    const now = JSON.stringify(parts);
    if (told2 === now) return;
    told2 = now;
    truth2.replaceChildren(...parts.map((part) => typeof part === "string" ? make("p", {}, part) : tableOf2(part)));
  }
  return {
    focus: (name) => ({ text, truth: truth2, answer: said })[name].focus({ preventScroll: true }),
    show(seen) {
      place.hidden = !seen;
      if (!seen) return;
      write3(title, seen.title);
      write3(count, `${seen.number + 1} of ${seen.of}`);
      write3(note, seen.note);
      write3(text, seen.text);
      showChoices(seen);
      write3(task, seen.task);
      write3(lack, seen.task && seen.lack);
      write3(pinned, seen.pinned);
      doIt.hidden = !seen.task;
      pin.hidden = !seen.canPin;
      showTruth(seen.truth);
      back2.disabled = seen.number === 0;
      next.disabled = !seen.open;
      next.textContent = seen.number + 1 === seen.of ? "End of the tour" : "Next";
      scroll(seen);
    }
  };
}

// microscope/tours/guide.js
var OWN = ["model", "marks", "pinned", "pinnedBeginning", "other", "interventions", "beginning"];
var GAVE_WAY = "Your drawing has given way to the tour's. \u201CUndo\u201D below the drawing brings it back.";
var same3 = (one, other) => JSON.stringify(one) === JSON.stringify(other);
function stepIn({ view: { tours } }, data) {
  const tour = data && TOURS.find(({ name }) => name === tours?.tour && name in data), number = tours?.step;
  return tour && Number.isInteger(number) && number >= 0 && number < tour.steps.length ? { tour, number } : null;
}
function makeGuide(place, scope) {
  const answers = /* @__PURE__ */ new Map(), asked = /* @__PURE__ */ new Map(), done = /* @__PURE__ */ new Set();
  const finished = /* @__PURE__ */ new Set(), left = /* @__PURE__ */ new Map();
  const during = (act) => (...given) => now() && act(...given);
  const presses = { back: () => go(-1), next: () => go(1), leave, doIt, answer, pin };
  const names = TOURS.map(({ name }) => name).filter((name) => scope.tours && Object.hasOwn(scope.tours, name));
  const strip = makeStrip(place, Object.fromEntries(Object.entries(presses).map(([name, act]) => [name, during(act)])));
  let own = null, gaveWay = null;
  let begun2 = null;
  const now = () => stepIn(scope.state, scope.tours), keyOf3 = ({ tour, number }) => `${tour.name} ${number}`;
  const dataOf = ({ name }) => ({ ...scope.tours[name], measured: scope.tours.measured });
  async function set({ model = scope.state.model, ...patch }, tours) {
    const view = { ...scope.state.view, ...patch.view, ...tours && { tours } };
    if (model !== scope.state.model && !await scope.use(model, { interventions: [], pinned: null, view })) return;
    const next = { ...stateOf2(patch, scope.model), view }, { state } = scope;
    for (const field2 of Object.keys(next)) {
      if (same3(next[field2], state[field2])) next[field2] = state[field2];
    }
    scope.change(next);
  }
  async function enter(tour, number) {
    const patch = beginningOf(tour, number, dataOf(tour));
    const { marks } = stateOf2(patch, scope.model), at = now();
    if (at && !gaveWay && drawn2(at) && !same3(marks, scope.state.marks)) gaveWay = keyOf3({ tour, number });
    const view = { ...patch.view, switches: { ...scope.state.view.switches, way: "zero" } };
    await set({ ...patch, view }, { tour: tour.name, step: number });
    begun2 = scope.state;
    show();
    strip.focus("text");
  }
  function drawn2({ tour, number }) {
    const patches = [beginningOf, answeredOf, endOf].map((of) => stateOf2(of(tour, number, dataOf(tour)), scope.model));
    return !patches.some(({ marks }) => same3(marks, scope.state.marks));
  }
  function start(name, number = 0) {
    const tour = TOURS.find((one) => one.name === name);
    if (!now()) own = Object.fromEntries(OWN.map((field2) => [field2, scope.state[field2]]));
    const keys = number ? [] : tour.steps.map((_, number2) => keyOf3({ tour, number: number2 }));
    for (const memory of [answers, done]) keys.forEach((key) => memory.delete(key));
    return enter(tour, number);
  }
  function go(by) {
    const { tour, number } = now();
    if (number + by < tour.steps.length) return enter(tour, number + by);
    finished.add(tour.name);
    return leave();
  }
  async function leave() {
    const { tours, ...view } = scope.state.view, { model, ...before } = own ?? scope.state, { tour, number } = now();
    if (number && number + 1 < tour.steps.length) left.set(tour.name, number);
    else left.delete(tour.name);
    own = null;
    await scope.use(model, { ...before, view, panel: "tours" });
    requestAnimationFrame(() => requestAnimationFrame(() => {
      scope.frame.querySelector("[role=tablist]").scrollIntoView({ block: "start" });
      scope.frame.querySelector(`[data-testid=microscope-start-${tour.name}]`)?.focus({ preventScroll: true });
    }));
  }
  function pin() {
    scope.change({ pinned: scope.state.marks, pinnedBeginning: scope.state.beginning });
  }
  async function doIt() {
    const { tour, number } = now();
    await set(endOf(tour, number, dataOf(tour)));
    show();
    strip.focus("truth");
  }
  async function answer(i) {
    const { tour, number } = now(), key = keyOf3({ tour, number });
    if (answers.has(key)) return;
    answers.set(key, i);
    if (tour.steps[number].shows) await set(answeredOf(tour, number, dataOf(tour)));
    show();
    strip.focus("answer");
  }
  function lackOf({ tour, number }, key, data) {
    const { task } = tour.steps[number];
    if (!task || done.has(key)) return null;
    const lack = missing({ ...task.does(data), model: endOf(tour, number, data).model }, begun2, scope);
    if (lack === null) done.add(key);
    return lack;
  }
  function askOf({ question, choices, right }, key, data) {
    const text = (own2) => fill3(own2, data), number = typeof right === "function" ? right(data) : right;
    if (!asked.has(key)) asked.set(key, { question: text(question), choices: choices.map(text), right: number });
    return asked.get(key);
  }
  function seenOf(at) {
    const { tour, number } = at, step = tour.steps[number], key = keyOf3(at), data = dataOf(tour);
    const answer2 = answers.get(key) ?? null, answered = !step.ask || answer2 !== null;
    const lack = answered ? lackOf(at, key, data) : "", over = answered && lack === null;
    const text = (own2) => own2 ? fill3(own2, data) : "", ask = step.ask ? askOf(step.ask, key, data) : null;
    const verdict = !ask ? "" : answer2 === ask.right ? "Right. " : "Not so. ";
    const [first = "", ...more] = over ? partsOf(step.truth, data) : [], { pinned } = scope.state;
    const truth2 = typeof first === "string" ? [verdict + first, ...more] : [verdict, first, ...more];
    const { pinnedTrace } = scope.sources;
    return {
      title: tour.title,
      number,
      of: tour.steps.length,
      note: key === gaveWay ? GAVE_WAY : "",
      text: text(step.text),
      ask,
      answer: answer2,
      task: answered && !over ? text(step.task?.say) : "",
      lack: lack ?? "",
      pinned: answered && pinned ? `Pinned: ${pinnedTrace?.text || "nothing"}.` : "",
      canPin: answered && !over && Boolean(step.task?.does(data).pinned),
      hasTask: Boolean(step.task),
      truth: over ? truth2.filter(Boolean) : [],
      open: over
    };
  }
  const seen = () => now() && seenOf(now()), show = () => strip.show(seen());
  return { names, start, seen, show, finished, left };
}

// microscope/tours/tours.js
var ABOUT4 = "Each tour asks you to predict, lets you do something to the model, and then says what was measured. A strip above the panels shows its present step. You use the other panels meanwhile. A tour sets the model and the drawing. Your own come back when you leave.";
var NOT_HERE = "The tours are in the book, on the page \u201CThe microscope\u201D. They were measured on the models that are there, not on this one.";
var WIDE3 = 76;
function linesOf(text) {
  const lines2 = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines2.at(-1)} ${word}`.trim();
    if (longer.length <= WIDE3) lines2[lines2.length - 1] = longer;
    else lines2.push(word);
  }
  return lines2;
}
function makeTours(place, scope) {
  const { guide, tours: data } = scope;
  place.append(make("p", { textContent: data ? ABOUT4 : NOT_HERE }));
  const items = /* @__PURE__ */ new Map();
  const list = make("ul", { className: "tours" });
  for (const { name, title, about, steps } of data ? TOURS : []) {
    const start = make("button", { type: "button", textContent: "Start", onclick: () => guide.start(name) });
    start.dataset.testid = `microscope-start-${name}`;
    start.setAttribute("aria-label", `Start the tour: ${title}`);
    const resume = make("button", { type: "button", onclick: () => guide.start(name, guide.left.get(name)) });
    resume.dataset.testid = `microscope-resume-${name}`;
    const now = make("span", { className: "now" });
    const words = `${about} ${steps.length} steps, on the model \u201C${data[name].model}\u201D.`;
    const head = make("p", { className: "title", textContent: title });
    const buttons = make("p", { className: "bar" }, start, resume, now);
    list.append(make("li", {}, head, make("p", { textContent: words }), buttons));
    items.set(name, { title, start, resume, now });
  }
  place.append(list);
  return {
    show() {
      const at = stepIn(scope.state, data);
      for (const [name, { title, start, resume, now }] of items) {
        const here = at?.tour.name === name, left = guide.left.get(name);
        const text = here ? `You are at step ${at.number + 1}.` : guide.finished.has(name) ? "\u2713 Finished." : "";
        resume.hidden = here || left === void 0;
        resume.textContent = `Go on at step ${left + 1}`;
        resume.setAttribute("aria-label", `Go on with the tour: ${title}, at step ${left + 1}`);
        if (now.textContent !== text) now.textContent = text;
        start.textContent = here ? "Start again" : "Start";
      }
    },
    // The step's text, or the titles of all tours.
    figure() {
      const seen = guide.seen(), titles = data ? TOURS.map(({ title, about }) => `${title}: ${about}`) : [NOT_HERE];
      const head = seen && `${seen.title}, step ${seen.number + 1} of ${seen.of}`;
      const said = seen ? [head, seen.text, seen.ask?.question, seen.task, ...seen.truth.map(textOf)] : titles;
      const lines2 = said.filter(Boolean).flatMap((text) => [...linesOf(text), ""]);
      const inside = lines2.map((text, i) => textSvg(text, 8, 20 + 16 * i)).join("");
      return { inside, width: 560, height: 24 + 16 * lines2.length, caption: [] };
    }
  };
}

// microscope/tours/tours.css
var tours_default = '.microscope [data-panel="tours"] p { margin: 0 0 0.25rem; }\n.microscope :is([data-panel="tours"], .strip) .title { font-weight: 600; }\n.microscope [data-panel="tours"] ul { display: grid; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }\n.microscope [data-panel="tours"] .now { color: var(--quiet); }\n.microscope [data-panel="tours"] .now { align-self: center; }\n.microscope .guide {\n  position: sticky; top: var(--under); z-index: 2; max-height: 50vh; margin: 0 0 0.75rem; overflow: auto; border: 1px solid var(--accent);\n  border-left-width: 4px; border-radius: 8px; background: var(--raised);\n  box-shadow: 0 -1rem 0 0.25rem var(--ground); /* nothing is seen between it and what stays above */\n}\n.microscope .guide:not([hidden]) ~ [role="tabpanel"] :is(.answers, .sides) { position: static; } /* they would lie on the strip */\n.microscope .guide:not([hidden]) ~ [role="tabpanel"] :is(button, select, input, canvas) { scroll-margin-top: calc(50vh + var(--under) + 0.5rem); }\n.microscope [role="tablist"] { scroll-margin-top: calc(var(--under) + 0.5rem); }\n.microscope .strip { padding: 0 0.75rem; }\n.microscope .strip :is(p, fieldset) { margin: 0 0 0.4rem; }\n.microscope .strip .head { position: sticky; z-index: 1; top: 0; flex-wrap: nowrap; align-items: center; margin: 0; padding: 0.4rem 0 0.2rem; background: var(--raised); }\n.microscope .strip .head button { flex: none; }\n.microscope .strip .head p { margin: 0; }\n.microscope .strip .count { flex: 1; white-space: nowrap; color: var(--quiet); font-variant-numeric: tabular-nums; }\n.microscope .strip .feet { position: sticky; bottom: 0; margin: 0; padding: 0.3rem 0 0.6rem; background: var(--raised); }\n.microscope .strip.folded :is(.text, .answer) { display: none; }\n.microscope .strip :is(.answer, .note, .pinned) { color: var(--quiet); }\n.microscope .strip .lack { color: var(--accent); }\n.microscope .strip fieldset { min-width: 0; padding: 0; border: 0; }\n.microscope .strip legend { float: none; margin: 0; padding: 0 0 0.25rem; font: inherit; font-weight: 600; }\n.microscope .strip .task { font-weight: 600; }\n.microscope .strip .task::before { content: "Do: "; }\n.microscope .strip .truth:not(:empty) { padding-left: 0.6rem; border-left: 3px solid var(--line); }\n.microscope .strip .truth table { display: table; width: 100%; max-width: 36rem; margin: 0 0 0.4rem; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }\n.microscope .strip .truth caption { padding: 0; color: inherit; text-align: left; caption-side: top; }\n.microscope .strip .truth :is(td, th) { padding: 0 0.75rem 0 0; border-bottom: 1px solid var(--line); text-align: right; font-weight: normal; }\n.microscope .strip .truth th:first-child { text-align: left; }\n.microscope .strip button { max-width: 100%; white-space: normal; text-align: left; }\n.microscope .strip [tabindex="-1"]:focus { outline: none; }\n@media (pointer: coarse), (max-width: 480px) {\n  .microscope .guide { max-height: 55vh; }\n  .microscope [data-panel="tours"] li button { min-height: 44px; }\n}\n';

// microscope/panels.js
var PANELS2 = {
  anatomy: makeAnatomy,
  maps: makeMaps,
  switches: makeSwitches,
  stepper: makeStepper,
  copy: makeCopy,
  tours: makeTours
};
var panelsCss = [anatomy_default, maps_default, switches_default, stepper_default, copy_default, tours_default].join("\n");

// microscope/shell.js
var NARROW2 = 736;
var TABS = [
  ["anatomy", "Numbers"],
  ["maps", "Attention"],
  ["switches", "Switches"],
  ["stepper", "Answer"],
  ["copy", "Copy"],
  ["tours", "Tours"]
];
var tab = ([name, label]) => `<button type="button" role="tab" data-tab="${name}" data-testid="microscope-tab-${name}">${label}</button>`;
var panel = ([name]) => `<section role="tabpanel" data-panel="${name}" data-testid="microscope-${name}" hidden></section>`;
var tool = (name, label) => `<button type="button" data-tool="${name}" data-testid="microscope-${name}">${label}</button>`;
var INSIDE4 = `
  <div class="bar">
    <label>Model <select data-tool="model" data-testid="microscope-model"></select></label>
    <p class="about" data-testid="microscope-about"></p>
  </div>
  <div class="bar tools">
    ${tool("back", "Take back")}${tool("reset", "Reset the model")}${tool("pin", "Pin this drawing")}
    ${tool("link", "Copy a link")}${tool("figure", "Save this view")}${tool("numbers", "All numbers")}
  </div>
  <p class="word" data-testid="microscope-word" role="status" aria-live="polite"></p>
  <div class="held">
    <p class="reads" data-testid="microscope-reads"></p>
    <ul class="changes" data-testid="microscope-changes" aria-label="What is changed in the model"></ul>
  </div>
  <div class="desk">
    <div class="drawing"></div>
    <div class="panels">
      <div class="guide" hidden></div>
      <div role="tablist" aria-label="What to look at">${TABS.map(tab).join("")}</div>
      ${TABS.map(panel).join("")}
    </div>
  </div>`;
function layOut2(root, css, names) {
  const frame = document.createElement("div"), find = (selector) => frame.querySelector(selector);
  frame.className = "microscope";
  frame.innerHTML = `<style>${css}</style>${INSIDE4}`;
  frame.querySelectorAll("button, select").forEach(keepKeys);
  const tool2 = (name) => find(`[data-tool=${name}]`), tab2 = (name) => find(`[data-tab=${name}]`);
  const panel2 = (name) => find(`[data-panel=${name}]`), [changes] = frame.getElementsByClassName("changes");
  tool2("model").append(...names.map((name) => new Option(name, name)));
  for (const [name] of TABS) {
    const id = `microscope-${Math.random().toString(36).slice(2)}`;
    [tab2(name).id, panel2(name).id] = [`${id}-tab`, `${id}-panel`];
    tab2(name).setAttribute("aria-controls", panel2(name).id);
    panel2(name).setAttribute("aria-labelledby", tab2(name).id);
  }
  root.replaceChildren(frame);
  const [word, reads, about] = ["word", "reads", "about"].map((name) => find(`.${name}`));
  let listed = "";
  return {
    frame,
    tool: tool2,
    panel: panel2,
    drawing: find(".drawing"),
    guide: find(".guide"),
    // for what a tour says
    // Say something once, with elements after it.
    say: (text, ...more) => (text || word.textContent) && word.replaceChildren(text, ...more),
    // What the model reads: in view when the drawing is not.
    reads: (text) => reads.textContent !== text && (reads.textContent = text),
    // Tell what a shipped model is.
    tell(name) {
      const text = ABOUT[name] ? `It ${ABOUT[name]}` : "";
      if (about.textContent !== text) about.textContent = text;
    },
    // Call resized(narrow: whether the panels are below the drawing) whenever the width changes. Returns a function
    // that ends this.
    onWidth(resized) {
      let width = 0;
      const watch = new ResizeObserver(([{ contentRect }]) => {
        if (contentRect.width === width) return;
        width = contentRect.width;
        resized(width <= NARROW2);
      });
      watch.observe(frame);
      return () => watch.disconnect();
    },
    // Show one panel.
    choose(name) {
      for (const [other] of TABS) {
        tab2(other).setAttribute("aria-selected", other === name);
        tab2(other).tabIndex = other === name ? 0 : -1;
        panel2(other).hidden = other !== name;
      }
    },
    // Call choose(name) when a tab is pressed, or reached with the arrow keys.
    onChoice(choose) {
      const list = find("[role=tablist]");
      list.addEventListener("click", ({ target }) => target.dataset.tab && choose(target.dataset.tab));
      list.addEventListener("keydown", (event) => {
        const names2 = TABS.map(([name]) => name), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = names2[(names2.indexOf(event.target.dataset.tab) + step + names2.length) % names2.length];
        choose(next);
        tab2(next).focus();
      });
    },
    // List what is changed in the model, in words; takeBack(i) is called to take one back.
    list(words, takeBack) {
      if (words.join("\n") === listed) return;
      listed = words.join("\n");
      changes.dataset.count = words.length > 1 ? `${words.length} changes:` : "";
      const focused = changes.contains(document.activeElement);
      changes.replaceChildren(...words.map((text, i) => {
        const item = document.createElement("li"), button5 = document.createElement("button");
        Object.assign(button5, { type: "button", textContent: "\xD7", title: "take this back" });
        button5.setAttribute("aria-label", `take back: ${text}`);
        keepKeys(button5);
        button5.addEventListener("click", () => takeBack(i));
        item.append(Object.assign(document.createElement("span"), { textContent: text, title: text }), button5);
        return item;
      }));
      if (focused) (changes.querySelector("button") ?? tool2("model")).focus({ preventScroll: true });
    }
  };
}

// microscope/sources.js
var gridOf = (marks, samples) => compose(marks.map((own, cell) => digitFromMarks(own, samples, cell)));
function makeSources(models, gridAt, samples) {
  const known2 = /* @__PURE__ */ new Map();
  function traceOf(model, key, makeGrid, beginning = []) {
    const begun2 = beginning.join(), old = known2.get(key);
    if (old?.model !== model || old.begun !== begun2) {
      known2.set(key, { model, begun: begun2, trace: run(model, makeGrid(), { beginning }) });
    }
    if (known2.size > 40) known2.delete(known2.keys().next().value);
    return known2.get(key).trace;
  }
  return (model, { model: name, pinned, pinnedBeginning, other }) => ({
    mean: models[name].means,
    get otherTrace() {
      return traceOf(model, other, () => gridAt(other));
    },
    get pinnedTrace() {
      return pinned && traceOf(model, pinned, () => gridOf(pinned, samples), pinnedBeginning);
    },
    get other() {
      return sourceOf(this.otherTrace);
    },
    get pinned() {
      return pinned && sourceOf(this.pinnedTrace);
    }
  });
}

// microscope/microscope.js
var STEPS2 = 200;
var COMPUTED = ["interventions", "beginning", "other", "pinned", "pinnedBeginning"];
function mount2(root, { models, names, load, grids, truths, empty, samples, example, linked, ...more }) {
  const { named = {}, tours = null } = more, shell = layOut2(root, microscope_default + panelsCss, names), { frame, tool: tool2 } = shell;
  const size = grids.length / truths.length, gridAt = (i) => grids.subarray(i * size, (i + 1) * size);
  const sourcesOf = makeSources(models, gridAt, grids), plainOf = makePlain();
  const counter = makeCounter(gridAt, truths, empty), panels = {}, borrowed = {};
  let state = { ...opening(names[0]), marks: example ?? NOTHING };
  let reading2 = null, past = [], asked = 0, frameAsked = 0;
  const scope = {
    frame,
    names,
    truths,
    gridAt,
    empty,
    samples,
    tours,
    counter,
    download,
    model: null,
    // as loadModel makes it
    grid: null,
    // Uint8Array (56 * 56): the picture that the model sees
    trace: null,
    // what `run` returned for it, with the interventions
    get state() {
      return state;
    },
    get plain() {
      return plainOf(scope);
    },
    // the same without interventions, and with an answer of the model's own
    get sources() {
      return sourcesOf(scope.model, state);
    },
    run: (options) => run(scope.model, scope.grid, { sources: scope.sources, ...options }),
    change,
    intervene: (interventions) => change({ interventions }),
    look: (panel2, own) => set({ ...state, view: { ...state.view, [panel2]: { ...state.view[panel2], ...own } } }),
    say: shell.say,
    use,
    refresh: soon,
    borrow,
    startCounting: () => counter.use(state.model, models[state.model])
  };
  const guide = scope.guide = makeGuide(shell.guide, scope);
  const links = makeLinking({ shell, names, grids: truths.length, named, guide, stateNow: () => state, use });
  function readWith(model, grid2) {
    const same4 = scope.grid?.every((pixel, i) => pixel === grid2[i]);
    Object.assign(scope, { model, grid: same4 ? scope.grid : grid2 });
    const { interventions, beginning } = state;
    scope.trace = run(model, scope.grid, { interventions, beginning, sources: sourcesOf(model, state) });
    soon();
    return reading2 = readingOf(model, scope.trace);
  }
  function takeBack(i) {
    const { interventions } = state, left = interventions.filter((_, other) => other !== i);
    change(i < interventions.length ? { interventions: left } : { beginning: [] });
  }
  function soon() {
    frameAsked ||= requestAnimationFrame(() => {
      frameAsked = 0;
      show();
    });
  }
  function show() {
    if (!frame.isConnected) return;
    shell.choose(state.panel);
    tool2("back").disabled = !past.length;
    tool2("reset").disabled = !state.interventions.length && !state.beginning.length;
    tool2("model").value = state.model;
    shell.tell(state.model);
    if (!scope.trace) return;
    shell.list(changesInWords(state, scope.model), takeBack);
    shell.reads(scope.trace.text);
    grid.showOrder(scope.model, scope.grid, reading2);
    guide.show();
    const name = state.panel;
    (panels[name] ??= PANELS2[name](shell.panel(name), scope)).show();
  }
  function change(patch) {
    const next = { ...state, ..."pinned" in patch && { pinnedBeginning: [] }, ...patch };
    if (next.interventions.length > MOST2) return scope.say(`At most ${MOST2} changes at a time: take one back first.`);
    if (COMPUTED.concat("marks").some((field2) => next[field2] !== state[field2])) past = [...past, state].slice(-STEPS2);
    set(next);
  }
  function set(next) {
    const old = state;
    state = next;
    links.leave();
    if (next.marks !== old.marks) grid.setMarks(next.marks);
    else if (COMPUTED.some((field2) => next[field2] !== old[field2])) grid.readAgain();
    soon();
  }
  async function use(name, patch = {}) {
    const number = ++asked;
    try {
      models[name] ??= await load(name);
      const model = loadModel(models[name].weights), next = { ...state, ...patch, model: name };
      if (number !== asked) return false;
      for (const tokens of ["beginning", "pinnedBeginning"]) {
        if (name !== state.model && !patch[tokens]) next[tokens] = [];
      }
      checkState(next, model, truths.length);
      if (name === state.model) return change(next), true;
      past = [];
      state = { ...next, marks: state.marks };
      grid.setWeights(models[name].weights);
      set(next);
      return true;
    } catch (error) {
      scope.say(`This cannot be shown: ${error.message}.`);
      tool2("model").value = state.model;
      return false;
    }
  }
  async function borrow(name) {
    models[name] ??= await load(name);
    return borrowed[name] ??= loadModel(models[name].weights);
  }
  const press2 = {
    back() {
      const marks = state.marks;
      if (past.length) set({ ...past.pop(), marks, panel: state.panel, view: state.view });
    },
    reset: () => change({ interventions: [], beginning: [] }),
    pin: () => change({ pinned: state.marks, pinnedBeginning: state.beginning }),
    link: links.copy,
    figure: () => saveFigure(scope, panels[state.panel].figure(), changesInWords(state, scope.model)),
    numbers: () => download("numbers.json", JSON.stringify(numbersOf2(scope.trace)), "application/json")
  };
  for (const [name, action] of Object.entries(press2)) tool2(name).addEventListener("click", action);
  tool2("model").addEventListener("change", (event) => use(event.target.value));
  shell.onChoice((panel2) => set({ ...state, panel: panel2 }));
  const grid = mountDrawing(shell.drawing, {
    weights: models[state.model].weights,
    samples: grids,
    answers: truths,
    example: state.marks,
    readWith,
    onChange({ marks }) {
      if (marks === state.marks) return;
      state = { ...state, marks };
      links.leave();
    }
  });
  const unfollow = followTheme(frame, soon);
  const unwatch = shell.onWidth((narrow) => (grid.fold(narrow), soon()));
  if (linked) {
    addEventListener("hashchange", links.open);
    links.open();
  }
  return {
    scope,
    destroy() {
      removeEventListener("hashchange", links.open);
      cancelAnimationFrame(frameAsked);
      unwatch();
      counter.destroy();
      unfollow();
      grid.destroy();
      root.replaceChildren();
    }
  };
}

// stand_in.js
var VIEW = "application/vnd.jupyter.widget-view+json";
var STATE = "application/vnd.jupyter.widget-state+json";
var CONTROLS = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0" };
var SENTENCE = "<div data-drawing-grid>Run this cell to draw here.</div>";
var known = /* @__PURE__ */ new WeakSet();
var isOurs = (html) => /data-(drawing-grid|microscope|piece)\b/.test(html);
var valueOf = (html) => html.includes("data-drawing-grid") ? SENTENCE : html;
var standIn = (html) => ({ model_name: "HTMLModel", ...CONTROLS, state: { value: valueOf(html) } });
function widgetsIn({ cells }) {
  const bundles = cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.data ?? {});
  const shown3 = bundles.filter((data) => data[VIEW]);
  return shown3.map((data) => [data[VIEW].model_id, String(data["text/html"])]).filter(([, html]) => isOurs(html));
}
function leaveStandIns(context) {
  if (!context?.saveState || !context.model?.setMetadata || known.has(context)) return;
  known.add(context);
  context.saveState.connect((_, phase) => {
    if (phase !== "started") return;
    const { model } = context, widgets = widgetsIn(model.toJSON());
    const saved = model.getMetadata("widgets")?.[STATE]?.state;
    if (!saved && !widgets.length) return;
    const others = Object.entries(saved ?? {}).filter(([, widget]) => !isOurs(String(widget.state?.value)));
    const state = Object.fromEntries([...widgets.map(([id, html]) => [id, standIn(html)]), ...others]);
    model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  });
}

// microscope_widget.js
function render({ model, el }) {
  leaveStandIns(model.widget_manager?.context);
  const { names, sizes, ...more } = model.get("about"), weights = toBytes(model.get("weights"));
  const means = tensorsIn(toBytes(model.get("means")), sizes), grids = toBytes(model.get("grids"));
  el.microscope = mount2(el, { names, models: { [names[0]]: { weights, means } }, grids, ...more });
  return () => el.microscope.destroy();
}
var microscope_widget_default = { render };
export {
  microscope_widget_default as default
};
