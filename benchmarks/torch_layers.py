"""Our model built from the layers that torch ships, to compare it with."""

import torch
from torch import Tensor, nn

from mnist2x2.model import GridTransformer, ModelConfig


class TorchLayers(GridTransformer):
    """Our embeddings and head around `nn.TransformerEncoder` and `nn.TransformerDecoder`."""

    def __init__(self, config: ModelConfig):
        super().__init__(config)
        sizes = (config.width, config.heads, config.feed_forward, config.dropout)
        options = {"activation": "gelu", "batch_first": True, "norm_first": True}
        encoder, decoder = nn.TransformerEncoderLayer(*sizes, **options), nn.TransformerDecoderLayer(*sizes, **options)
        norms = self.encoder_norm, self.decoder_norm
        # nested tensors are for padded batches, and cause a warning with pre-norm layers
        self.encoder = nn.TransformerEncoder(encoder, config.encoder_blocks, norms[0], enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(decoder, config.decoder_blocks, norms[1])
        del self.encoder_norm, self.decoder_norm  # torch's encoder and decoder hold them now

    def encode(self, pixels: Tensor) -> Tensor:
        self.check_pixels(pixels)
        return self.encoder(self.patch_embedding(pixels))  # (B, S, D)

    def decode(self, tokens: Tensor, memory: Tensor) -> Tensor:
        T = tokens.shape[1]
        # in these layers, True means "may not look"
        hidden = torch.ones(T, T, dtype=torch.bool, device=tokens.device).triu(1)  # (T, T)
        x = self.token_embedding(tokens) + self.token_position[:T]  # (B, T, D)
        return self.head(self.decoder(x, memory, hidden, tgt_is_causal=True))  # (B, T, C)
