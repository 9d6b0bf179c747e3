"""The answer as a sequence: 13 tokens, and the pairs a decoder is trained on."""

import torch
from torch import Tensor

START, FINISH, PAD = 10, 11, 12
TOKENS = [*"0123456789", "<start>", "<finish>", "<pad>"]
EMPTY = -1  # the label of a cell with nothing in it


def teacher_forcing_pairs(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return what the decoder is given and what it should answer, for each row of cells.

    labels: int64 (B, N), the digits of N cells in reading order, `EMPTY` where a cell holds none.
    Returns (inputs, targets), both int64 (B, N + 1): `<start> 7 2` and `7 2 <finish>`, each filled up with `<pad>`.
    """
    B, N = labels.shape
    filled = labels != EMPTY
    # the k-th digit of a row goes to position k; empty cells go to a column that is cut off again
    position = torch.where(filled, filled.cumsum(dim=1) - 1, N + 1)
    targets = labels.new_full((B, N + 2), PAD)
    targets.scatter_(1, position, labels)
    targets.scatter_(1, filled.sum(dim=1, keepdim=True), FINISH)
    targets = targets[:, : N + 1]  # (B, N + 1)
    before = targets[:, :-1]
    inputs = torch.cat([labels.new_full((B, 1), START), torch.where(before == FINISH, PAD, before)], dim=1)
    return inputs, targets


def to_text(tokens: Tensor) -> list[str]:
    """Return the digits of each row of tokens (int64 (B, T)) up to its first `<finish>`, as strings."""
    texts = []
    for row in tokens.tolist():
        row = row[: row.index(FINISH)] if FINISH in row else row
        texts.append("".join(TOKENS[token] for token in row if token < START))
    return texts
