"""Plausible wrong answers to the exercises of chapter 2. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

WHERE = "def where(row, column):\n    "
DOWN_FIRST = "def down_first(pictures, size):\n    "

WRONG = {
    "2.1": [
        # rows and columns swapped
        "def where(row, column):\n    return column // SIZE * 4 + row // SIZE, column % SIZE * SIZE + row % SIZE",
        # counts pixels along the rows of the picture instead of the patch
        "def where(row, column):\n    return row // SIZE * 4 + column // SIZE, (row * 56 + column) % (SIZE * SIZE)",
        # confuses the side of a patch with the number of patches in a row
        "def where(row, column):\n    return row // SIZE * SIZE + column // SIZE, row % SIZE * SIZE + column % SIZE",
        # the number first
        (WHERE + "return row % SIZE * SIZE + column % SIZE, row // SIZE * 4 + column // SIZE", "first the patch"),
        # counted from 1
        (
            WHERE + "return row // SIZE * 4 + column // SIZE + 1, row % SIZE * SIZE + column % SIZE + 1",
            "counted from 0",
        ),
        # divides without rounding down
        (WHERE + "return row / SIZE * 4 + column / SIZE, row % SIZE * SIZE + column % SIZE", "the number is right"),
        # rounds to the nearest
        (
            WHERE + "return round(row / SIZE) * 4 + round(column / SIZE), row % SIZE * SIZE + column % SIZE",
            "the number is right",
        ),
        # four numbers
        (
            WHERE + "return *divmod(row, SIZE), *divmod(column, SIZE)",
            "expected two numbers, (patch, number), given 4 numbers",
        ),
        # wrong in the last patch only
        (
            WHERE + "return min(row // SIZE * 4 + column // SIZE, 14), row % SIZE * SIZE + column % SIZE",
            "for row 55, column 55",
        ),
    ],
    "2.2": [
        # transposes the pixels inside the patches, too
        "def down_first(pictures, size):\n    turned = pictures.transpose(1, 2)\n    B, height, width = turned.shape\n"
        "    squares = turned.reshape(B, height // size, size, width // size, size).transpose(2, 3)\n"
        "    return squares.reshape(B, -1, size * size)",
        # patches in reading order
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    squares = pictures.reshape(B, height // size, size, width // size, size).transpose(2, 3)\n"
        "    return squares.reshape(B, -1, size * size)",
        # only a reshape
        "def down_first(pictures, size):\n    return pictures.reshape(len(pictures), -1, size * size)",
        # a comprehension
        (
            DOWN_FIRST + "B, height, width = pictures.shape\n"
            "    corners = [(r, c) for c in range(0, width, size) for r in range(0, height, size)]\n"
            "    patches = [pictures[:, r : r + size, c : c + size].flatten(1) for r, c in corners]\n"
            "    return torch.stack(patches, dim=1)",
            "your code has a loop",
        ),
        # two loops
        (
            DOWN_FIRST + "patches = []\n"
            "    for column in range(0, pictures.shape[2], size):\n"
            "        for row in range(0, pictures.shape[1], size):\n"
            "            patches.append(pictures[:, row : row + size, column : column + size].flatten(1))\n"
            "    return torch.stack(patches, dim=1)",
            "your code has a loop",
        ),
        # a loop under a decorator
        (
            "@torch.no_grad()\n" + DOWN_FIRST + "strips = pictures.split(size, dim=2)\n"
            "    return torch.cat([s.unfold(1, size, size).transpose(2, 3).flatten(2) for s in strips], dim=1)",
            "your code has a loop",
        ),
        # a while
        (
            DOWN_FIRST + "patches, column = [], 0\n"
            "    while column < pictures.shape[2]:\n"
            "        strip = pictures[:, :, column : column + size]\n"
            "        patches.append(strip.unfold(1, size, size).transpose(2, 3).flatten(2))\n"
            "        column += size\n"
            "    return torch.cat(patches, dim=1)",
            "your code has a loop",
        ),
        # a loop within a function
        (
            DOWN_FIRST + "def cut(column):\n"
            "        rows = range(0, pictures.shape[1], size)\n"
            "        return [pictures[:, r : r + size, column : column + size].flatten(1) for r in rows]\n"
            "    return torch.stack(sum(map(cut, range(0, pictures.shape[2], size)), []), dim=1)",
            "your code has a loop",
        ),
        # mixes up the pictures of a batch
        (
            DOWN_FIRST + "B, height, width = pictures.shape\n"
            "    squares = pictures.reshape(B, height // size, size, width // size, size)\n"
            "    patches = squares.permute(0, 3, 1, 2, 4).reshape(B, -1, size * size)\n"
            "    return patches[:1].expand(B, -1, -1)",
            "not the second",
        ),
        # keeps the squares
        (
            DOWN_FIRST + "B, height, width = pictures.shape\n"
            "    squares = pictures.reshape(B, height // size, size, width // size, size)\n"
            "    return squares.permute(0, 3, 1, 2, 4).reshape(B, -1, size, size)",
            "of shape (1, 4, 4), given shape (1, 4, 2, 2)",
        ),
        # assumes square pictures
        (
            DOWN_FIRST + "B, n = len(pictures), pictures.shape[1] // size\n"
            "    return pictures.reshape(B, n, size, n, size).permute(0, 3, 1, 2, 4).reshape(B, -1, size * size)",
            "Your code raised RuntimeError",
        ),
        # a loop in another function of the notebook
        (
            "def cut(picture, size):\n"
            "    patches = []\n"
            "    for column in range(0, picture.shape[1], size):\n"
            "        for row in range(0, picture.shape[0], size):\n"
            "            patches.append(picture[row : row + size, column : column + size].flatten())\n"
            "    return torch.stack(patches)\n\n"
            + DOWN_FIRST
            + "one_by_one = map(cut, pictures, [size] * len(pictures))\n"
            "    return torch.stack(tuple(one_by_one))",
            "your code has a loop",
        ),
    ],
}
