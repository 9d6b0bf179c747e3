"""Composing cells into grids and cutting grids into cells, as arrays and as tensors."""

import numpy as np
import pytest
import torch

from mnist2x2.grid import CELLS, DIGIT, PLACES, SIDE, as_grids, compose, cut, filled


@pytest.mark.parametrize("make", [np.array, torch.tensor])
def test_by_hand(make):
    cells = make([[[1, 2]], [[3, 4]], [[5, 6]], [[7, 8]]])  # four cells of 1 x 2 pixels
    assert compose(cells).tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert cut(compose(cells)).tolist() == cells.tolist()


@pytest.mark.parametrize("make", [np.array, torch.tensor])
def test_cells_with_ink_are_filled(make):
    cells = make([[[[0, 0], [0, 1]], [[0, 0], [0, 0]]], [[[0, 0], [0, 0]], [[9, 0], [0, 255]]]])  # (2, 2, 2, 2)
    assert filled(cells).tolist() == [[True, False], [False, True]]
    assert filled(cells[0]).tolist() == [True, False] and filled(cells[:0]).shape == (0, 2)


@pytest.mark.parametrize("across", [1, 2, 3])
def test_cutting_undoes_composing(across):
    cells = torch.randint(0, 256, (5, across**2, DIGIT, DIGIT), dtype=torch.uint8)
    grids = compose(cells)
    assert grids.shape == (5, across * DIGIT, across * DIGIT) and grids.dtype == torch.uint8
    assert torch.equal(cut(grids, across), cells)
    assert np.array_equal(compose(cells.numpy()), grids.numpy())


def test_places_are_in_reading_order():
    grid = np.zeros((SIDE, SIDE))
    grid[:DIGIT, DIGIT:] = 1
    assert [bool(cell.any()) for cell in cut(grid)] == [place == "upper right" for place in PLACES]
    assert len(PLACES) == CELLS


def test_arrays_and_tensors_are_returned_unchanged():
    array = np.zeros((2, 56, 56), dtype=np.uint8)
    assert as_grids(array) is array
    tensor = torch.zeros(2, 84, 84, dtype=torch.uint8)
    assert as_grids(tensor, 84) is tensor


@pytest.mark.parametrize("grids", [np.zeros((1, 56, 56)), torch.zeros(1, 56, 56), [[[0] * 56] * 56]])
def test_other_dtypes_are_refused(grids):
    with pytest.raises(TypeError, match=r"expected grids of uint8, 0 paper to 255 ink, given (torch\.)?(float|int)"):
        as_grids(grids)


@pytest.mark.parametrize("shape", [(56, 56), (1, 28, 28), (1, 1, 56, 56), (1, 56, 28)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"expected grids \(B, 56, 56\), given"):
        as_grids(np.zeros(shape, dtype=np.uint8))
