"""Train twins that differ in what the decoder knows of its own answer, and write results/words.json.

    python benchmarks/words.py

Each twin is trained with three seeds, by the recipe `sprint` with empty cells, for as many steps as its rivals, and
reads held-out grids with and without empty cells. The twins with perfect eyes are told the digits instead of seeing
pixels, so that all that is left to learn is how to write. It can be interrupted and started again: finished twins stay.
"""

import json
from dataclasses import asdict, replace

import torch
import torch.nn.functional as F
from measuring import RESULTS, make_parser, spread
from torch import Tensor, nn

from mnist2x2.attention import Cache
from mnist2x2.data.grids import MNIST2x2, grids_and_answers, held_out
from mnist2x2.data.loader import GridLoader, seed_for, tossed_languages
from mnist2x2.decoding import evaluating
from mnist2x2.evaluation import score_answers, teacher_forced
from mnist2x2.files import write_json
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.training.loop import digits_of
from mnist2x2.training.provenance import circumstances
from mnist2x2.training.recipes import RECIPES, TrainConfig
from mnist2x2.training.run import Run

GRIDS = {"digits": 46_080, "words": 61_440, "letters": 92_160}  # to learn from: longer answers take longer to learn
READ = 2000  # held-out grids to read, of each kind
PERFECT_EYES = {"steps": 600, "batch_size": 128, "learning_rate": 5e-3}
DIGITS_READ = 4  # by a twin with perfect eyes


class NoMix(nn.Module):
    """Heads that pass on nothing."""

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
        return torch.zeros_like(query)


class LastToken(GridTransformer):
    """Knows its last token and its place in the answer, nothing else: the decoder's self-attention passes on nothing.

    What is left of that sublayer is the bias of its output.
    """

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        for block in self.decoder:
            block.self_attention.mix = NoMix()


class AllAtOnce(GridTransformer):
    """Writes all tokens in one pass: its inputs repeat the first token, and each position may look at all others."""

    def decode(self, tokens: Tensor, memory: Tensor, cache: list[tuple[Cache, Cache]] | None = None) -> Tensor:
        tokens = tokens[:, :1].expand_as(tokens)  # (B, T)
        x = self.token_embedding(tokens) + self.token_position[: tokens.shape[1]]  # (B, T, D)
        for block in self.decoder:
            x = block(x, memory)
        return self.head(self.decoder_norm(x))  # (B, T, C)


class Loader(GridLoader):
    """Batches whose answers are in one language, if `english`, and whose first token says which, if `told`."""

    def __init__(self, *args, english: bool = False, told: bool = False, **options):
        super().__init__(*args, **options)
        self.english, self.told = english, told

    def plan(self, epoch: int) -> tuple[Tensor, Tensor, Tensor]:
        picks, is_empty, languages = super().plan(epoch)
        return picks, is_empty, torch.zeros_like(languages) if self.english else languages

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        grids, inputs, targets = super().batch(step)
        if self.told:
            start = step % len(self) * self.batch_size
            inputs[:, 0] = language_tokens(self.planned[1][2][start : start + len(inputs)], self.tokenizer)
        return grids, inputs, targets


def language_tokens(languages: Tensor, tokenizer) -> Tensor:
    """Return the first token that tells a language, (B,): `<start>` for English, `<pad>` for Spanish."""
    return torch.tensor([tokenizer.start, tokenizer.pad])[languages]


# each twin: its model, and the options of its loader
TWINS = {
    "whole history": (GridTransformer, {}),
    "last token": (LastToken, {}),
    "all at once": (AllAtOnce, {}),
    "all at once, language told": (AllAtOnce, {"told": True}),
    "whole history, English": (GridTransformer, {"english": True}),
    "last token, English": (LastToken, {"english": True}),
    "all at once, English": (AllAtOnce, {"english": True}),
}
PLAN = [  # what answers are written with, and the twin
    *(("words", twin) for twin in list(TWINS)[:4]),
    *(("letters", twin) for twin in TWINS),
    *(("digits", twin) for twin in list(TWINS)[:3]),
]


def config_of(answers: str, seed: int) -> TrainConfig:
    model = replace(RECIPES["sprint"].model, answers=answers)
    return replace(RECIPES["sprint"], grids=GRIDS[answers], empty=0.2, seed=seed, model=model)


