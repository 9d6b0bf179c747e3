"""A Sphinx extension that gives search results an excerpt, also where the book is opened from a folder.

Sphinx's search fetches every page that it has found, which a browser refuses from a folder. Instead, the search page
loads one script with the texts of all pages, and book/assets/excerpts.js picks the excerpts.
"""

import json
from pathlib import Path

from docutils import nodes

TEXTS, SCRIPT = "search-texts.js", "excerpts.js"


def texts(doctree: nodes.document) -> list[str]:
    """Return each section's anchor followed by its text, without that of its subsections."""
    found: dict[str, list[str]] = {}
    for block in doctree.findall(nodes.TextElement):
        inside, section = isinstance(block.parent, nodes.TextElement), block
        while not isinstance(section, nodes.section | nodes.document):
            section = section.parent
        if not inside and not isinstance(block, nodes.title | nodes.raw | nodes.comment) and section.get("ids"):
            found.setdefault(section["ids"][0], []).append(block.astext())
    return [word for anchor, parts in found.items() for word in (anchor, " ".join(" ".join(parts).split()))]


def write_texts(app, env) -> None:
    """Write the script before the pages, whose addresses of the scripts hold checksums."""
    if app.builder.format == "html":
        pages = {page: texts(env.get_doctree(page)) for page in sorted(env.found_docs)}
        file = Path(app.outdir) / "_static" / TEXTS
        file.parent.mkdir(parents=True, exist_ok=True)
        code = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
        file.write_text(f"window.mnist2x2Texts = {code};\n", encoding="utf-8")


def ask_for_scripts(app, page, template, context, doctree) -> None:
    if page == "search":
        for name in (TEXTS, SCRIPT):
            app.add_js_file(name, loading_method="defer")


def setup(app) -> dict:
    app.connect("env-updated", write_texts)
    app.connect("html-page-context", ask_for_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
