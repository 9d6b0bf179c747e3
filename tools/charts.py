"""Draw the charts of book/speed.md from results/bench_*.json, each for light and for dark pages.

    python -m tools.charts            draw them
    python -m tools.charts --check    only say which files are out of date

The last line of each SVG holds two checksums. One is of what the chart was drawn from: the measured data and the code
that draws. The other is of the drawing itself, so that a change by hand shows. A chart is current if both are right. To
draw it again and compare would fail with every new version of matplotlib.
"""

import hashlib
import inspect
import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.figure import Figure

from mnist2x2 import style
from tools import chart_kinds, chart_words
from tools.chart_kinds import bars, dots, panels, race, stacked_bars
from tools.generated import write_or_check
from tools.speed_results import reading_ms, speed_results

ASSETS = Path(__file__).parents[1] / "book" / "assets"
THEMES = ("light", "dark")
SOURCES = (__file__, chart_kinds.__file__, chart_words.__file__, style.__file__)
ROW = 0.33  # inches that a row of bars takes
SMALLEST_MB = 0.1  # less memory than this is drawn as this, since the axis is logarithmic


class Chart(NamedTuple):
    """A chart: its title, how it is drawn, what it shows, and the figure's height in inches."""

    title: str
    draw: Callable[[Figure, dict], None]
    data: dict
    height: float


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


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(chart: Chart) -> str:
    """Return a checksum of a chart's title and data, and of the code that draws it."""
    sources = [Path(file).read_text(encoding="utf-8") for file in SOURCES]
    helpers = [inspect.getsource(chart_kinds.short), chart_kinds.AXES]  # of modules that do more than draw
    return sha256(json.dumps([chart.title, chart.data, *sources, *helpers], sort_keys=True))


def last_line(chart: Chart, body: str) -> str:
    """Return the line after the body of an SVG that tells whether it is current."""
    return f"<!-- Drawn by tools/charts.py: sources {fingerprint(chart)}, body {sha256(body)} -->\n"


def is_current(chart: Chart, path: Path) -> bool:
    """Return whether a file holds a chart as it was drawn from the present sources."""
    if not path.exists():
        return False
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return lines[-1:] == [last_line(chart, "".join(lines[:-1]))]


def svg(chart: Chart, theme: str) -> str:
    """Return a chart as SVG, always the same for the same version of matplotlib."""
    file = io.StringIO()
    with matplotlib.rc_context(style.book_style(theme)):
        figure = Figure(figsize=(style.WIDTH, chart.height))
        chart.draw(figure, chart.data)
        figure.suptitle(chart.title, x=0.01, ha="left")
        figure.savefig(file, format="svg", metadata={"Title": chart.title, "Date": None, "Creator": None})
    description = f"<desc>{escape(chart_words.in_words(chart.data))}</desc>"
    drawn = file.getvalue().replace("</title>", f"</title>\n {description}", 1)
    body = "".join(line.rstrip() + "\n" for line in drawn.splitlines())
    return body + last_line(chart, body)


def main() -> int:
    drawn = {
        ASSETS / f"{name}-{theme}.svg": (chart, theme)
        for name, chart in charts(speed_results()).items()
        for theme in THEMES
    }
    stale = {path: partial(svg, *drawing) for path, drawing in drawn.items() if not is_current(drawing[0], path)}
    return write_or_check(stale, "python -m tools.charts")


if __name__ == "__main__":
    sys.exit(main())
