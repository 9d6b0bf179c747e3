// The pens and the eraser: one of them is chosen.

const PENS = { thin: 0.04, medium: 0.07, thick: 0.1 }; // stroke widths, in units of a cell's side
const ERASER = 0.16;

export function makePens(part, frame) {
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
    newStroke: (erase) =>
      erase || erasing ? { points: [], width: ERASER, erase: true } : { points: [], width: PENS[pen] },
  };
}
