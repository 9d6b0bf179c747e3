"""Draw the charts of book/speed.md from results/bench_*.json; --check only says which are not current.

They are SVG, in colours that follow the reader's light or dark scheme, as the maps are, with what they show in words.
"""

import math
import sys
from pathlib import Path

from speed_figures import AXES, RESULTS, load, measured, reading_ms, short

ASSETS = Path(__file__).parent / "assets"
WIDE = 640
STYLE = """
  .paper { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #52606d } .axis { stroke: #8895a3 }
  .spread { stroke: #1f2933; stroke-width: 1.5 } .c0 { fill: #b84a00 } .c1 { fill: #2f6db5 } .c2 { fill: #5a4a9c }
  .c3 { fill: #2e7d5b } .line { fill: none; stroke: #2f6db5; stroke-width: 2 } .line.c0 { fill: none; stroke: #b84a00 }
  .dash { fill: none; stroke: #52606d; stroke-width: 1.5; stroke-dasharray: 5 4 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #121212 } .ink { fill: #eceff3 } .soft { fill: #b6c0cb } .axis { stroke: #7b8896 }
    .spread { stroke: #eceff3 } .c0 { fill: #ffab57 } .c1 { fill: #7db4f0 } .c2 { fill: #b9a8ff } .c3 { fill: #7fd3ab }
    .line { stroke: #7db4f0 } .line.c0 { stroke: #ffab57 } .dash { stroke: #b6c0cb }
  }
"""


def text(x: float, y: float, words: str, look: str = "ink", anchor: str = "start", size: float = 13) -> str:
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def svg(title: str, words: str, height: float, body: list[str]) -> str:
    font = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height:.0f}" width="{WIDE}" '
        f'height="{height:.0f}" role="img" aria-labelledby="title desc" font-family="{font}">\n'
        f'<title id="title">{title}</title>\n<desc id="desc">{words}</desc>\n<style>{STYLE}</style>\n'
        f'<rect class="paper" width="{WIDE}" height="{height:.0f}" rx="10"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def bars(title: str, rows: dict[str, dict[str, dict]], unit: str, left: int = 190) -> str:
    """Draw a bar for each row, made of its parts one after the other, each a median; a thin line from min to max.

    The line is drawn for bars of a single part only. They begin `left` units from the edge, their names before them.
    """
    top = max(sum(part["median"] for part in row.values()) for row in rows.values())
    top = max([top, *(part["max"] for row in rows.values() if len(row) == 1 for part in row.values())])
    scale = (WIDE - left - 130) / top
    names, body, words = list(next(iter(rows.values()))), [text(14, 24, title, size=15)], []
    if len(names) > 1:
        for i, name in enumerate(names):
            body.append(f'<rect class="c{i}" x="{left + 105 * i}" y="38" width="11" height="11" rx="2"/>')
            body.append(text(left + 105 * i + 16, 48, name, "soft"))
    for number, (name, row) in enumerate(rows.items()):
        y, x = 62 + 36 * number, float(left)
        body.append(text(left - 10, y + 16, name, anchor="end"))
        for i, part in enumerate(row.values()):
            width = part["median"] * scale
            body.append(f'<rect class="c{i}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="22"/>')
            x += width
        if len(row) == 1:
            ends = left + part["min"] * scale, left + part["max"] * scale
            body.append(f'<path class="spread" d="M{ends[0]:.1f} {y + 11}H{ends[1]:.1f}"/>')
            x = max(x, ends[1])
        total = f"{short(sum(part['median'] for part in row.values()))} {unit}"
        body.append(text(x + 6, y + 16, total, "soft"))
        words.append(f"{name}: {total}")
    return svg(title, "; ".join(words) + ".", 62 + 36 * len(rows) + 6, body)


