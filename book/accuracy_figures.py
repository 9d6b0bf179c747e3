"""What the pages say about accuracy: the runs of each recipe, where they fail, and the chapters' scoreboard."""

from mnist2x2.recorded import recorded
from mnist2x2.scoreboard import ROWS
from tools.tables import (
    RECIPES,
    confusion_table,
    markdown_table,
    minutes_of_a_run,
    most_confused,
    percent,
    plural,
)


def points(difference: float) -> str:
    """Return a difference of two shares in percentage points."""
    text = f"{abs(difference) * 100:.2f}"
    return f"{text} percentage point" + "s" * (text != "1.00")


def verdict(ours: float, other: float) -> str:
    """Return in words how one share, as it is printed, compares with another."""
    ours, other = round(ours, 4), round(other, 4)
    return "equal to" if ours == other else "above" if ours > other else "short of"


def accuracy_of(recipe: str) -> dict[str, str]:
    """Return a recipe's accuracies, and how they compare with the public demo's."""
    result, public = recorded(recipe), recorded("public_demo")
    summary, runs = result["summary"], result["runs"]
    public_share = public["sequence_accuracy"]
    sequences, digits = summary["sequence_accuracy"], summary["digit_accuracy"]
    difference, deviation = sequences["mean"] - public_share, sequences["standard_deviation"]
    above = sum(round(run["held_out"]["sequence_accuracy"], 4) > public_share for run in runs)
    figures = {
        "sequences": f"{sequences['mean']:.2%}",
        "sequences_with_spread": percent(sequences),
        "sequences_empty": f"{summary['sequence_accuracy_with_empty_cells']['mean']:.2%}",
        "sequences_wrong": f"{(1 - sequences['mean']) * runs[0]['held_out']['grids']:.0f}",
        "digits": f"{digits['mean']:.2%}",
        "digits_with_spread": percent(digits),
        "verdict": verdict(sequences["mean"], public_share),
        "gap": points(difference),
        "target": "missed" if verdict(sequences["mean"], public_share) == "short of" else "reached",
        "digits_verdict": verdict(digits["mean"], public["digit_accuracy"]),
        "digits_gap": points(digits["mean"] - public["digit_accuracy"]),
        "runs_above": f"{above} of {len(runs)}",
    }
    if deviation is not None:  # there are several runs
        figures["sequences_spread"] = points(deviation)
        figures["gap_in_spreads"] = "more" if abs(difference) > deviation else "less"
    return figures


def circumstances_of(recipe: str) -> dict[str, str]:
    """Return what a recipe's runs consisted of, and what they ran on."""
    result = recorded(recipe)
    runs = result["runs"]
    first, config = runs[0], runs[0]["config"]
    return {
        "runs": str(len(runs)),
        "seeds": ", ".join(str(run["seed"]) for run in runs),
        "epochs": str(config["epochs"]),
        "batch_size": str(config["batch_size"]),
        "steps": f"{config['epochs'] * -(-config['grids'] // config['batch_size']):,}",
        "minutes": f"{minutes_of_a_run(recipe):.0f}",
        "memory": f"{max(run['peak_memory_bytes'] for run in runs) / 1e6:,.0f} MB",
        "device": first["device"],
        "processor": first["processor"],
        "threads": plural(first["threads"], "thread"),
        "torch": first["torch"],
        "python": first["python"],
        "commits": ", ".join(sorted({run["commit"] or "none" for run in runs})),
        "command": f"`{result['made_by']}`",
    }


def runs_table() -> str:
    """Return every run of all recipes, seed by seed."""
    rows = []
    for recipe in RECIPES:
        for run in recorded(recipe)["runs"]:
            full, empty = run["held_out"], run["held_out_with_empty_cells"]
            shares = [full["sequence_accuracy"], full["digit_accuracy"], empty["sequence_accuracy"]]
            loss = run["history"][-1]["loss"]
            rows.append([f"`{recipe}`", str(run["seed"]), *(f"{share:.2%}" for share in shares), f"{loss:.4f}"])
    return markdown_table(["recipe", "seed", "sequences", "digits", "sequences, empty cells", "final loss"], rows)


def positions_table() -> str:
    """Return the digit accuracy at each position of an answer, for the first run of each recipe."""
    shares = {recipe: recorded(recipe)["runs"][0]["held_out"]["position_accuracy"] for recipe in RECIPES}
    head = ["recipe", *(f"digit {i + 1}" for i in range(len(shares["book"])))]
    return markdown_table(head, [[f"`{recipe}`", *(f"{share:.2%}" for share in row)] for recipe, row in shares.items()])


def machines_table() -> str:
    """Return what the recipes ran on, with one column for each."""
    threads = recorded("costs")["measured_on"]["threads"]
    lines = {
        "processor": "{processor}",
        "device, threads": "{device}, {threads}",
        f"minutes a run, at the pace of one epoch on an idle machine, {threads} threads": "{minutes}",
        "steps, grids a step": "{steps}, {batch_size}",
        "memory at most": "{memory}",
        "torch, Python": "{torch}, {python}",
        "commit": "{commits}",
        "command": "{command}",
    }
    columns = [circumstances_of(recipe) for recipe in RECIPES]
    rows = [[title, *(form.format(**column) for column in columns)] for title, form in lines.items()]
    return markdown_table(["", *(f"recipe `{recipe}`" for recipe in RECIPES)], rows)


def scoreboard_table() -> str:
    """Return what the chapters' models get right, and the public demo."""
    measured = {line["row"]: line for line in recorded("scoreboard")["rows"]}
    rows = [(title, measured[name]) for name, title in ROWS.items() if name in measured]
    rows.append(("to compare: the public demo", recorded("public_demo")))
    shares = [[title, f"{row['sequence_accuracy']:.2%}", f"{row['digit_accuracy']:.2%}"] for title, row in rows]
    return markdown_table(["chapter", "sequences", "digits"], shares)


def figures() -> dict[str, str]:
    """Return every name with its text. Figures of a recipe begin with the recipe's name."""
    texts = {
        "runs_table": runs_table(),
        "positions_table": positions_table(),
        "machines_table": machines_table(),
        "scoreboard_table": scoreboard_table(),
    }
    for recipe in RECIPES:
        confusion = recorded(recipe)["runs"][0]["held_out"]["confusion"]
        mistakes = {"confusion_table": confusion_table(confusion), "confusions": most_confused(confusion)}
        parts = accuracy_of(recipe) | circumstances_of(recipe) | mistakes
        texts |= {f"{recipe}_{name}": text for name, text in parts.items()}
    return texts
