"""Writing the answer: greedily, one token after the other, for a whole batch at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from mnist2x2.model import GridTransformer
from mnist2x2.tokenizer import FINISH, PAD, START, to_text


@contextmanager
def evaluating(model: torch.nn.Module) -> Iterator[None]:
    """Switch a model to eval mode and gradients off, and put its mode back afterwards."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(training)


class TokenByToken:
    """The decoder, given one token after the other: what `GridTransformer.decode` says, nothing computed twice.

    A token's keys and values do not depend on later tokens, and those of the memory, (B, S, D), on none at all: both
    are kept (a "KV cache"), so that each step is the work of one token.
    """

    def __init__(self, model: GridTransformer, memory: Tensor):
        self.model, self.position = model, 0
        self.patches = [block.cross_attention.keys_and_values(memory) for block in model.decoder]
        self.tokens: list[tuple[Tensor, ...]] = [()] * len(model.decoder)

    def step(self, tokens: Tensor) -> Tensor:
        """Return logits (B, C) for what follows the next tokens, int64 (B,). The first ones are `<start>`."""
        model = self.model
        x = (model.token_embedding(tokens) + model.token_position[self.position])[:, None]  # (B, 1, D)
        for i, block in enumerate(model.decoder):  # as in `DecoderBlock.forward`
            normed = block.self_attention_norm(x)
            new = block.self_attention.keys_and_values(normed)  # (B, H, 1, Dh) both
            if self.position:
                new = tuple(torch.cat(pair, dim=2) for pair in zip(self.tokens[i], new, strict=True))
            self.tokens[i] = new  # (B, H, T, Dh) both; no mask: later tokens are not there yet
            x = x + block.self_attention.attend(normed, *self.tokens[i])[0]
            x = x + block.cross_attention.attend(block.cross_attention_norm(x), *self.patches[i])[0]
            x = x + block.feed_forward(block.feed_forward_norm(x))
        self.position += 1
        return model.head(model.decoder_norm(x))[:, 0]  # (B, C)


def greedy_decode(model: GridTransformer, pixels: Tensor) -> Tensor:
    """Return the most likely next token, over and over: int64 (B, T) with T at most the number of cells.

    pixels: float32 (B, height, width) in [0, 1], on the model's device. Each row holds digits, then, if it finished
    before the others, `<finish>` and `<pad>`. The picture is encoded once, and each token decoded once. Raises as
    `GridTransformer.encode` does.
    """
    with evaluating(model):
        decoder = TokenByToken(model, model.encode(pixels))
        following = torch.full((len(pixels),), START, device=pixels.device)  # (B,)
        finished = torch.zeros(len(pixels), dtype=torch.bool, device=pixels.device)
        written = []
        for _ in range(model.config.digits):
            following = decoder.step(following).argmax(dim=-1).masked_fill(finished, PAD)  # (B,)
            written.append(following)
            finished |= following == FINISH
            if finished.all():
                break
        return torch.stack(written, dim=1)  # (B, T)


def as_grids(grids, side: int) -> Tensor:
    """Return pictures as a tensor uint8 (B, side, side). Raises TypeError or ValueError for anything else."""
    grids = grids if isinstance(grids, Tensor) else torch.from_numpy(np.array(grids))
    if grids.dtype != torch.uint8:
        raise TypeError(f"expected grids of uint8, 0 paper to 255 ink, given {grids.dtype}")
    if grids.dim() != 3 or grids.shape[1:] != (side, side):
        raise ValueError(f"expected grids (B, {side}, {side}), given {tuple(grids.shape)}")
    return grids


def read_grids(model: GridTransformer, grids, batch_size: int = 1000) -> list[str]:
    """Return what the model reads in each grid, as strings of digits; an empty picture may read as "".

    grids: uint8 (B, 56, 56), array or tensor, 0 paper to 255 ink. Raises TypeError or ValueError for anything else.
    """
    device = next(model.parameters()).device
    texts = []
    for batch in as_grids(grids, model.config.pixels).split(batch_size):
        texts += to_text(greedy_decode(model, batch.to(device).float() / 255))
    return texts
