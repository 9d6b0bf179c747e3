"""Plausible wrong answers to the exercises of chapter 7. The check must reject each one."""

WRONG = {
    "7.1": [
        # counts the <pad>s after <finish>, too
        """
def answer_probability(logits, tokens):
    chances = logits.softmax(dim=-1)
    return chances.gather(2, tokens[:, :, None])[:, :, 0].prod(dim=1)
""",
        # leaves out <finish>, which was a decision
        """
def answer_probability(logits, tokens):
    taken = logits.softmax(dim=-1).gather(2, tokens[:, :, None])[:, :, 0]
    return taken.masked_fill(tokens >= FINISH, 1).prod(dim=1)
""",
        # uses the probabilities of the most likely tokens instead of those written
        """
def answer_probability(logits, tokens):
    taken = logits.softmax(dim=-1).max(dim=-1)[0]
    return taken.masked_fill(tokens == PAD, 1).prod(dim=1)
""",
    ],
    "7.2": [
        # takes the best token for each beginning: a bad beginning is never dropped
        """
def beam_step(scores, following):
    best, tokens = (scores[:, None] + following).max(dim=1)
    order = best.argsort(descending=True)
    return best[order], order, tokens[order]
""",
        # forgets the scores of the beginnings
        """
def beam_step(scores, following):
    best, place = following.flatten().topk(len(scores))
    return best, place // following.shape[1], place % following.shape[1]
""",
        # multiplies logarithms as if they were probabilities
        """
def beam_step(scores, following):
    best, place = (scores[:, None] * following).flatten().topk(len(scores))
    return best, place // following.shape[1], place % following.shape[1]
""",
    ],
}
