"""Checks for chapter 3: four heads set by hand, how large a query must be, and two heads that count empty cells."""

import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.exercises import as_number, as_tensor, exercise, hint_for, shown
from mnist2x2.patches import CELL_OF, CELLS


def as_pair(matrices, shape: tuple[int | str, ...], case: str = "") -> list[Tensor]:
    """Return W_Q and W_K as float64 tensors of a shape, whatever kind of pair they were given as."""
    try:
        W_Q, W_K = matrices
    except (TypeError, ValueError):
        raise AssertionError(f"expected two tensors, W_Q, W_K, given {shown(matrices)}") from None
    W_Q, W_K = (as_tensor(matrix, shape, name, case).double() for name, matrix in (("W_Q", W_Q), ("W_K", W_K)))
    assert W_Q.shape == W_K.shape, f"expected W_Q and W_K of one shape, given {tuple(W_Q.shape)} and {tuple(W_K.shape)}"
    return [W_Q, W_K]


def rounded_down(weight: float) -> float:
    """Return a weight with four decimals, never rounded up to the bound that it misses."""
    return math.floor(weight * 10_000) / 10_000


def quadrants(row_of, column_of) -> Tensor:
    """Return which patch each of 16 patches wants in each of 4 heads, (4, 16), by functions of (place, head)."""
    return torch.tensor([[4 * row_of(p // 4, h) + column_of(p % 4, h) for p in range(16)] for h in range(4)])


@exercise("3.1")
def check_four_heads(four_heads):
    W_Q, W_K = as_pair(four_heads(), (4, 16, 16))
    position = torch.eye(16).double()
    _, weights = scaled_dot_product_attention(position @ W_Q, position @ W_K, position)  # (4, 16, 16)
    wanted = quadrants(lambda row, h: row - row % 2 + h // 2, lambda column, h: column - column % 2 + h % 2)
    mistakes = [
        (
            quadrants(lambda row, h: row - row % 2 + h % 2, lambda column, h: column - column % 2 + h // 2),
            "your quadrants are counted down first; 0, 1, 2, 3 are top left, top right, bottom left, bottom right",
        ),
        (
            quadrants(lambda row, h: h // 2 * 2 + row % 2, lambda column, h: h % 2 * 2 + column % 2),
            "your head h looks into cell h; it must look at quadrant h of the patch's own digit",
        ),
        (
            quadrants(lambda row, h: row - row % 2 + h // 2, lambda column, h: column),
            "the row is right, the column is not: the quadrant decides that, too",
        ),
    ]
    most = weights.argmax(dim=-1)  # (4, 16)
    hint = hint_for(most, mistakes)
    if (most == wanted).all():
        hint = ": the right patches, but their scores must be further above the others"
    elif weights.max() - weights.min() < 1e-9:
        hint = ": all patches score alike"
    elif (weights.transpose(1, 2).gather(2, wanted[:, :, None]) > 0.2).all():  # each wanted patch looks at its askers
        hint = ": the two patches are swapped: row p of W_Q is the query of patch p, row s of W_K the key of patch s"
    for h, p in (weights.gather(2, wanted[:, :, None])[:, :, 0] < 0.999).nonzero().tolist():
        target, looked_at = wanted[h, p].item(), most[h, p].item()
        raise AssertionError(
            f"in head {h}, patch {p} gives patch {target} the weight {rounded_down(weights[h, p, target].item())}, "
            f"expected 0.999 or more. It looks most at patch {looked_at}{hint}"
        )


@exercise("3.2")
def check_scale_needed(scale_needed):
    draw = random.Random(32)
    cases = [(0.7, 10, 16), (0.9, 2, 9), (0.5, 2, 4)]
    cases += [(draw.uniform(0.05, 0.999), draw.randint(2, 40), draw.choice([1, 4, 16, 50, 64])) for _ in range(20)]
    for share, S, Dh in cases:
        case = f"for share={share:.3g}, S={S}, Dh={Dh}"
        score = as_number(scale_needed(share, S, Dh), "a number c", case)
        root, needed = math.sqrt(Dh), math.log((S - 1) * share / (1 - share))
        mistakes = [
            (needed, "this is the score after the division by the root of Dh; c is the score before it"),
            (needed / root, "c will be divided by the root of Dh, so multiply by it"),
            (needed * Dh, "multiply by the root of Dh, not by Dh"),
            (
                root * math.log(S * share / (1 - share)),
                "the wanted patch is not one of the others: there are S - 1 of them",
            ),
            (root * math.log(share / (1 - share)), "S - 1 others share the rest, each e^0 = 1"),
            (root * math.log(share), "softmax divides by the sum over all keys, the others' e^0 included"),
            (root * math.log((S - 1) * share), "softmax divides by the sum over all keys, the wanted one included"),
            (-root * needed, "the sign is wrong"),
            (root * math.log2((S - 1) * share / (1 - share)), "softmax takes powers of e: use the natural logarithm"),
            (root * math.log10((S - 1) * share / (1 - share)), "softmax takes powers of e: use the natural logarithm"),
        ]
        others = (S - 1) * math.exp(-max(min(score / root, 100), -100))  # in units of the wanted patch's e^score
        weight = 1 / (1 + others)
        assert abs(weight - share) < 1e-4, (
            f"{case}, your c = {score:.4g} gives the weight {weight:.4f}, expected {share:.4f}"
            f"{hint_for(score, mistakes)}"
        )


def rows_of_cells(ink: Tensor) -> Tensor:
    """Return 17 rows (17, 6) for the ink of 16 patches: ink, one-hot cell, and whether it is the resting row."""
    place = F.one_hot(torch.cat([CELL_OF, torch.tensor([4])]), 5)  # (17, 5)
    return torch.cat([F.pad(ink, (0, 1))[:, None], place], dim=1).double()


def inked(filled: Tensor) -> list[Tensor]:
    """Return the ink of 16 patches (16,) in some cells that are filled, bool (4,): black, thin, and both."""
    black, thin = torch.full((4, 4), 196.0), 8 * torch.eye(4).flip(1)  # thin: one patch with ink, the others blank
    odd = torch.tensor([[False], [True], [False], [True]])
    inks = [black, thin, thin.roll(1, 1), black.where(odd, thin), thin.where(odd, black)]  # (cell, quadrant)
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
        raise AssertionError(f"expected (W_Q, W_K), (W_Q, W_K), one pair for each head, given {shown(heads)}") from None
    first, second = as_pair(first, (6, "n"), "for the first head"), as_pair(second, (7, "n"), "for the second head")
    fillings = torch.cartesian_prod(*4 * [torch.tensor([True, False])])  # (16, 4)
    cases = [(filled, ink) for filled in fillings for ink in inked(filled)]
    for case in cases:
        check_marks(*first, *case)
    for case in cases:
        check_averages(*second, *case)
