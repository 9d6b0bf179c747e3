"""One correction: a drawing with its right answer, checked, and how it becomes a row of the store or a line of JSON."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from reprlib import repr as short
from typing import NamedTuple

import numpy as np

from mnist2x2.drawing.marks import marks_from_json, marks_to_json
from mnist2x2.grid import CELLS, SIDE, cut, filled

MARKS = 200_000  # bytes that the marks of one drawing may take as JSON
DIGITS, DIGEST, TIME = "[0-9]{0,4}", "[0-9a-f]{64}", r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\+00:00"


def check_text(name: str, value, pattern: str, expected: str) -> None:
    """Raise ValueError unless `value` is a string that matches the whole pattern."""
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"expected {name} {expected}, given {short(value)}")


def drawing_id(grid: np.ndarray) -> bytes:
    """Return the SHA-256 of a grid's pixels: the same drawing is kept once."""
    return hashlib.sha256(grid.tobytes()).digest()


def as_pixels(grid: bytes) -> np.ndarray:
    """Return a grid's bytes, row by row, as uint8 (56, 56). Raises ValueError for another number of bytes."""
    if len(grid) != SIDE**2:
        raise ValueError(f"expected a grid of {SIDE**2:,} bytes, given {len(grid):,}")
    return np.frombuffer(grid, dtype=np.uint8).reshape(SIDE, SIDE)


class Row(NamedTuple):
    """A correction as the store holds it: the grid's bytes, and the marks as JSON. Columns have these names."""

    grid: bytes
    read: str
    right: str
    model: str
    time: str
    marks: str | None

    def seal(self) -> bytes:
        """Return the SHA-256 of the row's values: SQLite has no checksum of its own."""
        # Python's repr of a list, in the order of the fields above: stores of earlier versions are sealed so
        return hashlib.sha256(repr(list(self)).encode()).digest()


@dataclass(frozen=True, eq=False, kw_only=True)
class Correction:
    """A drawing and its right answer. Raises ValueError for anything but what is described here.

    grid: uint8 (56, 56), as the model saw it, 0 paper to 255 ink. read, right: digits, what the model read and what is
    right, one digit for each cell with ink. model: `version_of` the model that read it. time: UTC, ISO 8601, to the
    second. marks: what was drawn, as JSON (see `mnist2x2.drawing.marks`), without samples; None if only the pixels are
    known.
    """

    grid: np.ndarray
    read: str
    right: str
    model: str
    time: str
    marks: list | None = None

    def __post_init__(self):
        grid, marks = self.grid, self.marks
        if not isinstance(grid, np.ndarray) or grid.dtype != np.uint8 or grid.shape != (SIDE, SIDE):
            kind = f"{grid.dtype} {grid.shape}" if isinstance(grid, np.ndarray) else type(grid).__name__
            raise ValueError(f"expected a grid uint8 ({SIDE}, {SIDE}), given {kind}")
        check_text("what was read", self.read, DIGITS, f"as 0 to {CELLS} of the digits 0 to 9")
        check_text("the right answer", self.right, DIGITS, f"as 0 to {CELLS} of the digits 0 to 9")
        check_text("a model's version", self.model, DIGEST, "as 64 hex digits")
        check_text("a time", self.time, TIME, "such as 2030-12-31T23:59:59+00:00")
        datetime.fromisoformat(self.time)  # raises ValueError for a day that does not exist
        drawn = int(filled(cut(grid)).sum())
        if not drawn:
            raise ValueError("expected a drawing, given an empty grid")
        if len(self.right) != drawn:
            raise ValueError(f"expected as many digits as cells with ink, {drawn}, given {self.right!r}")
        if marks is not None:
            marks = marks_to_json(marks_from_json(marks))
            if (size := len(json.dumps(marks))) > MARKS:
                raise ValueError(f"expected marks of at most {MARKS:,} bytes as JSON, given {size:,}")
        object.__setattr__(self, "grid", grid.copy())  # the caller may change its own array and list later
        object.__setattr__(self, "marks", marks)

    def to_row(self) -> Row:
        marks = None if self.marks is None else json.dumps(self.marks)
        return Row(self.grid.tobytes(), self.read, self.right, self.model, self.time, marks)

    @classmethod
    def from_row(cls, row: Row) -> "Correction":
        """Undo `to_row`. Raises ValueError for other values, of any type."""
        try:
            marks = None if row.marks is None else json.loads(row.marks)
            return cls(**row._asdict() | {"grid": as_pixels(row.grid), "marks": marks})
        except (TypeError, RecursionError) as error:
            raise ValueError(f"expected the columns of a correction, given others: {error}") from error

    def to_json(self) -> dict:
        """Return the fields as JSON can hold them: the pixels in base64."""
        return {**vars(self), "grid": base64.b64encode(self.grid).decode()}

    @classmethod
    def from_json(cls, fields: dict) -> "Correction":
        """Undo `to_json`. Raises TypeError or KeyError for other fields, ValueError for other values."""
        return cls(**fields | {"grid": as_pixels(base64.b64decode(fields["grid"], validate=True))})
