"""What the chapters consist of: parts with their words and code, questions with their answers, exercises."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
QUESTION = "**Predict.**"
EXERCISE = re.compile(r"\*\*Exercise (\d+\.\d+): (.+?)[.?]?\*\*")
FOLD = re.compile(r"<details><summary>(\w+)</summary>")
FORMULA = re.compile(r"\$[^$]+\$")
CALCULATED = re.compile(r"\\(cdot|frac|approx|binom)\b")
LIST = re.compile(r"([-*]|\d+\.) ")
BY_HAND = re.compile(r"\bby hand\b|\bon paper\b|\$\$|^\|", re.IGNORECASE | re.MULTILINE)


@dataclass
class Question:
    """A prediction: its text, what stands right before it, and its answer, blocks of Markdown."""

    number: int
    asked: list[str]
    context: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)

    @property
    def is_calculated(self) -> bool:
        """Whether its answer holds a calculation."""
        return any(CALCULATED.search(formula) for formula in FORMULA.findall("\n".join(self.answer)))


@dataclass
class Exercise:
    number: str
    title: str
    words: int = 0
    lines: int = 0  # of code in the solution
    part: str = ""  # the heading under which it stands


@dataclass
class Part:
    """What stands under one heading, without its exercises. words: of the prose that is not folded."""

    title: str
    words: int = 0
    lines: int = 0  # of code that is not folded
    printed: int = 0  # lines
    figures: int = 0
    by_hand: int = 0  # blocks with a formula on its own, a table, or numbers to work out
    questions: list[Question] = field(default_factory=list)


@dataclass
class Chapter:
    number: int
    name: str  # of the file, without its ending
    title: str
    aims: str
    parts: list[Part]
    exercises: list[Exercise]

    @property
    def questions(self) -> list[Question]:
        return [question for part in self.parts for question in part.questions]


def blocks_of(markdown: str) -> list[str]:
    """Split Markdown at its empty lines. Fenced code, and a list with empty lines between its items, stay whole."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", markdown.strip()):
        open_fence = blocks and blocks[-1].count("```") % 2
        item_follows = blocks and LIST.match(blocks[-1]) and (LIST.match(block) or block.startswith("  "))
        if open_fence or item_follows:
            blocks[-1] += "\n\n" + block
        else:
            blocks.append(block)
    return blocks


def tags_of(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def has_figure(cell) -> bool:
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def words_in(block: str) -> int:
    return len(re.findall(r"\S*\w\S*", re.sub(r"\]\([^)]*\)", "]", block)))


def anchor(title: str) -> str:
    """Return the name that the book gives to a heading, for links to it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@dataclass
class Reader:
    """Goes through a chapter's blocks and cells in order, and notes what it meets in the part where it stands."""

    parts: list[Part]
    exercises: list[Exercise] = field(default_factory=list)
    fold: str = ""  # what is folded here: "Answer", "Solution", "Hint"
    exercise: Exercise | None = None
    question: Question | None = None
    recent: list[str] = field(default_factory=list)  # prose since the last heading or fold

    def take_block(self, block: str) -> None:
        if found := FOLD.match(block):
            self.fold, self.recent = found[1], []
        elif block == "</details>":
            if self.fold == "Answer":
                self.question = None
            if self.fold == "Solution":
                self.exercise = None
            self.fold = ""
        elif block.startswith("## "):
            title = block[3:].strip()
            self.parts.append(Part(title, by_hand=bool(BY_HAND.search(title))))
            self.exercise, self.recent = None, []
        elif found := EXERCISE.match(block):
            self.exercise = Exercise(*found.groups(), words_in(block), part=self.parts[-1].title)
            self.exercises.append(self.exercise)
        elif self.exercise:
            self.exercise.words += words_in(block) if self.fold != "Solution" else 0
            self.exercise.lines += max(block.count("\n") - 1, 0) if block.startswith("```") else 0
        elif self.fold == "Answer":
            self.question.answer.append(block)
        else:
            self.take_prose(block)

    def take_prose(self, block: str) -> None:
        part = self.parts[-1]
        part.words += words_in(block)
        part.by_hand += bool(BY_HAND.search(block))
        if block.startswith(QUESTION):
            number = 1 + sum(len(other.questions) for other in self.parts)
            self.question = Question(number, [], self.context())
            part.questions.append(self.question)
        if self.question:
            self.question.asked.append(block)
        self.recent.append(block)

    def context(self) -> list[str]:
        """Return the block before a question; a list, or a drawing before it, with the words that announce it."""
        whole = 2 if self.recent and LIST.match(self.recent[-1]) else 1
        if len(self.recent) > whole and self.recent[-whole - 1].startswith("```"):
            whole += 2
        return self.recent[-whole:]

    def take_code(self, cell) -> None:
        if not {"setup", "install", "hide-input", "exercise"} & set(tags_of(cell)):
            self.parts[-1].lines += sum(bool(line.strip()) for line in cell.source.splitlines())
        self.parts[-1].figures += has_figure(cell)
        texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
        self.parts[-1].printed += sum(len(text.splitlines()) for text in texts) * ("exercise" not in tags_of(cell))


@cache
def chapter(path: Path) -> Chapter:
    """Read a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    heading, *opening = blocks_of(cells[0].source)
    reader = Reader([Part("")])
    for cell in cells[1:]:
        if cell.cell_type == "code":
            reader.take_code(cell)
        else:
            for block in blocks_of(cell.source):
                reader.take_block(block)
    aims = next(block for block in opening if LIST.match(block))
    parts = [part for part in reader.parts if part.title]
    return Chapter(int(path.stem[:2]), path.stem, heading[2:].strip(), aims, parts, reader.exercises)


def chapters() -> list[Chapter]:
    return [chapter(path) for path in NOTEBOOKS]
