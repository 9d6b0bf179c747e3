"""Race to the public demo's accuracy: the usual way once, our recipe `sprint` with three seeds.

    python benchmarks/sprint.py

The usual way stops after the first epoch with which it has it; `sprint` has one length, and its mean must have it at
its end. The clock runs from where data are prepared to the last step; evaluation is left out. Written after every part,
and after every epoch of the usual way, to runs/sprint: it can be interrupted, goes on when started again, and starts
anew when that folder is removed.
"""

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import torch
from measuring import parser, seconds, table, threads, write
from reference import Reference, StitchedDigits, loader_of, make_optimizer, train_steps
from speed import best_workers

from mnist2x2.checkpoint import load_tensors, save_tensors
from mnist2x2.data.grids import MNIST2x2, held_out
from mnist2x2.data.mnist import load_mnist
from mnist2x2.evaluation import evaluate
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.recorded import recorded
from mnist2x2.training.loop import train
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES

RUNS = Path(__file__).parents[1] / "runs" / "sprint"
GOAL = recorded("public_demo")["sequence_accuracy"]


def accuracy(model: GridTransformer | Reference, grids: MNIST2x2) -> float:
    """Return the share of held-out sequences that are right, read fast: the reference's weights fit our model."""
    ours = GridTransformer(ModelConfig())
    ours.load_state_dict(model.state_dict())
    return evaluate(ours, grids).sequence_accuracy


class UsualWay:
    """The reference's training, epoch by epoch, on disk after each."""

    def __init__(self, folder: Path, workers: int, size: int | None = None):
        self.path, self.history = folder / "usual.safetensors", []
        torch.manual_seed(0)
        self.spent = seconds(lambda: self.prepare(workers, size))
        if self.path.exists():
            self.load()

    def prepare(self, workers: int, size: int | None) -> None:
        self.loader = loader_of(StitchedDigits(size=size), workers)
        self.model = Reference(ModelConfig())
        self.optimizer = make_optimizer(self.model)

    def load(self) -> None:
        tensors, about = load_tensors(self.path)
        self.model.load_state_dict({name: tensors[f"model.{name}"] for name in self.model.state_dict()})
        groups = self.optimizer.state_dict()["param_groups"]
        state = {
            number: {key: tensors[f"adam.{number}.{key}"] for key in ("step", "exp_avg", "exp_avg_sq")}
            for number in groups[0]["params"]
        }
        self.optimizer.load_state_dict({"state": state, "param_groups": groups})
        self.spent, self.history = about["seconds"], about["history"]

    def save(self) -> None:
        tensors = {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        for number, state in self.optimizer.state_dict()["state"].items():
            tensors |= {f"adam.{number}.{key}": tensor for key, tensor in state.items()}
        save_tensors(self.path, tensors, {"seconds": self.spent, "history": self.history})

    def epoch(self, grids: MNIST2x2) -> None:
        """Train for an epoch, by the clock, and measure it, beside the clock."""
        torch.manual_seed(len(self.history) + 1)  # shuffled the same after an interruption
        started = time.perf_counter()
        loss = train_steps(self.model, self.optimizer, self.loader)
        self.spent += time.perf_counter() - started
        line = {"epoch": len(self.history) + 1, "loss": loss, "seconds": self.spent}
        self.history.append({**line, "sequence_accuracy": accuracy(self.model, grids)})
        print(self.history[-1], flush=True)
        self.save()


def usual_way(folder: Path, grids: MNIST2x2, workers: int, most: int, size: int | None) -> dict:
    """Train the usual way until an epoch has the goal, at most so many; return how it went."""
    usual = UsualWay(folder, workers, size)
    while len(usual.history) < most and not any(line["sequence_accuracy"] >= GOAL for line in usual.history):
        usual.epoch(grids)
    return {
        "workers": workers,
        "epochs": len(usual.history),
        "grids": len(usual.history) * len(usual.loader.dataset),
        "seconds": usual.spent,
        "sequence_accuracy": usual.history[-1]["sequence_accuracy"],
        "history": usual.history,
    }


def sprint(folder: Path, grids: MNIST2x2, seed: int, size: int | None) -> dict:
    """Train recipe `sprint` with a seed, from nothing, and return how long it took and what it reads."""
    recipe = replace(RECIPES["sprint"], seed=seed)
    recipe = replace(recipe, grids=size) if size else recipe
    out = folder / f"seed-{seed}"
    shutil.rmtree(out, ignore_errors=True)
    load_mnist.cache_clear()  # each run prepares its data itself
    started = time.perf_counter()
    model = train(recipe, out, "cpu")
    spent = time.perf_counter() - started
    seen = recipe.epochs * recipe.grids
    return {"seed": seed, "grids": seen, "seconds": spent, "sequence_accuracy": accuracy(model, grids)}


def kept(path: Path, work: Callable[[], dict]) -> dict:
    """Return what a part has found: what is written at `path`, or else what the work finds now."""
    if not path.exists():
        write_json(path, {**work(), "measured_on": circumstances("cpu")})
    return json.loads(path.read_text())


def summarize(usual: dict, ours: list[dict]) -> dict:
    """Return the race's outcome."""
    mean = {name: statistics.mean(run[name] for run in ours) for name in ("seconds", "sequence_accuracy")}
    has_it = usual["sequence_accuracy"] >= GOAL and mean["sequence_accuracy"] >= GOAL
    times = usual["seconds"] / mean["seconds"]
    row = {"what": "time to the public demo's sequences, the usual way / ours", "median": times, "runs": len(ours)}
    extremes = {"min": usual["seconds"] / max(run["seconds"] for run in ours)}
    extremes["max"] = usual["seconds"] / min(run["seconds"] for run in ours)
    return {"name": "sprint", **row, **extremes, "target": 20.0, "reached": has_it and times >= 20, "aim": 40.0, **mean}


def race(folder: Path, quick: bool) -> tuple[dict, list[dict]]:
    """Return how the usual way and the runs of `sprint` went, each part measured unless the folder has it already."""
    size, most, seeds = (256, 1, [0]) if quick else (None, 20, [0, 1, 2])
    grids = MNIST2x2(train=False, size=200) if quick else held_out()["held_out"]
    ours = [kept(folder / f"seed-{seed}.json", lambda seed=seed: sprint(folder, grids, seed, size)) for seed in seeds]
    workers = kept(folder / "workers.json", lambda: best_workers(1 if quick else 60, 1, int(not quick)))["best"]
    return kept(folder / "usual.json", lambda: usual_way(folder, grids, workers, most, size)), ours


def main(words: list[str] | None = None) -> dict:
    given = parser(__doc__).parse_args(words)
    with threads(given.threads), tempfile.TemporaryDirectory() as temporary:
        usual, ours = race(Path(temporary) if given.quick else RUNS, given.quick)
        about = {"goal": GOAL, "recipe": asdict(RECIPES["sprint"]), "row": summarize(usual, ours)}
        found = write(given, "sprint", {**about, "usual": usual, "ours": ours})
    rows = [["the usual way", usual["seconds"], usual["sequence_accuracy"]]]
    rows += [[f"sprint, seed {run['seed']}", run["seconds"], run["sequence_accuracy"]] for run in ours]
    print(table(["", "seconds", "sequences"], rows))
    print(f"{found['row']['median']:.1f} times as fast, target {found['row']['target']:.0f}")
    return found


if __name__ == "__main__":
    main()
