"""The store of corrections: drawings with their right answers, kept in one file."""

import hashlib
import json
import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from reprlib import repr as short

import numpy as np

from mnist2x2.files import write_whole
from mnist2x2.grid import SIDE
from mnist2x2.page.correction import MARKS, Correction, Row, drawing_id
from mnist2x2.page.database import Database

LINE = MARKS + 2 * SIDE**2  # bytes that a line of an exported file may take
VERSION = 1  # of the table and of exported files
SCHEMA = (  # long values come last: SQLite does not read them to count
    "CREATE TABLE corrections (id integer primary key, drawing blob not null unique, seal blob not null, "
    "read text not null, right text not null, model text not null, time text not null, grid blob not null, marks text)"
)
COLUMNS = (*Row._fields, "seal", "drawing")
INSERT = f"insert or replace into corrections ({', '.join(COLUMNS)}) values (:{', :'.join(COLUMNS)})"
SELECT = f"select id, {', '.join(Row._fields)}, seal from corrections"


class StoreFull(ValueError):
    """A store that holds as many corrections as it may."""


def read_export(path: str | Path, limit: int) -> list[Correction]:
    """Read what `Corrections.export` wrote; see `Corrections.load`."""
    try:
        with open(path, "rb") as file:
            head, sha, corrections = json.loads(file.readline(LINE)), hashlib.sha256(), []
            if head["mnist2x2"] != "corrections" or head["version"] > VERSION:
                raise ValueError(f"it holds {short(head['mnist2x2'])}, version {short(head['version'])}")
            if head["count"] > limit:
                raise ValueError(f"it holds {head['count']:,}, and a store at most {limit:,}")
            for _ in range(head["count"]):
                line = file.readline(LINE)
                sha.update(line)
                corrections.append(Correction.from_json(json.loads(line)))
            if file.read(1) or sha.hexdigest() != head["sha256"]:
                raise ValueError("its checksum differs")
            return corrections
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        expected = f"expected corrections as `Corrections.export` writes them, version {VERSION}, whole and unaltered"
        raise ValueError(f"{expected}; {path} is not: {error}") from error


def chosen(grid: np.ndarray | None) -> tuple[str, list]:
    """Return the SQL condition, with its values, for the correction of one drawing, or for the newest if it is None."""
    if grid is None:
        return "id = (select max(id) from corrections)", []
    return "drawing = ?", [drawing_id(grid)]


