"""A Sphinx extension: puts the figures of results/*.json into the book's pages, where they say {{ name }}.

An unknown name is a warning, so that it fails a build in which warnings are errors. What names there are:

    python book/figures.py
"""

import ast
import importlib.util
from pathlib import Path

import speed_figures
from speed_figures import markdown_table

ROOT = Path(__file__).parents[1]


def load_report():
    """Return benchmarks/report.py, which makes the tables of the README, as a module."""
    spec = importlib.util.spec_from_file_location("report", ROOT / "benchmarks" / "report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REPORT = load_report()
load = REPORT.load  # what results/NAME.json says


def points(difference: float) -> str:
    """Return a difference of shares in percentage points."""
    return f"{abs(difference) * 100:.2f} percentage point" + "s" * (f"{abs(difference) * 100:.2f}" != "1.00")


def verdict(mine: float, other: float) -> str:
    """Return in words how one share, as it is printed, compares with another."""
    mine, other = round(mine, 4), round(other, 4)
    return "equal to" if mine == other else "above" if mine > other else "short of"


def recipe_figures(name: str) -> dict[str, str]:
    """Return the figures of a recipe's runs, each named after the recipe."""
    result, public = load(name), load("public_demo")
    summary, runs = result["summary"], result["runs"]
    first, config, public_share = runs[0], runs[0]["config"], public["sequence_accuracy"]
    sequences, digits = summary["sequence_accuracy"], summary["digit_accuracy"]
    empty, spread = summary["sequence_accuracy_with_empty_cells"], sequences["standard_deviation"]
    difference = sequences["mean"] - public_share
    above = sum(round(run["held_out"]["sequence_accuracy"], 4) > public_share for run in runs)
    figures = {
        "sequences": f"{sequences['mean']:.2%}",
        "sequences_with_spread": REPORT.percent(summary, "sequence_accuracy"),
        "sequences_lowest": f"{sequences['min']:.2%}",
        "sequences_highest": f"{sequences['max']:.2%}",
        "sequences_empty": f"{empty['mean']:.2%}",
        "sequences_wrong": f"{(1 - sequences['mean']) * first['held_out']['grids']:.0f}",
        "digits": f"{digits['mean']:.2%}",
        "digits_with_spread": REPORT.percent(summary, "digit_accuracy"),
        "loss": f"{summary['final_loss']['mean']:.4f}",
        "verdict": verdict(sequences["mean"], public_share),
        "gap": points(difference),
        "target": "missed" if verdict(sequences["mean"], public_share) == "short of" else "reached",
        "digits_verdict": verdict(digits["mean"], public["digit_accuracy"]),
        "digits_gap": points(digits["mean"] - public["digit_accuracy"]),
        "runs": str(len(runs)),
        "runs_above": f"{above} of {len(runs)}",
        "seeds": ", ".join(str(run["seed"]) for run in runs),
        "epochs": str(config["epochs"]),
        "batch_size": str(config["batch_size"]),
        "steps": f"{config['epochs'] * -(-config['grids'] // config['batch_size']):,}",
        "minutes": f"{config['epochs'] * load('costs')['epochs'][name]['seconds'] / 60:.0f}",
        "memory": f"{max(run['peak_memory_bytes'] for run in runs) / 1e6:,.0f} MB",
        "device": first["device"],
        "processor": first["processor"],
        "threads": f"{first['threads']} thread" + "s" * (first["threads"] > 1),
        "torch": first["torch"],
        "python": first["python"],
        "commits": ", ".join(sorted({run["commit"] or "none" for run in runs})),
        "command": f"`{result['made_by']}`",
    }
    if spread is not None:  # of several runs
        figures["sequences_spread"] = points(spread)
        figures["gap_in_spreads"] = "more" if abs(difference) > spread else "less"
    return {f"{name}_{key}": value for key, value in figures.items()}


def runs_table() -> str:
    """Return every run of all recipes, seed by seed."""
    head = ["recipe", "seed", "sequences", "digits", "sequences, empty cells", "final loss"]
    rows = []
    for name in REPORT.measured():
        for run in load(name)["runs"]:
            full, empty = run["held_out"], run["held_out_with_empty_cells"]
            shares = [full["sequence_accuracy"], full["digit_accuracy"], empty["sequence_accuracy"]]
            loss = run["history"][-1]["loss"]
            shares = [f"{share:.2%}" for share in shares]
            rows.append([f"`{name}`", str(run["seed"]), *shares, f"{loss:.4f}"])
    return markdown_table(head, rows)


def positions_table() -> str:
    """Return the digit accuracy at each position of an answer, first runs."""
    shares = {name: load(name)["runs"][0]["held_out"]["position_accuracy"] for name in REPORT.measured()}
    head = ["recipe", *(f"digit {i + 1}" for i in range(len(shares["book"])))]
    return markdown_table(head, [[f"`{name}`", *(f"{share:.2%}" for share in row)] for name, row in shares.items()])


def machines_table() -> str:
    """Return on what the recipes ran, one column a recipe."""
    pace = (
        f"minutes a run, at the pace of one epoch on an idle machine, {load('costs')['measured_on']['threads']} threads"
    )
    lines = {
        "processor": "{processor}",
        "device, threads": "{device}, {threads}",
        pace: "{minutes}",
        "steps, grids a step": "{steps}, {batch_size}",
        "memory at most": "{memory}",
        "torch, Python": "{torch}, {python}",
        "commit": "{commits}",
        "command": "{command}",
    }
    columns = [
        {key.removeprefix(f"{name}_"): text for key, text in recipe_figures(name).items()} for name in REPORT.measured()
    ]
    head = ["", *(f"recipe `{name}`" for name in REPORT.measured())]
    return markdown_table(head, [[what, *(form.format(**own) for own in columns)] for what, form in lines.items()])


def confusion_of(name: str) -> list[list[int]]:
    """Return which digits the first run of a recipe writes for which, on MNIST."""
    return load(name)["runs"][0]["held_out"]["confusion"]


def confusion_table(confusion: list[list[int]]) -> str:
    """Return which digits were written for which."""
    head = ["true digit", *(f"read {i}" for i in range(10)), "none"]
    return markdown_table(head, [[str(i), *(f"{n:,}" for n in row)] for i, row in enumerate(confusion)])


def confusions(confusion: list[list[int]], most: int = 3) -> str:
    """Return the most frequent mistakes in words."""
    pairs = [(n, true, read) for true, row in enumerate(confusion) for read, n in enumerate(row) if read != true]
    pairs.sort(key=lambda pair: (-pair[0], pair[1:]))
    named = [f"a {true} {f'read as {read}' if read < 10 else 'left out'} ({n} times)" for n, true, read in pairs[:most]]
    return ", ".join(named)


def hand_table() -> str:
    """Return how drawings are read: sequences and, in brackets, digits, for each collection and rendering."""
    lines: dict[tuple[str, str], list[str]] = {}
    for rows in REPORT.readers().values():
        for row in rows:
            shares = f"{row['sequence_accuracy']:.1%} ({row['digit_accuracy']:.1%})"
            lines.setdefault((row["collection"], row["rendering"]), []).append(shares)
    head = ["drawn", *(f"`{weights}`, {REPORT.WAYS[way]}" for weights, way in REPORT.readers())]
    return markdown_table(head, [[", ".join(name), *shares] for name, shares in lines.items()])


def hand_figures() -> dict[str, str]:
    """Return the figures of results/drawn_digits.json. `hand_default_...` are of the default weights."""
    result = load("drawn_digits")
    data, sure, default = result["data"], result["certainty"], result["certainty"]["weights"]
    figures = {
        "table": hand_table(),
        "summary_table": REPORT.drawn_digits(),
        "confusion_table": confusion_table(result["confusion"]["counts"]),
        "confusions": confusions(result["confusion"]["counts"]),
        "writers": str(data["writers"]),
        "digits": f"{data['digits']:,}",
        "grids": f"{data['grids_each']:,}",
        "renderings": "; ".join(
            f"*{name}*: {how['brush']} of {how['canvas']}, {how['smallest']:.0%} to {how['largest']:.0%}"
            for name, how in data["renderings"].items()
        ),
        "default": f"`{default}`",
        "sure_when_right": f"{sure['mean_probability_when_right']:.2%}",
        "sure_when_wrong": f"{sure['mean_probability_when_wrong']:.2%}",
        "threshold": f"{sure['threshold']:.0%}",
        "below": f"{sure['share_below_threshold']:.1%}",
        "wrong_of_those_below": f"{sure['wrong_of_those_below']:.0%}",
        "below_of_those_wrong": f"{sure['below_of_those_wrong']:.0%}",
    }
    for row in result["worst"]:
        for name in {row["weights"], "default"} if row["weights"] == default else {row["weights"]}:
            start = f"{name}_{row['way']}"
            figures[f"{start}_worst"] = f"{row['sequence_accuracy']:.1%}"
            figures[f"{start}_worst_digits"] = f"{row['digit_accuracy']:.1%}"
            figures[f"{start}_worst_where"] = f"{row['collection']}, {row['rendering']}"
    return {f"hand_{name}": text for name, text in figures.items()}


def scoreboard_table() -> str:
    """Return what the chapters' readers get right, and the public demo."""
    source = (ROOT / "mnist2x2" / "scoreboard.py").read_text(encoding="utf-8")  # read, as importing it costs seconds
    titles = next(
        ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "ROWS"
    )
    measured = {line["row"]: line for line in load("scoreboard")["rows"]}
    rows = [(title, measured[name]) for name, title in titles.items() if name in measured]
    rows.append(("to compare: the public demo", load("public_demo")))
    shares = [[title, f"{row['sequence_accuracy']:.2%}", f"{row['digit_accuracy']:.2%}"] for title, row in rows]
    return markdown_table(["chapter", "sequences", "digits"], shares)


def substitutions() -> dict[str, str]:
    """Return every name that a page of the book can use, with what it stands for."""
    public, costs = load("public_demo"), load("costs")
    book = load("book")["runs"][0]
    figures = {
        **hand_figures(),
        "public_sequences": f"{public['sequence_accuracy']:.2%}",
        "public_digits": f"{public['digit_accuracy']:.2%}",
        "public_loss": f"{public['final_loss']:.4f}",
        "public_epochs": str(public["epochs"]),
        "parameters": f"{book['parameters']:,}",
        "held_out_grids": f"{book['held_out']['grids']:,}",
        "torch_version": book["torch"],
        "python_version": book["python"],
        "setup_seconds": f"{costs['setup']['seconds']:.0f}",
        "setup_size": f"{costs['setup']['bytes'] / 1e9:.1f} GB",
        "costs_processor": costs["measured_on"]["processor"],
        "costs_threads": str(costs["measured_on"]["threads"]),
        "costs_command": f"`{costs['made_by']}`",
        "devices": ", ".join(sorted({run["device"] for name in REPORT.measured() for run in load(name)["runs"]})),
        "results_table": REPORT.table(),
        "costs_table": REPORT.costs(),
        "runs_table": runs_table(),
        "positions_table": positions_table(),
        "machines_table": machines_table(),
        "scoreboard_table": scoreboard_table(),
    }
    for name in REPORT.measured():
        figures |= recipe_figures(name)
        figures[f"{name}_confusion_table"] = confusion_table(confusion_of(name))
        figures[f"{name}_confusions"] = confusions(confusion_of(name))
    for recipe, epoch in costs["epochs"].items():
        figures[f"{recipe}_epoch_seconds"] = f"{epoch['seconds']:.0f}"
    if speed_figures.measured():
        figures |= speed_figures.figures()
    return figures


def set_substitutions(app, config) -> None:
    """Hand the figures to MyST, before it reads its options."""
    config.myst_substitutions = {**config.myst_substitutions, **substitutions()}


def setup(app) -> dict:
    app.connect("config-inited", set_substitutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    for name, text in substitutions().items():
        print(f"{name}: {text if chr(10) not in text else chr(10) + text}")
