"""Right answers to the exercises of chapter 1 in unusual forms. The check must accept each one."""

RIGHT = {
    "1.1": [
        # one number in many forms
        "def chance(right, empty):\n    return torch.tensor((empty + (1 - empty) * right) ** 4, dtype=torch.float64)",
        "def chance(right, empty):\n    return (empty + (1 - empty) * torch.tensor([right])) ** 4",
        "def chance(right, empty):\n    import numpy as np\n    return np.float32(1 - (1 - empty) * (1 - right)) ** 4",
        "def chance(right, empty):\n    from fractions import Fraction\n"
        "    return (Fraction(empty) + (1 - Fraction(empty)) * Fraction(right)) ** 4",
        "def chance(right, empty):\n    from decimal import Decimal\n"
        "    return (Decimal(empty) + (1 - Decimal(empty)) * Decimal(right)) ** 4",
        # by the number of digits, and as an int where it is one
        "def chance(right, empty):\n    from math import comb\n    answer = sum(comb(4, n) * (1 - empty) ** n"
        " * right ** n * empty ** (4 - n) for n in range(5))\n    return int(answer) if answer in (0, 1) else answer",
        # a lambda, and a function with a default
        "chance = lambda right, empty: (1 - (1 - empty) * (1 - right)) ** 4",
        "def chance(right, empty, cells=4):\n    return torch.full((cells,), empty + right - empty * right).prod()",
    ],
    "1.2": [
        # a loop
        'def read(tokens):\n    text = ""\n    for token in tokens:\n        if token == FINISH:\n            break\n'
        "        if token < 10:\n            text += str(token)\n    return text",
        # empties the list that it is given
        'def read(tokens):\n    text = ""\n    while tokens:\n        token = tokens.pop(0)\n'
        "        if token == FINISH:\n            return text\n        text += TOKENS[token] * (token < START)\n"
        "    return text",
        # takewhile
        "def read(tokens):\n    from itertools import takewhile\n"
        '    return "".join(TOKENS[t] for t in takewhile(lambda t: t != FINISH, tokens) if TOKENS[t].isdigit())',
        # a finish of its own at the end
        'def read(tokens):\n    return "".join(str(t) for t in tokens[: [*tokens, FINISH].index(FINISH)] if t < START)',
        # numpy's strings
        "def read(tokens):\n    import numpy as np\n    stop = (tokens + [FINISH]).index(FINISH)\n"
        '    return np.str_("".join(map(str, [t for t in tokens[:stop] if t in range(10)])))',
    ],
}
