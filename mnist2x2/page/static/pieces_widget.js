// A chapter's piece in a notebook: an anywidget, https://anywidget.dev/
import { toBytes } from "./bytes.js";
import { mountPiece } from "./pieces/piece.js";
import { leaveStandIns } from "./stand_in.js";

function render({ model, el }) {
  leaveStandIns(model.widget_manager?.context);
  const { kind, given, ...more } = model.get("about");
  const bytes = (name) => toBytes(model.get(name));
  const hasModel = model.get("weights").byteLength > 0;
  const data = hasModel ? { weights: bytes("weights"), samples: bytes("samples"), ...more } : null;
  return mountPiece(el, { kind, given, data }).destroy;
}

export default { render };
