"""Plausible wrong answers to the exercises of chapter 4. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

POST_NORM = "def post_norm(x, part, norm):\n    "
FLOORS = "def floors(N, L):\n    "

WRONG = {
    "4.1": [
        # the pre-norm order of this book's block
        "def post_norm(x, part, norm):\n    return x + part(norm(x))",
        # normalises the part's output, not the sum
        "def post_norm(x, part, norm):\n    return x + norm(part(x))",
        # forgets the residual connection
        "def post_norm(x, part, norm):\n    return norm(part(x))",
        # does not normalise
        (POST_NORM + "return x + part(x)", "the sum is right; normalise it"),
        # normalises twice
        (POST_NORM + "return norm(x + part(norm(x)))", "twice"),
        # normalises only x
        (POST_NORM + "return norm(x) + part(x)", "you normalise x"),
        # adds the normalised x
        (POST_NORM + "x = norm(x)\n    return x + part(x)", "you normalise x"),
        # no residual connection, pre-norm
        (POST_NORM + "return part(norm(x))", "first `part`"),
        # writes into its input
        (POST_NORM + "x += part(x)\n    return norm(x)", "your code changes its inputs"),
        # a norm of its own, without scale and bias
        (POST_NORM + "y = x + part(x)\n    return F.layer_norm(y, y.shape[-1:])", "right shape, wrong numbers"),
        # forgets the part
        (POST_NORM + "return norm(x + x)", "right shape, wrong numbers"),
        # adds the input twice
        (POST_NORM + "return x + norm(x + part(x))", "right shape, wrong numbers"),
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
