"""Training many variants of a recipe with several seeds, side by side."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch
from measuring import ROOT

from mnist2x2.model import GridTransformer
from mnist2x2.training.loop import train
from mnist2x2.training.recipes import TrainConfig


def trained(config: TrainConfig, folder: Path) -> GridTransformer:
    """Train on one processor, going on from the checkpoint in the folder if there is one."""
    torch.set_num_threads(1)
    return train(config, folder, "cpu", resume=True)


def all_trained(runs: dict[str, TrainConfig], name: str) -> dict[str, GridTransformer]:
    """Train each run in a folder of its own in runs/NAME, and return the models. The processors share the runs.

    This can be interrupted and started again: finished runs are only read, others go on from their checkpoints.
    """
    folders = [ROOT / "runs" / name / run.replace(", ", "-").replace(" ", "-") for run in runs]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return dict(zip(runs, pool.map(trained, runs.values(), folders), strict=True))
