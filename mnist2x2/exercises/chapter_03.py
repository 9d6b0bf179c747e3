"""Checks for chapter 3: four heads set by hand, how large a query must be, and two heads that count empty cells."""

import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.exercises import exercise


def check_pair(matrices, shape: tuple[int, ...]) -> None:
    """Assert that matrices are W_Q and W_K, finite tensors of a shape."""
    assert isinstance(matrices, tuple | list) and len(matrices) == 2, "expected two tensors: return W_Q, W_K"
    for name, matrix in zip(("W_Q", "W_K"), matrices, strict=True):
        assert isinstance(matrix, torch.Tensor), f"expected {name} to be a tensor, got {type(matrix).__name__}"
        assert matrix.shape == shape, f"expected {name} of shape {shape}, got {tuple(matrix.shape)}"
        assert matrix.isfinite().all(), f"expected finite numbers in {name}"


@exercise("3.1")
def check_four_heads(four_heads):
    matrices = four_heads()
    check_pair(matrices, (4, 16, 16))
    W_Q, W_K = (matrix.detach().float() for matrix in matrices)
    position = torch.eye(16)
    _, weights = scaled_dot_product_attention(position @ W_Q, position @ W_K, position)  # both (4, 16, 16)
    for h in range(4):
        for p in range(16):
            row, column = p // 4, p % 4
            target = 4 * (row - row % 2 + h // 2) + column - column % 2 + h % 2
            most = int(weights[h, p].argmax())
            largest = float(weights[h, p, most])
            assert most == target or largest < 0.1, (
                f"in head {h}, patch {p} looks most at patch {most}, expected patch {target}"
            )
            weight = float(weights[h, p, target])
            assert weight >= 0.999, (
                f"in head {h}, patch {p} gives patch {target} the weight {weight:.3f}, expected at least 0.999"
            )


@exercise("3.2")
def check_scale_needed(scale_needed):
    draw = random.Random(32)
    for _ in range(20):
        S, Dh, share = draw.randint(2, 40), draw.choice([1, 4, 16, 50, 64]), draw.uniform(0.05, 0.999)
        score = scale_needed(share, S, Dh)
        assert isinstance(score, int | float | torch.Tensor), f"expected a number, got {type(score).__name__}"
        scaled = float(score) / math.sqrt(Dh)
        assert abs(scaled) < 100, f"for share={share:.3f}, S={S}, Dh={Dh}, your {float(score):.1f} is far too large"
        weight = math.exp(scaled) / (math.exp(scaled) + S - 1)
        assert abs(weight - share) < 1e-4, f"for S={S}, Dh={Dh}, expected a share of {share:.3f}, yours is {weight:.3f}"


CELLS = torch.arange(16).view(2, 2, 2, 2).transpose(1, 2).reshape(4, 4)  # (cell, quadrant): patches
CELL_OF = CELLS.flatten().argsort() // 4  # (16,): the cell that each patch is in


def as_matrices(pair, rows: int, head: str) -> list[Tensor]:
    """Return W_Q and W_K of a head as float64 tensors (rows, n), whatever kind of pair they were given as."""
    expected = f"for the {head} head, expected W_Q and W_K of shape ({rows}, n)"
    try:
        W_Q, W_K = (torch.as_tensor(matrix, dtype=torch.float64) for matrix in pair)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{expected}, given {pair!r:.60}") from None
    shapes = f"given {tuple(W_Q.shape)} and {tuple(W_K.shape)}"
    assert W_Q.dim() == 2 and W_Q.shape == W_K.shape and len(W_Q) == rows, f"{expected}, {shapes}"
    assert W_Q.isfinite().all() and W_K.isfinite().all(), f"{expected}, given NaN or infinity"
    return [W_Q.detach(), W_K.detach()]


def rows_of_cells(ink: Tensor) -> Tensor:
    """Return 17 rows (17, 6) for the ink of 16 patches: ink, one-hot cell, and whether it is the resting row."""
    place = F.one_hot(torch.cat([CELL_OF, torch.tensor([4])]), 5)  # (17, 5)
    return torch.cat([F.pad(ink, (0, 1))[:, None], place], dim=1).double()


def inked(filled: Tensor) -> list[Tensor]:
    """Return the ink of 16 patches (16,) in some cells that are filled, bool (4,): bold, thin, and both."""
    bold, thin = torch.full((4, 4), 90.0), 8 * torch.eye(4).flip(1)  # thin: one patch with ink, the others blank
    odd = torch.tensor([[False], [True], [False], [True]])
    inks = [bold, thin, thin.roll(1, 1), bold.where(odd, thin), thin.where(odd, bold)]  # (cell, quadrant)
    return [(ink * filled[:, None]).flatten()[CELLS.flatten().argsort()] for ink in inks]


def check_marks(W_Q: Tensor, W_K: Tensor, filled: Tensor, ink: Tensor) -> None:
    rows = rows_of_cells(ink)
    marks, weights = scaled_dot_product_attention(rows @ W_Q, rows @ W_K, rows[:, 5:])  # (17, 1), (17, 17)
    for p in range(16):
        mark, cell, looked_at = marks[p].item(), int(CELL_OF[p]), int(weights[p].argmax())
        state = "filled" if filled[cell] else "empty"
        hint = ""
        if looked_at < 16 and int(CELL_OF[looked_at]) != cell:
            hint = f": it looks at patch {looked_at}, which is in cell {int(CELL_OF[looked_at])}"
        elif filled[cell] and mark > 0.01:
            hint = f": the ink {ink[CELLS[cell]].max():.0f} of a patch in its cell must score above the resting row"
        elif mark < 0.99:
            hint = ": the resting row must score above the blank patches of its cell"
        right = mark <= 0.01 if filled[cell] else mark >= 0.99
        wanted = "0.01 or less" if filled[cell] else "0.99 or more"
        assert right, f"patch {p}, in a cell that is {state}, gets the mark {mark:.4f}, expected {wanted}{hint}"


def check_averages(W_Q: Tensor, W_K: Tensor, filled: Tensor, ink: Tensor) -> None:
    marks = F.pad((~filled).double()[CELL_OF], (0, 1), value=1)[:, None]  # (17, 1), 1 for the resting row
    rows = torch.cat([rows_of_cells(ink), marks], dim=1)  # (17, 7)
    averages, weights = scaled_dot_product_attention(rows @ W_Q, rows @ W_K, marks)  # (17, 1), (17, 17)
    for p in range(16):
        cell = int(CELL_OF[p])
        share = torch.stack([weights[p, CELLS[c]].sum() for c in range(4)])  # (4,): of each cell
        hint = ""
        if weights[p, 16] > 0.01:
            hint = ": it looks at the resting row"
        elif share[cell] > 0.01:
            hint = ": it looks at its own cell"
        elif share[cell + 1 :].sum() > 0.01:
            hint = ": it looks at later cells"
        average, expected = averages[p].item(), marks[CELLS[:cell]].mean().item() if cell else None
        assert cell == 0 or abs(average - expected) <= 0.01, (
            f"patch {p}, in cell {cell}, gets the average {average:.4f}, expected {expected:.4f}{hint}"
        )


@exercise("3.3")
def check_two_heads(two_heads):
    heads = two_heads()
    try:
        first, second = heads
    except (TypeError, ValueError):
        raise AssertionError(f"expected (W_Q, W_K), (W_Q, W_K), one pair for each head, given {heads!r:.60}") from None
    first, second = as_matrices(first, 6, "first"), as_matrices(second, 7, "second")
    fillings = torch.cartesian_prod(*4 * [torch.tensor([True, False])])  # (16, 4)
    cases = [(filled, ink) for filled in fillings for ink in inked(filled)]
    for case in cases:
        check_marks(*first, *case)
    for case in cases:
        check_averages(*second, *case)
