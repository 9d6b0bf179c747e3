"""What the pages for teachers take from the chapters: aims, minutes, questions, exercises."""

import re

from tools.chapters import Chapter, Exercise, Question, anchor
from tools.sessions import (
    LENGTH,
    RATES,
    SESSIONS,
    Session,
    break_after,
    by_number,
    length_of,
    minutes_for,
    minutes_if_late,
    minutes_of,
    parts_of,
)
from tools.tables import markdown_table

NOTEBOOKS = "../../notebooks/"  # as seen from book/teaching/
NEEDS_FIGURE = re.compile(r"\bfigure shows\b|\bfigure below\b|\bpicture below\b|\bBelow is\b")


def link(chapter: Chapter, title: str, text: str) -> str:
    return f"[{text}]({NOTEBOOKS}{chapter.name}.ipynb#{anchor(title)})"


def moved(markdown: str) -> str:
    """Return Markdown of a chapter with its links as they have to be on a page in book/teaching/."""
    return re.sub(r"\]\((?=\d\d_)", f"]({NOTEBOOKS}", markdown).replace("](../book/", "](../")


def quoted(chapter: Chapter, title: str, question: Question) -> str:
    """Return a question and what stands before it as a quotation, with a link to the heading above.

    The page has no figures: it says where one is that the question speaks of.
    """
    blocks = moved("\n\n".join([*question.context, *question.asked])).replace(
        "**Predict.**", f"**Question {question.number}.**", 1
    )
    place = "in the chapter; its figure comes after the answer" if NEEDS_FIGURE.search(blocks) else "in the chapter"
    return "\n".join(f"> {line}".rstrip() for line in f"{blocks} ({link(chapter, title, place)})".split("\n"))


def minutes_table(session: Session) -> str:
    """Return the parts of a session in class, with their minutes."""
    chapter, rows = by_number()[session.chapter], []
    for part in parts_of(session):
        if part.title in session.home:
            continue
        minutes = minutes_of(part, session.polls)
        numbers = [question.number for question in part.questions]
        asked = ", ".join(f"**{number}**" if number in session.polls else str(number) for number in numbers)
        cells = [str(minutes[kind]) for kind in ("reading", "code", "questions")]
        rows.append([link(chapter, part.title, part.title), asked, *cells, str(sum(minutes.values()))])
    rows += [[name, "", "", "", "", str(minutes)] for name, minutes in session.activities.items()]
    rows.append(["beginning and end", "", "", "", "", str(RATES["frame"])])
    rows.append(["**together**", "", "", "", "", f"**{length_of(session)}**"])
    head = ["part", "questions", "reading", "code and figures", "asking", "minutes"]
    return markdown_table(head, rows)


def exercise_link(chapter: Chapter, exercise: Exercise) -> str:
    return f"{link(chapter, exercise.part, f'{exercise.number}, {exercise.title}')} ({minutes_for(exercise)} minutes)"


def pace(session: Session) -> str:
    """Return where a break fits, and what to leave for home if time runs out."""
    chapter = by_number()[session.chapter]
    pause = break_after(session).title
    late = session.late if session.late in session.activities else link(chapter, session.late, session.late)
    return (
        f"A break, not counted above, fits after {link(chapter, pause, pause)}. "
        f"**If you are late:** give *{late}* for home ({minutes_if_late(session)} minutes)."
    )


def for_home(session: Session) -> str:
    """Return what a session leaves for home, as a list."""
    chapter = by_number()[session.chapter]
    tasks = [exercise_link(chapter, task) for task in chapter.exercises if task.number in session.exercises]
    in_class = any(f"Exercise {number}" in name for number in session.exercises for name in session.activities)
    kind = "exercise" + "s" * (len(tasks) > 1) + ", if not finished in class" * in_class
    lines = [f"{kind}: " + "; ".join(tasks)]
    if session.home:
        lines.append("to read: " + "; ".join(link(chapter, title, title) for title in session.home))
    return "\n".join(f"- {line}" for line in lines)


def sessions_table() -> str:
    """Return the plan of the course, for book/teaching.md."""
    rows = [
        [
            f"[{number}](teaching/session_{number:02d}.md)",
            f"[{session.chapter}. {session.title}](../notebooks/{by_number()[session.chapter].name}.ipynb)",
            session.afterwards,
            str(length_of(session)),
        ]
        for number, session in enumerate(SESSIONS, 1)
    ]
    return markdown_table(["session", "chapter", "students can afterwards", "minutes"], rows, names=3)


def figures() -> dict[str, str]:
    """Return the names that the pages for teachers use."""
    found = {f"teaching_{name}": str(rate) for name, rate in RATES.items()}
    found |= {"teaching_length": str(LENGTH), "sessions_table": sessions_table()}
    for number, session in enumerate(SESSIONS, 1):
        aims = by_number()[session.chapter].aims.split("\n- ")
        first, last = session.aims
        taken = moved("\n- ".join(aims[first:last])).removeprefix("- ").rstrip(";.")
        found[f"session_{number:02d}_aims"] = f"- {taken}."
        found[f"session_{number:02d}_minutes"] = minutes_table(session)
        found[f"session_{number:02d}_pace"] = pace(session)
        found[f"session_{number:02d}_home"] = for_home(session)
    for chapter in by_number().values():
        for part in chapter.parts:
            for question in part.questions:
                found[f"question_{chapter.number}_{question.number}"] = quoted(chapter, part.title, question)
        for exercise in chapter.exercises:
            found[f"minutes_{exercise.number.replace('.', '_')}"] = str(minutes_for(exercise))
    return found
