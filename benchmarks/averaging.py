"""Compare the averaged weights of a run of `book` with the weights themselves: results/averaging.json.

    python benchmarks/averaging.py

The run is as long as that of `book`, with the last 5,000 training digits held back. Grids of these digits are read with
both kinds of weights after every fifth epoch. It can be interrupted and started again.
"""

import json
from dataclasses import replace

import torch
from measuring import RESULTS, ROOT, make_parser, text_table

from mnist2x2.data.grids import held_out
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES
from mnist2x2.training.run import Run

EVERY = 5  # epochs
CONFIG = replace(RECIPES["book"], held_back=5_000)
FOLDER = ROOT / "runs" / "averaging"
ROWS = FOLDER / "rows.json"  # what was measured before an interruption


def measure(run: Run) -> None:
    """Add the shares of sequences that both kinds of weights read right to ROWS."""
    epoch = len(run.history)
    if epoch % EVERY:
        return
    rows = {row["epoch"]: row for row in json.loads(ROWS.read_text())} if ROWS.exists() else {}
    grids = held_out(CONFIG.held_back)["held_out"]
    weights = {"weights": run.model, "average": run.average}
    shares = {name: evaluate(model, grids).sequence_accuracy for name, model in weights.items()}
    rows[epoch] = {"epoch": epoch, **shares}
    write_json(ROWS, list(rows.values()))


def main() -> None:
    make_parser(__doc__).parse_args()
    torch.set_num_threads(1)
    train(CONFIG, FOLDER, "cpu", resume=True, on_epoch_end=measure)
    rows, machine = json.loads(ROWS.read_text()), circumstances("cpu")
    result = {
        "made_by": machine["command"],
        "decay": CONFIG.average,
        "held_back": CONFIG.held_back,
        "rows": rows,
        "measured_on": machine | {"threads": 1},
    }
    write_json(RESULTS / "averaging.json", result)
    cells = [[str(row["epoch"]), *(f"{row[name]:.2%}" for name in ("weights", "average"))] for row in rows]
    print(text_table(["epoch", "weights", "average"], cells))


if __name__ == "__main__":
    main()
