// Weights from the bytes of a safetensors file as checkpoint.py writes it. Its checksum is not looked at.
// The file: the header's length (8 bytes), the header (JSON: where each tensor lies), then the tensors.

const SIZES = ["grid", "patch", "width", "heads", "feed_forward", "encoder_blocks", "decoder_blocks"];

// float16, in bits: a sign, 5 of exponent, 10 of fraction; float32: a sign, 8 of exponent, 23 of fraction. Put where
// float32 has them, they make a number 2 ** 112 times too small, since the exponents are counted from 127, not from 15.
function readHalves(view, begin, count) {
  const floats = new Float32Array(count), bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(begin + 2 * i, true), endless = (half & 0x7c00) === 0x7c00; // infinity, or no number
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13) | (endless ? 0x7f800000 : 0);
    floats[i] *= 2 ** 112;
  }
  return floats;
}

function readFloats(view, begin, count) {
  return new Float32Array(count).map((_, i) => view.getFloat32(begin + 4 * i, true));
}

const KINDS = new Map([["F16", { bytes: 2, read: readHalves }], ["F32", { bytes: 4, read: readFloats }]]);

function parse(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the weights are damaged: ${what} is garbled (${error.message})`);
  }
}

// bytes: ArrayBuffer, or a view of one. Returns {config: a ModelConfig's sizes, take(name, ...shape): a Float32Array,
// close(): to be called when all was taken}. They throw an Error that says what was given and what was expected.
export function openCheckpoint(bytes) {
  const view = ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
  if (view.byteLength < 8) throw new Error(`expected a weights file, given ${view.byteLength} bytes`);
  const length = Number(view.getBigUint64(0, true)), start = 8 + length; // where the tensors begin
  if (start > view.byteLength) {
    const given = `given a file of ${view.byteLength}`;
    throw new Error(`the weights are truncated or no safetensors file: expected a header of ${length} bytes, ${given}`);
  }
  const text = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + 8, length));
  const header = parse(text, "the header");
  const note = header?.__metadata__?.mnist2x2;
  if (typeof note !== "string") throw new Error("expected weights written by mnist2x2: their description is missing");
  const config = parse(parse(note, "the description")?.about, "the description")?.model;
  for (const size of SIZES) {
    if (!(Number.isInteger(config?.[size]) && config[size] > 0)) {
      throw new Error(`expected weights of a model, given a file whose ${size} is ${JSON.stringify(config?.[size])}`);
    }
  }

  const left = new Set(Object.keys(header));
  left.delete("__metadata__");
  const take = (name, ...shape) => {
    if (!left.delete(name)) throw new Error(`the weights lack ${name} (${shape})`);
    const { dtype, shape: given, data_offsets: offsets } = header[name] ?? {};
    const kind = KINDS.get(dtype);
    if (!kind) throw new Error(`expected ${name} as F16 or F32, given ${JSON.stringify(dtype)}`);
    if (String(given) !== String(shape)) throw new Error(`expected ${name} of shape (${shape}), given (${given})`);
    const count = shape.reduce((product, size) => product * size, 1), begin = offsets?.[0], end = offsets?.[1];
    if (!(Number.isInteger(begin) && begin >= 0 && end - begin === count * kind.bytes)) {
      throw new Error(`expected ${count * kind.bytes} bytes of ${name}, given those from ${begin} to ${end}`);
    }
    if (start + end > view.byteLength) {
      throw new Error(`the weights are truncated: ${name} ends at byte ${start + end}, the file at ${view.byteLength}`);
    }
    return kind.read(view, start + begin, count);
  };
  const close = () => {
    if (left.size) throw new Error(`expected no more tensors, given ${[...left].join(", ")}`);
  };
  return { config, take, close };
}
