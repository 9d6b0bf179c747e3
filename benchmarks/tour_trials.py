"""What the tours of the microscope are measured with: a model whose heads are taken away, held and looked at."""

from itertools import product

import torch
from looking import CHOSEN_ON, REPORTED_ON, Maps, maps_of, on_the_cell, sharpness
from taking_away import CHOOSE, WAYS, Change, attentions, for_head, held_out_grids, right
from torch import Tensor

from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import evaluating, greedy_decode, read_grids
from mnist2x2.grid import CELLS as FOUR
from mnist2x2.grid import PLACES
from mnist2x2.interventions import intervene
from mnist2x2.page.drawing_grid import SAMPLES
from mnist2x2.patches import CELL_OF, CELLS, patchify, unpatchify
from mnist2x2.tokenizer import DIGITS

FULL, EMPTY = "held_out", "held_out_with_empty_cells"
KINDS = {"full": FULL, "empty": EMPTY}
NEARLY_ALL, NEARLY_NONE, MANY = 0.99, 0.005, 0.1  # shares of digits, or of grids lost
OCCLUDED, FORCED = 200, 500  # full grids whose patches are blanked; that are read while heads are forced to look
Heads = list[tuple[str, int]]  # layers and heads


def share(flags: Tensor | list[bool]) -> dict:
    """Return how many of some flags are true."""
    flags = torch.as_tensor(flags)
    return {"count": int(flags.sum()), "of": len(flags)}


def named(heads: Heads) -> list[dict]:
    return [{"layer": layer, "head": head} for layer, head in heads]


def changes_of(heads: Heads, change: Change) -> dict[str, Change]:
    """Return what `right` takes, so that each of some heads is changed."""
    changes: dict[str, Change] = {}
    for layer, head in heads:
        path, one = f"{layer}.mix", for_head(head, change)
        changes[path] = one if path not in changes else lambda x, one=one, first=changes[path]: one(first(x))
    return changes


def compared(before: Tensor, after: Tensor) -> dict:
    """Return how many grids are right after a change, and how many it has lost and gained."""
    return {"right": share(after), "lost": int((before & ~after).sum()), "gained": int((~before & after).sum())}


class Trial:
    """A model, with what it reads right of the held-out grids while it is intact."""

    def __init__(self, name: str):
        self.name, self.model = name, load_pretrained(name)
        self.intact = {kind: self.right(kind, {}) for kind in KINDS}  # (n,) each

    def right(self, kind: str, changes: dict[str, Change]) -> Tensor:
        grids, answers, _ = held_out_grids()[KINDS[kind]]
        return right(self.model, grids, answers, changes)

    def heads(self, part: str) -> Heads:
        layers = [layer for layer in attentions(self.model) if part in layer]
        return [(layer, head) for layer in layers for head in range(self.model.config.heads)]

    def taken(self, heads: Heads) -> dict:
        """Return what is lost and gained while some heads are replaced in each way, on the grids that are reported."""
        changes = {way: changes_of(heads, change) for way, change in WAYS.items()}
        result = {way: {kind: self.right(kind, own) for kind in KINDS} for way, own in changes.items()}
        return {
            way: {kind: compared(self.intact[kind][CHOOSE:], after[CHOOSE:]) for kind, after in own.items()}
            for way, own in result.items()
        }

    def lost(self, heads: Heads) -> dict[tuple[str, str], float]:
        """Return the share of the grids that heads are chosen on which is lost, by the way and the kind of grid."""
        lost = {}
        for way, kind in product(WAYS, KINDS):
            grids, answers, _ = (of_all[:CHOOSE] for of_all in held_out_grids()[KINDS[kind]])
            after = right(self.model, grids, answers, changes_of(heads, WAYS[way]))
            lost[way, kind] = (self.intact[kind][:CHOOSE] & ~after).double().mean().item()
        return lost

    def reported(self) -> dict:
        return {kind: share(flags[CHOOSE:]) for kind, flags in self.intact.items()}

    def answers(self, pictures: list[list[int | None]], *interventions: dict) -> list[str]:
        """Return what the model reads of pictures of the page, see `picture`."""
        with intervene(self.model, *interventions):
            return read_grids(self.model, torch.stack([picture(own) for own in pictures]))


