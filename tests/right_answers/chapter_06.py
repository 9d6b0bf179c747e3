"""Right answers to the exercises of chapter 6 in unusual forms. The check must accept each one."""

HEAD = "def cross_attention(tokens, memory, W_Q, W_K, W_V):\n"

RIGHT = {
    "6.1": [
        HEAD + "    return F.scaled_dot_product_attention(tokens @ W_Q, memory @ W_K, memory @ W_V)",
        HEAD + "    return scaled_dot_product_attention(tokens @ W_Q, memory @ W_K, memory @ W_V)[0].double()",
        # scales the queries instead of the scores
        HEAD + "    query = tokens @ W_Q / W_Q.shape[1] ** 0.5\n"
        '    weights = torch.einsum("btd,bsd->bts", query, memory @ W_K).softmax(-1)\n'
        "    return weights @ memory @ W_V",
        # exponentials by hand, in float64
        HEAD + "    tokens, memory, W_Q, W_K, W_V = (x.double() for x in (tokens, memory, W_Q, W_K, W_V))\n"
        "    scores = (tokens @ W_Q) @ (memory @ W_K).mT / math.sqrt(W_K.shape[1])\n"
        "    return scores.exp() / scores.exp().sum(-1, keepdim=True) @ (memory @ W_V)",
        # one picture after the other, as a list
        HEAD + "    return [F.scaled_dot_product_attention(t @ W_Q, m @ W_K, m @ W_V) for t, m in zip(tokens, memory)]",
        # numpy, with the largest score subtracted
        HEAD + "    import numpy as np\n"
        "    query, key, value = ((x @ W).numpy() for x, W in ((tokens, W_Q), (memory, W_K), (memory, W_V)))\n"
        "    scores = np.einsum('btd,bsd->bts', query, key) / np.sqrt(query.shape[-1])\n"
        "    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))\n"
        "    return weights / weights.sum(axis=-1, keepdims=True) @ value",
        # loops over pictures, tokens and patches
        HEAD + "    rows = []\n"
        "    for one, patches in zip(tokens @ W_Q, memory):\n"
        "        for query in one:\n"
        "            scores = torch.stack([query @ (patch @ W_K) for patch in patches]) / len(query) ** 0.5\n"
        "            rows.append(sum(w * (patch @ W_V) for w, patch in zip(scores.softmax(0), patches)))\n"
        "    return torch.stack(rows).view(len(tokens), -1, W_V.shape[1])",
    ],
    "6.2": [
        # the keys are loud
        "W_Q = torch.eye(4)\nW_K = 100 * F.one_hot(torch.tensor([0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2), 4)",
        # two numbers are enough: the cells are corners of a square
        "corner = torch.tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]])\nW_Q = 20 * corner\n"
        "W_K = corner[[0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2]",
        # Dh = 16: a row for each patch
        "W_K = torch.eye(16)\nW_Q = 100 * F.one_hot(torch.tensor([0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2), 4).T.double()",
        # the others are scored down
        "W_Q = 60 * (torch.eye(4) - 1)\nW_K = F.one_hot(torch.tensor([0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2), 4).float()",
        # lists and arrays
        "import numpy as np\nW_Q = (50 * np.eye(4)).tolist()\nW_K = np.eye(4)[[0, 0, 1, 1] * 2 + [2, 2, 3, 3] * 2]",
    ],
}
