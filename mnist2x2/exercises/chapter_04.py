"""Checks for chapter 4: two ways to take a head out, a feed-forward sublayer set by hand, and floors of losses."""

import math

import torch
import torch.nn.functional as F

from mnist2x2.exercises import alike, as_tensor, check_unchanged, exercise, first_difference, hint_for


@exercise("4.1")
def check_taken_out(taken_out):
    heads = torch.randn(5, 3, 4, 2)  # (B, H, S, Dh), all of other sizes
    for head in (1, 2, 0):
        given, own = heads.clone(), heads[:, head].double()
        answer = as_tensor(taken_out(given, head), (2, *heads.shape), "two tensors, mean and resample,")
        check_unchanged([given], [heads])
        mean, resample = own.mean(dim=0).expand_as(own), own.roll(-1, dims=0)
        mistakes = {
            "mean": [
                (own.mean().expand_as(own), "this is one mean of everything: average over pictures only"),
                (own.mean(dim=(0, 1)).expand_as(own), "you average over rows, too: each row has a mean of its own"),
                (own.mean(dim=1, keepdim=True).expand_as(own), "you average over rows: average over pictures"),
                (own.mean(dim=2, keepdim=True).expand_as(own), "you average over the Dh numbers, not over pictures"),
                (heads.mean(dim=1).double(), "you average over heads: average over pictures"),
                (0 * own, "this is zero, not the mean"),
                (resample, "this is the next picture's: the mean comes first"),
                (own, "nothing is replaced"),
            ],
            "resample": [
                (torch.cat([own[1:], own[-1:]]), "the picture after the last one is the first"),
                (own.flip(0), "the pictures are in reverse order: take the next one"),
                (own.roll(1, dims=0), "this is the picture before: take the next one"),
                (
                    own.roll(-1, dims=1),
                    "this is the next row of the same picture: take the same row of the next picture",
                ),
                (mean, "this is the mean again: make a second clone"),
                (own, "nothing is replaced"),
            ],
        }
        rest = [i for i in range(3) if i != head]
        for way, theirs, right in zip(mistakes, answer, (mean, resample), strict=True):
            assert alike(theirs[:, rest], heads[:, rest]), f"{way}: heads other than number {head} are changed, too"
            hint = hint_for(theirs[:, head], mistakes[way])
            assert alike(theirs[:, head], right), (
                f"{way}: wrong numbers in head {head}: "
                f"{first_difference(theirs[:, head], right, ('picture', 'row'), rtol=1e-4, atol=1e-4)}{hint}"
            )


@exercise("4.2")
def check_difference(inner, outer):
    inner, outer = as_tensor(inner, (2, 2), "inner").double(), as_tensor(outer, (1, 2), "outer").double()
    x = torch.cat([torch.eye(2), torch.randn(50, 2)]).double()  # (52, 2)
    answer = (F.relu(x @ inner.T) @ outer.T).flatten()  # (52,)
    a, b = x.unbind(dim=1)
    expected = (a - b).abs()
    mistakes = [
        (F.relu(a - b), "this is max(0, a - b): where b is larger, another hidden unit is needed"),
        (F.relu(b - a), "this is max(0, b - a): where a is larger, another hidden unit is needed"),
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
