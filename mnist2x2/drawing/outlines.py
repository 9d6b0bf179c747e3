"""Outlines of what may be a sheet of paper in a photo, and the corners of those with four sides."""

import cv2
import numpy as np

SMALL = 400  # pixels of the longer side of the picture in which the sheet is looked for
STROKES = 33  # of those pixels: a median over squares of this side removes strokes
FLAT = 9  # of those pixels: the side of the squares in which paper without strokes hardly changes
STEP = 12  # levels between paper and desk, of 255, across an edge of the sheet
LEAST = 0.1  # of the picture: a sheet is at least as large
STRIPES = (17, 41)  # of those pixels: stripes and squares of a cloth may be as broad
HOLE = 0.03  # of the picture: a hole in paper that is smaller is a stroke
DIGIT = 0.55  # of the picture, across and down: what is larger is no digit


def crossing(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return where two lines cross: each is a direction and a point (4,), as cv2.fitLine returns them."""
    steps = np.stack([one[:2], -other[:2]], axis=1)
    if abs(np.linalg.det(steps)) < 0.1:
        raise ValueError("expected lines that cross, given nearly parallel ones")
    return one[2:] + np.linalg.solve(steps, other[2:] - one[2:])[0] * one[:2]


def fitted(corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Return the corners (4, 2) where lines cross that are fitted to the middles of the sides of an outline (n, 2).

    A median rounds the corners of a sheet, so the rough corners (4, 2) lie inside it.
    """
    lines = []
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = max(np.linalg.norm(other - one), 1e-9)
        along = (other - one) / length
        share = (outline - one) @ along / length
        away = np.abs((outline - one) @ np.array([-along[1], along[0]]))
        near = outline[(share > 0.2) & (share < 0.8) & (away < 0.1 * SMALL)]
        if len(near) < 10:
            raise ValueError("expected an outline with four sides")
        lines.append(cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)[:, 0])
    return np.stack([crossing(lines[i - 1], lines[i]) for i in range(4)])


def evenly(outline: np.ndarray) -> np.ndarray:
    """Return points (n, 2) along an outline (m, 1, 2), evenly spaced."""
    ends = np.concatenate([outline[:, 0], outline[:1, 0]]).astype(float)
    steps = np.linalg.norm(np.diff(ends, axis=0), axis=1)
    places, at = np.concatenate([[0], steps.cumsum()]), np.arange(0, steps.sum())
    return np.stack([np.interp(at, places, ends[:, axis]) for axis in (0, 1)], axis=1)


def outline_of(mask: np.ndarray) -> np.ndarray | None:
    """Return the outline (n, 1, 2) of the part of a mask, uint8 (height, width), that holds its middle, or None."""
    _, parts = cv2.connectedComponents(mask)
    height, width = mask.shape
    middle = parts[height * 3 // 8 : height * 5 // 8, width * 3 // 8 : width * 5 // 8]
    counts = np.bincount(middle[middle > 0], minlength=1)
    if not counts.any():
        return None
    part = (parts == counts.argmax()).astype(np.uint8)
    outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return max(outlines, key=cv2.contourArea)


def quadrilateral(outline: np.ndarray, width: int, height: int) -> np.ndarray | None:
    """Return the four corners (4, 2) of an outline (n, 1, 2) in a picture, clockwise from the upper left, or None.

    What the outline goes around must be nearly as large as the quadrilateral.
    """
    hull = cv2.convexHull(outline)
    for share in (0.02, 0.03, 0.04, 0.06, 0.08):
        rough = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)[:, 0].astype(float)
        if len(rough) == 4:
            break
    else:
        return None
    sums, differences = rough.sum(axis=1), rough[:, 0] - rough[:, 1]
    order = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    if len(set(order)) < 4:
        return None
    try:
        corners = fitted(rough[order], evenly(hull))
    except ValueError:
        return None
    area = cv2.contourArea(corners.astype(np.float32))
    alike = 0.9 < cv2.contourArea(outline) / max(area, 1) < 1.05
    inside = (corners > -0.05 * SMALL).all() and (corners < 1.05 * np.array([width, height])).all()
    return corners.astype(np.float32) if alike and inside and area > LEAST * width * height else None


def from_middle(lab: np.ndarray) -> np.ndarray:
    """Return how far the colours of a picture, uint8 (height, width, 3), are from those of its middle third."""
    height, width = lab.shape[:2]
    middle = np.median(lab[height // 3 : -height // 3, width // 3 : -width // 3].reshape(-1, 3), axis=0)
    return np.linalg.norm(lab - middle, axis=2)


def masks(even: np.ndarray) -> list[np.ndarray]:
    """Return guesses of where the sheet is, uint8 (height, width), in a picture (height, width, 3) without strokes."""
    lab = cv2.cvtColor(even, cv2.COLOR_RGB2LAB)
    apart = np.clip(from_middle(lab), 0, 255).astype(np.uint8)
    light, _ = cv2.threshold(lab[..., 0], 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    far, _ = cv2.threshold(apart, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found = [apart < limit for limit in (far, 15, 30, 50)]
    found += [lab[..., 0] > light, lab[..., 0] <= light]
    kernel = np.ones((5, 5), np.uint8)
    opened = [cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel) for mask in found]
    wide = np.ones((FLAT, FLAT), np.uint8)  # on a patterned cloth, the paper is where nothing changes
    changes = cv2.morphologyEx(even, cv2.MORPH_GRADIENT, wide).max(axis=2)
    flat = cv2.morphologyEx((changes < 2 * STEP).astype(np.uint8), cv2.MORPH_OPEN, wide)
    return [*opened, cv2.dilate(flat, wide)]


def broad(sharp: np.ndarray) -> list[np.ndarray]:
    """Return guesses as `masks` does, for paper on a cloth with stripes or squares as bright as the paper.

    sharp: uint8 (height, width, 3). What is as bright as its middle and broader than stripes may be paper.
    """
    apart, found = from_middle(cv2.cvtColor(sharp, cv2.COLOR_RGB2LAB)), []
    for limit in (15, 30, 45):
        mask = (apart < limit).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        holes = [outline for outline in outlines if cv2.contourArea(outline) < HOLE * mask.size]
        filled = cv2.drawContours(mask, holes, -1, 1, cv2.FILLED)
        found += [cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) for side in STRIPES]
    return found


def is_digit(outline: np.ndarray, width: int, height: int) -> bool:
    """Return whether an outline in a picture may be that of a digit, such as a zero, and of no sheet."""
    _, _, wide, high = cv2.boundingRect(outline)
    off_centre = cv2.pointPolygonTest(outline, (width / 2, height / 2), False) < 0
    return off_centre and wide < DIGIT * width and high < DIGIT * height


def outlines_in(small: np.ndarray, sharp: np.ndarray) -> list[np.ndarray]:
    """Return outlines (n, 1, 2) of what may be a sheet in a small picture, uint8 (height, width, 3).

    sharp: the same without specks.
    """
    height, width = small.shape[:2]
    found = [outline_of(mask) for mask in [*masks(cv2.medianBlur(small, STROKES)), *broad(sharp)]]
    return [outline for outline in found if outline is not None and not is_digit(outline, width, height)]
