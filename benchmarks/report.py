"""Write the figures of results/*.json into README.md and MODEL_CARD.md; --check only says if they differ."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- results: written by benchmarks/report.py -->", "<!-- end of results -->"


def load(name: str) -> dict:
    return json.loads((ROOT / "results" / f"{name}.json").read_text())


def percent(summary: dict, name: str) -> str:
    value = summary[name]
    text = f"{value['mean']:.2%}"
    return text if value["standard_deviation"] is None else f"{text} ± {100 * value['standard_deviation']:.2f}"


def table() -> str:
    """Return the accuracies of all recipes as a Markdown table."""
    public = load("public_demo")
    head = ["", "runs", "epochs", "sequences", "digits", "sequences, empty cells", "final loss", "minutes a run"]
    rows = [
        [
            "the public demo reports",
            "1",
            str(public["epochs"]),
            f"{public['sequence_accuracy']:.2%}",
            f"{public['digit_accuracy']:.2%}",
            "",
            f"{public['final_loss']:.4f}",
            "",
        ]
    ]
    for recipe, name in (("demo", "recipe `demo`, its setting"), ("book", "recipe `book`, shipped")):
        result = load(recipe)
        summary, runs = result["summary"], result["runs"]
        minutes = sum(run["seconds"] for run in runs) / len(runs) / 60
        rows.append(
            [
                name,
                str(len(runs)),
                str(runs[0]["config"]["epochs"]),
                percent(summary, "sequence_accuracy"),
                percent(summary, "digit_accuracy"),
                percent(summary, "sequence_accuracy_with_empty_cells"),
                f"{summary['final_loss']['mean']:.4f}",
                f"{minutes:.0f} ({runs[0]['threads']} thread{'s' * (runs[0]['threads'] > 1)}, {runs[0]['device']})",
            ]
        )
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    stale = False
    for name in ("README.md", "MODEL_CARD.md"):
        path = ROOT / name
        text = path.read_text()
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        new = f"{before}{BEGIN}\n{table()}\n{END}{after}"
        if new != text:
            stale = True
            print(f"{name}: its figures are not those of results/: run python benchmarks/report.py")
            if "--check" not in sys.argv:
                path.write_text(new)
                print("written")
    return int(stale and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
