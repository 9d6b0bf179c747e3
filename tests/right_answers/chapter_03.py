"""Right answers to the exercises of chapter 3 in unusual forms. The check must accept each one."""

HEADS = """
def four_heads():
    p = torch.arange(16)
    row, column = p // 4, p % 4
    wanted = [(row // 2 * 2 + h // 2) * 4 + column // 2 * 2 + h % 2 for h in range(4)]
    W_Q = torch.stack([F.one_hot(patch, 16) for patch in wanted])  # whole numbers
    W_K = torch.eye(16).repeat(4, 1, 1)
    {}
"""
TWO_HEADS = """
def two_heads():
    rest, place = {rest}
    Q1, K1 = torch.zeros(6, 6), torch.eye(6)
    Q1[1:5, 0], Q1[1:5, 5] = 10, rest
    Q1[1:5, 1:5] = place * torch.eye(4)
    Q2, K2 = torch.zeros(7, 4), torch.zeros(7, 4)
    Q2[1:5], K2[1:5] = 100 * torch.ones(4, 4).tril(-1), torch.eye(4)
    return {answer}
"""
C = "math.sqrt(Dh) * math.log((S - 1) * share / (1 - share))"

RIGHT = {
    "3.1": [
        # pairs in many forms
        HEADS.format("return [100 * W_Q, W_K]"),
        HEADS.format("return torch.stack([100 * W_Q, W_K])"),
        HEADS.format("return 100 * W_Q.double(), W_K.half()"),
        HEADS.format("return (100 * W_Q).numpy(), W_K.tolist()"),
        HEADS.format("return nn.Parameter(100.0 * W_Q), nn.Parameter(W_K)"),
        # the keys are loud, or both are, or the others are scored down
        HEADS.format("return W_Q, 100 * W_K"),
        HEADS.format("return 8 * W_Q, 8 * W_K"),
        HEADS.format("return W_Q - 1.0, 50 * W_K"),
        # so loud that float32 would overflow
        HEADS.format("return 1e30 * W_Q.double(), 1e30 * W_K.double()"),
        # keys that are no one-hot rows
        HEADS.format(
            "K = torch.linalg.qr(torch.randn(16, 16, generator=torch.Generator().manual_seed(1)))[0]\n"
            "    return 100 * (W_Q.float() @ K), W_K @ K"
        ),
    ],
    "3.2": [
        f"def scale_needed(share, S, Dh):\n    return torch.tensor({C})",
        f"def scale_needed(share, S, Dh):\n    return torch.tensor([{C}]).double()",
        f"def scale_needed(share, S, Dh):\n    import numpy as np\n    return np.float64({C})",
        "def scale_needed(share, S, Dh):\n    return Dh ** 0.5 * (math.log(S - 1) + torch.logit(torch.tensor(share)))",
        # by bisection
        "def scale_needed(share, S, Dh):\n    low, high = -1000.0, 1000.0\n    for _ in range(100):\n"
        "        c = (low + high) / 2\n        scores = torch.zeros(S)\n        scores[0] = c / math.sqrt(Dh)\n"
        "        low, high = (c, high) if scores.softmax(0)[0] < share else (low, c)\n    return c",
    ],
    "3.3": [
        # pairs in many forms
        TWO_HEADS.format(rest="3030, 3000", answer="[[Q1, K1], [Q2, K2]]"),
        TWO_HEADS.format(rest="3030, 3000", answer="torch.stack([Q1, K1]), torch.stack([Q2, K2])"),
        TWO_HEADS.format(rest="3030, 3000", answer="(Q1.tolist(), K1.numpy()), (Q2.double(), K2.int())"),
        TWO_HEADS.format(rest="3030, 3000", answer="(nn.Parameter(Q1), K1), (Q2, K2)"),
        # louder, and the keys loud instead of the queries
        TWO_HEADS.format(rest="10_030, 10_000", answer="(Q1, K1), (Q2 / 100, 100 * K2)"),
        # a column more than needed
        TWO_HEADS.format(rest="3030, 3000", answer="(Q1, K1), (F.pad(2 * Q2, (0, 1)), F.pad(K2, (0, 1), value=3))"),
    ],
}
