"""Right answers to the exercises of chapter 7 in unusual forms. The check must accept each one."""

RIGHT = {
    "7.1": [
        # adds logarithms
        """
def answer_probability(logits, tokens):
    taken = -torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), tokens.flatten(), ignore_index=DIGITS.pad, reduction="none"
    )
    return taken.view(tokens.shape).sum(dim=1).exp().double()
""",
        # a list of floats, token by token
        """
def answer_probability(logits, tokens):
    answers = []
    for row, written in zip(logits.softmax(-1).tolist(), tokens.tolist()):
        answers.append(math.prod(chances[token] for chances, token in zip(row, written) if token != DIGITS.pad))
    return answers
""",
        # a tuple of tensors
        """
def answer_probability(logits, tokens):
    chances = logits.softmax(-1)
    return tuple(
        torch.stack([c[t] for c, t in zip(chances[b], tokens[b]) if t < DIGITS.pad]).prod() for b in range(len(tokens))
    )
""",
        # numpy
        """
def answer_probability(logits, tokens):
    taken = logits.softmax(-1).gather(2, tokens[:, :, None]).squeeze(2)
    return torch.where(tokens == DIGITS.pad, torch.ones(()), taken).prod(1).numpy()
""",
        # torch's distributions
        """
def answer_probability(logits, tokens):
    logarithms = torch.distributions.Categorical(logits=logits).log_prob(tokens)
    return logarithms.where(tokens != DIGITS.pad, torch.zeros(())).sum(dim=1).exp()
""",
        # loops that stop at <finish>
        """
def answer_probability(logits, tokens):
    answers = torch.ones(len(tokens))
    for b, written in enumerate(tokens):
        for t, token in enumerate(written):
            answers[b] *= logits[b, t].exp()[token] / logits[b, t].exp().sum()
            if token == FINISH:
                break
    return answers
""",
    ],
    "7.2": [
        # draws a place and turns it into a token
        """
def draw_top_k(logits, temperature, top_k):
    likeliest, tokens = logits.topk(top_k, dim=-1)
    places = (likeliest / temperature).softmax(dim=-1).multinomial(1)
    return tokens.gather(1, places)[:, 0]
""",
        # the temperature first, and a list
        """
def draw_top_k(logits, temperature, top_k):
    logits = logits / temperature
    kept = torch.full_like(logits, -math.inf).scatter(1, logits.topk(top_k).indices, logits.topk(top_k).values)
    return torch.distributions.Categorical(logits=kept).sample().tolist()
""",
        # Gumbel's trick, in other types of numbers
        """
def draw_top_k(logits, temperature, top_k):
    values, tokens = logits.double().topk(top_k)
    noise = -(-torch.rand_like(values).log()).log()
    places = (values / temperature + noise).argmax(dim=1, keepdim=True)
    return tokens.gather(1, places).squeeze(1).int().numpy()
""",
        # compares a random number with sums of probabilities
        """
def draw_top_k(logits, temperature, top_k):
    values, tokens = logits.topk(top_k)
    sums = (values / temperature).softmax(-1).cumsum(-1)
    places = (torch.rand(len(logits), 1) > sums).sum(dim=1).clamp(max=top_k - 1)
    return tokens[torch.arange(len(logits)), places].float()
""",
        # Python's own choices, row by row
        """
def draw_top_k(logits, temperature, top_k):
    import random
    drawn = []
    for row in logits.tolist():
        best = sorted(range(len(row)), key=lambda token: -row[token])[:top_k]
        drawn += random.choices(best, [math.exp(row[token] / temperature) for token in best])
    return torch.tensor(drawn)
""",
    ],
    "7.3": [
        # the mean of -log2 of shares, name by name
        """
def bits_by_letter(names):
    bits = torch.zeros(max(map(len, names)), dtype=torch.float64)
    for name in names:
        for t in range(len(name)):
            before = sum(other[:t] == name[:t] for other in names)
            bits[t] -= math.log2(sum(other[: t + 1] == name[: t + 1] for other in names) / before) / len(names)
    return bits
""",
        # the entropy of beginnings, and what a further letter adds to it; zeros at the end
        """
def bits_by_letter(names):
    from collections import Counter

    def bits(t):
        counts = Counter(name[:t] for name in names).values()
        return -sum(n / len(names) * math.log2(n / len(names)) for n in counts)
    return tuple(bits(t + 1) - bits(t) for t in range(10))
""",
        # numpy
        """
def bits_by_letter(names):
    import numpy as np
    ends = [np.unique([name[:t] for name in names], return_counts=True)[1] / len(names) for t in range(9)]
    return np.diff([-(p * np.log2(p)).sum() for p in ends]).astype(np.float32)
""",
    ],
}
