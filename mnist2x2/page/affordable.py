"""Which drawings the app takes, and what they cost: known before they are drawn."""

import json

import numpy as np

from mnist2x2.drawing.marks import CELL, Mark, Stroke, marks_from_json, marks_to_json
from mnist2x2.page.correction import MARKS
from mnist2x2.page.sentences import Refusal

STROKES, POINTS = 400, 8000  # in one drawing: several times what a hand leaves in four cells
WIDEST_STROKE = 0.25  # of a cell's side: the widest stroke, more than any brush of the page
SEGMENT = 2400  # a segment's own cost, as that of this many pixels: measured
DEAREST = 30_000_000  # pixels that the brush may look at in one drawing: about half a second
PHOTO = 30  # requests that a photo counts as beside itself: about half a second, like the dearest drawing
NOT_UNDERSTOOD = "The app did not understand what the page sent: reload the page and draw again."


def cost_of(strokes: list[Stroke]) -> float:
    """Return about how many pixels `drawing.brush` looks at: those around each segment, and a cell for each stroke."""
    pixels = 0.0
    for stroke in strokes:
        points, reach = stroke.points * CELL, stroke.width * CELL / 2 + 1
        ends = points[1:] if len(points) > 1 else points
        starts = points[: len(ends)]
        low = np.clip(np.minimum(starts, ends) - reach, 0, CELL)
        high = np.clip(np.maximum(starts, ends) + reach, 0, CELL)
        pixels += float(np.prod(high - low, axis=1).sum()) + SEGMENT * len(ends) + CELL**2
    return pixels


def affordable_marks(value) -> list[list[Mark]]:
    """Return the strokes of a drawing given as JSON. Raises Refusal for anything else, and for what costs too much."""
    if isinstance(value, list) and sum(len(cell) for cell in value if isinstance(cell, list)) > STROKES:
        raise Refusal(f"This drawing has more than {STROKES} strokes: clear a cell and draw it again.")
    try:
        cells = marks_from_json(value)
    except ValueError:
        raise Refusal(NOT_UNDERSTOOD) from None
    strokes = [stroke for cell in cells for stroke in cell]
    if sum(len(stroke.points) for stroke in strokes) > POINTS:
        raise Refusal(f"This drawing has more than {POINTS:,} points: clear a cell and draw it again.")
    if any(stroke.width > WIDEST_STROKE for stroke in strokes):
        raise Refusal(NOT_UNDERSTOOD)
    if cost_of(strokes) > DEAREST:
        raise Refusal("This drawing has too much ink: clear a cell and draw it again.")
    if len(json.dumps(marks_to_json(cells))) > MARKS:
        raise Refusal("This drawing is too large to be kept: clear a cell and draw it again.")
    return cells


def requests_worth(call: dict) -> float:
    """Return how many requests a call of the page costs beside itself: one for each million pixels of its drawing.

    A photo costs as much as the dearest drawing.
    """
    if call.get("fn_name") == "photo":
        return PHOTO
    try:
        cells = affordable_marks(call["data"]["marks"])
    except (KeyError, TypeError, Refusal):  # it will be refused: that is cheap
        return 0.0
    return cost_of([stroke for cell in cells for stroke in cell]) / 1e6
