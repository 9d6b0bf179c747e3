"""Measure how training and reading grow with batch, picture, width and depth; write results/bench_scaling.json.

    python benchmarks/scaling.py

For each point, in a separate process: time and memory of a training step and of reading a batch. Beside them stands
the time that arithmetic alone predicts: the number of operations, at the rate that the default size reaches. About
eight minutes on two threads.
"""

import json
from dataclasses import asdict

from measuring import in_a_process, speed_parser, text_table, threads, write_speed

from mnist2x2.model import ModelConfig

DEFAULT_BATCH = 64
AXES = {  # for each axis, the model's sizes and the batch at each of its values
    "batch": {batch: ({}, batch) for batch in (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)},
    "grid": {grid: ({"grid": grid}, DEFAULT_BATCH) for grid in range(1, 7)},
    "width": {width: ({"width": width, "feed_forward": 2 * width}, DEFAULT_BATCH) for width in (32, 64, 128, 256, 512)},
    "blocks": {  # encoder and decoder blocks together
        3 * n: ({"encoder_blocks": 2 * n, "decoder_blocks": n}, DEFAULT_BATCH) for n in (1, 2, 4, 8, 16)
    },
}
WORK = ("training", "reading")


def measure(work: str, sizes: dict, batch: int, runs: int) -> dict:
    """Return seconds, memory and operations of some work at some size, measured in a separate process."""
    code = "import sys, json, scaling_point; print(json.dumps(scaling_point.measure(*json.loads(sys.argv[1]))))"
    return in_a_process(code, json.dumps([work, sizes, batch, runs]))


def curve(work: str, points: dict[int, tuple[dict, int]], runs: int) -> list[dict]:
    """Return the points of a curve in order."""
    return [{"value": value, **measure(work, sizes, batch, runs)} for value, (sizes, batch) in points.items()]


def with_predictions(curves: dict) -> dict:
    """Add to each point the seconds that its operations would take at the rate of the default size."""
    base = next(point for point in curves["batch"] if point["value"] == DEFAULT_BATCH)
    rate = base["flops"] / base["seconds"]["median"]
    for points in curves.values():
        for point in points:
            point["predicted_seconds"] = point["flops"] / rate
    return {"flops_per_second": rate, "curves": curves}


def rows_of(content: dict) -> list[list]:
    """Return a line of the printed table for each point."""
    rows = []
    for work in WORK:
        for axis, points in content[work]["curves"].items():
            for point in points:
                times = point["seconds"]["median"], point["predicted_seconds"]
                rows.append([work, axis, point["value"], *times, point["memory_bytes"] / 1e6])
    return rows


def main(words: list[str] | None = None) -> dict:
    options = speed_parser(__doc__).parse_args(words)
    runs, axes = 5, AXES
    if options.quick:
        runs, axes = 1, {"batch": {DEFAULT_BATCH: AXES["batch"][DEFAULT_BATCH]}}
    measured = {"default": {"batch": DEFAULT_BATCH, **asdict(ModelConfig())}}
    with threads(options.threads):
        for work in WORK:
            measured[work] = with_predictions({axis: curve(work, points, runs) for axis, points in axes.items()})
        content = write_speed(options, "scaling", measured)
    print(text_table(["", "", "", "seconds", "predicted", "MB"], rows_of(content)))
    return content


if __name__ == "__main__":
    main()
