"""Greedy decoding: write the answers of a whole batch, one token at a time. Grew out of chapter 7 of the book."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from mnist2x2.grid import as_grids
from mnist2x2.model import GridTransformer


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Put a model in eval mode and turn gradients off; restore its mode afterwards."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def greedy_decode(model: GridTransformer, pixels: Tensor) -> Tensor:
    """Write each answer by taking the most likely next token: int64 (B, T), T at most that of the longest answer.

    pixels: float32 (B, height, width) in [0, 1], on the model's device. An answer of fewer than T tokens is followed by
    `<finish>`, then by `<pad>`. The pictures are encoded once, and each token is decoded once. Raises the errors of
    `GridTransformer.encode`.
    """
    tokenizer = model.config.tokenizer
    with evaluating(model):
        memory, cache = model.encode(pixels), model.new_cache()
        following = torch.full((len(pixels),), tokenizer.start, device=pixels.device)  # (B,)
        finished = torch.zeros(len(pixels), dtype=torch.bool, device=pixels.device)
        written = []
        for _ in range(model.config.longest - 1):
            logits = model.decode(following[:, None], memory, cache)[:, 0]  # (B, C)
            following = logits.argmax(dim=-1).masked_fill(finished, tokenizer.pad)  # (B,)
            written.append(following)
            finished |= following == tokenizer.finish
            if finished.all():
                break
        return torch.stack(written, dim=1)  # (B, T)


def as_tensor(grids, side: int) -> Tensor:
    """Return grids as a uint8 tensor (B, side, side). Raises TypeError or ValueError for anything else."""
    grids = as_grids(grids, side)
    return grids if isinstance(grids, Tensor) else torch.from_numpy(np.array(grids))


def read_grids(model: GridTransformer, grids, batch_size: int = 1000) -> list[str]:
    """Return what the model reads in each grid, such as "3749" or "tres siete cuatro nueve"; "" if nothing.

    grids: uint8 (B, 56, 56), an array or a tensor, from 0 for paper to 255 for ink. Raises TypeError or ValueError for
    anything else.
    """
    weight = model.head.weight
    texts = []
    for batch in as_tensor(grids, model.config.pixels).split(batch_size):
        pixels = batch.to(weight.device).float() / 255
        texts += model.config.tokenizer.to_text(greedy_decode(model, pixels.to(weight.dtype)))
    return texts
