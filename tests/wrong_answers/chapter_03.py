"""Plausible wrong answers to the exercises of chapter 3. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

LOOP = """
def four_heads():
    W_Q, W_K = torch.zeros(4, 16, 16), torch.zeros(4, 16, 16)
    for h in range(4):
        for p in range(16):
            row, column = divmod(p, 4)
            wanted = {wanted}
            W_K[h, p, p] = 1
            {query}
    return W_Q, W_K
"""
RIGHT = "(row // 2 * 2 + h // 2) * 4 + column // 2 * 2 + h % 2"
SCALE = "def scale_needed(share, S, Dh):\n    "
HEADS = """
def two_heads():
    W_Q, W_K = torch.zeros(6, 6), torch.eye(6)
    W_Q[1:5, 0] = {ink}
    W_Q[1:5, 1:5] = {own} * torch.eye(4)
    W_Q[1:5, 5] = {rest}
    first = W_Q, W_K
    W_Q, W_K = torch.zeros(7, 4), torch.zeros(7, 4)
    W_K[1:5] = torch.eye(4)
    W_Q[1:5] = 100 * torch.ones(4, 4){earlier}
    return first, (W_Q, W_K)
"""

WRONG = {
    "3.1": [
        # queries too small: the weights are nearly even
        LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = 1"),
        # head h looks at cell h of the picture, not at quadrant h of the patch's own digit
        LOOP.format(wanted="(h // 2 * 2 + row % 2) * 4 + h % 2 * 2 + column % 2", query="W_Q[h, p, wanted] = 100"),
        # quadrants counted down first, then to the right
        LOOP.format(wanted="(row // 2 * 2 + h % 2) * 4 + column // 2 * 2 + h // 2", query="W_Q[h, p, wanted] = 100"),
        # rows and columns of W_Q swapped: the wanted patch is the one that looks
        LOOP.format(wanted=RIGHT, query="W_Q[h, wanted, p] = 100"),
        # all keys alike
        ("def four_heads():\n    return torch.ones(4, 16, 16), torch.ones(4, 16, 16)", "all patches score alike"),
        # W_Q and W_K swapped
        (
            LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = 100").replace("return W_Q, W_K", "return W_K, W_Q"),
            "the two patches are swapped",
        ),
        # just below the bound, which must not be rounded up to it
        (LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = 38.4"), "the weight 0.9989"),
        # one head's matrices
        (
            "def four_heads():\n    return torch.eye(16), torch.eye(16)",
            "expected W_Q of shape (4, 16, 16), given shape (16, 16)",
        ),
        # one matrix
        ("def four_heads():\n    return 100 * torch.eye(16)", "given a Tensor of shape (16, 16)"),
        # infinitely loud
        (LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = math.inf"), "given NaN or infinity"),
    ],
    "3.2": [
        # forgets the square root
        "def scale_needed(share, S, Dh):\n    return math.log((S - 1) * share / (1 - share))",
        # counts the wanted patch among the others
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(S * share / (1 - share))",
        # forgets that softmax divides by the sum over all keys
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(share)",
        # divides by the root
        (SCALE + "return math.log((S - 1) * share / (1 - share)) / math.sqrt(Dh)", "so multiply by it"),
        # multiplies by Dh
        (SCALE + "return math.log((S - 1) * share / (1 - share)) * Dh", "not by Dh"),
        # forgets that S - 1 others share the rest
        (SCALE + "return math.sqrt(Dh) * math.log(share / (1 - share))", "S - 1 others share the rest"),
        # the sign
        (SCALE + "return -math.sqrt(Dh) * math.log((S - 1) * share / (1 - share))", "the sign"),
        # base 2
        (SCALE + "return math.sqrt(Dh) * math.log2((S - 1) * share / (1 - share))", "natural logarithm"),
        # loud enough, not exact
        (SCALE + "return 100.0", "expected 0.7000"),
        # NaN
        (SCALE + "return torch.tensor(-1.0).log()", "given NaN"),
        # a whole row of scores
        (SCALE + "return torch.zeros(S)", "expected a number c, given 10 numbers"),
        # two patches are no special case
        (
            SCALE + "return math.sqrt(Dh) * math.log((S - 1) * share / (1 - share)) if S > 2 else 0.0",
            "for share=0.9, S=2, Dh=9, your c = 0 gives the weight 0.5000",
        ),
    ],
    "3.3": [
        # the first head looks for ink in all cells
        HEADS.format(ink=10, own=0, rest=30, earlier=".tril(-1)"),
        # its own cell does not score above a bold digit elsewhere
        HEADS.format(ink=10, own=100, rest=130, earlier=".tril(-1)"),
        # its own cell scores above every digit of MNIST elsewhere, but not above a black patch
        (HEADS.format(ink=10, own=1000, rest=1030, earlier=".tril(-1)"), "which is in cell"),
        # the resting row scores no more than the blank patches of an empty cell
        HEADS.format(ink=10, own=3000, rest=3000, earlier=".tril(-1)"),
        # the resting row outscores thin digits
        HEADS.format(ink=10, own=3000, rest=3200, earlier=".tril(-1)"),
        # the first head does not look for ink
        HEADS.format(ink=0, own=3000, rest=3030, earlier=".tril(-1)"),
        # the second head includes its own cell
        HEADS.format(ink=10, own=3000, rest=3030, earlier=".tril()"),
        # it averages over the later cells
        HEADS.format(ink=10, own=3000, rest=3030, earlier=".triu(1)"),
        # it averages over all cells
        HEADS.format(ink=10, own=3000, rest=3030, earlier=""),
        # one head only
        "def two_heads():\n    return torch.zeros(6, 6), torch.eye(6)",
        # a query that is a vector
        "def two_heads():\n    return (torch.zeros(6), torch.zeros(6)), (torch.zeros(7, 4), torch.zeros(7, 4))",
    ],
}
