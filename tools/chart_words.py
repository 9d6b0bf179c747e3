"""What the charts of book/speed.md show, in words. They are the description inside each SVG."""

from tools.speed_results import AXES
from tools.tables import short


def rows_in_words(rows: dict[str, dict], unit: str) -> list[str]:
    """Return the median of each bar or dot; of a bar made of parts, the sum of theirs."""
    shown = []
    for name, row in rows.items():
        parts = [row] if "median" in row else row.values()
        shown.append(f"{name}: {short(sum(part['median'] for part in parts))} {unit}".rstrip())
    return shown


def curves_in_words(curves: dict[str, dict], unit: str) -> list[str]:
    """Return where the curves of each panel begin and end."""
    shown = []
    for axis, panel in curves.items():
        ends = {name: (curve[0], curve[-1]) for name, curve in panel.items()}
        (first, _), (last, _) = next(iter(ends.values()))
        growth = [f"{name} from {short(low)} to {short(high)} {unit}" for name, ((_, low), (_, high)) in ends.items()]
        shown.append(f"{AXES[axis]} from {first} to {last}: {', '.join(growth)}")
    return shown


def race_in_words(usual: list[tuple], ours: list[tuple], goal: float) -> list[str]:
    """Return when each run ended, and what share of the sequences it then read right."""
    ends = [("the usual way", *usual[-1]), *(("sprint", *end) for end in ours)]
    shown = [f"{name}: {share:.1%} after {short(seconds)} seconds" for name, seconds, share in ends]
    return [*shown, f"the public demo: {goal:.1%}"]


def in_words(data: dict) -> str:
    """Return what a chart shows, from its data."""
    kinds = {"rows": rows_in_words, "curves": curves_in_words, "goal": race_in_words}
    (kind,) = kinds.keys() & data.keys()
    return "; ".join(kinds[kind](**data)) + "."
