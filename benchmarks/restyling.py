"""Measure what each way of restyling pen strokes adds, in runs a tenth as long as `book`'s: results/restyling.json.

    python benchmarks/restyling.py --data FILE.npz [--seeds 0 1] [--only "as drawn" all]

FILE holds pen-drawn digits by writers from whom no model has learned. Each run is measured on them, and on grids of
MNIST's last 10,000 training digits, which it does not see: the test set plays no part. The processors share the runs.
It can be interrupted and started again: runs go on from their checkpoints in runs/restyling.
"""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from measuring import RESULTS, make_parser, spread, text_table
from renderings import every_digit
from tqdm.auto import tqdm
from variants import all_trained

from mnist2x2.data.grids import held_out
from mnist2x2.data.restyling import AS_DRAWN
from mnist2x2.decoding import read_grids
from mnist2x2.evaluation import evaluate, score
from mnist2x2.files import write_json
from mnist2x2.grid import CELLS, compose
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES

PASSES = 2  # how often each digit is read, beside other digits each time
DRAWN = RECIPES["drawn"]
BASE = replace(RECIPES["book"], pen=3, epochs=RECIPES["book"].epochs // 10, held_back=10_000, restyle=AS_DRAWN)
# what is tried alone: options of a RestyleConfig. A habit changes one digit, so its part is seen in that digit
ALONE = {
    "habits": "slash bar serif flat loose",
    "a hasty or slow hand": "smooth tremor ends lift",
    "slant and aspect": "slant aspect",
    "more brushes": "brush",
}
VARIANTS = {"as drawn": BASE, "all": replace(BASE, restyle=DRAWN.restyle)} | {
    name: replace(BASE, restyle=replace(AS_DRAWN, **{option: getattr(DRAWN.restyle, option) for option in own.split()}))
    for name, own in ALONE.items()
}


def grids_of(path: Path) -> dict[str, tuple[np.ndarray, list[str]]]:
    """Return grids of the digits in a file, and what they show, by collection: all brushes, each digit in two grids."""
    grids: dict[str, tuple[list[np.ndarray], list[str]]] = {}
    for inked in every_digit(path):
        count = len(inked.labels) // CELLS * CELLS
        rng = np.random.default_rng(0)
        picks = np.concatenate([rng.permutation(len(inked.labels))[:count].reshape(-1, CELLS) for _ in range(PASSES)])
        pictures, truth = grids.setdefault(inked.collection, ([], []))
        pictures.append(compose(inked.pictures[picks]))
        truth += ["".join(map(str, four)) for four in inked.labels[picks]]
    return {name: (np.concatenate(pictures), truth) for name, (pictures, truth) in grids.items()}


def measure(model: GridTransformer, pens: dict[str, tuple[np.ndarray, list[str]]], held_back: int) -> dict:
    """Return the shares of sequences and digits read right, by collection, and of digits by label, and of MNIST's.

    called: for each label, the share of other digits that are read as it.
    """
    scores = {name: score(read_grids(model, grids), truth) for name, (grids, truth) in pens.items()}
    counts = np.sum([own.confusion for own in scores.values()], axis=0)  # (10, 11): true, read
    right, true, read = counts[:, :10].diagonal(), counts.sum(axis=1), counts[:, :10].sum(axis=0)
    return {
        "digits": {name: own.digit_accuracy for name, own in scores.items()},
        "sequences": {name: own.sequence_accuracy for name, own in scores.items()},
        "right": (right / true).tolist(),
        "called": ((read - right) / (true.sum() - true)).tolist(),
        "mnist": {name: evaluate(model, grids).sequence_accuracy for name, grids in held_out(held_back).items()},
    }


def summary(runs: list[dict]) -> dict:
    """Return what the runs of one variant reached, as means over seeds."""
    kinds = [(kind, group) for kind in ("digits", "sequences", "mnist") for group in runs[0][kind]]
    shares = {f"{kind}_{group}": spread([run[kind][group] for run in runs]) for kind, group in kinds}
    return shares | {name: np.mean([run[name] for run in runs], axis=0).tolist() for name in ("right", "called")}


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--only", nargs="+", default=list(VARIANTS), choices=VARIANTS)
    options = parser.parse_args()
    runs = [{"variant": name, "seed": seed} for seed in options.seeds for name in options.only]
    configs = {f"{run['variant']} {run['seed']}": replace(VARIANTS[run["variant"]], seed=run["seed"]) for run in runs}
    models, pens = all_trained(configs, "restyling"), grids_of(options.data)
    for run, model in zip(runs, tqdm(models.values(), desc="measuring", unit="run"), strict=True):
        run |= measure(model, pens, BASE.held_back)
    variants = {name: summary([run for run in runs if run["variant"] == name]) for name in options.only}
    made_by = f"python benchmarks/restyling.py --data {options.data.name} --seeds {' '.join(map(str, options.seeds))}"
    result = {
        "made_by": made_by,
        "epochs": BASE.epochs,
        "held_back": BASE.held_back,
        "restyle": asdict(DRAWN.restyle),
        "options": {name: own.split() for name, own in ALONE.items()},
        "variants": variants,
        "runs": runs,
        "measured_on": circumstances("cpu") | {"command": made_by, "threads": 1},
    }
    if options.only == list(VARIANTS):
        write_json(RESULTS / "restyling.json", result)
    names = [name for name, value in variants[options.only[0]].items() if isinstance(value, dict)]
    rows = [[name, *(f"{own[key]['mean']:.2%}" for key in names)] for name, own in variants.items()]
    print(text_table(["restyled", *names], rows))


if __name__ == "__main__":
    main()
