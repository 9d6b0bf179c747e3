// JupyterLab saves a notebook without its widgets. Opening it again without the kernel, JupyterLab still prefers
// the missing widget to the HTML beside it, and shows "model not found". So at every save, this leaves in the notebook
// a small HTML widget that stands in for the grid, the microscope or the piece.

const VIEW = "application/vnd.jupyter.widget-view+json", STATE = "application/vnd.jupyter.widget-state+json";
const CONTROLS = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0" };
const SENTENCE = "<div data-drawing-grid>Run this cell to draw here.</div>";
const known = new WeakSet(); // notebooks that already get stand-ins when they are saved

// Other widgets of ours have in their HTML what is to be shown instead.
const isOurs = (html) => /data-(drawing-grid|microscope|piece)\b/.test(html);
const valueOf = (html) => (html.includes("data-drawing-grid") ? SENTENCE : html);
const standIn = (html) => ({ model_name: "HTMLModel", ...CONTROLS, state: { value: valueOf(html) } });

// The widgets of ours in a notebook's outputs: {the id of each: its HTML}.
function widgetsIn({ cells }) {
  const bundles = cells.flatMap((cell) => cell.outputs ?? []).map((output) => output.data ?? {});
  const shown = bundles.filter((data) => data[VIEW]);
  return shown.map((data) => [data[VIEW].model_id, String(data["text/html"])]).filter(([, html]) => isOurs(html));
}

// context: JupyterLab's document context; other hosts have none.
export function leaveStandIns(context) {
  if (!context?.saveState || !context.model?.setMetadata || known.has(context)) return;
  known.add(context);
  context.saveState.connect((_, phase) => {
    if (phase !== "started") return;
    const { model } = context, widgets = widgetsIn(model.toJSON());
    const saved = model.getMetadata("widgets")?.[STATE]?.state;
    if (!saved && !widgets.length) return;
    const others = Object.entries(saved ?? {}).filter(([, widget]) => !isOurs(String(widget.state?.value)));
    // widgets that JupyterLab has saved, if its user wants that, take precedence over stand-ins
    const state = Object.fromEntries([...widgets.map(([id, html]) => [id, standIn(html)]), ...others]);
    model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
  });
}
