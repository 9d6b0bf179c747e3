"""Atomic writes: a file is written completely or not at all."""

import json
import os
import secrets
import tempfile
import time
from contextlib import suppress
from glob import escape
from pathlib import Path

ABANDONED = 3600  # seconds after which a temporary file is no writer's any more: writing takes far less


def check_writable(path: str | Path) -> None:
    """Raise OSError if no file can be written at `path`. Called before long work; it leaves nothing behind."""
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: name a file")
    folder = path.absolute().parent
    while not folder.exists():  # write_whole makes missing folders
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"cannot write to {path}: {error.strerror}; choose another place") from error


def clear_up(path: Path) -> None:
    """Remove what writers of this file left behind when they were killed."""
    for temporary in path.parent.glob(f".{escape(path.name)}.*.partial"):
        with suppress(OSError):  # another writer removes it, or it is somebody else's
            if time.time() - temporary.stat().st_mtime > ABANDONED:
                temporary.unlink()


def write_whole(path: str | Path, content: bytes, private: bool = False) -> None:
    """Write a file atomically: complete or not at all, even if this process is killed while it writes.

    Several processes and threads may write the same file: one of them is the last. private: on POSIX, let nobody but
    its owner read it.
    """
    path, mode = Path(path), 0o600 if private else 0o666  # less what the umask takes away
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_up(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.partial")
    try:
        # "x": it is nobody else's
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: str | Path, content: dict) -> None:
    """Write a JSON file, atomically."""
    write_whole(path, (json.dumps(content, indent=2) + "\n").encode())
