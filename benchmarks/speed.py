"""Measure ours beside the usual way and torch's own layers; print a table and write results/bench_speed.json.

    python benchmarks/speed.py

Every figure is the median of runs that take turns, after a warm-up, with its extremes. About ten minutes on two
threads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import torch
from footprint import memory, start_up
from measuring import alternate, ratio, seconds, speed_parser, spread, text_table, threads, write_speed
from parallel import history, rate
from reference import Reference, StitchedDigits, count_right
from step_parts import reading_parts, training_parts
from torch_layers import TorchLayers
from training_steps import Steps, flops_of_a_step, matmul_rate
from usual_way import UsualWay, best_workers

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import grids_and_answers, held_out
from mnist2x2.decoding import read_grids
from mnist2x2.model import ModelConfig


class Target(NamedTuple):
    """What a measured figure should reach at least, and what was hoped for."""

    name: str
    what: str
    target: float
    aim: float
    less_is_better: bool = False

    def compare(self, measured: dict) -> dict:
        """Return a row of results: the measured spread beside the target."""
        median = measured["median"]
        reached = median <= self.target if self.less_is_better else median >= self.target
        goals = {"target": self.target, "reached": reached, "aim": self.aim}
        return {"name": self.name, "what": self.what, **measured, **goals}


TARGETS = [
    Target("throughput", "training, samples/s, our fastest / the usual way", 4.0, 5.0),
    Target("layers", "training step, torch's layers / ours", 1.0, 1.3),
    Target("arithmetic", "arithmetic of our fastest training step / measured peak", 0.45, 0.6),
    Target("decoding", "reading 10,000 grids, the usual way / ours", 60.0, 150.0),
    Target("memory", "peak memory of training, ours / the usual way", 1.0, 0.7, less_is_better=True),
    Target("start_up", "import and a grid read, seconds beyond `import torch`", 0.5, 0.2, less_is_better=True),
]


@dataclass(frozen=True)
class Way:
    """A way to train our model: grids a step, compiled or not, and the number of processes that share the threads."""

    batch_size: int
    compile: bool = False
    processes: int = 1

    def __str__(self) -> str:
        together = f", {self.processes} processes" if self.processes > 1 else ""
        return f"ours, batch {self.batch_size}" + ", compiled" * self.compile + together

    def prepare(self, samples: int) -> Callable[[], float]:
        """Return a function that trains on at least `samples` samples and returns its rate in samples a second."""
        steps = -(-samples // self.batch_size)
        if self.processes == 1:
            return partial(Steps(self.batch_size, compile=self.compile).rate, steps)
        options = ("--optimizer", "adam", "--batch-size", str(self.batch_size), *["--compile"] * self.compile)
        threads, grids = max(1, torch.get_num_threads() // self.processes), steps * self.batch_size
        return lambda: rate(history(self.processes, threads, grids, 3, options), grids)


# the first is how the usual way trains
WAYS = [Way(size, compile) for compile in (False, True) for size in (64, 256, 512)]
WAYS += [Way(256, processes=2), Way(512, compile=True, processes=2)]
QUICK_WAYS = [Way(64), Way(64, compile=True), Way(64, processes=2)]


def training(steps: int, ways: list[Way], runs: int, warm_ups: int = 1) -> dict:
    """Compare training: throughput with the usual way, a step with torch's layers, arithmetic with the peak.

    All train on the same number of samples. Compilation is part of the warm-up.
    """
    workers = best_workers(steps, runs, warm_ups)
    samples, largest = 64 * steps, max(way.batch_size for way in ways)
    usual, with_large_batches = UsualWay(workers["best"]), UsualWay(workers["best"], largest)
    values = alternate(
        {
            "the usual way": partial(usual.rate, steps),
            f"the usual way, batch {largest}": partial(with_large_batches.rate, -(-samples // largest)),
            **{str(way): way.prepare(samples) for way in ways},
            "torch's layers": partial(Steps(model=TorchLayers(ModelConfig())).rate, steps),
            "ours, Muon": partial(Steps(optimizer="muon").rate, steps),
            "peak": matmul_rate,
        },
        runs,
        warm_ups,
    )
    flops = flops_of_a_step(Steps()) / 64  # of a sample
    peak, rates = values.pop("peak"), {name: spread(rates) for name, rates in values.items()}
    fastest = max(map(str, ways), key=lambda name: rates[name]["median"])
    times = {name: ratio(rates, values["the usual way"]) for name, rates in values.items()}
    shares = {str(way): ratio([per_second * flops for per_second in values[str(way)]], peak) for way in ways}
    return {
        "workers": workers,
        "samples_per_second": rates,
        "times_the_usual_way": times,
        "share_of_the_peak": shares,
        "flops_per_sample": flops,
        "peak_flops_per_second": spread(peak),
        "fastest": fastest,
        "throughput": times[fastest],
        "layers": ratio(values[str(ways[0])], values["torch's layers"]),
        "arithmetic": shares[fastest],
    }


def decoding(usual_grids: int, our_grids: int, runs: int, warm_ups: int = 1) -> dict:
    """Compare reading held-out grids with the same weights.

    The usual way reads fewer grids, and its time is scaled up to as many as ours.
    """
    ours, usual = load_pretrained("book"), Reference(ModelConfig())
    usual.load_state_dict(ours.state_dict())
    dataset, grids = StitchedDigits(train=False), grids_and_answers(held_out()["held_out"])[0][:our_grids]
    times = alternate(
        {
            "usual": lambda: seconds(lambda: count_right(usual, dataset, usual_grids)) * our_grids / usual_grids,
            "ours": lambda: seconds(lambda: read_grids(ours, grids)),
        },
        runs,
        warm_ups,
    )
    return {
        "reading": {"grids": our_grids, "grids_read_by_the_usual_way": usual_grids},
        "reading_seconds": {name: spread(values) for name, values in times.items()},
        "decoding": ratio(times["usual"], times["ours"]),
    }


def main(words: list[str] | None = None) -> dict:
    options = speed_parser(__doc__).parse_args(words)
    torch.manual_seed(0)
    runs, warm_ups, steps, grids = (1, 0, 2, (5, 50)) if options.quick else (5, 1, 60, (1000, 10_000))
    ways = QUICK_WAYS if options.quick else WAYS
    with threads(options.threads):
        measured = training(steps, ways, runs, warm_ups) | decoding(*grids, runs, warm_ups)
        measured["training_parts_ms"] = training_parts(steps, runs, warm_ups)
        measured["reading_parts_ms"] = reading_parts(load_pretrained("book"), grids[1], runs, warm_ups)
        measured |= memory(steps, runs) | start_up(runs, warm_ups)
        rows = [target.compare(measured[target.name]) for target in TARGETS]
        content = write_speed(options, "speed", {"rows": rows, **measured})
    shown = ("what", "median", "min", "max", "target", "reached")
    print(text_table(["", *shown[1:]], [[row[key] for key in shown] for row in rows]))
    return content


if __name__ == "__main__":
    main()
