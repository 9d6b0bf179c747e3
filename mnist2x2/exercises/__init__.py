"""Checks for the book's exercises, one module per chapter. A check prints: right, not yet, or not attempted yet.

Answers are judged by their values, not by their form: `as_number` and `as_tensor` read numbers, lists, tuples, arrays
and tensors of any dtype.
"""

import inspect
import math
import traceback
from collections.abc import Callable, Iterator, ValuesView
from decimal import Decimal
from functools import wraps
from numbers import Real
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


class NotAttempted(Exception):
    """The stub has not been filled in: part of the answer is still `...`."""


def attempted(value):
    """Return a value, or raise NotAttempted if it is the `...` of a stub.

    A function is wrapped instead, so that what it returns is checked in the same way. It must return something.
    """
    if value is ...:
        raise NotAttempted
    if not callable(value):
        return value

    @wraps(value)
    def wrapper(*args, **kwargs):
        answer = attempted(value(*args, **kwargs))
        assert answer is not None, (
            "your function returned None: it must end with `return` and the answer, in every case"
        )
        return answer

    return wrapper


def plain(answer):
    """Return an answer as numbers in nested lists, be it a tensor, an array, a tuple, a Fraction or a mixture of these.

    Raises TypeError if part of it is something else, such as a string.
    """
    if answer is ...:
        raise NotAttempted
    if isinstance(answer, Tensor) and not answer.is_complex():
        return answer.tolist()
    if isinstance(answer, np.ndarray | np.generic):
        answer = answer.tolist()
    if isinstance(answer, list | tuple | range | Iterator | ValuesView):
        return [plain(part) for part in answer]
    if not isinstance(answer, Real | Decimal):
        raise TypeError(f"expected a number, given {answer!r}")
    return answer if isinstance(answer, bool) else float(answer)


def shown(answer) -> str:
    """Return what to call an answer in a hint: its type and shape, or as much of it as fits on a line."""
    if hasattr(answer, "shape"):
        return f"a {type(answer).__name__} of shape {tuple(answer.shape)}"
    if callable(answer):
        return f"a {type(inspect.unwrap(answer)).__name__}"
    if isinstance(answer, list | tuple) and any(isinstance(part, Tensor | np.ndarray) for part in answer):
        parts = ", ".join(map(shown, answer[:4])) + (", ..." if len(answer) > 4 else "")
        return f"[{parts}]" if isinstance(answer, list) else f"({parts})"
    return " ".join(repr(answer).split())[:60]


def as_tensor(answer, shape: tuple[int | str, ...], what: str, case: str = "") -> Tensor:
    """Return an answer as a tensor of finite numbers, float64, of a shape in which a name stands for any length.

    what, case: what to call the answer in a hint, and for which input. The tensor is boolean if the answer was.
    """
    expected = (f"{case}, " if case else "") + f"expected {what}"
    if len(shape) > 1:
        expected += f" of shape {shape}".replace("'", "")
    try:
        values = torch.from_numpy(np.array(plain(answer)))
    except (TypeError, ValueError, OverflowError, RuntimeError):  # no numbers, too large, or lists of different lengths
        raise AssertionError(f"{expected}, given {shown(answer)}") from None
    if values.dtype != torch.bool:
        values = values.double()
    given = ["a single number", f"{values.numel()} numbers", f"shape {tuple(values.shape)}"][min(values.dim(), 2)]
    lengths = zip(shape, values.shape, strict=False)
    fits = len(shape) == values.dim() and all(isinstance(n, str) or n == length for n, length in lengths)
    assert fits, f"{expected}, given {given}"
    assert values.isfinite().all(), f"{expected}, given NaN or infinity"
    return values


def as_number(answer, what: str, case: str = "") -> float:
    """Return the number that an answer is: an int, a float, a Fraction, or an array or tensor of one number."""
    if isinstance(answer, Tensor | np.ndarray) and math.prod(answer.shape) == 1:
        answer = answer.item()
    return float(as_tensor(answer, (), what, case))


def as_mask(answer, shape: tuple[int | str, ...], what: str, case: str = "") -> Tensor:
    """Return an answer as a boolean tensor of a shape. It must hold True and False, not numbers."""
    values = as_tensor(answer, shape, what, case)
    assert values.dtype == torch.bool, f"expected {what} of True and False, given numbers: compare, or add `.bool()`"
    return values


def alike(one, other, rtol: float = 1e-4, atol: float = 1e-4) -> bool:
    """Return whether two results are equal: texts exactly; numbers, lists and tensors within a tolerance."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    one, other = (torch.as_tensor(result, dtype=torch.float64) for result in (one, other))
    return one.shape == other.shape and torch.allclose(one, other, rtol=rtol, atol=atol)


def hint_for(answer, mistakes: list[tuple], **tolerance: float) -> str:
    """Return ": " and the hint of the mistake, (wrong result, hint), that an answer equals; "" if none or several."""
    hints = {hint for wrong, hint in mistakes if alike(answer, wrong, **tolerance)}
    return f": {hints.pop()}" if len(hints) == 1 else ""


def first_difference(answer: Tensor, right: Tensor, names: tuple[str, str], **tolerance: float) -> str:
    """Return the first row in which an answer (n, m, width) differs, and both rows. names: of the first two axes."""
    wrong = ~torch.isclose(answer.double(), right.double(), **tolerance)
    place = wrong.any(dim=2).nonzero()[0].tolist()
    expected, given = ([round(number, 4) for number in rows[tuple(place)].tolist()] for rows in (right, answer))
    return f"in {names[0]} {place[0]}, {names[1]} {place[1]}, expected {expected}, given {given}"


def check_unchanged(inputs: list[Tensor], originals: list[Tensor]) -> None:
    same = all(torch.equal(tensor, original) for tensor, original in zip(inputs, originals, strict=True))
    assert same, "your code changes its inputs: `x = x + 1` makes a new tensor, `x += 1` writes into the one given"


def report_of(error: Exception) -> str:
    """Return what to tell the reader: the words of a check's assertion, or what the reader's code raised, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if Path(frame.filename).parent != Path(__file__).parent]
    if isinstance(error, AssertionError) and frames[-1] not in theirs:  # readers write assertions, too
        return str(error)
    line = f" in `{theirs[0].line}`" if theirs and theirs[0].line else ""
    return f"Your code raised {type(error).__name__}{line}" + (f": {error}" if str(error) else "")


def exercise(name: str) -> Callable:
    """Turn a test of an answer into a check that never raises and prints the result instead.

    The test takes the parts of the answer. If one is wrong, it raises AssertionError with a hint for the reader. A
    check draws the same random numbers each time, and leaves torch's generator as it was.
    """

    def make_check(test: Callable) -> Callable:
        @wraps(test)
        def check(*answer) -> None:
            try:
                with torch.random.fork_rng(devices=[]):
                    torch.default_generator.manual_seed(0)
                    parts = [*map(attempted, answer)]
                    assert len(parts) != 1 or callable(parts[0]), (  # if there is one part, it is a function
                        f"expected your function, given {shown(parts[0])}: write its name alone, without calling it"
                    )
                    test(*parts)
            except NotAttempted:
                print(f"Exercise {name}: not attempted yet")
            except Exception as error:  # the reader's own code may raise anything
                print(f"Exercise {name}: not yet. {report_of(error)}")
            else:
                print(f"Exercise {name}: right")

        return check

    return make_check
