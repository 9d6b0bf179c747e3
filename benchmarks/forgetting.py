"""Measure what fine-tuning gains and forgets, by what may learn and with or without replay: results/forgetting.json.

    python benchmarks/forgetting.py --data FILE.npz

FILE holds pen-drawn digits by writers from whom no model has learned; those whose names begin with --writers are used.
Half of a writer's digits are learned by the plain loop of chapter 10, the other half and MNIST's test grids are read.
In turn all weights learn, or those of the decoder, or low-rank matrices, at several learning rates.
"""

import copy
from itertools import product

import numpy as np
import torch
import torch.nn.functional as F
from corrections import digits_by_writer, halves
from low_rank import adapt
from measuring import RESULTS, text_table
from tqdm.auto import tqdm

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.data.loader import GridLoader
from mnist2x2.data.pens import PenDigit
from mnist2x2.decoding import read_grids
from mnist2x2.evaluation import score
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import PAD
from mnist2x2.training.fine_tuning import cells_and_labels
from mnist2x2.training.provenance import circumstances

STEPS, BATCH, RANK = (10, 30, 60), 64, 4
RATES = (3e-4, 1e-3, 3e-3, 1e-2)


def only_the_decoder(model: GridTransformer) -> GridTransformer:
    for part in (model.patch_embedding, model.encoder, model.encoder_norm):
        part.requires_grad_(False)
    return model


WAYS = {
    "all weights": lambda model: model,
    "the decoder": only_the_decoder,
    f"rank {RANK}": lambda model: adapt(model, RANK),
}


def pool(images, labels, replay: bool) -> MNIST2x2:
    """Return what to compose grids of: the corrected digits alone or, with replay, as many of MNIST's."""
    if not replay:
        return MNIST2x2(size=BATCH, only=slice(0, 0), more=(images, labels))
    times = 60_000 // len(images)
    return MNIST2x2(size=BATCH, more=(images.repeat(times, 1, 1), labels.repeat(times)))


def path_of(model: GridTransformer, data: MNIST2x2, rate: float, sets: dict) -> list[dict]:
    """Take plain steps; return the shares of sequences read right in each set after each number of steps in STEPS."""
    torch.manual_seed(0)
    learning = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer, loader, path = torch.optim.AdamW(learning, lr=rate), GridLoader(data, BATCH, fresh=True), []
    for step in range(1, STEPS[-1] + 1):
        grids, inputs, targets = loader.batch(step)
        logits = model.train()(grids / 255, inputs)  # (B, T, C)
        loss = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=PAD)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step in STEPS:
            path.append(
                {name: score(read_grids(model, own), truth).sequence_accuracy for name, (own, truth) in sets.items()}
            )
    return path


def measure(model: GridTransformer, name: str, digits: list[PenDigit], mnist) -> dict:
    """Return, for one writer, what was read right before, and after learning in each way."""
    learned, held_back = halves(name, digits)
    images, labels = cells_and_labels(*learned)
    sets = {"hand": held_back, "mnist": mnist}
    before = {kind: score(read_grids(model, own), truth).sequence_accuracy for kind, (own, truth) in sets.items()}
    rows = []
    for (way, prepared), replay, rate in product(WAYS.items(), (False, True), RATES):
        path = path_of(prepared(copy.deepcopy(model)), pool(images, labels, replay), rate, sets)
        rows += [
            {"way": way, "replay": replay, "rate": rate, "steps": steps, **shares}
            for steps, shares in zip(STEPS, path, strict=True)
        ]
    return {"before": before, "rows": rows}


def summary(writers: dict[str, dict]) -> list[dict]:
    """Return the mean change over writers, for each way of learning."""
    found = []
    for rows in zip(*(writer["rows"] for writer in writers.values()), strict=True):
        changes = {
            kind: [row[kind] - writer["before"][kind] for row, writer in zip(rows, writers.values(), strict=True)]
            for kind in ("hand", "mnist")
        }
        named = {name: rows[0][name] for name in ("way", "replay", "rate", "steps")}
        found.append(named | {kind: float(np.mean(values)) for kind, values in changes.items()})
    return found


def main() -> None:
    asked, model = digits_by_writer(__doc__), load_pretrained()
    mnist = grids_and_answers(MNIST2x2(train=False, size=1000))
    writers = {name: measure(model, name, digits, mnist) for name, digits in tqdm(asked.items(), unit="writer")}
    machine, means = circumstances("cpu"), summary(writers)
    result = {"made_by": machine["command"], "rank": RANK, "means": means, "writers": writers, "measured_on": machine}
    write_json(RESULTS / "forgetting.json", result)
    rows = [[*map(str, list(row.values())[:4]), f"{row['hand']:+.2%}", f"{row['mnist']:+.2%}"] for row in means]
    print(text_table(["way", "replay", "rate", "steps", "hand", "MNIST"], rows))


if __name__ == "__main__":
    main()
