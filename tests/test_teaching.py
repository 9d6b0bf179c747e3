"""The pages for teachers follow the chapters, their minutes come from the tool, and slides show every question."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from book import teaching_figures
from tools import chapters, sessions, slides
from tools.chapters import Part, Question, blocks_of
from tools.sessions import LENGTH, RATES, SESSIONS, by_number, length_of, minutes_of, parts_of

BOOK = Path(__file__).parents[1] / "book"
PACKAGE = BOOK.parent / "mnist2x2"
NUMBERED = [*enumerate(SESSIONS, 1)]
ROW = re.compile(r"^\| \[Exercise ([\d.]+)\]\((\S+)\): (.+?) \| (.+?) \| \{\{ minutes_(\w+) \}\} \|$", re.MULTILINE)

POINTS = [r"- \*Offer:\* ", r"- \*(?:Recorded|A guess):\* ", r"- \*Right:\* ", r"- \*Say:\* "]
POLL = r"\{\{ question_(\d+)_(\d+) \}\}\n\n" + "[^{]+".join(POINTS)


def page_of(number: int) -> str:
    return (BOOK / "teaching" / f"session_{number:02d}.md").read_text(encoding="utf-8")


def test_the_index_lists_every_exercise_that_exists_and_no_other():
    rows = ROW.findall((BOOK / "teaching.md").read_text(encoding="utf-8"))
    there = {exercise.number: exercise.title for chapter in by_number().values() for exercise in chapter.exercises}
    checks = [path.read_text(encoding="utf-8") for path in (PACKAGE / "exercises").glob("chapter_*.py")]
    assert [number for number, *_ in rows] == list(there)
    assert {number for text in checks for number in re.findall(r'@exercise\("([\d.]+)"\)', text)} == set(there)
    for number, link, title, aim, minutes in rows:
        chapter = by_number()[int(number.split(".")[0])]
        (part,) = (exercise.part for exercise in chapter.exercises if exercise.number == number)
        assert (title, link) == (there[number], f"../notebooks/{chapter.name}.ipynb#{chapters.anchor(part)}")
        assert aim.startswith("to ") and minutes == number.replace(".", "_")


def test_every_session_has_its_page():
    names = {path.stem for path in (BOOK / "teaching").glob("*.md")}
    assert names == {f"session_{number:02d}" for number, _ in NUMBERED}


@pytest.mark.parametrize(("number", "session"), NUMBERED, ids=[session.title for session in SESSIONS])
def test_a_page_follows_its_session(number, session):
    page, chapter = page_of(number), by_number()[session.chapter]
    assert f"](../../notebooks/{chapter.name}.ipynb)" in page and f"_build/slides/{chapter.name}.slides.html" in page
    assert all(f"{{{{ session_{number:02d}_{what} }}}}" in page for what in ("aims", "minutes", "pace", "home"))
    asked = re.findall(POLL, page)
    assert asked == [(str(session.chapter), str(poll)) for poll in session.polls]
    assert re.findall(r"\d+ minutes", page) == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.title)
def test_a_session_is_possible(session):
    titles = [part.title for part in parts_of(session)]
    in_class = [part for part in parts_of(session) if part.title not in session.home]
    assert set(session.home) < set(titles)
    assert session.late in [*session.activities, *(part.title for part in in_class)]
    pause = sessions.break_after(session)
    assert pause in in_class[:-1] and f"[{pause.title}](" in teaching_figures.pace(session)
    assert 0 < sessions.minutes_if_late(session) < length_of(session) / 4
    assert set(session.polls) <= {question.number for part in in_class for question in part.questions}
    assert 60 < length_of(session) <= LENGTH
    rows = teaching_figures.minutes_table(session).splitlines()[2:]
    minutes = [int(row.split("|")[-2].strip(" *")) for row in rows]
    assert sum(minutes[:-1]) == minutes[-1] == length_of(session)


def test_sessions_cover_the_chapters():
    taught = [(session.chapter, part.title) for session in SESSIONS for part in parts_of(session)]
    every = [(c.number, p.title) for c in by_number().values() for p in c.parts if p.title not in sessions.ELSEWHERE]
    assert taught == every
    exercises = [number for session in SESSIONS for number in session.exercises]
    assert exercises == [exercise.number for chapter in by_number().values() for exercise in chapter.exercises]


def test_aims_end_as_sentences_and_an_exercise_of_the_class_is_not_for_home_alone():
    found = teaching_figures.figures()
    for number, session in NUMBERED:
        assert re.search(r"[^;.]\.$", found[f"session_{number:02d}_aims"])
        in_class = any(name.startswith("Exercise") for name in session.activities)
        assert ("if not finished in class" in found[f"session_{number:02d}_home"]) == in_class


def test_a_question_has_the_drawing_before_it_and_says_where_its_figure_is():
    found = teaching_figures.figures()
    assert "> 12 13 14 15\n> ```" in found["question_2_2"]
    figure = "its figure comes after the answer"
    assert all(figure in found[f"question_{name}"] for name in ("2_8", "7_1", "8_4", "8_6", "9_1", "10_1"))
    assert figure not in found["question_1_1"] and figure not in found["question_10_9"]


def test_minutes_are_counted_from_what_a_part_holds():
    questions = [Question(1, []), Question(2, [])]
    part = Part("", words=300, lines=16, printed=10, figures=1, by_hand=1, questions=questions)
    assert RATES["words"] == 150 and RATES["lines"] == 8 and RATES["printed"] == 10
    assert minutes_of(part, polls=(2,)) == {"reading": 2 + 2, "code": 2 + 1 + 2, "questions": 1 + 3}
    assert minutes_of(Part(""), polls=()) == {"reading": 1, "code": 0, "questions": 0}


@pytest.mark.parametrize("path", chapters.NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_is_taken_apart(path):
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    chapter = chapters.chapter(path)
    assert [question.number for question in chapter.questions] == [*range(1, text.count("**Predict.**") + 1)]
    assert all(question.answer and "".join(question.asked).endswith(("?", ".", ".)")) for question in chapter.questions)
    assert [part.title for part in chapter.parts] == re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert all(exercise.lines and exercise.words > 30 for exercise in chapter.exercises)


def test_lists_and_code_are_not_torn():
    text = "a\n\n- b\n\n  c\n\n- d\n\ne\n\n```\nf\n\ng\n```\n\nh"
    assert blocks_of(text) == ["a", "- b\n\n  c\n\n- d", "e", "```\nf\n\ng\n```", "h"]


@pytest.mark.parametrize("path", chapters.NOTEBOOKS, ids=lambda path: path.stem)
def test_slides_show_every_question_and_its_answer_and_no_solution(path):
    cells = slides.deck_of(nbformat.read(path, as_version=4)).cells
    text = "\n\n".join(cell.source for cell in cells)
    found = re.findall(r"\*\*\*Question (\d+)\.\*\*\*|^## Answer (\d+)$", text, re.MULTILINE)
    numbers = [str(question.number) for question in chapters.chapter(path).questions]
    assert [(asked or answered) for asked, answered in found] == [number for number in numbers for _ in range(2)]
    assert [bool(asked) for asked, _ in found] == [True, False] * len(numbers)
    assert not re.search(r"Solution|\*\*Exercise|</?details", text)
    assert cells[0].source.startswith(f"# {chapters.chapter(path).title}\n") and "map-" in cells[0].source


def test_what_a_slide_shows_of_a_cell():
    source = (
        "# T\n\nAbout.\n\nYou can\n\n- one;\n- two.\n\n![a map](../book/assets/map-01.svg)",
        "## One\n\nDropped.\n\nKept:\n\n| a |\n| - |\n\nContext [here](02_patching.ipynb).\n\n**Predict.** What?\n\n"
        "<details><summary>Answer</summary>\n\nThat.\n\n</details>\n\nDropped, too.",
        "## Exercises\n\n**Exercise 1.1: none.** Not shown.",
        "## Not marked\n\n**Predict.** Counted.",
        "**Predict.** And this?",
    )
    cells = [new_markdown_cell(text) for text in source]
    for place in (0, 1, 2, 4):
        cells[place].metadata["slideshow"] = {"slide_type": "slide"}
    deck = slides.deck_of(new_notebook(cells=cells)).cells
    assert [cell.source for cell in deck] == [
        "# T\n\nAbout.\n\n![a map](book/assets/map-01.svg)",
        "### T\n\nYou can\n\n- one;\n\n- two.",
        "### One\n\nKept:\n\n| a |\n| - |\n\nContext here.\n\n***Question 1.*** What?",
        "## Answer 1\n\nThat.",
        "### Exercises\n\n***Question 3.*** And this?",
    ]


def test_only_chapters_have_slides():
    with pytest.raises(SystemExit, match="expected names of chapters, such as 02_patching, given nonsense"):
        slides.main(["nonsense"])
