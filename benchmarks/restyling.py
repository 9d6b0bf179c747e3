"""Measure what each way of restyling pen strokes adds, with a tenth of `drawn`'s epochs: results/restyling.json.

    python benchmarks/restyling.py --data FILE.npz [--seeds 0 1] [--only "as drawn" all]

FILE holds pen-drawn digits by writers from whom no model has learned. Each run is measured on them, and on grids of
MNIST's last 10,000 training digits, which it does not see: the test set plays no part. The processors share the runs.
It can be interrupted and started again: runs go on from their checkpoints in runs/restyling, and finished measurements
stay.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from measuring import RESULTS, ROOT, make_parser, spread, text_table
from renderings import every_digit

from mnist2x2.data.grids import held_out
from mnist2x2.data.restyling import AS_DRAWN, RestyleConfig
from mnist2x2.decoding import read_grids
from mnist2x2.evaluation import evaluate, score
from mnist2x2.files import write_json
from mnist2x2.grid import CELLS, compose
from mnist2x2.model import GridTransformer
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES

RUNS = ROOT / "runs" / "restyling"
PASSES = 2  # how often each digit is read, beside other digits each time
RESTYLED = RestyleConfig(
    slash=0.15,
    bar=0.2,
    serif=0.6,
    flat=0.12,
    loose=0.45,
    smooth=0.03,
    tremor=0.005,
    ends=0.05,
    lift=0.03,
    slant=0.6,
    aspect=0.35,
    brush=0.3,
)
DRAWN = replace(RECIPES["drawn"], restyle=RESTYLED)
BASE = replace(DRAWN, epochs=DRAWN.epochs // 10, held_back=10_000, restyle=AS_DRAWN)
# each alone: the options of a RestyleConfig that the recipe turns on
ALONE = {
    "slash through zero": "slash",
    "bar through seven": "bar",
    "hat and foot of one": "serif",
    "flat top of three": "flat",
    "loose four, five, eight": "loose",
    "hasty and slow hand": "smooth tremor",
    "ends left out, added": "ends",
    "strokes shifted": "lift",
    "slant and aspect": "slant aspect",
    "more brushes": "brush",
}
VARIANTS = {"as drawn": BASE, "all": replace(BASE, restyle=DRAWN.restyle)} | {
    name: replace(BASE, restyle=replace(AS_DRAWN, **{option: getattr(DRAWN.restyle, option) for option in own.split()}))
    for name, own in ALONE.items()
}


def on_pens(model: GridTransformer, path: Path) -> dict:
    """Return the shares of sequences and digits read right, by collection, and of digits by label."""
    answers: dict[str, tuple[list[str], list[str]]] = {}  # what was read in each collection, and what is true
    for inked in every_digit(path):
        count = len(inked.labels) // CELLS * CELLS
        rng = np.random.default_rng(0)
        picks = np.concatenate([rng.permutation(len(inked.labels))[:count].reshape(-1, CELLS) for _ in range(PASSES)])
        read, truth = answers.setdefault(inked.collection, ([], []))
        read += read_grids(model, compose(inked.pictures[picks]))
        truth += ["".join(map(str, four)) for four in inked.labels[picks]]
    scores = {name: score(*own) for name, own in answers.items()}
    counts = np.sum([own.confusion for own in scores.values()], axis=0)
    return {
        "digits": {name: own.digit_accuracy for name, own in scores.items()},
        "sequences": {name: own.sequence_accuracy for name, own in scores.items()},
        "by_label": (counts[:, :10].diagonal() / counts.sum(axis=1)).tolist(),
    }


def run(name: str, seed: int, path: Path) -> dict:
    """Train one variant with one seed and measure it, unless this was done before."""
    folder = RUNS / f"{name.replace(', ', '-').replace(' ', '-')}-{seed}"
    kept, config = folder / "measured.json", replace(VARIANTS[name], seed=seed)
    if kept.exists():
        return json.loads(kept.read_text())
    torch.set_num_threads(1)
    model = train(config, folder, "cpu", resume=True)
    mnist = {key: evaluate(model, grids).sequence_accuracy for key, grids in held_out(config.held_back).items()}
    measured = {"variant": name, "seed": seed, **on_pens(model, path), "mnist": mnist}
    write_json(kept, measured)
    return measured


def summary(runs: list[dict]) -> dict:
    """Return what the runs of one variant reached, as means over seeds."""
    kinds = [(kind, group) for kind in ("digits", "sequences", "mnist") for group in runs[0][kind]]
    shares = {f"{kind}_{group}": spread([run[kind][group] for run in runs]) for kind, group in kinds}
    return shares | {"by_label": np.mean([run["by_label"] for run in runs], axis=0).tolist()}


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--only", nargs="+", default=list(VARIANTS), choices=VARIANTS)
    options = parser.parse_args()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(run, name, seed, options.data) for seed in options.seeds for name in options.only]
        runs = [future.result() for future in futures]
    variants = {name: summary([each for each in runs if each["variant"] == name]) for name in options.only}
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
    names = [name for name in variants["as drawn" if "as drawn" in variants else options.only[0]] if name != "by_label"]
    rows = [[name, *(f"{own[key]['mean']:.2%}" for key in names)] for name, own in variants.items()]
    print(text_table(["restyled", *names], rows))


if __name__ == "__main__":
    main()
