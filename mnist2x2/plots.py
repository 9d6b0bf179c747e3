"""Figures that more than one place uses."""

from pathlib import Path

from matplotlib.figure import Figure  # no window, no global state
from torch import Tensor


def save_reading(grid: Tensor, read: str, path: str | Path) -> None:
    """Save a PNG of a grid, uint8 (56, 56), beside what was read in it."""
    figure = Figure(figsize=(5, 2.6), layout="constrained")
    picture, text = figure.subplots(1, 2)
    picture.imshow(grid.numpy(), cmap="gray_r", vmin=0, vmax=255)
    picture.set_title("a grid it has never seen")
    picture.set_xticks([])
    picture.set_yticks([])
    text.set_title("what the model reads")
    text.text(0.5, 0.5, read, fontsize=36, ha="center", va="center", family="monospace")
    text.set_axis_off()
    figure.savefig(path, dpi=150)
