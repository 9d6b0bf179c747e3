// The microscope on a page without Python: fills every [data-microscope], with the data that the page defines (for the
// book, book/live_microscope.py writes it). What is packed is gzipped and in base64, since a page opened as a file may
// load scripts but no data.
import { mount } from "./microscope/microscope.js";
import { unpack } from "./packed.js";

const SCRIPT = document.currentScript?.src ?? location.href;

// float32 tensors, one after the other: {name: Float32Array}. sizes: a name and a size for each.
function tensorsIn(bytes, sizes) {
  const numbers = new Float32Array(bytes.buffer);
  let at = 0;
  return Object.fromEntries(sizes.map(([name, size]) => [name, numbers.subarray(at, (at += size))]));
}

async function unpackModel({ weights, means: { sizes, packed } }) {
  return { weights: await unpack(weights), means: tensorsIn(await unpack(packed), sizes) };
}

// Another model, from a script of its own that lies beside this one.
function load(name) {
  const script = document.createElement("script");
  script.src = new URL(`microscope-${name}.js`, SCRIPT).href;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(unpackModel(window.mnist2x2Microscope.models[name]));
    script.onerror = () => reject(new Error("its weights could not be loaded"));
    document.head.append(script);
  });
}

async function fill() {
  const { names: [first], models, grids, tours, ...more } = window.mnist2x2Microscope ?? { names: [] };
  const unpacked = {
    models: { [first]: await unpackModel(models[first]) },
    grids: await unpack(grids),
    tours: JSON.parse(new TextDecoder().decode(await unpack(tours))),
  };
  for (const place of document.querySelectorAll("[data-microscope]")) {
    const { names } = window.mnist2x2Microscope;
    place.microscope = mount(place, { ...more, ...unpacked, names, load, linked: true });
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", fill);
else fill();
