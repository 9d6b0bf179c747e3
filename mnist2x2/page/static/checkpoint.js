// Loads a model from the bytes of a safetensors file, as checkpoint.py writes it. The checksum is not verified.
// The file holds the header's length (8 bytes), the header (JSON: where each tensor lies), then the tensors.

import { makeModel } from "./model.js";

const SIZES = ["grid", "patch", "width", "heads", "feed_forward", "encoder_blocks", "decoder_blocks"];
const UNMEASURED = { temperature: 1, sure: 0.9, no_digit: [] };

// float16 has 1 sign bit, 5 exponent bits and 10 fraction bits; float32 has 1, 8 and 23. Moving the bits to their
// float32 places gives a number 2 ** 112 times too small, since the exponent bias is 127 in float32 and 15 in float16.
function readHalves(view, begin, count) {
  const floats = new Float32Array(count), bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(begin + 2 * i, true), special = (half & 0x7c00) === 0x7c00; // infinity or NaN
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13) | (special ? 0x7f800000 : 0);
    floats[i] *= 2 ** 112;
  }
  return floats;
}

function readFloats(view, begin, count) {
  return new Float32Array(count).map((_, i) => view.getFloat32(begin + 4 * i, true));
}

const DTYPES = new Map([["F16", { bytes: 2, read: readHalves }], ["F32", { bytes: 4, read: readFloats }]]);

function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the weights are damaged: ${what} is not valid JSON (${error.message})`);
  }
}

// How to judge answers, see certainty.py: {temperature, sure, noDigit (10 * (2 D + 2)) or empty}.
function readCertainty(record, width) {
  const { temperature, sure, no_digit: noDigit } = record ?? {};
  const numbers = Array.isArray(noDigit) && [temperature, sure, ...noDigit].every(Number.isFinite);
  const fits = numbers && temperature > 0 && sure >= 0 && sure <= 1 && [0, 10 * (2 * width + 2)].includes(noDigit.length);
  if (!fits) throw new Error("the weights are damaged: what says how sure the model is makes no sense");
  return { temperature, sure, noDigit: Float32Array.from(noDigit) };
}

// Returns {config: the sizes of a ModelConfig, certainty, take(name, ...shape): a Float32Array, close(): to be called when all
// tensors have been taken}. All of them throw an Error that says what was expected and what was given.
function openCheckpoint(bytes) {
  const view = ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
  if (view.byteLength < 8) throw new Error(`expected a weights file, given ${view.byteLength} bytes`);
  const length = Number(view.getBigUint64(0, true)), start = 8 + length; // where the tensors begin
  if (start > view.byteLength) {
    const sizes = `expected a header of ${length} bytes, given a file of ${view.byteLength}`;
    throw new Error(`the weights are truncated or not a safetensors file: ${sizes}`);
  }
  const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + 8, length));
  const header = parse(text, "the header");
  const note = header?.__metadata__?.mnist2x2;
  if (typeof note !== "string") throw new Error("expected weights written by mnist2x2: their description is missing");
  const about = parse(parse(note, "the description")?.about, "the description"), config = about?.model;
  for (const size of SIZES) {
    if (!(Number.isInteger(config?.[size]) && config[size] > 0)) {
      throw new Error(`expected weights of a model, given a file whose ${size} is ${JSON.stringify(config?.[size])}`);
    }
  }
  const { certainty: measured = UNMEASURED } = about, certainty = readCertainty(measured, config.width);

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

// A model from the bytes of a weights file: ArrayBuffer, DataView or Uint8Array. Throws an Error for a damaged file.
export function loadModel(bytes) {
  const { config, certainty, take, close } = openCheckpoint(bytes);
  const model = makeModel(config, certainty, take);
  close();
  return model;
}
