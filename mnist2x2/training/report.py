"""A finished run as a block of text to paste, for example into an issue. Grew out of chapter 8 of the book."""

import json
from pathlib import Path

from mnist2x2.options import differences
from mnist2x2.training.recipes import RECIPES, TrainConfig, config_from


def named(config: TrainConfig) -> str:
    """Return the recipe that a config is closest to, and how it differs from it."""
    found = {name: differences(config, recipe) for name, recipe in RECIPES.items()}
    name = min(found, key=lambda name: len(found[name]))
    changes = ", ".join(f"{option}={value}" for option, value, _ in found[name])
    return f"`{name}`" + (f", but {changes}" if changes else "")


def report_of(folder: str | Path) -> str:
    """Return how the finished run in a folder went, and where, as a table in Markdown.

    Raises FileNotFoundError if it holds no finished run, ValueError if the record of the run is damaged.
    """
    path = Path(folder) / "run.json"
    if not path.is_file():
        raise FileNotFoundError(f"expected a finished run with a run.json in {folder}, found none")
    try:
        run = json.loads(path.read_text())
        config, last = config_from(run["config"]), run["history"][-1]
        steps = len(run["history"]) * -(-config.grids // config.batch_size)
        minutes, memory = run["seconds"] / 60, run["peak_memory_bytes"]
        commit = run["commit"] or "an unknown commit"
        rows = {
            "recipe": named(config),
            "device": f"{run['device']}, {run['processor']}, threads: {run['threads']}",
            "versions": f"torch {run['torch']}, Python {run['python']}, mnist2x2 at {commit}",
            "time": f"{minutes:.1f} minutes, {steps / run['seconds']:.1f} steps a second",
            "peak memory": f"{memory / 1e9:.2f} GB" if memory else "not known",
            "last epoch": f"loss {last['loss']:.4f} a token, {last['accuracy']:.2%} of tokens right",
        }
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is damaged, or no record of a run: {error}") from error
    lines = [f"| {name} | {text} |" for name, text in rows.items()]
    return "\n".join(["| training | |", "| --- | --- |", *lines])
