// The chapters' pieces on a page without Python: brings every [data-piece] to life when it comes near, except those of
// models that the page has not. Data is loaded only for a piece that has a model: for the book, book/live_microscope.py
// writes it beside this script.
import { loadScript, unpack } from "./bytes.js";
import { mountPiece } from "./pieces/piece.js";

const NEAR = "600px";

async function dataOf(model) {
  if (!window.mnist2x2Microscope) await loadScript("microscope-data.js");
  const { models, grids, truths, samples, example } = window.mnist2x2Microscope;
  if (!models[model]) await loadScript(`microscope-${model}.js`);
  const pictures = await unpack(grids), size = pictures.length / truths.length;
  return {
    weights: await unpack(models[model].weights),
    samples: pictures.subarray(0, samples * size),
    answers: truths.slice(0, samples),
    example,
  };
}

async function fill(place) {
  const { piece: kind, given: text } = place.dataset, given = JSON.parse(text);
  try {
    place.piece = mountPiece(place, { kind, given, data: given.model ? await dataOf(given.model) : null });
  } catch (error) {
    const said = document.createElement("p");
    said.textContent = `This cannot be tried here: ${error.message}.`;
    place.append(said);
  }
}

function watch() {
  const near = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      fill(target);
    }
  }, { rootMargin: NEAR });
  for (const place of document.querySelectorAll("[data-piece][data-given]")) near.observe(place);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
else watch();
