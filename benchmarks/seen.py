"""What a model computes where it writes digits: of pictures read four to a grid, or alone among MNIST's digits."""

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.data.mnist import load_mnist
from mnist2x2.decoding import greedy_decode
from mnist2x2.grid import CELLS, compose
from mnist2x2.model import GridTransformer
from mnist2x2.reading import forced
from mnist2x2.tokenizer import FINISH, PAD, START

HELD_BACK = 10_000  # the last of MNIST's training digits: they stand beside what is measured


class Seen(NamedTuple):
    """What the model computed where it wrote digits, n of them."""

    hidden: Tensor  # (n, D)
    logits: Tensor  # (n, C)
    written: Tensor  # int64 (n,)
    true: Tensor  # int64 (n,)


def look(model: GridTransformer, fours: np.ndarray) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Read grids of four pictures, uint8 (B, 4, 28, 28): hidden states (B, 4, D), logits, tokens, and whether four."""
    parts = []
    for some in np.array_split(fours, -(-len(fours) // 500)):
        pixels = torch.from_numpy(compose(some)).float() / 255
        tokens = greedy_decode(model, pixels)
        tokens = F.pad(tokens, (0, CELLS + 1 - tokens.shape[1]), value=PAD)
        hidden, logits = forced(model, pixels, tokens[:, : CELLS + 1])
        four = (tokens[:, :CELLS] < START).all(dim=1) & (tokens[:, CELLS] >= FINISH)
        parts.append((hidden[:, :CELLS], logits[:, :CELLS], tokens[:, :CELLS], four))
    return tuple(map(torch.cat, zip(*parts, strict=True)))


def read_together(model: GridTransformer, pictures: np.ndarray, labels: np.ndarray, seed: int) -> tuple[Seen, Tensor]:
    """Read each picture once, beside three others; return what was seen where four digits were written, and whose."""
    order = np.random.default_rng(seed).permutation(len(pictures))[: len(pictures) // CELLS * CELLS].reshape(-1, CELLS)
    hidden, logits, tokens, four = look(model, pictures[order])
    picks = torch.from_numpy(order)[four]
    parts = hidden[four], logits[four], tokens[four], torch.as_tensor(labels)[picks]
    return Seen(*(part.flatten(0, 1) for part in parts)), picks.flatten()


def read_among_digits(model: GridTransformer, pictures: np.ndarray, seed: int) -> Seen:
    """Read each picture in a random cell beside three of MNIST's held-back digits."""
    rng, digits = np.random.default_rng(seed), load_mnist()[0].numpy()[-HELD_BACK:]
    fours, cell = (
        digits[rng.integers(len(digits), size=(len(pictures), CELLS))],
        rng.integers(CELLS, size=len(pictures)),
    )
    rows = np.arange(len(pictures))
    fours[rows, cell] = pictures
    hidden, logits, tokens, _ = look(model, fours)
    return Seen(hidden[rows, cell], logits[rows, cell], tokens[rows, cell], torch.full((len(rows),), -1))


def probability_of(seen: Seen, temperature: float | Tensor = 1.0) -> Tensor:
    return (seen.logits / temperature).softmax(dim=-1).max(dim=-1).values
