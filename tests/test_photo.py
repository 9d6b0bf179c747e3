"""Photos of paper, made from real pen strokes: uneven light, noise, pens and boards of many colours."""

import subprocess
import sys

import numpy as np
import pytest
from on_paper import png_of_size
from PIL import Image, ImageDraw, ImageOps

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.pens import load_strokes
from mnist2x2.decoding import read_grids
from mnist2x2.drawing.brush import ink, place
from mnist2x2.drawing.normalising import grid_from_drawings
from mnist2x2.drawing.photo import examine, grid_from_picture, read_photo, save_steps
from mnist2x2.drawing.pictures import open_picture

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
    assert not grid_from_picture(picture).any()


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


def scene(seed: int, size=(800, 800)) -> tuple[np.ndarray, np.ndarray]:
    """Return four drawings, uint8 (4, 240, 240), and dark ink on white paper with them, uint8 (height, width)."""
    cells = drawn(1, seed)[0]
    return cells, np.rint(255 - 235 * coverage_of(cells, size)).astype(np.uint8)


def framed(paper: np.ndarray, where: str) -> np.ndarray:
    """Return paper with ruled lines, or on something else."""
    height, width = paper.shape
    if where == "border":
        return np.pad(paper, 3, constant_values=0)
    if where == "desk":
        return np.pad(paper, ((90, 120), (200, 60)), constant_values=70)
    if where == "scanner":
        return np.pad(paper, ((0, 0), (50, 0)), constant_values=5)
    lines = Image.fromarray(paper)
    pen, count = ImageDraw.Draw(lines), 2 if where == "table" else 16
    edge = 30 if where == "table" else 0
    for i in range(count + 1):
        x, y = (edge + (size - 2 * edge) * i / count for size in (width, height))
        pen.line([(x, edge), (x, height - edge)], fill=20, width=3)
        pen.line([(edge, y), (width - edge, y)], fill=20, width=3)
    return np.asarray(lines)


@pytest.mark.parametrize("where", ["border", "desk", "scanner", "table", "squared"])
def test_what_is_around_the_digits_is_no_ink(reader, where):
    pairs = [scene(seed) for seed in range(10, 14)]
    pictures = [Image.fromarray(framed(paper, where)) for _, paper in pairs]
    assert share_alike(reader, np.stack([cells for cells, _ in pairs]), pictures) >= 0.9


@pytest.mark.parametrize("slant", [0, 60, 120])
def test_paper_on_a_desk_is_straightened(reader, slant):
    cells, paper = scene(15)
    corners = [-slant, -slant / 2, 0, 1000, 1000 + slant / 3, 1000, 1000 - slant / 3, -slant]
    desk = Image.fromarray(np.pad(paper, 100, constant_values=60))
    seen = desk.transform((1000, 1000), Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=60)
    photo = examine(seen)
    assert "the sheet" in photo.steps
    assert share_alike(reader, cells[None], [seen]) == 1


