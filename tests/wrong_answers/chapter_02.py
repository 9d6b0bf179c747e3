"""Plausible mistakes in the exercises of chapter 2: each replaces the stub, and the check must see it."""

WRONG = {
    "2.1": [
        # rows and columns exchanged
        "def where(row, column):\n    return column // SIZE * 4 + row // SIZE, column % SIZE * SIZE + row % SIZE",
        # counts along the picture's rows instead of the patch's
        "def where(row, column):\n    return row // SIZE * 4 + column // SIZE, (row * 56 + column) % (SIZE * SIZE)",
        # takes the side of a patch for the number of patches in a row
        "def where(row, column):\n    return row // SIZE * SIZE + column // SIZE, row % SIZE * SIZE + column % SIZE",
    ],
    "2.2": [
        # turns the pixels inside the patches, too
        "def down_first(pictures, size):\n    turned = pictures.transpose(1, 2)\n    B, height, width = turned.shape\n"
        "    squares = turned.reshape(B, height // size, size, width // size, size).transpose(2, 3)\n"
        "    return squares.reshape(B, -1, size * size)",
        # reading order
        "def down_first(pictures, size):\n    B, height, width = pictures.shape\n"
        "    squares = pictures.reshape(B, height // size, size, width // size, size).transpose(2, 3)\n"
        "    return squares.reshape(B, -1, size * size)",
        # a reshape alone
        "def down_first(pictures, size):\n    return pictures.reshape(len(pictures), -1, size * size)",
    ],
}
