"""One point of the scaling curves: a training step, or reading a batch, of some size, in this process."""

from contextlib import suppress
from pathlib import Path

import torch
from measuring import seconds, spread
from steps import CPU, flops_of

from mnist2x2.decoding import greedy_decode
from mnist2x2.model import ModelConfig
from mnist2x2.tokenizer import FINISH, teacher_forcing_pairs
from mnist2x2.training.provenance import peak_memory
from mnist2x2.training.recipes import TrainConfig
from mnist2x2.training.run import Run


def forget_the_peak() -> None:
    """Let the peak of this process's memory begin anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def work_of(kind: str, config: ModelConfig, batch: int):
    """Return a training step or the reading of a batch, on random pictures, to be called over and over."""
    run = Run(TrainConfig(model=config), CPU)
    grids = torch.randint(0, 256, (batch, config.pixels, config.pixels), dtype=torch.uint8)
    if kind == "training":
        pairs = teacher_forcing_pairs(torch.randint(0, 10, (batch, config.digits)))
        return lambda: run.take_step(run.model, (grids, *pairs), 0.5, 1)
    with torch.no_grad():
        run.model.head.bias[FINISH] = -1e9  # every answer as long as can be
    return lambda: greedy_decode(run.model, grids.float() / 255)


def measure(kind: str, sizes: dict, batch: int, runs: int) -> dict:
    """Return the spread of seconds, what the first time adds to memory, and the operations.

    A small batch is worked on several times for one measurement, so that the clock has something to see.
    """
    torch.manual_seed(0)
    config = ModelConfig(**sizes)
    flops_of(work_of(kind, ModelConfig(), 2))  # whatever is loaded or allocated once
    work = work_of(kind, config, batch)
    forget_the_peak()
    before = peak_memory()
    work()
    memory = peak_memory() - before
    times = max(1, min(20, int(0.1 / seconds(work))))
    found = [seconds(lambda: [work() for _ in range(times)]) / times for _ in range(runs)]
    counted = flops_of(work_of(kind, config, 2)) / 2 * batch  # every grid takes as many
    return {"seconds": spread(found), "memory_bytes": memory, "flops": counted, "batch": batch}
