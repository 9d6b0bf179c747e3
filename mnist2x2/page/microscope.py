"""`Microscope`: every number of a model, alive in a notebook or a page, and taken apart with one's own hands."""

import base64
import gzip
import html
import json
from functools import cache

import numpy as np
import torch
import traitlets

try:
    import anywidget
except ImportError as error:
    raise ImportError("to look into a model in a notebook, install anywidget: pip install anywidget") from error

from mnist2x2.checkpoint import load_pretrained, weights_as_bytes
from mnist2x2.data.grids import grids_and_answers, held_out
from mnist2x2.interventions import mean_activations
from mnist2x2.model import GridTransformer
from mnist2x2.page.drawing_grid import JOINED, SAMPLES, checked_model, demonstration
from mnist2x2.page.states import states
from mnist2x2.recorded import recorded

COUNTED = 200  # held-out grids to count on, as they are and with empty cells
MEANT = 500  # grids over which means are taken, of each kind
NAMES = ["drawn", "book", "letters"]  # shipped models to look into


@cache
def pictures() -> dict:
    """Return what a microscope counts with: "grids" uint8 (n, 56, 56), their "truths", and cells to "empty" of each."""
    full, emptied = (dataset for dataset in held_out().values())
    grids, truths = grids_and_answers(full)
    return {
        "grids": grids[:COUNTED].numpy(),
        "truths": truths[:COUNTED],
        "empty": emptied.is_empty[:COUNTED].int().tolist(),
    }


@cache
def means_from() -> torch.Tensor:
    """Return the grids that means are taken over, of held-back training digits, half of them full, uint8."""
    kinds = [grids_and_answers(dataset)[0][:MEANT] for dataset in held_out(10_000).values()]
    return torch.cat(kinds)


def means_of(model: GridTransformer) -> tuple[list[list], np.ndarray]:
    """Return the means that interventions may ask for: names with sizes, and all numbers in this order, float32."""
    means = mean_activations(model, means_from())
    kept = {name: mean for name, (mean,) in means.items() if name.endswith((".mix", ".feed_forward"))}
    return [[name, mean.numel()] for name, mean in kept.items()], torch.cat(
        [m.flatten() for m in kept.values()]
    ).numpy()


def rounded(model: GridTransformer) -> GridTransformer:
    """Return a copy of a model as the page gets it: on the CPU, its weights rounded to float16."""
    copy = GridTransformer(model.config)
    copy.load_state_dict({name: tensor.cpu().half().float() for name, tensor in model.state_dict().items()})
    return copy.eval()


def packed(content: bytes) -> str:
    """Return bytes gzipped, in base64."""
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


def model_data(model: GridTransformer) -> dict:
    """Return a model and its means as a page without Python gets them."""
    sizes, means = means_of(rounded(model))
    weights = weights_as_bytes(model, torch.float16)
    return {"weights": packed(weights), "means": {"sizes": sizes, "packed": packed(means.tobytes())}}


def tours() -> dict:
    """Return what was measured for each tour, by its name, and under "measured" what all of them refer to."""
    found = recorded("tours")
    return found["tours"] | {"measured": {"grids": found["grids"], "intact": found["intact"]}}


def page_data() -> dict:
    """Return what a page without Python needs, apart from models: see static/microscope_page.js."""
    about = pictures()
    return {
        "names": NAMES,
        "grids": packed(about["grids"].tobytes()),
        "truths": about["truths"],
        "empty": about["empty"],
        "samples": SAMPLES,
        "example": demonstration(),
        "named": states(),
        "tours": packed(json.dumps(tours()).encode()),
    }


class Microscope(anywidget.AnyWidget):
    """Look into a model: every number that it computes for a drawing, and what happens if one changes it.

    model: a `GridTransformer` of 2x2 digits, which may write digits, words or letters, and may have just been trained;
    without it, the shipped default. It is copied and rounded to float16, as the page gets it. All of it runs in the
    page. Raises TypeError or ValueError for a model that the page cannot run.
    """

    _esm = JOINED / "microscope_widget.js"
    weights = traitlets.Bytes().tag(sync=True)
    means = traitlets.Bytes().tag(sync=True)
    grids = traitlets.Bytes().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)

    def __init__(self, model: GridTransformer | None = None):
        given = model is not None
        model = checked_model(model if given else load_pretrained())
        sizes, means = means_of(rounded(model))
        own = pictures()
        super().__init__(
            weights=weights_as_bytes(model, torch.float16),
            means=means.tobytes(),
            grids=own["grids"].tobytes(),
            about={
                "names": ["yours" if given else "drawn"],
                "sizes": sizes,
                "truths": own["truths"],
                "empty": own["empty"],
                "samples": SAMPLES,
                "example": demonstration(),
            },
        )

    def __repr__(self) -> str:
        return "Microscope()"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        sentence = html.escape("Run this cell to look into the model here.")
        data["text/html"] = f"<div data-microscope>{sentence}</div>"  # for a page without Python
        return bundle
