"""Write the figures of results/*.json into README.md and MODEL_CARD.md; --check only says if they differ."""

import json
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RECIPES = {
    "demo": "recipe `demo`, its setting, with dropout and clipping",
    "book": "recipe `book`, shipped",
    "drawn": "recipe `drawn`, shipped, the default: `book` with pen-drawn digits",
}
WAYS = {"resized": "canvas resized to 28x28", "grid_from_drawings": "`grid_from_drawings`"}


def load(name: str) -> dict:
    return json.loads((ROOT / "results" / f"{name}.json").read_text(encoding="utf-8"))


def measured() -> list[str]:
    """Return the recipes that have been run."""
    return [name for name in RECIPES if (ROOT / "results" / f"{name}.json").exists()]


def percent(summary: dict, name: str) -> str:
    value = summary[name]
    text = f"{value['mean']:.2%}"
    return text if value["standard_deviation"] is None else f"{text} ± {100 * value['standard_deviation']:.2f}"


def table() -> str:
    """Return the accuracies of all recipes as a Markdown table."""
    public = load("public_demo")
    head = [
        "",
        "parameters",
        "runs",
        "epochs",
        "sequences",
        "digits",
        "sequences, empty cells",
        "final loss",
        "minutes a run, on an idle machine",
    ]
    rows = [
        [
            "the public demo reports",
            "",
            "1",
            str(public["epochs"]),
            f"{public['sequence_accuracy']:.2%}",
            f"{public['digit_accuracy']:.2%}",
            "",
            f"{public['final_loss']:.4f}",
            "",
        ]
    ]
    for recipe in measured():
        result = load(recipe)
        summary, runs = result["summary"], result["runs"]
        epoch = load("costs")["epochs"][recipe]  # the runs themselves had other work beside them
        minutes = runs[0]["config"]["epochs"] * epoch["seconds"] / 60
        rows.append(
            [
                RECIPES[recipe],
                f"{runs[0]['parameters']:,}",
                str(len(runs)),
                str(runs[0]["config"]["epochs"]),
                percent(summary, "sequence_accuracy"),
                percent(summary, "digit_accuracy"),
                percent(summary, "sequence_accuracy_with_empty_cells"),
                f"{summary['final_loss']['mean']:.4f}",
                f"{minutes:.0f} ({epoch['threads']} thread{'s' * (epoch['threads'] > 1)}, {epoch['device']})",
            ]
        )
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def costs() -> str:
    """Return what setting up and an epoch cost as a Markdown table."""
    measured = load("costs")
    lines = ["| | seconds | |", "| --- | --- | --- |"]
    setup = measured["setup"]
    lines.append(f"| setting up | {setup['seconds']:.0f} | {setup['bytes'] / 1e9:.1f} GB on disk |")
    for recipe, epoch in measured["epochs"].items():
        memory = f"{epoch['peak_memory_bytes'] / 1e6:,.0f} MB at most in memory"
        lines.append(f"| an epoch of `{recipe}` | {epoch['seconds']:.0f} | {memory} |")
    machine = measured["measured_on"]
    lines.append(
        f"\nMeasured on a CPU with {machine['threads']} threads, {machine['processor']}, torch {machine['torch']}."
    )
    return "\n".join(lines)


def readers() -> dict[tuple[str, str], list[dict]]:
    """Return the rows of results/drawn_digits.json by weights and way in, in the order of the tables."""
    found: dict[tuple[str, str], list[dict]] = {}
    for row in load("drawn_digits")["rows"]:
        found.setdefault((row["weights"], row["way"]), []).append(row)
    return dict(sorted(found.items(), key=lambda item: (list(RECIPES).index(item[0][0]), list(WAYS).index(item[0][1]))))


def drawn_digits() -> str:
    """Return how drawings are read, on average over all renderings and at worst, as a Markdown table."""
    lines = ["| weights | way in | sequences | at worst | digits | at worst |", "| --- | --- | --- | --- | --- | --- |"]
    worst = {(row["weights"], row["way"]): row for row in load("drawn_digits")["worst"]}
    for (weights, way), rows in readers().items():
        shares = []
        for name in ("sequence_accuracy", "digit_accuracy"):
            shares += [statistics.mean(row[name] for row in rows), worst[weights, way][name]]
        lines.append(f"| `{weights}` | {WAYS[way]} | " + " | ".join(f"{share:.2%}" for share in shares) + " |")
    return "\n".join(lines)


def main() -> int:
    stale, parts = False, {"results": table(), "costs": costs(), "drawn digits": drawn_digits()}
    for name in ("README.md", "MODEL_CARD.md"):
        path = ROOT / name
        old = new = path.read_text(encoding="utf-8")
        for part, content in parts.items():
            begin, end = f"<!-- {part}: written by benchmarks/report.py -->", f"<!-- end of {part} -->"
            if begin in new:
                new = new[: new.index(begin)] + f"{begin}\n{content}\n" + new[new.index(end) :]
        if new != old:
            stale = True
            print(f"{name}: its figures are not those of results/: run python benchmarks/report.py")
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
                print("written")
    return int(stale and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
