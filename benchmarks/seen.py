"""What a model computes where it writes digits: of pictures read four to a grid, alone, or among MNIST's digits."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.data.mnist import load_mnist
from mnist2x2.decoding import greedy_decode
from mnist2x2.grid import CELLS, compose
from mnist2x2.model import GridTransformer
from mnist2x2.reading import Trace, trace_of
from mnist2x2.tokenizer import FINISH, PAD, START

HELD_BACK = 10_000  # the last of MNIST's training digits: they stand beside what is measured


class Seen(NamedTuple):
    """What the model computed where it wrote digits, n of them."""

    trace: Trace  # its tensors are (n, D) and (n, C)
    written: Tensor  # int64 (n,)
    true: Tensor  # int64 (n,); -1 for what is no digit


def traced(parts: Iterable[Trace]) -> Trace:
    """Return the traces of all parts as one."""
    return Trace(*map(torch.cat, zip(*parts, strict=True)))


def joined(parts: list[Seen]) -> Seen:
    """Return what was seen in all parts."""
    traces, *others = zip(*parts, strict=True)
    return Seen(traced(traces), *map(torch.cat, others))


def look(model: GridTransformer, fours: np.ndarray) -> tuple[Trace, Tensor]:
    """Read grids of four pictures, uint8 (B, 4, 28, 28): the trace of four tokens, and these, int64 (B, 5)."""
    traces, written = [], []
    for some in np.array_split(fours, -(-len(fours) // 500)):
        pixels = torch.from_numpy(compose(some)).float() / 255
        tokens = greedy_decode(model, pixels)
        tokens = F.pad(tokens, (0, CELLS + 1 - tokens.shape[1]), value=PAD)
        traces.append(trace_of(model, pixels, tokens[:, :CELLS]))
        written.append(tokens)
    return traced(traces), torch.cat(written)


def read_together(model: GridTransformer, pictures: np.ndarray, labels: np.ndarray, seed: int) -> tuple[Seen, Tensor]:
    """Read each picture once, beside three others; return what was seen where four digits were written, and whose."""
    order = np.random.default_rng(seed).permutation(len(pictures))[: len(pictures) // CELLS * CELLS].reshape(-1, CELLS)
    trace, tokens = look(model, pictures[order])
    four = (tokens[:, :CELLS] < START).all(dim=1) & (tokens[:, CELLS] >= FINISH)
    picks = torch.from_numpy(order)[four]
    written, true = tokens[four, :CELLS], torch.as_tensor(labels)[picks]
    return Seen(
        Trace(*(part[four].flatten(0, 1) for part in trace)), written.flatten(), true.flatten()
    ), picks.flatten()


def read_alone(model: GridTransformer, pictures: np.ndarray, labels: np.ndarray, seed: int) -> Seen:
    """Read each picture in a random cell of its own grid; return what was seen where a first digit was written."""
    rows, cell = np.arange(len(pictures)), np.random.default_rng(seed).integers(CELLS, size=len(pictures))
    fours = np.zeros((len(pictures), CELLS, *pictures.shape[1:]), dtype=np.uint8)
    fours[rows, cell] = pictures
    trace, tokens = look(model, fours)
    own = tokens[:, 0] < START
    return Seen(Trace(*(part[own, 0] for part in trace)), tokens[own, 0], torch.as_tensor(labels)[own])


def read_among_digits(model: GridTransformer, pictures: np.ndarray, labels: np.ndarray, seed: int) -> Seen:
    """Read each picture in a random cell beside three of MNIST's held-back digits."""
    rng, digits = np.random.default_rng(seed), load_mnist()[0].numpy()[-HELD_BACK:]
    rows, cell = np.arange(len(pictures)), rng.integers(CELLS, size=len(pictures))
    fours = digits[rng.integers(len(digits), size=(len(pictures), CELLS))]
    fours[rows, cell] = pictures
    trace, tokens = look(model, fours)
    return Seen(Trace(*(part[rows, cell] for part in trace)), tokens[rows, cell], torch.as_tensor(labels))


def probability_of(seen: Seen, temperature: float | Tensor = 1.0) -> Tensor:
    return (seen.trace.logits / temperature).softmax(dim=-1).max(dim=-1).values
