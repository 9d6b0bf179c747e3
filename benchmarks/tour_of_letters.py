"""Where a model that writes letters decides on the language of its next word, for tours.py.

Two runs read the same full grid. Their answers begin with the first digit's name, spelled in one language and in the
other, and the space after it. In the first run, what one layer computes at that space is replaced by what it computes
there in the other run. Both names must be equally long, so that the space is at the same place.
"""

from itertools import combinations, product

import torch
from taking_away import held_out_grids
from torch import Tensor

from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data.grids import MNIST2x2, grids_and_answers
from mnist2x2.decoding import evaluating, greedy_decode
from mnist2x2.interventions import intervene
from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import LETTERS

FULL = "held_out"
PARTS = "self_attention", "cross_attention", "feed_forward"


def usable(answer: str) -> bool:
    """Return whether the first name is as long in both languages, and the second one begins with different letters."""
    first, second = ([names[int(digit)] for names in LETTERS.names] for digit in answer[:2])
    return len(first[0]) == len(first[1]) and second[0][0] != second[1][0]


def beginning(digit: str, language: int) -> str:
    return LETTERS.names[language][int(digit)] + LETTERS.space


class Pair:
    """Runs over all usable grids whose first digit is the same: plain ones, and others in the other language."""

    def __init__(self, model: GridTransformer, grids: Tensor, answers: list[str], digit: str, language: int):
        self.model, self.language, self.digit = model, language, digit
        own = [i for i, answer in enumerate(answers) if answer[0] == digit and usable(answer)]
        self.answers, self.pixels = [answers[i] for i in own], grids[own].float() / 255
        prompts = [LETTERS.from_text(beginning(digit, other)) for other in (language, 1 - language)]
        self.prompt, opposite = (torch.tensor(prompt).expand(len(own), -1) for prompt in prompts)
        self.place = len(prompts[0])  # of the space, since <start> is at 0
        start = torch.full((len(own), 1), LETTERS.start)
        self.tokens = torch.cat([start, self.prompt], dim=1)
        with evaluating(model), record(model) as self.other:
            model(self.pixels, torch.cat([start, opposite], dim=1))

    def patch(self, at: str, **more) -> dict:
        return {"at": at, "rows": [self.place], "to": self.other, **more}

    def letters(self, *patches: dict) -> Tensor:
        """Return the probability of the second name's first letter in the own and in the other language, (n, 2)."""
        names = [[LETTERS.names[language][int(answer[1])] for answer in self.answers] for language in self.languages]
        first = torch.tensor([[LETTERS.tokens.index(name[0]) for name in own] for own in names]).T  # (n, 2)
        with evaluating(self.model), intervene(self.model, *patches):
            return self.model(self.pixels, self.tokens)[:, -1].softmax(dim=1).gather(1, first)

    @property
    def languages(self) -> tuple[int, int]:
        return self.language, 1 - self.language

    def words(self, *patches: dict) -> list[list[str]]:
        with intervene(self.model, *patches):
            texts = LETTERS.to_text(greedy_decode(self.model, self.pixels, self.prompt))
        return [text.split(LETTERS.space) for text in texts]


def pairs_of(model: GridTransformer, part: slice) -> list[Pair]:
    grids, answers, _ = (of_all[part] for of_all in held_out_grids()[FULL])
    digits = sorted({answer[0] for answer in answers if usable(answer)})
    return [Pair(model, grids, answers, digit, language) for digit, language in product(digits, range(2))]


def moved(pairs: list[Pair], *copied: dict) -> dict:
    """Return the mean probability of the other language's letter, and how often it is the likelier of the two.

    copied: the tensors whose row is copied, as {"at": name} or {"at": name, "head": which}.
    """
    found = torch.cat([pair.letters(*[pair.patch(**own) for own in copied]) for pair in pairs])  # (n, 2)
    likelier = found[:, 1] > found[:, 0]
    return {"other": found[:, 1].mean().item(), "likelier": {"count": int(likelier.sum()), "of": len(likelier)}}


def words_after(pairs: list[Pair], *copied: dict) -> dict:
    """Return what is written after the copy: the second name whole in the other language; the rest in the own one.

    "wrong" counts second names that are the digit's in neither language, such as those in "often".
    """
    second, rest, wrong = [], [], []
    for pair in pairs:
        own, other = (LETTERS.names[language] for language in pair.languages)
        for answer, words in zip(pair.answers, pair.words(*[pair.patch(**own) for own in copied]), strict=True):
            second.append(words[1:2] == [other[int(answer[1])]])
            rest.append(words[2:] == [own[int(digit)] for digit in answer[2:]])
            known = own[int(answer[1])], other[int(answer[1])]
            if len(words) > 1 and words[1] not in known:
                wrong.append(f"“{words[1]}” instead of “{known[1]}”")
    often = sorted(dict.fromkeys(wrong), key=wrong.count, reverse=True)[:2]
    return {
        "second": {"count": sum(second), "of": len(second)},
        "rest": {"count": sum(rest), "of": len(rest)},
        "wrong": {"count": len(wrong), "of": len(second)},
        "often": often,
    }


def the_language(choose: int, samples: int) -> dict:
    """Return which layer passes on the language at the space, chosen on some grids and reported on the others."""
    model = load_pretrained("letters")
    layers = [f"decoder.{block}.{part}" for block in range(model.config.decoder_blocks) for part in PARTS]
    chosen, pairs = pairs_of(model, slice(None, choose)), pairs_of(model, slice(choose, None))
    layer = max(layers, key=lambda at: moved(chosen, {"at": at})["other"])
    heads = [{"at": f"{layer}.mix", "head": head} for head in range(model.config.heads)]
    two = max(combinations(heads, 2), key=lambda both: moved(chosen, *both)["other"])
    one = max(two, key=lambda head: moved(chosen, head)["other"])
    return {
        "heads": {
            "two": [{"layer": layer, "head": own["head"]} for own in two],
            "one": {"layer": layer, "head": one["head"]},
        },
        "layer": layer,
        "plain": moved(pairs),
        "layers": {at.replace(".", "_"): moved(pairs, {"at": at}) for at in layers},
        "each": [moved(pairs, own) for own in heads],
        "one": moved(pairs, one),
        "two": moved(pairs, *two),
        "words": words_after(pairs, {"at": layer}),
        "words_after_two": words_after(pairs, *two),
        "page": on_the_page(model, one, two, samples),
    }


def on_the_page(model: GridTransformer, one: dict, two: tuple[dict, ...], samples: int) -> dict:
    """Return a sample of the page whose second name changes its language whole, and the rest stays."""
    grids, answers = grids_and_answers(MNIST2x2(train=False, size=samples))
    for sample, answer in enumerate(answers):
        if not usable(answer) or len(set(answer)) < len(answer):
            continue
        pair = Pair(model, grids[sample : sample + 1], [answer], answer[0], 0)
        [plain], [after] = pair.words(), pair.words(*[pair.patch(**own) for own in two])
        expected = [LETTERS.names[0][int(digit)] for digit in answer]
        if plain == expected and after == [expected[0], LETTERS.names[1][int(answer[1])], *expected[2:]]:
            return {
                "picture": [sample] * len(answer),
                "digits": answer,
                "first": expected[0],
                "english": beginning(answer[0], 0),
                "spanish": beginning(answer[0], 1),
                "place": pair.place,
                "plain": LETTERS.space.join(plain),
                "one": LETTERS.space.join(pair.words(pair.patch(**one))[0]),
                "after": LETTERS.space.join(after),
            }
    raise ValueError(f"expected a sample whose second name changes its language, given {samples} without one")
