"""Checks for chapter 2: where a pixel goes, and patches in column order."""

import dis
import inspect
from types import CodeType

import torch

from mnist2x2.exercises import as_tensor, check_unchanged, exercise, hint_for
from mnist2x2.patches import patchify


@exercise("2.1")
def check_where(where):
    places = patchify(torch.arange(56 * 56).view(1, 56, 56), 14).flatten().argsort()  # where each pixel went
    for row, column in [(17, 33), (0, 0), (55, 55), *(divmod(pixel, 56) for pixel in range(0, 56 * 56, 11))]:
        patch, number = divmod(places[row * 56 + column].item(), 196)
        case = f"for row {row}, column {column}"
        answer = tuple(as_tensor(where(row, column), (2,), "two numbers, (patch, number)", case).tolist())
        across = divmod(places[column * 56 + row].item(), 196)
        mistakes = [
            ((number, patch), "first the patch, then the number in it"),
            (across, "rows and columns are swapped"),
            ((patch + 1, number + 1), "both are counted from 0"),
            ((patch, answer[1]), "the patch is right; its numbers are counted along its own rows, of 14 pixels"),
            ((answer[0], number), "the number is right; patches are counted along the rows of patches, 4 in each"),
        ]
        assert answer == (patch, number), (
            f"{case}, expected {(patch, number)}, given ({answer[0]:g}, {answer[1]:g}){hint_for(answer, mistakes)}"
        )


def has_loop(code: CodeType, names: dict, seen: set[CodeType]) -> bool:
    """Return whether code jumps back: for, while or a comprehension. names: the notebook's functions count as well.

    seen: codes that have been looked at; a function may call itself.
    """
    seen.add(code)
    jumps = [step for step in dis.get_instructions(code) if step.opcode in (*dis.hasjrel, *dis.hasjabs)]
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    called = [names[name] for name in code.co_names if getattr(names.get(name), "__globals__", None) is names]
    inner += [function.__code__ for function in called]
    return any(step.argval < step.offset for step in jumps) or any(
        has_loop(part, names, seen) for part in inner if part not in seen
    )


def numbered(*shape: int) -> torch.Tensor:
    """Return pictures of a shape whose pixels are numbered as they are stored. Some functions take floats only."""
    return torch.arange(torch.Size(shape).numel()).float().view(shape)


@exercise("2.2")
def check_down_first(down_first):
    for pictures, size in ((numbered(1, 4, 4), 2), (numbered(2, 6, 4), 2), (numbered(2, 6, 9), 3)):
        B, height, width = pictures.shape
        case = f"for pictures {(B, height, width)}, pixels numbered as stored, and size {size}"
        across, down = width // size, height // size
        order = [row * across + column for column in range(across) for row in range(down)]
        in_reading_order = patchify(pictures, size)
        expected = in_reading_order[:, order].double()
        given = pictures.clone()
        answer = as_tensor(down_first(given, size), tuple(expected.shape), "patches", case).double()
        check_unchanged([given], [pictures])
        turned = expected.view(B, -1, size, size).transpose(2, 3).flatten(2)
        mistakes = [
            (in_reading_order, "the patches are in reading order"),
            (turned, "the order of the patches is right, but the pixels inside are transposed"),
            (pictures.reshape(expected.shape), "`reshape` alone cuts rows of pixels, not squares"),
        ]
        hint = hint_for(answer, mistakes)
        for patch, (right, theirs) in enumerate(zip(expected[0].long().tolist(), answer[0].tolist(), strict=True)):
            numbers = ", ".join(f"{number:g}" for number in theirs)
            assert right == theirs, f"{case}, expected patch {patch} to be {right}, given [{numbers}]{hint}"
        assert torch.equal(answer, expected), f"{case}, the first picture is right, but not the second{hint}"
    function = inspect.unwrap(down_first)
    assert not (inspect.isfunction(function) and has_loop(function.__code__, function.__globals__, set())), (
        "the patches are right, but your code has a loop (a for, a while or a comprehension): "
        "split the axes with `reshape`, swap them, and join them again"
    )
