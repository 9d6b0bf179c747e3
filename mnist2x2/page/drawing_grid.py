"""`DrawingGrid`: draw four digits in a notebook; the page reads them while you draw, with a model of yours."""

import copy
import html
import json
from pathlib import Path

import numpy as np
import torch
import traitlets

try:
    import anywidget
except ImportError as error:
    raise ImportError("to draw in a notebook, install anywidget: pip install anywidget") from error

from mnist2x2.checkpoint import load_pretrained, weights_as_bytes
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.brush import place
from mnist2x2.drawing.marks import Stroke, grid_from_marks, marks_from_json, marks_to_json
from mnist2x2.grid import CELLS
from mnist2x2.model import GridTransformer, check_two_by_two
from mnist2x2.page.photos import answer_to, photo_from_page
from mnist2x2.page.sentences import Refusal

JOINED = Path(__file__).parent / "static" / "joined"
PEN = 0.07  # width of the brush, in units of a cell's side
DEMONSTRATED = {3: 9, 7: 1, 4: 7, 9: 4}  # digits, and which of the writer's it is: clear ones
SAMPLES = 20  # held-out grids from which "Show me one" chooses


def sample_grids() -> tuple[np.ndarray, list[str]]:
    """Return the held-out grids that a drawing grid can show, uint8 (n, 56, 56), and their answers."""
    grids, answers = grids_and_answers(MNIST2x2(train=False, size=SAMPLES))
    return grids.numpy(), answers


def demonstration() -> list[list[dict]]:
    """Return four digits of the book's writer, from whom no model learns, as marks in four cells."""
    by_label = {label: [own.strokes for own in load_strokes("writer") if own.label == label] for label in DEMONSTRATED}
    drawn = [place(by_label[label][which], 0.65) for label, which in DEMONSTRATED.items()]
    return marks_to_json([[Stroke(stroke.round(3), PEN) for stroke in strokes] for strokes in drawn])


def checked_model(model: GridTransformer) -> GridTransformer:
    """Return the model. Raises TypeError or ValueError for a model that the page cannot run."""
    if type(model) is not GridTransformer:  # the page computes what this class does; a subclass may differ
        raise TypeError(f"expected a GridTransformer, given {type(model).__name__}")
    check_two_by_two(model)
    return model


class DrawingGrid(anywidget.AnyWidget):
    """A grid of 2x2 cells to draw digits in, with mouse, finger or pen.

    model: a `GridTransformer` of 2x2 digits, which may write digits, words or letters; without it, the shipped default.
    It is copied and rounded to float16, as the page gets it: training it further changes nothing here.

    `marks` is the drawing, four lists that JSON can hold (see `mnist2x2.drawing.marks.mark_from_json`), which can be
    read, stored and set again. `photo` is what was made of a photo while the page shows one instead, else None.
    `reading` is the answer that the page shows, "" before the first; `prediction` is the answer that Python computes.
    `answers` are the digits of the `samples`. Raises TypeError or ValueError for a model that the page cannot run.
    """

    _esm = JOINED / "widget.js"
    weights = traitlets.Bytes().tag(sync=True)
    samples = traitlets.Bytes().tag(sync=True)
    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    marks = traitlets.List([[] for _ in range(CELLS)]).tag(sync=True)
    reading = traitlets.Unicode().tag(sync=True)

    def __init__(self, model: GridTransformer | None = None):
        model = checked_model(load_pretrained() if model is None else model)
        self.sample_grids, answers = sample_grids()
        super().__init__(samples=self.sample_grids.tobytes(), answers=answers)
        self.use(model)
        self.on_msg(lambda widget, content, buffers: self._answer(content))

    def use(self, model: GridTransformer) -> None:
        """Read with another model from now on, here and in the page. It is copied; the drawing stays, a photo goes."""
        self.photo = None
        self.model = copy.deepcopy(checked_model(model)).cpu().half().float().eval()  # rounded
        self.weights = weights_as_bytes(model, torch.float16)

    @traitlets.validate("marks")
    def _check_marks(self, proposal) -> list:
        marks_from_json(proposal["value"], SAMPLES)
        return proposal["value"]

    @traitlets.observe("marks")
    def _leave_photo(self, change) -> None:
        self.photo = None

    def _answer(self, asked: dict) -> None:
        """Answer the page: it sends a photo, it shows the drawing again, or it asks whether Python still runs."""
        kind, answer = asked.get("kind"), {"kind": "pong"}
        if kind in ("photo", "drawing"):
            self.photo = None
        if kind == "photo":
            try:
                self.photo = photo_from_page(asked.get("photo"))
                answer = answer_to(self.photo, self.model)
            except Refusal as refusal:
                answer = {"said": str(refusal)}
            answer["number"] = asked.get("number")  # which photo this is about
        self.send(answer)

    def draw(self, cells, width: float = PEN) -> None:
        """Replace the drawing by four lists of strokes, each (n, 2), x and y in units of the cell's side.

        An empty list or None leaves a cell empty.
        """
        drawn = [[] if cell is None else [np.asarray(stroke, dtype=float) for stroke in cell] for cell in cells]
        if len(drawn) != CELLS:
            raise ValueError(f"expected {CELLS} lists of strokes, one for each cell, given {len(drawn)}")
        self.marks = marks_to_json([[Stroke(np.round(stroke, 4), float(width)) for stroke in cell] for cell in drawn])

    def clear(self) -> None:
        """Empty all cells."""
        self.marks = [[] for _ in range(CELLS)]

    @property
    def grid(self) -> np.ndarray:
        """What the model sees, uint8 (56, 56)."""
        if self.photo is not None:
            return self.photo.grid
        return grid_from_marks(marks_from_json(self.marks, SAMPLES), self.sample_grids)

    @property
    def prediction(self) -> str:
        """What the model reads in `grid`, by Python."""
        return read_grids(self.model, self.grid[None])[0]

    def __repr__(self) -> str:
        drawn = [str(number) for number, cell in enumerate(self.marks, 1) if cell]
        return f"DrawingGrid({'drawn in: cell ' + ', '.join(drawn) if drawn else 'empty'})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        marks = f" data-marks='{html.escape(json.dumps(self.marks))}'" if any(self.marks) else ""
        # for a page without Python, see static/page.js; the sentence is shown in a notebook that was not run yet
        data["text/html"] = f"<div data-drawing-grid{marks}>Run this cell to draw here.</div>"
        return bundle
