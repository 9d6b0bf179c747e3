"""What a process of its own takes: memory while training, and the time until the first grid is read."""

import os
import subprocess
import sys

from measuring import HERE, alternate, in_a_process, ratio, seconds, spread

OURS = """
import sys, torch
from steps import Steps
from mnist2x2.training.provenance import peak_memory
Steps().take(int(sys.argv[1]))
print(peak_memory())
"""
USUAL = """
import sys, itertools
from mnist2x2.model import ModelConfig
from mnist2x2.training.provenance import peak_memory
from reference import Reference, StitchedDigits, loader_of, make_optimizer, train_steps
model = Reference(ModelConfig())
train_steps(model, make_optimizer(model), itertools.islice(loader_of(StitchedDigits()), int(sys.argv[1])))
print(peak_memory())
"""
READ = (
    "import mnist2x2; grid = mnist2x2.MNIST2x2(train=False)[0][0];"
    "print(mnist2x2.read_grids(mnist2x2.load_pretrained(), grid[None]))"
)


def memory(steps: int, runs: int) -> dict:
    """Compare the most memory that training holds, everything imported included, in bytes.

    The usual way without workers, which would each add a process.
    """
    measures = {"ours": lambda: in_a_process(OURS, steps), "usual": lambda: in_a_process(USUAL, steps)}
    found = alternate(measures, runs, warm_ups=0)
    return {
        "memory_bytes": {name: spread(values) for name, values in found.items()},
        "memory": ratio(found["ours"], found["usual"]),
    }


def start(code: str) -> float:
    """Return how many seconds a fresh interpreter takes for some code."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", code]
    return seconds(lambda: subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL))


def start_up(runs: int, warm_ups: int = 1) -> dict:
    """Compare `import mnist2x2` and a first grid read with `import torch` alone, in seconds."""
    found = alternate({"torch": lambda: start("import torch"), "ours": lambda: start(READ)}, runs, warm_ups)
    beyond = [ours - torch for ours, torch in zip(found["ours"], found["torch"], strict=True)]
    return {"start_up_seconds": {name: spread(values) for name, values in found.items()}, "start_up": spread(beyond)}
