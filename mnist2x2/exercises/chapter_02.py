"""Checks of chapter 2: where a pixel goes, and patches counted down first."""

import torch

from mnist2x2.exercises import exercise
from mnist2x2.patches import patchify


@exercise("2.1")
def check_where(where):
    numbers = patchify(torch.arange(56 * 56).view(1, 56, 56), 14)[0]  # (S, 196)
    for row, column in ((0, 0), (0, 14), (14, 0), (3, 20), (55, 55), (30, 17)):
        expected = tuple((numbers == row * 56 + column).nonzero()[0].tolist())
        given = where(row, column)
        assert isinstance(given, tuple) and len(given) == 2, f"expected two numbers, (patch, number), given {given!r}"
        assert given == expected, f"for row {row}, column {column} your answer is {given}, expected {expected}"


def numbered(*shape: int) -> torch.Tensor:
    return torch.arange(torch.Size(shape).numel()).view(shape)


@exercise("2.2")
def check_down_first(down_first):
    for pictures, size in ((numbered(1, 4, 4), 2), (numbered(2, 6, 4), 2), (numbered(2, 6, 9), 3)):
        B, height, width = pictures.shape
        across = width // size
        order = [row * across + column for column in range(across) for row in range(height // size)]
        expected = patchify(pictures, size)[:, order]
        given = down_first(pictures, size)
        shape = tuple(getattr(given, "shape", ()))
        assert shape == tuple(expected.shape), (
            f"for pictures {(B, height, width)} and size {size}, expected {tuple(expected.shape)}, given {shape}"
        )
        for patch, (mine, theirs) in enumerate(zip(expected[0].tolist(), given[0].tolist(), strict=True)):
            assert mine == theirs, (
                f"pixels numbered as stored, pictures {(B, height, width)} and size {size}: "
                f"expected patch {patch} to be {mine}, given {theirs}"
            )
        assert torch.equal(given, expected), "the first picture is right, but not the second"