def write(model: GridTransformer, memory: Tensor, first: Tensor, generator: torch.Generator | None = None) -> list[str]:
    """Return the answers after the first tokens, (B,): of likeliest tokens or, with a generator, of sampled ones."""
    tokenizer, tokens = model.config.tokenizer, first[:, None]

    def choose(logits: Tensor) -> Tensor:
        return logits.argmax(-1) if generator is None else logits.softmax(-1).multinomial(1, generator=generator)[:, 0]

    if isinstance(model, AllAtOnce):
        logits = model.decode(tokens.expand(-1, model.config.longest), memory)  # (B, T, C)
        return tokenizer.to_text(choose(logits.flatten(0, 1)).view(len(first), -1))
    cache, written = model.new_cache(), []
    for _ in range(model.config.longest):
        tokens = choose(model.decode(tokens, memory, cache)[:, 0])[:, None]  # (B, 1)
        written.append(tokens)
    return tokenizer.to_text(torch.cat(written, dim=1))


def measure(model: GridTransformer, dataset: MNIST2x2, seed: int, told: bool) -> dict:
    """Return how a twin reads a dataset, greedily and sampled. If it is told the language, that was tossed."""
    tokenizer = model.config.tokenizer
    grids, truth = grids_and_answers(dataset)
    languages = tossed_languages(tokenizer, len(grids), "words", seed)
    first = language_tokens(languages, tokenizer) if told else torch.full_like(languages, tokenizer.start)
    answers, sampled, draw = [], [], torch.Generator().manual_seed(seed_for("sample", seed))
    with evaluating(model):
        for part, starts in zip(grids.split(500), first.split(500), strict=True):
            memory = model.encode(part.float() / 255)  # (B, S, D)
            answers += write(model, memory, starts)
            sampled += write(model, memory, starts, draw)
    shares = {"greedy": score_answers(model, answers, truth), "sampled": score_answers(model, sampled, truth)}
    return {**{how: asdict(share) for how, share in shares.items()}, "examples": answers[:8]}


def take_all_steps(run: Run, loader: GridLoader) -> None:
    """Train a model for all epochs of its recipe."""
    run.total = run.config.epochs * len(loader)
    run.model.train()
    while run.step < run.total:
        run.take_step(run.model, loader.batch(run.step), run.step / run.total, world=1)


def train_twin(answers: str, twin: str, seed: int) -> dict:
    """Train one twin on pixels and return how it reads."""
    kind, options = TWINS[twin]
    config = config_of(answers, seed)
    torch.manual_seed(seed)
    run = Run(config, torch.device("cpu"), model=kind(config.model))
    loader = Loader(
        digits_of(config), config.batch_size, config.fresh, seed=seed, tokenizer=config.model.tokenizer, **options
    )
    take_all_steps(run, loader)
    run.end_epoch()
    told = options.get("told", False)
    result = {"answers": answers, "twin": twin, "seed": seed, "loss": run.history[-1]["loss"]}
    for name, dataset in held_out().items():
        part = MNIST2x2(train=False, size=READ, empty=dataset.empty_probability)
        result[name] = measure(run.model, part, seed, told)
        if twin == "whole history":
            languages = tossed_languages(config.model.tokenizer, len(part), "words", seed)
            result[name]["teacher_forced"] = teacher_forced(run.model, part, languages)
    return result


class PerfectEyes(GridTransformer):
    """Is told the digits of a grid: its memory is one vector a cell, of the digit there and of the cell's place."""

    def __init__(self, config: ModelConfig, history: bool):
        super().__init__(config)
        self.history = history
        self.digit = nn.Embedding(10, config.width)
        self.cell = nn.Parameter(torch.randn(config.digits, config.width))

    def see(self, labels: Tensor) -> Tensor:
        return self.encoder_norm(self.digit(labels) + self.cell)  # (B, 4, D)

    def decode(self, tokens: Tensor, memory: Tensor, cache: list[tuple[Cache, Cache]] | None = None) -> Tensor:
        """As in `GridTransformer`; without history, it sees `<start>` in place of every token."""
        hidden = torch.full_like(tokens, self.config.tokenizer.start)
        return super().decode(tokens if self.history else hidden, memory, cache)


