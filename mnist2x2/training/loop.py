"""The training loop: it resumes after any interruption, and runs on one device or several.

Grew out of chapter 8 of the book.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from tqdm.auto import tqdm

from mnist2x2.checkpoint import save_weights
from mnist2x2.data.augmentation import AugmentConfig, augment
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader, seed_for
from mnist2x2.data.mnist import load_mnist
from mnist2x2.data.pens import inked_digits
from mnist2x2.files import check_writable, write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances, peak_memory
from mnist2x2.training.recipes import TrainConfig
from mnist2x2.training.run import Run
from mnist2x2.training.runtime import interrupts_held, matmul_precision, pick_device, processes, wrapped

SHOWN = 20  # steps between updates of the numbers beside the progress bar: reading them stalls the device


class Folder:
    """The folder of a run: its checkpoint, and the files written when it has finished."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self.checkpoint = self.path / "checkpoint.safetensors"
        self.weights, self.record = self.path / "weights.safetensors", self.path / "run.json"

    def finished(self) -> bool:
        return self.weights.exists() and self.record.exists()

    def check(self, resume: bool) -> None:
        """Raise FileExistsError if it holds a run that is not or cannot be resumed, OSError if it is not writable."""
        resumable = self.checkpoint.exists()
        if any(file.exists() for file in (self.checkpoint, self.weights, self.record)) and not (resume and resumable):
            remedy = ": resume it, or" if resumable else ", but its checkpoint is missing:"
            raise FileExistsError(f"{self.path} already holds a training run{remedy} name another folder")
        check_writable(self.checkpoint)


def digits_of(config: TrainConfig) -> MNIST2x2:
    """Return the grids of a recipe, composed of MNIST's digits and, if the recipe asks for them, pen-drawn ones."""
    only, more = slice(0, 60_000 - config.held_back), []
    if config.mnist > 1:
        images, labels = (part[only] for part in load_mnist())
        more.append((images.repeat(config.mnist - 1, 1, 1), labels.repeat(config.mnist - 1)))
    if config.pen:
        more.append(inked_digits(config.pen, config.seed, config.restyle))
    options = {"size": config.grids, "grid": config.model.grid, "empty": config.empty, "seed": config.seed}
    added = tuple(map(torch.cat, zip(*more, strict=True))) if more else None
    return MNIST2x2(**options, only=only, more=added, evenly=True)


def loader_of(config: TrainConfig, data: MNIST2x2, device: torch.device, rank: int = 0, world: int = 1) -> GridLoader:
    """Return the loader of a recipe's batches, composed of the digits of `data`."""
    steps = config.epochs * -(-len(data) // config.batch_size)

    def augment_now(digits: Tensor, step: int, generator: torch.Generator) -> Tensor:
        return augment(digits, config.augment.at(step / steps), generator)

    augmentation = None if config.augment == AugmentConfig() else augment_now
    tokenizer = config.model.tokenizer
    return GridLoader(data, config.batch_size, config.fresh, augmentation, config.seed, device, rank, world, tokenizer)


def train(
    config: TrainConfig,
    out: str | Path,
    device: str = "auto",
    resume: bool = False,
    save_every: float = 60.0,
    data: MNIST2x2 | None = None,
    start: GridTransformer | None = None,
    on_epoch_end: Callable[[Run], None] = lambda run: None,
) -> GridTransformer:
    """Train a model by a recipe and return it, in eval mode, on the device it was trained on. Seeds torch.

    Writes to the folder `out`: `checkpoint.safetensors` every `save_every` seconds, at every interruption and at the
    end, then `weights.safetensors` and `run.json`. With `resume`, continues from the checkpoint there, if there is one.
    A resumed run ends with the weights of an uninterrupted one (bit for bit on a CPU with the same number of threads).
    A finished one is returned at once.
    Ctrl-C finishes the step, saves, and raises KeyboardInterrupt. Works under `torchrun`: the first process writes, and
    if it is interrupted, the steps since the last checkpoint are lost.

    data: grids to use instead of the recipe's. start: a model of the recipe's sizes, whose weights to start from.
    on_epoch_end: called after each epoch with the `Run`; its `average` is the model that would be saved, in eval mode.
    It may end the training with `run.stop()`.

    Raises FileExistsError if `out` holds a run and `resume` is not set, OSError if `out` is not writable, ValueError if
    the run in `out` has other options or the loss is not finite.
    """
    rank, world, device = processes(pick_device(device))
    folder = Folder(out)
    folder.check(resume)
    run = Run(config, device, start)
    if resume and folder.checkpoint.exists():
        run.load(folder.checkpoint)
    run.total = config.epochs * -(-(config.grids if data is None else len(data)) // config.batch_size)
    if run.step == run.total and folder.finished():
        return run.average.eval()
    loader = loader_of(config, digits_of(config) if data is None else data, device, rank, world)
    network = wrapped(run.model, device, world, config.compile)
    last_saved = time.monotonic()
    started = last_saved - run.seconds
    bar = tqdm(total=run.total, initial=run.step, unit="step", disable=rank > 0, desc="training", smoothing=0.05)
    run.model.train()
    with bar, matmul_precision(config.matmul_precision), interrupts_held() as interrupts:
        while run.step < run.total:
            torch.manual_seed(seed_for(config.seed, "dropout", run.step, rank))  # a resumed run draws the same numbers
            run.take_step(network, loader.batch(run.step), run.step / run.total, world)
            run.seconds = time.monotonic() - started
            show_progress(bar, run)
            if run.step % len(loader) == 0:
                run.end_epoch()
                run.average.eval()
                on_epoch_end(run)
                run.average.train()
            finished = run.step == run.total
            if rank == 0 and (interrupts or finished or time.monotonic() - last_saved > save_every):
                run.save(folder.checkpoint)
                last_saved = time.monotonic()
            if interrupts:
                raise KeyboardInterrupt
    if rank == 0:
        save_weights(folder.weights, run.average)
        write_json(folder.record, describe(run))
    if world > 1:
        torch.distributed.barrier()  # no process returns before the files are written
    return run.average.eval()


def show_progress(bar: tqdm, run: Run) -> None:
    """Advance the progress bar by a step; every `SHOWN` steps, update the loss and accuracy beside it."""
    bar.update()
    if run.step % SHOWN == 0:
        loss, right, tokens = run.sums.tolist()
        bar.set_postfix(loss=f"{loss / tokens:.4f}", accuracy=f"{right / tokens:.2%}", refresh=False)


def describe(run: Run) -> dict:
    """Return the content of a finished run's run.json."""
    parameters = sum(p.numel() for p in run.model.parameters())
    return {
        "config": asdict(run.config),
        "parameters": parameters,
        "seconds": run.seconds,
        "peak_memory_bytes": peak_memory(),
        "history": run.history,
        **circumstances(run.device),
    }
