// The microscope in a notebook: an anywidget, https://anywidget.dev/
import { mount } from "./microscope/microscope.js";
import { leaveStandIns } from "./stand_in.js";

const toBytes = (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength);

// float32 tensors, one after the other: {name: Float32Array}. sizes: a name and a size for each.
function tensorsIn(bytes, sizes) {
  const numbers = new Float32Array(bytes.slice().buffer); // a copy: the bytes may begin anywhere
  let at = 0;
  return Object.fromEntries(sizes.map(([name, size]) => [name, numbers.subarray(at, (at += size))]));
}

function render({ model, el }) {
  leaveStandIns(model.widget_manager?.context);
  const { names, sizes, ...more } = model.get("about"), weights = toBytes(model.get("weights"));
  const means = tensorsIn(toBytes(model.get("means")), sizes), grids = toBytes(model.get("grids"));
  el.microscope = mount(el, { names, models: { [names[0]]: { weights, means } }, grids, ...more });
  return () => el.microscope.destroy();
}

export default { render };
