"""Train a recipe with several seeds, look at the test set once for each, and write results/RECIPE.json.

    python benchmarks/accuracy.py demo --seeds 0 1 2
    python benchmarks/accuracy.py book --seeds 0 --ship
    python benchmarks/accuracy.py drawn --seeds 0 --ship

Can be interrupted and started again: runs go on from their checkpoints in runs/, and what was measured stays. With
--ship, weights are measured after rounding to float16, and the first seed's become those that the package carries.
"""

import argparse
import json
import shutil
import statistics
from dataclasses import asdict, replace
from pathlib import Path

import torch

from mnist2x2.checkpoint import load_pretrained, save_weights
from mnist2x2.data.grids import held_out
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES, config_from

ROOT = Path(__file__).parents[1]


def measure(recipe: str, seed: int, device: str, dtype: torch.dtype) -> dict:
    """Train with one seed, or go on doing so, and return the run with its held-out accuracies."""
    out = ROOT / "runs" / f"{recipe}-{seed}"
    model = train(replace(RECIPES[recipe], seed=seed), out, device, resume=(out / "checkpoint.safetensors").exists())
    save_weights(out / "rounded.safetensors", model, dtype)
    rounded = load_pretrained(out / "rounded.safetensors")
    accuracies = {name: asdict(evaluate(rounded, dataset)) for name, dataset in held_out().items()}
    return {"seed": seed, **json.loads((out / "run.json").read_text()), "weights": str(dtype), **accuracies}


def spread(values: list[float]) -> dict:
    """Return mean, extremes and standard deviation of a figure over runs."""
    deviation = statistics.stdev(values) if len(values) > 1 else None
    return {"mean": statistics.mean(values), "min": min(values), "max": max(values), "standard_deviation": deviation}


def summarize(runs: list[dict]) -> dict:
    """Return the spread of each figure that the tables show."""
    full, empty = ([run[name] for run in runs] for name in ("held_out", "held_out_with_empty_cells"))
    return {
        "sequence_accuracy": spread([part["sequence_accuracy"] for part in full]),
        "digit_accuracy": spread([part["digit_accuracy"] for part in full]),
        "sequence_accuracy_with_empty_cells": spread([part["sequence_accuracy"] for part in empty]),
        "final_loss": spread([run["history"][-1]["loss"] for run in runs]),
        "seconds": spread([run["seconds"] for run in runs]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--threads", type=int, help="of the CPU; default: as many as torch takes")
    parser.add_argument("--ship", action="store_true")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)

    path = ROOT / "results" / f"{args.recipe}.json"
    weights = ROOT / "mnist2x2" / "weights" / f"{args.recipe}.safetensors"
    dtype = torch.float16 if args.ship else torch.float32

    def is_current(run: dict) -> bool:
        recipe = replace(RECIPES[args.recipe], seed=run["seed"])
        return config_from(run["config"]) == recipe and run["weights"] == str(dtype)

    earlier = json.loads(path.read_text())["runs"] if path.exists() else []
    runs = {run["seed"]: run for run in earlier if is_current(run)}
    for seed in args.seeds:
        if seed in runs:
            continue
        runs[seed] = measure(args.recipe, seed, args.device, dtype)
        kept, about = [runs[key] for key in sorted(runs)], circumstances("cpu")
        result = {"recipe": args.recipe, "made_by": about["command"], "summary": summarize(kept), "runs": kept}
        write_json(path, {**result, "measured_on": about})
        if args.ship and seed == args.seeds[0]:
            shutil.copy(ROOT / "runs" / f"{args.recipe}-{seed}" / "rounded.safetensors", weights)
    print(json.dumps(summarize(list(runs.values())), indent=2))


if __name__ == "__main__":
    main()
