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
    return taken.masked_fill(tokens == DIGITS.pad, 1).prod(dim=1)
""",
        # returns logarithms
        """
def answer_probability(logits, tokens):
    taken = logits.log_softmax(dim=-1).gather(2, tokens[:, :, None])[:, :, 0]
    return taken.masked_fill(tokens == DIGITS.pad, 0).sum(dim=1)
""",
        # multiplies logits
        """
def answer_probability(logits, tokens):
    taken = logits.gather(2, tokens[:, :, None])[:, :, 0]
    return taken.masked_fill(tokens == DIGITS.pad, 1).prod(dim=1).tolist()
""",
        # one number for the whole batch
        """
def answer_probability(logits, tokens):
    return logits.softmax(dim=-1).gather(2, tokens[:, :, None]).prod()
""",
    ],
    "7.2": [
        # greedy decoding
        """
def draw_top_k(logits, temperature, top_k):
    return logits.argmax(dim=-1)
""",
        # multiplies by the temperature
        """
def draw_top_k(logits, temperature, top_k):
    least = logits.topk(top_k, dim=-1)[0][:, -1:]
    kept = logits.masked_fill(logits < least, -torch.inf)
    return (kept * temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # divides probabilities instead of logits: the shares stay the same
        """
def draw_top_k(logits, temperature, top_k):
    least = logits.topk(top_k, dim=-1)[0][:, -1:]
    chances = logits.masked_fill(logits < least, -torch.inf).softmax(dim=-1) / temperature
    return chances.multinomial(1)[:, 0]
""",
        # forgets top_k
        """
def draw_top_k(logits, temperature, top_k):
    return (logits / temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # bans by a logit of zero, which is no ban
        """
def draw_top_k(logits, temperature, top_k):
    least = logits.topk(top_k, dim=-1)[0][:, -1:]
    kept = logits.masked_fill(logits < least, 0)
    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # returns the place among the k likeliest instead of the token
        """
def draw_top_k(logits, temperature, top_k):
    likeliest, _ = logits.topk(top_k, dim=-1)
    return (likeliest / temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # all k equally often
        """
def draw_top_k(logits, temperature, top_k):
    _, tokens = logits.topk(top_k, dim=-1)
    return tokens.gather(1, torch.randint(top_k, (len(logits), 1)))[:, 0]
""",
        # keeps for every row what the first row keeps
        """
def draw_top_k(logits, temperature, top_k):
    kept = torch.full_like(logits, -torch.inf)
    tokens = logits[0].topk(top_k)[1]
    kept[:, tokens] = logits[:, tokens]
    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # changes the logits it is given
        """
def draw_top_k(logits, temperature, top_k):
    logits[logits < logits.topk(top_k, dim=-1)[0][:, -1:]] = -torch.inf
    return (logits / temperature).softmax(dim=-1).multinomial(1)[:, 0]
""",
        # a column instead of a list of tokens
        """
def draw_top_k(logits, temperature, top_k):
    least = logits.topk(top_k, dim=-1)[0][:, -1:]
    kept = logits.masked_fill(logits < least, -torch.inf)
    return (kept / temperature).softmax(dim=-1).multinomial(1)
""",
    ],
    "7.3": [
        # forgets that earlier letters say which name it is
        """
def bits_by_letter(names):
    columns = [[name[t] for name in names if t < len(name)] for t in range(max(map(len, names)))]
    shares = [[column.count(letter) / len(column) for letter in set(column)] for column in columns]
    return [-sum(p * math.log2(p) for p in column) for column in shares]
""",
        # all of it at the letter where the first two names part
        """
def bits_by_letter(names):
    place = next((t for t, (a, b) in enumerate(zip(names[0], names[1])) if a != b), None)
    return [float(t == place) for t in range(max(map(len, names)))]
""",
        # natural logarithms
        """
def bits_by_letter(names):
    bits = []
    for t in range(max(map(len, names))):
        known = [[name[t] for name in names if name[:t] == other[:t] and t < len(name)] for other in names]
        own = [letters.count(other[t]) / len(letters) for other, letters in zip(names, known) if t < len(other)]
        bits.append(-sum(math.log(p) for p in own) / len(names))
    return bits
""",
        # how many letters are possible, instead of bits
        """
def bits_by_letter(names):
    return [len({name[t:t + 1] for name in names}) - 1 for t in range(max(map(len, names)))]
""",
        # a single number
        """
def bits_by_letter(names):
    return math.log2(len(names))
""",
    ],
}
