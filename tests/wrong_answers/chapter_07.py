"""Plausible mistakes in the exercises of chapter 7: each must fail its check."""

WRONG = {
    "7.1": [
        # the <pad>s behind <finish> are counted, too
        """
def answer_probability(logits, tokens):
    chances = logits.softmax(dim=-1)
    return chances.gather(2, tokens[:, :, None])[:, :, 0].prod(dim=1)
""",
        # <finish> was a decision, but is left out
        """
def answer_probability(logits, tokens):
    taken = logits.softmax(dim=-1).gather(2, tokens[:, :, None])[:, :, 0]
    return taken.masked_fill(tokens >= FINISH, 1).prod(dim=1)
""",
        # the most likely tokens' probabilities, whatever was written
        """
def answer_probability(logits, tokens):
    taken = logits.softmax(dim=-1).max(dim=-1)[0]
    return taken.masked_fill(tokens == PAD, 1).prod(dim=1)
""",
    ],
    "7.2": [
        # the best token of each beginning: a bad beginning is never dropped
        """
def beam_step(scores, following):
    best, tokens = (scores[:, None] + following).max(dim=1)
    order = best.argsort(descending=True)
    return best[order], order, tokens[order]
""",
        # the beginnings' own scores are forgotten
        """
def beam_step(scores, following):
    best, place = following.flatten().topk(len(scores))
    return best, place // following.shape[1], place % following.shape[1]
""",
        # logarithms multiplied, as if they were probabilities
        """
def beam_step(scores, following):
    best, place = (scores[:, None] * following).flatten().topk(len(scores))
    return best, place // following.shape[1], place % following.shape[1]
""",
    ],
}
