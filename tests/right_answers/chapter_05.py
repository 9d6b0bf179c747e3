"""Right answers to the exercises of chapter 5 in unusual forms. The check must accept each one."""

RIGHT = {
    "5.1": [
        "def window_mask(length, reach):\n    return torch.ones(length, length).bool().tril().triu(1 - reach)",
        "def window_mask(length, reach):\n"
        "    return [[t - reach < s <= t for s in range(length)] for t in range(length)]",
        "def window_mask(length, reach):\n    import numpy as np\n"
        "    return np.tri(length, dtype=bool) & ~np.tri(length, k=-reach, dtype=bool)",
        "def window_mask(length, reach):\n    mask = torch.zeros(length, length, dtype=torch.bool)\n"
        "    for t in range(length):\n        mask[t, max(0, t - reach + 1) : t + 1] = True\n    return mask",
    ],
}
