"""Digits on paper, as pictures, and as a page sends them."""

import base64
import io
import struct
import zlib

import numpy as np
from PIL import Image

from mnist2x2.data.pens import load_strokes
from mnist2x2.drawing.brush import ink, place


def sheet(digits: str = "7031", side: int = 900) -> Image.Image:
    """Return a picture of white paper with a digit in each quarter, drawn by hand in dark ink."""
    drawn = {str(digit.label): place(digit.strokes, 0.6) for digit in reversed(load_strokes()[:200])}
    cells = [ink(drawn[digit], side // 2, 0.06) for digit in digits]
    return Image.fromarray(255 - np.block([cells[:2], cells[2:]]) // 4 * 3).convert("RGB")


def as_file(picture: Image.Image, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def as_sent(data: Image.Image | bytes, kind: str = "JPEG") -> str:
    """Return a picture, or any bytes, in base64."""
    return base64.b64encode(data if isinstance(data, bytes) else as_file(data, kind)).decode()


def png_of_size(width: int, height: int) -> bytes:
    """Return a small PNG file that claims to be a picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )
