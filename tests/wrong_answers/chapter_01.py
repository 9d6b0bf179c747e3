"""Plausible wrong answers to the exercises of chapter 1. The check must reject each one."""

WRONG = {
    "1.1": [
        # forgets that an empty cell is right, too
        "def chance(right, empty):\n    return ((1 - empty) * right) ** 4",
        # uses the average number of digits as the exponent
        "def chance(right, empty):\n    return right ** (4 * (1 - empty))",
        # the chance for one cell, not for all four together
        "def chance(right, empty):\n    return empty + (1 - empty) * right",
    ],
    "1.2": [
        # leaves out tokens that are not digits, but does not stop at <finish>
        'def read(tokens):\n    return "".join(str(token) for token in tokens if token < START)',
        # assumes that there is always a <finish>
        'def read(tokens):\n    return "".join(str(t) for t in tokens[: tokens.index(FINISH)] if t < START)',
        # stops at <finish>, but writes every token before it, digit or not
        'def read(tokens):\n    text = ""\n    for token in tokens:\n        if token == FINISH:\n'
        "            break\n        text += TOKENS[token]\n    return text",
    ],
}
