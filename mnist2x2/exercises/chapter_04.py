"""Checks for chapter 4: two ways to take a head out, a feed-forward sublayer set by hand, and floors of losses."""

import math

import torch
import torch.nn.functional as F

from mnist2x2.exercises import attempted, exercise


@exercise("4.1")
def check_taken_out(taken_out):
    heads = torch.randn(5, 3, 4, 2, generator=torch.Generator().manual_seed(41))  # (B, H, S, Dh), all of other sizes
    for head in (1, 2, 0):
        given, old = heads.clone(), heads[:, head]
        answer = taken_out(given, head)
        assert torch.equal(given, heads), "your code changes `heads` itself: change a clone of it"
        is_tensor = isinstance(answer, torch.Tensor)
        two = len(answer) == 2 if is_tensor or isinstance(answer, list | tuple) else False
        assert two, "expected two tensors, the first with the mean, the second with the next picture's"
        wrong = {
            "mean": [
                (old.mean(), "this is one mean of everything: keep one for each row of S and each of the Dh numbers"),
                (old.mean(dim=(0, 1)), "you average over rows, too: each row of S has a mean of its own"),
                (old.mean(dim=1, keepdim=True), "you average over rows: average over pictures"),
                (old.mean(dim=2, keepdim=True), "you average over the Dh numbers: average over pictures"),
                (heads.mean(dim=1), "you average over heads: average over pictures"),
                (0 * old, "this is zero, not the mean"),
            ],
            "resample": [
                (old.roll(1, dims=0), "this is the picture before: take the next one"),
                (
                    old.roll(-1, dims=1),
                    "this is the next row of the same picture: take the same row of the next picture",
                ),
                (old, "nothing is replaced"),
                (old.mean(dim=0), "this is the mean again"),
            ],
        }
        for way, theirs, new in zip(wrong, answer, (old.mean(dim=0), old.roll(-1, dims=0)), strict=True):
            theirs = torch.as_tensor(attempted(theirs)).float()
            shape = tuple(heads.shape)
            assert theirs.shape == shape, f"{way}: expected a tensor of shape {shape}, got {tuple(theirs.shape)}"
            rest = [i for i in range(3) if i != head]
            assert torch.equal(theirs[:, rest], heads[:, rest]), (
                f"{way}: other heads than number {head} are changed, too"
            )
            why = next((f": {hint}" for bad, hint in wrong[way] if torch.allclose(theirs[:, head], bad + 0 * old)), "")
            right = torch.allclose(theirs[:, head], new.expand_as(old), atol=1e-5)
            assert right, f"{way}: wrong numbers in head {head}{why}"


@exercise("4.2")
def check_difference(inner, outer):
    for name, matrix, shape in (("inner", inner, (2, 2)), ("outer", outer, (1, 2))):
        assert isinstance(matrix, torch.Tensor), f"expected {name} to be a tensor, got {type(matrix).__name__}"
        assert matrix.shape == shape, f"expected {name} of shape {shape}, got {tuple(matrix.shape)}"
    x = torch.cat([torch.eye(2), torch.randn(50, 2, generator=torch.Generator().manual_seed(42))])  # (52, 2)
    answer = F.relu(x @ inner.float().T) @ outer.float().T  # (52, 1)
    expected = (x[:, :1] - x[:, 1:]).abs()
    for (a, b), theirs, right in zip(x.tolist(), answer.flatten().tolist(), expected.flatten().tolist(), strict=True):
        assert abs(theirs - right) < 1e-4, f"for a, b = {a:.2f}, {b:.2f}, expected {right:.2f}, got {theirs:.2f}"


def mistakes(N: int, L: int) -> list[list[tuple[float, str]]]:
    """Return, for each of the three numbers of exercise 4.3, wrong values and what is wrong with them."""
    nats, bits = math.log(L), math.log2(L)
    per_token = "this is per token: the loss of an answer is the sum over its tokens"
    in_bits = "this is in bits: nats come from the natural logarithm"
    negative = "a loss is -ln p, and ln p is negative"
    with_history = [
        (N * nats, "after the first word the language is known, so the other words cost nothing"),
        (math.log(10 * L), "the digits are known: only the language has to be guessed"),
    ]
    without_history = [
        (nats, "each word is uncertain, not only the first"),
        ((N + 1) * nats, "`<finish>` is certain and costs nothing"),
        (N * math.log(10 * L), "the digits are known: only the language has to be guessed"),
    ]
    for floor, wrong in ((nats, with_history), (N * nats, without_history)):
        wrong += [(floor / nats * math.log(2), "this is for two languages: there are L")]
        wrong += [(floor / (N + 1), per_token), (floor / N, per_token), (floor / nats * bits, in_bits)]
        wrong += [(-floor, negative), (floor / nats / L, "a floor is a logarithm, not a probability")]
    share = [
        (L**-N, "this is the share in one given language: the factor L is missing"),
        (1 - L ** (1 - N), "this is the share of mixtures"),
        (100 * L ** (1 - N), "a share is from 0 to 1, not in percent"),
        (L**-1, "this is the probability of one word: all N must agree"),
        (2 ** (1 - N), "this is for two languages: there are L"),
        (L * N**-L, "N words are drawn from L languages, not the other way round"),
    ]
    return [with_history, without_history, share]


@exercise("4.3")
def check_floors(floors):
    names = ("the floor with history", "the floor without history", "the share in one language")
    for N, L in [(4, 3), (4, 2), (1, 2), (7, 5), (3, 1)]:
        answer, case = floors(N, L), f"for N = {N} words and L = {L} languages"
        try:
            numbers = [float(attempted(number)) for number in answer]
        except (TypeError, ValueError):
            raise AssertionError(f"expected three numbers, got {answer!r}") from None
        assert len(numbers) == 3, f"expected three numbers, got {len(numbers)}"
        expected = (math.log(L), N * math.log(L), L ** (1 - N))
        hints = mistakes(N, L) if L > 1 and N > 1 else [[], [], []]
        for name, number, right, wrong in zip(names, numbers, expected, hints, strict=True):
            why = next((f": {hint}" for value, hint in wrong if math.isclose(number, value, rel_tol=1e-4)), "")
            close = math.isclose(number, right, rel_tol=1e-4, abs_tol=1e-6)
            assert close, f"{case}, expected {right:.4f} as {name}, got {number:.4f}{why}"
