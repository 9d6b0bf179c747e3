"""Random changes to training digits, made on a whole batch, on the device. Grew out of chapter 8 of the book."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from mnist2x2.options import check_range, option

WAVES = 4  # a smooth displacement is a sum of cosines, each with fewer than this many half waves along an axis


@dataclass(frozen=True)
class AugmentConfig:
    """How strongly digits are changed. A value bounds a uniform random number or scales a normal one; 0: no change."""

    rotation: float = option(0.0, "largest rotation, in degrees, in either direction")
    scale: float = option(0.0, "largest log of the scaling factor, drawn for each axis separately")
    shear: float = option(0.0, "largest shear, in either direction")
    shift: float = option(0.0, "largest shift, in pixels, along each axis")
    elastic: float = option(0.0, "standard deviation of a smooth displacement, in pixels")
    stroke: float = option(0.0, "largest share of a dilated or eroded picture that is mixed in")
    weaken: float = option(0.0, "share of the steps, at the end of training, over which augmentation weakens")
    rest: float = option(1.0, "strength of augmentation after the last step, as a share of the full strength")

    def __post_init__(self):
        check_range(self, "rotation scale shear shift elastic", 0)
        check_range(self, "stroke weaken rest", 0, 1)

    def at(self, progress: float) -> "AugmentConfig":
        """Return the strengths to use once a share `progress`, 0 to 1, of the training is done."""
        done = max(0.0, 1 - (1 - progress) / self.weaken) if self.weaken else 0.0
        names = ("rotation", "scale", "shear", "shift", "elastic", "stroke")
        return replace(self, **{name: getattr(self, name) * (1 - done * (1 - self.rest)) for name in names})


@lru_cache
def basis(size: int) -> Tensor:
    """Return the basis functions of displacements, evaluated at each pixel: (3 + waves, size * size) float32.

    The first three are x, y and 1, for affine maps. The rest are low-frequency cosines; their mean squares add up to 1.
    """
    line = (2 * torch.arange(size) + 1) / size - 1  # pixel centres from -1 to 1, as in `grid_sample`
    y, x = torch.meshgrid(line, line, indexing="ij")
    functions = [x, y, torch.ones_like(x)]
    waves = [
        torch.cos(math.pi * i * (x + 1) / 2) * torch.cos(math.pi * j * (y + 1) / 2) / math.hypot(i, j)
        for i in range(WAVES)
        for j in range(WAVES)
        if i or j
    ]
    power = sum(wave.square().mean() for wave in waves)
    return torch.stack(functions + [wave / power.sqrt() for wave in waves]).flatten(1)


def displacements(n: int, size: int, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Return where to sample each pixel of n pictures, as coefficients of `basis`: (n, 2, 3 + waves), x before y."""
    angle, shear, *moves = 2 * torch.rand(6, n, generator=generator) - 1
    shift_x, shift_y = (move * config.shift * 2 / size for move in moves[:2])
    scale_x, scale_y = ((move * config.scale).exp() for move in moves[2:])
    angle, shear = angle * math.radians(config.rotation), shear * config.shear
    x = torch.stack([angle.cos() * scale_x, (shear - angle.sin()) * scale_x, shift_x], dim=1)
    y = torch.stack([angle.sin() * scale_y, angle.cos() * scale_y, shift_y], dim=1)
    affine = torch.stack([x, y], dim=1)  # (n, 2, 3)
    waves = torch.randn(n, 2, WAVES**2 - 1, generator=generator) * config.elastic * 2 / size
    return torch.cat([affine, waves], dim=2)


def thicken(pictures: Tensor, amount: Tensor) -> Tensor:
    """Mix in thicker strokes where `amount` (n, 1, 1), from -1 to 1, is positive, thinner ones where it is negative."""
    sign = amount.sign()  # erosion is dilation of the negative
    wide = F.pad(sign * pictures, (1, 1, 1, 1), mode="replicate")
    wide = torch.maximum(torch.maximum(wide[:, :, :-2], wide[:, :, 1:-1]), wide[:, :, 2:])
    wide = torch.maximum(torch.maximum(wide[:, :-2], wide[:, 1:-1]), wide[:, 2:])
    return torch.lerp(pictures, sign * wide, amount.abs())


def augment(digits: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Return changed copies of digits, uint8 (n, 28, 28), on their device.

    They are rotated, scaled, sheared, shifted, bent by a smooth random displacement (as in "Best Practices for
    Convolutional Neural Networks Applied to Visual Document Analysis", Simard et al. 2003, section 2; a sum of cosines
    as in "Relative stability toward diffeomorphisms", Petrini et al. 2021) and given thicker or thinner strokes.
    The random numbers come from a generator on the CPU, so they are the same on every device.
    """
    n, size = len(digits), digits.shape[-1]
    if n == 0:  # a process's share of a small batch; `F.pad` refuses it
        return digits
    weights = displacements(n, size, config, generator).to(digits.device)
    sources = (weights @ basis(size).to(digits.device)).view(n, 2, size, size).permute(0, 2, 3, 1)  # (n, size, size, 2)
    pictures = F.grid_sample(digits[:, None].float(), sources, align_corners=False)[:, 0]
    amount = config.stroke * (2 * torch.rand(n, 1, 1, generator=generator) - 1)
    return thicken(pictures, amount.to(digits.device)).round().clamp(0, 255).to(torch.uint8)