class Corrections:
    """A store of corrections in one SQLite file, created if missing; several processes and threads may share it.

    What `add` has acknowledged survives kills and power cuts; any other correction is there whole or not at all. Raises
    ValueError for a file that is damaged, another program's or a newer version's, and OSError for one that cannot be
    opened or written. No file stays open between two calls; after `close`, or the end of a `with`, calls are refused.
    On POSIX, only the owner of a file that is created may read it. limit: the most corrections that it holds. patience:
    the seconds that a call waits while others write.
    """

    def __init__(self, path: str | Path, limit: int = 10_000, patience: float = 60.0):
        self.database, self.limit = Database(path, SCHEMA, VERSION, patience), limit

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> "Corrections":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def _keep(self, db, correction: Correction, imported: bool = False) -> bool:
        """Insert a correction in an open transaction. Return False if the store keeps what it has of this drawing."""
        drawing = drawing_id(correction.grid)
        kept = db.execute("select right, time from corrections where drawing = ?", [drawing]).fetchone()
        if kept is not None:
            right, time = kept
            if right == correction.right or (imported and time >= correction.time):
                return False
        elif db.execute("select count(*) from corrections").fetchone()[0] >= self.limit:
            raise StoreFull(f"the store is full: it holds at most {self.limit:,} corrections")
        row = correction.to_row()
        db.execute(INSERT, {**row._asdict(), "seal": row.seal(), "drawing": drawing})
        return True

    def _rows(self, which: str = "true", values: Sequence = ()) -> list[tuple]:
        """Return the columns of `SELECT` for all corrections, or for those that a condition holds for, oldest first."""
        with self.database.transaction() as db:
            return db.execute(f"{SELECT} where {which} order by id", values).fetchall()

    def _checked(self, number: int, *values) -> Correction:
        """Return the correction in a row of `_rows`. Raises ValueError if `add` did not write it or would refuse it."""
        row, seal = Row(*values[:-1]), values[-1]
        damaged = f"{self.database.path} is damaged: correction {number} is not what was written"
        if row.seal() != seal:
            raise ValueError(damaged)
        try:  # anybody can compute a seal
            return Correction.from_row(row)
        except ValueError as error:
            raise ValueError(f"{damaged}: {error}") from error

    def add(self, grid: np.ndarray, *, read: str, right: str, model: str, marks: list | None = None) -> bool:
        """Keep a correction as the newest: on return, it is on the disk. Return False if it was kept already.

        Raises ValueError for what `Correction` refuses, StoreFull when the store is full. The same drawing with another
        answer replaces the earlier one: people correct themselves.
        """
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        correction = Correction(grid=grid, read=read, right=right, model=model, time=now, marks=marks)
        with self.database.transaction() as db:
            return self._keep(db, correction)

    def take_back(self, grid: np.ndarray | None = None) -> bool:
        """Remove the newest correction, or that of one drawing, uint8 (56, 56). Return False if there is none."""
        which, values = chosen(grid)
        with self.database.transaction() as db:
            return db.execute(f"delete from corrections where {which}", values).rowcount > 0

    def find(self, grid: np.ndarray | None = None) -> Correction | None:
        """Return the newest correction, or that of one drawing, uint8 (56, 56); None if there is none.

        Raises ValueError if it is damaged.
        """
        rows = self._rows(*chosen(grid))
        return self._checked(*rows[0]) if rows else None

    def counts(self) -> dict[str, int]:
        """Return how many corrections are kept, and how many of them were misread."""
        with self.database.transaction() as db:
            counts = db.execute("select count(*), count(*) filter (where read != right) from corrections").fetchone()
        return dict(zip(("kept", "misread"), counts, strict=True))

    def __len__(self) -> int:
        return self.counts()["kept"]

    def __iter__(self) -> Iterator[Correction]:
        """Iterate over the corrections that are kept now, oldest first.

        Each is checked again. A damaged one is left out, with a warning that names it.
        """
        for row in self._rows():
            try:
                correction = self._checked(*row)
            except ValueError as error:
                warnings.warn(f"left out: {error}", stacklevel=2)
                continue
            yield correction

    def for_training(self) -> tuple[np.ndarray, list[str]]:
        """Return the grids, uint8 (n, 56, 56), and their right answers, oldest first; damaged ones are left out."""
        kept = [(correction.grid, correction.right) for correction in self]
        grids = np.array([grid for grid, _ in kept], dtype=np.uint8).reshape(-1, SIDE, SIDE)
        return grids, [right for _, right in kept]

    def _check_other(self, path: str | Path) -> None:
        """Raise ValueError for the store's own file: replacing it loses it, closing it gives up SQLite's locks."""
        if Path(path).resolve() == self.database.path.resolve():
            raise ValueError(f"expected another file than the store's own, given {path}")

    def export(self, path: str | Path) -> None:
        """Write all corrections to a file of JSON lines, whole or not at all; damaged ones are left out.

        On POSIX, only its owner may read the file.
        """
        self._check_other(path)
        lines = [json.dumps(correction.to_json()).encode() + b"\n" for correction in self]
        sha = hashlib.sha256(b"".join(lines)).hexdigest()
        head = {"mnist2x2": "corrections", "version": VERSION, "count": len(lines), "sha256": sha}
        write_whole(path, b"".join([json.dumps(head).encode() + b"\n", *lines]), private=True)

    def load(self, path: str | Path) -> int:
        """Keep what another store has exported, all of it or, with ValueError, nothing; return how many were new.

        Each correction is checked as `add` checks it. Of two answers to one drawing the later is kept.
        """
        self._check_other(path)
        corrections = read_export(path, self.limit)
        with self.database.transaction() as db:
            return sum(self._keep(db, correction, imported=True) for correction in corrections)
