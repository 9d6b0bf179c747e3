"""Checks for chapter 7: the probability of an answer, a sampler, and the letter at which a language is chosen."""

import math
from collections import Counter

import torch
from torch import Tensor

from mnist2x2.exercises import exercise
from mnist2x2.tokenizer import ENGLISH, FINISH, PAD, SPANISH, START, TOKENS


def numbers(answer, what: str, count: int | None = None) -> Tensor:
    """Return an answer as float64 (n,), whether it is a list, a tuple, an array or a tensor of any dtype."""
    expected = f"expected {what}, {'(n,)' if count is None else f'({count},)'}"
    try:
        if isinstance(answer, list | tuple):
            answer = [part.item() if isinstance(part, Tensor) else part for part in answer]
        values = torch.as_tensor(answer).detach().double()
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{expected}, given {type(answer).__name__}") from None
    assert values.dim() == 1 and count in (None, len(values)), f"{expected}, given {tuple(values.shape)}"
    return values


def check_unchanged(tensors: list[Tensor], originals: list[Tensor]) -> None:
    same = all(torch.equal(tensor, original) for tensor, original in zip(tensors, originals, strict=True))
    assert same, "your code changes its inputs"


@exercise("7.1")
def check_answer_probability(answer_probability):
    generator = torch.Generator().manual_seed(7)
    logits = 2 * torch.randn(6, 5, len(TOKENS), generator=generator)  # (B, T, C)
    tokens = torch.randint(START, (6, 5), generator=generator)  # (B, T)
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):  # the last answer is full, without <finish>
        tokens[row, digits:] = PAD
        tokens[row, digits : digits + 1] = FINISH
    originals = [logits.clone(), tokens.clone()]
    answer = numbers(answer_probability(logits, tokens), "a probability for each of 6 answers", 6)
    check_unchanged([logits, tokens], originals)
    chances = logits.double().softmax(dim=-1)  # (B, T, C)
    taken = chances.gather(2, tokens[:, :, None])[:, :, 0]  # (B, T)
    expected = taken.masked_fill(tokens == PAD, 1).prod(dim=1)  # (B,)

    def looks_like(wrong: Tensor) -> bool:
        return torch.allclose(answer, wrong, rtol=1e-3, atol=1e-12)

    most = chances.amax(dim=-1).masked_fill(tokens == PAD, 1).prod(dim=1)
    raw = logits.double().gather(2, tokens[:, :, None])[:, :, 0].masked_fill(tokens == PAD, 1).prod(dim=1)
    assert not looks_like(taken.prod(dim=1)), "you count <pad>, too: it was no decision, so its factor is 1"
    assert not looks_like(taken.masked_fill(tokens >= FINISH, 1).prod(dim=1)), "<finish> was a decision: count it"
    assert not looks_like(most), "take the probability of the token that was written, not of the likeliest one"
    assert not looks_like(raw), "these are products of logits: turn each row into probabilities first"
    assert not looks_like(expected.log()), "this is the logarithm of the probability: take its exponential"
    for row in range(6):
        text = " ".join(TOKENS[token] for token in tokens[row])
        message = f"for the tokens {text}, expected {expected[row]:.2e}, given {answer[row]:.2e}"
        assert torch.isclose(answer[row], expected[row], rtol=1e-4, atol=0), message


DRAWS = 20_000
TOLERANCE = 0.02  # more than five standard deviations of a share in so many draws


def shares(draw, logits: Tensor, temperature: float, top_k: int) -> Tensor:
    """Return how often `draw` gives each token after each of two rows of logits (2, C), as shares float64 (2, C)."""
    rows = logits.repeat(DRAWS, 1)  # (2 * DRAWS, C), the two kinds of row taking turns
    original = rows.clone()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(72)
        answer = draw(rows, temperature, top_k)
    if isinstance(answer, Tensor) and answer.dim() == 2 and answer.shape[1] == 1:
        raise AssertionError(f"expected tokens (B,), given {tuple(answer.shape)}: take the only column")
    tokens = numbers(answer, "a token for each row of logits", len(rows))
    check_unchanged([rows], [original])
    known = (tokens >= 0) & (tokens < logits.shape[1]) & (tokens == tokens.round())
    assert known.all(), f"expected tokens from 0 to {logits.shape[1] - 1}, given {tokens[~known][0].item():g}"
    counts = [torch.bincount(tokens[row::2].long(), minlength=logits.shape[1]) for row in range(2)]
    return torch.stack(counts).double() / DRAWS


def draw_chances(logits: Tensor, temperature: float, top_k: int) -> Tensor:
    """Return the probabilities (..., C) float64 that top-k sampling draws with."""
    logits = logits.double()
    least = logits.topk(top_k, dim=-1).values[..., -1:]
    return (logits.masked_fill(logits < least, -math.inf) / temperature).softmax(dim=-1)


