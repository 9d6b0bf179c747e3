"""Grids composed of handwritten digits, with the answers a decoder learns from. Grew out of chapter 1 of the book."""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from mnist2x2.data.mnist import load_mnist
from mnist2x2.grid import compose
from mnist2x2.tokenizer import DIGITS, EMPTY, Tokenizer

# The grid of MNIST2x2(train=False), and the patch of that grid, that the book follows from the first page to the last.
EXAMPLE, EXAMPLE_PATCH = 31, 15


def pick_digits(count: int, digits: int, cells: int, empty: float, seed: int) -> tuple[Tensor, Tensor]:
    """Choose the digits of `count` grids: indices int64 (count, cells) below `digits`, and which cells are empty, bool.

    The indices equal those drawn by `torch.manual_seed(seed)` and then `torch.randint(0, digits, (cells,))` for each
    grid. They do not depend on `empty`, the probability that a cell is left empty.
    """
    generator = torch.Generator().manual_seed(seed)
    picks = torch.randint(0, digits, (count, cells), generator=generator)
    return picks, torch.rand(count, cells, generator=generator) < empty


def pick_digits_evenly(count: int, digits: int, cells: int, empty: float, seed: int) -> tuple[Tensor, Tensor]:
    """Choose as `pick_digits` does, but let each cell show every digit once before it shows any digit again."""
    generator = torch.Generator().manual_seed(seed)
    rounds = -(-count // digits)
    orders = [torch.randperm(digits, generator=generator) for _ in range(cells * rounds)]
    picks = torch.cat(orders).view(cells, rounds * digits)[:, :count].T
    return picks, torch.rand(count, cells, generator=generator) < empty


def compose_batch(
    images: Tensor,
    labels: Tensor,
    picks: Tensor,
    is_empty: Tensor,
    augment: Callable[[Tensor], Tensor] | None = None,
    tokenizer: Tokenizer = DIGITS,
    languages: Tensor | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Compose the picked digits into grids: grids uint8 (B, side, side), decoder inputs and targets int64 (B, T).

    images: uint8 (n, 28, 28), labels: int64 (n,), picks: int64 (B, cells), is_empty: bool (B, cells), all on one
    device. `augment` changes the digits, uint8 (B * cells, 28, 28), before they are composed. tokenizer: how
    answers are written. languages: int64 (B,), the number of the language of each answer, by default the first.
    """
    digits = images[picks.flatten()]  # (B * cells, 28, 28)
    if augment is not None:
        digits = augment(digits)
    digits = digits.view(*picks.shape, *digits.shape[1:])  # (B, cells, 28, 28)
    digits = digits.masked_fill(is_empty[:, :, None, None], 0)
    labels = labels[picks].masked_fill(is_empty, EMPTY)  # (B, cells)
    return compose(digits), *tokenizer.teacher_forcing_pairs(labels, languages)


class MNIST2x2(torch.utils.data.Dataset):
    """Grids of MNIST digits with the answers a decoder is trained on. The same seed gives the same grids.

    Item i is (grid uint8 (56, 56), decoder input int64 (5,), decoder target int64 (5,)), composed on access from
    `images`, `labels`, `picks` and `is_empty`. `MNIST2x2(train=False)` has the grids on which every held-out result of
    the project is measured.

    Args:
        train: use MNIST's training digits if True, its test digits if False.
        size: number of grids; by default, the number of digits.
        seed: seed for choosing the digits and the empty cells.
        empty: probability that a cell is left empty.
        grid: digits along each side of a grid.
        root: a folder with your own copy of MNIST.
        only: use only this slice of MNIST's digits.
        more: further digits to choose from: images uint8 (n, 28, 28) and labels int64 (n,).
        evenly: use every digit equally often in each cell, instead of choosing each one independently.

    Raises ValueError if `empty` is not a probability, and the errors of `load_mnist`.
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
        self.picks, self.is_empty = pick(count, len(self.images), grid**2, empty, seed)

    def __len__(self) -> int:
        return len(self.picks)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        rows = torch.as_tensor([range(len(self))[index]])
        grids, inputs, targets = compose_batch(self.images, self.labels, self.picks[rows], self.is_empty[rows])
        return grids[0], inputs[0], targets[0]


def grids_and_answers(dataset: MNIST2x2) -> tuple[Tensor, list[str]]:
    """Return all grids of a dataset, uint8 (n, 56, 56), and their answers as strings of digits."""
    grids, _, targets = compose_batch(dataset.images, dataset.labels, dataset.picks, dataset.is_empty)
    return grids, DIGITS.to_text(targets)


def held_out(held_back: int = 0, grid: int = 2) -> dict[str, MNIST2x2]:
    """Return the grids that models are measured on: with all cells filled, and with each empty with probability 0.4.

    They show MNIST's test digits or, for choosing between recipes, its last `held_back` training digits. Raises
    ValueError unless `held_back` is from 0 to 59,999.
    """
    if not 0 <= held_back < 60_000:
        raise ValueError(f"expected 0 to 59,999 training digits held back, given {held_back}")
    options = {"train": False, "grid": grid}
    if held_back:
        options = {"train": True, "grid": grid, "size": 10_000, "only": slice(60_000 - held_back, None)}
    return {"held_out": MNIST2x2(**options), "held_out_with_empty_cells": MNIST2x2(**options, empty=0.4)}
