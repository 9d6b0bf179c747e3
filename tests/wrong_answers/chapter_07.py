"""Plausible wrong answers to the exercises of chapter 7. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

PROBABILITY = "def answer_probability(logits, tokens):\n    "
DRAW = "def draw_top_k(logits, temperature, top_k):\n    "
BITS = "def bits_by_letter(names):\n    "
COUNT = "from collections import Counter\n"

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
        # softmax over the steps
        (
            PROBABILITY + "taken = logits.softmax(dim=1).gather(2, tokens[:, :, None])[:, :, 0]\n"
            "    return taken.masked_fill(tokens == DIGITS.pad, 1).prod(dim=1)",
            "softmax over the last dimension",
        ),
        # a mean of the tokens
        (
            PROBABILITY + "taken = logits.softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0]\n"
            "    kept = tokens != DIGITS.pad\n"
            "    return taken.masked_fill(~kept, 1).prod(dim=1) ** (1 / kept.sum(dim=1))",
            "take their product",
        ),
        # a sum
        (
            PROBABILITY + "taken = logits.softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0]\n"
            "    return taken.masked_fill(tokens == DIGITS.pad, 0).sum(dim=1)",
            "expected 1.92e-04",
        ),
        # <pad> as a factor of zero
        (
            PROBABILITY + "taken = logits.softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0]\n"
            "    return taken.masked_fill(tokens == DIGITS.pad, 0).prod(dim=1)",
            "given 0.00e+00",
        ),
        # the loss
        (
            PROBABILITY + "taken = -logits.log_softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0]\n"
            "    return taken.masked_fill(tokens == DIGITS.pad, 0).sum(dim=1)",
            "minus the logarithm",
        ),
        # writes into the tokens
        (
            PROBABILITY + "pad = tokens == DIGITS.pad\n"
            "    tokens[pad] = 0\n"
            "    return logits.softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0].masked_fill(pad, 1).prod(dim=1)",
            "your code changes its inputs",
        ),
        # a probability for each token
        (PROBABILITY + "return logits.softmax(dim=2).gather(2, tokens[:, :, None])[:, :, 0]", "given shape (6, 5)"),
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
        # a ban that only makes rare
        (
            DRAW + "least = logits.topk(top_k, dim=-1)[0][:, -1:]\n"
            "    kept = torch.where(logits < least, logits - 6, logits)\n"
            "    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]",
            "only a logit of minus infinity excludes a token",
        ),
        # the same draws in every call
        (
            DRAW + "torch.manual_seed(0)\n"
            "    least = logits.topk(top_k, dim=-1)[0][:, -1:]\n"
            "    kept = logits.masked_fill(logits < least, -math.inf)\n"
            "    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]",
            "each call draws the same tokens",
        ),
        # one draw for all rows
        (
            DRAW + "least = logits.topk(top_k, dim=-1)[0][:, -1:]\n"
            "    kept = logits.masked_fill(logits < least, -math.inf)\n"
            "    return (kept / temperature).softmax(dim=-1)[:1].multinomial(1)[:, 0].expand(len(logits))",
            "draw one for each row",
        ),
        # one random number for all rows
        (
            DRAW + "values, tokens = logits.topk(top_k)\n"
            "    sums = (values / temperature).softmax(-1).cumsum(-1)\n"
            "    places = (torch.rand(1) > sums).sum(dim=1, keepdim=True).clamp(max=top_k - 1)\n"
            "    return tokens.gather(1, places)[:, 0]",
            "draw one for each row",
        ),
        # drops the k-th, too
        (
            DRAW + "least = logits.topk(top_k, dim=-1)[0][:, -1:]\n"
            "    most = logits.amax(dim=1, keepdim=True)\n"
            "    kept = logits.masked_fill((logits <= least) & (logits < most), -math.inf)\n"
            "    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]",
            "expected token",
        ),
        # the least likely
        (
            DRAW + "most = (-logits).topk(top_k, dim=-1)[0][:, -1:]\n"
            "    kept = logits.masked_fill(-logits < most, -math.inf)\n"
            "    return (kept / temperature).softmax(dim=-1).multinomial(1)[:, 0]",
            "likeliest of their own row",
        ),
        # divides before, and after the softmax
        (
            DRAW + "least = logits.topk(top_k, dim=-1)[0][:, -1:]\n"
            "    kept = logits.masked_fill(logits < least, -math.inf)\n"
            "    return (kept / temperature / temperature).softmax(dim=-1).multinomial(1)[:, 0]",
            "expected token",
        ),
        # probabilities
        (
            DRAW + "return (logits / temperature).softmax(dim=-1)",
            "expected a token for each row of logits, given shape (100, 6)",
        ),
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
        # averaged over the names that go on
        (
            BITS + "bits = []\n"
            "    for t in range(max(map(len, names))):\n"
            "        left = [name for name in names if len(name) > t]\n"
            "        before = [sum(other[:t] == name[:t] for other in left) for name in left]\n"
            "        after = [sum(other[: t + 1] == name[: t + 1] for other in left) for name in left]\n"
            "        shares = [a / b for a, b in zip(after, before)]\n"
            "        bits.append(-sum(map(math.log2, shares)) / len(left))\n"
            "    return bits",
            "one that has ended counts 0",
        ),
        # each spelling once
        (
            BITS + "names = set(names)\n"
            "    bits = []\n"
            "    for t in range(max(map(len, names))):\n"
            "        left = [name for name in names if len(name) > t]\n"
            "        before = [sum(other[:t] == name[:t] for other in left) for name in left]\n"
            "        after = [sum(other[: t + 1] == name[: t + 1] for other in left) for name in left]\n"
            "        shares = [a / b for a, b in zip(after, before)]\n"
            "        bits.append(-sum(map(math.log2, shares)) / len(names))\n"
            "    return bits",
            "that two languages share",
        ),
        # the sign
        (
            BITS + COUNT + "    ends = [Counter(name[:t] for name in names) for t in range(9)]\n"
            "    H = [sum(n / len(names) * math.log2(n / len(names)) for n in e.values()) for e in ends]\n"
            "    return [b - a for a, b in zip(H, H[1:])]",
            "the sign is wrong",
        ),
        # one place too late
        (
            BITS + COUNT + "    ends = [Counter(name[:t] for name in names) for t in range(9)]\n"
            "    H = [-sum(n / len(names) * math.log2(n / len(names)) for n in e.values()) for e in ends]\n"
            "    return [b - a for a, b in zip([0.0, *H], H)]",
            "one place too late",
        ),
        # the sum so far
        (
            BITS + COUNT + "    ends = [Counter(name[:t] for name in names) for t in range(1, 9)]\n"
            "    return [-sum(n / len(names) * math.log2(n / len(names)) for n in e.values()) for e in ends]",
            "expected 1.00, 0.00",
        ),
        # empties the list
        (BITS + "names.clear()\n    return [1.0]", "your code changes its inputs"),
        # leaves out the zeros at the end
        (
            BITS + COUNT + "    ends = [Counter(name[:t] for name in names) for t in range(9)]\n"
            "    H = [-sum(n / len(names) * math.log2(n / len(names)) for n in e.values()) for e in ends]\n"
            "    bits = [b - a for a, b in zip(H, H[1:])]\n"
            "    while bits and not bits[-1]:\n"
            "        bits.pop()\n"
            "    return bits",
            "expected 5 numbers, one for each place, given 1",
        ),
    ],
}
