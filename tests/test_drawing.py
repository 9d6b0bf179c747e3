"""From a canvas to what MNIST looks like: whatever was drawn, wherever, with whatever brush."""

import math

import numpy as np
import pytest

from mnist2x2.data.mnist import load_mnist
from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import ink, place
from mnist2x2.drawing.normalising import (
    BOX,
    MIDDLE,
    STROKE,
    digit_from_drawing,
    distance,
    grid_from_drawings,
    inked,
    is_overfull,
    redraw,
    resampling,
    stroke_width,
)

RNG = np.random.default_rng(0)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return the share of ink by which two digits differ."""
    return np.abs(one.astype(int) - other).sum() / max(int(one.sum()), int(other.sum()), 1)


def some_digits(count: int = 20):
    return load_strokes("writer")[:: 250 // count][:count]


def extents(digit: np.ndarray) -> tuple[float, float]:
    """Return a digit's height and width in pixels, edges counted as far as they are covered."""
    return tuple(float((digit / 255).max(axis=axis).sum()) for axis in (1, 0))


@pytest.mark.parametrize(
    ("size", "width", "extent", "middle"),
    [
        (400, 0.05, 0.7, (0.5, 0.5)),  # another canvas
        (110, 0.05, 0.7, (0.5, 0.5)),
        (200, 0.025, 0.7, (0.5, 0.5)),  # another brush
        (200, 0.08, 0.7, (0.5, 0.5)),
        (200, 0.05, 0.7, (0.4, 0.6)),  # elsewhere
        (200, 0.03, 0.35, (0.25, 0.7)),  # small
    ],
)
def test_size_brush_and_place_hardly_matter(size, width, extent, middle):
    differences = []
    for digit in some_digits():
        one = digit_from_drawing(ink(place(digit.strokes, 0.7), 200, 0.05))
        other = digit_from_drawing(ink(place(digit.strokes, extent, middle), size, width))
        differences.append(apart(one, other))
    # an outline half a pixel off changes a third of a stroke 2.3 pixels wide
    assert np.mean(differences) < 0.3


def test_place_does_not_matter_to_whole_pixels():
    for digit in some_digits():
        cell = np.zeros((120, 120), dtype=np.uint8)
        cell[20:80, 30:90] = ink(place(digit.strokes, 0.8), 60, 0.08)
        for down, right in ((-20, -30), (40, 30), (0, 13)):
            assert np.array_equal(digit_from_drawing(cell), digit_from_drawing(np.roll(cell, (down, right), (0, 1))))


def test_cells_need_not_be_square():
    strokes = place(some_digits()[7].strokes, 0.8)
    square = ink(strokes, 100, 0.06)
    wide = np.pad(square, ((0, 0), (30, 90)))
    assert np.array_equal(digit_from_drawing(square), digit_from_drawing(wide))


@pytest.mark.parametrize(("height", "width"), [(120, 40), (40, 120), (100, 100), (130, 90)])
def test_aspect_ratio_is_kept_and_the_longer_side_fills_the_box(height, width):
    outline = np.zeros((200, 200), dtype=np.uint8)
    outline[30 : 30 + height, 20 : 20 + width] = 255
    outline[38 : 22 + height, 28 : 12 + width] = 0  # a frame drawn 8 pixels wide
    tall, broad = extents(digit_from_drawing(outline))
    assert max(tall, broad) == pytest.approx(BOX, abs=0.6)
    # it is the brush's path that keeps its ratio: strokes get another width
    assert (tall - STROKE) / (broad - STROKE) == pytest.approx((height - 8) / (width - 8), rel=0.08)


def test_the_centre_of_mass_is_where_mnist_has_it():
    found = []
    for digit in some_digits(50):
        picture = digit_from_drawing(ink(place(digit.strokes, 0.5, (0.4, 0.45)), 160, 0.05)).astype(float)
        places = np.arange(28)
        found.append([(picture.sum(axis=axis) * places).sum() / picture.sum() for axis in (1, 0)])
    assert np.abs(np.array(found) - MIDDLE).max() < 0.3
    images = load_mnist()[0][:500].double().numpy()
    mass = [(images.sum(axis) * np.arange(28)).sum(1) / images.sum((1, 2)) for axis in (1, 2)]
    assert all(abs(float(m.mean()) - MIDDLE) < 0.3 for m in mass)


