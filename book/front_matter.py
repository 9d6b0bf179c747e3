"""A Sphinx extension that says on every page what the page is, where the project is, and how to go on from there.

It writes titles, descriptions, previews for other sites, buttons to Colab and Binder, and the footer. What it can say
depends on the addresses in _config.yml, which `make publish-urls` writes. Where the address of the built pages is
known, it also writes sitemap.xml and 404.html. The templates are in book/templates.
"""

import re
import subprocess
from contextlib import suppress
from html import escape
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import NamedTuple

from docutils import nodes
from sphinx.util.osutil import ensuredir

ROOT = Path(__file__).parents[1]
CARD = "card.png"  # the picture for previews, made by tools/card.py
HOW_TO_READ = "book/how_to_read"  # the page that says how to get the project
AIMS = "After this chapter you can"
LONGEST = 300  # letters in a description; search engines show about half of it

IN_THE_FOLDER = """\
These pages were built in the project's folder, and lie in `_build` there. If you opened this page as a file, the
project is the folder that contains `_build`. If its address begins with `127.0.0.1`, the project is the folder in
which the server was started. If you have nothing but the pages, ask whoever gave them to you for that folder.
"""
AT_THE_ADDRESS = """\
The project is at <{url}>. Either download it [as a ZIP file]({url}/archive/refs/heads/{branch}.zip) and unpack it, or
get it with Git:

```
git clone --branch {branch} {url}.git
```

You can also run the notebooks without a copy of your own, [on Colab]({colab}) or [on Binder]({binder}).
"""


class Addresses(NamedTuple):
    """Where the project and its built pages are; each is empty if it is not known."""

    url: str
    branch: str
    site: str  # ends in a slash

    @property
    def card(self) -> str:
        """The address of the picture for previews: other sites do not follow relative addresses."""
        if self.site:
            return f"{self.site}_static/{CARD}"
        raw = self.url.replace("https://github.com/", "https://raw.githubusercontent.com/")
        return raw and f"{raw}/{self.branch}/book/assets/{CARD}"

    def colab(self, notebook: str) -> str:
        return f"{self.url.replace('github.com', 'colab.research.google.com/github', 1)}/blob/{self.branch}/{notebook}"

    def binder(self, folder: str) -> str:
        place = self.url.removeprefix("https://github.com/")
        return f"https://mybinder.org/v2/gh/{place}/{self.branch}?urlpath=lab/tree/{folder}"


def addresses(config) -> Addresses:
    options, site = config.html_theme_options, config.html_baseurl
    site = site and site.rstrip("/") + "/"
    return Addresses(options.get("repository_url") or "", options.get("repository_branch") or "main", site)


def first_notebook() -> str:
    return f"notebooks/{min((path.name for path in (ROOT / 'notebooks').glob('*.ipynb')), default='')}"


def how_to_get_it(known: Addresses) -> str:
    """Return in Markdown how to get the project."""
    if not known.url:
        return IN_THE_FOLDER
    places = {"colab": known.colab(first_notebook()), "binder": known.binder("notebooks")}
    return AT_THE_ADDRESS.format(url=known.url, branch=known.branch, **places)


def edition() -> str:
    """Return the book's version and, in a clone, its commit."""
    words = [f"version {version('mnist2x2')}"]
    if (ROOT / ".git").exists():
        command = ["git", "describe", "--always", "--exclude=*", "--abbrev=10", "--dirty"]
        with suppress(OSError):  # without Git
            words += subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.split()
    return ", commit ".join(words)


def description(env, page: str, doctree: nodes.document) -> str:
    """Return what a page is about: what its head says of it, or a chapter's aims, or else its first paragraph."""
    if own := env.metadata[page].get("description"):
        return own
    paragraphs = list(doctree.findall(nodes.paragraph))
    for paragraph in paragraphs:
        if paragraph.astext() == AIMS:
            aims = paragraph.next_node(nodes.bullet_list, descend=False, siblings=True)
            about = f"{AIMS} {' '.join(aim.astext() for aim in aims)}"
            break
    else:
        about = paragraphs[0].astext() if paragraphs else ""
    return shorten(about, LONGEST, placeholder=" …")


