"""The brush, and what was done to the cells of a drawing grid: as JSON, as marks, as pictures."""

import json
import math

import numpy as np
import pytest

from mnist2x2.drawing.brush import coverage, ink, place
from mnist2x2.drawing.marks import (
    CELL,
    Sample,
    Stroke,
    cell_from_marks,
    digit_from_marks,
    grid_from_marks,
    marks_from_json,
    marks_to_json,
)
from mnist2x2.drawing.normalising import digit_from_drawing

LINE = Stroke(np.array([[0.2, 0.5], [0.8, 0.5]]), 0.1)
SAMPLES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)


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
    assert np.array_equal(cell_from_marks([LINE], SAMPLES), ink([LINE.points], CELL, 0.1))
    assert np.array_equal(digit_from_marks([LINE], SAMPLES), digit_from_drawing(cell_from_marks([LINE], SAMPLES)))


def test_the_eraser_takes_ink_away_and_ink_comes_back():
    rubbed = [LINE, Stroke(np.array([[0.5, 0.3], [0.5, 0.7]]), 0.2, erase=True)]
    left = cell_from_marks(rubbed, SAMPLES)
    assert not left[CELL // 2 - 10 : CELL // 2 + 10, CELL // 2 - 10 : CELL // 2 + 10].any()
    assert 0 < left.sum() < cell_from_marks([LINE], SAMPLES).sum()
    assert np.array_equal(cell_from_marks([*rubbed, LINE], SAMPLES), cell_from_marks([LINE], SAMPLES))
    assert not cell_from_marks(rubbed[1:], SAMPLES).any()
    assert not cell_from_marks([LINE, Stroke(LINE.points, 0.2, erase=True)], SAMPLES).any()


def test_a_sample_alone_goes_in_as_it_is():
    assert np.array_equal(digit_from_marks([Sample(2)], SAMPLES), SAMPLES[2])
    assert np.array_equal(cell_from_marks([Sample(2)], SAMPLES)[::5, 4::5], SAMPLES[2])


def test_what_is_drawn_on_a_sample_is_added_to_it():
    faint = SAMPLES // 8
    both = cell_from_marks([Sample(1), LINE], faint)
    assert np.array_equal(both, np.maximum(cell_from_marks([Sample(1)], faint), cell_from_marks([LINE], faint)))
    assert not np.array_equal(digit_from_marks([Sample(1), LINE], faint), faint[1])
    assert np.array_equal(cell_from_marks([LINE, Sample(1)], faint), cell_from_marks([Sample(1)], faint))


def test_a_cell_full_of_ink_is_read_as_empty():
    blot = Stroke(np.array([[0.5, 0.5]]), 0.95)
    assert cell_from_marks([blot], SAMPLES).any() and not digit_from_marks([blot], SAMPLES).any()


def test_a_drawing_is_composed_of_its_cells():
    grids = np.random.default_rng(1).integers(0, 256, (2, 56, 56), dtype=np.uint8)
    grid = grid_from_marks([[LINE], [], [Sample(1)], [LINE]], grids)
    digit = digit_from_marks([LINE])
    assert grid.shape == (56, 56) and grid.dtype == np.uint8
    assert np.array_equal(grid[:28, :28], digit) and np.array_equal(grid[28:, 28:], digit)
    assert not grid[:28, 28:].any() and np.array_equal(grid[28:, :28], grids[1, 28:, :28])
    assert not grid_from_marks([[], [], [], []]).any()


def test_marks_are_the_same_after_json():
    cells = [[LINE, Stroke(np.array([[0.1, 0.25]]), 0.2, erase=True)], [Sample(1)], [], [LINE]]
    value = json.loads(json.dumps(marks_to_json(cells)))
    assert value[0] == [{"points": [[0.2, 0.5], [0.8, 0.5]], "width": 0.1}, {**value[0][1], "erase": True}]
    assert value[1:3] == [[{"sample": 1}], []]
    again = marks_from_json(value, samples=2)
    assert marks_to_json(again) == value and isinstance(again[1][0], Sample)
    assert again[0][1].erase and not again[0][0].erase and again[0][0].points.dtype == np.float64


def test_nothing_that_does_not_belong_there_is_kept():
    value = [[{**marks_to_json([[LINE]])[0][0], "erase": "yes", "note": "<b>"}], [], [], []]
    (mark,) = marks_to_json(marks_from_json(value))[0]
    assert mark == {"points": LINE.points.tolist(), "width": 0.1, "erase": True}


@pytest.mark.parametrize(
    "mark",
    [
        {},
        [],
        None,
        7,
        "stroke",
        {"points": [[0.1, 0.2]]},
        {"width": 0.1},
        {"points": [], "width": 0.1},
        {"points": [[0.1]], "width": 0.1},
        {"points": [[0.1, 0.2, 0.3]], "width": 0.1},
        {"points": [[0.1, 0.2], [0.3]], "width": 0.1},
        {"points": [["a", "b"]], "width": 0.1},
        {"points": [[float("nan"), 0.2]], "width": 0.1},
        {"points": [[float("inf"), 0.2]], "width": 0.1},
        {"points": [[10**400, 0.2]], "width": 0.1},
        {"points": [[1e308, 0.2]], "width": 0.1},
        {"points": [[0.1, 0.2], [0.1, -100.1]], "width": 0.1},
        {"points": [[0.1, 0.2]], "width": 0},
        {"points": [[0.1, 0.2]], "width": 2},
        {"points": [[0.1, 0.2]], "width": float("nan")},
        {"points": [[0.1, 0.2]], "width": "thick"},
        {"sample": 3},
        {"sample": -1},
        {"sample": "0"},
        {"sample": True},
        {"sample": None},
    ],
)
def test_what_is_no_mark_is_refused(mark):
    with pytest.raises(ValueError, match="expected"):
        marks_from_json([[mark], [], [], []], samples=3)


@pytest.mark.parametrize("value", [None, {}, [], [[], [], []], [[]] * 5, [[], [], [], {}], "four"])
def test_what_is_not_four_lists_is_refused(value):
    with pytest.raises(ValueError, match="expected marks as 4 lists, one for each cell"):
        marks_from_json(value)


def test_a_test_digit_is_no_drawing_by_hand():
    with pytest.raises(ValueError, match="a test digit: no model may learn from that"):
        marks_from_json([[{"sample": 0}], [], [], []])
