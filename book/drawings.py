"""A Sphinx extension for drawings in notebooks: pages show the files in book/assets, which follow light and dark.

The notebooks hold them as PNG, for readers who have no more than a notebook: see tools/pictures.py.
"""

from docutils import nodes

from tools.pictures import PNG, decoded


def show_files(app, doctree) -> None:
    for image in doctree.findall(nodes.image):
        if image["uri"].startswith(PNG):
            image["uri"] = "/" + decoded(image["uri"]).info["Source"]


def setup(app) -> dict:
    app.connect("doctree-read", show_files, priority=400)  # before Sphinx collects the images
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
