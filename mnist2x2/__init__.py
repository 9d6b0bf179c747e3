"""An encoder-decoder transformer that reads a 2x2 grid of handwritten digits, small enough to be read itself."""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

# Where each public name lives: looked up when used (PEP 562), so that `import mnist2x2` is light.
PUBLIC = {
    "MNIST2x2": "data",
    "GridLoader": "data",
    "ModelConfig": "model",
    "GridTransformer": "model",
    "load_pretrained": "checkpoint",
    "greedy_decode": "decoding",
    "read_grids": "decoding",
    "evaluate": "evaluation",
    "grid_from_drawings": "drawing",
    "DrawingGrid": "widget",
    "LearningGrid": "feedback",
    "TrainConfig": "recipes",
    "RECIPES": "recipes",
    "train": "training",
    "fine_tune": "fine_tuning",
}
__all__ = sorted(PUBLIC)

try:
    __version__ = version("mnist2x2")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "unknown"


def __getattr__(name: str):
    if name not in PUBLIC:
        raise AttributeError(f"mnist2x2 has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"mnist2x2.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
