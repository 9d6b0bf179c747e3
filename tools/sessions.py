"""The plan of the sessions of a course, and how many minutes each part takes.

    python -m tools.sessions      list the minutes of every session

The minutes are estimates, from what a part holds: see `RATES`. book/teaching.md says how they were corrected.
"""

from dataclasses import dataclass, field
from functools import cache

from tools.chapters import Chapter, Exercise, Part, chapters

RATES = {
    "words": 150,  # of prose read aloud, a minute
    "lines": 8,  # of code talked through, a minute
    "printed": 10,  # lines of output looked at, a minute
    "figure": 2,  # minutes
    "by_hand": 2,  # minutes for a formula, a table or numbers to work out
    "poll": 3,  # minutes for a question put to the room
    "question": 1,  # minutes for one that everybody answers silently
    "calculated": 2,  # more minutes for a question whose answer is calculated
    "task": 5,  # minutes to begin an exercise
    "solution": 3,  # minutes a line of its solution
    "frame": 10,  # minutes to look back at the beginning, and to end with the summary
}
LENGTH = 90  # minutes of a session
ELSEWHERE = ("Exercises", "Summary", "Where to read more")  # headings without a part of their own in a session


@dataclass(frozen=True)
class Session:
    """A session. parts: the first and the last heading, where a chapter has two sessions.

    home: headings left for home. polls: the questions, by number, that are put to the room. activities: what is done
    besides, and for how many minutes. exercises: by number. aims: from which to which of the chapter's, counted from 0.
    late: the heading, or what is done besides, to give for home if time runs out.
    """

    chapter: int
    title: str
    afterwards: str
    polls: tuple[int, ...]
    late: str
    home: tuple[str, ...] = ()
    activities: dict[str, int] = field(default_factory=dict)
    exercises: tuple[str, ...] = ()
    parts: tuple[str, str] | None = None
    aims: tuple[int, int | None] = (0, None)


SESSIONS = (
    Session(
        1,
        "The task",
        "say what goes into the model and what comes out, and write any answer as tokens",
        polls=(1, 3, 5, 7),
        late="Classifiers and empty cells",
        home=("Which pixels do they use?",),
        exercises=("1.1", "1.2"),
        activities={"Everybody draws a grid on the book's first page": 10},
    ),
    Session(
        2,
        "Patches",
        "cut a picture into patches, and show what is lost when patches do not say where they were",
        polls=(1, 2, 4, 6, 8),
        late="What training did to the positions",
        home=("The module", "Other ways to say where"),
        exercises=("2.1", "2.2"),
    ),
    Session(
        3,
        "Attention",
        "compute attention for three tokens by hand, and set the weights of a head themselves",
        polls=(1, 7),
        late="Look, then take it away",
        home=(
            "Why the square root",
            "Attention does not know about order",
            "Heads that look at what is there",
            "What a map does not show",
        ),
        exercises=("3.1", "3.2", "3.3"),
    ),
    Session(
        4,
        "The encoder",
        "draw a block without looking it up, and measure what a sublayer or a head is needed for",
        polls=(3, 6, 7, 9),
        late="A lie where it counts",
        home=("Relatives", "Training an encoder", "A probe, and what it does not show"),
        exercises=("4.1", "4.2", "4.3"),
    ),
    Session(
        5,
        "Masking",
        "explain why a model that is always right in training can be useless",
        polls=(3, 5, 6, 9),
        late="Seeing the mask",
        home=(
            "Before training: look at the loss",
            "A derivative can show a leak, never its absence",
            "Check against torch",
            "Appendix: padding, and minus infinity",
        ),
        exercises=("5.1", "5.2"),
    ),
    Session(
        6,
        "Cross-attention",
        "say what an attention map shows, and what only an intervention shows",
        polls=(5, 7, 8),
        late="The module is already written, and its memory is a set",
        home=("A decoder without the picture", "Sharp and blurred", "Swap rows, leave rows out", "Without positions"),
        exercises=("6.1", "6.2"),
    ),
    Session(
        7,
        "Greedy decoding, digits",
        "write the loop that decodes, and test whether a model uses what it has written",
        polls=(1, 2, 3),
        late="Exercise 7.1, in pairs",
        activities={
            "Two students play the loop": 5,
            "Questions from the exercises of sessions 3 to 6": 15,
            "Exercise 7.1, in pairs": 20,
        },
        exercises=("7.1",),
        parts=("One call is not enough", "Does the answer so far matter?"),
        aims=(0, 3),
    ),
    Session(
        7,
        "Greedy decoding, letters",
        "say when a task needs history, find where a model makes a choice, and steer it",
        polls=(4, 5, 6, 9),
        late="The cache",
        exercises=("7.2", "7.3"),
        parts=("Letters: a task with several right answers", "Teacher forcing against running free"),
        aims=(2, None),
    ),
    Session(
        8,
        "Training",
        "train a model, judge it, and know when not to trust it",
        polls=(4, 6, 7, 9),
        late="The recorded run",
        home=("The average of the weights", "Steps of the same size in all directions: Muon"),
        exercises=("8.1", "8.2"),
    ),
    Session(
        9,
        "Read what you draw",
        "say how their own drawings differ from the pictures that a model learned from, and what to do about it",
        polls=(1, 3, 11),
        late='"This may be no digit"',
        home=(
            "Step 1: into the box",
            "Where the model looks, and what it cannot notice",
            "What remains hard",
            "Did it look in the wrong place?",
            '"Not sure" must mean it',
        ),
        activities={"Everybody draws, and collects what is misread": 10},
        exercises=("9.1", "9.2"),
    ),
    Session(
        10,
        "Learn from corrections",
        "teach a model something new, and show what it has forgotten",
        polls=(1, 4, 6, 9),
        late="The package's way",
        home=("What may learn", "And back again"),
        activities={"The room teaches the model a digit": 10},
        exercises=("10.1", "10.2"),
    ),
)


