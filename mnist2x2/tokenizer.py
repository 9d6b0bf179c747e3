"""The answer as a sequence: the 13 tokens, and the inputs and targets that a decoder is trained on.

Grew out of chapter 1 of the book; teacher forcing comes from chapter 5.
"""

import torch
from torch import Tensor

START, FINISH, PAD = 10, 11, 12
TOKENS = [*"0123456789", "<start>", "<finish>", "<pad>"]
EMPTY = -1  # the label of an empty cell


def teacher_forcing_pairs(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the decoder's inputs and targets for each row of labels.

    labels: int64 (B, N), the digits of N cells in reading order, `EMPTY` for an empty cell.
    Returns (inputs, targets), both int64 (B, N + 1). For the digits 7 and 2, they are `<start> 7 2` and
    `7 2 <finish>`, each padded with `<pad>`.
    """
    B, N = labels.shape
    filled = labels != EMPTY
    # the k-th digit of a row goes to position k; empty cells go to an extra last column, which is cut off below
    position = torch.where(filled, filled.cumsum(dim=1) - 1, N + 1)
    targets = labels.new_full((B, N + 2), PAD)
    targets.scatter_(1, position, labels)
    targets.scatter_(1, filled.sum(dim=1, keepdim=True), FINISH)
    targets = targets[:, : N + 1]  # (B, N + 1)
    previous = targets[:, :-1]
    inputs = torch.cat([labels.new_full((B, 1), START), torch.where(previous == FINISH, PAD, previous)], dim=1)
    return inputs, targets


def to_text(tokens: Tensor) -> list[str]:
    """Return, for each row of tokens, int64 (B, T), the digits before its first `<finish>` as a string."""
    texts = []
    for row in tokens.tolist():
        row = row[: row.index(FINISH)] if FINISH in row else row
        texts.append("".join(TOKENS[token] for token in row if token < START))
    return texts
