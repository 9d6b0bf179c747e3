"""The book's scoreboard: what each chapter's reader gets right on the same held-out grids."""

from typing import TYPE_CHECKING

from mnist2x2.recorded import recorded

if TYPE_CHECKING:  # the book's pages import the titles below, and need no torch for that
    from mnist2x2.evaluation import Evaluation

ROWS = {
    "linear": "1: four linear classifiers, one a cell",
    "encoder": "4: encoder and four heads, half a minute",
    "decoder": "6: encoder and decoder, a minute",
    "book": "8: the full run",
}


def scoreboard(name: str, evaluation: "Evaluation") -> None:
    """Show, in a notebook, the recorded lines of the chapters before, this one as just measured, and the public demo.

    name: one of `ROWS`. The cell's output carries the line, so that `make notebooks` can record it.
    """
    from IPython.display import display

    known = {line["row"]: line for line in recorded("scoreboard")["rows"]}
    mine = {
        "row": name,
        "sequence_accuracy": evaluation.sequence_accuracy,
        "digit_accuracy": evaluation.digit_accuracy,
    }
    before = list(ROWS)[: list(ROWS).index(name)]
    lines = [(ROWS[row], known[row]) for row in before if row in known] + [(ROWS[name], mine)]
    lines.append(("to compare: the public demo", recorded("public_demo")))
    text = f"{'chapter':<44}{'sequences right':>16}{'digits right':>14}"
    for title, line in lines:
        text += f"\n{title:<44}{line['sequence_accuracy']:>16.2%}{line['digit_accuracy']:>14.2%}"
    display({"text/plain": text}, raw=True, metadata={"mnist2x2": mine})
