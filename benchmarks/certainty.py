"""Measure how sure a model may be of the digits it writes, and write results/certainty.json.

    python benchmarks/certainty.py --data FILE.npz [--ship]

FILE holds pen-drawn digits by writers from whom no model has learned. Each is drawn in every rendering, and the shipped
default reads it beside three others. From its answers come the temperature, the probability below which it is not sure,
and the score for what may be no digit, which is fitted to digits that the model learned from and to letters, shapes and
scribbles of our own. What is reported was measured on writers and kinds that the fit had not seen. With --ship, the
weights that the package ships get these numbers.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from measuring import RESULTS, make_parser, text_table
from renderings import every_digit
from seen import HELD_BACK, Seen, joined, probability_of, read_alone, read_together
from telling_apart import tell_apart
from torch import Tensor

from mnist2x2.certainty import Certainty
from mnist2x2.checkpoint import DEFAULT, SHIPPED, load_pretrained, save_weights
from mnist2x2.data.loader import seed_for
from mnist2x2.data.mnist import load_mnist
from mnist2x2.files import write_json
from mnist2x2.reading import Trace
from mnist2x2.training.provenance import circumstances

BINS = 15  # of the reliability diagram, equally wide
RIGHT_MARKED = 0.0425  # share of right digits that the threshold may mark: below the 5% that are allowed elsewhere


def fitted_temperature(seen: Seen) -> float:
    """Return the temperature with the lowest loss (Guo et al. 2017, section 4.2)."""
    log = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([log], line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy(seen.trace.logits / log.exp(), seen.true)
        value.backward()
        return value

    optimizer.step(loss)
    return log.exp().item()


def reliability(probability: Tensor, right: Tensor) -> dict:
    """Return a reliability diagram, and the expected calibration error (Guo et al. 2017, section 2)."""
    bins, rows, error = (probability * BINS).long().clamp(max=BINS - 1), [], 0.0
    for number in range(BINS):
        own = bins == number
        count = int(own.sum())
        row = {"from": number / BINS, "to": (number + 1) / BINS, "digits": count}
        if count:
            row |= {"mean_probability": probability[own].mean().item(), "share_right": right[own].float().mean().item()}
            error += count / len(right) * abs(row["mean_probability"] - row["share_right"])
        rows.append(row)
    return {"expected_calibration_error": error, "bins": rows}


def marked(probability: Tensor, right: Tensor, sure: float | Tensor) -> dict:
    """Return which share of the right digits, and of the wrong ones, a threshold marks as not sure."""
    below = probability < sure
    return {"right": below[right].float().mean().item(), "wrong": below[~right].float().mean().item()}


def threshold_for(probability: Tensor, right: Tensor, share: float) -> float:
    """Return the threshold that marks this share of the right digits."""
    return probability[right].quantile(share).item()


def calibrate(seen: Seen, writers: np.ndarray) -> tuple[float, float, dict]:
    """Return the temperature, the threshold, and what they do: each half of the writers with numbers of the other."""
    names = np.unique(writers)
    second = torch.from_numpy(np.isin(writers, names[1::2]))
    temperature, sure = torch.ones(len(writers)), torch.ones(len(writers))
    for half in (second, ~second):
        others = Seen(Trace(*(part[~half] for part in seen.trace)), seen.written[~half], seen.true[~half])
        temperature[half] = fitted_temperature(others)
        likely = probability_of(others, temperature[half][0])
        sure[half] = threshold_for(likely, others.true == others.written, RIGHT_MARKED)
    right = seen.true == seen.written
    likely = probability_of(seen, temperature[:, None])
    curve = []
    for share in (0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1):
        threshold = threshold_for(likely, right, share)
        curve.append({"threshold": threshold, **marked(likely, right, threshold)})
    report = {
        "before": reliability(probability_of(seen), right),
        "after": reliability(likely, right),
        "marked": marked(likely, right, sure),
        "marked_below_0.9_before": marked(probability_of(seen), right, 0.9),
        "curve": curve,
        "digits": len(right),
        "wrong": int((~right).sum()),
    }
    own = fitted_temperature(seen)
    return own, threshold_for(probability_of(seen, own), right, RIGHT_MARKED), report


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--weights", default=DEFAULT, help="instead of the shipped default")
    parser.add_argument("--ship", action="store_true", help="store what was measured with the shipped weights")
    options = parser.parse_args()
    model = load_pretrained(options.weights)
    seen, writers = [], []
    images, labels = (part[-HELD_BACK:].numpy() for part in load_mnist())
    by_group = {
        "MNIST": [read_together(model, images, labels, 2)[0]],
        "MNIST, alone": [read_alone(model, images, labels, 2)],
    }
    for inked in every_digit(options.data):
        parts = inked.pictures, inked.labels, seed_for(inked.collection, inked.rendering)
        own, picks = read_together(model, *parts)
        seen.append(own)
        writers.append(inked.writers[picks])
        by_group.setdefault(inked.collection, []).append(own)
        by_group.setdefault(f"{inked.collection}, alone", []).append(read_alone(model, *parts))
    digits = {name: joined(own) for name, own in by_group.items()}
    temperature, sure, calibration = calibrate(joined(seen), np.concatenate(writers))
    score, no_digit = tell_apart(model, digits)
    model.certainty = Certainty(round(temperature, 3), round(sure, 3), score.no_digit)
    made_by = f"python benchmarks/certainty.py --data {options.data.name} --ship"
    result = {
        "made_by": made_by,
        "weights": options.weights,
        "temperature": model.certainty.temperature,
        "sure": model.certainty.sure,
        "calibration": calibration,
        "no_digit": no_digit,
        "measured_on": circumstances("cpu") | {"command": made_by},
    }
    if options.ship:
        save_weights(SHIPPED / f"{DEFAULT}.safetensors", model, torch.float16)
        write_json(RESULTS / "certainty.json", result)
    marks = calibration["marked"]
    errors = [calibration[key]["expected_calibration_error"] for key in ("before", "after")]
    print(f"temperature {temperature:.3f}; calibration error {errors[0]:.4f}, then {errors[1]:.4f}")
    print(
        f"not sure below {sure:.3f}: {marks['wrong']:.1%} of the wrong digits, {marks['right']:.1%} of the right ones"
    )
    names, rows = list(no_digit["groups"][0]["marked"]), []
    for row in no_digit["groups"]:
        shares = [*row["marked"].values(), row["marked_by_energy_alone"]]
        rows.append([row["group"], *(f"{share:.1%}" for share in shares)])
    print(text_table(["may be no digit", *names, "by energy alone"], rows))
    print("of digits: " + ", ".join(f"{share:.1%} ({name})" for name, share in no_digit["false_alarms"].items()))


if __name__ == "__main__":
    main()
