// JupyterLab saves a notebook without its widgets' state, and without a kernel it then shows "model not found" where the
// grid was: it prefers the widget to the HTML beside it, whether or not the widget is there. So each time it saves,
// a widget that says what the HTML says is left in the notebook in the grid's place.

const VIEW = "application/vnd.jupyter.widget-view+json", STATE = "application/vnd.jupyter.widget-state+json";
const CONTROLS = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0" };
const SENTENCE = "<div data-drawing-grid>Run this cell to draw here.</div>";
const known = new WeakSet(); // notebooks that have a stand-in at every save

const standIn = () => ({ model_name: "HTMLModel", ...CONTROLS, state: { value: SENTENCE } });

// The widgets in a notebook's outputs that show a drawing grid.
function gridsIn({ cells }) {
  const bundles = cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.data ?? {});
  const shown = bundles.filter((data) => data[VIEW] && String(data["text/html"]).includes("data-drawing-grid"));
  return shown.map((data) => data[VIEW].model_id);
}

// context: JupyterLab's document context; other hosts have none.
export function leaveStandIns(context) {
  if (!context?.saveState || !context.model?.setMetadata || known.has(context)) return;
  known.add(context);
  context.saveState.connect((_, phase) => {
    if (phase !== "started") return;
    const { model } = context, grids = gridsIn(model.toJSON());
    const saved = model.getMetadata("widgets")?.[STATE]?.state;
    if (!saved && !grids.length) return;
    const others = Object.entries(saved ?? {}).filter(([, widget]) => widget.state?.value !== SENTENCE);
    // what the user lets JupyterLab save comes first
    const state = { ...Object.fromEntries(grids.map((id) => [id, standIn()])), ...Object.fromEntries(others) };
    model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  });
}
