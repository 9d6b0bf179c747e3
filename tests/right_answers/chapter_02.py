"""Right answers to the exercises of chapter 2 in unusual forms. The check must accept each one."""

WHERE = "row // 14 * 4 + column // 14, row % 14 * 14 + column % 14"

RIGHT = {
    "2.1": [
        # two numbers in many forms
        f"def where(row, column):\n    return [{WHERE}]",
        f"def where(row, column):\n    return torch.tensor([{WHERE}])",
        f"def where(row, column):\n    import numpy as np\n    return np.array([{WHERE}])",
        f"def where(row, column):\n    return map(float, ({WHERE}))",
        f"def where(row, column):\n    row, column = torch.tensor(row), torch.tensor(column)\n    return {WHERE}",
        # by the order of all pixels
        "def where(row, column):\n    order = torch.arange(56 * 56).view(4, 14, 4, 14).transpose(1, 2).flatten()\n"
        "    return divmod((order == row * 56 + column).nonzero().item(), 196)",
        # numpy's own numbering
        "def where(row, column):\n    import numpy as np\n"
        "    patch = np.ravel_multi_index((row // 14, column // 14), (4, 4))\n"
        "    return patch, np.ravel_multi_index((row % 14, column % 14), (14, 14))",
    ],
    "2.2": [
        # permute at once
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    squares = pictures.view(B, height // size, size, width // size, size)\n"
        "    return squares.permute(0, 3, 1, 2, 4).reshape(B, -1, size * size)",
        # by indexing
        "def down_first(pictures, size):\n    from mnist2x2.patches import patchify\n"
        "    down, across = pictures.shape[1] // size, pictures.shape[2] // size\n"
        "    return patchify(pictures, size)[:, torch.arange(down * across).view(down, across).T.flatten()]",
        # unfold
        "def down_first(pictures, size):\n"
        "    squares = pictures.unfold(1, size, size).unfold(2, size, size)  # (B, down, across, size, size)\n"
        "    return squares.transpose(1, 2).flatten(3).flatten(1, 2)",
        # other kinds of numbers: numpy, float, lists
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    squares = pictures.numpy().reshape(B, height // size, size, width // size, size)\n"
        "    return squares.transpose(0, 3, 1, 2, 4).reshape(B, -1, size * size)",
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    squares = pictures.double().reshape(B, height // size, size, width // size, size)\n"
        "    return squares.permute(0, 3, 1, 2, 4).flatten(3).flatten(1, 2).tolist()",
        # a function within, without a loop
        "def down_first(pictures, size):\n    def turn(x):\n        return x.transpose(1, 2)\n    def cut(x):\n"
        "        return x.unfold(1, size, size).unfold(2, size, size)\n"
        "    return turn(cut(pictures)).flatten(3).flatten(1, 2)",
        # torch's own unfolding, for floats only
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    patches = F.unfold(pictures[:, None], size, stride=size).mT\n"
        "    return patches.reshape(B, height // size, width // size, -1).transpose(1, 2).flatten(1, 2)",
        # a convolution whose kernels pick one pixel each
        "def down_first(pictures, size):\n"
        "    kernels = torch.eye(size * size).view(-1, 1, size, size)\n"
        "    return F.conv2d(pictures[:, None], kernels, stride=size).transpose(2, 3).flatten(2).mT",
        # branches and blocks are no loops
        "def down_first(pictures, size):\n    with torch.no_grad():\n        try:\n"
        "            B, height, width = pictures.shape\n        except ValueError:\n            return None\n"
        "    squares = pictures.view(B, height // size, size, width // size, size)\n"
        "    return squares.permute(0, 3, 1, 2, 4).flatten(3).flatten(1, 2)",
        # another function of the notebook, which calls itself
        "def turned(x, times=1):\n    return turned(x.transpose(1, 2), times - 1) if times else x\n\n"
        "def down_first(pictures, size):\n    squares = pictures.unfold(1, size, size).unfold(2, size, size)\n"
        "    return turned(squares).flatten(3).flatten(1, 2)",
    ],
}
