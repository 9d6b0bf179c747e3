"""Compare the averaged weights of runs of `book` with the weights themselves, and write results/averaging.json.

    python benchmarks/averaging.py [--seeds 0 1 2]

The runs are as long as that of `book`, with the last 5,000 training digits held back. Grids of these digits are read
with both kinds of weights after every fifth epoch. It can be interrupted and started again.
"""

import json
from dataclasses import replace
from pathlib import Path

import torch
from measuring import RESULTS, ROOT, make_parser, text_table

from mnist2x2.data.grids import held_out
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES
from mnist2x2.training.run import Run
from mnist2x2.training.runtime import pick_device

EVERY = 5  # epochs
CONFIG = replace(RECIPES["book"], held_back=5_000)


def rows_of(seed: int, folder: Path) -> list[dict]:
    """Train with a seed, and return the shares of sequences that both kinds of weights read right, by epoch."""
    file = folder / "rows.json"  # what was measured before an interruption
    grids = held_out(CONFIG.held_back)["held_out"]

    def measure(run: Run) -> None:
        epoch = len(run.history)
        if epoch % EVERY:
            return
        rows = {row["epoch"]: row for row in json.loads(file.read_text())} if file.exists() else {}
        weights = {"weights": run.model, "average": run.average}
        shares = {name: evaluate(model, grids).sequence_accuracy for name, model in weights.items()}
        rows[epoch] = {"seed": seed, "epoch": epoch, **shares}
        write_json(file, list(rows.values()))

    train(replace(CONFIG, seed=seed), folder, resume=True, on_epoch_end=measure)
    return json.loads(file.read_text())


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row for seed in options.seeds for row in rows_of(seed, ROOT / "runs" / f"averaging-{seed}")]
    made_by = "python benchmarks/averaging.py --seeds " + " ".join(map(str, options.seeds))
    machine = circumstances(pick_device()) | {"command": made_by, "threads": 1}
    result = {
        "made_by": made_by,
        "decay": CONFIG.average,
        "held_back": CONFIG.held_back,
        "rows": rows,
        "measured_on": machine,
    }
    write_json(RESULTS / "averaging.json", result)
    cells = [[str(row["seed"]), str(row["epoch"]), f"{row['weights']:.2%}", f"{row['average']:.2%}"] for row in rows]
    print(text_table(["seed", "epoch", "weights", "average"], cells))


if __name__ == "__main__":
    main()
