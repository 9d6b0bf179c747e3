"""Run notebooks again in place, in order, and record the scoreboard.

python -m tools.notebooks                 all of them
python -m tools.notebooks 03_attention    only the named ones
"""

import json
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from mnist2x2.files import write_json, write_whole
from mnist2x2.recorded import recorded
from mnist2x2.scoreboard import ROWS
from mnist2x2.training.provenance import circumstances

ROOT = Path(__file__).parents[1]
METADATA = {  # the same on every machine
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
STATE, VIEW = (f"application/vnd.jupyter.widget-{kind}+json" for kind in ("state", "view"))


def parts_of(widget: str, states: dict) -> set[str]:
    """Return the ids of a stored widget and of every widget it contains."""
    parts, to_visit = set(), [widget]
    while to_visit:
        if (name := to_visit.pop()) in states and name not in parts:
            parts.add(name)
            to_visit += re.findall(r"IPY_MODEL_(\w+)", json.dumps(states[name]["state"]))
    return parts


def drop_drawing_grids(notebook: nbformat.NotebookNode) -> None:
    """Remove stored drawing grids, widgets that contain one, and widgets that no output shows.

    A stored grid's id differs from run to run, and the book's pages do not need it: they put their own grid where the
    output's text/html says.
    """
    states = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    shown = set()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VIEW not in output.get("data", {}):
                continue
            parts = parts_of(output["data"][VIEW]["model_id"], states)
            if any(states[name]["model_module"] == "anywidget" for name in parts):
                del output["data"][VIEW]
            else:
                shown |= parts
    for name in set(states) - shown:
        del states[name]
    if not states:
        notebook.metadata.pop("widgets", None)


def execute(path: Path) -> list[dict]:
    """Run a notebook in a fresh kernel and return its scoreboard lines. What differs from run to run is not stored."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": path.parent}}
    # coalesced, since how a stream is split into pieces depends on how busy the machine is
    NotebookClient(notebook, timeout=1800, coalesce_streams=True, resources=resources).execute()
    drop_drawing_grids(notebook)
    widgets = notebook.metadata.get("widgets")
    notebook.metadata = nbformat.from_dict(METADATA | ({"widgets": widgets} if widgets else {}))
    lines = []
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)  # the times at which it ran
        for output in cell.get("outputs", []):
            line = output.get("metadata", {}).get("mnist2x2")
            lines += [dict(line)] if line else []
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
    return lines


def main(names: list[str]) -> None:
    os.environ.setdefault("MNIST2X2_SHORT", "1")  # chapter 8 makes a short run of the same code
    paths = [ROOT / "notebooks" / f"{Path(name).stem}.ipynb" for name in names]
    paths = paths or sorted((ROOT / "notebooks").glob("*.ipynb"))
    known = {line["row"]: line for line in recorded("scoreboard")["rows"]}
    for path in paths:
        start = time.perf_counter()
        lines = execute(path)
        print(f"{path.stem}: {time.perf_counter() - start:.0f} seconds", flush=True)
        if lines:
            known |= {line["row"]: line for line in lines}
            rows = [known[name] for name in ROWS if name in known]
            # written at once, since the next chapter's scoreboard shows it
            write_json(ROOT / "results" / "scoreboard.json", {"rows": rows, "measured_on": circumstances("cpu")})


if __name__ == "__main__":
    main(sys.argv[1:])
