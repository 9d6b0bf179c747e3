"""Train a recipe with several seeds, look at the test set once for each, and write results/RECIPE.json.

    python benchmarks/accuracy.py demo --seeds 0 1 2
    python benchmarks/accuracy.py book --seeds 0 --ship

Can be interrupted and started again: runs go on from their checkpoints in runs/, and what was measured stays. With
--ship the first seed's weights, rounded to float16 and measured so, become those that the package carries.
"""

import argparse
import json
import statistics
from dataclasses import asdict, replace
from pathlib import Path

import torch

from mnist2x2.checkpoint import load_pretrained, save_weights
from mnist2x2.evaluation import evaluate, held_out
from mnist2x2.recipes import RECIPES
from mnist2x2.results import circumstances, write_json
from mnist2x2.training import train

ROOT = Path(__file__).parents[1]


def measure(recipe: str, seed: int, device: str, shipped: Path | None) -> dict:
    """Train with one seed, or go on doing so, and return the run with its held-out accuracies."""
    out = ROOT / "runs" / f"{recipe}-{seed}"
    model = train(replace(RECIPES[recipe], seed=seed), out, device, resume=True)
    if shipped is not None:
        save_weights(shipped, model, torch.float16)
        model = load_pretrained(shipped)
    accuracies = {name: asdict(evaluate(model, dataset)) for name, dataset in held_out().items()}
    return {"seed": seed, **json.loads((out / "run.json").read_text()), **accuracies}


def spread(values: list[float]) -> dict:
    deviation = statistics.stdev(values) if len(values) > 1 else None
    return {"mean": statistics.mean(values), "min": min(values), "max": max(values), "standard_deviation": deviation}


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
    earlier = json.loads(path.read_text())["runs"] if path.exists() else []
    runs = {
        run["seed"]: run for run in earlier if run["config"] == asdict(replace(RECIPES[args.recipe], seed=run["seed"]))
    }
    for seed in args.seeds:
        if seed not in runs:
            runs[seed] = measure(
                args.recipe, seed, args.device, weights if args.ship and seed == args.seeds[0] else None
            )
        kept = list(runs.values())
        figures = {
            "sequence_accuracy": [run["held_out"]["sequence_accuracy"] for run in kept],
            "digit_accuracy": [run["held_out"]["digit_accuracy"] for run in kept],
            "sequence_accuracy_with_empty_cells": [
                run["held_out_with_empty_cells"]["sequence_accuracy"] for run in kept
            ],
            "final_loss": [run["history"][-1]["loss"] for run in kept],
        }
        result = {
            "recipe": args.recipe,
            "made_by": f"python benchmarks/accuracy.py {args.recipe} --seeds {' '.join(map(str, sorted(runs)))}"
            + " --ship" * args.ship,
            "summary": {name: spread(values) for name, values in figures.items()},
            "runs": kept,
            "measured_on": circumstances("cpu"),
        }
        write_json(path, result)
        if args.ship:
            write_json(weights.with_suffix(".json"), result)
        print(json.dumps(result["summary"], indent=2))


if __name__ == "__main__":
    main()
