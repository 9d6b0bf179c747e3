"""Measure ours beside the usual way and torch's own layers; print a table and write results/bench_speed.json.

    python benchmarks/speed.py

Every figure is the median of alternating runs, warm-up left out, with its extremes. About ten minutes, two threads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice

import torch
from footprint import memory, start_up
from measuring import alternate, parser, ratio, seconds, spread, table, threads, write
from parallel import history, rate
from parts import reading_parts, training_parts
from reference import Reference, StitchedDigits, count_right, loader_of, make_optimizer, train_steps
from steps import Steps, flops_of_a_step, matmul_rate

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import grids_and_answers, held_out
from mnist2x2.decoding import read_grids
from mnist2x2.model import ModelConfig

# name, what is compared, the target, what to aim for, whether less is better
TARGETS = [
    ("throughput", "training, samples/s, our fastest / the usual way", 4.0, 5.0, False),
    ("layers", "training step, torch's layers / ours", 1.0, 1.3, False),
    ("arithmetic", "arithmetic of our fastest training step / measured peak", 0.45, 0.6, False),
    ("decoding", "reading 10,000 grids, the usual way / ours", 60.0, 150.0, False),
    ("memory", "peak memory of training, ours / the usual way", 1.0, 0.7, True),
    ("start_up", "import and a grid read, seconds beyond `import torch`", 0.5, 0.2, True),
]


class UsualWay:
    """The reference at its training, some steps at a time."""

    def __init__(self, workers: int, batch_size: int = 64):
        self.model = Reference(ModelConfig())
        self.optimizer = make_optimizer(self.model)
        self.loader = loader_of(StitchedDigits(), workers, batch_size)

    def rate(self, steps: int) -> float:
        """Return samples a second over some steps, workers having started; they end before others have their turn."""
        batches = iter(self.loader)
        for _ in range(2 * self.loader.num_workers):  # what they prepare ahead is not to be a present
            next(batches)
        some = islice(batches, steps)
        return steps * self.loader.batch_size / seconds(lambda: train_steps(self.model, self.optimizer, some))


def best_workers(steps: int, runs: int, warm_ups: int = 1) -> dict:
    """Return with how many workers the usual way is fastest, and what it reaches with each."""
    usual = {str(workers): UsualWay(workers) for workers in (0, 1, 2)}
    measures = {name: partial(one.rate, steps) for name, one in usual.items()}
    rates = {workers: spread(values) for workers, values in alternate(measures, runs, warm_ups).items()}
    return {"best": int(max(rates, key=lambda name: rates[name]["median"])), "samples_per_second": rates}


@dataclass(frozen=True)
class Way:
    """A way to train our model: grids a step, whether compiled, and processes that share the threads."""

    batch_size: int
    compile: bool = False
    processes: int = 1

    def __str__(self) -> str:
        together = f", {self.processes} processes" if self.processes > 1 else ""
        return f"ours, batch {self.batch_size}" + ", compiled" * self.compile + together

    def prepare(self, samples: int) -> Callable[[], float]:
        """Return what trains on so many samples and returns its rate, in samples a second."""
        steps = -(-samples // self.batch_size)
        if self.processes == 1:
            return partial(Steps(self.batch_size, compile=self.compile).rate, steps)
        options = ("--optimizer", "adam", "--batch-size", str(self.batch_size), *["--compile"] * self.compile)
        threads, grids = max(1, torch.get_num_threads() // self.processes), steps * self.batch_size
        return lambda: rate(history(self.processes, threads, grids, 3, options), grids)


# the first is the usual way's own
WAYS = [Way(size, compile) for compile in (False, True) for size in (64, 256, 512)]
WAYS += [Way(256, processes=2), Way(512, compile=True, processes=2)]
QUICK_WAYS = [Way(64), Way(64, compile=True), Way(64, processes=2)]


def training(steps: int, ways: list[Way], runs: int, warm_ups: int = 1) -> dict:
    """Compare training: throughput with the usual way's, a step with torch's layers', arithmetic with the peak.

    All take as many samples; compilation is part of the warm-up.
    """
    workers = best_workers(steps, runs, warm_ups)
    samples, largest = 64 * steps, max(way.batch_size for way in ways)
    usual, with_large_batches = UsualWay(workers["best"]), UsualWay(workers["best"], largest)
    found = alternate(
        {
            "the usual way": partial(usual.rate, steps),
            f"the usual way, batch {largest}": partial(with_large_batches.rate, -(-samples // largest)),
            **{str(way): way.prepare(samples) for way in ways},
            "torch's layers": partial(Steps(layers=True).rate, steps),
            "ours, Muon": partial(Steps(optimizer="muon").rate, steps),
            "peak": matmul_rate,
        },
        runs,
        warm_ups,
    )
    flops = flops_of_a_step(Steps()) / 64  # a sample
    peak, rates = found.pop("peak"), {name: spread(values) for name, values in found.items()}
    fastest = max(map(str, ways), key=lambda name: rates[name]["median"])
    times = {name: ratio(values, found["the usual way"]) for name, values in found.items()}
    shares = {str(way): ratio([per_second * flops for per_second in found[str(way)]], peak) for way in ways}
    return {
        "workers": workers,
        "samples_per_second": rates,
        "times_the_usual_way": times,
        "share_of_the_peak": shares,
        "flops_per_sample": flops,
        "peak_flops_per_second": spread(peak),
        "fastest": fastest,
        "throughput": times[fastest],
        "layers": ratio(found[str(ways[0])], found["torch's layers"]),
        "arithmetic": shares[fastest],
    }


def decoding(usual_grids: int, our_grids: int, runs: int, warm_ups: int = 1) -> dict:
    """Compare reading held-out grids with the same weights. The usual way reads some; its time is scaled to all."""
    ours, usual = load_pretrained("book"), Reference(ModelConfig())
    usual.load_state_dict(ours.state_dict())
    dataset, grids = StitchedDigits(train=False), grids_and_answers(held_out()["held_out"])[0][:our_grids]
    found = alternate(
        {
            "usual": lambda: seconds(lambda: count_right(usual, dataset, usual_grids)) * our_grids / usual_grids,
            "ours": lambda: seconds(lambda: read_grids(ours, grids)),
        },
        runs,
        warm_ups,
    )
    return {
        "reading": {"grids": our_grids, "grids_read_by_the_usual_way": usual_grids},
        "reading_seconds": {name: spread(values) for name, values in found.items()},
        "decoding": ratio(found["usual"], found["ours"]),
    }


def reached(value: float, target: float, less: bool) -> bool:
    return value <= target if less else value >= target


def compare(found: dict) -> list[dict]:
    """Return each figure beside its target."""
    rows = []
    for name, what, target, aim, less in TARGETS:
        median = found[name]["median"]
        goals = {"target": target, "reached": reached(median, target, less), "aim": aim}
        rows.append({"name": name, "what": what, **found[name], **goals})
    return rows


def main(words: list[str] | None = None) -> dict:
    given = parser(__doc__).parse_args(words)
    torch.manual_seed(0)
    runs, warm_ups, steps, grids = (1, 0, 2, (5, 50)) if given.quick else (5, 1, 60, (1000, 10_000))
    with threads(given.threads):
        found = training(steps, QUICK_WAYS if given.quick else WAYS, runs, warm_ups) | decoding(*grids, runs, warm_ups)
        found["training_parts_ms"] = training_parts(steps, runs, warm_ups)
        found["reading_parts_ms"] = reading_parts(load_pretrained("book"), grids[1], runs, warm_ups)
        found |= memory(steps, runs) | start_up(runs, warm_ups)
        found = write(given, "speed", {"rows": compare(found), **found})
    rows = [
        [row["what"], row["median"], row["min"], row["max"], row["target"], row["reached"]] for row in found["rows"]
    ]
    print(table(["", "median", "min", "max", "target", "reached"], rows))
    return found


if __name__ == "__main__":
    main()
