"""Checks of chapter 7: the probability of an answer, and a step of beam search."""

import torch

from mnist2x2.exercises import exercise
from mnist2x2.tokenizer import FINISH, PAD, START, TOKENS


@exercise("7.1")
def check_answer_probability(answer_probability):
    generator = torch.Generator().manual_seed(7)
    logits = 2 * torch.randn(6, 5, len(TOKENS), generator=generator)  # (B, T, C)
    tokens = torch.randint(START, (6, 5), generator=generator)  # (B, T)
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):  # the last answer was cut off before its <finish>
        tokens[row, digits:] = PAD
        tokens[row, digits : digits + 1] = FINISH
    before = logits.clone(), tokens.clone()
    given = answer_probability(logits, tokens)
    assert torch.equal(logits, before[0]) and torch.equal(tokens, before[1]), "your code changes what it is given"
    assert isinstance(given, torch.Tensor), f"expected a tensor (6,), given {type(given).__name__}"
    assert given.shape == (6,), f"expected a probability for each of 6 answers, (6,), given {tuple(given.shape)}"
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):
        expected = 1.0
        for t in range(min(digits + 1, 5)):
            expected *= logits[row, t].softmax(dim=0)[tokens[row, t]].item()
        text = " ".join(TOKENS[token] for token in tokens[row])
        wrong = f"for the tokens {text}, expected {expected:.2e}, given {given[row].item():.2e}"
        assert abs(given[row].item() - expected) < 1e-4 * expected, wrong


@exercise("7.2")
def check_beam_step(beam_step):
    scores = torch.tensor([0.6, 0.4]).log()  # the example of A and B: two beams, two tokens
    following = torch.tensor([[0.55, 0.45], [0.9, 0.1]]).log()
    compare(beam_step(scores, following), scores, following, "A and B of the chapter")
    generator = torch.Generator().manual_seed(7)
    for beams, kinds in [(1, 5), (3, 13), (4, 13), (5, 6)]:
        scores = -3 * torch.rand(beams, generator=generator)
        following = (4 * torch.randn(beams, kinds, generator=generator)).log_softmax(dim=-1)
        compare(beam_step(scores, following), scores, following, f"K = {beams} and C = {kinds}")
    scores = torch.tensor([-0.1, -9.0])  # one beginning far ahead: both best continuations are its own
    following = torch.tensor([[0.3, 0.3, 0.4], [0.2, 0.7, 0.1]]).log()
    compare(beam_step(scores, following), scores, following, "one beginning far ahead of the other")


def compare(given, scores, following, case: str) -> None:
    """Assert that `given` is the best continuations, by listing all of them."""
    assert isinstance(given, tuple) and len(given) == 3, "expected three tensors: scores, rows, tokens"
    beams, kinds = following.shape
    shapes = [tuple(part.shape) for part in given]
    assert shapes == [(beams,)] * 3, f"{case}: expected three tensors ({beams},), given {shapes}"
    every = [((scores[i] + following[i, j]).item(), i, j) for i in range(beams) for j in range(kinds)]
    best = sorted(every, reverse=True)[:beams]
    for name, part, expected in zip(("scores", "rows", "tokens"), given, zip(*best, strict=True), strict=True):
        close = torch.allclose(part.double(), torch.tensor(expected).double(), atol=1e-5)
        told = ", ".join(f"{x:.2f}" if name == "scores" else str(x) for x in expected)
        assert close, f"{case}: expected {name} {told}, given {[round(x, 2) for x in part.tolist()]}"