@pytest.mark.parametrize("width", [0.02, 0.04, 0.07, 0.1])
def test_strokes_become_as_wide_as_mnists(width):
    widths = [stroke_width(digit_from_drawing(ink(place(d.strokes, 0.75), 280, width)) / 255) for d in some_digits(50)]
    # where strokes meet or turn there is less outline, so that they seem wider
    assert np.mean(widths) == pytest.approx(STROKE, abs=0.5)


def test_a_very_thick_brush_leaves_a_digit():
    """What is thick loses no more than would break what is thin."""
    for digit in some_digits():
        picture = digit_from_drawing(ink(place(digit.strokes, 0.5), 100, 0.25))
        assert 30 < (picture > 127).sum() < BOX * BOX
        assert max(extents(picture)) <= BOX + 1


def test_an_empty_cell_and_a_dot_stay_empty():
    empty = np.zeros((4, 140, 140), dtype=np.uint8)
    assert not grid_from_drawings(empty).any()
    dots = empty.copy()
    dots[0, 70:75, 60:65] = 255  # a slip of the pen
    dots[1, 3, 3] = 255
    dots[2] = 60  # paper that is not quite black
    dots[3, ::2] = 64
    assert not grid_from_drawings(dots).any()
    one_pixel = np.full((1, 1), 200, dtype=np.uint8)
    assert is_overfull(one_pixel)


def test_a_scribble_gives_something():
    points = RNG.uniform(0.1, 0.9, (40, 2))
    grid = grid_from_drawings(np.stack([ink([points], 140, 0.05)] * 4))
    assert grid.any() and grid.dtype == np.uint8


def test_ink_across_the_edge_stays_in_its_cells():
    """A stroke over all four cells: each sees its own part."""
    whole = ink([np.array([[0.1, 0.2], [0.9, 0.75]]), np.array([[0.3, 0.05], [0.32, 0.95]])], 280, 0.03)
    cells = whole.reshape(2, 140, 2, 140).swapaxes(1, 2).reshape(4, 140, 140)
    grid = grid_from_drawings(cells)
    for i, cell in enumerate(cells):
        row, column = divmod(i, 2)
        quarter = grid[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
        assert np.array_equal(quarter, digit_from_drawing(cell))
    assert grid.any()


def test_a_cell_full_of_ink_is_named():
    cells = np.zeros((4, 50, 60), dtype=np.uint8)
    cells[2] = 255
    with pytest.raises(ValueError, match=r"given more ink than paper in cell 3: .* give 255 - cells"):
        grid_from_drawings(cells)
    with pytest.raises(ValueError, match="in cell 1"):
        grid_from_drawings(255 - np.stack([ink(place(d.strokes, 0.7), 80, 0.06) for d in some_digits(4)]))


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64, bool, np.uint16, object])
def test_other_types_are_refused(kind):
    with pytest.raises(TypeError, match="expected cells of uint8, 0 paper to 255 ink, given"):
        grid_from_drawings(np.zeros((4, 28, 28), dtype=kind))


def test_lists_of_numbers_are_refused():
    with pytest.raises(TypeError, match="given int64"):
        grid_from_drawings([[[0, 0], [0, 0]]] * 4)


@pytest.mark.parametrize(
    "shape", [(28, 28), (3, 28, 28), (5, 28, 28), (1, 4, 28, 28), (4, 0, 28), (4, 28, 0), (0,), ()]
)
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"expected cells \(4, height, width\), given \("):
        grid_from_drawings(np.zeros(shape, dtype=np.uint8))


def test_lists_of_cells_are_taken():
    cells = [ink(place(d.strokes, 0.7), 60, 0.06) for d in some_digits(4)]
    assert np.array_equal(grid_from_drawings(cells), grid_from_drawings(np.stack(cells)))


def test_what_is_given_is_left_as_it_is():
    cells = np.stack([ink(place(d.strokes, 0.7), 60, 0.06) for d in some_digits(4)])
    before = cells.copy()
    cells.setflags(write=False)
    grid_from_drawings(cells)
    assert np.array_equal(cells, before)


def test_a_grid_of_mnists_own_digits_stays_readable():
    """Digits of MNIST, enlarged as a sample in the drawing grid is, come back nearly as they were."""
    digits = load_mnist(False)[0][:40].numpy()
    back = [digit_from_drawing(np.kron(digit, np.ones((5, 5), dtype=np.uint8))) for digit in digits]
    assert np.mean([apart(*pair) for pair in zip(digits, back, strict=True)]) < 0.45


