"""Plausible wrong answers to the exercises of chapter 9. The check must reject each one."""

WRONG = {
    "9.1": [
        # scales each axis separately, which loses the aspect ratio
        """
def to_box(strokes):
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) * 20 / np.maximum(high - low, 1e-9) + 14 for stroke in strokes]
""",
        # gives each stroke its own box
        """
def to_box(strokes):
    boxed = []
    for stroke in strokes:
        low, high = stroke.min(axis=0), stroke.max(axis=0)
        boxed.append((stroke - (low + high) / 2) * 20 / max((high - low).max(), 1e-9) + 14)
    return boxed
""",
        # places the corner of the box instead of its middle
        """
def to_box(strokes):
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - low) * 20 / max((high - low).max(), 1e-9) + 4 for stroke in strokes]
""",
        # centres on the mean of the points, which is not the middle of the box
        """
def to_box(strokes):
    points = np.concatenate(strokes)
    longer = np.ptp(points, axis=0).max()
    return [(stroke - points.mean(axis=0)) * 20 / max(longer, 1e-9) + 14 for stroke in strokes]
""",
    ],
    "9.2": [
        # stops at the first answer that breaks the rule, although later ones may make up for it
        """
def kept(probabilities, right, wanted):
    best, order = 0.0, probabilities.argsort(descending=True)
    for n in range(1, len(order) + 1):
        if right[order[:n]].double().mean() < wanted:
            break
        best = n / len(order)
    return best
""",
        # counts answers one by one, although a threshold keeps all answers of equal probability
        """
def kept(probabilities, right, wanted):
    order = probabilities.argsort(descending=True, stable=True)
    shares = right[order].double().cumsum(0) / torch.arange(1, len(order) + 1)
    good = (shares >= wanted).nonzero()
    return (good.max().item() + 1) / len(order) if len(good) else 0.0
""",
        # uses `wanted` as the threshold for the probability
        """
def kept(probabilities, right, wanted):
    return (probabilities >= wanted).double().mean().item()
""",
        # the share kept of the right answers, not of all answers
        """
def kept(probabilities, right, wanted):
    best = 0.0
    for threshold in probabilities:
        sure = probabilities >= threshold
        if right[sure].double().mean() >= wanted:
            best = max(best, (right[sure].sum() / right.sum()).item())
    return best
""",
    ],
}