def train_perfect_eyes(answers: str, history: bool, seed: int) -> dict:
    """Train a twin that is told the digits, and return its loss an answer and how it writes."""
    torch.manual_seed(seed)
    model = PerfectEyes(replace(ModelConfig(), answers=answers), history)
    tokenizer, steps, rate = model.config.tokenizer, PERFECT_EYES["steps"], PERFECT_EYES["learning_rate"]
    optimizer = torch.optim.AdamW(model.parameters(), rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)

    def loss_of(batch_size: int) -> Tensor:
        labels = torch.randint(10, (batch_size, DIGITS_READ))
        inputs, targets = tokenizer.teacher_forcing_pairs(labels, torch.randint(tokenizer.languages, (batch_size,)))
        logits = model.decode(inputs, model.see(labels))  # (B, T, C)
        total = F.cross_entropy(logits.transpose(1, 2), targets, ignore_index=tokenizer.pad, reduction="sum")
        return total / batch_size

    for _ in range(steps):
        loss = loss_of(PERFECT_EYES["batch_size"])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    labels = torch.randint(10, (READ, DIGITS_READ))
    truth = ["".join(map(str, row)) for row in labels.tolist()]
    with evaluating(model):
        loss, memory, first = loss_of(4 * READ).item(), model.see(labels), torch.full((READ,), tokenizer.start)
        greedy = write(model, memory, first)
        sampled = write(model, memory, first, torch.Generator().manual_seed(seed))
    shares = {"greedy": score_answers(model, greedy, truth), "sampled": score_answers(model, sampled, truth)}
    run = {"answers": answers, "twin": "history" if history else "no history", "seed": seed, "loss": loss}
    return run | {how: asdict(share) for how, share in shares.items()}


def summarize(runs: list[dict], how: str, grids: str | None = None) -> dict:
    """Return the spread over seeds of each share of the answers that were written greedily or sampled."""
    shares = [(run[grids] if grids else run)[how] for run in runs]
    names = [name for name, value in shares[0].items() if isinstance(value, float)]
    return {name: spread([share[name] for share in shares]) for name in names}


def summary_of(runs: list[dict]) -> dict:
    """Return, for each way to write and each twin, the spread of its shares over seeds."""
    summary: dict = {}
    for answers, twin in dict.fromkeys((run["answers"], run["twin"]) for run in runs):
        own = [run for run in runs if (run["answers"], run["twin"]) == (answers, twin)]
        entry = summary.setdefault(answers, {})[twin] = {"loss": spread([run["loss"] for run in own])}
        for grids in held_out():
            parts = {how: summarize(own, how, grids) for how in ("greedy", "sampled")}
            if "teacher_forced" in own[0][grids]:
                parts["teacher_forced"] = spread([run[grids]["teacher_forced"] for run in own])
            entry[grids] = parts
    return summary


def summary_of_perfect_eyes(runs: list[dict]) -> dict:
    summary = {}
    for twin in dict.fromkeys(run["twin"] for run in runs):
        own = [run for run in runs if run["twin"] == twin]
        parts = {how: summarize(own, how) for how in ("greedy", "sampled")}
        summary[twin] = {"loss": spread([run["loss"] for run in own]), **parts}
    return summary


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--threads", type=int, default=1, help="threads of the CPU; default: %(default)s")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    path = RESULTS / "words.json"
    done = json.loads(path.read_text()) if path.exists() else {"runs": [], "perfect_eyes": {"runs": []}}
    runs, seeing = done["runs"], done["perfect_eyes"]["runs"]

    def keep() -> None:
        content = {"made_by": "python benchmarks/words.py", "grids": GRIDS, "read": READ}
        content |= {"summary": summary_of(runs), "runs": runs}
        eyes = {**PERFECT_EYES, "summary": summary_of_perfect_eyes(seeing), "runs": seeing}
        write_json(path, {**content, "perfect_eyes": eyes, "measured_on": circumstances("cpu")})

    for seed in options.seeds:
        for history in (True, False):
            twin = "history" if history else "no history"
            if not any((run["twin"], run["seed"]) == (twin, seed) for run in seeing):
                seeing.append(train_perfect_eyes("words", history, seed))
                keep()
        for answers, twin in PLAN:
            if not any((run["answers"], run["twin"], run["seed"]) == (answers, twin, seed) for run in runs):
                runs.append(train_twin(answers, twin, seed))
                keep()
                right = runs[-1]["held_out"]["greedy"]["sequence_accuracy"]
                print(f"{answers:<8} {twin:<28} seed {seed}: {right:.1%} of full grids are right", flush=True)


if __name__ == "__main__":
    main()
