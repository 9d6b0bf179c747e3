// The microscope in a notebook: an anywidget, https://anywidget.dev/
import { mount } from "./microscope/microscope.js";
import { leaveStandIns } from "./stand_in.js";

const toBytes = (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength);

function render({ model, el }) {
  leaveStandIns(model.widget_manager?.context);
  const { names, sizes, ...more } = model.get("about"), name = names[0];
  const means = {}, numbers = new Float32Array(toBytes(model.get("means")).slice().buffer);
  sizes.reduce((at, [tensor, size]) => ((means[tensor] = numbers.subarray(at, at + size)), at + size), 0);
  const scope = mount(el, {
    models: { [name]: { weights: toBytes(model.get("weights")), means } },
    names,
    grids: toBytes(model.get("grids")),
    ...more,
  });
  return () => scope.destroy();
}

export default { render };
