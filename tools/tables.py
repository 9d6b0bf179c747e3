"""Results as Markdown tables, for README.md, MODEL_CARD.md and the pages of the book. Needs no torch."""

import statistics

from mnist2x2.recorded import recorded

RECIPES = {
    "demo": "recipe `demo`, its setting, with dropout and clipping",
    "book": "recipe `book`, shipped",
    "drawn": "recipe `drawn`, shipped, the default: `book` with pen-drawn digits",
}
FORCED = {"": "a tossed language", "_english": "English", "_spanish": "Spanish"}  # how true answers are given
WAYS = {"resized": "canvas resized to 28x28", "grid_from_drawings": "`grid_from_drawings`"}


def markdown_table(head: list[str], rows: list[list[str]], names: int = 1) -> str:
    """Return a table. Its first columns, as many as `names`, are aligned to the left, the others to the right."""
    lines = [head, ["---"] * names + ["---:"] * (len(head) - names), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def short(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, such as "1 thread" or "2 threads"."""
    return f"{count} {noun}" + "s" * (count != 1)


def percent(share: dict) -> str:
    """Return the mean of a share as a percentage and, if there are several runs, its standard deviation."""
    mean, deviation = share["mean"], share["standard_deviation"]
    return f"{mean:.2%}" if deviation is None else f"{mean:.2%} ± {100 * deviation:.2f}"


def minutes_of_a_run(recipe: str) -> float:
    """Return how long a run takes at the pace of one epoch on an idle machine. The runs themselves were not alone."""
    epochs = recorded(recipe)["runs"][0]["config"]["epochs"]
    return epochs * recorded("costs")["epochs"][recipe]["seconds"] / 60


def results_table() -> str:
    """Return the accuracies of the public demo and of all recipes."""
    public = recorded("public_demo")
    shares = [f"{public[name]:.2%}" for name in ("sequence_accuracy", "digit_accuracy")]
    loss = f"{public['final_loss']:.4f}"
    rows = [["the public demo reports", "", "1", str(public["epochs"]), *shares, "", loss, ""]]
    for recipe, title in RECIPES.items():
        result = recorded(recipe)
        summary, runs = result["summary"], result["runs"]
        epoch = recorded("costs")["epochs"][recipe]
        rows.append(
            [
                title,
                f"{runs[0]['parameters']:,}",
                str(len(runs)),
                str(runs[0]["config"]["epochs"]),
                percent(summary["sequence_accuracy"]),
                percent(summary["digit_accuracy"]),
                percent(summary["sequence_accuracy_with_empty_cells"]),
                f"{summary['final_loss']['mean']:.4f}",
                f"{minutes_of_a_run(recipe):.0f} ({plural(epoch['threads'], 'thread')}, {epoch['device']})",
            ]
        )
    head = ["", "parameters", "runs", "epochs", "sequences", "digits", "sequences, empty cells", "final loss"]
    return markdown_table([*head, "minutes a run, on an idle machine"], rows)


def letters_table() -> str:
    """Return how the weights `letters` read: on full grids, and on grids with empty cells."""
    (run,) = recorded("letters")["runs"]
    kinds = {"sequence_accuracy": "right in one language", "english": "right in English", "spanish": "right in Spanish"}
    kinds |= {"mixed": "mixed", "mixed_inside": "mixed inside a word", "misread": "misread"}
    kinds |= {f"teacher_forced{name}": f"forced, right in {language}" for name, language in FORCED.items()}
    both = [run[name] for name in ("held_out", "held_out_with_empty_cells")]
    rows = [[title, *(f"{shares[kind]:.2%}" for shares in both)] for kind, title in kinds.items()]
    return markdown_table(["", "full grids", "with empty cells"], rows)


def twins_table() -> str:
    """Return how twins read that differ in what the decoder knows of its own answer, greedily: right, and mixed."""
    rows = []
    for answers, twins in recorded("words")["summary"].items():
        for twin, parts in twins.items():
            cells = []
            for grids in ("held_out", "held_out_with_empty_cells"):
                shares = parts[grids]["greedy"]
                mixed = sum(shares[kind]["mean"] for kind in ("mixed", "mixed_inside")) if "mixed" in shares else None
                cells += [percent(shares["sequence_accuracy"]), "" if mixed is None else f"{mixed:.1%}"]
            rows.append([answers, twin, *cells])
    head = ["answers", "the decoder knows", "full grids: right", "mixed", "with empty cells: right", "mixed"]
    return markdown_table(head, rows, names=2)


def costs_table() -> str:
    """Return what setting up costs, and an epoch of each recipe."""
    costs = recorded("costs")
    setup, machine = costs["setup"], costs["measured_on"]
    rows = [["setting up", f"{setup['seconds']:.0f}", f"{setup['bytes'] / 1e9:.1f} GB on disk"]]
    for recipe, epoch in costs["epochs"].items():
        memory = f"{epoch['peak_memory_bytes'] / 1e6:,.0f} MB at most in memory"
        rows.append([f"an epoch of `{recipe}`", f"{epoch['seconds']:.0f}", memory])
    threads = plural(machine["threads"], "thread")
    place = f"Measured on a CPU with {threads}, {machine['processor']}, torch {machine['torch']}."
    return f"{markdown_table(['', 'seconds', ''], rows)}\n\n{place}"


def drawn_digits_by_reader() -> dict[tuple[str, str], list[dict]]:
    """Return the rows of results/drawn_digits.json by weights and way in, in the order of the tables."""
    rows = recorded("drawn_digits")["rows"]
    readers = [(weights, way) for weights in RECIPES for way in WAYS]
    by_reader = {reader: [row for row in rows if (row["weights"], row["way"]) == reader] for reader in readers}
    return {reader: rows for reader, rows in by_reader.items() if rows}


def drawn_digits_table() -> str:
    """Return how drawings are read: on average over all renderings, and at worst."""
    worst = {(row["weights"], row["way"]): row for row in recorded("drawn_digits")["worst"]}
    lines = []
    for (weights, way), rows in drawn_digits_by_reader().items():
        shares = []
        for name in ("sequence_accuracy", "digit_accuracy"):
            shares += [statistics.mean(row[name] for row in rows), worst[weights, way][name]]
        lines.append([f"`{weights}`", WAYS[way], *(f"{share:.2%}" for share in shares)])
    return markdown_table(["weights", "way in", "sequences", "at worst", "digits", "at worst"], lines, names=2)


def read_right(row: dict) -> list[str]:
    """Return the shares of the sequences and of the digits that are read right in some photos."""
    return [f"{row['sequences'] / row['pictures']:.1%}", f"{row['digits_right'] / row['digits']:.1%}"]


def photos_table() -> str:
    """Return how well photos are read, beside the reader that was there before."""
    result = recorded("photos")
    names = {"development": "kinds looked at", "held_out": "kinds held out", "all": "all"}
    rows = []
    for key, name in names.items():
        before, now = result["before"]["totals"][key], result["totals"][key]
        rows.append([name, f"{now['pictures']:,}", *read_right(before), *read_right(now)])
    return markdown_table(["photos", "", "sequences, before", "digits, before", "sequences", "digits"], rows)


def confusion_table(confusion: list[list[int]]) -> str:
    """Return which digits were written for which."""
    head = ["true digit", *(f"read {digit}" for digit in range(10)), "none"]
    return markdown_table(head, [[str(digit), *(f"{n:,}" for n in row)] for digit, row in enumerate(confusion)])


def most_confused(confusion: list[list[int]], most: int = 3) -> str:
    """Return the most frequent mistakes in words."""
    pairs = [(n, true, read) for true, row in enumerate(confusion) for read, n in enumerate(row) if read != true]
    pairs.sort(key=lambda pair: (-pair[0], pair[1:]))
    named = [f"a {true} {f'read as {read}' if read < 10 else 'left out'} ({n} times)" for n, true, read in pairs[:most]]
    return ", ".join(named)