def random_canvas(rng: np.random.Generator) -> np.ndarray:
    """Return four cells of any size with anything in them."""
    height, width = (int(rng.choice([1, 2, 3, 7, 28, 29, 60, 133])) for _ in range(2))
    cells = np.zeros((4, height, width), dtype=np.uint8)
    for cell in cells:
        kind = rng.integers(6)
        if kind == 0:  # noise
            cell[:] = rng.integers(0, 256, cell.shape)
        elif kind == 1:  # a few pixels
            cell[rng.random(cell.shape) < rng.uniform(0, 0.1)] = rng.integers(1, 256)
        elif kind == 2:  # a rectangle
            top, left = rng.integers(height), rng.integers(width)
            cell[top : top + rng.integers(1, height + 1), left : left + rng.integers(1, width + 1)] = rng.integers(256)
        elif kind == 3:  # lines
            cell[:: rng.integers(1, 9)] = rng.integers(256)
        elif kind == 4:  # strokes, from far outside to far outside
            side = max(height, width)
            points = rng.uniform(-0.5, 1.5, (rng.integers(1, 12), 2))
            cell[:] = ink([points], side, rng.uniform(0, 0.4))[:height, :width]
    return cells


def test_a_thousand_random_canvases():
    rng, read = np.random.default_rng(1), 0
    for _ in range(1000):
        cells = random_canvas(rng)
        if any(map(is_overfull, cells)):
            with pytest.raises(ValueError, match="more ink than paper"):
                grid_from_drawings(cells)
            continue
        grid = grid_from_drawings(cells)
        assert grid.shape == (56, 56) and grid.dtype == np.uint8
        read += 1
    assert read > 200


def test_distance_is_that_of_brute_force():
    for _ in range(30):
        shape, reach = RNG.random((19, 19)) < RNG.choice([0.01, 0.05, 0.5, 0.98]), int(RNG.integers(1, 7))
        rows, columns = np.nonzero(shape)
        places = np.arange(19)
        down, right = places[:, None, None] - rows, places[None, :, None] - columns
        apart = np.sqrt(down**2 + right**2).min(axis=2, initial=math.inf)
        np.testing.assert_allclose(distance(shape, reach), np.minimum(apart, reach), rtol=0, atol=1e-12)


def test_stroke_width_of_bars():
    for width in (2, 3, 5, 10):
        for length in (100, 200):
            bar = np.zeros((220, 60))
            bar[5 : 5 + length, 10 : 10 + width] = 1
            assert stroke_width(bar) == pytest.approx(2 * width * length / (2 * (width + length)), rel=0.1)
            assert stroke_width(bar.T) == pytest.approx(stroke_width(bar))
            assert stroke_width(bar / 2) == pytest.approx(stroke_width(bar))  # however bright
    for width in (0.04, 0.1):
        slanted = ink([np.array([[0.1, 0.2], [0.9, 0.7]])], 300, width) / 255
        assert stroke_width(slanted) == pytest.approx(300 * width, rel=0.15)


def test_redraw_moves_the_outline():
    square = np.zeros((40, 40), dtype=bool)
    square[10:30, 10:30] = True
    np.testing.assert_allclose(redraw(square, 0), square)
    for change in (-3.5, -2, -0.5, 0.25, 1, 4):
        through_the_middle = redraw(square, change)[20]
        assert through_the_middle.sum() == pytest.approx(20 + 2 * change)
        assert np.array_equal(through_the_middle, through_the_middle[::-1])
    assert not redraw(square, -11).any()


def test_resampling_keeps_what_is_even_and_where_things_are():
    for size, scale in ((50, 2.0), (200, 0.5), (112, 1.0), (1000, 0.08)):
        matrix = resampling(size, size / 2, scale)
        inside = np.abs(np.arange(112) + 0.5 - 56) < size * scale / 2 - max(1, scale)
        np.testing.assert_allclose(matrix[inside].sum(axis=1), 1, atol=0.02)
        ramp = matrix @ (np.arange(size) + 0.5)
        expected = (np.arange(112) + 0.5 - 56) / scale + size / 2
        np.testing.assert_allclose(ramp[inside], expected[inside], rtol=0.02, atol=0.1 / scale)


def test_inked_is_half_as_bright_as_the_brightest():
    cell = np.array([[0, 99, 100, 200]], dtype=np.uint8)
    assert inked(cell).tolist() == [[False, False, True, True]]
    assert not inked(np.array([[0, 64]], dtype=np.uint8)).any()
    assert inked(np.array([[0, 65]], dtype=np.uint8)).any()
    assert not is_overfull(np.array([[0, 0, 255, 255]], dtype=np.uint8))
    assert is_overfull(np.array([[0, 255, 255]], dtype=np.uint8))
