"""What a model reads, and how sure it may be of that. Grew out of chapter 9 of the book."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from mnist2x2.activations import record
from mnist2x2.certainty import Certainty
from mnist2x2.decoding import as_tensor, evaluating, greedy_decode
from mnist2x2.model import GridTransformer, check_writes_digits
from mnist2x2.tokenizer import START


@dataclass(frozen=True, eq=False)
class Reading:
    """What was read in one grid, and for each of its n digits, how sure the model is of it.

    text: n digits. probabilities: float32 (n, 10), of each digit in each place, by the model's temperature; what is
    missing to 1 is the probability that the answer ends there. unsure: bool (n), whether the digit written is less
    probable than it should be. no_digit: bool (n), whether what was read may be no digit at all.
    """

    text: str
    probabilities: np.ndarray
    unsure: list[bool]
    no_digit: list[bool]


class Trace(NamedTuple):
    """What a model computes where it writes tokens: T of them for each of B pictures."""

    hidden: Tensor  # (B, T, D), from which the head computes the logits
    looked: Tensor  # (B, T, D), the memory where the last block looked: its mean, weighted by attention
    logits: Tensor  # (B, T, C)


def energies(logits: Tensor) -> Tensor:
    """Return the energy of logits (..., C), with its sign turned: (...). It is high where the model has much to go by.

    "Energy-based Out-of-distribution Detection", Liu et al. 2020, section 3.1.
    """
    return logits.logsumexp(dim=-1)


def features(trace: Trace) -> tuple[Tensor, Tensor]:
    """Return what the scores for non-digits are computed from, (..., 2 D + 1), and the likeliest digit, int64 (...)."""
    hidden, looked, logits = trace
    return torch.cat([hidden, looked, energies(logits)[..., None]], dim=-1), logits[..., :START].argmax(dim=-1)


def no_digit_scores(trace: Trace, certainty: Certainty) -> Tensor:
    """Return the score that is above 0 where what was read may be no digit: (...), below 0 if it was not measured.

    It is a weighted sum of the features and a constant. Each digit has its own weights, which tell drawings that are
    this digit from drawings that are merely read as it.
    """
    if not certainty.no_digit:
        return torch.full(trace.hidden.shape[:-1], -1.0)
    x, digit = features(trace)
    weights = x.new_tensor(certainty.no_digit).view(START, -1)[digit]  # (..., 2 D + 2)
    return (x * weights[..., :-1]).sum(dim=-1) + weights[..., -1]


def trace_of(model: GridTransformer, pixels: Tensor, tokens: Tensor) -> Trace:
    """Return what a model computes where it writes tokens, int64 (B, T), for pixels as in `encode`."""
    start = torch.full((len(tokens), 1), model.config.tokenizer.start, device=tokens.device)
    with evaluating(model), record(model) as seen:
        logits = model(pixels, torch.cat([start, tokens[:, :-1]], dim=1))  # (B, T, C)
    memory, last = seen["encoder_norm"][0], len(model.decoder) - 1  # (B, S, D)
    attention = seen[f"decoder.{last}.cross_attention.weights"][0].mean(dim=1)  # (B, T, S)
    return Trace(seen["decoder_norm"][0], attention @ memory, logits)


def readings(model: GridTransformer, grids, batch_size: int = 1000) -> list[Reading]:
    """Return what the model reads in each grid, and how sure it is. Its texts are those of `read_grids`.

    grids: uint8 (B, 56, 56), an array or a tensor, from 0 for paper to 255 for ink. `model.certainty` says what "sure"
    means. Raises TypeError or ValueError for anything else, and ValueError for a model that does not write digits.
    """
    check_writes_digits(model)
    weight, certainty, tokenizer = model.head.weight, model.certainty, model.config.tokenizer
    found = []
    for batch in as_tensor(grids, model.config.pixels).split(batch_size):
        pixels = (batch.to(weight.device).float() / 255).to(weight.dtype)
        tokens = greedy_decode(model, pixels)  # (B, T)
        trace = Trace(*(part.float().cpu() for part in trace_of(model, pixels, tokens)))
        shares = (trace.logits / certainty.temperature).softmax(dim=-1)  # (B, T, C)
        unsure = shares.max(dim=-1).values < certainty.sure  # (B, T)
        no_digit = no_digit_scores(trace, certainty) > 0  # (B, T)
        ended = (tokens == tokenizer.finish).cumsum(dim=1) > 0  # (B, T)
        written = (~ended & (tokens < tokenizer.start)).cpu()  # (B, T)
        for text, own, *parts in zip(tokenizer.to_text(tokens), written, shares, unsure, no_digit, strict=True):
            probabilities, doubted, foreign = (part[own] for part in parts)
            digits = probabilities[:, : tokenizer.start].numpy()  # (n, 10)
            found.append(Reading(text, digits, doubted.tolist(), foreign.tolist()))
    return found
