// The marks in the four cells, and the steps that can be undone.

export const NOTHING = [[], [], [], []];
const STEPS = 500; // that can be undone

// The marks with one cell's own replaced.
export const withCell = (marks, cell, own) => marks.map((each, i) => (i === cell ? own : each));

export function makeHistory(marks = NOTHING) {
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
    },
  };
}
