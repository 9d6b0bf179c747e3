"""Checks for the book's exercises, one module per chapter. A check prints: right, not yet, or not attempted yet."""

from collections.abc import Callable
from functools import wraps


class NotAttempted(Exception):
    """The stub has not been filled in: part of the answer is still `...`."""


def attempted(value):
    """Return a value, or raise NotAttempted if it is the `...` of a stub.

    A function is wrapped instead, so that what it returns is checked in the same way.
    """
    if value is ...:
        raise NotAttempted
    if not callable(value):
        return value

    @wraps(value)
    def wrapper(*args, **kwargs):
        return attempted(value(*args, **kwargs))

    return wrapper


def exercise(name: str) -> Callable:
    """Turn a test of an answer into a check that never raises and prints the result instead.

    The test takes the parts of the answer. If one is wrong, it raises AssertionError with a hint for the reader.
    """

    def make_check(test: Callable) -> Callable:
        @wraps(test)
        def check(*answer) -> None:
            try:
                test(*map(attempted, answer))
            except NotAttempted:
                print(f"Exercise {name}: not attempted yet")
            except AssertionError as error:
                print(f"Exercise {name}: not yet. {error}")
            except Exception as error:  # the reader's own code may raise anything
                print(f"Exercise {name}: not yet. Your code raised {type(error).__name__}: {error}")
            else:
                print(f"Exercise {name}: right")

        return check

    return make_check
