"""Plots used in more than one place. Each function draws into existing axes, so that plots can be combined freely."""

import textwrap
from pathlib import Path

import torch
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure  # unlike pyplot, it opens no window and has no global state
from matplotlib.patches import Rectangle
from torch import Tensor

from mnist2x2.style import ACCENTS

HERE, OTHER = ACCENTS["light"][:2]  # what the reader should look at, and what is beside it: "C0" and "C1"
SHADES = LinearSegmentedColormap.from_list("book", ["#ffffff", HERE])  # from 0 to the most, the heavier the more
LINE = 12  # letters in a line of an answer in words: two words, as in a row of the grid


def show_picture(
    axes: Axes, picture: Tensor, title: str = "", size: int | None = None, mark: int | None = None
) -> None:
    """Draw a picture (height, width), uint8 0 to 255 or float 0 to 1, as dark ink on white paper.

    With `size`, lines divide it into patches of that many pixels a side; patch number `mark` gets a frame.
    """
    height, width = picture.shape
    top = 255 if picture.dtype == torch.uint8 else 1
    axes.imshow(picture.numpy(), cmap="gray_r", vmin=0, vmax=top, extent=(0, width, height, 0))
    axes.set(title=title, xticks=[], yticks=[])
    axes.spines[:].set_visible(True)  # the edge of the paper, on all four sides
    if size is not None:
        axes.vlines(range(size, width, size), 0, height, color=OTHER, lw=0.8)
        axes.hlines(range(size, height, size), 0, width, color=OTHER, lw=0.8)
        if mark is not None:
            row, column = divmod(mark, width // size)
            frame = Rectangle((column * size, row * size), size, size, fill=False, ec=HERE, lw=3)
            axes.add_patch(frame)


def show_attention(axes: Axes, picture: Tensor, weights: Tensor, title: str = "") -> None:
    """Overlay the attention weights (S,) of one query on the picture (height, width) whose patches it looks at."""
    side = round(len(weights) ** 0.5)
    height, width = picture.shape
    show_picture(axes, picture, title)
    shade = weights.detach().view(side, side).numpy()
    axes.imshow(shade, cmap=SHADES, vmin=0, vmax=1, alpha=0.65, extent=(0, width, height, 0))


def heatmap(axes: Axes, matrix: Tensor, rows: list, columns: list, title: str = "", top: float | None = None) -> None:
    """Draw a non-negative matrix (rows, columns), its rows and columns labelled, and its numbers if there are few."""
    values = matrix.detach().cpu()
    top = float(values.max()) if top is None else top
    axes.imshow(values.numpy(), cmap=SHADES, vmin=0, vmax=top or 1, aspect="auto")
    axes.set(title=title)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    if values.numel() <= 64:
        for i, j in torch.cartesian_prod(torch.arange(len(rows)), torch.arange(len(columns))).tolist():
            value = float(values[i, j])
            color = "white" if value > 0.6 * (top or 1) else "black"
            label = f"{value:.2f}" if value % 1 else f"{value:.0f}"
            axes.text(j, i, label, ha="center", va="center", color=color, fontsize=9)


def save_reading(grid: Tensor, read: str, path: str | Path) -> None:
    """Save a PNG of a grid, uint8 (56, 56), beside what the model read in it: digits or, in several lines, words."""
    figure = Figure(figsize=(5, 2.6), layout="constrained")
    picture, text = figure.subplots(1, 2)
    show_picture(picture, grid, "a grid it has never seen")
    text.set_title("what the model reads")
    lines = textwrap.wrap(read, LINE)
    size = min(36, 200 / max(map(len, lines), default=1))  # points: the widest line fills the axes
    text.text(0.5, 0.5, "\n".join(lines), fontsize=size, ha="center", va="center", family="monospace", linespacing=1.5)
    text.set_axis_off()
    figure.savefig(path, dpi=150)
