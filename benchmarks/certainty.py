"""How sure the model is of the digits that it writes, and how often it is wrong when it is not."""

import numpy as np
import torch

from mnist2x2.decoding import evaluating
from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import FINISH, START

UNSURE = 0.9  # the model is unsure of a digit to which it gives less probability than this


def probabilities(model: GridTransformer, grids: np.ndarray, read: list[str]) -> list[list[float]]:
    """Return the probability with which each digit of an answer was written."""
    longest = max(map(len, read))
    padded = [[*map(int, text), *[FINISH] * (longest - len(text))] for text in read]
    written = torch.tensor(padded, dtype=torch.int64).view(len(read), longest)  # (B, T)
    inputs = torch.cat([torch.full((len(read), 1), START), written], dim=1)
    with evaluating(model):
        shares = model(torch.from_numpy(grids).float() / 255, inputs).softmax(dim=-1)[:, :longest]  # (B, T, 13)
    own = shares.gather(-1, written[..., None])[..., 0]  # (B, T)
    return [line[: len(text)] for line, text in zip(own.tolist(), read, strict=True)]


def certainty(shares: list[list[float]], read: list[str], truth: list[str]) -> dict:
    """Return how sure the model was of the digits it wrote, and how often it was wrong when it was unsure.

    shares: the probability of each digit, as `probabilities` returns them.
    """
    right, wrong = [], []
    for text, true, own in zip(read, truth, shares, strict=True):
        for position, share in enumerate(own):
            (right if text[position] == true[position] else wrong).append(share)
    unsure = {"right": sum(p < UNSURE for p in right), "wrong": sum(p < UNSURE for p in wrong)}
    below = sum(unsure.values())
    return {
        "mean_probability_when_right": float(np.mean(right)),
        "mean_probability_when_wrong": float(np.mean(wrong)) if wrong else None,
        "threshold": UNSURE,
        "share_below_threshold": below / (len(right) + len(wrong)),
        "wrong_of_those_below": unsure["wrong"] / below if below else None,
        "below_of_those_wrong": unsure["wrong"] / len(wrong) if wrong else None,
    }
