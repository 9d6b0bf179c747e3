"""Our training, some steps at a time, and how many operations it takes."""

from collections.abc import Callable

import torch
from measuring import seconds
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader
from mnist2x2.model import GridTransformer
from mnist2x2.training.recipes import TrainConfig
from mnist2x2.training.run import Run
from mnist2x2.training.runtime import fuse

CPU = torch.device("cpu")


class Steps:
    """A training run on the CPU, on batches composed as `train` composes them, of our model or of another."""

    def __init__(
        self,
        batch_size: int = 64,
        optimizer: str = "adam",
        compile: bool = False,
        model: GridTransformer | None = None,
    ):
        self.run = Run(TrainConfig(batch_size=batch_size, optimizer=optimizer), CPU, model=model)
        self.run.model.train()
        self.network = fuse(self.run.model, CPU) if compile else self.run.model
        self.batch_size = batch_size
        self.loader = GridLoader(MNIST2x2(evenly=True), batch_size)

    def take(self, steps: int) -> None:
        for _ in range(steps):
            self.run.take_step(self.network, self.loader.batch(self.run.step), 0.5, 1)

    def rate(self, steps: int) -> float:
        """Return samples a second over some steps."""
        return steps * self.batch_size / seconds(lambda: self.take(steps))


def flops_of(work: Callable[[], object]) -> int:
    """Return how many floating-point operations some work takes, as torch counts them."""
    # torch counts the products of attention only where they are written out
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        work()
    return counter.get_total_flops()


def flops_of_a_step(steps: Steps) -> int:
    """Return the operations of a step, forward and backward."""
    return flops_of(lambda: steps.take(1))


def matmul_rate(sizes: tuple[int, ...] = (256, 512, 1024, 2048)) -> float:
    """Return the operations a second of the fastest float32 product of two square matrices."""
    fastest = 0.0
    for size in sizes:
        one, other = torch.randn(size, size), torch.randn(size, size)
        times = [seconds(lambda one=one, other=other: one @ other) for _ in range(5)]
        fastest = max(fastest, 2 * size**3 / min(times))
    return fastest
