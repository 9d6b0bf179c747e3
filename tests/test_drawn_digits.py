"""What benchmarks/drawn_digits.py and benchmarks/corrections.py measure, on a few drawings."""

import corrections
import drawn_digits
import numpy as np
import pytest
from renderings import RENDERINGS, draw

from mnist2x2.data.pens import load_strokes
from mnist2x2.recorded import recorded


def test_each_drawing_is_read_in_all_ways():
    digits, rendering = load_strokes("writer"), RENDERINGS["large canvas"]
    readings = drawn_digits.draw_and_read(digits, rendering, seed=1, count=3)
    assert set(readings.read) == {(name, way) for name in drawn_digits.models() for way in drawn_digits.WAYS}
    assert all(len(read) == len(readings.truth) == 3 for read in readings.read.values())
    again = drawn_digits.draw_and_read(digits, rendering, seed=1, count=3)
    assert (again.truth, again.read) == (readings.truth, readings.read)
    assert drawn_digits.draw_and_read(digits, rendering, seed=2, count=3).truth != readings.truth


def test_drawings_keep_to_their_rendering():
    rng = np.random.default_rng(0)
    for rendering in RENDERINGS.values():
        for digit in load_strokes("writer")[::50]:
            cell = draw(digit, rendering, rng)
            rows, columns = np.nonzero(cell > 127)
            longer = max(np.ptp(rows), np.ptp(columns)) + 1 - rendering.brush
            assert cell.shape == (rendering.canvas, rendering.canvas)
            assert rendering.smallest - 0.02 < longer / rendering.canvas < rendering.largest + 0.02


def test_the_worst_row_has_the_fewest_sequences():
    rows = [
        {"weights": "a", "way": way, "sequence_accuracy": sequences, "digit_accuracy": digits}
        for way, sequences, digits in (("x", 0.9, 0.95), ("x", 0.8, 0.99), ("x", 0.8, 0.97), ("y", 1.0, 1.0))
    ]
    assert drawn_digits.worst_of(rows) == rows[2:]


def test_the_summary_of_corrections_is_that_of_their_writers(monkeypatch):
    monkeypatch.setattr(corrections, "RESAMPLES", 20)  # the interval takes many more, and seconds
    result = recorded("corrections")
    for count, summary in result["summary"].items():
        pooled = corrections.pooled(result["writers"], count)
        low, high = pooled.pop("errors_gone_95")
        assert low <= pooled["errors_gone"] <= high
        assert pooled == {name: pytest.approx(summary[name]) for name in pooled}
