"""Plausible mistakes in chapter 4's exercises, each of which its check must refuse."""

WRONG = {
    "4.1": [
        # the pre-norm order of this book's block
        "def post_norm(x, part, norm):\n    return x + part(norm(x))",
        # norms what the part made, not the sum
        "def post_norm(x, part, norm):\n    return x + norm(part(x))",
        # forgets the residual connection
        "def post_norm(x, part, norm):\n    return norm(part(x))",
    ],
    "4.2": [
        # only the half where a is larger
        "inner = torch.tensor([[1.0, -1.0], [0.0, 0.0]])\nouter = torch.tensor([[1.0, 1.0]])",
        # subtracts the second half: a - b, sign and all
        "inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
        # the bend on a and b themselves, before the difference is taken
        "inner = torch.tensor([[1.0, 0.0], [0.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
    ],
}
