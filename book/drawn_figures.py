"""What the pages say about reading drawings, from results/drawn_digits.json."""

from mnist2x2.recorded import recorded
from tools.tables import (
    WAYS,
    confusion_table,
    drawn_digits_by_reader,
    drawn_digits_table,
    markdown_table,
    most_confused,
)


def renderings_table() -> str:
    """Return the sequences and, in brackets, the digits read right, for each collection and rendering."""
    lines: dict[tuple[str, str], list[str]] = {}
    for rows in drawn_digits_by_reader().values():
        for row in rows:
            shares = f"{row['sequence_accuracy']:.1%} ({row['digit_accuracy']:.1%})"
            lines.setdefault((row["collection"], row["rendering"]), []).append(shares)
    head = ["drawn", *(f"`{weights}`, {WAYS[way]}" for weights, way in drawn_digits_by_reader())]
    return markdown_table(head, [[", ".join(name), *shares] for name, shares in lines.items()])


def rendering_in_words(name: str, rendering: dict) -> str:
    """Return brush and cell in pixels, and the share of the cell that a digit takes."""
    extent = f"{rendering['smallest']:.0%} to {rendering['largest']:.0%}"
    return f"*{name}*: {rendering['brush']} of {rendering['canvas']}, {extent}"


def worst_figures(row: dict, weights: str) -> dict[str, str]:
    """Return the figures of the collection and rendering that some weights read worst."""
    start = f"{weights}_{row['way']}_worst"
    return {
        start: f"{row['sequence_accuracy']:.1%}",
        f"{start}_digits": f"{row['digit_accuracy']:.1%}",
        f"{start}_where": f"{row['collection']}, {row['rendering']}",
    }


def figures() -> dict[str, str]:
    """Return every name with its text. Names with `hand_default_` stand for the default weights."""
    result = recorded("drawn_digits")
    data, certainty, confusion = result["data"], result["certainty"], result["confusion"]["counts"]
    default = certainty["weights"]
    texts = {
        "table": renderings_table(),
        "summary_table": drawn_digits_table(),
        "confusion_table": confusion_table(confusion),
        "confusions": most_confused(confusion),
        "writers": str(data["writers"]),
        "digits": f"{data['digits']:,}",
        "grids": f"{data['grids_each']:,}",
        "renderings": "; ".join(rendering_in_words(*rendering) for rendering in data["renderings"].items()),
        "default": f"`{default}`",
        "sure_when_right": f"{certainty['mean_probability_when_right']:.2%}",
        "sure_when_wrong": f"{certainty['mean_probability_when_wrong']:.2%}",
        "threshold": f"{certainty['threshold']:.0%}",
        "below": f"{certainty['share_below_threshold']:.1%}",
        "wrong_of_those_below": f"{certainty['wrong_of_those_below']:.0%}",
        "below_of_those_wrong": f"{certainty['below_of_those_wrong']:.0%}",
    }
    for row in result["worst"]:
        texts |= worst_figures(row, row["weights"])
        if row["weights"] == default:
            texts |= worst_figures(row, "default")
    return {f"hand_{name}": text for name, text in texts.items()}