def set_options(app, config) -> None:
    """Let the theme and MyST know the addresses, before they read their options."""
    known = addresses(config)
    config.myst_substitutions = {**config.myst_substitutions, "get_the_project": how_to_get_it(known)}
    if known.url:
        config.html_theme_options |= {"use_repository_button": True, "use_issues_button": True}
    config.html_context |= {"addresses": known, "edition": edition()}


def launch_buttons(known: Addresses) -> dict:
    """Return the buttons that the theme has for notebooks, for a page that is none: they open the chapters."""
    link = {"type": "link", "label": "launch"}
    places = [
        {"text": "Binder", "url": known.binder("notebooks"), "icon": "_static/images/logo_binder.svg"},
        {"text": "Colab", "url": known.colab(first_notebook()), "icon": "_static/images/logo_colab.png"},
    ]
    buttons = [{**link, **place, "tooltip": f"Launch the chapters on {place['text']}"} for place in places]
    tooltip = "Launch interactive content"
    return {"type": "group", "label": "launch-buttons", "icon": "fas fa-rocket", "tooltip": tooltip, "buttons": buttons}


def describe(app, page: str, template: str, context: dict, doctree) -> None:
    """Give the templates what they say about a page."""
    book, root = app.config.html_title, app.config.root_doc
    title = context.get("pagetitle") or context.get("title") or page.capitalize()
    if doctree:
        context["title"] = escape(title)  # without a chapter's number
    context["page_title"] = book if page == root else f"{title} — {book}"
    context["description"] = doctree and description(app.env, page, doctree)
    context["description"] = context["description"] or description(app.env, root, app.env.get_doctree(root))
    if page == "404":
        context["pageurl"] = None
    there = context["pathto"](HOW_TO_READ)
    context["get_it"] = f"{'' if there == '#' else there}#get-the-project"
    known = addresses(app.config)
    buttons = context["header_buttons"]
    if known.url and not any(button.get("label") == "launch-buttons" for button in buttons):
        buttons.insert(0, launch_buttons(known))


def not_found_page(app):
    """Yield the page that a server shows for a wrong address, if the site's own address is known."""
    if app.builder.format == "html" and addresses(app.config).site:
        home = app.builder.get_relative_uri("404", app.config.root_doc)
        body = (
            "<h1>Page not found</h1><p>There is no page at this address. The list of chapters is at the side, and "
            f'<a href="search.html">the search</a> may find it. Or start at <a href="{home}">the first page</a>.</p>'
        )
        yield "404", {"title": "Page not found", "body": body}, "page.html"


def with_whole_addresses(page: str, site: str) -> str:
    """Return a page's HTML with links that lead to the same pages from everywhere. The page is at the site's root."""
    return re.sub(r'((?:href|src|action|data-content_root)=")(?![a-z]+:|#|/)(?:\./)?', rf"\g<1>{site}", page)


def write_more(app, exception) -> None:
    """Write index.html, which leads to the first page, and where the site's address is known, the map of the site."""
    if exception or app.builder.format != "html":
        return
    out, root, site = Path(app.outdir), app.config.root_doc, addresses(app.config).site
    ensuredir(out)
    home = app.builder.get_target_uri(root)
    about = {
        **app.config.html_context,
        "page_title": app.config.html_title,
        "docstitle": app.config.html_title,
        "description": description(app.env, root, app.env.get_doctree(root)),
        "pagename": root,
        "root_doc": root,
        "pageurl": site and site + home,
        "home": home,
        "favicon": Path(app.config.html_favicon).name,
    }
    (out / "index.html").write_text(app.builder.templates.render("redirect.html", about), encoding="utf-8")
    if site:
        pages = sorted(app.env.found_docs, key=lambda page: (page != root, page))
        urls = "".join(f"<url><loc>{escape(site + app.builder.get_target_uri(page))}</loc></url>\n" for page in pages)
        start = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        (out / "sitemap.xml").write_text(f"{start}{urls}</urlset>\n", encoding="utf-8")
        page = out / "404.html"
        page.write_text(with_whole_addresses(page.read_text(encoding="utf-8"), site), encoding="utf-8")


def setup(app) -> dict:
    app.connect("config-inited", set_options)
    app.connect("html-page-context", describe, priority=502)  # after the theme, which numbers titles and makes buttons
    app.connect("html-collect-pages", not_found_page)
    app.connect("build-finished", write_more, priority=400)  # before Jupyter Book writes an index.html of its own
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
