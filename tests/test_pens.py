"""Digits that people drew with a pen: what the files hold, and how they are inked."""

from collections import Counter

import numpy as np
import pytest
import torch

from mnist2x2.data import pens
from mnist2x2.data.pens import PenDigit, inked_digits, load_strokes

ARRAYS = {
    "points": np.array([[0, 0], [10, 20], [5, 5], [3, 9], [400, 1]], dtype=np.int16),
    "stroke_lengths": np.array([2, 1, 2]),
    "strokes_per_digit": np.array([2, 1]),
    "labels": np.array([7, 1]),
    "writers": np.array([1, 0]),
    "writer_names": np.array(["unipen/a/1", "pendigits/2"]),
}


@pytest.fixture
def write(tmp_path):
    """Write a file of pen-drawn digits, some of its arrays changed or, if None, left out."""

    def write(**changed):
        np.savez(tmp_path / "pen.npz", **{name: a for name, a in (ARRAYS | changed).items() if a is not None})
        return tmp_path / "pen.npz"

    return write


@pytest.mark.parametrize(("name", "digits", "writers"), [("train", 15_643, 337), ("writer", 250, 1)])
def test_bundled_digits(name, digits, writers):
    found = load_strokes(name)
    assert len(found) == digits and len({digit.writer for digit in found}) == writers
    assert set(Counter(digit.label for digit in found)) == set(range(10))
    for digit in found[:: len(found) // 50]:
        points = np.concatenate(digit.strokes)
        assert points.dtype == float and points.shape[1] == 2 and digit.strokes
        assert 380 < np.ptp(points, axis=0).max() <= 401
        assert points.min() >= 0 and points.max() <= 500


def test_no_model_has_learned_from_the_other_writer():
    assert not {digit.writer for digit in load_strokes("writer")} & {digit.writer for digit in load_strokes("train")}


def test_a_file_of_ones_own(write):
    first, second = load_strokes(write())
    assert (first.label, first.writer, second.label, second.writer) == (7, "pendigits/2", 1, "unipen/a/1")
    assert [stroke.tolist() for stroke in first.strokes] == [[[0, 0], [10, 20]], [[5, 5]]]
    assert [stroke.tolist() for stroke in second.strokes] == [[[3, 9], [400, 1]]]


@pytest.mark.parametrize("name", ARRAYS)
def test_a_missing_array_is_named(write, name):
    with pytest.raises(ValueError, match=rf"pen.npz is damaged, or holds no pen-drawn digits: .*{name}"):
        load_strokes(write(**{name: None}))


@pytest.mark.parametrize(
    "changed",
    [
        {"points": ARRAYS["points"][:-1]},
        {"points": ARRAYS["points"].ravel()},
        {"points": ARRAYS["points"][:, :1]},
        {"points": np.array([["a", "b"]] * 5)},
        {"points": np.full((5, 2), np.nan)},
        {"stroke_lengths": np.array([2, 1, 3])},
        {"stroke_lengths": np.array([2.0, 1.0, 2.0])},
        {"stroke_lengths": np.array([5, 0, 0])},
        {"stroke_lengths": np.array([7, -4, 2])},
        {"strokes_per_digit": np.array([3, 0])},
        {"strokes_per_digit": np.array([1, 1, 1])},
        {"labels": np.array([7])},
        {"labels": np.array([7, 11])},
        {"labels": np.array([7, -1])},
        {"writers": np.array([0, 2])},
        {"writers": np.array([0, -1])},
        {"writers": np.array([0.5, 1])},
        {name: ARRAYS[name][:0] for name in ("points", "stroke_lengths", "strokes_per_digit", "labels", "writers")},
    ],
)
def test_arrays_that_do_not_go_together_are_refused(write, changed):
    with pytest.raises(ValueError, match=r"pen.npz is damaged"):
        load_strokes(write(**changed))


@pytest.mark.parametrize("keep", [0, 10, 500, 1000, -1])
def test_a_truncated_file_is_refused(write, keep):
    path = write()
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"pen.npz is damaged, or holds no pen-drawn digits"):
        load_strokes(path)


def test_an_altered_file_is_refused(tmp_path):
    """Somewhere in the points, as they are kept: compressed."""
    np.savez_compressed(tmp_path / "pen.npz", **{**ARRAYS, "points": np.arange(10).reshape(5, 2)})
    content = bytearray((tmp_path / "pen.npz").read_bytes())
    begin = content.index(b"points.npy") + 30  # of what is compressed
    for byte in range(begin, begin + 100, 7):
        damaged = content.copy()
        damaged[byte] ^= 255
        (tmp_path / "pen.npz").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"pen.npz is damaged"):
            load_strokes(tmp_path / "pen.npz")


def test_other_files_are_refused(tmp_path):
    np.save(tmp_path / "array.npy", np.zeros(3))
    (tmp_path / "text.npz").write_text("points and strokes")
    for name in ("array.npy", "text.npz"):
        with pytest.raises(ValueError, match=rf"{name} is damaged, or holds no pen-drawn digits"):
            load_strokes(tmp_path / name)


def test_nothing_is_unpickled(write):
    with pytest.raises(ValueError, match=r"pen.npz is damaged.*allow_pickle"):
        load_strokes(write(writer_names=np.array(["a", None], dtype=object)))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere.npz"):
        load_strokes(tmp_path / "nowhere.npz")


def test_inked_digits_are_the_same_for_the_same_seed(monkeypatch):
    few = load_strokes("writer")[::25]
    monkeypatch.setattr(pens, "load_strokes", lambda: few)
    images, labels = inked_digits(2, seed=3)
    assert images.shape == (20, 28, 28) and images.dtype == torch.uint8 and labels.dtype == torch.int64
    assert labels.tolist() == [digit.label for digit in few] * 2
    again, other = inked_digits(2, seed=3)[0], inked_digits(2, seed=4)[0]
    assert torch.equal(images, again) and not torch.equal(images, other)
    assert not torch.equal(images[:10], images[10:])  # another brush each time
    assert (images.flatten(1).max(dim=1).values > 200).all()


def test_a_pen_digit_has_names():
    digit = load_strokes("writer")[0]
    assert isinstance(digit, PenDigit) and digit.writer.split("/")[0] in ("pendigits", "unipen")