@pytest.mark.parametrize("shape", ["round", "torn", "on stripes"])
def test_paper_is_found_by_its_edges(reader, shape):
    """On a cloth with stripes, half of the paper's edge is no edge: the stripes are nearly as bright as the paper."""
    cells, paper = scene(26)
    paper = np.pad(paper, 100, constant_values=255)
    mask = Image.new("L", paper.shape, 0 if shape == "round" else 255)
    if shape == "round":
        ImageDraw.Draw(mask).ellipse((0, 0, 1000, 1000), fill=255)
    if shape == "torn":
        ImageDraw.Draw(mask).polygon([(0, 0), (0, 300), (300, 0)], fill=0)
    desk = np.full((1400, 1600), 70, dtype=np.uint8)
    if shape == "on stripes":
        desk[:, (np.arange(1600) // 50) % 2 == 0] = 225
    seen = Image.fromarray(desk)
    seen.paste(Image.fromarray(paper), (250, 150), mask)
    photo = examine(seen)
    assert "the sheet" in photo.steps and photo.steps["the sheet"].mean() > 220
    assert share_alike(reader, cells[None], [seen]) == 1


def test_marks_in_the_margin_and_far_from_digits_are_left_out(reader):
    cells, paper = scene(27)
    page = Image.fromarray(paper)
    pen = ImageDraw.Draw(page)
    for y in (60, 280, 500, 720):
        pen.ellipse((15, y, 45, y + 30), outline=20, width=3)
    pen.text((350, 20), "12:47", fill=20, font_size=40)
    pen.rectangle((395, 200, 405, 216), fill=20)
    photo = examine(page)
    assert "small marks near the edge were left out" in photo.notes
    assert share_alike(reader, cells[None], [page]) == 1


@pytest.mark.parametrize(("colour", "mode"), [(255, "RGBA"), (0, "RGBA"), (255, "LA"), (0, "LA")])
def test_ink_on_a_transparent_background(reader, tmp_path, colour, mode):
    cells = drawn(1, 16)[0]
    layers = np.full((500, 500, 4), colour, dtype=np.uint8)
    layers[..., 3] = coverage_of(cells, (500, 500)) * 255
    Image.fromarray(layers).convert(mode).save(tmp_path / "picture.png")
    assert share_alike(reader, cells[None], [open_picture(tmp_path / "picture.png")]) == 1


def test_four_digits_in_one_row(reader):
    cells = drawn(1, 17)[0]
    row = np.concatenate([np.pad(cell, 20) for cell in cells], axis=1)
    photo = examine(Image.fromarray(255 - row // 2))
    assert photo.notes == ["read as four digits in one row"]
    assert reader([photo.grid]) == reader([grid_from_drawings(cells)])


def test_three_digits_in_one_row_are_refused():
    row = np.concatenate([np.pad(cell, 20) for cell in drawn(1, 18)[0][:3]], axis=1)
    with pytest.raises(ValueError, match="3 digits are in one row: expected one digit or none in each quarter"):
        read_photo(Image.fromarray(255 - row // 2))


def page_with(places: list[tuple[float, float, int]], seed: int) -> tuple[np.ndarray, Image.Image]:
    """Return four drawings, and a page of 800x800 with them: the left upper corner and the side of each."""
    cells, page = drawn(1, seed)[0], Image.new("L", (800, 800), 255)
    for cell, (x, y, side) in zip(cells, places, strict=True):
        page.paste(Image.fromarray(255 - cell).resize((side, side)), (int(x), int(y)))
    return cells, page


def test_a_small_digit_is_read_and_named(reader):
    cells, page = page_with([(80, 80, 240), (480, 80, 240), (80, 480, 240), (580, 580, 45)], seed=19)
    with pytest.warns(UserWarning, match="lower right: too small to be sure"):
        grid = read_photo(page)
    assert len(reader([grid])[0]) == 4
    assert reader([grid])[0][:3] == reader([grid_from_drawings(cells)])[0][:3]


def test_a_digit_across_a_middle_line_belongs_to_one_cell(reader):
    cells, page = page_with([(80, 80, 240), (300, 60, 300), (80, 480, 240), (480, 480, 240)], seed=20)
    photo = examine(page)
    assert reader([photo.grid]) == reader([grid_from_drawings(cells)])


def test_ink_that_is_darker_and_brighter_is_refused():
    page = np.full((600, 600), 128, dtype=np.uint8)
    page[100:200, 140:160] = page[400:500, 140:160] = 20
    page[100:200, 440:460] = page[400:500, 440:460] = 236
    with pytest.raises(ValueError, match="cannot tell ink from paper"):
        read_photo(Image.fromarray(page))


def test_steps_are_saved(tmp_path):
    photo = examine(photograph(coverage_of(drawn(1, 21)[0], (400, 300))))
    assert (*photo.steps,)[:: len(photo.steps) - 1] == ("the picture", "the grid")
    save_steps(photo.steps, tmp_path / "steps.png")
    with Image.open(tmp_path / "steps.png") as saved:
        assert saved.width > 4 * saved.height


def test_sixteen_bits_are_scaled(reader, tmp_path):
    cells, paper = scene(22)
    Image.fromarray(paper.astype(np.uint16) * 200).save(tmp_path / "picture.png")
    assert share_alike(reader, cells[None], [open_picture(tmp_path / "picture.png")]) == 1


def test_a_very_large_jpeg_is_read(reader, tmp_path):
    cells, paper = scene(23)
    Image.fromarray(paper).resize((14_000, 14_000)).save(tmp_path / "picture.jpg", quality=60)
    picture = open_picture(tmp_path / "picture.jpg")
    assert max(picture.size) <= 1600 and share_alike(reader, cells[None], [picture]) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot identify image file"),
        (b"no picture", "cannot identify image file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "this is a HEIC picture: save or share it as JPEG"),
        (png_of_size(60_000, 60_000), "expected a picture of at most 200 million pixels, given 60000x60000: shrink it"),
        (png_of_size(20_000, 60), "expected a picture at most 12 times as long as wide, given 20000x60"),
        (png_of_size(20_000, 2), "expected a picture of at least 56x56 pixels, given 20000x2"),
        (png_of_size(1, 1), "expected a picture of at least 56x56 pixels, given 1x1"),
        (png_of_size(300, 300), "truncated|image file"),
    ],
    ids=["empty", "text", "HEIC", "bomb", "strip", "line", "dot", "truncated"],
)
def test_what_is_no_picture_is_refused_in_words(tmp_path, content, message):
    (tmp_path / "picture").write_bytes(content)
    with pytest.raises((ValueError, OSError), match=message):
        read_photo(tmp_path / "picture")


def test_numbers_that_are_not_finite_are_refused(tmp_path):
    values = np.ones((100, 100), dtype=np.float32)
    values[50, 50] = np.nan
    Image.fromarray(values).save(tmp_path / "picture.tiff")
    with pytest.raises(ValueError, match="expected finite numbers in the picture, given NaN or infinity"):
        read_photo(tmp_path / "picture.tiff")


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_every_kind_of_colour(reader, tmp_path, mode):
    cells, paper = scene(24, (400, 400))
    picture = Image.fromarray(paper).convert("RGB")
    path = tmp_path / ("picture.jpg" if mode == "CMYK" else "picture.png")
    picture.convert(mode).save(path)
    assert reader([read_photo(path)]) == reader([grid_from_drawings(cells)])


def test_of_an_animation_the_first_picture_is_read(reader, tmp_path):
    cells, paper = scene(25, (400, 400))
    frames = [Image.fromarray(paper), Image.new("L", (400, 400), 255)]
    frames[0].save(tmp_path / "picture.gif", save_all=True, append_images=frames[1:])
    assert reader([read_photo(tmp_path / "picture.gif")]) == reader([grid_from_drawings(cells)])


def test_without_opencv_one_line_says_how_to_install_it(tmp_path):
    Image.new("L", (100, 100), 255).save(tmp_path / "picture.png")
    script = f"""
import sys
sys.modules["cv2"] = None
from mnist2x2.__main__ import main
sys.exit(main(["read", {str(tmp_path / "picture.png")!r}]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == f"{tmp_path / 'picture.png'}:\n"
    (line,) = done.stderr.splitlines()
    assert line.endswith("photos need OpenCV: install mnist2x2[photo]")


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
    for _ in range(20):
        size = rng.integers(50, 300, 2).tolist()
        values = rng.integers(0, 256, (*rng.integers(2, 9, 2), 3), dtype=np.uint8)
        picture = Image.fromarray(values).resize(size, int(rng.integers(0, 4)))
        try:
            grid = grid_from_picture(picture, 56)
        except ValueError:
            continue
        assert grid.shape == (56, 56) and grid.dtype == np.uint8
