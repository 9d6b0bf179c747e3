"""What a process needs: memory while it trains, and the time until it has read its first grid."""

import os
import subprocess
import sys

from measuring import ROOT, alternate, in_a_process, python_path, ratio, seconds, spread

OURS = """
import sys
from training_steps import Steps
from mnist2x2.training.provenance import peak_memory
Steps().take(int(sys.argv[1]))
print(peak_memory())
"""
USUAL = """
import sys
from itertools import islice
from mnist2x2.training.provenance import peak_memory
from reference import train_steps
from usual_way import UsualWay
usual = UsualWay()
train_steps(usual.model, usual.optimizer, islice(usual.loader, int(sys.argv[1])))
print(peak_memory())
"""
READ = """
import mnist2x2
grid = mnist2x2.MNIST2x2(train=False)[0][0]
print(mnist2x2.read_grids(mnist2x2.load_pretrained(), grid[None]))
"""


def memory(steps: int, runs: int) -> dict:
    """Compare the most memory that training holds, in bytes, with everything that it imports.

    The usual way has no workers here; each would be another process.
    """
    measures = {"ours": lambda: in_a_process(OURS, steps), "usual": lambda: in_a_process(USUAL, steps)}
    peaks = alternate(measures, runs, warm_ups=0)
    return {
        "memory_bytes": {name: spread(values) for name, values in peaks.items()},
        "memory": ratio(peaks["ours"], peaks["usual"]),
    }


def start(code: str) -> float:
    """Return how many seconds a new interpreter takes to run some code."""
    environment = {**os.environ, "PYTHONPATH": python_path(ROOT)}
    command = [sys.executable, "-c", code]
    return seconds(lambda: subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL))


def start_up(runs: int, warm_ups: int = 1) -> dict:
    """Compare `import mnist2x2` and reading a first grid with `import torch` alone, in seconds."""
    times = alternate({"torch": lambda: start("import torch"), "ours": lambda: start(READ)}, runs, warm_ups)
    beyond = [ours - torch for ours, torch in zip(times["ours"], times["torch"], strict=True)]
    return {"start_up_seconds": {name: spread(values) for name, values in times.items()}, "start_up": spread(beyond)}
