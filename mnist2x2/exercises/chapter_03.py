"""Checks for chapter 3: four heads set by hand, how large a query must be, and a head that looks for ink."""

import math
import random

import torch
from torch import Tensor

from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.exercises import as_number, as_tensor, exercise, hint_for, shown


def as_pair(matrices, shape: tuple[int, ...]) -> list[Tensor]:
    """Return W_Q and W_K as float64 tensors of a shape, whatever kind of pair they were given as."""
    try:
        W_Q, W_K = matrices
    except (TypeError, ValueError):
        raise AssertionError(f"expected two tensors, W_Q, W_K, given {shown(matrices)}") from None
    return [as_tensor(matrix, shape, name).double() for name, matrix in (("W_Q", W_Q), ("W_K", W_K))]


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
    cases = [(0.7, 10, 16)]
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


def rows_of_ink(inks: list[int]) -> Tensor:
    """Return a row of 196 pixels and a 1 for each patch; as many pixels as it has ink are black, in random places."""
    places = torch.rand(len(inks), 196).argsort(dim=1).argsort(dim=1)  # each row a permutation
    pixels = (places < torch.tensor(inks)[:, None]).double()
    return torch.cat([pixels, torch.ones(len(inks), 1)], dim=1)  # (S, 197)


@exercise("3.3")
def check_ink(ink_head):
    W_Q, W_K = as_pair(ink_head(), (197, 1))
    cases = [torch.randperm(16).tolist() for _ in range(10)]  # one patch is blank
    cases += [torch.randperm(197)[:16].tolist() for _ in range(10)]  # up to all pixels
    cases += [[20] * p + [21, 0] + [20] * (14 - p) for p in range(15)]  # 1 more than 14 others
    for inks in cases:
        most = inks.index(max(inks))
        rows = rows_of_ink(inks)
        _, weights = scaled_dot_product_attention(rows @ W_Q, rows @ W_K, rows)
        for p in range(16):
            weight, looked_at = weights[p, most].item(), weights[p].argmax().item()
            hint = ""
            if looked_at == most and weights[p].max() - weights[p].min() > 1e-9:
                hint = ": the right patch, but a difference in ink of 1 is not enough yet. The query must be larger"
            elif inks[p] == 0:
                hint = ": its pixels are all 0, so only the constant 1 can make its query"
            elif inks[looked_at] == min(inks):
                hint = ": it looks at the least ink"
            assert weight >= 0.99, (
                f"a patch with ink {inks[p]} gives the patch with the most ink, {inks[most]}, the weight "
                f"{rounded_down(weight)}, expected 0.99 or more{hint}"
            )
