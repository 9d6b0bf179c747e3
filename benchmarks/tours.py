"""Measure what the tours of the microscope tell, and write results/tours.json.

    python benchmarks/tours.py

Heads are found by what they do, on the first held-out grids (`CHOOSE` of taking_away.py); what is reported is of the
others. Each is replaced by zero, by its mean and by another picture's, and the grids that are lost and gained are
counted. A share is {"count": how many, "of": how many}. It takes some minutes.
"""

from itertools import combinations, product

import torch
from looking import CHOSEN_ON, REPORTED_ON, Maps, maps_of, on_the_cell, own_cell, sharpness
from measuring import RESULTS, make_parser
from taking_away import CHOOSE, REPORT, WAYS, Change, attentions, for_head, held_out_grids, right, the_flag
from torch import Tensor
from tour_of_letters import the_language

from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import evaluating, greedy_decode, read_grids
from mnist2x2.files import write_json
from mnist2x2.grid import CELLS as FOUR
from mnist2x2.grid import PLACES
from mnist2x2.interventions import intervene
from mnist2x2.page.drawing_grid import SAMPLES
from mnist2x2.patches import CELL_OF, CELLS, patchify, unpatchify
from mnist2x2.tokenizer import DIGITS
from mnist2x2.training.provenance import circumstances

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


def attention_tour(trial: Trial) -> dict:
    heads, chosen = trial.heads("cross_attention"), maps_of(trial.model, EMPTY, CHOSEN_ON)
    eye = max(heads, key=lambda head: on_the_cell(chosen, *head)["weight"].mean())
    flat = max(trial.heads("encoder"), key=lambda head: sharpness(chosen, *head)["places"])
    maps = {kind: maps_of(trial.model, name, REPORTED_ON) for kind, name in KINDS.items()}

    def fits(sample: int) -> bool:
        answer, pictures = truths()[sample], [full(sample), emptied(sample)]
        expected = [answer, answer[1:]]
        alike = all(trial.answers(pictures, *zeroed(own)) == expected for own in ([], [eye], [flat]))
        return alike and len(set(answer)) == FOUR

    sample = first_sample(fits)
    return {
        "heads": {"eye": named([eye])[0], "flat": named([flat])[0]},
        "eye": {kind: looks(own, [eye])[0] for kind, own in maps.items()},
        "flat": sharpness(maps["full"], *flat),
        "taken": {"eye": trial.taken([eye]), "flat": trial.taken([flat])},
        "page": {
            "picture": full(sample),
            "emptied": emptied(sample),
            "answer": truths()[sample],
            "rest": truths()[sample][1:],
        },
    }


def flag_tour(trial: Trial) -> dict:
    found = the_flag(trial.model)
    flag = found["layer"], found["head"]
    rows = CELLS[0].tolist()

    def planted(sample: int) -> str:
        with record(trial.model) as seen:
            trial.model.encode(picture(full(sample))[None].float() / 255)
        at = f"{flag[0]}.mix"
        return trial.answers([emptied(sample)], {"at": at, "head": flag[1], "rows": rows, "to": {at: seen[at]}})[0]

    def fits(sample: int) -> bool:
        answer, pictures = truths()[sample], [full(sample), emptied(sample)]
        now, then = trial.answers(pictures, *zeroed([flag]))
        good = trial.answers(pictures) == [answer, answer[1:]] and now == answer and len(then) >= FOUR
        return good and len(set(answer)) == FOUR and planted(sample)[1:] == answer[1:]

    sample = first_sample(fits)
    pictures = [emptied(sample)]
    return {
        "heads": {"flag": named([flag])[0]},
        "tests": {
            "own_cell_alone": found["looks at its own cell alone"][EMPTY],
            "other_cells_alone": found["looks at other cells alone"][EMPTY],
            "constants": found["one of two constants"][EMPTY],
            "swapped": found["the two swapped"][EMPTY],
            "planted": found["planted"],
        },
        "taken": trial.taken([flag]),
        "wrong": wrong_answers(trial, [flag]),
        "own_cell": own_cell(maps_of(trial.model, EMPTY, REPORTED_ON), *flag),
        "page": {
            "picture": full(sample),
            "emptied": emptied(sample),
            "answer": truths()[sample],
            "rest": trial.answers(pictures)[0],
            "zero": trial.answers(pictures, *zeroed([flag]))[0],
            "planted": planted(sample),
        },
    }


def reading_tour(trial: Trial, other: Trial) -> dict:
    found = aiming(trial)
    blocks = [[one for one in found if f"decoder.{block}." in one["layer"]] for block in (0, 1)]
    groups = {"first": blocks[0], "second": blocks[1], "both": found}

    def looking(sample: int, heads: list[dict]) -> str:
        return trial.answers(
            [full(sample)],
            *[
                {
                    "at": f"{one['layer']}.weights",
                    "head": one["head"],
                    "rows": [1],
                    "look": int(CELLS[3, one["quarter"]]),
                }
                for one in heads
            ],
        )[0]

    def fits(sample: int) -> bool:
        answer = truths()[sample]
        plain = trial.answers([full(sample), emptied(sample)]) == [answer, answer[1:]]
        moved = answer[0] + answer[3] + answer[2:]
        return plain and len(set(answer)) == FOUR and looking(sample, found) == moved

    sample = first_sample(fits)
    elsewhere = aiming(other)
    return {
        "heads": groups,
        "forced": {name: forced(trial, heads) for name, heads in groups.items()},
        "after_a_wrong_digit": after_a_wrong_digit(trial),
        "other": {"model": other.name, "heads": elsewhere},
        "page": {
            "picture": full(sample),
            "emptied": emptied(sample),
            "answer": truths()[sample],
            "wrong": str((int(truths()[sample][0]) + 1) % 10),
            "first": looking(sample, blocks[0]),
            "second": looking(sample, blocks[1]),
            "both": looking(sample, found),
        },
    }


