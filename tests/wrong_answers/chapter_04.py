"""Plausible wrong answers to the exercises of chapter 4. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

TAKEN = "def taken_out(heads, head):\n    "
FLOORS = "def floors(N, L):\n    "

WRONG = {
    "4.1": [
        # writes into what it is given
        "def taken_out(heads, head):\n    mean = resample = heads\n"
        "    mean[:, head] = heads[:, head].mean(dim=0)\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # one tensor for both
        "def taken_out(heads, head):\n    mean = resample = heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(dim=0)\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # a mean over rows, too
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(dim=(0, 1))\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # a mean over the rows of each picture
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(1, keepdim=True)\n"
        "    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # a mean over heads
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads.mean(dim=1)\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # zero instead of the mean
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = 0\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return mean, resample",
        # the picture before
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(dim=0)\n    resample[:, head] = heads[:, head].roll(1, dims=0)\n"
        "    return mean, resample",
        # the next row of the same picture
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(dim=0)\n    resample[:, head] = heads[:, head].roll(-1, dims=1)\n"
        "    return mean, resample",
        # all heads
        "def taken_out(heads, head):\n    return heads.mean(dim=0).expand_as(heads), heads.roll(-1, dims=0)",
        # the head alone
        "def taken_out(heads, head):\n    old = heads[:, head]\n"
        "    return old.mean(dim=0).expand_as(old), old.roll(-1, dims=0)",
        # the two in the wrong order
        "def taken_out(heads, head):\n    mean, resample = heads.clone(), heads.clone()\n"
        "    mean[:, head] = heads[:, head].mean(dim=0)\n    resample[:, head] = heads[:, head].roll(-1, dims=0)\n"
        "    return resample, mean",
        # the mean only
        "def taken_out(heads, head):\n    mean = heads.clone()\n    mean[:, head] = heads[:, head].mean(dim=0)\n"
        "    return mean",
        # leaves the last picture as it was
        (
            TAKEN + "mean, resample = heads.clone(), heads.clone()\n"
            "    mean[:, head] = heads[:, head].mean(dim=0)\n"
            "    resample[:-1, head] = heads[1:, head]\n    return mean, resample",
            "the picture after the last one is the first",
        ),
        # the pictures from behind
        (
            TAKEN + "mean, resample = heads.clone(), heads.clone()\n"
            "    mean[:, head] = heads[:, head].mean(dim=0)\n"
            "    resample[:, head] = heads[:, head].flip(0)\n    return mean, resample",
            "in reverse order",
        ),
        # takes the first picture when it is overwritten already
        (
            TAKEN + "mean, resample = heads.clone(), heads.clone()\n"
            "    mean[:, head] = heads[:, head].mean(dim=0)\n"
            "    for b in range(len(heads)):\n"
            "        resample[b, head] = resample[(b + 1) % len(heads), head]\n"
            "    return mean, resample",
            "wrong numbers in head 1: in picture 4, row 0, expected [",
        ),
        # one of two
        (
            TAKEN + "mean, resample = heads.clone(), heads.clone()\n"
            "    mean[:, head] = heads[:, head].mean(dim=0)\n"
            "    return mean, None",
            "given (a Tensor of shape (5, 3, 4, 2), None)",
        ),
    ],
    "4.2": [
        # only the half where a is larger
        "inner = torch.tensor([[1.0, -1.0], [0.0, 0.0]])\nouter = torch.tensor([[1.0, 1.0]])",
        # subtracts the second hidden number: a - b, with its sign
        "inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
        # applies the ReLU to a and b, before subtracting
        "inner = torch.tensor([[1.0, 0.0], [0.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
        # rows and columns of outer swapped
        (
            "inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0], [1.0]])",
            "expected outer of shape (1, 2), given shape (2, 1)",
        ),
        # only the half where b is larger
        ("inner = torch.tensor([[0.0, 0.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0, 1.0]])", "max(0, b - a)"),
        # twice too much
        ("inner = torch.tensor([[2.0, -2.0], [-2.0, 2.0]])\nouter = torch.tensor([[1.0, 1.0]])", "twice too much"),
        # adds
        ("inner = torch.eye(2)\nouter = torch.ones(1, 2)", "nothing is subtracted"),
        # right for whole numbers up to rounding only
        ("inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0, 1.01]])", "expected"),
        # negative
        ("inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[-1.0, -1.0]])", "the sign is wrong"),
        # None
        ("inner = None\nouter = torch.ones(1, 2)", "expected inner of shape (2, 2), given None"),
        # layers instead of their weights
        ("inner, outer = nn.Linear(2, 2), nn.Linear(2, 1)", "expected inner of shape (2, 2), given a Linear"),
    ],
    "4.3": [
        # the loss of a token, not of an answer
        "def floors(N, L):\n    return math.log(L) / (N + 1), N * math.log(L) / (N + 1), L ** (1 - N)",
        # bits instead of nats
        "def floors(N, L):\n    return math.log2(L), N * math.log2(L), L ** (1 - N)",
        # the share in one given language: the factor L is missing
        "def floors(N, L):\n    return math.log(L), N * math.log(L), L**-N",
        # the two floors swapped
        "def floors(N, L):\n    return N * math.log(L), math.log(L), L ** (1 - N)",
        # counts the certain <finish>
        "def floors(N, L):\n    return math.log(L), (N + 1) * math.log(L), L ** (1 - N)",
        # guesses the digits, too
        "def floors(N, L):\n    return math.log(10 * L), N * math.log(10 * L), L ** (1 - N)",
        # the logarithm of a probability, without the minus sign
        "def floors(N, L):\n    return math.log(1 / L), N * math.log(1 / L), L ** (1 - N)",
        # two languages only
        "def floors(N, L):\n    return math.log(2), N * math.log(2), 2 ** (1 - N)",
        # the share of mixtures
        "def floors(N, L):\n    return math.log(L), N * math.log(L), 1 - L ** (1 - N)",
        # in percent
        "def floors(N, L):\n    return math.log(L), N * math.log(L), 100 * L ** (1 - N)",
        # one number instead of three
        "def floors(N, L):\n    return math.log(L)",
        # texts
        (FLOORS + 'return "ln L", "N ln L", "1 / L"', "expected three numbers, given"),
    ],
}
