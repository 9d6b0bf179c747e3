import torch

from mnist2x2.data.augmentation import AugmentConfig, augment, basis, thicken
from mnist2x2.data.mnist import load_mnist

STRONG = AugmentConfig(rotation=15, scale=0.2, shear=0.2, shift=2, elastic=1, stroke=0.8)


def changed(digits, seed=0, **strengths):
    return augment(digits, AugmentConfig(**strengths), torch.Generator().manual_seed(seed))


def test_no_strength_changes_nothing():
    digits = load_mnist()[0][:100]
    assert (changed(digits).int() - digits.int()).abs().max() <= 1  # rounding


def test_no_two_are_alike_and_a_seed_repeats_them():
    digits = load_mnist()[0][:1].repeat(20, 1, 1)
    one = augment(digits, STRONG, torch.Generator().manual_seed(1))
    assert one.shape == digits.shape and one.dtype == torch.uint8
    assert len({bytes(picture.flatten().tolist()) for picture in one}) == 20
    assert torch.equal(one, augment(digits, STRONG, torch.Generator().manual_seed(1)))


def test_affine_map_is_the_one_asked_for():
    dot = torch.zeros(300, 28, 28, dtype=torch.uint8)
    dot[:, 13:15, 13:15] = 255

    def centre(pictures):
        line = torch.arange(28.0)
        mass = pictures.float() / pictures.float().sum((1, 2), keepdim=True)
        return (mass.sum(1) * line).sum(1), (mass.sum(2) * line).sum(1)

    for moved in centre(changed(dot, shift=3)):
        assert (moved - 13.5).abs().max() <= 3.1 and (moved - 13.5).abs().max() > 2.5
    bar = torch.zeros(300, 28, 28, dtype=torch.uint8)
    bar[:, 4:24, 13:15] = 255
    turned = changed(bar, rotation=30)
    x = torch.arange(28.0) - 13.5
    slope = (turned[:, 6].float() * x).sum(1) / turned[:, 6].float().sum(1) / 7.5
    degrees = slope.atan().rad2deg()
    assert degrees.abs().max() < 33 and degrees.min() < -25 and degrees.max() > 25


def test_scale_and_shear():
    square = torch.zeros(300, 28, 28, dtype=torch.uint8)
    square[:, 8:20, 8:20] = 255
    area = changed(square, scale=0.3).float().sum((1, 2)) / (255 * 144)
    assert area.min() < 0.75 and area.max() > 1.35 and 0.9 < area.mean() < 1.2
    sheared = changed(square, shear=0.3).float() / 255
    assert (sheared.sum((1, 2)) / 144 - 1).abs().max() < 0.05  # shearing keeps the area
    x = torch.arange(28.0)
    lean = ((sheared[:, 10] - sheared[:, 17]) * x).sum(1) / 12 / 7  # how far a row is shifted relative to one below it
    assert lean.min() < -0.25 and lean.max() > 0.25


def test_an_empty_batch_stays_empty():
    assert len(changed(torch.zeros(0, 28, 28, dtype=torch.uint8), shift=1)) == 0


def test_weakens_towards_the_end():
    config = AugmentConfig(rotation=10, stroke=0.5, weaken=0.4, rest=0.25)
    assert [round(config.at(progress).rotation, 6) for progress in (0, 0.6, 0.8, 1)] == [10, 10, 6.25, 2.5]
    assert config.at(1).stroke == 0.125
    assert STRONG.at(1) == STRONG


def test_waves_have_total_mean_square_one():
    waves = basis(28)[3:]
    assert abs(waves.square().sum(0).mean() - 1) < 1e-5


def test_stroke_becomes_thicker_or_thinner():
    pictures = torch.zeros(3, 28, 28)
    pictures[:, 5:23, 12:16] = 255
    thick, same, thin = thicken(pictures, torch.tensor([1.0, 0.0, -1.0])[:, None, None])
    assert (thick > 0).sum() == 20 * 6
    assert torch.equal(same, pictures[0])
    assert (thin > 0).sum() == 16 * 2
