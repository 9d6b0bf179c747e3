"""The checks of the book's exercises, a module a chapter: each says what is right, wrong or not attempted yet."""

from collections.abc import Callable
from functools import wraps


class NotAttempted(Exception):
    """The stub was not touched: something in the answer is still `...`."""


def attempted(value):
    """Return the value, unless it is the `...` that a stub holds. A function is watched for returning it."""
    if value is ...:
        raise NotAttempted
    if not callable(value):
        return value

    @wraps(value)
    def watched(*args, **kwargs):
        return attempted(value(*args, **kwargs))

    return watched


def exercise(name: str) -> Callable:
    """Turn a test of an answer into a check that never raises, but prints how the answer did.

    The test gets the answer's parts and raises AssertionError, its message a hint in the reader's own terms.
    """

    def make(test: Callable) -> Callable:
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

    return make
