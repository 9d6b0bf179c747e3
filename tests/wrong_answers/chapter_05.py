"""Plausible wrong answers to the exercises of chapter 5. The check must reject each one."""

WRONG = {
    "5.1": [
        # one token too many: reach does not count the token itself
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return (s <= t) & (t - s <= reach)",
        # looks as far ahead as back
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return (t - s).abs() < reach",
        # nn.MultiheadAttention's convention: True means may not look
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return ~((s <= t) & (t - s < reach))",
    ],
    "5.2": [
        # sums over a row's outputs first: derivatives of opposite signs cancel
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(lambda x: function(x).sum(dim=1), x)\n"
        "    return (slopes != 0).any(dim=2)",
        # counts positive derivatives only
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(function, x)\n"
        "    return (slopes > 0).any(dim=3).any(dim=1)",
        # rows and columns swapped
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(function, x)\n"
        "    return (slopes != 0).any(dim=3).any(dim=1).T",
        # returns what a causal model should do, not what this function does
        "def depends(function, x):\n    return causal_mask(len(x))",
    ],
}
