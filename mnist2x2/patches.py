"""From a picture to a sequence of vectors: cut it into patches, project each one and add its position embedding.

Grew out of chapter 2 of the book.
"""

import torch
from torch import Tensor, nn

# Mean and standard deviation of MNIST's 60,000 training digits, pixels in [0, 1].
MNIST_MEAN, MNIST_STD = 0.1307, 0.3081

# Cells of a 2x2 grid and its 16 patches, both in reading order: the patches of each cell, and the cell of each patch.
CELLS = torch.arange(16).view(2, 2, 2, 2).transpose(1, 2).reshape(4, 4)  # (cell, quadrant)
CELL_OF = CELLS.flatten().argsort() // 4  # (16,)


def patchify(pictures: Tensor, size: int) -> Tensor:
    """Cut pictures (B, height, width) into square patches, in reading order: (B, S, size * size), any dtype.

    Raises ValueError unless height and width are multiples of `size`. "An Image is Worth 16x16 Words"
    (Dosovitskiy et al. 2021), section 3.1.
    """
    if pictures.dim() != 3 or pictures.shape[1] % size or pictures.shape[2] % size:
        raise ValueError(
            f"expected pictures (B, height, width) with sides multiples of {size} pixels, given {tuple(pictures.shape)}"
        )
    B, height, width = pictures.shape
    squares = pictures.reshape(B, height // size, size, width // size, size)
    squares = squares.transpose(2, 3)  # (B, height / size, width / size, size, size)
    return squares.flatten(3).flatten(1, 2)  # (B, S, size * size)


def unpatchify(patches: Tensor, size: int, width: int) -> Tensor:
    """Reassemble the patches (B, S, size * size) of `patchify` into pictures (B, height, width), any dtype.

    Raises ValueError if they do not fill a picture `width` pixels wide.
    """
    if patches.dim() != 3 or patches.shape[2] != size * size or width % size or patches.shape[1] % (width // size):
        raise ValueError(
            f"expected patches (B, S, {size * size}) with S a multiple of {width // size}, given {tuple(patches.shape)}"
        )
    B, S, _ = patches.shape
    across = width // size
    squares = patches.reshape(B, S // across, across, size, size)
    squares = squares.transpose(2, 3)  # (B, S / across, size, across, size)
    return squares.reshape(B, -1, width)  # (B, height, width)


class PatchEmbedding(nn.Module):
    """Normalise pixels, cut them into patches, project each patch to the model's width, add its position embedding.

    Maps (B, height, width) float32 in [0, 1] to (B, S, D) float32. ViT (Dosovitskiy et al. 2021), equation 1, without
    the class token.
    """

    def __init__(self, count: int, size: int, width: int):
        super().__init__()
        self.size = size
        self.projection = nn.Linear(size * size, width)
        self.position = nn.Parameter(torch.randn(count, width))  # (S, D)

    def forward(self, pixels: Tensor) -> Tensor:
        patches = patchify((pixels - MNIST_MEAN) / MNIST_STD, self.size)  # (B, S, size * size)
        return self.projection(patches) + self.position  # (B, S, D)
