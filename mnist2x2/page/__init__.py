"""Where people draw: the widgets, the web app, and the store of corrections. Nothing in the lesson imports it."""

from importlib import import_module

PUBLIC = {
    "DrawingGrid": "drawing_grid",
    "LearningGrid": "learning_grid",
    "Microscope": "microscope",
    "Piece": "pieces",
    "Correction": "correction",
    "Corrections": "corrections",
    "build": "app",
    "serve": "app",
}
__all__ = sorted(PUBLIC)


def __getattr__(name: str):  # looked up when it is used (PEP 562), so that importing the package is quick
    if name not in PUBLIC:
        raise AttributeError(f"{__name__} has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
