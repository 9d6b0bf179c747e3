"""Checks for chapter 7: the probability of an answer, and one step of beam search."""

import torch

from mnist2x2.exercises import exercise
from mnist2x2.tokenizer import FINISH, PAD, START, TOKENS


@exercise("7.1")
def check_answer_probability(answer_probability):
    generator = torch.Generator().manual_seed(7)
    logits = 2 * torch.randn(6, 5, len(TOKENS), generator=generator)  # (B, T, C)
    tokens = torch.randint(START, (6, 5), generator=generator)  # (B, T)
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):  # the last answer is full, without <finish>
        tokens[row, digits:] = PAD
        tokens[row, digits : digits + 1] = FINISH
    originals = logits.clone(), tokens.clone()
    answer = answer_probability(logits, tokens)
    assert torch.equal(logits, originals[0]) and torch.equal(tokens, originals[1]), "your code changes its inputs"
    assert isinstance(answer, torch.Tensor), f"expected a tensor (6,), given {type(answer).__name__}"
    assert answer.shape == (6,), f"expected a probability for each of 6 answers, (6,), given {tuple(answer.shape)}"
    for row, digits in enumerate([0, 1, 2, 3, 4, 5]):
        expected = 1.0
        for t in range(min(digits + 1, 5)):
            expected *= logits[row, t].softmax(dim=0)[tokens[row, t]].item()
        text = " ".join(TOKENS[token] for token in tokens[row])
        message = f"for the tokens {text}, expected {expected:.2e}, given {answer[row].item():.2e}"
        assert abs(answer[row].item() - expected) < 1e-4 * expected, message


@exercise("7.2")
def check_beam_step(beam_step):
    scores = torch.tensor([0.6, 0.4]).log()  # the chapter's example of A and B: two beams, two tokens
    following = torch.tensor([[0.55, 0.45], [0.9, 0.1]]).log()
    compare(beam_step(scores, following), scores, following, "A and B in the chapter")
    generator = torch.Generator().manual_seed(7)
    for beams, classes in [(1, 5), (3, 13), (4, 13), (5, 6)]:
        scores = -3 * torch.rand(beams, generator=generator)
        following = (4 * torch.randn(beams, classes, generator=generator)).log_softmax(dim=-1)
        compare(beam_step(scores, following), scores, following, f"K = {beams} and C = {classes}")
    scores = torch.tensor([-0.1, -9.0])  # one beginning far ahead: both of the best continuations start with it
    following = torch.tensor([[0.3, 0.3, 0.4], [0.2, 0.7, 0.1]]).log()
    compare(beam_step(scores, following), scores, following, "one beginning far ahead of the other")


def compare(answer, scores, following, case: str) -> None:
    """Assert that the answer holds the best continuations, found by listing all of them."""
    assert isinstance(answer, tuple) and len(answer) == 3, "expected three tensors: scores, rows, tokens"
    beams, classes = following.shape
    shapes = [tuple(part.shape) for part in answer]
    assert shapes == [(beams,)] * 3, f"{case}: expected three tensors ({beams},), given {shapes}"
    continuations = [((scores[i] + following[i, j]).item(), i, j) for i in range(beams) for j in range(classes)]
    best = sorted(continuations, reverse=True)[:beams]
    for name, part, expected in zip(("scores", "rows", "tokens"), answer, zip(*best, strict=True), strict=True):
        close = torch.allclose(part.double(), torch.tensor(expected).double(), atol=1e-5)
        listed = ", ".join(f"{x:.2f}" if name == "scores" else str(x) for x in expected)
        assert close, f"{case}: expected {name} {listed}, given {[round(x, 2) for x in part.tolist()]}"
