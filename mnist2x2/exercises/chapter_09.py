"""Checks for chapter 9: fitting strokes into MNIST's box, and how many answers can be kept."""

import numpy as np
import torch

from mnist2x2.exercises import exercise


@exercise("9.1")
def check_to_box(to_box):
    draw = np.random.default_rng(9)
    cases = {"a single dot": [np.array([[3.0, 7.0]])], "an upright line": [np.array([[5.0, 0.0], [5.0, 90.0]])]}
    for strokes in (1, 2, 3):
        for sides in ((300, 40), (25, 80), (0.3, 0.5)):
            corner = draw.uniform(-50, 50, size=2)
            drawing = [draw.uniform(0, 1, size=(draw.integers(2, 9), 2)) * sides + corner for _ in range(strokes)]
            cases[f"{strokes} strokes within {sides[0]} x {sides[1]}"] = drawing
    for case, strokes in cases.items():
        originals = [stroke.copy() for stroke in strokes]
        boxed = to_box(strokes)
        assert all(map(np.array_equal, strokes, originals)), "your code changes its input"
        assert isinstance(boxed, list) and len(boxed) == len(strokes), (
            f"{case}: expected a list of {len(strokes)} arrays, given {type(boxed).__name__}"
        )
        boxed = [np.asarray(stroke) for stroke in boxed]
        shapes = [[part.shape for part in parts] for parts in (boxed, strokes)]
        assert shapes[0] == shapes[1], f"{case}: expected arrays of shapes {shapes[1]}, given {shapes[0]}"
        compare(np.concatenate(boxed), np.concatenate(strokes), case)


def compare(boxed: np.ndarray, points: np.ndarray, case: str) -> None:
    """Assert that `boxed` is points (n, 2) scaled uniformly to a box of 20 pixels in the middle of 28."""
    assert np.isfinite(boxed).all(), f"{case}: your points include NaN or infinity"
    low, high = boxed.min(axis=0), boxed.max(axis=0)
    middle, sides = (low + high) / 2, high - low
    expected = np.ptp(points, axis=0) * (20 / max(np.ptp(points, axis=0).max(), 1e-9))
    assert abs(sides.max() - expected.max()) < 1e-6, (
        f"{case}: the longer side of the box of all strokes is {sides.max():.2f}, expected {expected.max():.2f}"
    )
    assert np.allclose(sides, expected, atol=1e-6), (
        f"{case}: the box is {sides[0]:.2f} x {sides[1]:.2f}, expected {expected[0]:.2f} x {expected[1]:.2f}"
    )
    assert np.allclose(middle, 14, atol=1e-6), (
        f"{case}: the middle of the box is at x = {middle[0]:.2f}, y = {middle[1]:.2f}, expected 14 and 14"
    )
    scale = expected.max() / max(np.ptp(points, axis=0).max(), 1e-9)
    wanted = (points - (points.min(axis=0) + points.max(axis=0)) / 2) * scale + 14
    assert np.allclose(boxed, wanted, atol=1e-6), f"{case}: the box is right, the points in it are not"


def most_kept(probabilities: list[float], right: list[bool], wanted: float) -> float:
    """Return the right answer to the exercise, computed with lists."""
    best = 0
    for threshold in set(probabilities):
        kept = [good for chance, good in zip(probabilities, right, strict=True) if chance >= threshold]
        if sum(kept) >= wanted * len(kept) - 1e-9:
            best = max(best, len(kept))
    return best / len(right)


@exercise("9.2")
def check_kept(kept):
    cases = [
        ([0.9, 0.8, 0.7, 0.6], [True, True, False, False], 1.0),
        ([0.9, 0.8, 0.7, 0.6], [False, True, True, True], 0.75),  # the most probable is wrong
        ([0.6, 0.9, 0.7, 0.8], [True, True, False, True], 0.75),  # not sorted
        ([0.9, 0.9, 0.5, 0.4], [True, False, False, False], 1.0),  # equal probabilities: both or neither
        ([0.9, 0.8], [False, False], 0.5),
    ]
    draw = torch.Generator().manual_seed(9)
    for _ in range(50):
        chances = (torch.rand(40, generator=draw) * 20).round() / 20
        right = torch.rand(40, generator=draw) < 0.3 + 0.6 * chances
        cases.append((chances.tolist(), right.tolist(), 0.8))
    for probabilities, right, wanted in cases:
        answer = kept(torch.tensor(probabilities), torch.tensor(right), wanted)
        expected = most_kept(probabilities, right, wanted)
        case = f"probabilities {probabilities}, right {right}" if len(right) < 5 else f"{len(right)} answers"
        assert isinstance(answer, int | float | torch.Tensor), f"expected a number, got {type(answer).__name__}"
        assert abs(float(answer) - expected) < 1e-6, (
            f"{case}, wanted {wanted}: your share is {float(answer):.3f}, expected {expected:.3f}"
        )
