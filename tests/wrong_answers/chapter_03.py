"""Plausible mistakes in chapter 3's exercises, each of which its check must refuse."""

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
INK = """
def ink_head():
    W_Q, W_K = torch.zeros(197, 1), torch.zeros(197, 1)
    {0}
    W_K[:196] = {1}
    return W_Q, W_K
"""

WRONG = {
    "3.1": [
        # too quiet: the map is nearly even
        LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = 1"),
        # head h looks at cell h of the picture, not at quadrant h of the own digit
        LOOP.format(wanted="(h // 2 * 2 + row % 2) * 4 + h % 2 * 2 + column % 2", query="W_Q[h, p, wanted] = 100"),
        # quadrants down first, then right
        LOOP.format(wanted="(row // 2 * 2 + h % 2) * 4 + column // 2 * 2 + h // 2", query="W_Q[h, p, wanted] = 100"),
        # rows and columns of W_Q mixed up: the wanted patch asks
        LOOP.format(wanted=RIGHT, query="W_Q[h, wanted, p] = 100"),
    ],
    "3.2": [
        # forgets the root
        "def scale_needed(share, S, Dh):\n    return math.log((S - 1) * share / (1 - share))",
        # counts the wanted one among the others
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(S * share / (1 - share))",
        # forgets that softmax shares out
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(share)",
    ],
    "3.3": [
        # the query is made of ink too: a blank patch asks for nothing
        INK.format("W_Q[:196] = 20", "1"),
        # too quiet
        INK.format("W_Q[196] = 0.1", "1"),
        # looks for the least ink
        INK.format("W_Q[196] = 20", "-1"),
    ],
}
