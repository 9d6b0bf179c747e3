"""Checks for chapter 6: one head of cross-attention, and matrices that fetch a cell."""

import torch
from torch import Tensor

from mnist2x2.attention import scaled_dot_product_attention
from mnist2x2.exercises import exercise


def shape_of(value) -> str:
    return str(tuple(value.shape)) if isinstance(value, Tensor) else f"a {type(value).__name__}"


@exercise("6.1")
def check_cross_attention(cross_attention):
    generator = torch.Generator().manual_seed(61)
    for B, T, S, D, Dh in [(2, 3, 5, 8, 4), (1, 5, 2, 6, 9), (2, 4, 4, 4, 4)]:
        tokens, memory = (torch.randn(B, rows, D, generator=generator) for rows in (T, S))
        matrices = torch.randn(3, D, Dh, generator=generator)
        answer = cross_attention(tokens, memory, *matrices)
        case = f"tokens {(B, T, D)}, memory {(B, S, D)}, matrices {(D, Dh)}"
        assert isinstance(answer, Tensor) and answer.shape == (B, T, Dh), (
            f"{case}: expected a row for each token, {(B, T, Dh)}, got {shape_of(answer)}"
        )
        query, key, value = (rows @ W for rows, W in zip((tokens, memory, memory), matrices, strict=True))
        expected, _ = scaled_dot_product_attention(query, key, value)
        if not torch.allclose(answer, expected, atol=1e-4):
            unscaled = (query @ key.transpose(1, 2)).softmax(dim=-1) @ value
            over_tokens = (query @ key.transpose(1, 2) / Dh**0.5).softmax(dim=1) @ value
            hint = "check which rows make the queries, and which the keys and values"
            if torch.allclose(answer, unscaled, atol=1e-4):
                hint = "divide the scores by the square root of Dh"
            if torch.allclose(answer, over_tokens, atol=1e-4):
                hint = "each token's weights must add up to 1"
            raise AssertionError(f"{case}: right shape, wrong numbers: {hint}")


@exercise("6.2")
def check_fetch(W_Q, W_K):
    for name, W, rows in [("W_Q", W_Q, 4), ("W_K", W_K, 16)]:
        fits = isinstance(W, Tensor) and W.dim() == 2 and len(W) == rows
        assert fits, f"expected {name} to be a tensor ({rows}, Dh), got {shape_of(W)}"
    assert W_Q.shape[1] == W_K.shape[1], f"expected the same Dh, got {W_Q.shape[1]} and {W_K.shape[1]}"
    values = torch.randn(16, 3, generator=torch.Generator().manual_seed(62))
    _, weights = scaled_dot_product_attention(W_Q.float(), W_K.float(), values)  # one-hot rows @ W are W's rows
    for t in range(4):
        top, left = divmod(t, 2)
        for s in range(16):
            row, column = divmod(s, 4)
            share = 0.25 if (row // 2, column // 2) == (top, left) else 0.0
            weight = weights[t, s].item()
            assert abs(weight - share) < 0.001, f"token {t} gives patch {s} the weight {weight:.3f}, expected {share}"
