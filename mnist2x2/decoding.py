"""Writing the answers of a whole batch, token by token: greedily or by drawing. Grew out of chapter 7 of the book."""

import math
from collections.abc import Callable, Iterator
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


def write(
    model: GridTransformer, pixels: Tensor, choose: Callable[[Tensor], Tensor], beginning: Tensor | None = None
) -> Tensor:
    """Write each answer token by token: `choose` turns logits (B, C) into the next tokens, int64 (B,).

    pixels: float32 (B, height, width) in [0, 1], on the model's device. beginning: int64 (B, P), the first tokens of
    each answer, without `<start>`; the model goes on from there.
    Returns int64 (B, T), T at most that of the longest answer, the beginning included. An answer of fewer than T tokens
    is followed by `<finish>`, then by `<pad>`. The pictures are encoded once, and each token is decoded once. Raises
    the errors of `GridTransformer.encode`, and ValueError for another beginning.
    """
    tokenizer, longest = model.config.tokenizer, model.config.longest
    start = torch.full((len(pixels), 1), tokenizer.start, device=pixels.device)
    if beginning is not None:
        check_beginning(beginning, len(pixels), longest - 1, tokenizer.start)
    with evaluating(model):
        memory, cache = model.encode(pixels), model.new_cache()
        read = tokens = start if beginning is None else torch.cat([start, beginning], dim=1)  # (B, 1 + P)
        finished = torch.zeros(len(pixels), dtype=torch.bool, device=pixels.device)
        while tokens.shape[1] < longest and not finished.all():
            logits = model.decode(read, memory, cache)[:, -1]  # (B, C)
            read = choose(logits).masked_fill(finished, tokenizer.pad)[:, None]  # (B, 1)
            tokens = torch.cat([tokens, read], dim=1)
            finished |= read[:, 0] == tokenizer.finish
        return tokens[:, 1:]  # (B, T)


def check_beginning(beginning: Tensor, answers: int, longest: int, tokens: int) -> None:
    """Raise ValueError unless a beginning is int64 (answers, P), P at most `longest`, of the first `tokens` tokens."""
    expected = f"expected a beginning int64 ({answers}, P), P at most {longest}, of tokens from 0 to {tokens - 1}"
    if beginning.dim() != 2 or len(beginning) != answers or beginning.shape[1] > longest:
        raise ValueError(f"{expected}, given {tuple(beginning.shape)}")
    if beginning.dtype != torch.int64 or ((beginning < 0) | (beginning >= tokens)).any():
        raise ValueError(f"{expected}, given {beginning.dtype} with {beginning.unique().tolist()}")


def greedy_decode(model: GridTransformer, pixels: Tensor, beginning: Tensor | None = None) -> Tensor:
    """Write each answer by taking the most likely next token: int64 (B, T). Arguments and errors are those of `write`.

    Greedy decoding need not find the most likely answer: chapter 7 shows where it does not.
    """
    return write(model, pixels, lambda logits: logits.argmax(dim=-1), beginning)


def sample(
    model: GridTransformer,
    pixels: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: torch.Generator | None = None,
    beginning: Tensor | None = None,
) -> Tensor:
    """Write each answer by drawing each next token by its probability: int64 (B, T).

    temperature: what the logits are divided by; below 1, likely tokens become likelier still. top_k: how many of the
    most likely tokens to draw from; all if left out. generator: on the model's device; the same state gives the same
    answers. The other arguments and errors are those of `write`. "Hierarchical Neural Story Generation" (Fan et al.
    2018) has top-k sampling. Raises ValueError unless temperature > 0 and top_k is at least 1.
    """
    if not 0 < temperature < math.inf or (top_k is not None and top_k < 1):
        raise ValueError(f"expected temperature > 0 and top_k of at least 1, given {temperature} and {top_k}")

    def draw(logits: Tensor) -> Tensor:
        if top_k is not None and top_k < logits.shape[-1]:
            least = logits.topk(top_k, dim=-1).values[:, -1:]  # (B, 1): of the k most likely tokens, the last
            logits = logits.masked_fill(logits < least, -math.inf)
        return (logits / temperature).softmax(dim=-1).multinomial(1, generator=generator)[:, 0]

    return write(model, pixels, draw, beginning)


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
