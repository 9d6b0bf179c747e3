"""What people corrected: drawings with their right answers, kept in one file."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from reprlib import repr as short

import numpy as np

from mnist2x2.checkpoint import digest, write_whole
from mnist2x2.database import Database
from mnist2x2.model import DIGIT, GridTransformer
from mnist2x2.strokes import check_stroke

SIDE, CELLS = 2 * DIGIT, 4
MARKS = 200_000  # bytes that one drawing's marks may take as JSON
LINE = MARKS + 2 * SIDE**2  # bytes that a line of an exported file may take
VERSION = 1  # of the table and of exported files
SCHEMA = (  # what is long comes last: to count, it is not read
    "CREATE TABLE corrections (id integer primary key, drawing blob not null unique, seal blob not null, "
    "read text not null, right text not null, model text not null, time text not null, grid blob not null, marks text)"
)
FIELDS = "grid, read, right, model, time, marks"
DIGITS, DIGEST, TIME = "[0-9]{0,4}", "[0-9a-f]{64}", r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\+00:00"


def version_of(model: GridTransformer) -> str:
    """Return the SHA-256 of a model's weights and config, in hex: it tells which model read what was corrected."""
    return digest(model.state_dict(), json.dumps({"model": asdict(model.config)}))


def check_text(name: str, value, pattern: str, expected: str) -> None:
    """Raise ValueError unless value is a string that the whole pattern fits."""
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"expected {name} {expected}, given {short(value)}")


