"""Plausible wrong answers to the exercises of chapter 6. The check must reject each one."""

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
    ],
}
