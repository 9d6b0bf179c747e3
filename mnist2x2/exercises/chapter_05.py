"""Checks for chapter 5: a mask with a limited window, and a function that finds leaks."""

import torch
from torch import Tensor

from mnist2x2.exercises import exercise


@exercise("5.1")
def check_window_mask(window_mask):
    for length, reach in [(4, 2), (5, 1), (6, 3), (3, 7)]:
        mask, case = window_mask(length, reach), f"length={length}, reach={reach}"
        assert isinstance(mask, Tensor), f"expected a tensor, got {type(mask).__name__}"
        assert mask.dtype == torch.bool, f"expected a boolean mask, got {mask.dtype}"
        assert mask.shape == (length, length), f"{case}: expected shape {(length, length)}, got {tuple(mask.shape)}"
        for t in range(length):
            for s in range(length):
                may_look, entry = t - reach < s <= t, bool(mask[t, s])
                rule = "may look" if may_look else "may not look"
                assert entry == may_look, f"{case}: token {t} {rule} at token {s}, but your mask says {entry}"


def scores_of(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return attention scores (T, T) among the rows of x (T, D), and a mask (T, T), True where the key comes later."""
    later = torch.ones(len(x), len(x), device=x.device).triu(1).bool()
    return x @ x.T / x.shape[1] ** 0.5, later


def masked_before(x: Tensor) -> Tensor:
    scores, later = scores_of(x)
    return scores.masked_fill(later, torch.finfo(scores.dtype).min).softmax(dim=-1) @ x


def masked_after(x: Tensor) -> Tensor:
    scores, later = scores_of(x)
    return scores.softmax(dim=-1).masked_fill(later, 0) @ x


@exercise("5.2")
def check_depends(depends):
    T = 4
    x = torch.randn(T, 3, generator=torch.Generator().manual_seed(52))
    all_true = torch.ones(T, T, dtype=torch.bool)
    lower, diagonal, before = all_true.tril(), all_true.tril().triu(), all_true.tril(-1).triu(-1)
    # Masking after the softmax leaks every later token into each row; for the last row, there is none to leak.
    cases = [
        ("x", lambda x: x, diagonal),
        ("the row before", lambda x: torch.cat([torch.zeros_like(x[:1]), x[:-1]]), before),
        ("-x.cumsum(dim=0)", lambda x: -x.cumsum(dim=0), lower),
        ("x and -x side by side", lambda x: torch.cat([x, -x], dim=1), diagonal),
        ("the first number minus the second", lambda x: x[:, :1] - x[:, 1:2], diagonal),
        ("an attention masked before the softmax", masked_before, lower),
        ("an attention that writes zeros after the softmax", masked_after, all_true),
    ]
    for name, function, expected in cases:
        answer = depends(function, x.clone())
        assert isinstance(answer, Tensor), f"expected a tensor, got {type(answer).__name__}"
        assert answer.dtype == torch.bool, f"expected a boolean tensor, got {answer.dtype}"
        assert answer.shape == (T, T), f"expected shape {(T, T)}, got {tuple(answer.shape)}"
        wrong = (answer != expected).nonzero().tolist()
        if wrong:
            t, s = wrong[0]
            fact = "depends" if expected[t, s] else "does not depend"
            raise AssertionError(f"for {name}, output {t} {fact} on input {s}, but your answer is {bool(answer[t, s])}")
