// The drawing grid in a notebook: an anywidget, https://anywidget.dev/
import { mount } from "./grid.js";

const PATIENCE = 5000; // milliseconds after which Python is said not to answer
const SILENCE = "Python does not answer: its kernel is busy, was restarted or is gone. Reading goes on in this page.";

// Bytes arrive as a DataView in JupyterLab, as something else elsewhere.
function toBytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value?.buffer ?? value ?? 0);
}

function render({ model, el }) {
  let known = model.get("marks"), waiting = 0;

  function tell({ marks, reading }) {
    const drawn = marks !== known;
    known = marks;
    try {
      model.set("marks", marks);
      model.set("reading", reading);
      model.save_changes();
      if (drawn) model.send({ kind: "ping" });
    } catch { /* nobody is there: time runs out below */ }
    if (drawn) waiting ||= setTimeout(() => grid.setStatus(SILENCE), PATIENCE);
  }

  const grid = mount(el, {
    weights: toBytes(model.get("weights")),
    samples: toBytes(model.get("samples")),
    answers: model.get("answers"),
    marks: known,
    onChange: tell,
  });
  const follow = {
    "change:marks"() {
      if (model.get("marks") === known) return;
      known = model.get("marks");
      grid.setMarks(known);
    },
    "change:weights": () => grid.setWeights(toBytes(model.get("weights"))),
    "msg:custom"() {
      clearTimeout(waiting);
      waiting = 0;
      grid.setStatus("");
    },
  };
  for (const [event, handler] of Object.entries(follow)) model.on(event, handler);
  return () => {
    for (const [event, handler] of Object.entries(follow)) model.off(event, handler);
    clearTimeout(waiting);
    grid.destroy();
  };
}

export default { render };
