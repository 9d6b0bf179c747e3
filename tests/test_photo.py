"""Photos of paper, made from real pen strokes: uneven light, noise, pens and boards of many colours."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.brush import ink, place
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.drawing.photo import drawings_from_picture, grid_from_picture, open_picture

PAPER, BLUE = (235, 228, 215), (40, 50, 90)


def drawn(count: int, seed: int) -> np.ndarray:
    """Return drawings by the bundled writer, four to a grid: uint8 (count, 4, 240, 240), white on black."""
    digits, rng = load_strokes("writer"), np.random.default_rng(seed)
    cells = []
    for i in rng.integers(len(digits), size=4 * count):
        extent = rng.uniform(0.45, 0.8)
        middle = 0.5 + rng.uniform(-0.5, 0.5, size=2) * (1 - extent) / 2
        cells.append(ink(place(digits[i].strokes, extent, middle), 240, rng.uniform(0.025, 0.07)))
    return np.stack(cells).reshape(count, 4, 240, 240)


def coverage_of(cells: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return four drawings on a page of a given size, each in the middle of its quarter: (height, width), 0 to 1."""
    page, (width, height) = Image.new("L", size, 0), (size[0] // 2, size[1] // 2)
    side = min(width, height)
    for i, cell in enumerate(cells):
        corner = (i % 2 * width + (width - side) // 2, i // 2 * height + (height - side) // 2)
        page.paste(Image.fromarray(cell).resize((side, side)), corner)
    return np.asarray(page, dtype=np.float32) / 255


def photograph(covered, paper=PAPER, pen=BLUE, noise=5.0, darkest=0.45, seed=0) -> Image.Image:
    """Return a photo of a page: ink and paper, in light that falls off towards one corner, with a sensor's noise."""
    height, width = covered.shape
    down, right = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 1 - (1 - darkest) * (0.7 * right / width + 0.3 * down / height)
    share = covered[..., None]
    colours = (np.float32(paper) * (1 - share) + np.float32(pen) * share) * light[..., None]
    colours += np.random.default_rng(seed).normal(0, noise, colours.shape).astype(np.float32)
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def reader():
    model = load_pretrained("book")
    return lambda grids: read_grids(model, np.stack(grids))


def share_alike(reader, cells: np.ndarray, pictures: list[Image.Image]) -> float:
    """Return the share of digits that are read in pictures as they are read in the strokes themselves."""
    straight = reader([grid_from_drawings(four) for four in cells])
    seen = reader([grid_from_picture(picture, 56) for picture in pictures])
    texts = zip(straight, seen, strict=True)
    return np.mean([other[i : i + 1] == one[i] for one, other in texts for i in range(len(one))])


@pytest.mark.parametrize(
    ("size", "how"),
    [
        ((300, 400), {"noise": 10}),
        ((640, 480), {}),
        ((1200, 900), {"pen": (200, 40, 40)}),
        ((900, 1200), {"pen": (230, 220, 60), "noise": 3}),
        ((1200, 900), {"pen": (150, 148, 145)}),
        ((800, 600), {"darkest": 0.2}),
        ((800, 600), {"paper": (40, 60, 50), "pen": (225, 225, 220)}),
        ((560, 560), {"paper": (0, 0, 0), "pen": (255, 255, 255), "darkest": 1, "noise": 0}),
        ((57, 57), {"paper": (255, 255, 255), "pen": (0, 0, 0), "darkest": 1, "noise": 0}),
    ],
    ids=["small", "medium", "red", "yellow", "pencil", "dim", "chalk", "screen", "tiny"],
)
def test_photos_are_read_as_their_strokes_are(reader, size, how):
    cells = drawn(6, seed=1)
    pictures = [photograph(coverage_of(four, size), seed=i, **how) for i, four in enumerate(cells)]
    assert share_alike(reader, cells, pictures) >= 0.9


def test_large_photos_are_read(reader, tmp_path):
    cells = drawn(1, seed=2)
    photograph(coverage_of(cells[0], (4000, 3000))).save(tmp_path / "photo.jpg", quality=80)
    picture = open_picture(tmp_path / "photo.jpg")
    assert share_alike(reader, cells, [picture]) == 1


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_a_phone_held_sideways(tmp_path, orientation, turn):
    upright = photograph(coverage_of(drawn(1, seed=3)[0], (400, 300)), noise=0)
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright.rotate(turn, expand=True).save(tmp_path / "photo.png", exif=exif)
    assert np.array_equal(np.asarray(open_picture(tmp_path / "photo.png")), np.asarray(upright))


def test_transparent_is_white(tmp_path):
    covered = coverage_of(drawn(1, seed=4)[0], (300, 300))
    layers = np.zeros((300, 300, 4), dtype=np.uint8)
    layers[..., 3] = covered * 255
    Image.fromarray(layers).save(tmp_path / "picture.png")
    opaque = Image.fromarray(((1 - covered) * 255).astype(np.uint8)).convert("RGB")
    seen = grid_from_picture(open_picture(tmp_path / "picture.png"), 56)
    assert np.abs(seen.astype(int) - grid_from_picture(opaque, 56)).max() <= 40
    assert seen.any()


def test_colours_of_a_palette(tmp_path):
    covered = coverage_of(drawn(1, seed=5)[0], (300, 300))
    Image.fromarray(((1 - covered) * 255).astype(np.uint8)).convert("P").save(tmp_path / "picture.gif")
    assert grid_from_picture(open_picture(tmp_path / "picture.gif"), 56).any()


def test_lines_between_the_cells_and_specks_are_no_ink(reader):
    cells, pictures = drawn(6, seed=6), []
    for i, four in enumerate(cells):
        covered = Image.fromarray((coverage_of(four, (900, 900)) * 255).astype(np.uint8))
        pen = ImageDraw.Draw(covered)
        pen.line([(460, 0), (445, 900)], fill=255, width=5)
        pen.line([(0, 440), (900, 455)], fill=255, width=5)
        for x, y in np.random.default_rng(i).integers(0, 900, (20, 2)).tolist():
            pen.ellipse([x, y, x + 4, y + 4], fill=255)
        pictures.append(photograph(np.asarray(covered, dtype=np.float32) / 255, seed=i))
    assert share_alike(reader, cells, pictures) >= 0.9


@pytest.mark.parametrize("how", [{}, {"noise": 15}, {"paper": (20, 20, 20)}, {"noise": 0, "darkest": 1}])
@pytest.mark.parametrize("size", [(60, 60), (400, 300), (1000, 1400)])
def test_blank_paper_holds_no_ink(size, how):
    picture = photograph(np.zeros(size[::-1], dtype=np.float32), **how)
    assert not grid_from_drawings(drawings_from_picture(picture)).any()


def test_an_empty_quarter_stays_empty(reader):
    cells = drawn(4, seed=7)
    cells[:, 2] = 0
    pictures = [photograph(coverage_of(four, (640, 480)), seed=i) for i, four in enumerate(cells)]
    assert not any(grid_from_picture(picture, 56)[28:, :28].any() for picture in pictures)
    assert all(len(text) == 3 for text in reader([grid_from_picture(picture, 56) for picture in pictures]))


def test_grids_go_in_as_they_are(reader):
    for grid, _, answer in (MNIST2x2(train=False)[i] for i in range(5)):
        picture = Image.fromarray(grid.numpy())
        assert np.array_equal(grid_from_picture(picture, 56), grid.numpy())
        assert np.array_equal(grid_from_picture(picture.convert("RGB"), 56), grid.numpy())
        inverse = grid_from_picture(ImageOps.invert(picture), 56)  # dark on white: a picture like others
        assert reader([inverse]) == ["".join(map(str, answer[:4].tolist()))]


def test_other_models_take_their_own_size():
    with pytest.raises(ValueError, match="expected 28x28 pixels, as this model's grids have, given 40x30"):
        grid_from_picture(Image.new("L", (40, 30)), 28)
    assert grid_from_picture(Image.new("L", (28, 28), 255), 28).shape == (28, 28)


def test_what_is_no_photo_of_digits_is_refused():
    with pytest.raises(ValueError, match="expected a picture of at least 56x56 pixels, given 300x20"):
        drawings_from_picture(Image.new("L", (300, 20)))
    hatched = np.zeros((400, 400), dtype=np.float32)
    hatched[200:, 200:] = np.arange(200) % 10 < 7
    with pytest.raises(
        ValueError, match="the lower right cell holds more ink than paper: expected one digit or none in each quarter"
    ):
        drawings_from_picture(photograph(hatched))


@pytest.mark.parametrize("kind", [RuntimeError, NotImplementedError, SyntaxError, IndexError, EOFError])
def test_whatever_pillow_raises_is_a_damaged_picture(tmp_path, monkeypatch, kind):
    """With random bytes changed, Pillow's AVIF reader raised RuntimeError, and its DDS reader NotImplementedError."""
    Image.new("L", (60, 60)).save(tmp_path / "picture.png")

    def broken(picture):
        raise kind("missing or empty image item")

    monkeypatch.setattr(ImageOps, "exif_transpose", broken)
    with pytest.raises(ValueError, match="this picture is damaged: missing or empty image item"):
        open_picture(tmp_path / "picture.png")


def test_any_picture_is_read_or_refused():
    rng = np.random.default_rng(0)
    for _ in range(60):
        size = rng.integers(50, 300, 2).tolist()
        values = rng.integers(0, 256, (*rng.integers(2, 9, 2), 3), dtype=np.uint8)
        picture = Image.fromarray(values).resize(size, int(rng.integers(0, 4)))
        try:
            grid = grid_from_picture(picture, 56)
        except ValueError:
            continue
        assert grid.shape == (56, 56) and grid.dtype == np.uint8
