// The microscope in a notebook: an anywidget, https://anywidget.dev/
import { tensorsIn, toBytes } from "./bytes.js";
import { mount } from "./microscope/microscope.js";
import { leaveStandIns } from "./stand_in.js";

function render({ model, el }) {
  leaveStandIns(model.widget_manager?.context);
  const { names, sizes, ...more } = model.get("about"), weights = toBytes(model.get("weights"));
  const means = tensorsIn(toBytes(model.get("means")), sizes), grids = toBytes(model.get("grids"));
  el.microscope = mount(el, { names, models: { [names[0]]: { weights, means } }, grids, ...more });
  return () => el.microscope.destroy();
}

export default { render };
