"""`Piece`: one small thing to try in a chapter of the book, alive in a notebook or a page."""

import html
import json

import torch
import traitlets

try:
    import anywidget
except ImportError as error:
    raise ImportError("to try this in a notebook, install anywidget: pip install anywidget") from error

from mnist2x2.checkpoint import DEFAULT, load_pretrained, weights_as_bytes
from mnist2x2.drawing.marks import grid_from_marks, marks_from_json
from mnist2x2.model import GridTransformer
from mnist2x2.page import piece_figures
from mnist2x2.page.drawing_grid import JOINED, checked_model, demonstration, sample_grids
from mnist2x2.page.microscope import NAMES, rounded

GIVEN = {  # what each kind of piece begins with
    "query": {
        "query": [0.7, 1.4],  # about ln 2 times (1, 2)
        "keys": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]],
        "values": [[7.0, 0.0], [0.0, 7.0], [7.0, 7.0]],
    },
    "mask": {
        "tokens": ["<start>", "tres", "cuatro", "<pad>", "<pad>"],
        "scores": [
            [0.5, 1.2, -0.4, 0.3, 0.3],
            [0.7, 0.2, 1.5, -0.6, -0.6],
            [-0.3, 1.1, 0.4, 0.8, 0.8],
            [0.9, 0.1, -0.5, 0.6, 0.6],
            [0.9, 0.1, -0.5, 0.6, 0.6],
        ],
        "pads": [3, 4],
    },
    "head": {"block": 1, "head": 2, "patch": 15},
    "cross": {"step": 1},
    "steps": {"place": 1},  # of the token that is looked at
}
WITH_MODEL = ("head", "cross", "steps")


def begun(given: dict, model: GridTransformer) -> dict:
    """Return what a piece begins with, inside what a model of any size has."""
    config = model.config
    most = {"block": config.encoder_blocks, "head": config.heads, "patch": config.patches, "step": config.longest - 1}
    most["place"] = config.longest - 1
    return {name: min(value, most[name] - 1) for name, value in given.items()}


class Piece(anywidget.AnyWidget):
    """One small thing to try.

    kind: "query" (move a query among three keys), "mask" (click the cells of a mask), "head" (where a head of the
    encoder looks in a drawing), "cross" (where all heads of cross-attention look) or "steps" (write an answer token by
    token, and replace tokens). model: for the last three, a `GridTransformer` of 2x2 digits or the name of shipped
    weights; without it, the shipped default. A model is copied and rounded to float16, as the page gets it. All of it
    runs in the page. A page without Python has a piece only for shipped weights, and a figure for any other model.

    Raises ValueError for another kind, or for a model where none is used, and TypeError or ValueError for a model that
    the page cannot run.
    """

    _esm = JOINED / "pieces_widget.js"
    weights = traitlets.Bytes().tag(sync=True)
    samples = traitlets.Bytes().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, model: GridTransformer | str | None = None):
        if kind not in GIVEN:
            raise ValueError(f"expected one of {', '.join(GIVEN)}, given {kind!r}")
        if kind in WITH_MODEL:
            with torch.random.fork_rng(devices=[]):  # a piece changes no random number that a notebook draws after it
                self._with_model(kind, model)
            return
        if model is not None:
            raise ValueError(f"expected no model for {kind!r}, which uses none")
        super().__init__(about={"kind": kind, "given": GIVEN[kind]})
        self.figure, self.is_on_pages = getattr(piece_figures, f"{kind}_figure")(GIVEN[kind]), True

    def _with_model(self, kind: str, model: GridTransformer | str | None) -> None:
        name = DEFAULT if model is None else model
        own = rounded(checked_model(load_pretrained(name) if isinstance(name, str) else name))
        self.is_on_pages = name in NAMES if isinstance(name, str) else False
        given, (samples, answers), example = begun(GIVEN[kind], own), sample_grids(), demonstration()
        grid = grid_from_marks(marks_from_json(example))
        self.figure = getattr(piece_figures, f"{kind}_figure")(given, own, grid)
        if self.is_on_pages:
            given["model"] = name
        about = {"kind": kind, "given": given, "answers": answers, "example": example}
        super().__init__(weights=weights_as_bytes(own, torch.float16), samples=samples.tobytes(), about=about)

    def __repr__(self) -> str:
        return f"Piece({self.about['kind']!r})"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        given = f" data-given='{html.escape(json.dumps(self.about['given']))}'" if self.is_on_pages else ""
        # for a page without Python, see static/pieces_page.js
        data["text/html"] = f"<div data-piece='{self.about['kind']}'{given}>{self.figure}</div>"
        return bundle
