import base64
import gzip
import hashlib
import json
import os
import pickle
import signal
import sqlite3
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
import store as benchmark  # it starts and kills processes and counts what is lost
import torch

from mnist2x2 import files
from mnist2x2.checkpoint import load_pretrained, save_weights, version_of
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.marks import cell_from_marks, marks_from_json
from mnist2x2.page import corrections
from mnist2x2.page.correction import Row
from mnist2x2.page.corrections import MARKS, Correction, Corrections

MODEL = "0123456789abcdef" * 4
LINE = {"points": [[0.5, 0.2], [0.5, 0.8]], "width": 0.07}
TEXTS = (
    "<script>alert(1)</script>",
    "1'; DROP TABLE corrections; --",
    "12345",
    "1" * 10**6,
    "12 4",
    "1234\n",
    "12a4",
    "-123",
)
DIGITS = tuple(
    "".join(map(chr, range(one, one + 4))) for one in (0x661, 0x967, 0xFF11)
)  # Arabic, Devanagari, full width
HOSTILE = (*TEXTS, *DIGITS, "²²²²", "1\x0034", "\ud800" * 4, b"1234", 1234, None, ["1", "2", "3", "4"])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "corrections.sqlite"


@pytest.fixture
def store(path):
    return Corrections(path)


def drawing(seed: int, cells: str = "1234") -> np.ndarray:
    """Return a grid with ink in some cells, numbered from 1 in reading order."""
    quarters = np.random.default_rng(seed).integers(1, 256, (4, 28, 28), dtype=np.uint8)
    quarters[[str(cell) not in cells for cell in range(1, 5)]] = 0
    return np.block([list(quarters[:2]), list(quarters[2:])])


def add(store: Corrections, seed: int, right: str = "7213", read: str = "7218", **others) -> bool:
    return store.add(drawing(seed), right=right, read=read, model=MODEL, **others)


def content(store: Corrections) -> list[tuple]:
    return [(kept.grid.tobytes(), *list(vars(kept).values())[1:]) for kept in store]


def test_there_and_back(path, store):
    marks = [[LINE, {**LINE, "erase": True}], [], [LINE], [LINE]]
    before = datetime.now(timezone.utc).replace(microsecond=0)
    assert store.add(drawing(0, "134"), right="721", read="", model=MODEL, marks=marks) is True
    assert add(store, 1) is True
    for opened in (store, Corrections(path), Corrections(str(path))):
        first, second = opened
        assert np.array_equal(first.grid, drawing(0, "134")) and first.grid.dtype == np.uint8
        assert (first.right, first.read, first.model, first.marks) == ("721", "", MODEL, marks)
        assert before <= datetime.fromisoformat(first.time) <= datetime.now(timezone.utc)
        assert (second.right, second.read, second.marks) == ("7213", "7218", None)
        assert len(opened) == 2
    assert cell_from_marks(marks_from_json(first.marks)[0]).shape == (140, 140)


def test_what_is_kept_is_for_training(store):
    grids, answers = store.for_training()
    assert grids.shape == (0, 56, 56) and grids.dtype == np.uint8 and answers == []
    for seed, right in enumerate(("7213", "0000", "9876")):
        add(store, seed, right)
    grids, answers = store.for_training()
    assert np.array_equal(grids, np.stack([drawing(seed) for seed in range(3)])) and grids.dtype == np.uint8
    assert answers == ["7213", "0000", "9876"]
    grids[:] = 0  # the array is the caller's
    assert len(read_grids(load_pretrained(), store.for_training()[0])) == 3


def test_counts(store):
    assert store.counts() == {"kept": 0, "misread": 0} and len(store) == 0
    for seed, read in enumerate(("7213", "7218", "")):
        add(store, seed, "7213", read)
    assert store.counts() == {"kept": 3, "misread": 2} and len(store) == 3


def test_version_is_of_the_weights(tmp_path, model):
    version = version_of(model)
    save_weights(tmp_path / "weights", model)
    assert version == version_of(load_pretrained(tmp_path / "weights"))
    assert version.encode() in (tmp_path / "weights").read_bytes()  # the checksum in the file
    with torch.no_grad():
        next(model.parameters()).view(-1)[0] += 1
    assert version_of(model) != version
    assert version_of(load_pretrained("drawn")) != version_of(load_pretrained("book"))


def test_a_duplicate_is_kept_once(store):
    assert add(store, 0) and add(store, 1)
    before = content(store)
    assert add(store, 0) is False and add(store, 0, read="1111") is False
    assert content(store) == before


def test_a_later_answer_takes_the_place_of_the_earlier(store):
    assert add(store, 0, "7213") and add(store, 1, "0000")
    assert add(store, 0, "7214", read="7213") is True
    assert [(kept.right, kept.read) for kept in store] == [("0000", "7218"), ("7214", "7213")]
    assert add(store, 0, "7213") is True  # and back
    assert [kept.right for kept in store] == ["0000", "7213"]
    assert store.take_back() and [kept.right for kept in store] == ["0000"]


