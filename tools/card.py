"""Draw the picture that other sites show beside a link to the book: book/assets/card.png.

    python -m tools.card            draw it
    python -m tools.card --check    only say whether it is out of date

It shows the book's example grid, what the shipped model reads in it, and where it looked for each digit. These numbers
are in the file's metadata, too. They say whether the picture is out of date: pixels differ with matplotlib's version.
"""

import io
import json
import sys
from pathlib import Path

import torch
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mnist2x2.activations import record
from mnist2x2.checkpoint import load_pretrained
from mnist2x2.data import EXAMPLE, MNIST2x2
from mnist2x2.decoding import read_grids
from mnist2x2.plots import show_attention, show_picture
from mnist2x2.style import book_style

CARD = Path(__file__).parents[1] / "book" / "assets" / "card.png"
TITLE = "Build a transformer that reads"
WORDS = "Ten notebooks, from attention on three patches to a model that reads what you draw"
SIZE, DPI = (1200, 630), 100


def reading() -> dict:
    """Return what the shipped model reads in the example grid: its text, and for each digit the attention (16).

    The attention is that of the last cross-attention, averaged over its heads, as in the book's drawing grid. In the
    picture, the darkest patch is the one with the highest weight.
    """
    model, (grid, _, _) = load_pretrained(), MNIST2x2(train=False)[EXAMPLE]
    text = read_grids(model, grid[None])[0]
    tokens = torch.tensor([[model.config.tokenizer.start, *map(int, text)]])
    with torch.no_grad(), record(model) as seen:
        model(grid[None].float() / 255, tokens)
    weights = seen[f"decoder.{len(model.decoder) - 1}.cross_attention.weights"][0][0].mean(dim=0)  # (T, S)
    return {"text": text, "attention": [[round(weight, 3) for weight in row] for row in weights[: len(text)].tolist()]}


def draw(read: dict) -> bytes:
    """Return the PNG of a reading."""
    grid, _, _ = MNIST2x2(train=False)[EXAMPLE]
    with rc_context(book_style("paper")):
        figure = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI, layout="none")
        figure.text(0.05, 0.865, TITLE, fontsize=38, weight="bold")
        figure.text(0.05, 0.79, WORDS, fontsize=17.5)
        show_picture(figure.add_axes((0.05, 0.08, 0.3367, 0.6413)), grid)
        figure.text(0.45, 0.66, "What it reads, and where it looked", fontsize=20)
        most = max(map(max, read["attention"]))
        for i, (digit, weights) in enumerate(zip(read["text"], read["attention"], strict=True)):
            axes = figure.add_axes((0.45 + 0.129 * i, 0.08, 0.113, 0.2152))
            show_attention(axes, grid, torch.tensor(weights) / most)
            figure.text(0.5065 + 0.129 * i, 0.37, digit, fontsize=96, ha="center", family="monospace")
        drawn, file, info = io.BytesIO(), io.BytesIO(), PngInfo()
        figure.savefig(drawn, format="png")
    info.add_text("Reading", json.dumps(read))
    Image.open(drawn).convert("RGB").save(file, "PNG", pnginfo=info, optimize=True)
    return file.getvalue()


def shown(card: Path) -> dict | None:
    """Return the reading that a card shows."""
    return json.loads(Image.open(card).info.get("Reading", "null")) if card.exists() else None


def is_current(shown: dict | None, read: dict) -> bool:
    """Return whether two readings are the same, but for what differs from processor to processor."""
    if shown is None or shown["text"] != read["text"]:
        return False
    return torch.allclose(torch.tensor(shown["attention"]), torch.tensor(read["attention"]), atol=0.005)


def main() -> int:
    read = reading()
    if is_current(shown(CARD), read):
        return 0
    if "--check" in sys.argv:
        print(f"{CARD.name} is out of date; run python -m tools.card")
        return 1
    CARD.write_bytes(draw(read))
    print(f"{CARD.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
