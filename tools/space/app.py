"""What a Hugging Face Space runs: the app, from the wheel beside this file.

A Space installs requirements.txt before it copies this folder, so requirements.txt cannot name the wheel. It is
unpacked here instead.
"""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

(wheel,) = Path(__file__).parent.glob("mnist2x2-*.whl")
unpacked = tempfile.TemporaryDirectory(prefix="mnist2x2-")
zipfile.ZipFile(wheel).extractall(unpacked.name)
sys.path.insert(0, unpacked.name)

from mnist2x2.__main__ import main  # noqa: E402

# /data is the Space's storage volume, if it has one; everything else is lost when the Space restarts
folder = "/data" if os.access("/data", os.W_OK) else "."
host, port = os.environ.get("GRADIO_SERVER_NAME", "0.0.0.0"), os.environ.get("GRADIO_SERVER_PORT", "7860")
words = ["app", "--host", host, "--port", port, "--corrections", f"{folder}/corrections.sqlite"]
if "SPACE_ID" in os.environ:
    words.append("--behind-proxy")
sys.exit(main(words))