def sharp_tour(trial: Trial) -> dict:
    """The sharpest map among the heads that can go, and the most blurred one among those that cannot."""
    heads, chosen = trial.heads(""), maps_of(trial.model, EMPTY, CHOSEN_ON)
    lost = {head: trial.lost([head]) for head in heads}
    can_go = [head for head in heads if max(lost[head].values()) <= NEARLY_NONE]
    needed = [head for head in heads if min(lost[head][way, "empty"] for way in WAYS) >= MANY]
    sharp = max(can_go, key=lambda head: sharpness(chosen, *head)["top"])
    blurred = max(needed, key=lambda head: sharpness(chosen, *head)["places"])
    block = [(sharp[0], head) for head in range(trial.model.config.heads)]
    maps = maps_of(trial.model, EMPTY, REPORTED_ON)

    def fits(sample: int, cells: tuple[int, ...]) -> bool:
        answer, pictures = truths()[sample], [full(sample), emptied(sample, *cells)]
        expected = [answer, "".join(digit for cell, digit in enumerate(answer) if cell not in cells)]
        alike = all(trial.answers(pictures, *zeroed(own)) == expected for own in ([], [sharp], block))
        whole, part = trial.answers(pictures, *zeroed([blurred]))
        return alike and whole == answer and part != expected[1] and len(set(answer)) == FOUR

    ways = [cells for count in range(1, FOUR) for cells in combinations(range(FOUR), count)]
    cells, sample = next(both for both in product(ways, range(SAMPLES)) if fits(*reversed(both)))
    part = emptied(sample, *cells)
    return {
        "heads": {"sharp": named([sharp])[0], "blurred": named([blurred])[0]},
        "numbers": {
            "heads": len(heads),
            "can_go": len(can_go),
            "lost_at_most": NEARLY_NONE,
            "needed": len(needed),
            "lost_at_least": MANY,
        },
        "sharp": sharpness(maps, *sharp) | {"at_start": at_start(maps, *sharp)},
        "blurred": sharpness(maps, *blurred),
        "taken": {"sharp": trial.taken([sharp]), "block": trial.taken(block), "blurred": trial.taken([blurred])},
        "by_empty_cells": by_empty_cells(trial, [blurred]),
        "page": {
            "picture": full(sample),
            "emptied": part,
            "answer": truths()[sample],
            "rest": trial.answers([part])[0],
            "zero": trial.answers([part], *zeroed([blurred]))[0],
        },
    }


def map_tour(trial: Trial, aim: dict) -> dict:
    """A head that looks at the cell to read, and can go. aim: what `reading_tour` has measured."""
    heads = trial.heads("cross_attention")
    chosen = looks(maps_of(trial.model, EMPTY, CHOSEN_ON), heads)
    on = [head for head, own in zip(heads, chosen, strict=True) if sure(own["on_the_cell"])]
    spare = min(on, key=lambda head: sum(trial.lost([head]).values()))
    look = looks(maps_of(trial.model, EMPTY, REPORTED_ON), [spare])[0]
    both = aim["heads"]["both"]

    def looking(sample: int, heads: list[dict]) -> str:
        return trial.answers(
            [full(sample)],
            *[
                {
                    "at": f"{one['layer']}.weights",
                    "head": one["head"],
                    "rows": [0],
                    "look": int(CELLS[3, one["quarter"]]),
                }
                for one in heads
            ],
        )[0]

    def fits(sample: int) -> bool:
        answer = truths()[sample]
        alike = all(trial.answers([full(sample)], *zeroed(own)) == [answer] for own in ([], [spare]))
        same, moved = looking(sample, [look]) == answer, looking(sample, both) == answer[3] + answer[1:]
        return alike and same and moved and len(set(answer)) == FOUR

    sample = first_sample(fits)
    return {
        "heads": {"spare": look, "both": both},
        "numbers": {"on_the_cell": len(on), "heads": len(heads)},
        "taken": trial.taken([spare]),
        "forced": {"spare": forced(trial, [look]), "both": aim["forced"]["both"]},
        "occlusion": occlusion(trial, spare[0]),
        "page": {"picture": full(sample), "answer": truths()[sample], "both": looking(sample, both)},
    }


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--threads", type=int, default=1, help="threads of the CPU; default: %(default)s")
    torch.set_num_threads(parser.parse_args().threads)
    drawn, book = Trial("drawn"), Trial("book")
    reading = reading_tour(drawn, book)
    tours = {
        "attention": attention_tour(drawn),
        "flag": flag_tour(drawn),
        "reading": reading,
        "language": the_language(CHOOSE, SAMPLES),
        "sharp": sharp_tour(drawn),
        "map": map_tour(drawn, reading),
    }
    for name, tour in tours.items():
        tours[name] = {"model": "letters" if name == "language" else "drawn", **tour}
    content = {
        "made_by": "python benchmarks/tours.py",
        "grids": {"chosen_on": CHOOSE, "reported_on": REPORT},
        "intact": {trial.name: trial.reported() for trial in (drawn, book)},
        "tours": tours,
        "measured_on": circumstances("cpu"),
    }
    write_json(RESULTS / "tours.json", content)


if __name__ == "__main__":
    main()
