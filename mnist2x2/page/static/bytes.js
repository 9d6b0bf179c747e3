// Weights, pictures and tensors as they come to a page: from a notebook, or packed in scripts of the book.

// Where the page's own script lies, and others of the book beside it.
const SCRIPT = document.currentScript?.src ?? location.href;
const loading = new Map(); // {the name of a script: a promise that it was loaded}: each is loaded once

// Bytes arrive as a DataView in JupyterLab, and as other types in other hosts.
export function toBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value?.buffer ?? value ?? 0);
}

// What scripts of the book hold, gzipped and in base64, as bytes.
export async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// float32 tensors, one after the other, as {name: Float32Array}. sizes: a name and a size for each.
export function tensorsIn(bytes, sizes) {
  const numbers = new Float32Array(bytes.slice().buffer); // a copy: the bytes may begin anywhere
  let at = 0;
  return Object.fromEntries(sizes.map(([name, size]) => [name, numbers.subarray(at, (at += size))]));
}

// Load a script that lies beside this one: a promise. One that could not be loaded is asked for again.
export function loadScript(name) {
  if (!loading.has(name)) {
    const script = document.createElement("script");
    script.src = new URL(name, SCRIPT).href;
    loading.set(name, new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => {
        loading.delete(name);
        reject(new Error(`${name} could not be loaded`));
      };
      document.head.append(script);
    }));
  }
  return loading.get(name);
}
