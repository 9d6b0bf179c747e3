"""The figures that stand in the place of pieces where no script runs: SVG, from the same numbers."""

from html import escape

import numpy as np
import torch
from torch import Tensor

from mnist2x2.activations import record
from mnist2x2.decoding import greedy_decode
from mnist2x2.model import GridTransformer

TEXT, QUIET, LINE, ACCENT = "#1f2328", "#57606a", "#b6bcc4", "#b84a00"
COLOURS = ["#b84a00", "#0b5cad", "#5a4a9c"]  # of three keys
LEVELS = 3  # of ink
MINUS = "\u2212"
LIKELY = 5  # tokens to show
ORDINALS = ["first", "second", "third", "fourth"]


def number(value: float) -> str:
    """Return a number with two decimals and a true minus sign."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


def ordinal(place: int) -> str:
    return ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"


def text(words: str, x: float, y: float, size: int = 12, anchor: str = "start", fill: str = TEXT) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def rectangle(x: float, y: float, width: float, height: float, share: float, colour: str = ACCENT) -> str:
    """Return a framed rectangle whose colour says how large a share is, from 0 to 1."""
    shade = f'fill="{colour}" fill-opacity="{0.65 * share:.2f}" stroke="{LINE}" stroke-width="0.5"'
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {shade}/>'


def figure(inside: list[str], width: int, height: int, label: str) -> str:
    """Return a whole figure on white; `label` says in words what it shows."""
    about = f'role="img" aria-label="{escape(label)}" font-family="sans-serif"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" style="max-width:100%;height:auto"'
    paper = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return f"<figure><svg {about} {size}>{paper}{''.join(inside)}</svg></figure>"


# Pictures and maps


def ink_paths(grid: np.ndarray) -> str:
    """Return a picture, uint8 (side, side), as paths of one unit a pixel, in a few levels of ink."""
    levels, paths = np.round(grid / 255 * LEVELS).astype(int), []
    for level in range(1, LEVELS + 1):
        runs = []
        for y, row in enumerate(levels == level):
            ends = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]])))
            runs += [f"M{start} {y}h{end - start}v1h{start - end}z" for start, end in ends.reshape(-1, 2)]
        paths.append(f'<path d="{"".join(runs)}" fill="{TEXT}" fill-opacity="{level / LEVELS:.2f}"/>')
    return "".join(paths)


def attention_map(weights: Tensor, x: float, y: float, side: float, mark: int | None = None) -> str:
    """Return attention weights (S,) as squares, below the ink that `inked` draws."""
    across = round(len(weights) ** 0.5)
    unit = side / across
    squares = [
        rectangle(x + place % across * unit, y + place // across * unit, unit, unit, weight)
        for place, weight in enumerate(weights.tolist())
    ]
    if mark is not None:
        at = f'x="{x + mark % across * unit:g}" y="{y + mark // across * unit:g}"'
        squares.append(f'<rect {at} width="{unit:g}" height="{unit:g}" fill="none" stroke="{TEXT}" stroke-width="2"/>')
    return "".join(squares)


def inked(grid: np.ndarray, places: list[tuple[float, float]], side: float, name: str) -> list[str]:
    """Return a picture's ink at several places; `name` is the figure's, unlike those of others on the page."""
    scale = side / len(grid)
    uses = [f'<use href="#ink-{name}" transform="translate({x:g} {y:g}) scale({scale:g})"/>' for x, y in places]
    return [f'<defs><g id="ink-{name}">{ink_paths(grid)}</g></defs>', *uses]


def run(model: GridTransformer, grid: np.ndarray) -> tuple[list[int], dict]:
    """Return the answer to a grid, uint8 (side, side), with its `<finish>`, and all that was computed for it."""
    pixels, tokenizer = torch.from_numpy(grid)[None] / 255, model.config.tokenizer
    with torch.no_grad(), record(model) as seen:
        answer = greedy_decode(model, pixels)[0].tolist()
        seen.clear()
        read = answer[: answer.index(tokenizer.finish)] if tokenizer.finish in answer else answer
        read = read[: model.config.longest - 1]
        model(pixels, torch.tensor([[tokenizer.start, *read]]))
    return answer, seen


# One function for each piece


def query_figure(given: dict) -> str:
    query, keys, values = (torch.tensor(given[name]) for name in ("query", "keys", "values"))
    weights = (keys @ query / 2**0.5).softmax(dim=0)  # (3,)
    mean, parts = weights @ values, []
    for left, low, span, title in [(10, -3, 6, "query and keys"), (240, -1, 9, "values and their mean")]:
        unit = 200 / span
        zero_x, zero_y = left - low * unit, 222 + low * unit
        axes = f'<path d="M{left} {zero_y:g}h200M{zero_x:g} 22v200" stroke="{LINE}"/>'
        parts += [axes, text(title, left, 14, fill=QUIET)]
        points = [*(keys if low == -3 else values).tolist(), (query if low == -3 else mean).tolist()]
        names = ["0", "1", "2", "query" if low == -3 else "mean"]
        for name, (x, y), colour in zip(names, points, [*COLOURS, TEXT], strict=True):
            at_x, at_y = zero_x + x * unit, zero_y - y * unit
            parts.append(f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="6" fill="{colour}"/>')
            parts.append(text(name, round(at_x + 9), round(at_y - 5)))
    shares = ", ".join(map(number, weights.tolist()))
    pair = f"({', '.join(map(number, mean.tolist()))})"
    parts.append(text(f"weights {shares}; weighted mean of the values {pair}", 10, 242))
    label = f"A query among three keys: the weights of the keys are {shares}, and the mean of their values is {pair}."
    return figure(parts, 450, 252, label)


def mask_figure(given: dict) -> str:
    tokens, scores = given["tokens"], torch.tensor(given["scores"])
    mask = torch.ones_like(scores).tril().bool()
    weights = scores.masked_fill(~mask, torch.finfo(scores.dtype).min).softmax(dim=-1)  # (T, T)
    parts, unit = [], 38
    for left, title in [(70, "scores behind the causal mask"), (280, "weights after the softmax")]:
        parts.append(text(title, left, 14, fill=QUIET))
        for t, s in np.ndindex(*scores.shape):
            x, y = left + s * unit, 24 + t * unit
            share, shown = (0, number(scores[t, s])) if left == 70 else (weights[t, s].item(), number(weights[t, s]))
            if not mask[t, s] and left == 70:
                shown = f"{MINUS}∞"
            parts.append(rectangle(x, y, unit, unit, share))
            parts.append(text(shown, x + unit / 2, y + 23, 11, "middle", TEXT if mask[t, s] else QUIET))
    parts += [text(token, 64, 47 + t * unit, anchor="end") for t, token in enumerate(tokens)]
    what = "what is masked gets 0, and each row adds up to 1"
    label = f"Scores of five tokens behind the causal mask, and their weights: {what}."
    return figure(parts, 480, 222, label)


def head_figure(given: dict, model: GridTransformer, grid: np.ndarray) -> str:
    _, seen = run(model, grid)
    block, head, patch = given["block"], given["head"], given["patch"]
    weights = seen[f"encoder.{block}.attention.weights"][0][0, head, patch]  # (S,)
    most = weights.argmax().item()
    words = f"block {block}, head {head}: patch {patch} looks most at patch {most}, {number(weights[most])}"
    parts = [attention_map(weights, 10, 24, 200, patch), *inked(grid, [(10, 24)], 200, "head"), text(words, 10, 15)]
    return figure(parts, 400, 234, f"Attention weights over a drawing, {words}.")


def cross_figure(given: dict, model: GridTransformer, grid: np.ndarray) -> str:
    answer, seen = run(model, grid)
    step, heads = min(given["step"], len(answer) - 1), model.config.heads
    tokens = model.config.tokenizer.tokens
    parts, places = [text(f"when {tokens[answer[step]]} is said, in {''.join(tokens[t] for t in answer)}", 10, 15)], []
    for block in range(model.config.decoder_blocks):
        weights = seen[f"decoder.{block}.cross_attention.weights"][0][0, :, step]  # (H, S)
        for head in range(heads):
            x, y = 10 + head * 108, 42 + block * 130
            parts += [attention_map(weights[head], x, y, 100)]
            parts.append(text(f"{ordinal(block)}, head {head}", x, y - 5, 11, fill=QUIET))
            places.append((x, y))
    label = f"Where each of {len(places)} heads looks in a drawing when the token {step} of its answer is said."
    height = 20 + model.config.decoder_blocks * 130
    return figure([*parts, *inked(grid, places, 100, "cross")], 20 + heads * 108, height, label)


def steps_figure(given: dict, model: GridTransformer, grid: np.ndarray) -> str:
    answer, seen = run(model, grid)
    tokenizer = model.config.tokenizer
    names = ["space" if token == " " else token for token in tokenizer.tokens]
    place = min(given["place"], len(answer) - 1)
    chances = seen["logits"][0][0, place].softmax(dim=0)  # (C,): of the token in this place
    written, before = (tokenizer.to_text(torch.tensor([tokens]))[0] for tokens in (answer, answer[:place]))
    where = f"after {before or '<start>'}:"
    parts = [text(f"the answer: {written}", 10, 16), text(f"how likely each token is, {where}", 10, 40, fill=QUIET)]
    for row, token in enumerate(chances.argsort(descending=True)[:LIKELY].tolist()):
        y = 48 + row * 22
        share = chances[token].item()
        parts.append(f'<rect x="70" y="{y}" width="{200 * share:.0f}" height="16" fill="{ACCENT}" fill-opacity="0.5"/>')
        parts += [text(names[token], 62, y + 13, anchor="end"), text(number(share), 280, y + 13)]
    return figure(parts, 400, 164, f"The answer {written}, and how likely each token is {where[:-1]}.")
