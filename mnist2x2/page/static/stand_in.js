// JupyterLab saves a notebook without its widgets. Opening it again without the kernel, JupyterLab still prefers
// the missing widget to the HTML beside it, and shows "model not found". So at every save, this leaves in the notebook
// a small HTML widget that stands in for the grid.

const VIEW = "application/vnd.jupyter.widget-view+json", STATE = "application/vnd.jupyter.widget-state+json";
const CONTROLS = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0" };
const SENTENCE = "<div data-drawing-grid>Run this cell to draw here.</div>";
const known = new WeakSet(); // notebooks that already get stand-ins when they are saved

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
    // widgets that JupyterLab has saved, if its user wants that, take precedence over stand-ins
    const state = { ...Object.fromEntries(grids.map((id) => [id, standIn()])), ...Object.fromEntries(others) };
    model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  });
}
