// The drawing grid in a notebook: an anywidget, https://anywidget.dev/
import { mount } from "./drawing_grid.js";
import { leaveStandIns } from "./stand_in.js";

const ANSWER_WITHIN = 5000; // milliseconds to wait for Python before saying that it is not answering
const NOT_ANSWERING =
  "Python is not answering: its kernel is busy, was restarted or has ended. The page goes on reading.";

// Bytes arrive as a DataView in JupyterLab, and as other types in other hosts.
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
    } catch { /* no kernel is there: the timer below runs out */ }
    if (drawn) waiting ||= setTimeout(() => grid.setStatus(NOT_ANSWERING), ANSWER_WITHIN);
  }

  leaveStandIns(model.widget_manager?.context);
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
