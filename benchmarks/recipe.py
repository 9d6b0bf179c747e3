"""Take the recipe `book` apart, and write results/recipe.json.

    python benchmarks/recipe.py [--seeds 0 1 2]

Each line of the recipe is removed from it, and each is added alone to a plain recipe. All runs are a twentieth as long
as those of `book`. They are measured on the last 5,000 training digits, which they do not see: the test set plays no
part. The processors share the runs. It can be interrupted and started again.
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from multiprocessing import get_context

import torch
from measuring import RESULTS, make_parser, spread, text_table
from tqdm.auto import tqdm
from variants import all_trained

from mnist2x2.data.grids import held_out
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES, TrainConfig

BOOK = RECIPES["book"]
FULL = replace(BOOK, epochs=BOOK.epochs // 20, held_back=5_000)
PLAIN = TrainConfig(
    epochs=FULL.epochs,
    held_back=FULL.held_back,
    batch_size=FULL.batch_size,
    optimizer="adamw",
    learning_rate=FULL.learning_rate,
    muon_learning_rate=FULL.muon_learning_rate,
    muon_momentum=FULL.muon_momentum,
)
# the lines of the recipe, and the options that belong to each; `augment.` and `model.` name options within these
LINES = {
    "Muon": "optimizer",
    "weight decay": "weight_decay",
    "warm-up": "warm_up",
    "falling rate": "cool_down",
    "averaged weights": "average",
    "bfloat16 products": "matmul_precision",
    "new grids": "fresh",
    "empty cells": "empty",
    "rotation, scale, shear, shift": "augment.rotation augment.scale augment.shear augment.shift",
    "elastic change": "augment.elastic",
    "other strokes": "augment.stroke",
    "weaker at the end": "augment.weaken augment.rest",
    "dropout": "model.dropout",
}


def with_line(config: TrainConfig, line: str, source: TrainConfig) -> TrainConfig:
    """Return a recipe with the options of one line as another recipe has them."""
    for option in LINES[line].split():
        *inner, name = option.split(".")
        if inner:
            part, other = getattr(config, inner[0]), getattr(source, inner[0])
            config = replace(config, **{inner[0]: replace(part, **{name: getattr(other, name)})})
        else:
            config = replace(config, **{name: getattr(source, name)})
    return config


VARIANTS = {
    "plain": PLAIN,
    "full": FULL,
    **{f"without {line}": with_line(FULL, line, PLAIN) for line in LINES},
    **{f"with {line}": with_line(PLAIN, line, FULL) for line in LINES},
}


def measured(model: GridTransformer) -> dict:
    """Return the shares of sequences of held-back digits that a model reads right, on one processor."""
    torch.set_num_threads(1)
    return {kind: evaluate(model, grids).sequence_accuracy for kind, grids in held_out(FULL.held_back).items()}


def differences(runs: list[dict], variant: str, base: str, kind: str) -> dict:
    """Return the spread, over seeds, of a variant's share minus that of the base with the same seed."""
    shares = {(run["variant"], run["seed"]): run[kind] for run in runs}
    seeds = sorted({run["seed"] for run in runs})
    return spread([shares[variant, seed] - shares[base, seed] for seed in seeds])


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    runs = [{"variant": name, "seed": seed} for seed in options.seeds for name in VARIANTS]
    configs = {f"{run['variant']} {run['seed']}": replace(VARIANTS[run["variant"]], seed=run["seed"]) for run in runs}
    models = all_trained(configs, "recipe").values()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for run, shares in zip(runs, tqdm(pool.map(measured, models), total=len(runs), desc="measuring"), strict=True):
            run |= shares
    kinds = list(held_out(FULL.held_back))
    lines = {
        line: {
            way: {kind: differences(runs, f"{way} {line}", base, kind) for kind in kinds}
            for way, base in (("without", "full"), ("with", "plain"))
        }
        for line in LINES
    }
    bases = {
        name: {kind: spread([run[kind] for run in runs if run["variant"] == name]) for kind in kinds}
        for name in ("plain", "full")
    }
    made_by = "python benchmarks/recipe.py --seeds " + " ".join(map(str, options.seeds))
    result = {
        "made_by": made_by,
        "plain": asdict(PLAIN),
        "full": asdict(FULL),
        "bases": bases,
        "lines": lines,
        "runs": runs,
        "measured_on": circumstances("cpu") | {"command": made_by, "threads": 1},
    }
    write_json(RESULTS / "recipe.json", result)
    rows = [
        [line, *(f"{100 * own[way]['held_out']['mean']:+.2f}" for way in ("without", "with"))]
        for line, own in lines.items()
    ]
    print(text_table(["points", "removed", "added"], rows))


if __name__ == "__main__":
    main()
