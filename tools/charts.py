"""Draw the charts of book/speed.md from results/bench_*.json, each for light and for dark pages.

    python -m tools.charts            draw them
    python -m tools.charts --check    only say which files are out of date

Each SVG holds a fingerprint of what it was drawn from: the measured data, and the source of this file and of
mnist2x2/style.py. A chart is current if its fingerprint is. Comparing drawings would fail with every new version of
matplotlib.
"""

import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from mnist2x2 import style
from tools.speed_results import AXES, reading_ms, speed_results
from tools.tables import short

ASSETS = Path(__file__).parents[1] / "book" / "assets"
THEMES = ("light", "dark")
ROW = 0.33  # inches that a row of bars takes
SMALLEST_MB = 0.1  # less memory than this is drawn as this, since the axis is logarithmic


class Chart(NamedTuple):
    """A chart: its title, how it is drawn, what it shows, and the figure's height in inches."""

    title: str
    draw: Callable[[Figure, dict], None]
    data: dict
    height: float


def write(axes: Axes, text: str, at: tuple, offset: tuple = (5, 0), color: str | None = None) -> None:
    """Write text beside a point of the data, so many points to the right of it and above."""
    look = {"color": color or matplotlib.rcParams["text.color"], "va": "baseline" if offset[1] else "center"}
    axes.annotate(text, at, offset, textcoords="offset points", **look)


def rows_of(figure: Figure, names: list[str]) -> Axes:
    """Return axes with a named row for each bar, from top to bottom, and no other marks."""
    axes = figure.subplots()
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0, labelcolor=matplotlib.rcParams["text.color"])
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.set_major_locator(NullLocator())
    return axes


def stacked_bars(figure: Figure, data: dict) -> None:
    """Draw a bar for each row, made of the medians of its parts, with the total after it."""
    rows, unit = data["rows"], data["unit"]
    axes = rows_of(figure, list(rows))
    parts = list(next(iter(rows.values())))
    ends = [0.0] * len(rows)
    for part in parts:
        medians = [row[part]["median"] for row in rows.values()]
        axes.barh(range(len(rows)), medians, left=ends, height=0.62, label=part)
        ends = [end + median for end, median in zip(ends, medians, strict=True)]
    for y, end in enumerate(ends):
        write(axes, f"{short(end)} {unit}", (end, y))
    axes.set_xlim(0, 1.17 * max(ends))
    figure.legend(loc="outside lower left", ncols=len(parts), handlelength=1, columnspacing=1.5)


def color_of(name: str) -> str:
    """Return the colour of a way to train: orange for the usual way, purple for torch's layers, blue for the rest."""
    return "C0" if name.startswith("the usual way") else "C2" if name.startswith("torch") else "C1"


def bars(figure: Figure, data: dict) -> None:
    """Draw a bar for each median, and a thin line from the smallest to the largest run."""
    rows, unit = data["rows"], data["unit"]
    axes = rows_of(figure, list(rows))
    for y, (name, row) in enumerate(rows.items()):
        axes.barh(y, row["median"], height=0.62, color=color_of(name), alpha=0.7)  # pale, so that the line shows
        axes.plot((row["min"], row["max"]), (y, y), color=matplotlib.rcParams["text.color"], lw=1.5)
        end = max(row["median"], row["max"])
        write(axes, f"{short(row['median'])} {unit}".rstrip(), (end, y))
    axes.set_xlim(0, 1.32 * max(row["max"] for row in rows.values()))


