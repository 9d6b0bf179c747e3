"""Plausible mistakes in the exercises of chapter 1: each replaces the stub, and the check must see it."""

WRONG = {
    "1.1": [
        # forgets that an empty cell is read right, too
        "def chance(right, empty):\n    return ((1 - empty) * right) ** 4",
        # takes the average number of digits for the number of digits
        "def chance(right, empty):\n    return right ** (4 * (1 - empty))",
        # adds up cells instead of asking for all of them at once
        "def chance(right, empty):\n    return empty + (1 - empty) * right",
    ],
    "1.2": [
        # leaves out what is no digit, but does not stop
        'def read(tokens):\n    return "".join(str(token) for token in tokens if token < START)',
        # takes it for granted that there is a <finish>
        'def read(tokens):\n    return "".join(str(t) for t in tokens[: tokens.index(FINISH)] if t < START)',
        # stops, but writes every token before that
        'def read(tokens):\n    text = ""\n    for token in tokens:\n        if token == FINISH:\n'
        "            break\n        text += TOKENS[token]\n    return text",
    ],
}
