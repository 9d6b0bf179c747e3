"""Recording activations, what every module of a model computes in a forward pass, and replacing them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from torch import Tensor, nn

from mnist2x2.patches import PatchEmbedding


def name_of(path: str) -> str:
    """Return the name under which `record` keeps what the module at a path returns."""
    return f"{path.removesuffix('mix.weights')}weights" if path.endswith("mix.weights") else path


def path_of(name: str) -> str:
    """Return the path of the module that returns the tensor which `record` keeps under a name."""
    if name == "logits":
        return "head"
    return f"{name.removesuffix('weights')}mix.weights" if name.endswith("weights") else name


@contextmanager
def record(model: nn.Module) -> Iterator[dict[str, list[Tensor]]]:
    """Record the activations of a model, or of a part of one, while the `with` block is open.

        with record(model) as seen:
            model(pixels, tokens)
        seen["encoder.0.attention.weights"][0]  # (B, H, S, S)

    Yields a dictionary. A key is the path of a module, as in `model.named_modules()`, where that of `model` itself is
    "". Its value is a list of what that module returned, one tensor per call, so decoding with a cache adds one per
    step. There are three more kinds of key: "weights" under the path of an attention layer, for its attention weights
    (B, H, T, S), "pixels" for the model's input, and "logits" for its output.

    Inside the block, attention is written out instead of fused, so the recorded weights are those that were used. An
    attention whose `Mix` was replaced by another class keeps its own computation, and may have no "weights". The
    tensors stay in the autograd graph, so gradients flow through them. When the block ends, all hooks are removed. A
    network that `torch.compile` has compiled before runs without hooks, so call the model itself.
    """
    seen: dict[str, list[Tensor]] = {}

    def keep(name: str, module: nn.Module, inputs: tuple, output: Tensor) -> None:
        seen.setdefault(name, []).append(output)

    def keep_pixels(embedding: PatchEmbedding, inputs: tuple) -> None:
        seen.setdefault("pixels", []).append(inputs[0])

    handles = []
    for path, module in model.named_modules():
        if isinstance(module, PatchEmbedding):
            handles.append(module.register_forward_pre_hook(keep_pixels))
        if path == "head":
            handles.append(module.register_forward_hook(partial(keep, "logits")))
        if not isinstance(module, nn.ModuleList | nn.Dropout):  # one Dropout serves all sublayers of a block
            handles.append(module.register_forward_hook(partial(keep, name_of(path))))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def replaced(model: nn.Module, path: str, change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """Change what one module of a model returns, while the `with` block is open: an ablation, or activation patching.

        with replaced(model, "encoder.1.attention.mix", lambda heads: heads * 0):
            model(pixels, tokens)

    path: as in `model.named_modules()`. change: is called with what the module returns, and returns what takes its
    place, of the same shape. The heads of an attention layer come out of its "mix", (B, H, T, Dh). Blocks can be
    nested. Raises AttributeError for another path, and ValueError if the shape differs.
    """

    def hook(module: nn.Module, inputs: tuple, output: Tensor) -> Tensor:
        new = change(output)
        if new.shape != output.shape:
            raise ValueError(f"expected {tuple(output.shape)} in place of {path!r}, given {tuple(new.shape)}")
        return new

    handle = model.get_submodule(path).register_forward_hook(
        hook, prepend=True
    )  # so that `record` sees what it returns
    try:
        yield
    finally:
        handle.remove()
