"""The kinds of chart in book/speed.md. Each function draws a chart's data into a figure, in the current style."""

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator, PercentFormatter

from tools.speed_results import AXES
from tools.tables import short


def write(axes: Axes, text: str, at: tuple, offset: tuple = (5, 0), color: str | None = None) -> None:
    """Write text beside a point of the data. `offset`: how many points to the right and up."""
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
