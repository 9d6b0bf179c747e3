"""Checks for chapter 2: where a pixel goes, and patches in column order."""

import torch

from mnist2x2.exercises import exercise
from mnist2x2.patches import patchify


@exercise("2.1")
def check_where(where):
    numbers = patchify(torch.arange(56 * 56).view(1, 56, 56), 14)[0]  # (S, 196)
    for row, column in ((0, 0), (0, 14), (14, 0), (3, 20), (55, 55), (30, 17)):
        expected = tuple((numbers == row * 56 + column).nonzero()[0].tolist())
        answer = where(row, column)
        assert isinstance(answer, tuple) and len(answer) == 2, f"expected two numbers (patch, number), given {answer!r}"
        assert answer == expected, f"for row {row}, column {column}, your answer is {answer}, expected {expected}"


def numbered(*shape: int) -> torch.Tensor:
    """Return pictures of a shape whose pixels are numbered in the order in which they are stored."""
    return torch.arange(torch.Size(shape).numel()).view(shape)


@exercise("2.2")
def check_down_first(down_first):
    for pictures, size in ((numbered(1, 4, 4), 2), (numbered(2, 6, 4), 2), (numbered(2, 6, 9), 3)):
        B, height, width = pictures.shape
        across = width // size
        order = [row * across + column for column in range(across) for row in range(height // size)]
        expected = patchify(pictures, size)[:, order]
        answer = down_first(pictures, size)
        shape = tuple(getattr(answer, "shape", ()))
        assert shape == tuple(expected.shape), (
            f"for pictures {(B, height, width)} and size {size}, expected {tuple(expected.shape)}, given {shape}"
        )
        for patch, (right, theirs) in enumerate(zip(expected[0].tolist(), answer[0].tolist(), strict=True)):
            assert right == theirs, (
                f"for pictures {(B, height, width)} with pixels numbered as stored, and size {size}: "
                f"expected patch {patch} to be {right}, given {theirs}"
            )
        assert torch.equal(answer, expected), "the first picture is right, but not the second"
