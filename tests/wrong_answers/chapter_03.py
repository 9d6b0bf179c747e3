"""Plausible wrong answers to the exercises of chapter 3. The check must reject each one."""

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
        # queries too small: the weights are nearly even
        LOOP.format(wanted=RIGHT, query="W_Q[h, p, wanted] = 1"),
        # head h looks at cell h of the picture, not at quadrant h of the patch's own digit
        LOOP.format(wanted="(h // 2 * 2 + row % 2) * 4 + h % 2 * 2 + column % 2", query="W_Q[h, p, wanted] = 100"),
        # quadrants counted down first, then to the right
        LOOP.format(wanted="(row // 2 * 2 + h % 2) * 4 + column // 2 * 2 + h // 2", query="W_Q[h, p, wanted] = 100"),
        # rows and columns of W_Q swapped: the wanted patch is the one that looks
        LOOP.format(wanted=RIGHT, query="W_Q[h, wanted, p] = 100"),
    ],
    "3.2": [
        # forgets the square root
        "def scale_needed(share, S, Dh):\n    return math.log((S - 1) * share / (1 - share))",
        # counts the wanted patch among the others
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(S * share / (1 - share))",
        # forgets that softmax divides by the sum over all keys
        "def scale_needed(share, S, Dh):\n    return math.sqrt(Dh) * math.log(share)",
    ],
    "3.3": [
        # the query depends on the ink, too: a blank patch has a zero query
        INK.format("W_Q[:196] = 20", "1"),
        # query too small
        INK.format("W_Q[196] = 0.1", "1"),
        # looks for the least ink
        INK.format("W_Q[196] = 20", "-1"),
    ],
}