@cache
def by_number() -> dict[int, Chapter]:
    return {chapter.number: chapter for chapter in chapters()}


def parts_of(session: Session) -> list[Part]:
    """Return the parts of the chapter that belong to a session, those for home included."""
    parts = [part for part in by_number()[session.chapter].parts if part.title not in ELSEWHERE]
    if session.parts is None:
        return parts
    first, last = ([part.title for part in parts].index(title) for title in session.parts)
    return parts[first : last + 1]


def minutes_of(part: Part, polls: tuple[int, ...]) -> dict[str, int]:
    """Return the whole minutes of a part in class: to read, for code and what it prints or plots, for questions."""
    code = part.lines / RATES["lines"] + part.printed / RATES["printed"] + part.figures * RATES["figure"]
    asked = [RATES["poll" if question.number in polls else "question"] for question in part.questions]
    asked += [RATES["calculated"] for question in part.questions if question.is_calculated]
    reading = part.words / RATES["words"] + part.by_hand * RATES["by_hand"]
    return {"reading": max(1, round(reading)), "code": round(code), "questions": sum(asked)}


def minutes_for(exercise: Exercise) -> int:
    """Return how long an exercise takes, in steps of five minutes."""
    minutes = exercise.words / RATES["words"] + exercise.lines * RATES["solution"] + RATES["task"]
    return 5 * max(1, round(minutes / 5))


def break_after(session: Session) -> Part:
    """Return the part in class after which half of the time for the parts is over."""
    parts = [part for part in parts_of(session) if part.title not in session.home]
    minutes = [sum(minutes_of(part, session.polls).values()) for part in parts]
    return next(part for place, part in enumerate(parts, 1) if 2 * sum(minutes[:place]) >= sum(minutes))


def minutes_if_late(session: Session) -> int:
    """Return how many minutes are won if what `late` names is left for home."""
    if session.late in session.activities:
        return session.activities[session.late]
    (part,) = (part for part in parts_of(session) if part.title == session.late)
    return sum(minutes_of(part, session.polls).values())


def length_of(session: Session) -> int:
    """Return the minutes of a session in class."""
    parts = [part for part in parts_of(session) if part.title not in session.home]
    taught = sum(sum(minutes_of(part, session.polls).values()) for part in parts)
    return taught + sum(session.activities.values()) + RATES["frame"]


if __name__ == "__main__":
    for number, session in enumerate(SESSIONS, 1):
        print(f"session {number}, {session.title}: {length_of(session)} minutes")
        for part in parts_of(session):
            place = "home" if part.title in session.home else "class"
            print(f"  {place:<6}", f"{part.title:<56}", minutes_of(part, session.polls))
