"""Re-execute notebooks in place, in order, and gather the scoreboard: python benchmarks/notebooks.py [NAME ...]."""

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
METADATA = {  # the same whoever runs them
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
STATE, VIEW = (f"application/vnd.jupyter.widget-{kind}+json" for kind in ("state", "view"))


def parts_of(widget: str, states: dict) -> set[str]:
    """Return the ids of a stored widget and of all that it is made of."""
    found, ahead = set(), [widget]
    while ahead:
        if (name := ahead.pop()) in states and name not in found:
            found.add(name)
            ahead += re.findall(r"IPY_MODEL_(\w+)", json.dumps(states[name]["state"]))
    return found


def drop_drawing_grids(notebook: nbformat.NotebookNode) -> None:
    """Take out what a drawing grid stored: its id differs from run to run, and pages have a grid of their own.

    Pages put theirs where the output's text/html says. What holds a grid goes with it, and so does every widget that
    no output shows.
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
    """Run a notebook in a fresh kernel, write it without what differs from run to run; return its scoreboard lines."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": path.parent}}
    # what a cell prints in one piece, however busy the machine
    NotebookClient(notebook, timeout=1800, coalesce_streams=True, resources=resources).execute()
    drop_drawing_grids(notebook)
    widgets = notebook.metadata.get("widgets")
    notebook.metadata = nbformat.from_dict(METADATA | ({"widgets": widgets} if widgets else {}))
    lines = []
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)  # when it ran
        for output in cell.get("outputs", []):
            line = output.get("metadata", {}).get("mnist2x2")
            lines += [dict(line)] if line else []
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
    return lines


def main(names: list[str]) -> None:
    os.environ.setdefault("MNIST2X2_SHORT", "1")  # chapter 8: a short run of the same code
    paths = [ROOT / "notebooks" / f"{Path(name).stem}.ipynb" for name in names]
    paths = paths or sorted((ROOT / "notebooks").glob("*.ipynb"))
    known = {line["row"]: line for line in recorded("scoreboard")["rows"]}
    for path in paths:
        began = time.perf_counter()
        lines = execute(path)
        print(f"{path.stem}: {time.perf_counter() - began:.0f} seconds", flush=True)
        if lines:
            known |= {line["row"]: line for line in lines}
            rows = [known[name] for name in ROWS if name in known]
            # at once, since the next chapter's scoreboard shows it
            write_json(ROOT / "results" / "scoreboard.json", {"rows": rows, "measured_on": circumstances("cpu")})


if __name__ == "__main__":
    main(sys.argv[1:])
