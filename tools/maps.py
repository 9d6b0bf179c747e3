"""Draw the map of the model, `book/assets/map.svg`, and for each chapter `map-NN.svg`, which marks the chapter's parts.

    python -m tools.maps            draw them
    python -m tools.maps --check    only say which files are out of date

The map is a strip of two lines: the picture's way above, the answer's below.
"""

import sys
from pathlib import Path

from tools.generated import differing, write_or_check
from tools.svg import arrow, box, drawing, rectangle, right, text

ASSETS = Path(__file__).parents[1] / "book" / "assets"
CHAPTERS = {  # the parts that are marked; the title and a few words about it
    0: ("", "", ""),
    1: ("picture answer next", "The task", "picture in, answer out"),
    2: ("patches embed-patches", "Patches", "a picture as 16 vectors"),
    3: ("self-attention", "Attention", "patches fetch from each other"),
    4: ("encoder encoder-feed-forward memory", "The encoder", "four blocks make the memory"),
    5: ("answer embed-tokens masked", "Masking", "no look at what comes next"),
    6: ("decoder cross decoder-feed-forward head", "Cross-attention", "tokens look at patches"),
    7: ("next loop answer", "Greedy decoding", "one token after the other"),
    8: ("all", "Training", "all of it learns"),
    9: ("picture", "Drawing", "a picture of your own"),
    10: ("all", "Corrections", "all of it learns your hand"),
}
WORDS = (
    "A picture with the digits 3, 7, 4 and 9 is cut into 16 patches; an embedding with positions turns them into "
    "vectors; four encoder blocks, each self-attention and a feed-forward sublayer, make the memory. The answer so "
    "far, start 3 7 4, gets an embedding with positions too. Two decoder blocks follow, each masked self-attention, "
    "cross-attention, which looks at the memory, and a feed-forward sublayer. A linear head names the next token, 9, "
    "which joins the answer: the loop."
)
DIGITS = (  # 3 7 4 9 in strokes, 28 units a cell
    "M8 8C12 3 20 4 19 9C18 13 13 13 12 13C19 13 23 18 18 22C14 26 8 24 7 21"
    "M35 7L49 6C45 13 42 18 40 24M11 33C10 39 8 42 6 45L22 44M17 37L16 53"
    "M47 36C43 32 36 34 36 39C36 44 44 45 47 38M47 36C48 42 46 48 46 53"
)
WIDTH, HEIGHT = 480, 154
TOP, BOTTOM = 52, 124  # the middle of each line


def picture(x: float, y: float) -> str:
    cell = rectangle(x, y, 36, 36, "cell", 2) + f'<path class="line cut" d="M{x + 18} {y}v36M{x} {y + 18}h36"/>'
    return cell + f'<svg x="{x}" y="{y}" width="36" height="36" viewBox="0 0 56 56"><use href="#digits"/></svg>'


def patches(x: float, y: float) -> str:
    """Return the picture cut into 4 x 4 patches, with gaps between them."""
    parts = []
    for patch in range(16):
        row, column = divmod(patch, 4)
        left, top = x + 11 * column, y + 11 * row
        parts.append(rectangle(left, top, 9, 9, "cell patch", 1))
        view = f'viewBox="{14 * column} {14 * row} 14 14"'
        parts.append(f'<svg x="{left}" y="{top}" width="9" height="9" {view}><use href="#digits"/></svg>')
    return "".join(parts)


def parts() -> dict[str, str]:
    """Return the drawing of each part of the model by its name."""
    tokens = [("<start>", 8, 46), ("3", 57, 17), ("7", 77, 17), ("4", 97, 17)]
    high, low = TOP - 13, BOTTOM - 13
    return {
        "picture": picture(8, TOP - 18),
        "patches": right(46, TOP, 14) + patches(62, TOP - 21),
        "answer": "".join(box(x, low, width, word, look="cell", size=12) for word, x, width in tokens),
        "embed-patches": right(107, TOP, 13) + box(120, high, 50, "embed"),
        "embed-tokens": right(115, BOTTOM, 7) + box(122, low, 48, "embed"),
        "encoder": right(170, TOP, 11)
        + rectangle(182, TOP - 21, 186, 42, "block", 8)
        + text(364, 26, "4 blocks", "soft", "end", 11),
        "self-attention": box(187, high, 88, "self-attention"),
        "encoder-feed-forward": box(279, high, 84, "feed-forward"),
        "memory": right(368, TOP, 12) + box(380, high, 58, "memory"),
        "decoder": right(170, BOTTOM, 11)
        + rectangle(182, BOTTOM - 21, 216, 42, "block", 8)
        + text(394, BOTTOM - 26, "2 blocks", "soft", "end", 11),
        "masked": box(187, low, 66, "self-att."),
        "cross": arrow(f"M409 {high + 26}v17H290V{low - 7}", 290, low - 1, "down") + box(257, low, 66, "cross-att."),
        "decoder-feed-forward": box(327, low, 66, "feed-fwd."),
        "head": right(398, BOTTOM, 10) + box(408, low, 38, "head"),
        "next": right(446, BOTTOM, 9) + box(455, low, 18, "9", look="cell", size=12),
        "loop": arrow(f"M464 {low + 26}v9H31V{low + 32}", 31, low + 27, "up"),
    }


def draw(chapter: int) -> str:
    """Return the SVG of a chapter's map; chapter 0 is the map without "you are here"."""
    marked, title, saying = CHAPTERS[chapter]
    body = [f'<defs><path id="digits" class="pen" d="{DIGITS}"/></defs>']
    body.append('<g class="here">' if marked == "all" else "<g>")
    for name, part in parts().items():
        body.append(f'<g class="{"here" if name in marked.split() else "part"}">{part}</g>')
    body.append("</g>")
    here = ""
    if chapter:
        body.append(text(8, 18, f"{chapter}  {title}: {saying}", "ink", "start"))
        here = f" You are here: {title.lower()}, {saying}."
    return drawing("Map of the model", WORDS + here, WIDTH, HEIGHT, "\n".join(body))


def main() -> int:
    names = {chapter: f"map-{chapter:02d}.svg" if chapter else "map.svg" for chapter in CHAPTERS}
    contents = {ASSETS / name: draw(chapter) for chapter, name in names.items()}
    return write_or_check(differing(contents), "python -m tools.maps")


if __name__ == "__main__":
    sys.exit(main())
