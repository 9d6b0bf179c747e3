"""What a Hugging Face Space runs: the app, out of the wheel beside this file.

A Space installs requirements.txt before it copies the folder, so a wheel cannot be named there. It is unpacked here.
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

kept = "/data" if os.access("/data", os.W_OK) else "."  # a Space's storage, if it has any: all else is gone on restart
host, port = os.environ.get("GRADIO_SERVER_NAME", "0.0.0.0"), os.environ.get("GRADIO_SERVER_PORT", "7860")
words = ["app", "--host", host, "--port", port, "--corrections", f"{kept}/corrections.sqlite"]
if "SPACE_ID" in os.environ:
    words.append("--behind-proxy")
sys.exit(main(words))
