"""A Sphinx extension that lists folded hints, answers and solutions once more at the end of their page, for paper.

In a fold's place, paper shows the number under which its text stands at the end. On a screen, book.css hides both.
"""

import re

PART = re.compile(
    r"<strong>Exercise (?P<exercise>\d+\.\d+)"
    r"|<details><summary>(?P<kind>Hint|Answer|Solution)</summary>(?P<text>.*?)</details>",
    re.DOTALL,
)
TITLES = {"Hint": "Hint for exercise {}", "Answer": "Answer {}", "Solution": "Solution of exercise {}"}
IDS = re.compile(r' id="[^"]*"')


def with_answers(body: str) -> str:
    """Return a page's HTML with its folded texts also in sections at its end, and numbers that lead there."""
    lists, exercise = {kind: [] for kind in TITLES}, ""

    def number(part: re.Match) -> str:
        nonlocal exercise
        if kind := part["kind"]:
            count = str(len(lists[kind]) + 1) if kind == "Answer" else exercise
            title, name = TITLES[kind].format(count), f"{kind.lower()}-{count}"
            text = IDS.sub("", part["text"])  # an id must not occur twice
            back = f'<p class="title"><a href="#to-{name}">{title}</a></p>'
            lists[kind].append(f'<div class="answer" id="{name}">{back}{text}</div>')
            leads = f'<p class="on-paper leads to-{kind.lower()}" id="to-{name}">'
            return f'{part[0]}{leads}<span><a href="#{name}">{title}</a>, at the end</span></p>'
        exercise = part["exercise"]
        return part[0]

    numbered = PART.sub(number, body)
    kinds = "on-paper answers tex2jax_ignore mathjax_ignore"
    sections = [
        f'<section class="{kinds} {kind.lower()}s"><h2>{kind}s</h2>{"".join(texts)}</section>'
        for kind, texts in lists.items()
        if texts
    ]
    return numbered + "".join(sections)


def add_answers(app, page, template, context, doctree) -> None:
    if doctree is not None:
        context["body"] = with_answers(context["body"])


def setup(app) -> dict:
    app.connect("html-page-context", add_answers)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