def picture(cells: list[int | None]) -> Tensor:
    """Return a picture of the page, uint8 (56, 56): for each cell, from which of its samples it is, or None."""
    samples = grids_and_answers(MNIST2x2(train=False, size=SAMPLES))[0]
    grid = torch.zeros_like(samples[0])
    for cell, sample in enumerate(cells):
        if sample is not None:
            top, left = 28 * (cell // 2), 28 * (cell % 2)
            grid[top : top + 28, left : left + 28] = samples[sample][top : top + 28, left : left + 28]
    return grid


def looks(maps: Maps, heads: Heads) -> list[dict]:
    """Return for each head of cross-attention where it looks, while digits are written."""
    result = []
    for layer, head in heads:
        found = on_the_cell(maps, layer, head)
        quarter = int(found["quarters"].mode().values)
        result.append(
            {
                "layer": layer,
                "head": head,
                "quarter": quarter,
                "where": PLACES[quarter],
                "on_the_cell": share(found["peak"]),
                "on_the_quarter": share(found["peak"] & (found["quarters"] == quarter)),
                "weight": found["weight"].mean().item(),
                **sharpness(maps, layer, head),
            }
        )
    return result


def aiming(trial: Trial) -> list[dict]:
    """Return the heads that look at one quarter of the cell to read, chosen on some grids and reported on the others.

    Each with "quarter", its number in reading order.
    """
    heads = trial.heads("cross_attention")
    chosen = looks(maps_of(trial.model, EMPTY, CHOSEN_ON), heads)
    found = [head for head, own in zip(heads, chosen, strict=True) if sure(own["on_the_quarter"])]
    return looks(maps_of(trial.model, EMPTY, REPORTED_ON), found)


def sure(one: dict) -> bool:
    return one["count"] >= NEARLY_ALL * one["of"]


def forced(trial: Trial, heads: list[dict]) -> dict:
    """Return what is read while heads must look at another cell, at their quarters of it, when one digit is written.

    "taken" counts digits that became those of the other cell; "kept" those that stayed. Each digit of full grids that
    are read right is sent to each of the three other cells, where a different digit is.
    """
    grids, answers, _ = (of_all[CHOOSE : CHOOSE + FORCED] for of_all in held_out_grids()[FULL])
    before, taken, kept = read_grids(trial.model, grids), [], []
    for step, cell in product(range(FOUR), range(FOUR)):
        if step == cell:
            continue
        own = [
            {
                "at": f"{one['layer']}.weights",
                "head": one["head"],
                "rows": [step],
                "look": int(CELLS[cell, one["quarter"]]),
            }
            for one in heads
        ]
        with intervene(trial.model, *own):
            after = read_grids(trial.model, grids)
        for old, now, answer in zip(before, after, answers, strict=True):
            if old == answer and answer[step] != answer[cell]:
                taken.append(now[step : step + 1] == answer[cell])
                kept.append(now[step : step + 1] == answer[step])
    return {"taken": share(taken), "kept": share(kept)}


def after_a_wrong_digit(trial: Trial) -> dict:
    """Return how many full grids' last three digits are right after a beginning with a wrong first one."""
    grids, answers, _ = (of_all[CHOOSE:] for of_all in held_out_grids()[FULL])
    wrong = torch.tensor([[(int(answer[0]) + 1) % 10] for answer in answers])
    texts = DIGITS.to_text(greedy_decode(trial.model, grids.float() / 255, wrong))
    return share([text[1:] == answer[1:] for text, answer in zip(texts, answers, strict=True)])


def occlusion(trial: Trial, layer: str) -> dict:
    """Compare a layer's attention, averaged over its heads, with what an answer depends on: each patch blanked in turn.

    Counts digits of full grids that are read right: whether the patch most looked at, and the one without which the
    digit becomes least likely, are the same, and are in the cell of the digit; and whether the digit is still the
    likeliest without each of them.
    """
    part, model = slice(CHOOSE, CHOOSE + OCCLUDED), trial.model
    grids, answers, _ = (of_all[part] for of_all in held_out_grids()[FULL])
    read = trial.intact["full"][part]
    tokens = torch.tensor([[*map(int, answer)] for answer in answers])[read]  # (n, 4)
    before = torch.cat([torch.full_like(tokens[:, :1], DIGITS.start), tokens[:, :-1]], dim=1)  # (n, 4)
    patches = patchify(grids[read].float() / 255, model.config.patch)  # (n, S, 196)

    def scores(patches: Tensor) -> Tensor:
        return model(unpatchify(patches, model.config.patch, model.config.pixels), before).log_softmax(dim=2)

    least, still = [], []
    with evaluating(model):
        for blank in range(model.config.patches):
            own = patches.clone()
            own[:, blank] = 0
            after = scores(own)  # (n, 4, C)
            least.append(-after.gather(2, tokens[:, :, None])[..., 0])
            still.append(after.argmax(dim=2) == tokens)
    needed = torch.stack(least, dim=2).argmax(dim=2)  # (n, 4)
    looked = maps_of(model, FULL, part).weights[layer].mean(dim=1)[:, :FOUR].argmax(dim=2)  # (n, 4)
    right_without, cell = torch.stack(still, dim=2), torch.arange(FOUR)  # (n, 4, S)
    return {
        "layer": layer,
        "same_patch": share((looked == needed).flatten()),
        "looked_in_the_cell": share((CELL_OF[looked] == cell).flatten()),
        "needed_in_the_cell": share((CELL_OF[needed] == cell).flatten()),
        "right_without_the_looked_at": share(right_without.gather(2, looked[:, :, None]).flatten()),
        "right_without_the_needed": share(right_without.gather(2, needed[:, :, None]).flatten()),
    }


def wrong_answers(trial: Trial, heads: Heads) -> dict:
    """Return, of the wrong answers to grids with empty cells with heads at zero, how many are too long or too short."""
    grids, answers, _ = (of_all[CHOOSE:] for of_all in held_out_grids()[EMPTY])
    with intervene(trial.model, *zeroed(heads)):
        after = read_grids(trial.model, grids)
    wrong = [(len(now), len(answer)) for now, answer in zip(after, answers, strict=True) if now != answer]
    return {"long": share([now > own for now, own in wrong]), "short": share([now < own for now, own in wrong])}


def at_start(maps: Maps, layer: str, head: int) -> dict:
    """Return how often a head of self-attention looks most at <start>, when a later digit is written."""
    return share((maps.weights[layer][:, head].argmax(dim=2) == 0)[:, 1:][maps.digits[:, 1:]])


def by_empty_cells(trial: Trial, heads: Heads) -> list[dict]:
    """Return, for grids with 0, 1, 2, 3 and 4 empty cells, how many are lost with heads at zero."""
    filled = held_out_grids()[EMPTY][2].sum(dim=1)[CHOOSE:]
    before, after = trial.intact["empty"][CHOOSE:], trial.right("empty", changes_of(heads, WAYS["zero"]))[CHOOSE:]
    return [share((before & ~after)[filled == FOUR - count]) for count in range(FOUR + 1)]


def zeroed(heads: Heads) -> list[dict]:
    return [{"at": f"{layer}.mix", "head": head} for layer, head in heads]


def full(sample: int) -> list[int]:
    return [sample] * FOUR


def emptied(sample: int, *cells: int) -> list[int | None]:
    """Return a picture without some of a sample's cells, by default without the first."""
    return [None if cell in (cells or [0]) else sample for cell in range(FOUR)]


def first_sample(fits) -> int:
    """Return the first of the page's samples that fits."""
    return next(sample for sample in range(SAMPLES) if fits(sample))


def truths() -> list[str]:
    return grids_and_answers(MNIST2x2(train=False, size=SAMPLES))[1]
