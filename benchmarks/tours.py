"""Measure what the tours of the microscope tell, and write results/tours.json.

    python benchmarks/tours.py

Heads are found by what they do, on the first held-out grids (`CHOOSE` of taking_away.py); what is reported is of the
others. Each is replaced by zero, by its mean and by another picture's, and the grids that are lost and gained are
counted. A share is {"count": how many, "of": how many}. It takes some minutes.
"""

from itertools import combinations, product

import torch
from looking import CHOSEN_ON, REPORTED_ON, maps_of, on_the_cell, own_cell, sharpness
from measuring import RESULTS, make_parser
from taking_away import CHOOSE, REPORT, WAYS, the_flag
from tour_of_letters import the_language
from tour_trials import (
    EMPTY,
    KINDS,
    MANY,
    NEARLY_NONE,
    Trial,
    after_a_wrong_digit,
    aiming,
    at_start,
    by_empty_cells,
    emptied,
    first_sample,
    forced,
    full,
    looks,
    named,
    occlusion,
    picture,
    sure,
    truths,
    wrong_answers,
    zeroed,
)

from mnist2x2.activations import record
from mnist2x2.files import write_json
from mnist2x2.grid import CELLS as FOUR
from mnist2x2.page.drawing_grid import SAMPLES
from mnist2x2.patches import CELLS
from mnist2x2.training.provenance import circumstances


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
