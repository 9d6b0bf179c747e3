"""Plausible wrong answers to the exercises of chapter 5. The check must reject each one."""

JACOBIAN = (
    "def depends(function, x):\n    J = torch.autograd.functional.jacobian(function, x)  # (T, C, T, D)\n    return "
)
PLACES = (
    "def prefix_mask(patches, tokens):\n"
    "    N = patches + tokens\n"
    "    row, column = torch.arange(N)[:, None], torch.arange(N)\n"
    "    return "
)


def by_changes(new_row: str, start: str = "x", sizes: str = "[0.1, 1, 10] * 30", differ: str = "new != old") -> str:
    """A leak finder that compares outputs, with one of its parts done badly."""
    return (
        "def depends(function, x):\n"
        "    found = torch.zeros(len(x), len(x), dtype=torch.bool)\n"
        f"    for size in {sizes}:\n"
        f"        start = {start}\n"
        "        for s in range(len(x)):\n"
        "            pushed = start.clone()\n"
        f"            {new_row}\n"
        "            new, old = function(pushed), function(start)\n"
        f"            found[:, s] |= ({differ}).any(dim=1)\n"
        "    return found"
    )


ANYWHERE = "size * torch.randn_like(x)"
REPLACED = "pushed[s] = size * torch.randn_like(x[s])"

WRONG = {
    "5.1": [
        # the causal mask
        "def prefix_mask(patches, tokens):\n    return causal_mask(patches + tokens)",
        # the full mask
        "def prefix_mask(patches, tokens):\n    return torch.ones(patches + tokens, patches + tokens).bool()",
        # patches look at tokens
        PLACES + "(column <= row) | (row < patches)",
        # rows and columns swapped
        PLACES + "(row <= column) | (row < patches)",
        # nn.MultiheadAttention's convention: True means may not look
        PLACES + "~((column <= row) | (column < patches))",
        # tokens do not look at patches
        PLACES + "(column <= row) & ((row < patches) == (column < patches)) | (row < patches) & (column < patches)",
        # a token does not look at itself
        PLACES + "(column < row) | (column < patches)",
        # one column of patches too many
        PLACES + "(column <= row) | (column <= patches)",
        # sizes of the book only
        "def prefix_mask(patches, tokens):\n    mask = causal_mask(21)\n    mask[:16, :16] = True\n    return mask",
        # a picture of the mask, as text
        "def prefix_mask(patches, tokens):\n    return 'x' * patches + '.' * tokens",
    ],
    "5.2": [
        # derivatives at x, of all numbers: they do not see a detached row
        JACOBIAN + "(J != 0).any(dim=3).any(dim=1)",
        # the first column of the output only
        JACOBIAN + "(J[:, 0] != 0).any(dim=2)",
        # the first column of the input only
        JACOBIAN + "(J[..., 0] != 0).any(dim=1)",
        # both
        JACOBIAN + "J[:, 0, :, 0] != 0",
        # sums first: derivatives of opposite signs cancel
        JACOBIAN + "J.sum(dim=(1, 3)) != 0",
        # counts positive derivatives only
        JACOBIAN + "(J > 0).any(dim=3).any(dim=1)",
        # rows and columns swapped
        JACOBIAN + "(J != 0).any(dim=3).any(dim=1).T",
        # derivatives at many inputs: they do not see a detached row either
        "def depends(function, x):\n"
        "    found = torch.zeros(len(x), len(x), dtype=torch.bool)\n"
        "    for size in [0.1, 1, 10] * 30:\n"
        "        J = torch.autograd.functional.jacobian(function, size * torch.randn_like(x))\n"
        "        found |= (J != 0).any(dim=3).any(dim=1)\n"
        "    return found",
        # large changes, but from x only
        by_changes(REPLACED),
        # many inputs, but small changes only
        by_changes("pushed[s] += 0.01 * torch.randn_like(x[s])", "torch.randn_like(x)"),
        # changes column 0 only
        by_changes("pushed[s, 0] = size * torch.randn(1)", ANYWHERE),
        # changes all numbers by the same: differences cancel
        by_changes("pushed[s] += size", ANYWHERE),
        # small inputs only
        by_changes(REPLACED, ANYWHERE, "[0.1, 1] * 30"),
        # compares sums of the outputs
        by_changes(REPLACED, ANYWHERE, differ="(new.sum(dim=1) - old.sum(dim=1)).abs()[:, None] > 1e-4"),
        # compares the first column of the outputs
        by_changes(REPLACED, ANYWHERE, differ="new[:, :1] != old[:, :1]"),
        # counts only large differences
        by_changes(REPLACED, ANYWHERE, differ="(new - old).abs() > 0.1"),
        # rows and columns swapped
        by_changes(REPLACED, ANYWHERE).replace("found[:, s]", "found[s]"),
        # returns what a causal model should do, not what this function does
        "def depends(function, x):\n    return causal_mask(len(x))",
        # everything
        "def depends(function, x):\n    return torch.ones(len(x), len(x)).bool()",
        # one answer for the whole function
        "def depends(function, x):\n    return bool((function(x + 10) != function(x)).any())",
        # counts only differences above a hundredth
        by_changes(REPLACED, ANYWHERE, differ="(new - old).abs() > 0.01"),
    ],
}
