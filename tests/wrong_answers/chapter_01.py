"""Plausible wrong answers to the exercises of chapter 1. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

CHANCE = "def chance(right, empty):\n    "
READ = "def read(tokens):\n    "

WRONG = {
    "1.1": [
        # forgets that an empty cell is right, too
        "def chance(right, empty):\n    return ((1 - empty) * right) ** 4",
        # uses the average number of digits as the exponent
        "def chance(right, empty):\n    return right ** (4 * (1 - empty))",
        # the chance for one cell, not for all four together
        "def chance(right, empty):\n    return empty + (1 - empty) * right",
        # ignores empty cells
        (CHANCE + "return right ** 4", "only without empty cells"),
        # counts a digit as if each cell had one
        (CHANCE + "return (empty + right) ** 4", "only where there is one"),
        # the chance of a mistake
        (CHANCE + "return 1 - (empty + (1 - empty) * right) ** 4", "the probability of a mistake"),
        # adds instead of multiplying
        (CHANCE + "return 4 * (empty + (1 - empty) * right)", "multiplied, not added"),
        # in percent
        (CHANCE + "return 100 * (empty + (1 - empty) * right) ** 4", "not in percent"),
        # rounded too much
        (CHANCE + "return round((empty + (1 - empty) * right) ** 4, 2)", "expected 0.7807, given 0.7800"),
        # an estimate
        (
            CHANCE + "draw = torch.Generator().manual_seed(0)\n"
            "    ok = torch.rand(1000, 4, generator=draw) < empty + (1 - empty) * right\n"
            "    return ok.all(dim=1).float().mean()",
            "expected 0.7807",
        ),
        # a text
        (CHANCE + "return f'{(empty + (1 - empty) * right) ** 4:.4f}'", "expected a probability, given '0.7807'"),
        # one number for each cell
        (CHANCE + "return [empty + (1 - empty) * right] * 4", "expected a probability, given 4 numbers"),
        # forgets to return
        (CHANCE + "answer = (empty + (1 - empty) * right) ** 4", "your function returned None"),
        # divides by zero
        (CHANCE + "return (empty + (1 - empty) * right) ** 4 / empty * empty", "Your code raised ZeroDivisionError"),
        # all cells empty, or none
        (CHANCE + "return empty + (1 - empty) * right ** 4", "the cells are independent"),
        # a result instead of the function
        ("chance = 0.7807", "expected your function, given 0.7807"),
        # an assertion of one's own, without words
        (CHANCE + "assert empty > right\n    return right", "Your code raised AssertionError"),
        # too large for a float
        (CHANCE + "return 10**400", "expected a probability, given 1000"),
    ],
    "1.2": [
        # leaves out tokens that are not digits, but does not stop at <finish>
        'def read(tokens):\n    return "".join(str(token) for token in tokens if token < START)',
        # assumes that there is always a <finish>
        'def read(tokens):\n    return "".join(str(t) for t in tokens[: tokens.index(FINISH)] if t < START)',
        # stops at <finish>, but writes every token before it, digit or not
        'def read(tokens):\n    text = ""\n    for token in tokens:\n        if token == FINISH:\n'
        "            break\n        text += TOKENS[token]\n    return text",
        # stops at the first token that is no digit
        (
            READ + 'text = ""\n'
            "    for token in tokens:\n"
            "        if token >= START:\n"
            "            break\n"
            "        text += str(token)\n"
            "    return text",
            "still count, up to <finish>",
        ),
        # numbers, no string
        (
            READ + "stop = [*tokens, FINISH].index(FINISH)\n"
            "    return [token for token in tokens[:stop] if token < START]",
            "which is not a string",
        ),
        # blanks between the digits
        (
            READ + "stop = [*tokens, FINISH].index(FINISH)\n"
            '    return " ".join(str(token) for token in tokens[:stop] if token < START)',
            "nothing stands between",
        ),
        # stops at the last <finish>
        (
            READ + "stop = len(tokens) - 1 - tokens[::-1].index(FINISH) if FINISH in tokens else len(tokens)\n"
            '    return "".join(str(token) for token in tokens[:stop] if token < START)',
            "expected '5', given '58'",
        ),
        # leaves zeros out
        (
            READ + "stop = [*tokens, FINISH].index(FINISH)\n"
            '    return "".join(str(token) for token in tokens[:stop] if token and token < START)',
            "expected",
        ),
        # one number
        (
            READ + "stop = [*tokens, FINISH].index(FINISH)\n"
            '    return int("0" + "".join(str(token) for token in tokens[:stop] if token < START))',
            "which is not a string",
        ),
        # lists of five tokens only
        (
            READ + 'text = ""\n'
            "    for place in range(5):\n"
            "        if tokens[place] == FINISH:\n"
            "            break\n"
            "        text += str(tokens[place]) * (tokens[place] < START)\n"
            "    return text",
            "a list may have any length",
        ),
        # five tokens of a longer list
        (
            READ + "stop = tokens.index(FINISH) if FINISH in tokens else 5\n"
            '    return "".join(str(token) for token in tokens[:stop] if token < START)',
            "expected",
        ),
        # an array of digits
        (
            READ + "import numpy as np\n    return np.array([str(token) for token in tokens if token < START])",
            "given a ndarray of shape (2,), which is not a string",
        ),
    ],
}