def test_an_answer_is_replaced_also_when_the_clock_was_put_back(store, monkeypatch):
    monkeypatch.setattr(corrections, "datetime", Clock("2030-01-01T00:00:02+00:00"))
    add(store, 0, "7213")
    monkeypatch.setattr(corrections, "datetime", Clock("2030-01-01T00:00:01+00:00"))
    assert add(store, 0, "7214") and [kept.right for kept in store] == ["7214"]


class Clock:
    """Replaces `datetime`: the time is always the same."""

    def __init__(self, time: str):
        self.time = datetime.fromisoformat(time)

    def now(self, zone) -> datetime:
        return self.time

    fromisoformat = datetime.fromisoformat


def test_take_back(store):
    assert store.take_back() is False
    for seed in range(4):
        add(store, seed)
    assert store.take_back() is True
    assert store.take_back(drawing(1)) is True and store.take_back(drawing(1)) is False
    assert [kept.grid.tobytes() for kept in store] == [drawing(0).tobytes(), drawing(2).tobytes()]
    assert add(store, 1) is True  # it may be kept again


def test_find(store):
    assert store.find() is None and store.find(drawing(0)) is None
    for seed in range(3):
        add(store, seed)
    assert np.array_equal(store.find().grid, drawing(2)) and np.array_equal(store.find(drawing(1)).grid, drawing(1))
    add(store, 0, "7214")
    assert store.find().right == store.find(drawing(0)).right == "7214" and store.find(drawing(3)) is None


@pytest.mark.parametrize("answer", [*HOSTILE, "", "123"])
def test_answers_other_than_the_digits_drawn_are_refused(store, answer):
    with pytest.raises(ValueError, match=r"^expected (the right answer|as many digits as cells with ink, 4)") as error:
        add(store, 0, answer)
    assert len(str(error.value)) < 200 and len(store) == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_other_texts_are_refused_too(store, text):
    with pytest.raises(ValueError, match="expected what was read as 0 to 4 of the digits"):
        add(store, 0, read=text)
    with pytest.raises(ValueError, match="expected a model's version as 64 hex digits"):
        store.add(drawing(0), right="7213", read="7218", model=text)
    assert len(store) == 0


@pytest.mark.parametrize("cells", ["1", "2", "3", "4", "12", "14", "23", "134", "1234"])
def test_as_many_digits_as_cells_with_ink(store, cells):
    for count in range(5):
        if count != len(cells):
            with pytest.raises(
                ValueError, match=f"as many digits as cells with ink, {len(cells)}, given '{'5' * count}'"
            ):
                store.add(drawing(0, cells), right="5" * count, read="", model=MODEL)
    assert store.add(drawing(0, cells), right="5" * len(cells), read="", model=MODEL)


def test_one_faint_pixel_is_ink(store):
    for row, column in ((0, 0), (0, 28), (27, 27), (28, 27), (55, 55)):
        grid = np.zeros((56, 56), dtype=np.uint8)
        grid[row, column] = 1
        assert store.add(grid, right="1", read="", model=MODEL)
    for answer in ("", "1"):
        with pytest.raises(ValueError, match="expected a drawing, given an empty grid"):
            store.add(np.zeros((56, 56), dtype=np.uint8), right=answer, read="", model=MODEL)


@pytest.mark.parametrize(
    "grid",
    [
        drawing(0)[None],
        drawing(0)[:55],
        drawing(0).reshape(-1),
        drawing(0).astype(np.int8),
        drawing(0) / np.float32(255),
        drawing(0) > 0,
        drawing(0).astype(object),
        torch.from_numpy(drawing(0)),
        drawing(0).tolist(),
        drawing(0).tobytes(),
        None,
        "<img src=x onerror=alert(1)>",
    ],
    ids=lambda grid: f"{type(grid).__name__} {getattr(grid, 'dtype', '')}",
)
def test_other_shapes_and_types_are_refused(store, grid):
    with pytest.raises(ValueError, match=r"expected a grid uint8 \(56, 56\), given "):
        store.add(grid, right="7213", read="7218", model=MODEL)
    assert len(store) == 0


def test_a_view_is_kept_as_it_is_seen(store):
    store.add(drawing(0)[::-1].T, right="7213", read="7218", model=MODEL)
    assert np.array_equal(next(iter(store)).grid, drawing(0)[::-1].T)


def test_a_correction_is_its_own():
    grid, marks = drawing(0), [[LINE], [], [], []]
    kept = Correction(grid=grid, read="7213", right="7218", model=MODEL, time="2030-12-31T23:59:59+00:00", marks=marks)
    grid[:], marks[0] = 0, []
    assert np.array_equal(kept.grid, drawing(0)) and kept.marks == [[LINE], [], [], []]


