"""Checks for chapter 5: the prefix mask, and a function that finds leaks."""

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.exercises import as_tensor, exercise


def as_booleans(answer, shape: tuple[int, int], case: str) -> Tensor:
    """Return an answer as a boolean tensor of this shape. It may hold 1 and 0 instead of True and False."""
    values = as_tensor(answer, shape, "a boolean matrix", case)
    assert bool(((values == 0) | (values == 1)).all()), f"{case}: expected True and False, given other numbers"
    return values.bool()


@exercise("5.1")
def check_prefix_mask(prefix_mask):
    for patches, tokens in [(4, 3), (16, 5), (1, 4), (0, 3), (3, 0)]:
        N, case = patches + tokens, f"for {patches} patches and {tokens} tokens"
        mask = as_booleans(prefix_mask(patches, tokens), (N, N), case)
        row, column = torch.arange(N)[:, None], torch.arange(N)
        expected = (column <= row) | (column < patches)
        mistakes = {
            "it is the other way round: here True means that the row may look": ~expected,
            "rows and columns are swapped": expected.T,
            "this is the causal mask: a patch may look at later patches, too": column <= row,
            "this is the full mask: nobody may look at later tokens": torch.ones(N, N).bool(),
            "a patch may not look at tokens, which would pass the answer on": (column <= row) | (row < patches),
            "a token may look at all patches": (column <= row) & (row >= patches) & (column >= patches)
            | (row < patches) & (column < patches),
            "a token may look at itself": (column < row) & (column >= patches) | (column < patches),
        }
        for t, s in (mask != expected).nonzero().tolist():
            kinds = [f"patch {place}" if place < patches else f"token {place - patches}" for place in (t, s)]
            may = "may look" if expected[t, s] else "may not look"
            hints = [f". Perhaps {hint}" for hint, wrong in mistakes.items() if torch.equal(mask, wrong)]
            hint = hints[0] if len(hints) == 1 else ""
            raise AssertionError(f"{case}: {kinds[0]} {may} at {kinds[1]}, but your mask says otherwise{hint}")


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


def sharp(x: Tensor) -> Tensor:
    scores, _ = scores_of(x)
    return (1000 * scores).softmax(dim=-1) @ x


def following(x: Tensor) -> Tensor:
    """Each row is the next one; zeros follow the last one."""
    return torch.cat([x[1:], torch.zeros_like(x[:1])])


@exercise("5.2")
def check_depends(depends):
    T = 4
    x = torch.randn(T, 3, generator=torch.Generator().manual_seed(52))
    all_true = torch.ones(T, T, dtype=torch.bool)
    lower, diagonal, after = all_true.tril(), all_true.tril().triu(), all_true.triu(1).tril(1)
    both = diagonal | after
    cancel = "Do not add up outputs, nor derivatives: opposite signs cancel"
    columns = "Look at all columns of the output, and change all columns of the input"
    push = "The derivative is zero there. Change the row of the input, and compare the outputs"
    apart = "Change the numbers of a row, each by a different amount, and compare the outputs"
    hard = "The change has to be large: at least 5 here, upwards or downwards"
    inputs = "Try several inputs, large ones, too: the leak is open only where another row is large"
    cases = [
        ("x", lambda x: x, diagonal, columns),
        ("the row before", lambda x: torch.cat([torch.zeros_like(x[:1]), x[:-1]]), after.T, columns),
        ("-x.cumsum(dim=0)", lambda x: -x.cumsum(dim=0), lower, "A derivative may be negative, too"),
        ("x and -x side by side", lambda x: torch.cat([x, -x], dim=1), diagonal, cancel),
        ("the first number minus the second", lambda x: x[:, :1] - x[:, 1:2], diagonal, cancel),
        ("1 where the first number exceeds the second", lambda x: (x[:, :1] > x[:, 1:2]).to(x.dtype), diagonal, apart),
        ("the row itself, with the next one beside it", lambda x: torch.cat([x, following(x)], dim=1), both, columns),
        ("the last number of the next row", lambda x: following(x)[:, 2:], after, columns),
        ("the second number of the next row", lambda x: following(x)[:, 1:2], after, columns),
        ("x and a ten-thousandth of the next row", lambda x: x + following(x) / 10_000, both, "A leak may be small"),
        ("an attention masked before the softmax", masked_before, lower, columns),
        ("an attention with zeros put in after the softmax", masked_after, all_true, columns),
        ("an attention without a mask and with huge scores", sharp, all_true, push),
        ("a detached next row", lambda x: x + following(x).detach(), both, push),
        ("x + relu(next row - 5)", lambda x: x + F.relu(following(x) - 5), both, hard),
        ("x + relu(-5 - next row)", lambda x: x + F.relu(-5 - following(x)), both, hard),
        ("x, plus the next row where x > 5", lambda x: x + (x[:, :1] > 5) * following(x), both, inputs),
    ]
    for name, function, expected, hint in cases:
        answer = as_booleans(depends(function, x.clone()), (T, T), f"for {name}")
        for t, s in (answer != expected).nonzero().tolist():
            if torch.equal(answer, expected.T):
                hint = "Rows and columns are swapped: row t, column s"
            elif answer[t, s]:
                raise AssertionError(f"for {name}: output {t} does not depend on input {s}, but you say that it does")
            raise AssertionError(f"for {name}: output {t} depends on input {s}, but you say that it does not. {hint}")
