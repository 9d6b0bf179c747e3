"""The training loop, from chapter 8: it goes on after any interruption, on one device or several."""

import tempfile
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
from mnist2x2.data.pens import inked_digits
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.training.provenance import circumstances, peak_memory
from mnist2x2.training.recipes import TrainConfig
from mnist2x2.training.run import Run
from mnist2x2.training.runtime import interrupts_held, matmul_precision, pick_device, processes, wrapped

SHOWN = 20  # steps between two figures beside the progress bar: reading one makes the device wait


class Folder:
    """The folder of a run: its checkpoint, and what is there when it has finished."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        self.checkpoint = self.path / "checkpoint.safetensors"
        self.weights, self.record = self.path / "weights.safetensors", self.path / "run.json"

    def finished(self) -> bool:
        return self.weights.exists() and self.record.exists()

    def check(self, resume: bool) -> None:
        """Raise FileExistsError if it holds a run that is not to be resumed, OSError if nothing can be written."""
        resumable = self.checkpoint.exists()
        if any(file.exists() for file in (self.checkpoint, self.weights, self.record)) and not (resume and resumable):
            remedy = "resume it" if resumable else "its checkpoint is gone"
            raise FileExistsError(f"{self.path} holds a training run already: {remedy}, or name another folder")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise OSError(f"nothing can be written to {self.path}: {error.strerror}; name another folder") from error


def digits_of(config: TrainConfig) -> MNIST2x2:
    """Return the grids of a recipe, of MNIST's digits and, where it says so, pen-drawn ones."""
    more = inked_digits(config.pen, config.seed) if config.pen else None
    own = {"size": config.grids, "grid": config.model.grid, "empty": config.empty, "seed": config.seed}
    return MNIST2x2(**own, only=slice(0, 60_000 - config.held_back), more=more, evenly=True)


def loader_of(config: TrainConfig, data: MNIST2x2, device: torch.device, rank: int = 0, world: int = 1) -> GridLoader:
    """Return the batches of a recipe, composed of the digits of `data`."""
    total = config.epochs * -(-len(data) // config.batch_size)

    def augment_now(digits: Tensor, step: int, generator: torch.Generator) -> Tensor:
        return augment(digits, config.augment.at(step / total), generator)

    change = None if config.augment == AugmentConfig() else augment_now
    return GridLoader(data, config.batch_size, config.fresh, change, config.seed, device, rank, world)


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
    """Train a model by a recipe and return it, in eval mode, on the device it was trained on.

    Writes to the folder `out`: `checkpoint.safetensors` every `save_every` seconds, at every interruption and at the
    end, then `weights.safetensors` and `run.json`. With `resume`, goes on from the checkpoint there, if there is one,
    and ends in the weights that an uninterrupted run would have (bit for bit on a CPU with as many threads). Ctrl-C
    finishes the step, saves, and raises KeyboardInterrupt. Works under `torchrun`: the first process writes, and if it
    is interrupted, the steps since the last checkpoint are lost. Seeds torch.

    data takes the place of the recipe's grids, start, a model of the recipe's sizes, that of random weights.
    on_epoch_end is called after each epoch with the `Run`, whose `average` are the weights that would be kept, in eval
    mode; it may end the training with `run.stop()`.

    Raises FileExistsError if `out` holds a run and `resume` is not given, OSError if nothing can be written there,
    ValueError if that run has other options or the loss is no number.
    """
    rank, world, device = processes(pick_device(device))
    folder = Folder(out)
    folder.check(resume)
    run = Run(config, device, start)
    if resume and folder.checkpoint.exists():
        run.load(folder.checkpoint)
    loader = loader_of(config, digits_of(config) if data is None else data, device, rank, world)
    run.total = config.epochs * len(loader)
    complete = run.step == run.total and folder.finished()  # before this call: then its files stay as they are
    network = wrapped(run.model, device, world, config.compile)
    saved = time.monotonic()
    begun = saved - run.seconds
    bar = tqdm(total=run.total, initial=run.step, unit="step", disable=rank > 0, desc="training", smoothing=0.05)
    run.model.train()
    with bar, matmul_precision(config.matmul_precision), interrupts_held() as interrupts:
        while run.step < run.total:
            torch.manual_seed(seed_for(config.seed, "dropout", run.step, rank))  # the same after resuming
            run.take_step(network, loader.batch(run.step), run.step / run.total, world)
            run.seconds = time.monotonic() - begun
            show_progress(bar, run)
            if run.step % len(loader) == 0:
                run.end_epoch()
                run.average.eval()
                on_epoch_end(run)
                run.average.train()
            last = run.step == run.total
            if rank == 0 and (interrupts or last or time.monotonic() - saved > save_every):
                run.save(folder.checkpoint)
                saved = time.monotonic()
            if interrupts:
                raise KeyboardInterrupt
    if rank == 0 and not complete:
        save_weights(folder.weights, run.average)
        write_json(folder.record, describe(run))
    if world > 1:
        torch.distributed.barrier()  # nobody leaves before the files are there
    return run.average.eval()


def show_progress(bar: tqdm, run: Run) -> None:
    """Move the progress bar on by a step, and now and then say how training goes."""
    bar.update()
    if run.step % SHOWN == 0:
        loss, right, tokens = run.sums.tolist()
        bar.set_postfix(loss=f"{loss / tokens:.4f}", accuracy=f"{right / tokens:.2%}", refresh=False)


def describe(run: Run) -> dict:
    """Return what a finished run's JSON says."""
    parameters = sum(p.numel() for p in run.model.parameters())
    return {
        "config": asdict(run.config),
        "parameters": parameters,
        "seconds": run.seconds,
        "peak_memory_bytes": peak_memory(),
        "history": run.history,
        **circumstances(run.device),
    }
