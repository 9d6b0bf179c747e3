"""The transformer: an encoder that reads the patches of a picture, and a decoder that writes what it shows.

Grew out of chapters 4 (the encoder) and 6 (the decoder) of the book.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mnist2x2.attention import Cache, MultiHeadAttention, causal_mask
from mnist2x2.certainty import Certainty
from mnist2x2.grid import DIGIT
from mnist2x2.options import check_range, option
from mnist2x2.patches import PatchEmbedding
from mnist2x2.tokenizer import TOKENIZERS, Tokenizer

LARGEST, BLOCKS = 4096, 64  # bounds of sizes and of the number of blocks: far more than reading digits takes


@dataclass(frozen=True)
class ModelConfig:
    """The sizes of a `GridTransformer`. The defaults make about 250,000 parameters."""

    grid: int = option(2, "digits along each side of the picture")
    patch: int = option(14, "pixels along each side of a patch")
    width: int = option(64, "length of the vector that stands for a patch or a token, D")
    heads: int = option(4, "heads of each attention layer, H")
    feed_forward: int = option(128, "width of the hidden layer of a feed-forward sublayer")
    encoder_blocks: int = option(4, "blocks of the encoder")
    decoder_blocks: int = option(2, "blocks of the decoder")
    dropout: float = option(0.0, "probability of zeroing each number of a sublayer's output, in training only")
    answers: str = option("digits", "what answers are written with: digits, words or letters")

    def __post_init__(self):
        check_range(self, "grid patch width heads feed_forward", 1, LARGEST)
        check_range(self, "encoder_blocks decoder_blocks", 1, BLOCKS)
        check_range(self, "dropout", 0, 0.99)
        if self.answers not in TOKENIZERS:
            raise ValueError(f"expected answers of {', '.join(TOKENIZERS)}, given {self.answers!r}")
        if self.width % self.heads:
            raise ValueError(f"expected a width that {self.heads} heads divide, given {self.width}")
        if self.pixels % self.patch:
            raise ValueError(f"expected a patch size that divides {self.pixels} pixels, given {self.patch}")

    @property
    def pixels(self) -> int:
        """Pixels along each side of the picture."""
        return self.grid * DIGIT

    @property
    def patches(self) -> int:
        """Number of patches in a picture, S."""
        return (self.pixels // self.patch) ** 2

    @property
    def digits(self) -> int:
        """Number of cells, and so the largest number of digits in an answer."""
        return self.grid**2

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokens that answers are written with."""
        return TOKENIZERS[self.answers]

    @property
    def vocabulary(self) -> int:
        """Number of kinds of token, C."""
        return len(self.tokenizer.tokens)

    @property
    def longest(self) -> int:
        """Number of tokens in the longest answer, `<finish>` included: the largest T."""
        return self.tokenizer.longest(self.digits)


class FeedForward(nn.Sequential):
    """Two linear layers with a GELU between them, applied to each position separately: (B, T, D) to (B, T, D).

    "Attention Is All You Need", section 3.3, which has a ReLU instead of the GELU.
    """

    def __init__(self, config: ModelConfig):
        super().__init__(
            nn.Linear(config.width, config.feed_forward),
            nn.GELU(),
            nn.Linear(config.feed_forward, config.width),
        )


class EncoderBlock(nn.Module):
    """Self-attention among the patches, then a feed-forward sublayer: (B, S, D) to (B, S, D).

    Pre-norm, as in "On Layer Normalization in the Transformer Architecture" (Xiong et al. 2020), figure 1b.
    """

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.width)
        self.attention = MultiHeadAttention(config.width, config.heads)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.dropout(self.attention(self.attention_norm(x)))  # (B, S, D)
        return x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))  # (B, S, D)


class DecoderBlock(nn.Module):
    """Self-attention among the tokens, cross-attention to the patches, feed-forward: (B, T, D) to (B, T, D).

    memory: the encoder's output, (B, S, D). mask: boolean (T, T), True means "may look"; with a cache, it has a column
    for each earlier token, too. cache: keys and values of the two attention sublayers, from earlier tokens.
    "Attention Is All You Need", section 3.1, with each LayerNorm before its sublayer instead of after it.
    """

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.self_attention_norm = nn.LayerNorm(config.width)
        self.self_attention = MultiHeadAttention(config.width, config.heads)
        self.cross_attention_norm = nn.LayerNorm(config.width)
        self.cross_attention = MultiHeadAttention(config.width, config.heads)
        self.feed_forward_norm = nn.LayerNorm(config.width)
        self.feed_forward = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, x: Tensor, memory: Tensor, mask: Tensor | None = None, cache: tuple[Cache, Cache] | None = None
    ) -> Tensor:
        self_cache, cross_cache = cache or (None, None)
        x = x + self.dropout(self.self_attention(self.self_attention_norm(x), mask=mask, cache=self_cache))  # (B, T, D)
        x = x + self.dropout(self.cross_attention(self.cross_attention_norm(x), memory, cache=cross_cache))  # (B, T, D)
        return x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))  # (B, T, D)


