"""One table in one SQLite file, safe beside other writers, kills and power cuts."""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

APPLICATION = int.from_bytes(b"2x2c", "big")  # written into each file, so that other programs' are told apart
CREATING = threading.Lock()


def create(path: Path) -> None:
    """Create an empty file if there is none; on POSIX, only its owner may read it, and the journal beside it."""
    # Closing a file gives up SQLite's locks on it in this process, so nobody opens it before it is closed here.
    with CREATING, suppress(OSError):  # if it exists; if it cannot be created, SQLite says why
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def lock(path: Path, patience: float) -> sqlite3.Connection:
    """Return a connection in a transaction: until it ends, no other process or thread changes the file.

    patience: the seconds to wait while others write.
    """
    create(path)
    db, latest = sqlite3.connect(path, timeout=0, isolation_level=None), time.monotonic() + patience
    while True:
        try:
            # The journal is SQLite's default, a second file that is removed at each commit. WAL would be faster, but
            # it needs memory that all writers share, which network folders lack; it leaves what was acknowledged in
            # another file, which a copy forgets; and before SQLite 3.51.3 it could damage a file with several writers.
            # "extra" waits until the journal's removal is on the disk: else a power cut could undo a commit.
            db.execute("pragma synchronous = extra")
            db.execute("pragma fullfsync = on")  # macOS: down to the disk, not to its cache
            db.execute("begin immediate")
            db.execute(f"pragma busy_timeout = {patience * 1000:.0f}")  # for the commit: another may be reading
            db.text_factory = lambda text: text.decode(errors="replace")  # damaged text is for its checksum to find
            return db
        except sqlite3.Error as error:
            if "locked" not in str(error) or time.monotonic() > latest:
                db.close()
                raise
            # SQLite itself tries every 100 ms, too rarely to get a turn beside a process that writes all the time
            time.sleep(random.uniform(0.001, 0.004))


class Database:
    """A file, created if missing, with the one table that `schema` ("CREATE TABLE ...") creates, and nothing else.

    patience: the seconds that a transaction waits while others write. Raises ValueError for a file that is damaged,
    another program's or a newer version's, and OSError for one that cannot be opened, locked or written.
    """

    def __init__(self, path: str | Path, schema: str, version: int, patience: float):
        self.path, self.schema, self.version = Path(path).absolute(), schema, version
        self.patience, self.closed = patience, False
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OSError(f"{self.path} cannot be opened, locked or written: {error.strerror}") from error
        with self.transaction() as db:
            [(verdict,)] = db.execute("pragma integrity_check(1)").fetchall()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection. Changes are on the disk after the block, or undone if the block raises.

        Each transaction has its own connection: none is shared between threads or inherited by a fork, and nothing is
        written to a file that was moved away. Raises ValueError after `close`.
        """
        if self.closed:
            raise ValueError(f"{self.path} was closed")
        try:
            with closing(lock(self.path, self.patience)) as db:  # closing undoes what was not committed
                self.check(db)
                yield db
                db.execute("commit")
        except sqlite3.OperationalError as error:
            raise OSError(f"{self.path} cannot be opened, locked or written: {error}") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise ValueError(f"{self.path} is damaged, or no database: {error}") from error

    def close(self) -> None:
        """Refuse further transactions."""
        self.closed = True

    def check(self, db: sqlite3.Connection) -> None:
        """Raise ValueError for other tables. An empty file gets ours: a kill during creation leaves an empty one."""
        [(application,)], [(version,)] = db.execute("pragma application_id"), db.execute("pragma user_version")
        tables = db.execute("select sql from sqlite_master where sql is not null").fetchall()
        if (application, version, tables) == (0, 0, []):
            db.execute(self.schema)
            db.execute(f"pragma application_id = {APPLICATION}")
            db.execute(f"pragma user_version = {self.version}")
        elif application != APPLICATION:
            raise ValueError(f"{self.path} is a database of something else, expected one of mnist2x2")
        elif version > self.version:
            newer = f"{self.path} is of version {version}, written by a newer mnist2x2"
            raise ValueError(f"{newer}; expected version {self.version}")
        elif version != self.version or tables != [(self.schema,)]:
            raise ValueError(
                f"{self.path} was altered: expected version {self.version} with its one table, nothing else"
            )
