"""Files of the repository that tools write: written where they are out of date or, with --check, only named."""

import sys
from collections.abc import Callable
from pathlib import Path


def differing(contents: dict[Path, str]) -> dict[Path, Callable[[], str]]:
    """Return the files whose content is not the given one, each with a function that returns it."""
    return {
        path: lambda content=content: content
        for path, content in contents.items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    }


def write_or_check(stale: dict[Path, Callable[[], str]], command: str) -> int:
    """Write the files that are out of date, and return 0. stale: for each, a function that returns its content.

    With --check among the program's arguments, only name them, and return 1 if there are any.
    """
    check = "--check" in sys.argv
    for path, make in stale.items():
        if check:
            print(f"{path.name} is out of date; run {command}")
        else:
            path.write_text(make(), encoding="utf-8", newline="\n")
            print(f"{path.name}: written")
    return int(check and bool(stale))
