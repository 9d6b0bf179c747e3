"""Plausible mistakes in chapter 5's exercises, each of which its check must refuse."""

WRONG = {
    "5.1": [
        # one token too many: reach is counted without the token itself
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return (s <= t) & (t - s <= reach)",
        # looks ahead as far as back
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return (t - s).abs() < reach",
        # nn.MultiheadAttention's convention: True means may not look
        "def window_mask(length, reach):\n"
        "    t, s = torch.arange(length)[:, None], torch.arange(length)\n"
        "    return ~((s <= t) & (t - s < reach))",
    ],
    "5.2": [
        # adds up a row's outputs first: derivatives of opposite sign cancel
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(lambda x: function(x).sum(dim=1), x)\n"
        "    return (slopes != 0).any(dim=2)",
        # only derivatives above zero count
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(function, x)\n"
        "    return (slopes > 0).any(dim=3).any(dim=1)",
        # rows and columns swapped
        "def depends(function, x):\n"
        "    slopes = torch.autograd.functional.jacobian(function, x)\n"
        "    return (slopes != 0).any(dim=3).any(dim=1).T",
        # says what a causal model should do, not what this one does
        "def depends(function, x):\n    return causal_mask(len(x))",
    ],
}
