"""Train a recipe with several seeds, measure each run once on the test set, and write results/RECIPE.json.

    python benchmarks/accuracy.py demo --seeds 0 1 2
    python benchmarks/accuracy.py book --seeds 0 --ship
    python benchmarks/accuracy.py drawn --seeds 0 --ship
    python benchmarks/accuracy.py letters --seeds 0 --ship

It can be interrupted and started again: runs go on from their checkpoints in runs/, and finished measurements stay.
With --ship, weights are rounded to float16 before they are measured, and the first seed's weights become those that
the package ships.
"""

import argparse
import json
import shutil
from dataclasses import asdict, replace

import torch
from measuring import RESULTS, ROOT, make_parser, spread

from mnist2x2.checkpoint import load_pretrained, save_weights
from mnist2x2.data.grids import MNIST2x2, held_out
from mnist2x2.data.loader import tossed_languages
from mnist2x2.evaluation import evaluate, teacher_forced
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES, config_from


def measure(recipe: str, seed: int, device: str, dtype: torch.dtype) -> dict:
    """Train with one seed, from its checkpoint if there is one, and return the run with its held-out accuracies."""
    out = ROOT / "runs" / f"{recipe}-{seed}"
    model = train(replace(RECIPES[recipe], seed=seed), out, device, resume=(out / "checkpoint.safetensors").exists())
    save_weights(out / "rounded.safetensors", model, dtype)
    rounded = load_pretrained(out / "rounded.safetensors")
    accuracies = {name: accuracies_of(rounded, dataset) for name, dataset in held_out().items()}
    return {"seed": seed, **json.loads((out / "run.json").read_text()), "weights": str(dtype), **accuracies}


def accuracies_of(model: GridTransformer, dataset: MNIST2x2) -> dict:
    """Return what `evaluate` finds and, for words or letters, shares under teacher forcing: by a toss, by language."""
    shares = asdict(evaluate(model, dataset))
    if model.config.answers == "digits":
        return shares
    tossed = tossed_languages(model.config.tokenizer, len(dataset), "words", 0)
    true = {"": tossed, "_english": torch.zeros_like(tossed), "_spanish": torch.ones_like(tossed)}
    return shares | {f"teacher_forced{name}": teacher_forced(model, dataset, true[name]) for name in true}


def summarize(runs: list[dict]) -> dict:
    """Return the spread, over the runs, of each figure that the tables show."""
    full, empty = ([run[name] for run in runs] for name in ("held_out", "held_out_with_empty_cells"))
    shares = [name for name, value in full[0].items() if isinstance(value, float)]
    return {
        **{name: spread([part[name] for part in full]) for name in shares},
        **{f"{name}_with_empty_cells": spread([part[name] for part in empty]) for name in shares},
        "final_loss": spread([run["history"][-1]["loss"] for run in runs]),
        "seconds": spread([run["seconds"] for run in runs]),
    }


def parse_options() -> argparse.Namespace:
    parser = make_parser(__doc__)
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, help="threads of the CPU; default: torch's own choice")
    parser.add_argument("--ship", action="store_true", help="let the package ship the first seed's weights")
    return parser.parse_args()


def main() -> None:
    options = parse_options()
    recipe, dtype = options.recipe, torch.float16 if options.ship else torch.float32
    if options.threads:
        torch.set_num_threads(options.threads)

    def is_current(run: dict) -> bool:
        config = replace(RECIPES[recipe], seed=run["seed"])
        return config_from(run["config"]) == config and run["weights"] == str(dtype)

    path = RESULTS / f"{recipe}.json"
    earlier = json.loads(path.read_text())["runs"] if path.exists() else []
    runs = {run["seed"]: run for run in earlier if is_current(run)}
    for seed in options.seeds:
        if seed in runs:
            continue
        runs[seed] = measure(recipe, seed, options.device, dtype)
        ordered, machine = [runs[key] for key in sorted(runs)], circumstances("cpu")
        result = {"recipe": recipe, "made_by": machine["command"], "summary": summarize(ordered), "runs": ordered}
        write_json(path, {**result, "measured_on": machine})
        if options.ship and seed == options.seeds[0]:
            weights = ROOT / "mnist2x2" / "weights" / f"{recipe}.safetensors"
            shutil.copy(ROOT / "runs" / f"{recipe}-{seed}" / "rounded.safetensors", weights)
    print(json.dumps(summarize(list(runs.values())), indent=2))


if __name__ == "__main__":
    main()