@pytest.mark.parametrize("moment", ["2030-12-31", "2030-13-01T00:00:00+00:00", "2030-12-31T23:59:59", *HOSTILE])
def test_other_times_are_refused(moment):
    with pytest.raises(ValueError, match=r"expected a time|month must be"):
        Correction(grid=drawing(0), read="7213", right="7218", model=MODEL, time=moment)


def nested(depth: int) -> list:
    inner = []
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "marks, message",
    [
        ([[{"sample": 3}], [], [], []], "a test digit"),
        ([[LINE], [LINE, {"sample": 3, **LINE}], [], []], "a test digit"),
        ([[LINE], [], []], "expected marks as 4 lists"),
        ([LINE] * 4, "expected marks as 4 lists"),
        ({"0": [LINE]}, "expected marks as 4 lists"),
        ("<script>" * 100, "expected marks as 4 lists"),
        (nested(10_000), "expected marks as 4 lists"),
        ([[nested(10_000)], [], [], []], "expected a mark"),
        ([[None], [], [], []], "expected a mark"),
        ([[{"points": [[0, 1]]}], [], [], []], "expected a mark"),
        ([[{**LINE, "points": nested(10_000)}], [], [], []], "expected a mark"),
        ([[{**LINE, "points": [[0, 1], [2]]}], [], [], []], "expected a mark"),
        ([[{**LINE, "points": [[0, 10**400]]}], [], [], []], "expected a mark"),
        ([[{**LINE, "points": [["<b>", "1"]]}], [], [], []], "expected a mark"),
        ([[{**LINE, "points": [[0, float("nan")]]}], [], [], []], "finite"),
        ([[{**LINE, "points": [[0, 1e308]]}], [], [], []], r"finite, from -100 to 100, given 1e\+308"),
        ([[{**LINE, "points": []}], [], [], []], r"points \(n, 2\)"),
        ([[{**LINE, "points": [[0, 1, 2]]}], [], [], []], r"points \(n, 2\)"),
        ([[{**LINE, "width": float("inf")}], [], [], []], "width"),
        ([[{**LINE, "width": 0}], [], [], []], "width"),
    ],
    ids=lambda value: None if isinstance(value, str) and len(value) < 50 else "marks",
)
def test_other_marks_are_refused(store, marks, message):
    with pytest.raises(ValueError, match=message) as error:
        add(store, 0, marks=marks)
    assert len(str(error.value)) < 300 and len(store) == 0


def test_marks_hold_nothing_but_numbers(store):
    stroke = {"points": [["1", True]], "width": "0.5", "erase": "<script>", "note": "<script>"}
    add(store, 0, marks=[[stroke], [], [], []])
    assert next(iter(store)).marks == [[{"points": [[1.0, 1.0]], "width": 0.5, "erase": True}], [], [], []]


def test_oversized_marks_are_refused(store):
    def marks(points: int) -> list:
        return [[{"points": [[0.25, 0.75]] * points, "width": 0.07}], [], [], []]

    each = len(json.dumps([[0.25, 0.75]])) - 2 + 2
    most = (MARKS - len(json.dumps(marks(0))) + 2) // each
    assert MARKS - each < len(json.dumps(marks(most))) <= MARKS
    assert add(store, 0, marks=marks(most))
    with pytest.raises(ValueError, match="expected marks of at most 200,000 bytes as JSON, given 200,0"):
        add(store, 1, marks=marks(most + 1))
    assert len(store) == 1


def test_a_full_store_takes_no_more(path):
    store = Corrections(path, limit=2)
    assert add(store, 0) and add(store, 1)
    with pytest.raises(ValueError, match="the store is full: it holds at most 2 corrections"):
        add(store, 2)
    assert add(store, 1) is False and add(store, 1, "0000") is True  # neither makes the store larger
    assert store.take_back() and add(store, 2)
    assert [kept.right for kept in store] == ["7213", "7213"]


def test_one_file_is_left_when_nobody_writes(path, store):
    add(store, 0)
    store.take_back()
    assert list(path.parent.iterdir()) == [path]


def test_a_commit_waits_for_the_disk(store):
    """Only a power cut would show this; see https://sqlite.org/pragma.html#pragma_synchronous."""
    with store.database.transaction() as db:
        settings = [db.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "fullfsync")]
        assert settings == ["delete", 3, 1]  # 3: extra


def test_where_it_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = Corrections("new/folder/corrections.sqlite")
    monkeypatch.chdir("/")
    add(store, 0)
    path = tmp_path / "new/folder/corrections.sqlite"
    assert len(Corrections(path)) == 1
    path.rename(tmp_path / "moved")
    add(store, 1)  # into a new file: the old one was moved away
    assert len(store) == len(Corrections(path)) == len(Corrections(tmp_path / "moved")) == 1
    monkeypatch.chdir(tmp_path)
    add(Corrections(":memory:"), 0)
    assert len(Corrections(tmp_path / ":memory:")) == 1


