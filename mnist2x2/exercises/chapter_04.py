"""Checks for chapter 4: the post-norm order of 2017, a feed-forward sublayer set by hand, and floors of losses."""

import math

import torch
import torch.nn.functional as F

from mnist2x2.exercises import alike, as_tensor, check_unchanged, exercise, hint_for


@exercise("4.1")
def check_post_norm(post_norm):
    for width in (6, 8):
        x = 3 * torch.randn(2, 5, width) + 1
        weight, bias = torch.randn(width, width), torch.randn(width)
        scale, shift = torch.randn(2, width)

        def part(x, weight=weight, bias=bias):
            return F.linear(x, weight, bias)

        def norm(x, scale=scale, shift=shift):
            return F.layer_norm(x, scale.shape, scale, shift)

        given = x.clone()
        answer = as_tensor(post_norm(given, part, norm), tuple(x.shape), "a tensor")
        check_unchanged([given], [x])
        mistakes = [
            (x + part(norm(x)), "this is our pre-norm order; in 2017, `part` got x itself"),
            (x + norm(part(x)), "you normalise the output of `part`; normalise the sum"),
            (norm(part(x)), "the residual connection is missing: add x before you normalise"),
            (x + part(x), "the sum is right; normalise it"),
            (norm(x) + part(x), "you normalise x; normalise the sum"),
            (norm(x) + part(norm(x)), "you normalise x; normalise the sum"),
            (norm(x + part(norm(x))), "you normalise twice; `part` gets x itself"),
            (part(norm(x)), "first `part`, then add x, then `norm`"),
            (part(x), "add x, then normalise the sum"),
            (norm(x), "`part` does not work on x"),
        ]
        assert alike(answer, norm(x + part(x))), f"right shape, wrong numbers{hint_for(answer, mistakes)}"


@exercise("4.2")
def check_difference(inner, outer):
    inner, outer = as_tensor(inner, (2, 2), "inner").double(), as_tensor(outer, (1, 2), "outer").double()
    x = torch.cat([torch.eye(2), torch.randn(50, 2)]).double()  # (52, 2)
    answer = (F.relu(x @ inner.T) @ outer.T).flatten()  # (52,)
    a, b = x.unbind(dim=1)
    expected = (a - b).abs()
    mistakes = [
        (F.relu(a - b), "this is max(0, a - b): where b is larger, another hidden number is needed"),
        (F.relu(b - a), "this is max(0, b - a): where a is larger, another hidden number is needed"),
        (a - b, "this is a - b with its sign: add the two hidden units"),
        (b - a, "this is b - a with its sign: add the two hidden units"),
        (-expected, "the sign is wrong: add the two hidden units"),
        (2 * expected, "this is twice too much"),
        (F.relu(a) - F.relu(b), "the ReLU comes before the subtraction: `inner` must subtract"),
        (F.relu(a) + F.relu(b), "nothing is subtracted: `inner` must subtract"),
    ]
    wrong = (answer - expected).abs() > 1e-4 * (1 + expected)
    if wrong.any():
        (a, b), theirs, right = (values[wrong][0].tolist() for values in (x, answer, expected))
        message = f"for a, b = {a:.2f}, {b:.2f}, expected {right:.4f}, given {theirs:.4f}"
        raise AssertionError(f"{message}{hint_for(answer, mistakes)}")


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
        case = f"for N = {N} words and L = {L} languages"
        answer = as_tensor(floors(N, L), (3,), "three numbers", case).tolist()
        expected = (math.log(L), N * math.log(L), L ** (1 - N))
        hints = mistakes(N, L) if L > 1 and N > 1 else [[], [], []]
        for name, number, right, wrong in zip(names, answer, expected, hints, strict=True):
            message = f"{case}, expected {right:.4f} as {name}, given {number:.4f}"
            assert math.isclose(number, right, rel_tol=1e-3, abs_tol=1e-6), f"{message}{hint_for(number, wrong)}"
