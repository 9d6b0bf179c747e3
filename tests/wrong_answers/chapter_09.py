"""Plausible wrong answers to the exercises of chapter 9. The check must reject each one.

Each is code, or a pair: code and words of the hint that it must get.
"""

TO_BOX = "def to_box(strokes):\n    "
KEPT = "def kept(probabilities, right, wanted):\n    "

BOX = """
def to_box(strokes):
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    side = {}
    return [(stroke - {}) * 20 / (side if side else 1e-9) + {} for stroke in strokes]
"""

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
        # the shorter side
        (BOX.format("(high - low).min()", "(low + high) / 2", "14"), "not the shorter one"),
        # the middle at 0
        (BOX.format("(high - low).max()", "(low + high) / 2", "0"), "it should be at 14"),
        # begins at 0
        (BOX.format("(high - low).max()", "low", "0"), "the box begins at 0"),
        # the box of 28
        (BOX.format("(high - low).max() * 20 / 28", "(low + high) / 2", "14"), "not 28"),
        # x and y swapped
        (
            TO_BOX + "points = np.concatenate(strokes)\n"
            "    low, high = points.min(0), points.max(0)\n"
            "    scale = 20 / max((high - low).max(), 1e-9)\n"
            "    return [((stroke - (low + high) / 2) * scale + 14)[:, ::-1] for stroke in strokes]",
            "x and y are swapped",
        ),
        # mirrored
        (BOX.format("-(high - low).max()", "(low + high) / 2", "14"), "mirrored"),
        # divides by zero for a dot
        (
            TO_BOX + "points = np.concatenate(strokes)\n"
            "    low, high = points.min(0), points.max(0)\n"
            "    return [(stroke - (low + high) / 2) * 20 / (high - low).max() + 14 for stroke in strokes]",
            "for a single dot, expected points of shape (1, 2), given NaN",
        ),
        # one array
        (
            TO_BOX + "points = np.concatenate(strokes)\n"
            "    low, high = points.min(0), points.max(0)\n"
            "    return (points - (low + high) / 2) * 20 / max((high - low).max(), 1e-9) + 14",
            "expected",
        ),
        # writes into its input
        (
            TO_BOX + "points = np.concatenate(strokes)\n"
            "    low, high = points.min(0), points.max(0)\n"
            "    for stroke in strokes:\n"
            "        stroke -= (low + high) / 2\n"
            "        stroke *= 20 / max((high - low).max(), 1e-9)\n"
            "        stroke += 14\n"
            "    return strokes",
            "your code changes its input",
        ),
        # returns what it was given
        (TO_BOX + "return strokes", "expected a box"),
        # takes only a single point for a dot
        (
            TO_BOX + "points = np.concatenate(strokes)\n"
            "    if len(points) == 1:\n"
            "        return [np.array([[14.0, 14.0]])]\n"
            "    low, high = points.min(0), points.max(0)\n"
            "    return [(stroke - (low + high) / 2) * 20 / (high - low).max() + 14 for stroke in strokes]",
            "for three points in one place",
        ),
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
        # a table of thresholds
        (
            KEPT + "best = 0.0\n"
            "    for threshold in torch.linspace(0, 1, 101):\n"
            "        sure = probabilities >= threshold\n"
            "        if sure.any() and right[sure].double().mean() >= wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "are the thresholds to try",
        ),
        # a fine table of thresholds
        (
            KEPT + "best = 0.0\n"
            "    for threshold in torch.linspace(0, 1, 1001):\n"
            "        sure = probabilities >= threshold\n"
            "        if sure.any() and right[sure].double().mean() >= wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "are the thresholds to try",
        ),
        # above the threshold, not at it
        (
            KEPT + "best = 0.0\n"
            "    for threshold in probabilities:\n"
            "        sure = probabilities > threshold\n"
            "        if sure.any() and right[sure].double().mean() >= wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "exactly at the threshold",
        ),
        # more than wanted
        (
            KEPT + "best = 0.0\n"
            "    for threshold in probabilities:\n"
            "        sure = probabilities >= threshold\n"
            "        if right[sure].double().mean() > wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "exactly `wanted` is enough",
        ),
        # a number of answers
        (
            KEPT + "best = 0\n"
            "    for threshold in probabilities:\n"
            "        sure = probabilities >= threshold\n"
            "        if right[sure].double().mean() >= wanted:\n"
            "            best = max(best, sure.sum().item())\n"
            "    return best",
            "divide it",
        ),
        # the share of right answers
        (KEPT + "return right.double().mean()", "the share of right answers"),
        # the threshold
        (
            KEPT + "good = [t for t in probabilities if right[probabilities >= t].double().mean() >= wanted]\n"
            "    return min(good, default=0)",
            "this is the threshold",
        ),
        # stops at the first threshold that fails, from above
        (
            KEPT + "best = 0.0\n"
            "    for threshold in probabilities.unique().flip(0):\n"
            "        sure = probabilities >= threshold\n"
            "        if right[sure].double().mean() < wanted:\n"
            "            return best\n"
            "        best = sure.double().mean().item()\n"
            "    return best",
            "you stop too early",
        ),
        # None if there is no threshold
        (
            KEPT + "good = [t for t in probabilities if right[probabilities >= t].double().mean() >= wanted]\n"
            "    shares = [(probabilities >= t).double().mean().item() for t in good]\n"
            "    return max(shares) if shares else None",
            "your function returned None",
        ),
        # never the highest probability as the threshold
        (
            KEPT + "best = 0.0\n"
            "    for threshold in probabilities.unique()[:-1]:\n"
            "        sure = probabilities >= threshold\n"
            "        if right[sure].double().mean() >= wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "wanted 1.0, expected 0.333, given 0.000",
        ),
        # rounds the share of right answers
        (
            KEPT + "best = 0.0\n"
            "    for threshold in probabilities:\n"
            "        sure = probabilities >= threshold\n"
            "        if right[sure].double().mean().round(decimals=1) >= wanted:\n"
            "            best = max(best, sure.double().mean().item())\n"
            "    return best",
            "wanted 0.9, expected 0.857, given 1.000",
        ),
        # sorts its inputs
        (
            KEPT + "order = probabilities.argsort(descending=True)\n"
            "    probabilities.copy_(probabilities[order])\n"
            "    right.copy_(right[order])\n"
            "    shares = [right[probabilities >= t].double().mean() for t in probabilities]\n"
            "    kept = [(probabilities >= t).double().mean() for t in probabilities]\n"
            "    return max([k for k, share in zip(kept, shares) if share >= wanted], default=0)",
            "your code changes its inputs",
        ),
    ],
}
