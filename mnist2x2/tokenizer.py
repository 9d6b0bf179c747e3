"""Answers as sequences of tokens: their alphabets, and the inputs and targets that a decoder is trained on.

Grew out of chapter 1 of the book; teacher forcing comes from chapter 5, words and letters from chapters 4 and 7.
"""

import torch
from torch import Tensor

EMPTY = -1  # the label of an empty cell
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


class Tokenizer:
    """How an answer is written: its tokens, and how each language spells the ten digits with them.

    tokens: the strings that stand for digits or parts of their names, in the order of their numbers. spellings: for
    each language, the tokens of each of the ten digits. space: a token to write between two digits, if any. blank: what
    to put between the tokens of an answer when it is shown as text.

    Attributes: `tokens` also holds `<start>`, `<finish>` and `<pad>`, whose numbers are `start`, `finish` and `pad`.
    `languages` is the number of languages: each answer is written in one of them.
    """

    def __init__(self, tokens: list[str], spellings: list[list[list[str]]], space: str | None = None, blank: str = ""):
        self.tokens = [*tokens, "<start>", "<finish>", "<pad>"]
        self.start, self.finish, self.pad = range(len(tokens), len(tokens) + 3)
        self.languages, self.space, self.blank = len(spellings), space, blank
        self.names = [["".join(name) for name in language] for language in spellings]  # of the digits, as text
        if space is not None:  # the last one of an answer makes room for `<finish>`
            spellings = [[[*name, space] for name in language] for language in spellings]
        self.length = max(len(name) for language in spellings for name in language)  # of the longest digit
        numbers = {token: number for number, token in enumerate(tokens)}
        padded = [
            [[*map(numbers.get, name), *[self.pad] * (self.length - len(name))] for name in language]
            for language in spellings
        ]
        self.spellings = torch.tensor(padded)  # (languages, 10, length)

    def longest(self, cells: int) -> int:
        """Return the number of tokens of the longest answer for this many cells, `<finish>` included."""
        return cells * self.length + (self.space is None)

    def teacher_forcing_pairs(self, labels: Tensor, languages: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the decoder's inputs and targets for each row of labels.

        labels: int64 (B, N), the digits of N cells in reading order, `EMPTY` for an empty cell. languages: int64 (B,),
        the number of the language of each answer; the first one if left out.
        Returns (inputs, targets), both int64 (B, T), where T is `longest(N)`. For the digits 7 and 2, they are
        `<start> 7 2` and `7 2 <finish>`, each padded with `<pad>`.
        """
        B, N = labels.shape
        T = self.longest(N)
        languages = labels.new_zeros(B) if languages is None else languages
        spelled = self.spellings.to(labels.device)[languages[:, None], labels.clamp(min=0)]  # (B, N, length)
        is_written = (spelled != self.pad) & (labels != EMPTY)[:, :, None]  # (B, N, length)
        spelled, is_written = spelled.flatten(1), is_written.flatten(1)  # (B, N * length)
        # the k-th token of a row goes to position k; the rest goes to an extra last column, which is cut off below
        position = torch.where(is_written, is_written.cumsum(dim=1) - 1, T)
        end = is_written.sum(dim=1, keepdim=True)  # (B, 1)
        if self.space is not None:
            end = (end - 1).clamp(min=0)
        targets = labels.new_full((B, T + 1), self.pad)
        targets.scatter_(1, position, spelled)
        targets.scatter_(1, end, self.finish)
        targets = targets[:, :T]
        previous = targets[:, :-1]
        previous = torch.where(previous == self.finish, self.pad, previous)
        return torch.cat([labels.new_full((B, 1), self.start), previous], dim=1), targets

    def to_text(self, tokens: Tensor) -> list[str]:
        """Return, for each row of tokens, int64 (B, T), what stands before its first `<finish>` as a string."""
        texts = []
        for row in tokens.tolist():
            row = row[: row.index(self.finish)] if self.finish in row else row
            texts.append(self.blank.join(self.tokens[token] for token in row if token < self.start))
        return texts

    def from_text(self, text: str) -> list[int]:
        """Return the numbers of the tokens of a text, such as a beginning of an answer; the inverse of `to_text`.

        Raises ValueError for anything that is not written with these tokens.
        """
        parts = text.split(self.blank) if self.blank and text else list(text)
        if unknown := [part for part in parts if part not in self.tokens[: self.start]]:
            raise ValueError(f"expected a text of {self.tokens[: self.start]}, given {unknown[0]!r} in {text!r}")
        return [self.tokens.index(part) for part in parts]

    def spell(self, digits: str) -> list[str]:
        """Return a string of digits as written in each language, such as ["three seven", "tres siete"]."""
        gap = self.blank if self.space is None else self.space
        return [gap.join(names[int(digit)] for digit in digits) for names in self.names]


DIGITS = Tokenizer([*"0123456789"], [[[digit] for digit in "0123456789"]])
WORDS = Tokenizer([*ENGLISH, *SPANISH], [[[name] for name in names] for names in (ENGLISH, SPANISH)], blank=" ")
LETTERS = Tokenizer(
    [*sorted(set("".join(ENGLISH + SPANISH))), " "],
    [[[*name] for name in names] for names in (ENGLISH, SPANISH)],
    space=" ",
)
TOKENIZERS = {"digits": DIGITS, "words": WORDS, "letters": LETTERS}

# The chapters write digits until words appear: these names are the digits' own.
TOKENS, START, FINISH, PAD = DIGITS.tokens, DIGITS.start, DIGITS.finish, DIGITS.pad
teacher_forcing_pairs, to_text = DIGITS.teacher_forcing_pairs, DIGITS.to_text
