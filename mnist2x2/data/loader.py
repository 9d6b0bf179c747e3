"""Training batches, composed on the device. Grew out of chapter 8 of the book."""

import hashlib
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from mnist2x2.data.grids import MNIST2x2, compose_batch, pick_digits
from mnist2x2.tokenizer import DIGITS, Tokenizer


def seed_for(*purpose) -> int:
    """Return a seed derived from what it is for, such as (the run's seed, "augment", step)."""
    return int.from_bytes(hashlib.sha256(repr(purpose).encode()).digest()[:7], "big")


def tossed_languages(tokenizer: Tokenizer, count: int, *purpose) -> Tensor:
    """Return the language of each of `count` answers, int64 (count,), tossed with the seed for a purpose."""
    toss = torch.Generator().manual_seed(seed_for(*purpose))
    return torch.randint(tokenizer.languages, (count,), generator=toss)


class GridLoader:
    """The batches of a training run, each composed on the device at once, without a Python loop over grids.

    `batch(step)` depends only on `step` and the arguments below, so a run can resume at any step, on any device.

    Args:
        dataset: the source of the digits and, unless `fresh`, of the grids.
        batch_size: grids per step, over all processes.
        fresh: compose new grids of the dataset's digits for every epoch; otherwise shuffle the dataset's grids.
        augment: called as `augment(digits, step=..., generator=...)`, returns changed digits, uint8 (n, 28, 28).
        seed: seed for the shuffling or composing, and for `augment`.
        device: where batches are composed.
        rank: the number of this process, from 0; each process gets its share of the same batches.
        world: the number of processes.
        tokenizer: how answers are written; if it has several languages, each grid's is tossed anew in every epoch.

    Raises ValueError if a batch has fewer grids than there are processes.
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
        tokenizer: Tokenizer = DIGITS,
    ):
        if batch_size < world:
            raise ValueError(f"expected a batch of at least one grid for each of {world} processes, given {batch_size}")
        self.dataset, self.batch_size, self.fresh, self.augment = dataset, batch_size, fresh, augment
        self.seed, self.rank, self.world, self.tokenizer = seed, rank, world, tokenizer
        self.images, self.labels = dataset.images.to(device), dataset.labels.to(device)
        self.planned: tuple[int, tuple[Tensor, Tensor, Tensor]] | None = None

    def __len__(self) -> int:
        """Return the number of steps in an epoch; the last one may have fewer grids."""
        return -(-len(self.dataset) // self.batch_size)

    def plan(self, epoch: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return an epoch's grids in order: picked digits and empty cells, both (grids, cells), languages (grids,)."""
        dataset, seed = self.dataset, seed_for(self.seed, "grids", epoch)
        languages = tossed_languages(self.tokenizer, len(dataset), self.seed, "languages", epoch)
        if self.fresh:
            size, cells = len(dataset.images), dataset.picks.shape[1]
            return *pick_digits(len(dataset), size, cells, dataset.empty_probability, seed), languages
        order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed))
        return dataset.picks[order], dataset.is_empty[order], languages

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return grids uint8 (B, side, side), decoder inputs and targets int64 (B, T), on the device."""
        epoch, index = divmod(step, len(self))
        rows = slice(index * self.batch_size + self.rank, (index + 1) * self.batch_size, self.world)
        if self.planned is None or self.planned[0] != epoch:
            self.planned = epoch, self.plan(epoch)
        picks, is_empty, languages = (part[rows].to(self.images.device) for part in self.planned[1])
        augment = None
        if self.augment is not None:
            generator = torch.Generator().manual_seed(seed_for(self.seed, "augment", step, self.rank))
            augment = partial(self.augment, step=step, generator=generator)
        return compose_batch(self.images, self.labels, picks, is_empty, augment, self.tokenizer, languages)
