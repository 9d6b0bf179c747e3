"""Right answers to the exercises of chapter 9 in unusual forms. The check must accept each one."""

BOX = """
def to_box(strokes):
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = 20 / max((high - low).max(), 1e-9)
    boxed = [(stroke - (low + high) / 2) * scale + 14 for stroke in strokes]
    return {}
"""

RIGHT = {
    "9.1": [
        BOX.format("tuple(boxed)"),
        BOX.format("iter(boxed)"),
        BOX.format("[stroke.tolist() for stroke in boxed]"),
        BOX.format("[torch.tensor(stroke, dtype=torch.float32) for stroke in boxed]"),
        BOX.format("boxed if len(boxed) > 1 else np.stack(boxed)"),
        # NaN, found and replaced
        """
def to_box(strokes):
    points = np.vstack(strokes)
    low = points.min(axis=0)
    points = points - low
    if points.any():
        points = points / points.max() * 20
    points += 14 - points.max(axis=0) / 2
    return np.split(points, np.cumsum([len(stroke) for stroke in strokes])[:-1])
""",
        # no arrays at all
        """
def to_box(strokes):
    xs, ys = zip(*(point for stroke in strokes for point in stroke))
    side = max(max(xs) - min(xs), max(ys) - min(ys)) or 1
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [[((a - x) * 20 / side + 14, (b - y) * 20 / side + 14) for a, b in stroke] for stroke in strokes]
""",
    ],
    "9.2": [
        # sorted, looking only where the probability changes
        """
def kept(probabilities, right, wanted):
    chances, order = probabilities.sort(descending=True)
    shares = right[order].double().cumsum(0) / torch.arange(1, len(order) + 1)
    last_of_equals = torch.cat([chances[1:] != chances[:-1], torch.tensor([True])])
    good = (last_of_equals & (shares >= wanted)).nonzero()
    return (good.max() + 1) / len(order) if len(good) else torch.tensor(0)
""",
        # all thresholds at once
        """
def kept(probabilities, right, wanted):
    sure = probabilities >= probabilities[:, None]  # (thresholds, answers)
    enough = (sure & right).sum(1) >= wanted * sure.sum(1)
    return (sure.double().mean(1) * enough).max()
""",
        # numbers of many kinds, thresholds in order
        """
def kept(probabilities, right, wanted):
    from fractions import Fraction
    for threshold in probabilities.unique():
        sure = probabilities >= threshold
        if right[sure].float().mean() >= wanted:
            return Fraction(int(sure.sum()), len(sure))
    return 0
""",
        """
def kept(probabilities, right, wanted):
    probabilities, right = probabilities.numpy(), right.numpy()
    shares = [np.mean(probabilities >= t) for t in probabilities if right[probabilities >= t].mean() >= wanted]
    return max(shares, default=False)
""",
        # thresholds between the probabilities
        """
def kept(probabilities, right, wanted):
    order = probabilities.double().unique()
    best = 0.0
    for threshold in torch.cat([order[:1] - 1, (order[1:] + order[:-1]) / 2]):
        sure = probabilities >= threshold
        if right[sure].double().mean() >= wanted:
            best = max(best, sure.double().mean().item())
    return best
""",
    ],
}
