// The drawing grid on a page without Python: fills every [data-drawing-grid], with the weights and samples that the
// page defines (for the book, book/live_grid.py writes them to drawing-grid-data.js). Paragraphs in such an element
// stay, below the answer. With data-introduction, the grid introduces itself.
import { mount } from "./drawing_grid.js";
import { followAddress, pageAddress } from "./address.js";

const toBytes = (base64 = "") => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

// A page that can have photos read says so by data-photos, and listens for this event.
const askOf = (place) => (photo) =>
  new Promise((answer) => {
    place.dispatchEvent(new CustomEvent("photo", { detail: { photo, answer }, bubbles: true }));
  });

function fill() {
  const { weights, samples, answers = [], demonstration, book } = window.mnist2x2DrawingGrid ?? {};
  for (const place of document.querySelectorAll("[data-drawing-grid]")) {
    const { marks } = place.dataset; // what was drawn in the notebook when it was saved
    place.drawingGrid = mount(place, {
      weights: toBytes(weights),
      samples: toBytes(samples),
      answers,
      marks: marks && JSON.parse(marks),
      notes: place.querySelectorAll("p"),
      demonstration: "introduction" in place.dataset ? demonstration : null,
      askPhoto: "photos" in place.dataset ? askOf(place) : null,
      book: book && { ...book, page: pageAddress() },
    });
  }
  if (book) followAddress(document.querySelector("[data-drawing-grid]"), answers.length);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", fill);
else fill();
