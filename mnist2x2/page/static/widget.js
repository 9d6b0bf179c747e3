// The drawing grid in a notebook: an anywidget, https://anywidget.dev/
import { toBytes } from "./bytes.js";
import { mount } from "./drawing_grid.js";
import { leaveStandIns } from "./stand_in.js";

const ANSWER_WITHIN = 5000; // milliseconds to wait for Python before saying that it is not answering
const NOT_ANSWERING =
  "Python is not answering: its kernel is busy, was restarted or has ended. The page goes on reading.";

function render({ model, el }) {
  let known = model.get("marks"), shown = false, waiting = 0; // shown: whether a photo is
  const asked = new Map(); // photos that Python has not answered about: {a number: what to call with the answer}

  function wait() {
    waiting ||= setTimeout(() => grid.setStatus(NOT_ANSWERING), ANSWER_WITHIN);
  }

  function tell({ marks, reading, photo }) {
    const drawn = marks !== known, left = shown && !photo;
    [known, shown] = [marks, photo];
    try {
      model.set("marks", marks);
      model.set("reading", reading);
      model.save_changes();
      if (drawn || left) model.send({ kind: left ? "drawing" : "ping" });
    } catch { /* no kernel is there: the timer below runs out */ }
    if (drawn) wait();
  }

  function askPhoto(photo) {
    const number = Math.random(); // the answer comes to all views of this grid
    wait();
    try {
      model.send({ kind: "photo", number, photo });
    } catch { /* no kernel is there */ }
    return new Promise((answer) => asked.set(number, answer));
  }

  leaveStandIns(model.widget_manager?.context);
  const grid = mount(el, {
    weights: toBytes(model.get("weights")),
    samples: toBytes(model.get("samples")),
    answers: model.get("answers"),
    marks: known,
    onChange: tell,
    askPhoto,
  });
  const follow = {
    "change:marks"() {
      if (model.get("marks") === known) return;
      known = model.get("marks");
      grid.setMarks(known);
    },
    "change:weights": () => grid.setWeights(toBytes(model.get("weights"))),
    "msg:custom"(message) {
      clearTimeout(waiting);
      waiting = 0;
      grid.setStatus("");
      asked.get(message?.number)?.(message);
      asked.delete(message?.number);
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