def ticks(low: float, high: float) -> list[float]:
    """Return the powers of ten between two numbers, or, where these are few, what else is round."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for steps in ((1,), (1, 3), (1, 2, 5), tuple(range(1, 10))):
        found = [n * 10.0**e for e in powers for n in steps if low <= n * 10.0**e <= high]
        if len(found) > 1:
            break
    return found


def panel(x: float, y: float, name: str, curves: dict[str, list[tuple[float, float]]], unit: str) -> list[str]:
    """Draw curves into a field of 300 x 190 whose axes are both logarithmic: with dots, the others dashed."""
    points = [point for curve in curves.values() for point in curve]
    lows, highs = ([f(p[axis] for p in points) for axis in (0, 1)] for f in (min, max))
    box_x, box_y, width, height = x + 58, y + 26, 230, 116

    def place(point: tuple[float, float]) -> tuple[float, float]:
        share = [
            (math.log(p) - math.log(low)) / (math.log(high / low) or 1)
            for p, low, high in zip(point, lows, highs, strict=True)
        ]
        return box_x + width * share[0], box_y + height * (1 - share[1])

    body = [
        text(x + 14, y + 14, name),
        f'<path class="axis" fill="none" d="M{box_x} {box_y}V{box_y + height}h{width}"/>',
    ]
    for value in ticks(lows[1], highs[1]):
        at = place((lows[0], value))[1]
        body.append(text(box_x - 5, at + 4, f"{value:g} {unit}", "soft", "end", 11))
    for value, _ in next(iter(curves.values())):
        body.append(text(place((value, lows[1]))[0], box_y + height + 16, f"{value:g}", "soft", "middle", 10.5))
    for look, curve in curves.items():
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in map(place, curve))
        body.append(f'<path class="{look}" d="M{path}"/>')
        if look != "dash":
            dot = look.split()[-1] if " " in look else "c1"
            body += [f'<circle class="{dot}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in map(place, curve)]
    return body


def panels(title: str, key: str, found: dict[str, dict], unit: str) -> str:
    """Draw a panel for each axis of the curves; `key` names what is measured, as in `curve_of`."""
    body, words = [text(14, 24, title, size=15)], []
    for number, axis in enumerate(AXES):
        curves = {look: curve_of(part["curves"].get(axis, []), key) for look, part in found.items()}
        if key == "seconds":
            curves["dash"] = curve_of(found["line"]["curves"].get(axis, []), "predicted_seconds")
        if curves["line"]:
            body += panel(10 + 315 * (number % 2), 40 + 180 * (number // 2), AXES[axis], curves, unit)
            (first, low), (last, high) = curves["line"][0], curves["line"][-1]
            words.append(f"{AXES[axis]} from {first} to {last}: from {short(low)} to {short(high)} {unit}")
    return svg(title, "; ".join(words) + ".", 402, body)


def curve_of(points: list[dict], key: str) -> list[tuple[float, float]]:
    """Return a curve as (value, milliseconds or megabytes)."""
    if key == "memory_bytes":
        return [(point["value"], max(point[key], 1e5) / 1e6) for point in points]
    return [(p["value"], 1000 * (p[key]["median"] if key == "seconds" else p[key])) for p in points]


def race(sprint: dict) -> str:
    """Draw accuracy against seconds: the usual way epoch by epoch, and where our runs end."""
    title = "The race: sequences read right, against seconds of training"
    usual = [(line["seconds"], line["sequence_accuracy"]) for line in sprint["usual"]["history"]]
    ours = [(run["seconds"], run["sequence_accuracy"]) for run in sprint["ours"]]
    last, low = max(seconds for seconds, _ in usual + ours), min(share for _, share in usual + ours)
    low = math.floor(20 * low) / 20  # the axis begins at the next 5% below, or the points would all lie at its top

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return 60 + 540 * point[0] / last, 250 - 200 * (point[1] - low) / (1 - low)

    body = [text(14, 24, title, size=15), '<path class="axis" fill="none" d="M60 50V250H600"/>']
    goal = place((0, sprint["goal"]))[1]
    body.append(
        f'<path class="dash" d="M60 {goal:.1f}H600"/>' + text(100, goal - 6, "the public demo", "soft", "start", 11)
    )
    shares = (low, (low + 1) / 2, 1)
    body += [text(54, place((0, share))[1] + 4, f"{share:.1%}", "soft", "end", 11) for share in shares]
    body += [text(place((last * s, 0))[0], 266, f"{last * s:,.0f} s", "soft", "middle", 11) for s in (0, 0.5, 1)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in map(place, usual))
    body.append(f'<path class="line c0" d="M{path}"/>')
    for color, points in (("c0", usual), ("c1", ours)):
        body += [f'<circle class="{color}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>' for x, y in map(place, points)]
    for i, name in enumerate(("the usual way, after each epoch", "sprint, at its end, each seed")):
        body.append(f'<circle class="c{i}" cx="330" cy="{205 + 20 * i}" r="4.5"/>' + text(342, 209 + 20 * i, name))
    ends = f"The usual way ends after {short(usual[-1][0])} seconds with {usual[-1][1]:.1%} right; "
    ends += "sprint: " + ", ".join(f"{short(seconds)} seconds, {share:.1%}" for seconds, share in ours) + "."
    return svg(title, ends, 280, body)


def drawings(folder: Path = RESULTS) -> dict[str, str]:
    """Return the name of each chart with its SVG."""
    speed, sprint, scaling, two = (load(folder, name) for name in ("speed", "sprint", "scaling", "parallel"))
    read = {name: {"read": part} for name, part in reading_ms(speed).items()}
    ways = {name: {"rate": part} for name, part in speed["samples_per_second"].items()}
    rates = {name: {"rate": part} for name, part in two["samples_per_second"].items()}
    work = {"line": scaling["training"], "line c0": scaling["reading"]}
    return {
        "speed-step": bars("A training step of 64 grids", speed["training_parts_ms"], "ms"),
        "speed-rates": bars("Training, one way and another", ways, "samples/s", left=270),
        "speed-reading": bars("Reading a grid", read, "ms"),
        "speed-race": race(sprint),
        "speed-training": panels(
            "A training step: measured, and (dashed) predicted", "seconds", {"line": work["line"]}, "ms"
        ),
        "speed-reads": panels(
            "Reading a batch: measured, and (dashed) predicted", "seconds", {"line": work["line c0"]}, "ms"
        ),
        "speed-memory": panels("Memory of a training step (blue) and of reading (orange)", "memory_bytes", work, "MB"),
        "speed-processes": bars("Training with torchrun", rates, "samples/s"),
    }


def main() -> int:
    if not measured():
        print("results/ has not all of the speed benchmarks: make speed")
        return 1
    stale = 0
    for name, drawing in drawings().items():
        path = ASSETS / f"{name}.svg"
        if path.exists() and path.read_text(encoding="utf-8") == drawing:
            continue
        stale += 1
        if "--check" in sys.argv:
            print(f"{path.name} is not what book/draw_speed.py draws: run python book/draw_speed.py")
        else:
            path.write_text(drawing, encoding="utf-8", newline="\n")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
