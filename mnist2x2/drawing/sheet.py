"""The paper in a photo, found by its edges: as seen from straight above, or, if it has no four corners, cut out."""

import cv2
import numpy as np

from mnist2x2.drawing.outlines import LEAST, SMALL, STEP, evenly, outlines_in, quadrilateral

CLEAR = 0.8  # of an edge: where colours differ across so much of it, it is the edge of paper
PATTERN = 20  # levels: colours of a patterned cloth deviate more from their mean
WHOLE = 0.8  # of the picture: a sheet with two sides outside the picture is at least as large
SOLID = 0.85  # of its convex hull: a piece of paper fills at least as much
BLACK = 70  # levels: what is darker is no shadow on paper
BORDER = 4  # of the small picture's pixels: a side so close to the border is the border
COARSE = 64  # pixels of the sides of the picture from which paper goes on around a piece


def across(places: np.ndarray, outwards: np.ndarray, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the colours on both sides of an edge in a picture, uint8 (height, width, 3): inside and outside, (m, 3).

    places: x and y (n, 2) on the edge; outwards: steps of length 1 (n, 2) across it. Only places within the picture
    count.
    """
    height, width = picture.shape[:2]
    ends = places + outwards * BORDER
    within = (ends >= 0).all(axis=1) & (ends < [width, height]).all(axis=1)
    pairs = [np.rint((places + outwards * way)[within]).astype(int) for way in (-BORDER, BORDER)]
    inside, outside = (picture[pair[:, 1].clip(0, height - 1), pair[:, 0].clip(0, width - 1)] for pair in pairs)
    return inside.astype(float), outside.astype(float)


def clearness(inside: np.ndarray, outside: np.ndarray) -> float:
    """Return at how many of the places on an edge, 0 to 1, the colours (n, 3) on its two sides differ."""
    return float((np.abs(inside - outside).max(axis=1) > STEP).mean()) if len(inside) else 0.0


def sides(corners: np.ndarray, picture: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the colours inside and outside of those sides of a quadrilateral that are not on the picture's border."""
    centre, found = corners.mean(axis=0), []
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = other - one
        outwards = np.array([along[1], -along[0]]) / max(np.linalg.norm(along), 1e-9)
        outwards *= np.sign(outwards @ ((one + other) / 2 - centre)) or 1
        places = one + np.linspace(0.08, 0.92, 60)[:, None] * along
        pair = across(places, np.broadcast_to(outwards, places.shape), picture)
        if len(pair[0]) >= len(places) / 2:
            found.append(pair)
    return found


def is_black_around(corners: np.ndarray, picture: np.ndarray) -> bool:
    """Return whether a picture, uint8 (height, width, 3), is black or nearly so outside a quadrilateral."""
    inside = cv2.fillConvexPoly(np.zeros(picture.shape[:2], np.uint8), np.rint(corners).astype(np.int32), 1)
    outside = picture[cv2.dilate(inside, np.ones((9, 9), np.uint8)) == 0]
    return outside.size > 0 and float(np.quantile(outside.max(axis=1), 0.9)) < BLACK


def is_on_pattern(found: list[tuple[np.ndarray, np.ndarray]]) -> bool:
    """Return whether paper lies on a patterned cloth: along its sides, colours change much more outside than inside."""
    inside, outside = (np.concatenate(colours).std(axis=0).max() for colours in zip(*found, strict=True))
    return outside > PATTERN and outside > 2 * inside


def find_corners(small: np.ndarray, sharp: np.ndarray, outlines: list[np.ndarray]) -> np.ndarray | None:
    """Return the corners of the sheet in a small picture, uint8 (height, width, 3), or None if it shows no whole sheet.

    They are float32 (4, 2), x and y, clockwise from the upper left. sharp: the picture without specks.
    """
    height, width = small.shape[:2]
    best, first = None, (0.0, 0.0)
    for corners in filter(lambda found: found is not None, (quadrilateral(own, width, height) for own in outlines)):
        found = sides(corners, sharp)
        if not found:
            continue
        clear, area = min(clearness(*pair) for pair in found), cv2.contourArea(corners) / (width * height)
        if clear > CLEAR:
            # with two sides or more on the border, an edge may be that of a shadow
            likely = len(found) > 2 or area > WHOLE or is_black_around(corners, small)
            rank = (2.0 if len(found) == 4 else 1.0), area  # a whole sheet comes before a larger part of the picture
        else:  # some of a pattern is as bright as the paper
            likely, rank = len(found) == 4 and clear > CLEAR / 2 and is_on_pattern(found), (0.0, clear)
        if likely and rank > first:
            best, first = corners, rank
    return best


def find_piece(sharp: np.ndarray, outlines: list[np.ndarray]) -> np.ndarray | None:
    """Return where a piece of paper of any shape, round or torn, lies in a small picture, uint8 (height, width, 3).

    That is uint8 (height, width), 1 where the paper is; or None if no piece has a clear edge all around.
    """
    mask = np.zeros(sharp.shape[:2], np.uint8)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True):
        area = cv2.contourArea(outline)
        if area < max(LEAST * mask.size, SOLID * cv2.contourArea(cv2.convexHull(outline))):
            continue
        places = evenly(outline)
        along = np.roll(places, -BORDER, axis=0) - np.roll(places, BORDER, axis=0)
        outwards = np.stack([along[:, 1], -along[:, 0]], axis=1)
        outwards /= np.maximum(np.linalg.norm(outwards, axis=1, keepdims=True), 1e-9)
        pair = across(places, outwards, sharp)
        if len(pair[0]) > 0.95 * len(places) and clearness(*pair) > CLEAR:
            cv2.drawContours(mask, [outline], -1, 1, cv2.FILLED)
            return cv2.erode(mask, np.ones((5, 5), np.uint8))
    return None


