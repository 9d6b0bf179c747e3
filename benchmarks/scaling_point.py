"""One point of the scaling curves: a training step, or reading a batch, at some size, in this process."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import torch
from measuring import seconds, spread
from training_steps import CPU, flops_of

from mnist2x2.decoding import greedy_decode
from mnist2x2.model import ModelConfig
from mnist2x2.tokenizer import FINISH, teacher_forcing_pairs
from mnist2x2.training.provenance import peak_memory
from mnist2x2.training.recipes import TrainConfig
from mnist2x2.training.run import Run


def reset_peak_memory() -> None:
    """Let this process's peak of memory start again at what it holds now, where the system can do that."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def work_of(kind: str, config: ModelConfig, batch: int) -> Callable[[], object]:
    """Return a training step, or the reading of a batch, on random pictures. It can be called over and over."""
    run = Run(TrainConfig(model=config), CPU)
    grids = torch.randint(0, 256, (batch, config.pixels, config.pixels), dtype=torch.uint8)
    if kind == "training":
        pairs = teacher_forcing_pairs(torch.randint(0, 10, (batch, config.digits)))
        return lambda: run.take_step(run.model, (grids, *pairs), 0.5, 1)
    with torch.no_grad():
        run.model.head.bias[FINISH] = -1e9  # every answer is as long as possible
    return lambda: greedy_decode(run.model, grids.float() / 255)


def measure(kind: str, sizes: dict, batch: int, runs: int) -> dict:
    """Return the spread of seconds, the memory that the first call adds, and the number of operations.

    Work on a small batch is repeated within one measurement, since a single call is too short for the clock.
    """
    torch.manual_seed(0)
    config = ModelConfig(**sizes)
    flops_of(work_of(kind, ModelConfig(), 2))  # loads and allocates what is needed once
    work = work_of(kind, config, batch)
    reset_peak_memory()
    before = peak_memory()
    work()
    memory = peak_memory() - before
    repeats = max(1, min(20, int(0.1 / seconds(work))))
    times = [seconds(lambda: [work() for _ in range(repeats)]) / repeats for _ in range(runs)]
    flops = flops_of(work_of(kind, config, 2)) / 2 * batch  # every grid takes the same number
    return {"seconds": spread(times), "memory_bytes": memory, "flops": flops, "batch": batch}
