"""Checks for chapter 7: the probability of an answer, a sampler, and the letter at which a language is chosen."""

import math
from collections import Counter

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.exercises import alike, as_tensor, check_unchanged, exercise, hint_for
from mnist2x2.tokenizer import ENGLISH, FINISH, PAD, SPANISH, START, TOKENS


@exercise("7.1")
def check_answer_probability(answer_probability):
    logits = 2 * torch.randn(6, 5, len(TOKENS))  # (B, T, C)
    tokens = torch.randint(START, (6, 5))  # (B, T)
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):  # the last answer is full, without <finish>
        tokens[row, digits:] = PAD
        tokens[row, digits : digits + 1] = FINISH
    inputs = [logits.clone(), tokens.clone()]
    answer = as_tensor(answer_probability(*inputs), (6,), "a probability for each of 6 answers").double()
    check_unchanged(inputs, [logits, tokens])

    def product(values: Tensor, left_out: Tensor) -> Tensor:
        taken = values.double().gather(2, tokens[:, :, None])[:, :, 0]  # (B, T)
        return taken.masked_fill(left_out, 1).prod(dim=1)  # (B,)

    nothing, padding = torch.zeros_like(tokens).bool(), tokens == PAD
    chances = logits.softmax(dim=-1)
    most = chances.double().amax(dim=-1).masked_fill(padding, 1).prod(dim=1)
    expected = product(chances, padding)
    mistakes = [
        (product(chances, nothing), "you count <pad>, too: it was no decision, so its factor is 1"),
        (product(chances, tokens >= FINISH), "<finish> was a decision: count it"),
        (most, "take the probability of the token that was written, not of the likeliest one"),
        (product(logits, padding), "these are products of logits: turn each row into probabilities first"),
        (expected.log(), "this is the logarithm of the probability: take its exponential"),
        (-expected.log(), "this is minus the logarithm of the probability"),
        (expected ** (1 / (~padding).sum(dim=1)), "this is a mean over the tokens: take their product"),
        (product(logits.softmax(dim=0), padding), "softmax over the last dimension, the tokens to choose from"),
        (product(logits.softmax(dim=1), padding), "softmax over the last dimension, the tokens to choose from"),
    ]
    hint = hint_for(answer, mistakes, rtol=1e-3, atol=1e-12)
    for row in range(6):
        text = " ".join(TOKENS[token] for token in tokens[row])
        message = f"for the tokens {text}, expected {expected[row]:.2e}, given {answer[row]:.2e}{hint}"
        assert alike(answer[row], expected[row], rtol=1e-3, atol=0), message


DRAWS = 20_000
TOLERANCE = 0.02  # more than five standard deviations of a share in so many draws


