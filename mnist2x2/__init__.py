"""An encoder-decoder transformer that reads a 2x2 grid of handwritten digits, in code short enough to read in full."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

PUBLIC = {
    "MNIST2x2": "data",
    "GridLoader": "data",
    "ModelConfig": "model",
    "GridTransformer": "model",
    "load_pretrained": "checkpoint",
    "greedy_decode": "decoding",
    "read_grids": "decoding",
    "Reading": "reading",
    "read_photo": "drawing.photo",
    "readings": "reading",
    "record": "activations",
    "replaced": "activations",
    "Intervention": "interventions",
    "intervene": "interventions",
    "evaluate": "evaluation",
    "grid_from_drawings": "drawing",
    "DrawingGrid": "page",
    "LearningGrid": "page",
    "Microscope": "page",
    "Piece": "page",
    "TrainConfig": "training",
    "RECIPES": "training",
    "train": "training",
    "fine_tune": "training",
}
__all__ = sorted(PUBLIC)

try:
    __version__ = version("mnist2x2")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "unknown"


def __getattr__(name: str):  # PEP 562: a module is imported when one of its names is used, so this import is fast
    if name not in PUBLIC:
        raise AttributeError(f"{__name__} has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
