"""Draw what chapters 3, 4 and 6 take apart: queries, keys and values; heads; the encoder block; the decoder block.

python -m tools.diagrams            draw book/assets/qkv.svg, heads.svg, encoder-block.svg, decoder-block.svg
python -m tools.diagrams --check    only say which files are out of date
"""

import sys

from tools.generated import differing, write_or_check
from tools.maps import ASSETS
from tools.svg import arrow, box, drawing, rectangle, right, sub, text, up

COLOURS = ("one", "two", "three", "four")  # of the heads


def matrix(x: float, y: float, columns: int, rows: int, look: str = "cell", unit: float = 11) -> str:
    """Return a matrix of little squares, its top left corner at (x, y)."""
    squares = [(column, row) for row in range(rows) for column in range(columns)]
    return "".join(rectangle(x + unit * i, y + unit * j, unit - 1, unit - 1, look, 1) for i, j in squares)


def qkv() -> str:
    """Return how one head makes queries, keys and values, compares and mixes them."""
    body = [matrix(10, 74, 3, 4), text(26, 66, "x"), text(26, 134, "S x D", "soft", size=11)]
    for i, (letter, look) in enumerate(zip("QKV", COLOURS, strict=False)):
        y = 22 + 60 * i
        middle = y + 18
        body += [arrow(f"M46 96L70 {middle}H76", 82, middle, "right"), box(83, middle - 13, 42, sub("W", letter))]
        body += [right(125, middle, 16), matrix(142, y - 4, 2, 4, look), text(153, y - 9, letter)]
    body += [arrow("M168 40H186V62H194", 200, 62, "right"), arrow("M168 100H186V78H194", 200, 78, "right")]
    body += [
        box(201, 57, 66, f"Q K&#7488; / &#8730;{sub('D', 'h')}", size=12),
        right(267, 70, 14),
        box(282, 57, 56, "softmax", size=12),
    ]
    body += [
        right(338, 70, 14),
        matrix(353, 48, 4, 4),
        text(375, 40, "weights"),
        text(375, 106, "S x S", "soft", size=11),
    ]
    body += [
        arrow("M168 160H338", 344, 160, "right"),
        arrow("M375 110V141", 375, 147, "down"),
        box(345, 148, 60, "mix", 24),
    ]
    body += [right(405, 160, 12), matrix(418, 138, 2, 4, "three"), text(429, 130, "output")]
    body += [text(429, 194, f"S x {sub('D', 'h')}", "soft", size=11)]
    words = (
        "One head. The S vectors x are multiplied by three matrices and give queries Q, keys K and values V. Queries "
        "and keys make the scores, softmax makes weights of them, S by S, and the weights mix the values."
    )
    return drawing("Queries, keys and values", words, 450, 204, "".join(body))


def heads() -> str:
    """Return how queries, keys and values are split into heads, and what the heads make is merged."""
    body = [text(30, 40, "queries"), text(30, 55, "T x D", "soft", size=11)]
    for t in range(4):
        for h, look in enumerate(COLOURS):
            body.append(matrix(10 + 11 * h, 64 + 11 * t, 1, 1, look))
            body.append(matrix(392 + 11 * h, 64 + 11 * t, 1, 1, look))
    for h, look in enumerate(COLOURS):
        y = 10 + 42 * h
        body += [arrow(f"M58 85L82 {y + 12}", 90, y + 12, "right"), matrix(96, y - 6, 1, 4, look, 9)]
        body += [right(108, y + 12, 16), box(125, y, 118, f"attention of head {h}", 24, look, 12)]
        body += [
            right(243, y + 12, 16),
            matrix(262, y - 6, 1, 4, look, 9),
            arrow(f"M275 {y + 12}L300 85H312", 318, 85, "right"),
        ]
    body += [text(351, 78, "side by side", size=11), right(322, 85, 64), text(413, 55, "T x D", "soft", size=11)]
    body += [text(413, 40, "merged"), arrow("M413 110V122", 413, 128, "down"), box(392, 129, 44, sub("W", "O"), 24)]
    words = (
        "Splitting and merging heads. The D columns of the queries are split into four groups of Dh columns, one a "
        "head, and those of keys and values likewise. Each head attends by itself. What the four make stands side by "
        "side again, T by D, and goes through one more matrix, W O."
    )
    return drawing("Splitting and merging heads", words, 450, 176, "".join(body))


def block(sublayers: list[tuple[str, str]], words: str, title: str, memory_at: int | None = None) -> str:
    """Return a pre-norm block from bottom to top: the residual stream at the left, the sublayers beside it."""
    stream, height = 34, 62 + 62 * len(sublayers)
    body = [up(stream, height - 20, height - 32), text(stream, height - 6, "x")]
    for i, (name, look) in enumerate(sublayers):
        y = height - 52 - 62 * i  # where the sublayer reads the stream
        body += [arrow(f"M{stream} {y}H62", 68, y, "right"), box(69, y - 13, 78, "LayerNorm"), right(147, y, 15)]
        body += [box(163, y - 13, 152, name, look=look)]
        body += [arrow(f"M239 {y - 13}V{y - 32}H{stream + 16}", stream + 10, y - 32, "left")]
        body += [f'<circle class="cell" cx="{stream}" cy="{y - 32}" r="9"/>', text(stream, y - 27.5, "+", size=15)]
        if i == memory_at:
            body += [box(344, y - 13, 64, "memory"), arrow(f"M344 {y}H322", 316, y, "left")]
    body.append(text(stream + 14, 20, "residual stream", "soft", "start", 11))
    return drawing(title, words, 420, height, "".join(body))


def drawings() -> dict[str, str]:
    encoder = (
        "An encoder block, from bottom to top. The residual stream goes straight up. Self-attention reads it through a "
        "LayerNorm and adds its output to it; then the feed-forward sublayer does the same."
    )
    decoder = (
        "A decoder block, from bottom to top. Three sublayers read the residual stream, each through its LayerNorm, "
        "and add to it: masked self-attention among the tokens, cross-attention, which takes keys and values from the "
        "memory, and the feed-forward sublayer."
    )
    self_attention, feed_forward = ("self-attention", "one"), ("feed-forward", "two")
    three = [("masked self-attention", "one"), ("cross-attention", "four"), feed_forward]
    return {
        "qkv": qkv(),
        "heads": heads(),
        "encoder-block": block([self_attention, feed_forward], encoder, "An encoder block"),
        "decoder-block": block(three, decoder, "A decoder block", memory_at=1),
    }


def main() -> int:
    contents = {ASSETS / f"{name}.svg": content for name, content in drawings().items()}
    return write_or_check(differing(contents), "python -m tools.diagrams")


if __name__ == "__main__":
    sys.exit(main())
