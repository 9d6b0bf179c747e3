"""What the pages say about reading drawings."""

from mnist2x2.recorded import recorded
from tools.tables import (
    WAYS,
    confusion_table,
    drawn_digits_by_reader,
    drawn_digits_table,
    markdown_table,
    most_confused,
    percent,
)

HABITS = {
    0: "a slash",
    1: "a hat, a foot",
    3: "a flat top",
    4: "an open top",
    5: "its hat off",
    7: "a bar",
    8: "left open",
}


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


def reliability_table() -> str:
    """Return, for each range of probabilities, how many digits got one and how many of them are right."""
    ways = [recorded("certainty")["calibration"][way]["bins"] for way in ("before", "after")]
    lines = []
    for bins in zip(*ways, strict=True):
        parts = [f"{bins[0]['from']:.2f} to {bins[0]['to']:.2f}"]
        for row in bins:
            shares = [f"{row[name]:.2f}" if row["digits"] else "" for name in ("mean_probability", "share_right")]
            parts += [f"{row['digits']:,}", *shares]
        lines.append(parts)
    columns = ["digits", "mean", "right"]
    return markdown_table(["probability", *columns, *(f"{name}, scaled" for name in columns)], lines)


def no_digit_table() -> str:
    """Return how much of each group of non-digits the score marks, beside the energy alone."""
    groups, lines = recorded("certainty")["no_digit"]["groups"], []
    for row in groups:
        shares = [f"{share:.1%}" for share in (*row["marked"].values(), row["marked_by_energy_alone"])]
        lines.append([row["group"], str(len(row["kinds"])), *shares, f"{row['mean_probability']:.2f}"])
    return markdown_table(["drawings", "kinds", *groups[0]["marked"], "by the energy alone", "mean probability"], lines)


def restyling_table() -> str:
    """Return what each way of restyling strokes gives, beside strokes as they were drawn."""
    names = {
        "pendigits, digits": "digits_pendigits",
        "Unipen, digits": "digits_unipen",
        "Unipen, sequences": "sequences_unipen",
        "MNIST, sequences": "mnist_held_out",
    }
    variants = recorded("restyling")["variants"]
    lines = [[name, *(percent(variant[key]) for key in names.values())] for name, variant in variants.items()]
    return markdown_table(["restyled", *names], lines)


def habits_table() -> str:
    """Return, for the digits that have habits, how many are read right, and how many others are read as them."""
    variants, lines = recorded("restyling")["variants"], []
    ways = [variants[name] for name in ("as drawn", "habits")]
    for digit, habit in HABITS.items():
        shares = [f"{way[kind][digit]:.2%}" for kind in ("right", "called") for way in ways]
        lines.append([f"{digit}: {habit}", *shares])
    head = ["right, as drawn", "with habits", "others read as it, as drawn", "with habits"]
    return markdown_table(["digit", *head], lines)


def certainty_figures() -> dict[str, str]:
    """Return what results/certainty.json says of the default weights."""
    measured = recorded("certainty")
    calibration, groups = measured["calibration"], measured["no_digit"]["groups"]
    alarms = measured["no_digit"]["false_alarms"]
    kinds = sorted((share, kind, row["group"]) for row in groups for kind, share in row["kinds"].items())
    return {
        "temperature": f"{measured['temperature']:.2f}",
        "sure": f"{measured['sure']:.2f}",
        "error_before": f"{calibration['before']['expected_calibration_error']:.2%}",
        "error_after": f"{calibration['after']['expected_calibration_error']:.2%}",
        "marked_wrong": f"{calibration['marked']['wrong']:.0%}",
        "marked_right": f"{calibration['marked']['right']:.1%}",
        "marked_curve": ", ".join(f"{row['wrong']:.0%} at {row['right']:.0%}" for row in calibration["curve"]),
        "reliability_table": reliability_table(),
        "no_digit_table": no_digit_table(),
        "false_alarms": ", ".join(f"{share:.1%} ({name})" for name, share in alarms.items()),
        "missed": ", ".join(f"{kind} ({group}, {share:.0%})" for share, kind, group in kinds[:8]),
    }


def figures() -> dict[str, str]:
    """Return every name with its text. Names with `hand_default_` stand for the default weights."""
    result = recorded("drawn_digits")
    data, confusion, default = result["data"], result["confusion"]["counts"], result["confusion"]["weights"]
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
        **certainty_figures(),
        "restyling_table": restyling_table(),
        "habits_table": habits_table(),
        "restyling_seeds": str(len({run["seed"] for run in recorded("restyling")["runs"]})),
    }
    for row in result["worst"]:
        texts |= worst_figures(row, row["weights"])
        if row["weights"] == default:
            texts |= worst_figures(row, "default")
    return {f"hand_{name}": text for name, text in texts.items()}
