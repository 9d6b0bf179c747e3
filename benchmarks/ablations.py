"""Take attention away in training, and heads away from trained models, and write results/ablations.json.

    python benchmarks/ablations.py

First, each head of `book` is replaced by zero, by its mean over pictures, and by what it passes on for another picture.
The head that empty cells need most is tested further, there and in other trained models. Then readers are trained with
and without the encoder's attention, three seeds each. Their learning rates are chosen on validation digits, the last
10,000 training digits. It can be interrupted and started again: what is finished stays.
"""

import json
from itertools import product

import torch
import torch.nn.functional as F
from measuring import RESULTS, make_parser, spread
from taking_away import heads_taken_away, layers_taken_away, the_flag
from torch import Tensor, nn
from words import NoMix, config_of, take_all_steps

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers, held_out
from mnist2x2.data.loader import GridLoader
from mnist2x2.decoding import evaluating, read_grids
from mnist2x2.evaluation import score
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.patches import CELLS
from mnist2x2.tokenizer import DIGITS
from mnist2x2.training.loop import digits_of
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.run import Run

STEPS, BATCH = 600, 128
RATES = (2e-3, 4e-3, 8e-3, 16e-3)
HELD_BACK = 10_000  # validation digits
EMPTY = 0.4  # of the cells, where a reader learns from grids with empty cells
LAST = CELLS[:, 3]  # the bottom right patch of each cell


class FourHeads(GridTransformer):
    """Four linear heads, each on the mean of its cell's four vectors: pictures to logits (B, 4, C)."""

    empty = 0.0  # each answer has four digits

    def __init__(self, config: ModelConfig):
        super().__init__(config)  # only its encoder is used
        self.heads = nn.ModuleList(nn.Linear(config.width, config.vocabulary) for _ in range(4))

    def forward(self, pixels: Tensor, tokens: Tensor | None = None) -> Tensor:
        cells = self.encode(pixels)[:, CELLS].mean(dim=2)  # (B, 4, D)
        return torch.stack([head(cells[:, i]) for i, head in enumerate(self.heads)], dim=1)


class OneHead(GridTransformer):
    """One linear head for all cells, on the vector of each cell's bottom right patch: pictures to logits (B, 4, C)."""

    empty = 0.0

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        self.one_head = nn.Linear(config.width, config.vocabulary)

    def forward(self, pixels: Tensor, tokens: Tensor | None = None) -> Tensor:
        return self.one_head(self.encode(pixels)[:, LAST])


class FiveHeads(GridTransformer):
    """Five linear heads, one a token of the answer, each on all 16 vectors: pictures to logits (B, 5, C)."""

    empty = EMPTY

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        self.heads = nn.Linear(config.patches * config.width, config.longest * config.vocabulary)

    def forward(self, pixels: Tensor, tokens: Tensor | None = None) -> Tensor:
        logits = self.heads(self.encode(pixels).flatten(1))  # (B, T * C)
        return logits.unflatten(1, (self.config.longest, -1))


class EncoderDecoder(GridTransformer):
    """The whole model."""

    empty = EMPTY


WHOLE = "encoder-decoder, trained longer"  # by the recipe `sprint`
READERS = {
    "four heads on means": FourHeads,
    "one head on one row": OneHead,
    "five heads on all rows": FiveHeads,
    "encoder-decoder": EncoderDecoder,
}


def without_attention(model: GridTransformer) -> None:
    """Let the heads of the encoder pass on nothing. What is left of those sublayers is the bias of their output."""
    for block in model.encoder:
        block.attention.mix = NoMix()


def train_reader(
    kind: type[GridTransformer], attention: bool, seed: int, rate: float, only: slice = slice(None)
) -> GridTransformer:
    """Train a reader on fresh grids of MNIST's training digits, or of a slice of them."""
    torch.manual_seed(seed)
    reader = kind(ModelConfig())
    if not attention:
        without_attention(reader)
    digits = MNIST2x2(only=only, size=60_000, empty=kind.empty)
    loader = GridLoader(digits, BATCH, fresh=True, seed=seed)
    optimizer = torch.optim.AdamW(reader.parameters(), rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=STEPS)
    for step in range(STEPS):
        grids, inputs, targets = loader.batch(step)
        logits = reader(grids.float() / 255, inputs)  # (B, 4, C) or (B, T, C)
        targets = targets[:, : logits.shape[1]]
        loss = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=DIGITS.pad)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return reader.eval()


def read(reader: GridTransformer, grids: Tensor) -> list[str]:
    """Return what a reader reads in grids uint8 (B, 56, 56)."""
    if isinstance(reader, EncoderDecoder):
        return read_grids(reader, grids)
    with evaluating(reader):
        written = torch.cat([reader(part.float() / 255).argmax(-1) for part in grids.split(1000)])
    return DIGITS.to_text(written)