def dots(figure: Figure, data: dict) -> None:
    """Draw a dot for each median on a logarithmic axis, so that equal distances are equal factors."""
    rows, unit = data["rows"], data["unit"]
    axes = rows_of(figure, list(rows))
    axes.set_xscale("log")
    for y, (name, row) in enumerate(rows.items()):
        axes.plot(row["median"], y, "o", markersize=8, color=color_of(name))
        write(axes, f"{short(row['median'])} {unit}", (row["median"], y), (8, 0))
    medians = [row["median"] for row in rows.values()]
    axes.set_xlim(0.7 * min(medians), 2.5 * max(medians))
    axes.spines["bottom"].set_visible(True)
    axes.xaxis.set_major_locator(LogLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel(f"{unit}, logarithmic")


def race(figure: Figure, data: dict) -> None:
    """Draw accuracy over time: the usual way epoch by epoch, and the ends of our runs."""
    axes = figure.subplots()
    usual, ours, goal = data["usual"], data["ours"], data["goal"]
    axes.axhline(goal, color=matplotlib.rcParams["axes.edgecolor"], lw=1, ls="--")
    axes.plot(*zip(*usual, strict=True), "o-", color="C0")
    axes.plot(*zip(*ours, strict=True), "o", color="C1")
    last = max(seconds for seconds, _ in usual)
    write(axes, "the public demo", (last / 3, goal), (0, 4))
    write(axes, "sprint, each seed at its end", ours[0], (10, 4), color="C1")
    write(axes, "the usual way, after each epoch", usual[0], (12, -3), color="C0")
    axes.set_xlim(0, 1.03 * last)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set(xlabel="seconds of training", ylabel="sequences read right")


def panels(figure: Figure, data: dict) -> None:
    """Draw a panel for each axis of the scaling curves, all with the same logarithmic scale of values."""
    grid = figure.subplots(2, 2, sharey=True)
    looks = {"predicted": {"color": matplotlib.rcParams["axes.edgecolor"], "ls": "--"}}
    for (axis, curves), axes in zip(data["curves"].items(), grid.flat, strict=False):
        for name, curve in curves.items():
            look = looks.get(name, {"marker": "o", "color": "C0" if name == "reading a batch" else "C1"})
            axes.plot(*zip(*curve, strict=True), lw=1.4, label=name, **look)
        values = [value for value, _ in next(iter(curves.values()))]
        axes.set(title=AXES[axis], xscale="log", yscale="log")
        axes.xaxis.set_minor_locator(NullLocator())
        some = values[:: -(-len(values) // 6)]  # at most six fit
        axes.set_xticks(some, labels=map(str, some))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    for axes in grid.flat[len(data["curves"]) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel(data["unit"])
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=len(labels))


def times_of(work: str, curves: dict[str, list[dict]]) -> dict[str, dict]:
    """Return measured and predicted milliseconds along each axis, as pairs of value and time."""
    return {
        axis: {
            work: [(point["value"], 1000 * point["seconds"]["median"]) for point in points],
            "predicted": [(point["value"], 1000 * point["predicted_seconds"]) for point in points],
        }
        for axis, points in curves.items()
    }


def megabytes(points: list[dict]) -> list[tuple[int, float]]:
    return [(point["value"], max(point["memory_bytes"] / 1e6, SMALLEST_MB)) for point in points]


def charts(results: dict[str, dict]) -> dict[str, Chart]:
    """Return each chart of the page by its name, from what `speed_results` returns."""
    speed, sprint, scaling, parallel = (results[name] for name in ("speed", "sprint", "scaling", "parallel"))
    training, reading = (scaling[work]["curves"] for work in ("training", "reading"))
    both = {axis: {"a training step": training[axis], "reading a batch": reading[axis]} for axis in training}
    memory = {axis: {work: megabytes(points) for work, points in works.items()} for axis, works in both.items()}
    ends = {
        "usual": [(line["seconds"], line["sequence_accuracy"]) for line in sprint["usual"]["history"]],
        "ours": [(run["seconds"], run["sequence_accuracy"]) for run in sprint["ours"]],
        "goal": sprint["goal"],
    }

    def rows(title: str, draw: Callable, measured: dict, unit: str, margin: float) -> Chart:
        return Chart(title, draw, {"rows": measured, "unit": unit}, margin + ROW * len(measured))

    def curves(title: str, measured: dict, unit: str) -> Chart:
        return Chart(title, panels, {"curves": measured, "unit": unit}, 4.3)

    step, rates = speed["training_parts_ms"], speed["samples_per_second"]
    processes = parallel["samples_per_second"]
    return {
        "speed-step": rows("A training step of 64 grids", stacked_bars, step, "ms", 0.75),
        "speed-rates": rows("Samples a second in training", bars, rates, "", 0.4),
        "speed-reading": rows("Time to read a grid", dots, reading_ms(speed), "ms", 0.85),
        "speed-race": Chart("The race to the public demo's accuracy", race, ends, 3.2),
        "speed-training": curves("Time of a training step", times_of("a training step", training), "ms"),
        "speed-reads": curves("Time to read a batch", times_of("reading a batch", reading), "ms"),
        "speed-memory": curves("Memory of a training step and of reading", memory, "MB"),
        "speed-processes": rows("Samples a second with torchrun", bars, processes, "", 0.4),
    }


def fingerprint(chart: Chart) -> str:
    """Return a hash of all that decides how a chart looks, save the version of matplotlib."""
    sources = [Path(file).read_text(encoding="utf-8") for file in (__file__, style.__file__)]
    content = json.dumps([chart.title, chart.data, *sources], sort_keys=True)
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()


def svg(chart: Chart, theme: str) -> str:
    """Return a chart as SVG, always the same for the same version of matplotlib."""
    file = io.StringIO()
    with matplotlib.rc_context(style.book_style(theme)):
        figure = Figure(figsize=(style.WIDTH, chart.height))
        chart.draw(figure, chart.data)
        figure.suptitle(chart.title, x=0.01, ha="left")
        about = {"Title": chart.title, "Identifier": fingerprint(chart), "Date": None, "Creator": None}
        figure.savefig(file, format="svg", metadata=about)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def main() -> int:
    check, out_of_date = "--check" in sys.argv, False
    for name, chart in charts(speed_results()).items():
        for theme in THEMES:
            path = ASSETS / f"{name}-{theme}.svg"
            if path.exists() and fingerprint(chart) in path.read_text(encoding="utf-8"):
                continue
            out_of_date = True
            if check:
                print(f"{path.name} is out of date; run python -m tools.charts")
            else:
                path.write_text(svg(chart, theme), encoding="utf-8", newline="\n")
    return int(check and out_of_date)


if __name__ == "__main__":
    sys.exit(main())
