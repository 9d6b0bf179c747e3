"""Plausible wrong answers to the exercises of chapter 4. The check must reject each one."""

WRONG = {
    "4.1": [
        # the pre-norm order of this book's block
        "def post_norm(x, part, norm):\n    return x + part(norm(x))",
        # normalises the part's output, not the sum
        "def post_norm(x, part, norm):\n    return x + norm(part(x))",
        # forgets the residual connection
        "def post_norm(x, part, norm):\n    return norm(part(x))",
    ],
    "4.2": [
        # only the half where a is larger
        "inner = torch.tensor([[1.0, -1.0], [0.0, 0.0]])\nouter = torch.tensor([[1.0, 1.0]])",
        # subtracts the second hidden number: a - b, with its sign
        "inner = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
        # applies the ReLU to a and b, before subtracting
        "inner = torch.tensor([[1.0, 0.0], [0.0, 1.0]])\nouter = torch.tensor([[1.0, -1.0]])",
    ],
}
