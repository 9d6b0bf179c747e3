"""The data for training and evaluation: MNIST, pen-drawn digits, and the grids composed of them."""

from importlib import import_module

PUBLIC = {
    "load_mnist": "mnist",
    "PenDigit": "pens",
    "load_strokes": "pens",
    "inked_digits": "pens",
    "RestyleConfig": "restyling",
    "restyle": "restyling",
    "EXAMPLE": "grids",
    "EXAMPLE_PATCH": "grids",
    "MNIST2x2": "grids",
    "compose_batch": "grids",
    "pick_digits": "grids",
    "grids_and_answers": "grids",
    "held_out": "grids",
    "GridLoader": "loader",
    "seed_for": "loader",
    "AugmentConfig": "augmentation",
    "augment": "augmentation",
    "thicken": "augmentation",
}
__all__ = sorted(PUBLIC)


def __getattr__(name: str):  # PEP 562: a module is imported when one of its names is used, so this import is fast
    if name not in PUBLIC:
        raise AttributeError(f"{__name__} has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
