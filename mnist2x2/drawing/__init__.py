"""From drawings, in a grid or on paper, to pictures that look like MNIST's. It knows no model and needs no torch."""

from importlib import import_module

PUBLIC = {
    "CELL": "marks",
    "Mark": "marks",
    "Sample": "marks",
    "Stroke": "marks",
    "cell_from_marks": "marks",
    "digit_from_marks": "marks",
    "grid_from_marks": "marks",
    "marks_from_json": "marks",
    "marks_to_json": "marks",
    "ink": "brush",
    "place": "brush",
    "place_at_random": "brush",
    "digit_from_drawing": "normalising",
    "grid_from_drawings": "normalising",
    "grid_from_picture": "photo",
    "open_picture": "pictures",
    "read_photo": "photo",
}
__all__ = sorted(PUBLIC)


def __getattr__(name: str):  # looked up when it is used (PEP 562), so that importing the package is quick
    if name not in PUBLIC:
        raise AttributeError(f"{__name__} has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
