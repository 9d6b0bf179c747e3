"""Checks for chapter 3: four heads set by hand, how large a query must be, and a head that looks for ink."""

import math
import random

import torch

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


@exercise("3.3")
def check_ink(ink_head):
    matrices = ink_head()
    check_pair(matrices, (197, 1))
    W_Q, W_K = (matrix.detach().float() for matrix in matrices)
    generator = torch.Generator().manual_seed(33)
    for _ in range(20):
        levels = torch.randperm(16, generator=generator)  # patch p has ink 3 * levels[p], so one is blank
        pixels = torch.rand(16, 196, generator=generator)
        pixels = pixels / pixels.sum(dim=1, keepdim=True) * 3 * levels[:, None]  # (16, 196)
        rows = torch.cat([pixels, torch.ones(16, 1)], dim=1)  # (16, 197)
        _, weights = scaled_dot_product_attention(rows @ W_Q, rows @ W_K, rows)
        most_ink = int(levels.argmax())
        for p in range(16):
            weight, kind = float(weights[p, most_ink]), "a blank patch" if levels[p] == 0 else "a patch with ink"
            assert weight >= 0.99, (
                f"{kind} gives the patch with the most ink the weight {weight:.3f}, expected at least 0.99"
            )
