"""Plausible wrong answers to the exercises of chapter 6. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

CROSS = "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n    "

HEAD = """
def cross_attention(tokens, memory, W_Q, W_K, W_V):
    scores = {} @ ({}).mT / {}
    return scores.softmax(-1) @ ({})
"""

WRONG = {
    "6.1": [
        # queries from the patches, keys and values from the tokens
        "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"
        "    query, key, value = memory @ W_Q, tokens @ W_K, tokens @ W_V\n"
        "    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])\n"
        "    return scores.softmax(dim=-1) @ value",
        # self-attention among the tokens
        "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"
        "    query, key, value = tokens @ W_Q, tokens @ W_K, tokens @ W_V\n"
        "    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])\n"
        "    return scores.softmax(dim=-1) @ value",
        # softmax over the tokens instead of the patches
        "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"
        "    query, key, value = tokens @ W_Q, memory @ W_K, memory @ W_V\n"
        "    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])\n"
        "    return scores.softmax(dim=-2) @ value",
        # does not divide by the square root of Dh
        "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"
        "    return (tokens @ W_Q @ (memory @ W_K).transpose(-2, -1)).softmax(dim=-1) @ (memory @ W_V)",
        # uses the memory itself as values
        "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"
        "    scores = tokens @ W_Q @ (memory @ W_K).transpose(-2, -1) / math.sqrt(W_Q.shape[-1])\n"
        "    return scores.softmax(dim=-1) @ memory",
        # divides by the root of D
        (HEAD.format("tokens @ W_Q", "memory @ W_K", "tokens.shape[-1] ** 0.5", "memory @ W_V"), "not of D"),
        # divides by Dh
        (HEAD.format("tokens @ W_Q", "memory @ W_K", "W_Q.shape[-1]", "memory @ W_V"), "not by Dh"),
        # divides by the root of S
        (
            HEAD.format("tokens @ W_Q", "memory @ W_K", "memory.shape[1] ** 0.5", "memory @ W_V"),
            "not of the number of patches",
        ),
        # W_Q and W_K swapped
        (
            HEAD.format("tokens @ W_K", "memory @ W_Q", "W_Q.shape[-1] ** 0.5", "memory @ W_V"),
            "W_Q and W_K are swapped",
        ),
        # the keys as values
        (HEAD.format("tokens @ W_Q", "memory @ W_K", "W_Q.shape[-1] ** 0.5", "memory @ W_K"), "made by W_V"),
        # self-attention among the patches
        (HEAD.format("memory @ W_Q", "memory @ W_K", "W_Q.shape[-1] ** 0.5", "memory @ W_V"), "given shape (2, 5, 4)"),
        # no softmax
        (
            CROSS + "return tokens @ W_Q @ (memory @ W_K).mT / math.sqrt(W_Q.shape[-1]) @ (memory @ W_V)",
            "the softmax is missing",
        ),
        # divides the result
        (
            CROSS + "return (tokens @ W_Q @ (memory @ W_K).mT).softmax(-1) / math.sqrt(W_Q.shape[-1]) @ (memory @ W_V)",
            "not the weights",
        ),
        # one picture's memory for all
        (
            CROSS + "memory = memory[:1]\n"
            "    return F.scaled_dot_product_attention(tokens @ W_Q, memory @ W_K, memory @ W_V)",
            "wrong numbers",
        ),
        # a causal mask
        (
            CROSS + "return F.scaled_dot_product_attention(tokens @ W_Q, memory @ W_K, memory @ W_V, is_causal=True)",
            "no causal mask",
        ),
        # the weights, too
        (
            CROSS + "return scaled_dot_product_attention(tokens @ W_Q, memory @ W_K, memory @ W_V)",
            "expected a row for each token",
        ),
        # softmax over the pictures of a batch
        (
            CROSS + "scores = tokens @ W_Q @ (memory @ W_K).mT / math.sqrt(W_Q.shape[-1])\n"
            "    return scores.softmax(dim=0) @ (memory @ W_V)",
            "not over the pictures of a batch",
        ),
        # no weights
        (CROSS + "return (memory @ W_V).mean(dim=1, keepdim=True).expand(-1, tokens.shape[1], -1)", "the plain mean"),
        # adds the queries, as if they were a residual stream
        (
            CROSS + "query = tokens @ W_Q\n"
            "    return query + F.scaled_dot_product_attention(query, memory @ W_K, memory @ W_V)",
            "wrong numbers: in picture 0, token 0, expected [",
        ),
    ],
    "6.2": [
        # takes the first four patches for the first cell: they are the top row of the picture
        "W_Q = 100 * torch.eye(4)\nW_K = F.one_hot(torch.arange(16) // 4, 4).float()",
        # the right cells, but scores so small that every patch gets some weight
        "patch = torch.arange(16)\n"
        "cell = 2 * (patch // 8) + patch % 4 // 2\n"
        "W_Q, W_K = torch.eye(4), F.one_hot(cell, 4).float()",
        # cells counted down the columns
        "patch = torch.arange(16)\n"
        "cell = patch // 8 + 2 * (patch % 4 // 2)\n"
        "W_Q, W_K = 100 * torch.eye(4), F.one_hot(cell, 4).float()",
        # columns of the picture
        ("W_Q = 100 * torch.eye(4)\nW_K = F.one_hot(torch.arange(16) % 4, 4).float()", "columns of the picture"),
        # a patch of each cell
        (
            "patch = torch.arange(16)\n"
            "W_Q = 100 * torch.eye(4)\n"
            "W_K = F.one_hot(patch // 4 % 2 * 2 + patch % 2, 4).float()",
            "one patch of each cell",
        ),
        # nothing set
        ("W_Q, W_K = torch.zeros(4, 4), torch.zeros(16, 4)", "all patches score alike"),
        # one patch of the cell instead of four
        ("W_Q, W_K = torch.zeros(4, 16), torch.eye(16)\nW_Q[range(4), [0, 2, 8, 10]] = 100", "expected 0.25"),
        # four patches, unequally
        (
            "W_K = torch.eye(16)\n"
            "W_Q = 100 * F.one_hot(torch.tensor([0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2), 4).T.float()\n"
            "W_Q[:, 10] *= 1.01",
            "make the four scores equal",
        ),
        # right to two decimals
        (
            "W_Q = 12 * torch.eye(4)\nW_K = F.one_hot(torch.tensor([0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2), 4).float()",
            "further above the others",
        ),
        # different widths
        ("W_Q, W_K = torch.eye(4), torch.eye(16)", "expected the same Dh, given 4 in W_Q and 16 in W_K"),
        # the weights themselves
        ("W_Q, W_K = torch.ones(4, 16) / 4, torch.ones(16)", "expected W_K of shape (16, Dh), given 16 numbers"),
    ],
}
