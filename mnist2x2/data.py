"""Grids composed of handwritten digits, one by one or a batch at a time, with the answers a decoder learns from."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from mnist2x2.digits import load_mnist
from mnist2x2.tokenizer import EMPTY, teacher_forcing_pairs

# The grid of MNIST2x2(train=False), and the patch of it, that the book follows from its first page to its last.
EXAMPLE, EXAMPLE_PATCH = 31, 15


def seed_for(*what) -> int:
    """Return a seed that follows from what it is for, such as (the run's seed, "augment", step)."""
    return int.from_bytes(hashlib.sha256(repr(what).encode()).digest()[:7], "big")


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


def compose(digits: Tensor) -> Tensor:
    """Put digits (B, cells, 28, 28) side by side, in reading order: (B, side, side), cells being a square number."""
    B, cells, height, width = digits.shape
    across = round(cells**0.5)
    rows = digits.reshape(B, across, across, height, width).transpose(2, 3)  # (B, across, 28, across, 28)
    return rows.reshape(B, across * height, across * width)


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


class GridLoader:
    """The batches of a training run, each composed as a whole on the device, no Python per grid.

    `batch(step)` depends on nothing but its arguments here and `step`, so that a run can go on from any step, on any
    device; `rank` of `world` processes gets its share of the same batches.

    Args:
        dataset: its digits, and its grids if not `fresh`.
        batch_size: grids a step, over all processes.
        fresh: compose new grids of the dataset's digits for every epoch; otherwise shuffle those it has.
        augment: called as `augment(digits, step=..., generator=...)`, returns changed digits, uint8 (n, 28, 28).
        seed: of the shuffling or composing, and of what `augment` does.
        device: where batches are composed.

    Raises ValueError for a batch of fewer grids than processes.
    """

    def __init__(
        self,
        dataset: MNIST2x2,
        batch_size: int,
        fresh: bool = False,
        augment: Callable[..., Tensor] | None = None,
        seed: int = 0,
        device: torch.device | str = "cpu",
        rank: int = 0,
        world: int = 1,
    ):
        if batch_size < world:
            raise ValueError(f"expected a batch of at least one grid for each of {world} processes, given {batch_size}")
        self.dataset, self.batch_size, self.fresh, self.augment = dataset, batch_size, fresh, augment
        self.seed, self.rank, self.world = seed, rank, world
        self.images, self.labels = dataset.images.to(device), dataset.labels.to(device)
        self.planned: tuple[int, tuple[Tensor, Tensor]] | None = None

    def __len__(self) -> int:
        """Return the number of steps of an epoch; the last one may have fewer grids."""
        return -(-len(self.dataset) // self.batch_size)

    def plan(self, epoch: int) -> tuple[Tensor, Tensor]:
        """Return the digits picked for an epoch's grids, in order, and which cells are empty: (grids, cells) both."""
        data, seed = self.dataset, seed_for(self.seed, "grids", epoch)
        if self.fresh:
            return pick_digits(len(data), len(data.images), data.picks.shape[1], data.empty_probability, seed)
        order = torch.randperm(len(data), generator=torch.Generator().manual_seed(seed))
        return data.picks[order], data.empty[order]

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return grids uint8 (B, side, side), decoder inputs and targets int64 (B, T), on the device."""
        epoch, index = divmod(step, len(self))
        rows = slice(index * self.batch_size + self.rank, (index + 1) * self.batch_size, self.world)
        if self.planned is None or self.planned[0] != epoch:
            self.planned = epoch, self.plan(epoch)
        picks, empty = (part[rows].to(self.images.device) for part in self.planned[1])
        augment = None
        if self.augment is not None:
            generator = torch.Generator().manual_seed(seed_for(self.seed, "augment", step, self.rank))
            augment = partial(self.augment, step=step, generator=generator)
        return compose_batch(self.images, self.labels, picks, empty, augment)
