"""The usual way, from reference.py, at work: how fast it trains, and with how many workers it trains fastest."""

from functools import partial
from itertools import islice

from measuring import alternate, seconds, spread
from reference import Reference, StitchedDigits, loader_of, make_optimizer, train_steps

from mnist2x2.model import ModelConfig


class UsualWay:
    """The reference with its batches and its optimizer. `size`: the number of grids, as many as MNIST's by default."""

    def __init__(self, workers: int = 0, batch_size: int = 64, size: int | None = None):
        self.loader = loader_of(StitchedDigits(size=size), workers, batch_size)
        self.model = Reference(ModelConfig())
        self.optimizer = make_optimizer(self.model)

    def rate(self, steps: int) -> float:
        """Return samples a second over some steps. Workers start before the clock does, and end before this returns."""
        batches = iter(self.loader)
        for _ in range(2 * self.loader.num_workers):  # batches prepared before the clock starts do not count
            next(batches)
        some = islice(batches, steps)
        return steps * self.loader.batch_size / seconds(lambda: train_steps(self.model, self.optimizer, some))


def best_workers(steps: int, runs: int, warm_ups: int = 1) -> dict:
    """Return the number of workers with which the usual way is fastest, and its rate with each number."""
    ways = {str(workers): UsualWay(workers) for workers in (0, 1, 2)}
    values = alternate({name: partial(way.rate, steps) for name, way in ways.items()}, runs, warm_ups)
    rates = {workers: spread(rates) for workers, rates in values.items()}
    return {"best": int(max(rates, key=lambda name: rates[name]["median"])), "samples_per_second": rates}
