"""Where and how a run is computed: its device, processes, arithmetic and interruption.

Grew out of chapter 8 of the book.
"""

import atexit
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel


def pick_device(name: str = "auto") -> torch.device:
    """Return the device with that name. "auto" means Apple's GPU if there is one, else a CUDA GPU, else the CPU.

    Raises ValueError for a device that this machine does not have.
    """
    if name != "auto":
        try:
            return torch.zeros(1, device=name).device
        except (RuntimeError, AssertionError) as error:
            raise ValueError(f"expected auto, or a device that this machine has, given {name!r}") from error
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def processes(device: torch.device) -> tuple[int, int, torch.device]:
    """Return this process's rank, the number of processes, and its device. Joins the others if started by `torchrun`.

    Raises ValueError if there are more processes than GPUs.
    """
    world = int(os.environ.get("WORLD_SIZE", 1))
    if world == 1:
        return 0, 1, device
    if device.type == "mps":
        device = torch.device("cpu")  # torch.distributed cannot exchange tensors of an Apple GPU
    if device.type == "cuda":
        local_rank, gpus = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if local_rank >= gpus:
            raise ValueError(f"expected at most {gpus} processes, one for each GPU, given number {local_rank + 1}")
        device = torch.device("cuda", local_rank)
        torch.cuda.set_device(device)
    if not torch.distributed.is_initialized():
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        atexit.register(torch.distributed.destroy_process_group)
    return int(os.environ["RANK"]), world, device


def fuse(network: nn.Module, device: torch.device) -> Callable[..., Tensor]:
    """Return the network with its operations fused by `torch.compile`, which compiles it for each new batch size.

    On a CPU, this needs a C++ compiler, and attention is written out so that it is fused, too: torch's own kernel is
    slower there. The function returned raises ValueError if there is no compiler.
    """
    fused = torch.compile(network, dynamic=False)

    def with_attention_written_out(*inputs: Tensor) -> Tensor:
        try:
            with sdpa_kernel(SDPBackend.MATH):
                return fused(*inputs)
        except RuntimeError as error:
            if "InvalidCxxCompiler" not in str(error):
                raise
            raise ValueError("expected a C++ compiler on the PATH to compile for the CPU, found none") from error

    return with_attention_written_out if device.type == "cpu" else fused


def wrapped(model: nn.Module, device: torch.device, world: int, compile: bool) -> Callable[..., Tensor]:
    """Return a model as it is trained: distributed over `world` processes, and compiled if `compile` is set."""
    network = nn.parallel.DistributedDataParallel(model) if world > 1 else model
    return fuse(network, device) if compile else network


@contextmanager
def interrupts_held() -> Iterator[list]:
    """Collect each Ctrl-C in a list instead of raising KeyboardInterrupt in the middle of a step (main thread only)."""
    interrupts: list = []
    try:
        previous = signal.signal(signal.SIGINT, lambda *_: interrupts.append(True))
    except ValueError:  # not the main thread
        yield interrupts
        return
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, previous)


@contextmanager
def matmul_precision(name: str) -> Iterator[None]:
    """Set the precision of float32 matrix products, and restore the previous one afterwards."""
    previous = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(name)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(previous)
