"""The book's scoreboard: how well the model of each chapter reads the same held-out grids."""

from typing import TYPE_CHECKING

from mnist2x2.recorded import recorded

if TYPE_CHECKING:  # the book's pages import the titles below, without torch
    from mnist2x2.evaluation import Evaluation

ROWS = {
    "linear": "1: four linear classifiers, one a cell",
    "encoder": "4: encoder and one head, half a minute",
    "decoder": "6: encoder and decoder, a minute",
    "book": "8: the full run",
}


def scoreboard(name: str, evaluation: "Evaluation") -> None:
    """Show in a notebook: earlier chapters as recorded, this one as just measured, and the public demo.

    name: a key of `ROWS`. The output's metadata holds the new row, so that `make notebooks` can record it.
    """
    from IPython.display import display

    recorded_rows = {line["row"]: line for line in recorded("scoreboard")["rows"]}
    measured = {
        "row": name,
        "sequence_accuracy": evaluation.sequence_accuracy,
        "digit_accuracy": evaluation.digit_accuracy,
    }
    earlier = list(ROWS)[: list(ROWS).index(name)]
    lines = [(ROWS[row], recorded_rows[row]) for row in earlier if row in recorded_rows] + [(ROWS[name], measured)]
    lines.append(("to compare: the public demo", recorded("public_demo")))
    text = f"{'chapter':<44}{'sequences right':>16}{'digits right':>14}"
    for title, line in lines:
        text += f"\n{title:<44}{line['sequence_accuracy']:>16.2%}{line['digit_accuracy']:>14.2%}"
    display({"text/plain": text}, raw=True, metadata={"mnist2x2": measured})
