"""States of the microscope that the chapters lead to, by name: book/microscope.html#microscope=flag-off.

In a notebook's Markdown, where the page's address has to be HTML:

    <a href="../book/microscope.html#microscope=flag-off">Try it in the microscope</a>: …
"""

from functools import cache

from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import place
from mnist2x2.drawing.marks import Stroke, marks_to_json
from mnist2x2.page.drawing_grid import PEN, demonstration
from mnist2x2.recorded import recorded
from mnist2x2.tokenizer import LETTERS

UPPER_LEFT, UPPER_RIGHT = [0, 1, 4, 5], [2, 3, 6, 7]  # the patches of two cells
FLAG = {"at": "encoder.1.attention.mix", "head": 2}  # the head that tells empty cells
TAKEN_FOR_SEVEN = 185  # which of the writer's digits: a one


def drawing(*cells: int | None) -> list[list[dict]]:
    """Return the marks of a drawing: for each cell, the number of the sample to take its digit from, or None."""
    return [[] if sample is None else [{"sample": sample}] for sample in cells]


def of_the_writer(which: int) -> list[dict]:
    """Return the marks of one of the digits of the book's writer."""
    strokes = place(load_strokes("writer")[which].strokes, 0.65)
    return marks_to_json([[Stroke(stroke.round(3), PEN) for stroke in strokes]])[0]


@cache
def states() -> dict[str, dict]:
    """Return the states by name, with the fields of `opening` in static/microscope/state.js that differ from there.

    Names are lower-case words with hyphens between them, and do not begin with "tour-".
    """
    example = demonstration()
    gap = [example[0], [], *example[2:]]  # with an empty second cell
    return {
        "no-attention": {  # chapter 4
            "model": "book",
            "marks": example,
            "interventions": [{"at": f"encoder.{block}.attention.mix", "to": 0} for block in range(4)],
            "panel": "switches",
        },
        "flag-off": {
            "model": "book",
            "marks": drawing(None, 8, 8, 8),
            "interventions": [FLAG | {"to": 0}],
            "panel": "switches",
        },
        "planted": {
            "model": "book",
            "marks": drawing(None, 8, 8, 8),
            "pinned": drawing(8, 8, 8, 8),
            "interventions": [FLAG | {"rows": UPPER_LEFT, "to": "pinned"}],
            "panel": "copy",
        },
        "mask-away": {  # chapter 5
            "model": "letters",
            "marks": drawing(11, 11, 11, 11),
            "interventions": [{"at": "causal_mask"}],
            "panel": "maps",
            "view": {"maps": {"kind": "self", "step": 1, "locked": [1, 0]}},
        },
        "second-filled-cell": {  # chapter 6
            "model": "book",
            "marks": gap,
            "panel": "maps",
            "view": {"maps": {"kind": "cross", "step": 1, "locked": [1, 0]}},
        },
        "blurred-head": {
            "model": "book",
            "marks": gap,
            "interventions": [{"at": "decoder.0.cross_attention.mix", "head": 3, "to": "mean"}],
            "panel": "switches",
        },
        "swapped-rows": {
            "model": "book",
            "marks": example,
            "pinned": drawing(2, 2, 2, 2),
            "interventions": [{"at": "encoder_norm", "rows": UPPER_RIGHT, "to": "pinned"}],
            "panel": "copy",
            "view": {"copy": {"stage": "encoder_norm", "rows": "cell 1"}},
        },
        "steered": {  # chapter 7
            "model": "letters",
            "marks": drawing(1, 1, 1, 1),
            "beginning": LETTERS.from_text("se"),
            "panel": "stepper",
            "view": {"stepper": {"step": 1}},
        },
        "misread": {  # chapter 9
            "marks": [[{"sample": 18}], of_the_writer(TAKEN_FOR_SEVEN), *drawing(18, 18)],
            "panel": "maps",
            "view": {"maps": {"kind": "cross", "step": 1, "locked": [1, 1]}},
        },
    }


def named() -> set[str]:
    """Return every name that may stand in an address: of a state, or "tour-" and the name of a tour."""
    return {*states(), *(f"tour-{name}" for name in recorded("tours")["tours"])}