def accuracies(reader: GridTransformer, held_back: int = 0) -> dict:
    """Return the sequence and digit accuracy on each kind of grid that a reader has learned from."""
    shares = {}
    for kind, dataset in held_out(held_back).items():
        if reader.empty or not dataset.empty_probability:
            grids, truth = grids_and_answers(dataset)
            result = score(read(reader, grids), truth)
            shares[kind] = {name: getattr(result, name) for name in ("sequence_accuracy", "digit_accuracy")}
    return shares


def try_rates(kind: type[GridTransformer], attention: bool, tried: dict[str, float]) -> dict:
    """Return the rate with the best mean sequence accuracy on validation digits, and what all rates reach."""
    for rate in RATES:
        if str(rate) not in tried:
            reader = train_reader(kind, attention, 0, rate, slice(0, 60_000 - HELD_BACK))
            shares = accuracies(reader, HELD_BACK)
            tried[str(rate)] = sum(share["sequence_accuracy"] for share in shares.values()) / len(shares)
    return {"chosen": max(RATES, key=lambda rate: tried[str(rate)]), "validation": tried}


def train_whole(seed: int, attention: bool) -> EncoderDecoder:
    """Train a whole model by the recipe `sprint` with empty cells, as `benchmarks/words.py` trains its twins."""
    config = config_of("digits", seed)
    torch.manual_seed(seed)
    run = Run(config, torch.device("cpu"), model=EncoderDecoder(config.model))
    if not attention:
        without_attention(run.model)
    loader = GridLoader(digits_of(config), config.batch_size, config.fresh, seed=seed)
    take_all_steps(run, loader)
    return run.model.eval()


def summary_of(runs: list[dict]) -> dict:
    """Return, for each reader and each kind of grid, the spread of its accuracies over seeds."""
    summary = {}
    for name in dict.fromkeys(run["reader"] for run in runs):
        own = [run for run in runs if run["reader"] == name]
        kinds = [kind for kind in held_out() if kind in own[0]]
        summary[name] = {
            kind: {share: spread([run[kind][share] for run in own]) for share in own[0][kind]} for kind in kinds
        }
    return summary


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--threads", type=int, default=1, help="threads of the CPU; default: %(default)s")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    path = RESULTS / "ablations.json"
    done = json.loads(path.read_text()) if path.exists() else {}
    rates, runs = (done.get("trained", {}).get(part, kind) for part, kind in (("rates", {}), ("runs", [])))
    book, seeds = done.get("book", {}), done.get("seeds", [])

    def keep() -> None:
        settings = {"steps": STEPS, "batch_size": BATCH, "empty": EMPTY, "validation_digits": HELD_BACK}
        trained = {**settings, "rates": rates, "summary": summary_of(runs), "runs": runs}
        content = {"made_by": "python benchmarks/ablations.py", "trained": trained, "book": book, "seeds": seeds}
        write_json(path, content | {"measured_on": circumstances("cpu")})

    model = load_pretrained("book")
    for part, measure in (("layers", layers_taken_away), ("heads", heads_taken_away), ("flag", the_flag)):
        if part not in book:
            book[part] = measure(model)
            keep()
            print(f"book: {part} taken away", flush=True)
    for kind_name, kind in READERS.items():
        for attention in (True, False):
            name = kind_name if attention else f"{kind_name}, no attention"
            rates[name] = try_rates(kind, attention, rates.get(name, {}).get("validation", {}))
            keep()
            print(f"{name}: rate {rates[name]['chosen']}", flush=True)
    for seed in options.seeds:
        for kind_name, attention in product([*READERS, WHOLE], (True, False)):
            name = kind_name if attention else f"{kind_name}, no attention"
            rate = rates[name]["chosen"] if name in rates else None  # the recipe's
            about = {"reader": name, "seed": seed, "rate": rate}
            if any(all(run[key] == value for key, value in about.items()) for run in runs):
                continue
            if rate is None:
                reader = train_whole(seed, attention)
            else:
                reader = train_reader(READERS[kind_name], attention, seed, rate)
            runs.append({**about, **accuracies(reader)})
            if kind_name == WHOLE and attention:
                seeds.append({"seed": seed, **the_flag(reader)})
            keep()
            shares = [f"{runs[-1][kind]['sequence_accuracy']:.1%}" for kind in held_out() if kind in runs[-1]]
            print(f"{name}, seed {seed}: {', '.join(shares)} right", flush=True)


if __name__ == "__main__":
    main()
