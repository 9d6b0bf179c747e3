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
        # the first head looks for ink in all cells
        HEADS.format(ink=10, own=0, rest=30, earlier=".tril(-1)"),
        # its own cell does not score above a bold digit elsewhere
        HEADS.format(ink=10, own=100, rest=130, earlier=".tril(-1)"),
        # the resting row scores no more than the blank patches of an empty cell
        HEADS.format(ink=10, own=1000, rest=1000, earlier=".tril(-1)"),
        # the resting row outscores thin digits
        HEADS.format(ink=10, own=1000, rest=1200, earlier=".tril(-1)"),
        # the first head does not look for ink
        HEADS.format(ink=0, own=1000, rest=1030, earlier=".tril(-1)"),
        # the second head includes its own cell
        HEADS.format(ink=10, own=1000, rest=1030, earlier=".tril()"),
        # it averages over the later cells
        HEADS.format(ink=10, own=1000, rest=1030, earlier=".triu(1)"),
        # it averages over all cells
        HEADS.format(ink=10, own=1000, rest=1030, earlier=""),
        # one head only
        "def two_heads():\n    return torch.zeros(6, 6), torch.eye(6)",
        # a query that is a vector
        "def two_heads():\n    return (torch.zeros(6), torch.zeros(6)), (torch.zeros(7, 4), torch.zeros(7, 4))",
    ],
}