def straightened(picture: np.ndarray, corners: np.ndarray, inset: float = 0.01) -> np.ndarray:
    """Return the sheet with these corners as a rectangle, as seen from straight above, without its outermost edge."""
    lengths = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = round(max(lengths[0], lengths[2])), round(max(lengths[1], lengths[3]))
    edge = inset * min(width, height)
    target = np.float32([[0, 0], [width, 0], [width, height], [0, height]]) - edge
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    size = round(width - 2 * edge), round(height - 2 * edge)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def cut_out(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the part of a picture, uint8 (height, width, 3), where a mask, uint8 (height, width), is 1.

    Around it, the paper goes on to the corners.
    """
    left, top, width, height = cv2.boundingRect(mask)
    picture, mask = (values[top : top + height, left : left + width] for values in (picture, mask))
    coarse = [
        cv2.GaussianBlur(cv2.resize(values, (COARSE, COARSE), interpolation=cv2.INTER_AREA), (0, 0), COARSE / 10)
        for values in ((picture * mask[..., None]).astype(np.float32), mask.astype(np.float32))
    ]
    paper = cv2.resize(coarse[0] / np.maximum(coarse[1], 1e-3)[..., None], (width, height))
    return np.where(mask[..., None] > 0, picture, paper.clip(0, 255).astype(np.uint8))


def paper_in(picture: np.ndarray) -> np.ndarray | None:
    """Return the paper in a picture as a picture of its own, both uint8 (height, width, 3).

    None if no edges of paper are seen: then the whole picture is paper.
    """
    scale = SMALL / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sharp = cv2.medianBlur(small, 5)
    outlines = outlines_in(small, sharp)
    corners = find_corners(small, sharp, outlines)
    if corners is not None:
        return straightened(picture, corners / scale)
    mask = find_piece(sharp, outlines)
    if mask is None:
        return None
    return cut_out(picture, cv2.resize(mask, picture.shape[1::-1], interpolation=cv2.INTER_NEAREST))