def shares(draw, logits: Tensor, temperature: float, top_k: int) -> Tensor:
    """Return how often `draw` gives each token after each of two rows of logits (2, C), as shares float64 (2, C)."""
    rows = logits.repeat(DRAWS, 1)  # (2 * DRAWS, C), the two kinds of row taking turns
    original = rows.clone()
    answer = draw(rows, temperature, top_k)
    tokens = as_tensor(answer, (len(rows),), "a token for each row of logits")
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
    rows, C = logits.repeat(50, 1), logits.shape[1]
    draws = [as_tensor(draw(rows.clone(), 1.0, C), (len(rows),), "a token for each row of logits") for _ in range(5)]
    likeliest = F.one_hot(logits.argmax(dim=-1), C).double()
    if not alike(draws[0], rows.argmax(dim=-1)):
        same = all(alike(tokens[:2].repeat(50), tokens) for tokens in draws)
        assert not same, "all rows with the same logits get the same token: draw one for each row"
        assert not alike(draws[0], draws[1]), "each call draws the same tokens: do not seed the generator"
    for temperature, top_k in [(1.0, C), (2.0, C), (0.5, C), (1.0, 3), (2.0, 2), (0.5, 4), (1.5, 1)]:
        case = f"with temperature {temperature} and top_k {top_k} of {C}"
        given = shares(draw, logits, temperature, top_k)  # (2, C)
        expected = draw_chances(logits, temperature, top_k)
        allowed = expected > 0
        zeros = (logits.double().masked_fill(~allowed, 0) / temperature).softmax(dim=-1)
        places = torch.zeros(2, C).double()
        places[:, :top_k] = expected.gather(1, logits.topk(top_k, dim=-1).indices)
        mistakes = [
            (likeliest, "always the likeliest token: this is greedy decoding, draw instead"),
            (draw_chances(logits, 1 / temperature, top_k), "the temperature acts the wrong way: divide by it"),
            (draw_chances(logits, 1.0, top_k), "the temperature changes nothing: divide the logits before the softmax"),
            (draw_chances(logits, temperature, C), "top_k changes nothing: only the k likeliest tokens may be drawn"),
            (zeros, "dropped tokens still come: a logit of 0 does not exclude a token, minus infinity does"),
            (places, "you return places among the k likeliest: turn them back into numbers of tokens"),
            (draw_chances(-logits, temperature, top_k), "you keep the k least likely tokens"),
            (allowed.double() / top_k, "the k tokens come equally often: draw each by its probability"),
        ]
        hint = hint_for(given, mistakes, rtol=0, atol=TOLERANCE)
        if not hint and given[~allowed].any():
            hint = f": tokens come that are not among the {top_k} likeliest of their own row"
        row, token = divmod((given - expected).abs().argmax().item(), C)
        share, right = given[row, token].item(), expected[row, token].item()
        assert alike(given, expected, rtol=0, atol=TOLERANCE), (
            f"{case}, logits {[round(logit, 1) for logit in logits[row].tolist()]}: expected token {token} in "
            f"{right:.0%} of draws, given {share:.0%}{hint}"
        )
        assert not given[~allowed].any(), (
            f"{case}, tokens come, if rarely, that are not among the {top_k} likeliest of their row: "
            "only a logit of minus infinity excludes a token"
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


def bits_of_the_rest(names: list[str]) -> list[float]:
    """Return the right numbers, but averaged over the names that have not ended yet."""
    left = [sum(len(name) > place for name in names) for place in range(max(map(len, names)))]
    return [bits * len(names) / count for bits, count in zip(bits_of(names), left, strict=True)]


MORE_LANGUAGES = [  # Italian, French and German, too
    ["seven", "siete", "sette"],
    ["seven", "siete", "sette", "sept"],
    ["four", "cuatro", "quattro", "quatre"],
    ["three", "tres", "trois", "drei"],
    ["six", "six", "seis"],  # English and French
]


@exercise("7.3")
def check_bits_by_letter(bits_by_letter):
    pairs = [[ENGLISH[digit], SPANISH[digit]] for digit in (5, 7, 0, 1, 2, 3, 4, 6, 8, 9)]
    for names in [*pairs, ["one", "one"], *MORE_LANGUAGES]:
        case = f"for {', '.join(names)}"
        given = [*names]
        answer = as_tensor(bits_by_letter(given), ("n",), "a list of bits, one for each letter", case).tolist()
        assert given == names, "your code changes its inputs"
        longest = max(map(len, names))
        assert len(answer) >= longest, f"{case}, expected {longest} numbers, one for each place, given {len(answer)}"
        length = max(len(answer), longest + 1)

        def padded(bits: list[float], length=length) -> Tensor:  # zeros at the end say nothing new
            return torch.tensor([*bits, *[0.0] * (length - len(bits))])

        expected = bits_of(names)
        mistakes = [
            (bits_of(names, math.e), "you measure in nats: take logarithms with base 2"),
            (bits_of_columns(names), "you forget what came before: once names part, earlier letters say which it is"),
            (bits_of_the_rest(names), "average over all names: one that has ended counts 0"),
            (bits_of([*dict.fromkeys(names)]), "each name counts, also one that two languages share"),
            ([0.0, *expected], "one place too late: the first number belongs to the first letter"),
            (expected[1:], "one place too early: the first number belongs to the first letter"),
            ([-value for value in expected], "the sign is wrong: logarithms of probabilities are negative"),
        ]
        hint = hint_for(padded(answer), [(padded(wrong), why) for wrong, why in mistakes if any(wrong)])
        shown = [", ".join(f"{value:.2f}" for value in values) for values in (expected, answer)]
        assert alike(padded(answer), padded(expected)), f"{case}, expected {shown[0]}, given {shown[1]}{hint}"
