"""The operators of PyTorch that training and reading use, and whether they run on Apple's GPU.

    python -m tools.operators     writes results/operators.json

This needs no Apple machine. The meta device takes the GPU's place: its tensors have shapes and dtypes but no numbers,
and no operator accepts them together with tensors on the CPU. Whether an operator runs on Apple's GPU is looked up in
PyTorch's own list of kernels.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import torch
import yaml
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.optim import optimizer
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from mnist2x2.data.augmentation import AugmentConfig, augment
from mnist2x2.data.grids import MNIST2x2
from mnist2x2.data.loader import GridLoader
from mnist2x2.decoding import greedy_decode, sample
from mnist2x2.files import write_json
from mnist2x2.training.recipes import RECIPES, TrainConfig
from mnist2x2.training.run import Run

GPU = torch.device("meta")
# These move a tensor from one device to the other, or read a single number from it.
CROSSING = {"aten::_to_copy", "aten::to.device", "aten::copy_"}
READING = {"aten::item", "aten::is_nonzero", "aten::_local_scalar_dense"}

EVERYTHING = TrainConfig(
    optimizer="muon",
    weight_decay=0.1,
    average=0.9,
    clip=1.0,
    fresh=True,
    empty=0.2,
    augment=AugmentConfig(rotation=9, scale=0.1, shear=0.1, shift=1, elastic=1, stroke=1),
)
WATCHED = RECIPES | {"everything": EVERYTHING}


class Watch(TorchDispatchMode):
    """Records the operators that use the GPU; float64 tensors and mixed devices are recorded as faults."""

    def __init__(self):
        super().__init__()
        self.operators, self.faults = set(), []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.name()
        kwargs = kwargs or {}
        out = 0 if name in READING else func(*args, **kwargs)
        tensors = [leaf for leaf in tree_leaves((args, kwargs, out)) if isinstance(leaf, torch.Tensor)]
        on_gpu = [tensor for tensor in tensors if tensor.device == GPU]
        if on_gpu and name not in CROSSING | READING:
            self.operators.add(name)
            if any(tensor.device != GPU and tensor.dim() for tensor in tensors):
                self.faults.append(f"{name} mixes devices")
        if any(tensor.dtype == torch.float64 for tensor in on_gpu):
            self.faults.append(f"{name} has float64")
        return out


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch operators, and let PyTorch treat the meta device as one with fused optimizers, as Apple's GPU is."""
    supported = optimizer._get_fused_kernels_supported_devices
    devices = [*supported(), GPU.type]
    assert "mps" in devices
    optimizer._get_fused_kernels_supported_devices = lambda: devices
    try:
        with Watch() as watch, sdpa_kernel(SDPBackend.MATH):
            yield watch
    finally:
        optimizer._get_fused_kernels_supported_devices = supported


def train_and_read(config: TrainConfig) -> None:
    """Take one step of a recipe, read a batch of grids, and draw answers at random."""

    def augment_all(digits, step, generator):
        return augment(digits, config.augment, generator)

    options = {"augment": augment_all, "device": GPU, "tokenizer": config.model.tokenizer}
    loader = GridLoader(MNIST2x2(size=16, empty=config.empty), 16, config.fresh, **options)
    run = Run(config, GPU)
    run.take_step(run.model, loader.batch(0), 0.5, 1)
    pixels = loader.batch(1)[0].float() / 255
    greedy_decode(run.model, pixels)
    sample(run.model, pixels, temperature=0.5, top_k=3, beginning=torch.zeros(16, 2, dtype=torch.int64, device=GPU))


def without_a_kernel(operators: set[str]) -> list[str]:
    """Return the operators without a kernel for MPS, according to the list that PyTorch ships with torchgen."""
    text = (files("torchgen") / "packaged/ATen/native/native_functions.yaml").read_text()
    entries = {"aten::" + entry["func"].split("(")[0]: entry for entry in yaml.load(text, yaml.CSafeLoader)}

    def runs(name: str) -> bool:
        entry = entries[name]
        if "structured_delegate" in entry:
            delegate = entry["structured_delegate"]
            return runs(f"aten::{delegate}")
        keys = {
            key.strip() for keys in entry.get("dispatch", {"CompositeImplicitAutograd": ""}) for key in keys.split(",")
        }
        return any(key == "MPS" or key.startswith("Composite") for key in keys)

    return sorted(name for name in operators if name.startswith("aten::") and not runs(name.removesuffix(".default")))


def short_names(operators: set[str]) -> set[str]:
    """Return operators as PyTorch's users know them, without their library and variant."""
    return {name.removeprefix("aten::").split(".")[0] for name in operators}


def main() -> None:
    found: set[str] = set()
    for config in WATCHED.values():
        with watched() as watch:
            train_and_read(config)
        found |= watch.operators
    names = sorted(short_names(found))
    result = {"made_by": "python -m tools.operators", "torch": torch.__version__, "operators": names}
    write_json(Path(__file__).parents[1] / "results" / "operators.json", result)
    print(f"{len(names)} operators, without a kernel for MPS: {without_a_kernel(found) or 'none'}")


if __name__ == "__main__":
    main()
