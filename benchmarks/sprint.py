"""Race to the public demo's accuracy: the usual way once, our recipe `sprint` with three seeds.

    python benchmarks/sprint.py

The usual way stops after the first epoch that reaches the accuracy. `sprint` has a fixed length, and the mean of its
runs must reach it at the end. The clock runs from preparing the data to the last step, without evaluation. Results are
written to runs/sprint after every part, and after every epoch of the usual way. An interrupted race goes on from there
when it is started again; without that folder it starts from nothing.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import torch
from measuring import ROOT, seconds, speed_parser, text_table, threads, timed, write_speed
from reference import Reference, train_steps
from usual_way import UsualWay, best_workers

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

RUNS = ROOT / "runs" / "sprint"
GOAL = recorded("public_demo")["sequence_accuracy"]
TARGET, AIM = 20.0, 40.0  # times as fast as the usual way: what it should be at least, and what was hoped for


def accuracy(model: GridTransformer | Reference, grids: MNIST2x2) -> float:
    """Return the share of sequences that are right. Our model, with the weights of either, reads them fast."""
    ours = GridTransformer(ModelConfig())
    ours.load_state_dict(model.state_dict())
    return evaluate(ours, grids).sequence_accuracy


class Racer:
    """The usual way's training, epoch by epoch, saved after each one."""

    def __init__(self, folder: Path, workers: int, size: int | None = None):
        self.path, self.history = folder / "usual.safetensors", []
        torch.manual_seed(0)
        self.spent = seconds(lambda: self.prepare(workers, size))
        if self.path.exists():
            self.load()

    def prepare(self, workers: int, size: int | None) -> None:
        self.usual = UsualWay(workers, size=size)
        self.model, self.optimizer = self.usual.model, self.usual.optimizer

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
        """Train for an epoch while the clock runs, then measure the accuracy."""
        epoch = len(self.history) + 1
        torch.manual_seed(epoch)  # shuffled the same way after an interruption
        spent, loss = timed(lambda: train_steps(self.model, self.optimizer, self.usual.loader))
        self.spent += spent
        line = {"epoch": epoch, "loss": loss, "seconds": self.spent}
        self.history.append({**line, "sequence_accuracy": accuracy(self.model, grids)})
        print(self.history[-1], flush=True)
        self.save()


def race_the_usual_way(folder: Path, grids: MNIST2x2, workers: int, most: int, size: int | None) -> dict:
    """Train the usual way until an epoch reaches the goal, for `most` epochs at most, and return how it went."""
    racer = Racer(folder, workers, size)
    while len(racer.history) < most and not any(line["sequence_accuracy"] >= GOAL for line in racer.history):
        racer.epoch(grids)
    return {
        "workers": workers,
        "epochs": len(racer.history),
        "grids": len(racer.history) * len(racer.usual.loader.dataset),
        "seconds": racer.spent,
        "sequence_accuracy": racer.history[-1]["sequence_accuracy"],
        "history": racer.history,
    }


def race_sprint(folder: Path, grids: MNIST2x2, seed: int, size: int | None) -> dict:
    """Train recipe `sprint` with a seed from the start, and return how long it took and how well it reads."""
    recipe = replace(RECIPES["sprint"], seed=seed)
    recipe = replace(recipe, grids=size) if size else recipe
    out = folder / f"seed-{seed}"
    shutil.rmtree(out, ignore_errors=True)
    load_mnist.cache_clear()  # each run prepares its data itself
    spent, model = timed(lambda: train(recipe, out, "cpu"))
    share, composed = accuracy(model, grids), recipe.epochs * recipe.grids
    return {"seed": seed, "grids": composed, "seconds": spent, "sequence_accuracy": share}


def saved_or_new(path: Path, work: Callable[[], dict]) -> dict:
    """Return the result that is saved at `path`; if there is none, do the work and save its result."""
    if not path.exists():
        write_json(path, {**work(), "measured_on": circumstances("cpu")})
    return json.loads(path.read_text())


def summarize(usual: dict, ours: list[dict]) -> dict:
    """Return the outcome of the race."""
    mean = {name: statistics.mean(run[name] for run in ours) for name in ("seconds", "sequence_accuracy")}
    both_reach_it = usual["sequence_accuracy"] >= GOAL and mean["sequence_accuracy"] >= GOAL
    times = usual["seconds"] / mean["seconds"]
    row = {"what": "time to the public demo's sequences, the usual way / ours", "median": times, "runs": len(ours)}
    extremes = {"min": usual["seconds"] / max(run["seconds"] for run in ours)}
    extremes["max"] = usual["seconds"] / min(run["seconds"] for run in ours)
    goals = {"target": TARGET, "reached": both_reach_it and times >= TARGET, "aim": AIM}
    return {"name": "sprint", **row, **extremes, **goals, **mean}


def race(folder: Path, quick: bool) -> tuple[dict, list[dict]]:
    """Return how the usual way and the runs of `sprint` went. Parts that the folder holds are not measured again."""
    size, most, seeds = (256, 1, [0]) if quick else (None, 20, [0, 1, 2])
    grids = MNIST2x2(train=False, size=200) if quick else held_out()["held_out"]
    ours = [
        saved_or_new(folder / f"seed-{seed}.json", lambda seed=seed: race_sprint(folder, grids, seed, size))
        for seed in seeds
    ]
    steps, warm_ups = (1, 0) if quick else (60, 1)
    workers = saved_or_new(folder / "workers.json", lambda: best_workers(steps, 1, warm_ups))["best"]
    usual = saved_or_new(folder / "usual.json", lambda: race_the_usual_way(folder, grids, workers, most, size))
    return usual, ours


def main(words: list[str] | None = None) -> dict:
    options = speed_parser(__doc__).parse_args(words)
    with threads(options.threads), tempfile.TemporaryDirectory() as temporary:
        usual, ours = race(Path(temporary) if options.quick else RUNS, options.quick)
        outcome = {"goal": GOAL, "recipe": asdict(RECIPES["sprint"]), "row": summarize(usual, ours)}
        content = write_speed(options, "sprint", {**outcome, "usual": usual, "ours": ours})
    rows = [["the usual way", usual["seconds"], usual["sequence_accuracy"]]]
    rows += [[f"sprint, seed {run['seed']}", run["seconds"], run["sequence_accuracy"]] for run in ours]
    print(text_table(["", "seconds", "sequences"], rows))
    print(f"{content['row']['median']:.1f} times as fast, target {content['row']['target']:.0f}")
    return content


if __name__ == "__main__":
    main()
