"""One table in one SQLite file, safe beside other writers, kills and power cuts."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

APPLICATION = int.from_bytes(b"2x2c", "big")  # written into each file, so that other programs' are told apart
PATIENCE = 60.0  # seconds to wait while others write


def lock(path: Path) -> sqlite3.Connection:
    """Return a connection in a transaction: until it ends, nobody else changes the file."""
    db, patience = sqlite3.connect(path, timeout=0, isolation_level=None), time.monotonic() + PATIENCE
    while True:
        try:
            # The journal is SQLite's default, a second file that is gone after each commit. WAL would be faster, but it
            # needs memory that all writers share, which network folders lack, leaves what was acknowledged in another
            # file that a copy forgets, and before SQLite 3.51.3 could damage a file that several write.
            # "extra" waits until the journal's removal is on the disk: else a power cut could undo a commit.
            db.execute("pragma synchronous = extra")
            db.execute("pragma fullfsync = on")  # macOS: down to the disk, not to its cache
            db.execute("begin immediate")
            db.execute(f"pragma busy_timeout = {PATIENCE * 1000:.0f}")  # for the commit: another may just look in
            db.text_factory = lambda text: text.decode(errors="replace")  # damaged text is for its checksum to find
            return db
        except sqlite3.Error as error:
            if "locked" not in str(error) or time.monotonic() > patience:
                db.close()
                raise
            # SQLite's own waiting asks every 100 ms, too seldom to be let in beside one who writes all the time
            time.sleep(random.uniform(0.001, 0.004))


class Database:
    """A file, made if missing, with the one table that `schema` ("CREATE TABLE ...") makes, and nothing else.

    Raises ValueError for a damaged file, another program's or a newer version's, and OSError where it cannot be opened,
    locked or written.
    """

    def __init__(self, path: str | Path, schema: str, version: int):
        self.path, self.schema, self.version, self.closed = Path(path).absolute(), schema, version, False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.transaction() as db:
            [(found,)] = db.execute("pragma integrity_check(1)").fetchall()
            if found != "ok":
                raise sqlite3.DatabaseError(found)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what is done with it is on the disk after the block, or undone if that raises.

        Each has a connection of its own: none is shared between threads or inherited in a fork, and nothing is written
        to a file that was moved away. Raises ValueError after `close`.
        """
        if self.closed:
            raise ValueError(f"{self.path} was closed")
        try:
            with closing(lock(self.path)) as db:  # closing undoes what was not committed
                self.check(db)
                yield db
                db.execute("commit")
        except sqlite3.OperationalError as error:
            raise OSError(f"{self.path} cannot be opened, locked or written: {error}") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise ValueError(f"{self.path} is damaged, or no database: {error}") from error

    def close(self) -> None:
        """Let no further transaction begin."""
        self.closed = True

    def check(self, db: sqlite3.Connection) -> None:
        """Raise ValueError for other tables. An empty file gets ours: a kill while it is made leaves one."""
        [(application,)], [(version,)] = db.execute("pragma application_id"), db.execute("pragma user_version")
        found = db.execute("select sql from sqlite_master where sql is not null").fetchall()
        if (application, version, found) == (0, 0, []):
            db.execute(self.schema)
            db.execute(f"pragma application_id = {APPLICATION}")
            db.execute(f"pragma user_version = {self.version}")
        elif application != APPLICATION:
            raise ValueError(f"{self.path} is a database of something else, expected one of mnist2x2")
        elif version > self.version:
            newer = f"{self.path} is of version {version}, written by a newer mnist2x2"
            raise ValueError(f"{newer}; expected version {self.version}")
        elif version != self.version or found != [(self.schema,)]:
            raise ValueError(
                f"{self.path} was altered: expected version {self.version} with its one table, nothing else"
            )
