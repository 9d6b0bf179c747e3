"""A Sphinx extension that puts measured figures into the book's pages, where they say {{ name }}.

The figures come from results/*.json, and what the pages for teachers say of a chapter from the chapter. An unknown name
is a warning, and warnings stop the build. To list the names:

    python -m book.figures
"""

from book import accuracy_figures, drawn_figures, gate_figures, photo_figures, speed_figures, teaching_figures
from mnist2x2.recorded import recorded
from tools.speed_results import speed_results
from tools.tables import RECIPES, costs_table, letters_table, results_table, twins_table


def general_figures() -> dict[str, str]:
    """Return the figures of the public demo, of the model, and of what setting up and training cost."""
    public, costs, book = recorded("public_demo"), recorded("costs"), recorded("book")["runs"][0]
    watched = recorded("operators")
    devices = {run["device"] for recipe in RECIPES for run in recorded(recipe)["runs"]}
    return {
        "public_sequences": f"{public['sequence_accuracy']:.2%}",
        "public_digits": f"{public['digit_accuracy']:.2%}",
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
        **{f"{recipe}_epoch_seconds": f"{epoch['seconds']:.0f}" for recipe, epoch in costs["epochs"].items()},
        "devices": ", ".join(sorted(devices)),
        "mps_operators": ", ".join(f"`{name}`" for name in watched["operators"]),
        "mps_operators_count": str(len(watched["operators"])),
        "mps_torch": watched["torch"],
        "results_table": results_table(),
        "letters_table": letters_table(),
        "twins_table": twins_table(),
        "twins_read": f"{recorded('words')['read']:,}",
        "costs_table": costs_table(),
    }


def substitutions() -> dict[str, str]:
    """Return every name that a page can use, with the text that takes its place."""
    speed = speed_figures.figures(speed_results())
    measured = accuracy_figures.figures() | drawn_figures.figures() | photo_figures.figures() | gate_figures.figures()
    return general_figures() | measured | speed | teaching_figures.figures()


def set_substitutions(app, config) -> None:
    """Hand the figures to MyST before it reads its options."""
    config.myst_substitutions = {**config.myst_substitutions, **substitutions()}


def setup(app) -> dict:
    app.connect("config-inited", set_substitutions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    for name, text in substitutions().items():
        separator = "\n" if "\n" in text else " "
        print(f"{name}:{separator}{text}")
