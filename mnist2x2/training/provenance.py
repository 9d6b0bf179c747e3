"""What a reader must know to judge a measurement: which code, machine and versions it comes from.

Grew out of chapter 8 of the book.
"""

import platform
import shlex
import subprocess
import sys
from pathlib import Path

import torch


def commit() -> str | None:
    """Return the commit of the source tree this package runs from, with "+" if files have changed; None outside one."""
    git = ["git", "-C", str(Path(__file__).parents[1])]  # the whole package
    try:
        head = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True)
        tracked = subprocess.run([*git, "ls-files", "--error-unmatch", __file__], capture_output=True)
        changes = subprocess.run([*git, "status", "--porcelain", "-uno", "."], capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    if tracked.returncode:
        return None  # installed inside another repository
    return head.stdout.strip() + ("+" if changes.stdout.strip() else "")


def processor() -> str:
    """Return the name of the processor, or its architecture if the system does not report a name."""
    try:
        if sys.platform == "darwin":
            asked = ["sysctl", "-n", "machdep.cpu.brand_string"]  # such as "Apple M2"
            return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration, subprocess.CalledProcessError):
        return platform.processor() or platform.machine()


def peak_memory() -> int | None:
    """Return the peak memory of this process so far, in bytes; None if the system does not report it."""
    try:  # not getrusage's figure, which a process inherits from its parent
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def circumstances(device: torch.device | str) -> dict:
    """Return what a reader must know to judge a measurement: command, commit, versions, machine, threads."""
    device = torch.device(device)
    # absolute paths are shortened to file names, because their folders exist only on this machine
    arguments = [Path(word).name if Path(word).is_absolute() else word for word in sys.orig_argv[1:]]
    return {
        "command": shlex.join(["python", *arguments]),
        "commit": commit(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "processor": processor(),
        "threads": torch.get_num_threads(),
    }