def test_nothing_is_done_with_a_closed_store(path):
    with Corrections(path) as store:
        add(store, 0)
    for action in (lambda: add(store, 1), store.take_back, store.counts, lambda: list(store), store.for_training):
        with pytest.raises(ValueError, match=r"corrections.sqlite was closed"):
            action()
    assert len(Corrections(path)) == 1


def filled(path: Path, count: int = 5) -> bytes:
    store = Corrections(path)
    for seed in range(count):
        add(store, seed, marks=[[LINE] * 20, [], [], []] if seed % 2 else None)
    return path.read_bytes()


@pytest.mark.parametrize("keep", [2, 15, 16, 50, 99, 100, 511, 512, 1000, 4095, 4096, 0.3, 0.6, 0.9, -4096])
def test_a_truncated_file_is_refused(path, keep):
    whole = filled(path)
    rest = whole[: int(keep * len(whole)) if isinstance(keep, float) else keep]
    path.write_bytes(rest)
    with pytest.raises(ValueError, match=r"corrections.sqlite is damaged, or no database"):
        Corrections(path)
    assert path.read_bytes() == rest  # unchanged: somebody may repair it


def test_a_file_without_its_last_page_s_end_is_refused(path):
    whole = filled(path)
    path.write_bytes(whole[:-4000])
    with pytest.raises(ValueError, match=r"corrections.sqlite is damaged"):  # when it is opened, or read
        list(Corrections(path))


def test_an_empty_file_is_a_new_store(path):
    path.touch()  # as a kill during creation may leave it
    assert add(Corrections(path), 0) and len(Corrections(path)) == 1


@pytest.mark.parametrize(
    "content", [b"no database\n" * 1000, b"SQLite format 3\0", b"SQLite format 3\0" * 500, bytes(8192)]
)
def test_a_file_that_is_no_database_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"corrections.sqlite is damaged, or no database"):
        Corrections(path)
    assert path.read_bytes() == content


def change(path: Path, script: str) -> bytes:
    db = sqlite3.connect(path)
    db.executescript(script)
    db.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "script",
    [
        "create table corrections (id integer primary key, grid blob)",
        "create table bookmarks (url text); insert into bookmarks values ('mine')",
        "pragma application_id = 7",
        "create view everything as select 1",
    ],
)
def test_a_database_of_something_else_is_refused(path, script):
    before = change(path, script)
    with pytest.raises(
        ValueError, match=r"corrections.sqlite is a database of something else, expected one of mnist2x2"
    ):
        Corrections(path)
    assert path.read_bytes() == before


def test_a_newer_version_is_refused(path, store):
    before = change(path, "pragma user_version = 2")
    for action in (lambda: Corrections(path), lambda: add(store, 0)):  # opened before or after the change
        with pytest.raises(ValueError, match=r"is of version 2, written by a newer mnist2x2; expected version 1"):
            action()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "script",
    [
        "create trigger loss after insert on corrections begin delete from corrections; end",
        "create table more (x)",
        "alter table corrections add column note text",
        "drop table corrections",
        "pragma user_version = 0",
    ],
)
def test_altered_tables_are_refused(path, script):
    filled(path)
    change(path, script)
    with pytest.raises(ValueError, match=r"corrections.sqlite was altered: expected version 1 with its one table"):
        Corrections(path)


@pytest.mark.parametrize(
    "change_of",
    [
        "right = '7214'",
        "right = '<b>1'",
        "read = '7213'",
        "grid = x'00'",
        "grid = 'text'",
        "marks = '[[],[],[],[]]'",
        "time = 5",
        "seal = x''",
        "model = cast(x'ff' as text)",
    ],
)
def test_a_row_that_was_altered_is_left_out(path, tmp_path, change_of):
    filled(path)
    change(path, f"update corrections set {change_of} where id = 3")
    check_third_is_left_out(Corrections(path), tmp_path)


def check_third_is_left_out(store: Corrections, folder: Path) -> None:
    """Of five corrections, the third is damaged: each way to read it names it, and what is good is still there."""
    damaged, seeds = "is damaged: correction 3 is not what was written", (0, 1, 3, 4)
    good = [drawing(seed).tobytes() for seed in seeds]
    with pytest.raises(ValueError, match=damaged):
        store.find(drawing(2))
    with pytest.warns(UserWarning, match=damaged):
        assert [kept.grid.tobytes() for kept in store] == good
    with pytest.warns(UserWarning, match=damaged):
        grids, answers = store.for_training()
    assert [grid.tobytes() for grid in grids] == good and answers == ["7213"] * 4
    with pytest.warns(UserWarning, match=damaged):
        store.export(folder / "out")
    with Corrections(folder / "other.sqlite") as other:
        assert other.load(folder / "out") == 4
    assert store.take_back(drawing(2)) and len(list(store)) == 4  # it can be removed