class GridTransformer(nn.Module):
    """Reads a grid of handwritten digits: `encode` the picture once, then `decode` the answer token by token."""

    def __init__(self, config: ModelConfig = ModelConfig()):
        super().__init__()
        self.config, self.certainty = config, Certainty()
        self.patch_embedding = PatchEmbedding(config.patches, config.patch, config.width)
        self.encoder = nn.ModuleList(EncoderBlock(config) for _ in range(config.encoder_blocks))
        self.encoder_norm = nn.LayerNorm(config.width)
        self.token_embedding = nn.Embedding(config.vocabulary, config.width)
        # At the scale of the token embedding: if it were much smaller, the decoder would learn to ignore positions.
        self.token_position = nn.Parameter(torch.randn(config.longest, config.width))  # (T, D)
        self.decoder = nn.ModuleList(DecoderBlock(config) for _ in range(config.decoder_blocks))
        self.decoder_norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.vocabulary)
        for layer in [*self.encoder.modules(), *self.decoder.modules()]:
            if isinstance(layer, nn.Linear):  # Xavier, as in `nn.Transformer`: it preserves the scale of activations
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def encode(self, pixels: Tensor) -> Tensor:
        """Return the memory (B, S, D) float32 of pictures (B, height, width) float32 in [0, 1].

        Raises TypeError for any other dtype, ValueError for other sizes and, in eval mode, for pixels outside [0, 1].
        """
        self.check_pixels(pixels)
        x = self.patch_embedding(pixels)  # (B, S, D)
        for block in self.encoder:
            x = block(x)
        return self.encoder_norm(x)

    def decode(self, tokens: Tensor, memory: Tensor, cache: list[tuple[Cache, Cache]] | None = None) -> Tensor:
        """Return logits (B, T, C) float32 for the token after each of tokens (B, T) int64, given memory (B, S, D).

        cache: from `new_cache`; it holds what was computed for earlier tokens, so that nothing is computed twice. It
        belongs to one memory: later calls with the cache do not look at theirs again.
        Raises ValueError for more tokens than an answer can have, and if tokens and memory differ in B.
        """
        if tokens.dim() != 2 or len(tokens) != len(memory):
            raise ValueError(f"expected tokens (B, T) with B = {len(memory)} as in memory, given {tuple(tokens.shape)}")
        T, longest = tokens.shape[1], self.config.longest
        earlier = len(cache[0][0]) if cache else 0
        end = earlier + T
        if end > longest:
            most = f"{longest} tokens (<start> and {longest - 1} {self.config.answers})"
            raise ValueError(f"expected at most {most}, given {end}")
        x = self.token_embedding(tokens) + self.token_position[earlier:end]  # (B, T, D)
        mask = causal_mask(end, tokens.device)[earlier:] if T > 1 else None  # (T, end); a single token may look at all
        for block, block_cache in zip(self.decoder, cache or [None] * len(self.decoder), strict=True):
            x = block(x, memory, mask, block_cache)
        return self.head(self.decoder_norm(x))  # (B, T, C)

    def new_cache(self) -> list[tuple[Cache, Cache]]:
        """Return an empty cache for `decode`: for each block, one for self-attention and one for cross-attention."""
        return [(Cache(), Cache()) for _ in self.decoder]

    def forward(self, pixels: Tensor, tokens: Tensor) -> Tensor:
        """Return logits (B, T, C) float32 for pictures (B, height, width) float32 in [0, 1] and tokens (B, T) int64."""
        return self.decode(tokens, self.encode(pixels))

    def check_pixels(self, pixels: Tensor) -> None:
        side = self.config.pixels
        if pixels.dtype != self.head.weight.dtype:
            raise TypeError(f"expected {self.head.weight.dtype} pixels in [0, 1], given {pixels.dtype}")
        if pixels.dim() != 3 or pixels.shape[1:] != (side, side):
            raise ValueError(f"expected pixels (B, {side}, {side}), given {tuple(pixels.shape)}")
        if not self.training and len(pixels):  # skipped in training, where it would stall a GPU
            low, high = pixels.min().item(), pixels.max().item()
            if not (low >= 0 and high <= 1):  # written so that NaN is refused, too
                raise ValueError(f"expected pixels in [0, 1], given {low:g} to {high:g}")


def check_two_by_two(model: GridTransformer) -> None:
    """Raise ValueError unless the model reads grids of 2x2 digits, the only ones that people draw in."""
    across = model.config.grid
    if across != 2:
        raise ValueError(f"expected a model of 2x2 digits, given one of {across}x{across}")


def check_writes_digits(model: GridTransformer) -> None:
    """Raise ValueError unless the model writes digits, as corrections and `Reading` need it."""
    if model.config.answers != "digits":
        raise ValueError(f"expected a model that writes digits, given one that writes {model.config.answers}")
