"""A photo that a page sends: checked before it is decoded, read, and forgotten. No file is written."""

import base64
import io
import sys
from typing import TYPE_CHECKING

from PIL import Image

from mnist2x2.decoding import read_grids
from mnist2x2.drawing.pictures import LONGEST, open_picture, own_bound
from mnist2x2.model import GridTransformer
from mnist2x2.page.sentences import Refusal, as_sentence

if TYPE_CHECKING:  # it needs OpenCV, which is optional
    from mnist2x2.drawing.photo import Photo

LETTERS = 1_500_000  # of base64; static/photo.js makes a picture small enough
KINDS = ("JPEG", "PNG")
NO_PHOTO = "What the page sent is no photo that it has prepared: reload the page, and choose the photo again."
DAMAGED = "This picture is damaged: choose another one."
OPENCV = "Photos need OpenCV: install mnist2x2[photo]."
FAILED = "This photo cannot be read: take another one."
# what static/app/app.js says, too
PHOTO_SHOWN = "A photo is shown, and only drawings are kept: draw, or press Undo, to return to your drawing."


def picture_of(value) -> Image.Image:
    """Return the picture that a page sent in base64. Raises Refusal for what its script does not send.

    The size is known before any pixel is decoded. Raises OSError or ValueError for a damaged or unsuitable picture.
    """
    if not isinstance(value, str) or len(value) > LETTERS:
        raise Refusal(NO_PHOTO)
    try:
        data = io.BytesIO(base64.b64decode(value, validate=True))
        with own_bound(), Image.open(data, formats=KINDS) as picture:
            kind, size = picture.format, picture.size
    except (ValueError, OSError):
        raise Refusal(NO_PHOTO) from None
    if kind not in KINDS or max(size) > LONGEST:
        raise Refusal(NO_PHOTO)
    data.seek(0)
    return open_picture(data)


def photo_from_page(value) -> "Photo":
    """Return what was made of a photo that a page sent in base64. Raises Refusal with the reason, whatever is wrong."""
    try:
        from mnist2x2.drawing.photo import examine

        return examine(picture_of(value))
    except Refusal:
        raise
    except ImportError:
        raise Refusal(OPENCV) from None
    except OSError:
        raise Refusal(DAMAGED) from None
    except ValueError as error:
        raise Refusal(as_sentence(error)) from None
    except Exception as error:  # a fault of the reader: whoever runs it is told
        print(f"mnist2x2: a photo: {error!r:.200}", file=sys.stderr, flush=True)
        raise Refusal(FAILED) from None


def answer_to(photo: "Photo", model: GridTransformer) -> dict:
    """Return what to tell the page: what the model reads, the grid that it sees, in base64, and notes as sentences."""
    return {
        "read": read_grids(model, photo.grid[None])[0],
        "grid": base64.b64encode(photo.grid.tobytes()).decode(),
        "notes": [as_sentence(note) for note in photo.notes],
    }
