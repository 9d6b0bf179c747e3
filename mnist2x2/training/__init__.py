"""Training: recipes, the training loop, optimizers, devices, fine-tuning, and the record of a run."""

from importlib import import_module

PUBLIC = {
    "RECIPES": "recipes",
    "TrainConfig": "recipes",
    "config_from": "recipes",
    "Muon": "optimizers",
    "orthogonalize": "optimizers",
    "schedule": "optimizers",
    "matmul_precision": "runtime",
    "pick_device": "runtime",
    "circumstances": "provenance",
    "peak_memory": "provenance",
    "Run": "run",
    "train": "loop",
    "FINE_TUNE": "fine_tuning",
    "cells_and_labels": "fine_tuning",
    "fine_tune": "fine_tuning",
}
__all__ = sorted(PUBLIC)


def __getattr__(name: str):  # PEP 562: a module is imported when one of its names is used, so this import is fast
    if name not in PUBLIC:
        raise AttributeError(f"{__name__} has no {name!r}; its public names are {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
