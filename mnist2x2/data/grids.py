"""Grids composed of handwritten digits, with the answers a decoder learns from."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from mnist2x2.data.mnist import load_mnist
from mnist2x2.grid import compose
from mnist2x2.tokenizer import EMPTY, teacher_forcing_pairs, to_text

# The grid of MNIST2x2(train=False), and the patch of it, that the book follows from its first page to its last.
EXAMPLE, EXAMPLE_PATCH = 31, 15


def pick_digits(count: int, digits: int, cells: int, empty: float, seed: int) -> tuple[Tensor, Tensor]:
    """Choose the digits of `count` grids: indices int64 (count, cells) below `digits`, and which cells are empty, bool.

    The indices are those of `torch.manual_seed(seed)` and then `torch.randint(0, digits, (cells,))` for each grid, and
    do not depend on `empty`, the probability with which each cell is emptied.
    """
    generator = torch.Generator().manual_seed(seed)
    picks = torch.randint(0, digits, (count, cells), generator=generator)
    return picks, torch.rand(count, cells, generator=generator) < empty


def pick_digits_evenly(count: int, digits: int, cells: int, empty: float, seed: int) -> tuple[Tensor, Tensor]:
    """Choose as `pick_digits` does, but so that in each cell every digit has stood before any stands there again."""
    generator = torch.Generator().manual_seed(seed)
    rounds = -(-count // digits)
    orders = [torch.randperm(digits, generator=generator) for _ in range(cells * rounds)]
    picks = torch.cat(orders).view(cells, rounds * digits)[:, :count].T
    return picks, torch.rand(count, cells, generator=generator) < empty


def compose_batch(
    images: Tensor, labels: Tensor, picks: Tensor, empty: Tensor, augment: Callable[[Tensor], Tensor] | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Compose grids of the picked digits: grids uint8 (B, side, side), decoder inputs and targets int64 (B, T).

    images uint8 (n, 28, 28), labels int64 (n,), picks int64 (B, cells), empty bool (B, cells), all on one device.
    `augment` changes a batch of digits, uint8 (B * cells, 28, 28), before they are put together.
    """
    digits = images[picks.flatten()]  # (B * cells, 28, 28)
    if augment is not None:
        digits = augment(digits)
    digits = digits.view(*picks.shape, *digits.shape[1:])  # (B, cells, 28, 28)
    digits = digits.masked_fill(empty[:, :, None, None], 0)
    return compose(digits), *teacher_forcing_pairs(labels[picks].masked_fill(empty, EMPTY))


class MNIST2x2(torch.utils.data.Dataset):
    """Grids of MNIST digits with the answers a decoder is trained on, the same ones for the same seed.

    Item i is (grid uint8 (56, 56), decoder input int64 (5,), decoder target int64 (5,)); `images`, `labels`, `picks`
    and `empty` hold all of them. With the defaults and `train=False`, these are the grids that every held-out figure
    of the project is measured on.

    Args:
        train: MNIST's training digits, or its test digits.
        size: number of grids; the default is as many as there are digits.
        seed: chooses the digits and the empty cells.
        empty: probability with which each cell is left empty.
        grid: digits along each side of a grid.
        root: a folder with the user's own copy of MNIST.
        only: use only these digits of MNIST, a slice.
        more: other digits to choose from beside them: images uint8 (n, 28, 28) and labels int64 (n,).
        evenly: let every digit stand equally often in every cell, instead of drawing each one anew.
    """

    def __init__(
        self,
        train: bool = True,
        size: int | None = None,
        seed: int = 42,
        empty: float = 0.0,
        grid: int = 2,
        root: str | Path | None = None,
        only: slice = slice(None),
        more: tuple[Tensor, Tensor] | None = None,
        evenly: bool = False,
    ):
        if not 0 <= empty <= 1:
            raise ValueError(f"expected a probability for empty cells, from 0 to 1, given {empty}")
        images, labels = load_mnist(train, root)
        self.images, self.labels = images[only], labels[only]
        if more is not None:
            self.images, self.labels = torch.cat([self.images, more[0]]), torch.cat([self.labels, more[1]])
        count = len(self.images) if size is None else size
        self.empty_probability = empty
        pick = pick_digits_evenly if evenly else pick_digits
        self.picks, self.empty = pick(count, len(self.images), grid**2, empty, seed)

    def __len__(self) -> int:
        return len(self.picks)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        rows = torch.as_tensor([range(len(self))[index]])
        grids, inputs, targets = compose_batch(self.images, self.labels, self.picks[rows], self.empty[rows])
        return grids[0], inputs[0], targets[0]


def grids_and_answers(dataset: MNIST2x2) -> tuple[Tensor, list[str]]:
    """Return all grids of a dataset, uint8 (n, 56, 56), and their answers as strings."""
    grids, _, targets = compose_batch(dataset.images, dataset.labels, dataset.picks, dataset.empty)
    return grids, to_text(targets)


def held_out(held_back: int = 0, grid: int = 2) -> dict[str, MNIST2x2]:
    """Return the grids that figures are measured on: as they are, and each cell emptied with probability 0.4.

    They are of test digits, or, to choose a recipe by, of the last `held_back` training digits. Raises ValueError for
    more of these than there are.
    """
    if not 0 <= held_back < 60_000:
        raise ValueError(f"expected 0 to 59,999 training digits held back, given {held_back}")
    own = {"train": False, "grid": grid}
    if held_back:
        own = {"train": True, "grid": grid, "size": 10_000, "only": slice(60_000 - held_back, None)}
    return {"held_out": MNIST2x2(**own), "held_out_with_empty_cells": MNIST2x2(**own, empty=0.4)}
