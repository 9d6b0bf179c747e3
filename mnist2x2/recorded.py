"""Measurements of real runs: the JSON files in results/. Does not import torch."""

import json
from importlib.resources import files
from pathlib import Path


def recorded(name: str) -> dict:
    """Return the content of results/NAME.json, which is installed with the package."""
    package = files("mnist2x2")
    installed = package / "results"
    folder = installed if installed.is_dir() else Path(str(package)).parent / "results"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