def checked_stroke(mark) -> dict:
    """Return a stroke with nothing in it but what belongs there. Raises ValueError for what is none."""
    if isinstance(mark, dict) and "sample" in mark:
        raise ValueError("expected a drawing by hand, given one with a test digit: that is not to be learned from")
    try:
        points, width = np.array(mark["points"], dtype=float), float(mark["width"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError(f'expected a stroke {{"points": [[x, y], ...], "width": w}}, given {short(mark)}') from None
    check_stroke(points, width)
    return {"points": points.tolist(), "width": width, **({"erase": True} if mark.get("erase") else {})}


@dataclass(frozen=True, eq=False)
class Correction:
    """A drawing and its right answer. Raises ValueError if anything is not as said here.

    grid: uint8 (56, 56), as the model saw it, 0 paper to 255 ink. read, right: digits, what was read and what is right;
    as many are right as cells hold ink. model: `version_of` the one that read it. time: UTC, ISO 8601, to the second.
    marks: the strokes, four lists (see `mnist2x2.strokes.cell_from_marks`), no samples; None if there are only pixels.
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
            given = f"{grid.dtype} {grid.shape}" if isinstance(grid, np.ndarray) else type(grid).__name__
            raise ValueError(f"expected a grid uint8 ({SIDE}, {SIDE}), given {given}")
        check_text("what was read", self.read, DIGITS, f"as 0 to {CELLS} of the digits 0 to 9")
        check_text("the right answer", self.right, DIGITS, f"as 0 to {CELLS} of the digits 0 to 9")
        check_text("a model's version", self.model, DIGEST, "as 64 hex digits")
        check_text("a time", self.time, TIME, "such as 2030-12-31T23:59:59+00:00")
        datetime.fromisoformat(self.time)  # raises ValueError where there is no such day
        drawn = int(grid.reshape(2, DIGIT, 2, DIGIT).any(axis=(1, 3)).sum())  # cells with ink
        if not drawn:
            raise ValueError("expected a drawing, given an empty grid")
        if len(self.right) != drawn:
            raise ValueError(f"expected as many digits as cells with ink, {drawn}, given {self.right!r}")
        if marks is not None:
            if not isinstance(marks, list) or [type(cell) for cell in marks] != [list] * CELLS:
                raise ValueError(f"expected marks as {CELLS} lists, one for each cell, given {short(marks)}")
            marks = [[checked_stroke(mark) for mark in cell] for cell in marks]
            if (size := len(json.dumps(marks))) > MARKS:
                raise ValueError(f"expected marks of at most {MARKS:,} bytes as JSON, given {size:,}")
        object.__setattr__(self, "grid", grid.copy())  # whoever gave them may change his own
        object.__setattr__(self, "marks", marks)


def seal(row) -> bytes:
    """Return the SHA-256 of a row's FIELDS: SQLite has no checksum of its own."""
    return hashlib.sha256(repr(list(row)).encode()).digest()


def as_pixels(grid: bytes) -> np.ndarray:
    """Return a grid's bytes, row by row, as uint8 (56, 56). Raises ValueError if there are more or fewer."""
    return np.frombuffer(grid, dtype=np.uint8).reshape(SIDE, SIDE)


def read_export(path: str | Path, limit: int) -> list[Correction]:
    """Read what `Corrections.export` wrote; see `Corrections.load`."""
    try:
        with open(path, "rb") as file:
            head, sha, corrections = json.loads(file.readline(LINE)), hashlib.sha256(), []
            if head["mnist2x2"] != "corrections" or head["version"] > VERSION:
                raise ValueError(f"it is of {short(head['mnist2x2'])}, version {short(head['version'])}")
            if head["count"] > limit:
                raise ValueError(f"it holds {head['count']:,}, and a store at most {limit:,}")
            for _ in range(head["count"]):
                line = file.readline(LINE)
                sha.update(line)
                fields = json.loads(line)
                grid = as_pixels(base64.b64decode(fields.pop("grid"), validate=True))
                corrections.append(Correction(grid, **fields))
            if file.read(1) or sha.hexdigest() != head["sha256"]:
                raise ValueError("its checksum differs")
            return corrections
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        expected = f"expected corrections as `Corrections.export` writes them, version {VERSION}, whole and unaltered"
        raise ValueError(f"{expected}; {path} is not: {error}") from error


class StoreFull(ValueError):
    """A store holds as many corrections as it may."""


class Corrections:
    """A store of corrections in one SQLite file, made if missing; several processes and threads may use it at once.

    What `add` has acknowledged outlasts kills and power cuts; what it has not is there whole or not at all. Raises
    ValueError for a file that is damaged, another program's or a newer version's, and OSError where it cannot be opened
    or written. No file stays open between two calls; after `close`, or the end of a `with`, there can be none.
    """

    def __init__(self, path: str | Path, limit: int = 10_000):
        self.database, self.limit = Database(path, SCHEMA, VERSION), limit

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> "Corrections":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def _keep(self, db, correction: Correction, imported: bool = False) -> bool:
        grid, *texts, marks = vars(correction).values()
        row = (grid.tobytes(), *texts, None if marks is None else json.dumps(marks))
        drawing = hashlib.sha256(grid).digest()
        kept = db.execute("select right, time from corrections where drawing = ?", [drawing]).fetchone()
        if kept and (kept[0] == correction.right or (imported and kept[1] >= correction.time)):
            return False
        if not kept and db.execute("select count(*) from corrections").fetchone()[0] >= self.limit:
            raise StoreFull(f"the store is full: it holds at most {self.limit:,} corrections")
        insert = f"insert or replace into corrections ({FIELDS}, seal, drawing) values (?, ?, ?, ?, ?, ?, ?, ?)"
        db.execute(insert, (*row, seal(row), drawing))
        return True

    def _rows(self) -> list[tuple]:
        """Return the FIELDS of all that is kept, oldest first. Raises ValueError if one is not what was written."""
        with self.database.transaction() as db:
            rows = db.execute(f"select {FIELDS}, seal from corrections order by id").fetchall()
        for number, (*row, sealed) in enumerate(rows, 1):
            if seal(row) != sealed:
                raise ValueError(f"{self.database.path} is damaged: correction {number} is not what was written")
        return [row[:-1] for row in rows]

    def add(self, grid: np.ndarray, right: str, read: str, model: str, marks: list | None = None) -> bool:
        """Keep a correction as the newest: when this returns, it is on the disk. False if it was kept already.

        See `Correction` for what is given and when ValueError is raised; it is, too, when the store is full. The same
        drawing with another answer takes the place of the earlier one: a person may correct himself.
        """
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        correction = Correction(grid, read, right, model, now, marks)
        with self.database.transaction() as db:
            return self._keep(db, correction)

    def take_back(self, grid: np.ndarray | None = None) -> bool:
        """Remove the newest correction, or that of one drawing, uint8 (56, 56). False if there is none."""
        which, values = "id = (select max(id) from corrections)", []
        if grid is not None:
            which, values = "drawing = ?", [hashlib.sha256(grid.tobytes()).digest()]
        with self.database.transaction() as db:
            return db.execute(f"delete from corrections where {which}", values).rowcount > 0

    def counts(self) -> dict[str, int]:
        """Return how many are kept, and how many of these were misread."""
        with self.database.transaction() as db:
            counts = db.execute("select count(*), count(*) filter (where read != right) from corrections").fetchone()
        return dict(zip(("kept", "misread"), counts, strict=True))

    def __len__(self) -> int:
        return self.counts()["kept"]

    def __iter__(self) -> Iterator[Correction]:
        """Return those that are kept now, oldest first."""
        for grid, *texts, marks in self._rows():
            yield Correction(as_pixels(grid), *texts, None if marks is None else json.loads(marks))

    def for_training(self) -> tuple[np.ndarray, list[str]]:
        """Return the grids, uint8 (n, 56, 56), and their right answers, oldest first."""
        rows = self._rows()
        grids = np.frombuffer(bytearray().join(row[0] for row in rows), dtype=np.uint8)
        return grids.reshape(-1, SIDE, SIDE), [row[2] for row in rows]

    def _check_other(self, path: str | Path) -> None:
        """Raise ValueError for the store's own file: to replace it loses it, to close it gives up SQLite's locks."""
        if Path(path).resolve() == self.database.path.resolve():
            raise ValueError(f"expected another file than the store's own, given {path}")

    def export(self, path: str | Path) -> None:
        """Write all of them to a file of JSON lines, whole or not at all."""
        self._check_other(path)
        each = [{**vars(kept), "grid": base64.b64encode(kept.grid).decode()} for kept in self]
        lines = b"".join(json.dumps(fields).encode() + b"\n" for fields in each)
        sha = hashlib.sha256(lines).hexdigest()
        head = {"mnist2x2": "corrections", "version": VERSION, "count": len(each), "sha256": sha}
        write_whole(path, json.dumps(head).encode() + b"\n" + lines)

    def load(self, path: str | Path) -> int:
        """Keep what another store has exported, all of it or, with ValueError, nothing; return how many were new.

        Each is checked as by `add`. Of two answers to one drawing the later is kept.
        """
        self._check_other(path)
        corrections = read_export(path, self.limit)
        with self.database.transaction() as db:
            return sum(self._keep(db, correction, imported=True) for correction in corrections)
