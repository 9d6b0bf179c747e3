"""Plausible wrong answers to the exercises of chapter 5. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

WINDOW = "def window_mask(length, reach):\n    "

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
        # no window
        (WINDOW + "return causal_mask(length)", "without a window"),
        # rows and columns swapped
        (
            WINDOW + "t, s = torch.arange(length), torch.arange(length)[:, None]\n"
            "    return (s <= t) & (t - s < reach)",
            "rows and columns are swapped",
        ),
        # does not see itself
        (
            WINDOW + "t, s = torch.arange(length)[:, None], torch.arange(length)\n"
            "    return (s < t) & (t - s <= reach)",
            "at itself, too",
        ),
        # looks ahead without end
        (
            WINDOW + "t, s = torch.arange(length)[:, None], torch.arange(length)\n    return t - s < reach",
            "must not look ahead",
        ),
        # numbers
        (
            WINDOW + "return torch.ones(length, length).tril().triu(1 - reach)",
            "expected a mask of True and False, given numbers",
        ),
        # what is added to the scores
        (
            WINDOW + "return torch.zeros(length, length).masked_fill(~causal_mask(length), -math.inf)",
            "given NaN or infinity",
        ),
        # one row
        (WINDOW + "return torch.arange(length) < reach", "given 4 numbers"),
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
