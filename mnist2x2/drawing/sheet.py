"""Where the paper is in a photo: its corners, found by its edges, and the paper as seen from straight above."""

import cv2
import numpy as np

SMALL = 400  # pixels of the longer side of the picture in which the sheet is looked for
STROKES = 33  # of those pixels: a median over squares of this side removes strokes
FLAT = 9  # of those pixels: the side of the squares in which paper without strokes hardly changes
STEP = 12  # levels between paper and desk, of 255, across an edge of the sheet
LEAST = 0.2  # of the picture: a sheet is at least as large
BLACK = 70  # levels: what is darker is no shadow on paper
BORDER = 4  # of the small picture's pixels: a side so close to the border is the border


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


def evenly(hull: np.ndarray) -> np.ndarray:
    """Return points (n, 2) along a convex outline, evenly spaced."""
    ends = np.concatenate([hull[:, 0], hull[:1, 0]]).astype(float)
    steps = np.linalg.norm(np.diff(ends, axis=0), axis=1)
    places, at = np.concatenate([[0], steps.cumsum()]), np.arange(0, steps.sum())
    return np.stack([np.interp(at, places, ends[:, axis]) for axis in (0, 1)], axis=1)


def quadrilateral(mask: np.ndarray) -> np.ndarray | None:
    """Return the four corners (4, 2) of the part of a mask, uint8 (height, width), that holds its middle, or None.

    They go clockwise from the upper left. The part must be nearly as large as the quadrilateral.
    """
    _, parts = cv2.connectedComponents(mask)
    height, width = mask.shape
    middle = parts[height * 3 // 8 : height * 5 // 8, width * 3 // 8 : width * 5 // 8]
    counts = np.bincount(middle[middle > 0], minlength=1)
    if not counts.any():
        return None
    part = (parts == counts.argmax()).astype(np.uint8)
    outlines, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
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
    return corners.astype(np.float32) if alike and inside and area > LEAST * mask.size else None


def masks(even: np.ndarray) -> list[np.ndarray]:
    """Return guesses of where the sheet is, uint8 (height, width), in a picture (height, width, 3) without strokes."""
    lab = cv2.cvtColor(even, cv2.COLOR_RGB2LAB)
    height, width = lab.shape[:2]
    middle = np.median(lab[height // 3 : -height // 3, width // 3 : -width // 3].reshape(-1, 3), axis=0)
    apart = np.clip(np.linalg.norm(lab - middle, axis=2), 0, 255).astype(np.uint8)
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


def sides(corners: np.ndarray, picture: np.ndarray) -> tuple[int, list[float]]:
    """Return how many sides of a quadrilateral lie on the picture's border, and how clear each other side is.

    A side is clear, 0 to 1, where the colours of the picture, uint8 (height, width, 3), differ across it.
    """
    height, width = picture.shape[:2]
    centre, clear, on_border = corners.mean(axis=0), [], 0
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = other - one
        outwards = np.array([along[1], -along[0]]) / max(np.linalg.norm(along), 1e-9)
        outwards *= np.sign(outwards @ ((one + other) / 2 - centre)) or 1
        places = one + np.linspace(0.08, 0.92, 60)[:, None] * along
        ends = places + outwards * BORDER
        inside = (ends >= 0).all(axis=1) & (ends < [width, height]).all(axis=1)
        if inside.mean() < 0.5:
            on_border += 1
            continue
        pairs = [np.rint(places[inside] + outwards * way).astype(int) for way in (-BORDER, BORDER)]
        near, far = (picture[pair[:, 1].clip(0, height - 1), pair[:, 0].clip(0, width - 1)] for pair in pairs)
        clear.append(float((np.abs(near.astype(float) - far).max(axis=1) > STEP).mean()))
    return on_border, clear


def is_black_around(corners: np.ndarray, picture: np.ndarray) -> bool:
    """Return whether a picture, uint8 (height, width, 3), is black or nearly so outside a quadrilateral."""
    inside = cv2.fillConvexPoly(np.zeros(picture.shape[:2], np.uint8), np.rint(corners).astype(np.int32), 1)
    outside = picture[cv2.dilate(inside, np.ones((9, 9), np.uint8)) == 0]
    return outside.size > 0 and float(np.quantile(outside.max(axis=1), 0.9)) < BLACK


def find_sheet(picture: np.ndarray) -> np.ndarray | None:
    """Return the corners of the sheet in a picture, uint8 (height, width, 3): float32 (4, 2), x and y, clockwise.

    None if no edges of a sheet are seen: then the sheet is the whole picture.
    """
    scale = SMALL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    even, sharp = cv2.medianBlur(small, STROKES), cv2.medianBlur(small, 5)
    best, largest = None, 0.0
    for mask in masks(even):
        corners = quadrilateral(mask)
        if corners is None:
            continue
        on_border, clear = sides(corners, sharp)
        area = cv2.contourArea(corners) / mask.size
        # with two sides or more on the border, an edge may be that of a shadow
        trusted = bool(clear) and min(clear) > 0.8 and (on_border < 2 or area > 0.8 or is_black_around(corners, small))
        if trusted and area > largest:
            best, largest = corners / scale, area
    return best


def straightened(picture: np.ndarray, corners: np.ndarray, inset: float = 0.01) -> np.ndarray:
    """Return the sheet with these corners as a rectangle, as seen from straight above, without its outermost edge."""
    lengths = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = round(max(lengths[0], lengths[2])), round(max(lengths[1], lengths[3]))
    edge = inset * min(width, height)
    target = np.float32([[0, 0], [width, 0], [width, height], [0, height]]) - edge
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    size = round(width - 2 * edge), round(height - 2 * edge)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
