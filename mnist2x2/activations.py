"""What goes on inside a model: every named tensor of a forward pass, while one asks for it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from torch import Tensor, nn

from mnist2x2.attention import Mix, scaled_dot_product_attention
from mnist2x2.patches import PatchEmbedding


@contextmanager
def record(model: nn.Module) -> Iterator[dict[str, list[Tensor]]]:
    """Yield a dictionary that fills, while the block is open, with what a model or a part of one computes.

        with record(model) as seen:
            model(pixels, tokens)
        seen["encoder.0.attention.weights"][0]  # (B, H, S, S)

    A key is the path of a module, as in `model.named_modules()`; its value lists what that module returned, one tensor
    a call, so that decoding with a cache adds one a step. Beside these, "weights" below the path of an attention are
    its attention weights (B, H, T, S), "pixels" what the model was given, and "logits" what it answers.

    Inside the block, attention is written out instead of fused, so that the weights are those that were used. The
    tensors keep their gradients. Outside it, nothing changes: no hook stays. A network that `torch.compile` made of the
    model runs without hooks, so call the model itself.
    """
    seen: dict[str, list[Tensor]] = defaultdict(list)

    def keep(name: str, module: nn.Module, inputs: tuple, output: Tensor) -> None:
        seen[name].append(output)

    def keep_pixels(embedding: PatchEmbedding, inputs: tuple) -> None:
        seen["pixels"].append(inputs[0])

    def write_out(name: str, mix: Mix, inputs: tuple, output: Tensor) -> Tensor:
        mixed, weights = scaled_dot_product_attention(*inputs)
        seen[name].append(weights)
        return mixed  # takes the place of what the fused kernel returned

    handles = []
    for name, module in model.named_modules():
        if isinstance(module, Mix):  # before other hooks, so that these can still change what it returns
            weights = partial(write_out, f"{name.removesuffix('mix')}weights")
            handles.append(module.register_forward_hook(weights, prepend=True))
        if isinstance(module, PatchEmbedding):
            handles.append(module.register_forward_pre_hook(keep_pixels))
        if name == "head":
            handles.append(module.register_forward_hook(partial(keep, "logits")))
        if name and not isinstance(module, nn.ModuleList | nn.Dropout):  # one Dropout serves all sublayers of a block
            handles.append(module.register_forward_hook(partial(keep, name)))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
