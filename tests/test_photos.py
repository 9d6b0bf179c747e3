"""The synthetic photographs of benchmarks/photos.py: which files they are, and how answers are counted."""

from io import BytesIO

import photos
import pytest
from photographs import HELD_OUT, KINDS, NEVER_EMPTY, files
from PIL import Image

from mnist2x2.data.pens import load_strokes


@pytest.mark.parametrize("kind", KINDS)
def test_a_photograph_is_a_file_with_an_answer(kind):
    content, answer, suffix = files(kind, load_strokes("writer"), seed=3)
    assert answer.isdigit() and len(answer) in ((4,) if kind in NEVER_EMPTY else (3, 4))
    with Image.open(BytesIO(content)) as picture:
        assert picture.format == {".png": "PNG", ".jpg": "JPEG"}[suffix]
        assert 400 <= max(picture.size) <= 4000


def test_a_seed_gives_one_photograph():
    digits = load_strokes("writer")
    assert files("pencil", digits, seed=3) == files("pencil", digits, seed=3)
    assert files("pencil", digits, seed=3)[0] != files("pencil", digits, seed=4)[0]


def test_kinds_are_held_out():
    assert set(HELD_OUT) < set(KINDS) and len(HELD_OUT) >= 12


def test_digits_are_counted_by_place_or_in_order():
    truths = {("3749", "3749"): 4, ("3740", "3749"): 3, ("379", "3749"): 3, ("", "3749"): 0, ("13749", "3749"): 4}
    assert {pair: photos.digits_right(*pair) for pair in truths} == truths
    assert photos.common("12", "21") == 1
