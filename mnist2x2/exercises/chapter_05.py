"""The checks of chapter 5's exercises: the mask of a window, and a finder of leaks."""

import torch
from torch import Tensor

from mnist2x2.exercises import exercise


@exercise("5.1")
def check_window_mask(window_mask):
    for length, reach in [(4, 2), (5, 1), (6, 3), (3, 7)]:
        given, case = window_mask(length, reach), f"length={length}, reach={reach}"
        assert isinstance(given, Tensor), f"expected a tensor, got {type(given).__name__}"
        assert given.dtype == torch.bool, f"expected a boolean mask, got {given.dtype}"
        assert given.shape == (length, length), f"{case}: expected shape {(length, length)}, got {tuple(given.shape)}"
        for t in range(length):
            for s in range(length):
                may, got = t - reach < s <= t, bool(given[t, s])
                hint = "may look" if may else "may not look"
                assert got == may, f"{case}: token {t} {hint} at token {s}, but your mask says {got}"


def scores_of(x: Tensor) -> tuple[Tensor, Tensor]:
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
    # The last row of the attention that masks too late has nothing to leak; the others feel every token.
    cases = [
        ("x", lambda x: x, diagonal),
        ("the row before", lambda x: torch.cat([torch.zeros_like(x[:1]), x[:-1]]), before),
        ("-x.cumsum(dim=0)", lambda x: -x.cumsum(dim=0), lower),
        ("x and -x side by side", lambda x: torch.cat([x, -x], dim=1), diagonal),
        ("the first number minus the second", lambda x: x[:, :1] - x[:, 1:2], diagonal),
        ("an attention masked before the softmax", masked_before, lower),
        ("an attention that puts zeros in after the softmax", masked_after, all_true),
    ]
    for name, function, expected in cases:
        given = depends(function, x.clone())
        assert isinstance(given, Tensor), f"expected a tensor, got {type(given).__name__}"
        assert given.dtype == torch.bool, f"expected a boolean tensor, got {given.dtype}"
        assert given.shape == (T, T), f"expected shape {(T, T)}, got {tuple(given.shape)}"
        wrong = (given != expected).nonzero().tolist()
        if wrong:
            t, s = wrong[0]
            does = "depends" if expected[t, s] else "does not depend"
            raise AssertionError(f"for {name}, output {t} {does} on input {s}, but you say {bool(given[t, s])}")
