// The microscope on a page without Python: fills every [data-microscope], with the data that the page defines (for the
// book, book/live_microscope.py writes it). What is packed is gzipped and in base64, since a page opened as a file may
// load scripts but no data.
import { loadScript, tensorsIn, unpack } from "./bytes.js";
import { mount } from "./microscope/microscope.js";

async function unpackModel({ weights, means: { sizes, packed } }) {
  return { weights: await unpack(weights), means: tensorsIn(await unpack(packed), sizes) };
}

// Another model, from a script of its own that lies beside this one.
async function load(name) {
  await loadScript(`microscope-${name}.js`);
  return unpackModel(window.mnist2x2Microscope.models[name]);
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