@exercise("7.2")
def check_draw(draw):
    logits = torch.tensor([[1.0, 3.0, -1.0, 2.2, 0.0, 2.6], [2.5, -0.5, 1.9, 0.3, 3.1, 1.2]])  # (2, C)
    C = logits.shape[1]
    for temperature, top_k in [(1.0, C), (2.0, C), (0.5, C), (1.0, 3), (2.0, 2), (0.5, 4), (1.5, 1)]:
        case = f"with temperature {temperature} and top_k {top_k} of {C}"
        given = shares(draw, logits, temperature, top_k)  # (2, C)

        def looks_like(wrong: Tensor, given=given) -> bool:
            return bool(((given - wrong).abs() < TOLERANCE).all())

        expected = draw_chances(logits, temperature, top_k)
        if looks_like(expected):
            continue
        allowed = expected > 0
        zeros = (logits.double().masked_fill(~allowed, 0) / temperature).softmax(dim=-1)
        likeliest = torch.nn.functional.one_hot(logits.argmax(dim=-1), C).double()
        order = logits.topk(top_k, dim=-1).indices
        places = torch.zeros(2, C).double()
        places[:, :top_k] = expected.gather(1, order)
        hints = [
            (likeliest, "always the likeliest token: this is greedy decoding, draw instead"),
            (
                draw_chances(logits, 1 / temperature, top_k),
                "the temperature acts the wrong way: divide the logits by it",
            ),
            (draw_chances(logits, 1.0, top_k), "the temperature changes nothing: divide the logits before the softmax"),
            (draw_chances(logits, temperature, C), "top_k changes nothing: only the k likeliest tokens may be drawn"),
            (zeros, "dropped tokens still come: a logit of 0 is no ban, minus infinity is"),
            (places, "you return places among the k likeliest: turn them back into numbers of tokens"),
            (draw_chances(-logits, temperature, top_k), "you keep the k least likely tokens"),
            (allowed.double() / top_k, "the k tokens come equally often: draw each by its probability"),
        ]
        for wrong, hint in hints:
            assert not looks_like(wrong), f"{case}, {hint}"
        banned = (given > 0) & ~allowed
        assert not banned.any(), f"{case}, tokens come that are not among the {top_k} likeliest of their own row"
        row, token = divmod((given - expected).abs().argmax().item(), C)
        share, right = given[row, token].item(), expected[row, token].item()
        raise AssertionError(
            f"{case}, logits {logits[row].tolist()}: token {token} comes in {share:.0%}, not {right:.0%}"
        )


def entropy(counts: list[int], base: float = 2) -> float:
    """Return the entropy of shares that are proportional to counts, in bits by default."""
    return -sum(n / sum(counts) * math.log(n / sum(counts), base) for n in counts)


def bits_of(names: list[str], base: float = 2) -> list[float]:
    """Return the entropy of each next letter, averaged over the beginnings that come before it."""
    bits = []
    for place in range(max(map(len, names))):
        beginnings = Counter(name[:place] for name in names if len(name) > place)
        bits.append(0.0)
        for beginning, count in beginnings.items():
            going_on = [name[place] for name in names if len(name) > place and name[:place] == beginning]
            bits[-1] += count / len(names) * entropy([*Counter(going_on).values()], base)
    return bits


def bits_of_columns(names: list[str]) -> list[float]:
    """Return the entropy of the letters in each place, as if nobody knew the letters before."""
    columns = [[name[place] for name in names if len(name) > place] for place in range(max(map(len, names)))]
    return [entropy([*Counter(column).values()]) for column in columns]


MORE_LANGUAGES = [  # Italian, French and German, too
    ["seven", "siete", "sette"],
    ["seven", "siete", "sette", "sept"],
    ["four", "cuatro", "quattro", "quatre"],
    ["three", "tres", "trois", "drei"],
]


@exercise("7.3")
def check_bits_by_letter(bits_by_letter):
    pairs = [[ENGLISH[digit], SPANISH[digit]] for digit in (5, 7, 0, 1, 2, 3, 4, 6, 8, 9)]
    for names in [*pairs, ["one", "one"], *MORE_LANGUAGES]:
        original = [*names]
        answer = numbers(bits_by_letter(names), "a list of bits, one for each letter").tolist()
        assert names == original, "your code changes its inputs"
        case = f"for {', '.join(names)}"
        expected = bits_of(names)

        def looks_like(wrong: list[float], answer=answer) -> bool:
            length = max(len(answer), len(wrong))  # zeros at the end say nothing new
            padded = [values + [0.0] * (length - len(values)) for values in (answer, wrong)]
            return all(abs(a - b) < 1e-4 for a, b in zip(*padded, strict=True))

        if looks_like(expected):
            continue
        hints = [
            (bits_of(names, math.e), "you measure in nats: take logarithms with base 2"),
            (
                bits_of_columns(names),
                "you forget what came before: once names part, the letters before say which it is",
            ),
            ([0.0, *expected], "one place too late: the first number belongs to the first letter"),
            (expected[1:], "one place too early: the first number belongs to the first letter"),
            ([-value for value in expected], "the sign is wrong: logarithms of probabilities are negative"),
        ]
        for wrong, hint in hints:
            assert not (any(wrong) and looks_like(wrong)), f"{case}, {hint}"
        shown = [", ".join(f"{value:.2f}" for value in values) for values in (expected, answer)]
        raise AssertionError(f"{case}, expected {shown[0]}, given {shown[1]}")
