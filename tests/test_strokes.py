"""Pen strokes: what files hold, the brush, and what was done to a cell of the drawing grid."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from mnist2x2 import strokes
from mnist2x2.drawing import digit_from_drawing
from mnist2x2.strokes import (
    CELL,
    PenDigit,
    cell_from_marks,
    coverage,
    digit_from_marks,
    ink,
    inked_digits,
    load_strokes,
    place,
)

ARRAYS = {
    "points": np.array([[0, 0], [10, 20], [5, 5], [3, 9], [400, 1]], dtype=np.int16),
    "stroke_lengths": np.array([2, 1, 2]),
    "strokes_per_digit": np.array([2, 1]),
    "labels": np.array([7, 1]),
    "writers": np.array([1, 0]),
    "writer_names": np.array(["unipen/a/1", "pendigits/2"]),
}
LINE = {"points": [[0.2, 0.5], [0.8, 0.5]], "width": 0.1}
SAMPLES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)


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


def test_place():
    placed = np.concatenate(place([np.array([[0.0, 0.0], [100.0, 40.0]]), np.array([[50.0, 20.0]])], 0.6, (0.3, 0.7)))
    np.testing.assert_allclose(placed, [[0, 0.58], [0.6, 0.82], [0.3, 0.7]])
    assert np.allclose(place([np.array([[7.0, 7.0]])], 0.6), [[[0.5, 0.5]]])  # a dot has no size


@pytest.mark.parametrize("width", [0.02, 0.1, 0.3])
def test_a_dot_is_a_disc(width):
    picture = coverage([[0.5, 0.5]], 200, width)
    assert picture.sum() == pytest.approx(math.pi * (100 * width) ** 2, rel=0.05)
    assert picture.shape == (200, 200) and picture.min() == 0 and picture.max() == 1
    for turned in (picture[::-1], picture[:, ::-1], picture.T):
        np.testing.assert_allclose(picture, turned, atol=1e-12)


def test_a_stroke_is_the_same_both_ways_and_its_points_do_not_show():
    line = np.array([[0.13, 0.2], [0.7, 0.81]])
    np.testing.assert_allclose(coverage(line, 90, 0.07), coverage(line[::-1], 90, 0.07), atol=1e-12)
    dense = line[0] + np.linspace(0, 1, 30)[:, None] * (line[1] - line[0])
    np.testing.assert_allclose(coverage(line, 90, 0.07), coverage(dense, 90, 0.07), atol=1e-9)
    assert coverage(line, 90, 0.07).sum() == pytest.approx(
        6.3 * 90 * np.linalg.norm(line[1] - line[0]) + math.pi * 3.15**2, rel=0.03
    )


@pytest.mark.parametrize("seed", range(5))
def test_what_lies_outside_is_cut_off(seed):
    rng = np.random.default_rng(seed)
    points = rng.uniform(-0.8, 1.8, (6, 2))
    large = coverage((points + 1) / 3, 300, 0.1 / 3)  # the same on a canvas that holds all of it
    np.testing.assert_allclose(coverage(points, 100, 0.1), large[100:200, 100:200], atol=1e-9)
    assert not coverage([[-5.5, 3.25], [-4.0, 9.0]], 100, 0.1).any()


def test_points_may_be_lists_of_whole_numbers():
    assert np.array_equal(coverage([[0, 0], [1, 1]], 50, 0.1), coverage(np.array([[0.0, 0.0], [1.0, 1.0]]), 50, 0.1))


def test_ink_is_all_strokes_together():
    one, other = np.array([[0.1, 0.1], [0.9, 0.9]]), np.array([[0.9, 0.1], [0.1, 0.9]])
    both = ink([one, other], 120, 0.08)
    assert both.dtype == np.uint8 and both.shape == (120, 120) and both.max() == 255
    assert np.array_equal(both, np.maximum(ink([one], 120, 0.08), ink([other], 120, 0.08)))


def test_no_marks_no_ink():
    assert cell_from_marks([], SAMPLES).shape == (CELL, CELL)
    assert not cell_from_marks([], SAMPLES).any() and not digit_from_marks([], SAMPLES).any()


def test_a_stroke_in_a_cell():
    assert np.array_equal(cell_from_marks([LINE], SAMPLES), ink([np.array(LINE["points"])], CELL, 0.1))
    assert np.array_equal(digit_from_marks([LINE], SAMPLES), digit_from_drawing(cell_from_marks([LINE], SAMPLES)))


def test_the_eraser_takes_ink_away_and_ink_comes_back():
    rubbed = [LINE, {"points": [[0.5, 0.3], [0.5, 0.7]], "width": 0.2, "erase": True}]
    left = cell_from_marks(rubbed, SAMPLES)
    assert not left[CELL // 2 - 10 : CELL // 2 + 10, CELL // 2 - 10 : CELL // 2 + 10].any()
    assert 0 < left.sum() < cell_from_marks([LINE], SAMPLES).sum()
    assert np.array_equal(cell_from_marks([*rubbed, LINE], SAMPLES), cell_from_marks([LINE], SAMPLES))
    assert not cell_from_marks(rubbed[1:], SAMPLES).any()
    assert not cell_from_marks([LINE, {**LINE, "width": 0.2, "erase": True}], SAMPLES).any()


def test_a_sample_alone_goes_in_as_it_is():
    assert np.array_equal(digit_from_marks([{"sample": 2}], SAMPLES), SAMPLES[2])
    assert np.array_equal(cell_from_marks([{"sample": 2}], SAMPLES)[::5, 4::5], SAMPLES[2])


def test_what_is_drawn_on_a_sample_is_added_to_it():
    faint = SAMPLES // 8
    both = cell_from_marks([{"sample": 1}, LINE], faint)
    assert np.array_equal(both, np.maximum(cell_from_marks([{"sample": 1}], faint), cell_from_marks([LINE], faint)))
    assert not np.array_equal(digit_from_marks([{"sample": 1}, LINE], faint), faint[1])
    assert np.array_equal(cell_from_marks([LINE, {"sample": 1}], faint), cell_from_marks([{"sample": 1}], faint))


def test_a_cell_full_of_ink_is_read_as_empty():
    blot = {"points": [[0.5, 0.5]], "width": 0.95}
    assert cell_from_marks([blot], SAMPLES).any() and not digit_from_marks([blot], SAMPLES).any()


def test_inked_digits_are_the_same_for_the_same_seed(monkeypatch):
    few = load_strokes("writer")[::25]
    monkeypatch.setattr(strokes, "load_strokes", lambda: few)
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
