"""Files are written whole or not at all, also by several writers at once."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mnist2x2 import files
from mnist2x2.files import write_whole

needs_modes = pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")


def test_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def full(_):
        raise OSError("No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_many_writers_and_readers_of_one_file(tmp_path):
    path, contents, start = tmp_path / "file", [bytes([number]) * 200_000 for number in range(8)], threading.Barrier(8)
    write_whole(path, contents[0])

    def write_and_read(number: int) -> bool:
        start.wait()
        whole = True
        for _ in range(8):
            write_whole(path, contents[number])
            whole &= path.read_bytes() in contents
        return whole

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_read, range(8)))
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_writer_left_is_removed_later(tmp_path):
    old, new, of_another = (tmp_path / name for name in (".file.1.partial", ".file.2.partial", ".other.3.partial"))
    for left in (old, new, of_another):
        left.touch()
    for left in (old, of_another):
        os.utime(left, (0, 0))
    write_whole(tmp_path / "file", b"")
    assert {*tmp_path.iterdir()} == {tmp_path / "file", new, of_another}


@needs_modes
def test_who_may_read_a_file(tmp_path):
    before = os.umask(0o027)
    try:
        for private, mode in ((False, 0o640), (True, 0o600), (False, 0o640)):
            write_whole(tmp_path / "file", b"", private)
            assert (tmp_path / "file").stat().st_mode & 0o777 == mode
    finally:
        os.umask(before)