@pytest.mark.parametrize(
    "columns",
    [
        {"right": "<b>99999"},
        {"right": "721"},
        {"read": "none"},
        {"model": "drawn"},
        {"time": "now"},
        {"grid": drawing(2).tobytes() * 2},
        {"grid": b""},
        {"grid": "text"},
        {"grid": bytes(56 * 56)},
        {"marks": "[" * 100_000},
        {"marks": "{"},
        {"marks": json.dumps([[{**LINE, "points": [[0, 1e308]]}], [], [], []])},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_a_row_that_was_altered_and_sealed_again_is_left_out(path, tmp_path, columns):
    """Anybody can compute a seal."""
    filled(path)
    with sqlite3.connect(path) as db:
        names = ", ".join(Row._fields)
        row = Row(*db.execute(f"select {names} from corrections where id = 3").fetchone())._replace(**columns)
        places = ", ".join(f"{name} = :{name}" for name in (*Row._fields, "seal"))
        db.execute(f"update corrections set {places} where id = 3", {**row._asdict(), "seal": row.seal()})
    db.close()
    check_third_is_left_out(Corrections(path), tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
def test_nobody_else_may_read_what_is_kept(path, tmp_path):
    before = os.umask(0o022)
    try:
        store = Corrections(path)
        add(store, 0)
        with store.database.transaction() as db:
            db.execute("delete from corrections")
            beside = [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()]
        assert len(beside) == 2  # the journal, too
        store.export(tmp_path / "out")
        path.rename(tmp_path / "moved")
        add(store, 1)  # into a new file
        assert {*beside, *(file.stat().st_mode & 0o777 for file in tmp_path.iterdir())} == {0o600}
        path.chmod(0o640)  # the owner's choice
        add(store, 2)
        assert path.stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)


def test_a_flipped_bit_is_refused_or_changes_nothing(path):
    whole = filled(path)
    before, refused, places = content(Corrections(path)), 0, [*range(0, 4096, 41), *range(4096, len(whole), 211)]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        path.write_bytes(damaged)
        try:
            with warnings.catch_warnings(record=True) as left_out:
                warnings.simplefilter("always")
                kept = content(Corrections(path))
            assert kept == [row for row in before if row in kept] and len(kept) + len(left_out) == len(before)
            refused += len(left_out)
        except (ValueError, OSError):  # OSError: the header says "read-only"
            refused += 1
    assert refused > len(places) / 4


def test_an_index_that_lost_an_entry_is_refused(path):
    """Only SQLite's own check detects this."""
    whole, drawn = filled(path), hashlib.sha256(drawing(3)).digest()
    assert whole.count(drawn) == 2  # in the table and in its index
    path.write_bytes(whole.replace(drawn, bytes(32), 1))
    with pytest.raises(ValueError, match=r"is damaged, or no database: .*index"):
        Corrections(path)


def test_what_cannot_be_opened(tmp_path):
    with pytest.raises(OSError, match="cannot be opened, locked or written"):
        Corrections(tmp_path)


def together(count: int, action) -> list:
    """Run `action(number)` in `count` threads that start at the same time; return the results."""
    barrier = threading.Barrier(count)

    def act(number):
        barrier.wait()
        return action(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(act, range(count)))


def test_threads_share_a_store(store):
    def write_and_read(thread: int) -> list:
        return [(add(store, 100 * thread + number), len(list(store)), store.counts()["kept"]) for number in range(5)]

    results = together(6, write_and_read)
    assert all(new and 0 < seen <= kept for thread in results for new, seen, kept in thread)
    assert {kept.grid.tobytes() for kept in store} == {
        drawing(100 * thread + number).tobytes() for thread in range(6) for number in range(5)
    }


def test_of_two_at_once_one_is_new(store):
    assert sum(together(6, lambda _: add(store, 0))) == 1 and len(store) == 1


def test_the_limit_holds_for_several_at_once(path):
    def fill(number: int) -> bool:
        try:
            return add(Corrections(path, limit=3), number)
        except ValueError:
            return False

    assert sum(together(6, fill)) == 3 == len(Corrections(path))  # they also create the file, all at the same time


def test_reading_keeps_nobody_from_writing(path):
    store = Corrections(path, patience=1)
    add(store, 0)
    add(store, 1)
    assert [add(store, 10 + number) for number, _ in enumerate(store)] == [True, True]
    assert len(store) == 4


def test_a_writer_waits_for_another(path, store):
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin exclusive")
    timer = threading.Timer(0.5, lambda: other.execute("commit"))
    started = time.monotonic()
    timer.start()
    assert add(store, 0) and time.monotonic() - started >= 0.5
    timer.join()
    hasty = Corrections(path, patience=0.1)
    other.execute("begin exclusive")
    with pytest.raises(OSError, match=r"/corrections.sqlite cannot be opened, locked or written: database is locked"):
        add(hasty, 1)
    other.close()
    assert add(store, 1) and len(store) == 2


def in_a_process(action) -> int:
    """Run a function in a fork of this process and return its exit code."""
    process = benchmark.CONTEXT.Process(target=action)
    process.start()
    process.join()
    return process.exitcode


needs_fork = pytest.mark.skipif(benchmark.CONTEXT.get_start_method() != "fork", reason="needs a fork")


@needs_fork
def test_a_fork_may_use_the_store_it_inherits(store):
    add(store, 0)
    assert in_a_process(lambda: add(store, 1)) == 0
    assert add(store, 2) and len(store) == 3


@needs_fork
def test_a_kill_in_the_middle_of_writing_undoes_all_of_it(path, store):
    """The process is killed when only a part of its changes is in the file."""
    add(store, 0)
    before, journal = content(store), path.with_name(path.name + "-journal")

    def die():
        with store.database.transaction() as db:
            db.execute("pragma cache_size = 1")  # pages go to the file immediately
            db.execute("delete from corrections")
            for seed in range(1, 20):
                grid = drawing(seed)
                time = "2030-12-31T23:59:59+00:00"
                store._keep(db, Correction(grid=grid, read="7213", right="7218", model=MODEL, time=time))
            os.kill(os.getpid(), signal.SIGKILL)

    whole = path.read_bytes()
    assert in_a_process(die) == -signal.SIGKILL
    assert path.read_bytes() != whole and journal.stat().st_size > 0  # torn, and not yet rolled back
    assert content(Corrections(path)) == before
    assert path.read_bytes() == whole and not journal.exists()


def test_four_processes_one_of_them_killed_over_and_over(tmp_path):
    counts = benchmark.run(tmp_path, processes=4, corrections=480, pause=0.1)
    assert counts["kills"] >= 3 and counts["acknowledged"] == 480
    assert counts["lost"] == counts["torn"] == counts["kept_but_never_given"] == 0


@needs_fork
def test_the_benchmark_sees_what_is_lost_or_torn(tmp_path, monkeypatch):
    whole = Corrections.add

    def careless(store, grid, *, read, right, model, marks):
        number = int(right)
        if number % 3 == 0:
            return True  # acknowledged, but not kept
        read = "1111" if number % 3 == 1 else read
        return whole(store, grid, read=read, right=right, model=model, marks=marks)

    monkeypatch.setattr(Corrections, "add", careless)
    counts = benchmark.run(tmp_path, processes=2, corrections=24, pause=0.1)
    numbers = [int(benchmark.numbered(writer, number).right) for writer in range(2) for number in range(12)]
    assert counts["lost"] == sum(number % 3 == 0 for number in numbers) > 0
    assert counts["torn"] == sum(number % 3 == 1 for number in numbers) > 0


def test_export_and_load(path, tmp_path):
    filled(path)
    store, other = Corrections(path), Corrections(tmp_path / "other.sqlite")
    store.export(tmp_path / "out.jsonl")
    assert other.load(tmp_path / "out.jsonl") == 5
    assert content(other) == content(store)
    assert other.load(str(tmp_path / "out.jsonl")) == 0 and content(other) == content(store)
    other.export(tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()


# What commit b826d0c wrote: two corrections, gzipped, in base85.
OLD_STORE = (
    r"ABzY8000000t4;XUr19?90%}oH_ax_Ymki~;^YdF<~-Y6GaoXoJqQ=lv<Sws>vlG8Zg=zU4ksaHLE%e(AfkNeNr~zqDnb$rq8b(T5<S*Ke?SVNpo"
    r"at@yUwIF`X7PC_rpE+p5Hn5cmJLHa!z}jr0ASR5?Wl=sfSb$K_HtbC4`ubQcOM*j8aq(&lcj&xI^UY%)}WItl|_gm1jwLR=hy~00000004g5U`8m"
    r"h+3mtXpDuUBcqpN1JftfLHI-L2ZQkZ@>hRN!re?`c^E&8SB}^4n=TWZFq^87Wt)KSreg_R}a-X6`X;&=KMb(5()pRUI)2h;&<_?<Ta_q}42i3S7r"
    r"aI5)`E5$HTQ6*kC&D~d*r+RUUf34ZjHfHOi}8d#soaUxUeh95i(Md!8s?c)Z_Jp@cgkr!k&8R?-m=q`7tGG>7n4sDd_kPfRp$->00000008iRDH2"
    r"MJy-6G+;$ve6000000000B$!fDCC^wV0&+c%3*ln47BAvW`?#<F$YqFKCyK0v`E!i_Na@b@yOP2P!+Vh@$qmNdN4z--HOe7=n=+?2;_baEwnqq&&"
    r"v*lLfVuERy7#qL>G8_`DM3TfMgVx4NWe0>G{mCuG54XsN#&?d-WQQk@ZS+bHhI)_Ms+Ec7XWFh>(r<k}7jwBib>8*9`VDedD9j_j8oQZ?)i75Lb9"
    r"XRL1FLIb-gS&MFox0kt~>Yy00030pc&*L5B`=wU~g42p{RPQs(}Uq%;|Md=5z-gbiQ66G=i!=C9HQFr!Xh;4b1k=mx6S6F30CBNOBnw*W?s8B3(="
    r"KfnYE<|2Nx+u>ruG(-Bh{ktC~_TYMltT58*WFL3SRsVf&=yn4C4RJ>c6UGZ-8_4NHC$9t{KjhCxc7WqTpTzL>MRsaA1008ilJ_4ovV)y`1000"
)
OLD_EXPORT = (
    r"ABzY8000000t4;XL2H9B6ae6Re}&{a+rA{mM4^YlF1u~8Tk)VVZDp;Fn6883f1h#mU~k=o?(jYk-XnQWBOc_P$)T=V$G#Xz1EL#ijdoR2w<HY6r?"
    r"G7x_bW8?i^tmaG3(=YmopLjk_{A!Yid}LNWobmrJ#|drHZLGJTG)C@<h@i5nO97wB$g`L@ANbD2ii4y4jg*ZB_bakLZq`p79+Zgb+dqp$Yygmy@-"
    r"6QIoY=p74BlzKPF={-M>%4>PREhZ%z$l4`qiLq>giXiBs9DNx2E5lfZig)YtJ*4#I9)xr2)3^>ez&VjuFPa#S{JOHEs!yR+`-uAoJ>ofUis@nY|u"
    r"n=JY3zmh!C01FVkW*E<UB3kuAUnT$xvt9DP$R`vk)Pifo45YKoIRQ@%SLmTSNuv4LI@#*5JCtc^c&;3%V_KZqp8d0k8Ym2)W`k4n|%Y2%BFJsA^-"
    r"p"
)


def old(text: str) -> bytes:
    return gzip.decompress(base64.b85decode(text))


def test_stores_and_exports_of_earlier_versions_are_read(path, tmp_path):
    path.write_bytes(old(OLD_STORE))
    first, second = Corrections(path)
    assert (first.read, first.right, first.model, first.time) == ("7", "71", MODEL, "2030-01-02T03:04:05+00:00")
    erased = {"points": [[0.25, 0.75]], "width": 0.1, "erase": True}
    assert first.marks == [[LINE], [], [], [erased]] and first.grid[5, 7] == 200 and first.grid.sum() == 200 + 10 * 255
    assert (second.read, second.right, second.model, second.marks) == ("", "0", "f" * 64, None)
    Corrections(path).export(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == old(OLD_EXPORT)
    other = Corrections(tmp_path / "other.sqlite")
    assert other.load(tmp_path / "out") == 2 and content(other) == content(Corrections(path))
    with sqlite3.connect(path) as before, sqlite3.connect(tmp_path / "other.sqlite") as now:
        both = [db.execute("select seal, drawing, grid, marks from corrections").fetchall() for db in (before, now)]
    assert both[0] == both[1]  # what is written now, earlier versions read too


def test_an_empty_store_is_exported_too(store, tmp_path):
    store.export(tmp_path / "out")
    assert store.load(tmp_path / "out") == 0 == len(store)


def test_loading_adds_what_is_new(path, tmp_path):
    filled(path, 5)
    Corrections(path).export(tmp_path / "out")
    other = Corrections(tmp_path / "other.sqlite")
    add(other, 3)
    add(other, 9)
    assert other.load(tmp_path / "out") == 4
    assert [kept.grid.tobytes() for kept in other] == [drawing(seed).tobytes() for seed in (3, 9, 0, 1, 2, 4)]


def fields(seed: int = 0, **others) -> dict:
    """Return the fields of a line of an exported file."""
    grid = base64.b64encode(drawing(seed).tobytes()).decode()
    standard = {"read": "7218", "right": "7213", "model": MODEL, "time": "2030-01-01T00:00:05+00:00", "marks": None}
    return {"grid": grid, **standard, **others}


def write_export(path: Path, lines: list, **others) -> Path:
    """Write an exported file with a valid checksum, which anybody can compute."""
    body = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    head = {"mnist2x2": "corrections", "version": 1, "count": len(lines), "sha256": hashlib.sha256(body).hexdigest()}
    path.write_bytes(json.dumps({**head, **others}).encode() + b"\n" + body)
    return path


def test_of_two_answers_the_later_is_kept(store, tmp_path, monkeypatch):
    monkeypatch.setattr(corrections, "datetime", Clock("2030-01-01T00:00:05+00:00"))
    add(store, 0)
    for second, answer, new, kept in (
        (4, "1111", 0, "7213"),
        (5, "1111", 0, "7213"),
        (6, "2222", 1, "2222"),
        (5, "3333", 0, "2222"),
    ):
        line = fields(right=answer, time=f"2030-01-01T00:00:0{second}+00:00")
        assert store.load(write_export(tmp_path / "in", [line])) == new
        assert [one.right for one in store] == [kept]


@pytest.mark.parametrize(
    "line",
    [
        *(fields(right=answer) for answer in HOSTILE if not isinstance(answer, bytes)),
        fields(right="721"),
        fields(read="<b>"),
        fields(model="drawn"),
        fields(time="now"),
        fields(marks=[[{"sample": 0}], [], [], []]),
        fields(marks=[[{**LINE, "points": [[0, float("nan")]]}], [], [], []]),
        fields(marks=[[{**LINE, "points": [[0.25, 0.75]] * 20_000}], [], [], []]),
        fields(grid=base64.b64encode(bytes(56 * 56)).decode()),
        fields(grid=base64.b64encode(drawing(0).tobytes()[1:]).decode()),
        fields(grid=drawing(0).tolist()),
        fields(grid="<script>"),
        fields(grid="<>\n" + fields()["grid"]),
        fields(note="<script>"),
        {name: value for name, value in fields().items() if name != "model"},
        {name: value for name, value in fields().items() if name != "grid"},
        list(fields().values()),
        "<script>",
        None,
        b"\n",
        b"\xff\n",
        b"[" * 190_000 + b"\n",
        b"9" * 190_000 + b"\n",
        b" " * 10**7 + b"{}\n",
    ],
    ids=lambda line: None,
)
def test_one_bad_line_and_nothing_is_loaded(store, tmp_path, line):
    add(store, 7)
    before = content(store)
    path = write_export(tmp_path / "in", [fields(1), line, fields(2)])
    with pytest.raises(ValueError, match=r"expected corrections as `Corrections.export` writes them.*/in is not: "):
        store.load(path)
    assert content(store) == before
    assert store.load(write_export(path, [fields(1), fields(2)])) == 2  # it was that line that was refused


@pytest.mark.parametrize(
    "head",
    [
        {"mnist2x2": "weights"},
        {"mnist2x2": ["corrections"]},
        {"version": 2},
        {"version": "1"},
        {"count": 3},
        {"count": 1},
        {"count": -1},
        {"count": 10**9},
        {"count": "2"},
        {"count": 1.5},
        {"sha256": "0" * 64},
        {"sha256": None},
    ],
    ids=str,
)
def test_a_head_that_does_not_fit_is_refused(store, tmp_path, head):
    with pytest.raises(ValueError, match=r"expected corrections as `Corrections.export` writes them"):
        store.load(write_export(tmp_path / "in", [fields(1), fields(2)], **head))
    assert len(store) == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"null\n", b"[]\n", pickle.dumps({"mnist2x2": "corrections"}), b"PK\3\4" * 99, b"{" * 10**6],
)
def test_a_file_that_is_no_export_is_refused(store, tmp_path, content):
    (tmp_path / "in").write_bytes(content)
    with pytest.raises(ValueError, match=r"expected corrections as `Corrections.export` writes them"):
        store.load(tmp_path / "in")


def test_a_damaged_export_is_refused_wherever_it_is(path, tmp_path):
    filled(path, 3)
    Corrections(path).export(tmp_path / "out")
    whole, other = (tmp_path / "out").read_bytes(), Corrections(tmp_path / "other.sqlite")
    lines = whole.splitlines(keepends=True)
    cut = [whole[:keep] for keep in range(0, len(whole), 331)] + [whole[:-1], b"".join(lines[:-1])]
    swapped = [b"".join((lines[0], lines[2], lines[1], lines[3])), whole + b"\n", whole + lines[3], whole * 2]
    flipped = [
        whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
        for place in range(0, len(whole), 97)
        for bit in (1, 32)
    ]
    for damaged in cut + swapped + flipped:
        (tmp_path / "out").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"/out is not: "):
            other.load(tmp_path / "out")
    assert len(other) == 0


def test_loading_into_a_store_that_gets_full_loads_nothing(path, tmp_path):
    store = Corrections(path, limit=3)
    add(store, 0)
    add(store, 1)
    before = content(store)
    with pytest.raises(ValueError, match="the store is full: it holds at most 3"):
        store.load(write_export(tmp_path / "in", [fields(5), fields(6)]))
    with pytest.raises(ValueError, match="it holds 4, and a store at most 3"):
        store.load(write_export(tmp_path / "in", [fields(seed) for seed in range(4)]))
    assert content(store) == before


def test_the_store_itself_is_no_export(path, store, tmp_path):
    add(store, 0)
    before = path.read_bytes()
    (tmp_path / "link").symlink_to(path)
    for same in (path, str(path), tmp_path / "link"):
        for action in (store.export, store.load):
            with pytest.raises(ValueError, match="expected another file than the store's own"):
                action(same)
    assert path.read_bytes() == before
    with pytest.raises(FileNotFoundError):
        store.load(tmp_path / "nothing")


def test_an_export_that_fails_keeps_the_old_one(store, tmp_path, monkeypatch):
    add(store, 0)
    store.export(tmp_path / "out")
    before = (tmp_path / "out").read_bytes()
    add(store, 1)

    def full(_):
        raise OSError("No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.export(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == before
