"""Writing the answer: greedily, one token after the other, for a whole batch at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import FINISH, PAD, START, to_text


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Switch a model to eval mode and gradients off, and put its mode back afterwards."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)


def greedy_decode(model: GridTransformer, pixels: Tensor) -> Tensor:
    """Return the most likely next token, over and over: int64 (B, T) with T at most the number of cells.

    pixels: float32 (B, height, width) in [0, 1], on the model's device. Each row holds digits, then, if it finished
    before the others, `<finish>` and `<pad>`. The picture is encoded once. Raises as `GridTransformer.encode` does.
    """
    with evaluating(model):
        memory = model.encode(pixels)
        tokens = torch.full((len(pixels), 1), START, device=pixels.device)
        finished = torch.zeros(len(pixels), dtype=torch.bool, device=pixels.device)
        for _ in range(model.config.digits):
            following = model.decode(tokens, memory)[:, -1].argmax(dim=-1)  # (B,)
            following = following.masked_fill(finished, PAD)
            tokens = torch.cat([tokens, following[:, None]], dim=1)
            finished |= following == FINISH
            if finished.all():
                break
        return tokens[:, 1:]


def as_grids(grids, side: int) -> Tensor:
    """Return pictures as a tensor uint8 (B, side, side). Raises TypeError or ValueError for anything else."""
    grids = grids if isinstance(grids, Tensor) else torch.from_numpy(np.array(grids))
    if grids.dtype != torch.uint8:
        raise TypeError(f"expected grids of uint8, 0 paper to 255 ink, given {grids.dtype}")
    if grids.dim() != 3 or grids.shape[1:] != (side, side):
        raise ValueError(f"expected grids (B, {side}, {side}), given {tuple(grids.shape)}")
    return grids


def read_grids(model: GridTransformer, grids, batch_size: int = 1000) -> list[str]:
    """Return what the model reads in each grid, as strings of digits; an empty picture may read as "".

    grids: uint8 (B, 56, 56), array or tensor, 0 paper to 255 ink. Raises TypeError or ValueError for anything else.
    """
    device = next(model.parameters()).device
    texts = []
    for batch in as_grids(grids, model.config.pixels).split(batch_size):
        texts += to_text(greedy_decode(model, batch.to(device).float() / 255))
    return texts
