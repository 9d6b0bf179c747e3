"""Plausible wrong answers to the exercises of chapter 2. The check must reject each one."""

WRONG = {
    "2.1": [
        # rows and columns swapped
        "def where(row, column):\n    return column // SIZE * 4 + row // SIZE, column % SIZE * SIZE + row % SIZE",
        # counts pixels along the rows of the picture instead of the patch
        "def where(row, column):\n    return row // SIZE * 4 + column // SIZE, (row * 56 + column) % (SIZE * SIZE)",
        # confuses the side of a patch with the number of patches in a row
        "def where(row, column):\n    return row // SIZE * SIZE + column // SIZE, row % SIZE * SIZE + column % SIZE",
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
    ],
}
