"""Saving and loading weights and training state: written atomically, verified when read, never pickled.

Grew out of chapter 8 of the book.
"""

import hashlib
import json
from dataclasses import asdict, fields
from importlib.resources import as_file, files
from pathlib import Path
from reprlib import repr as short

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from mnist2x2.certainty import Certainty, certainty_from
from mnist2x2.files import write_whole
from mnist2x2.model import GridTransformer, ModelConfig
from mnist2x2.tokenizer import START

DEFAULT = "drawn"
SHIPPED = files("mnist2x2") / "weights"


def digest(tensors: dict[str, Tensor], about: str) -> str:
    """Return the SHA-256, in hex, of tensors and of the text that describes them."""
    sha = hashlib.sha256(about.encode())
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        sha.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        sha.update(tensor.flatten().view(torch.uint8).numpy().tobytes())
    return sha.hexdigest()


def tensors_as_bytes(tensors: dict[str, Tensor], about: dict) -> bytes:
    """Return the content of a safetensors file that holds tensors and a JSON description of them."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    text = json.dumps(about)
    # a single entry, because safetensors writes several in arbitrary order
    note = json.dumps({"about": text, "sha256": digest(tensors, text)})
    return save(tensors, {"mnist2x2": note})


def save_tensors(path: str | Path, tensors: dict[str, Tensor], about: dict) -> None:
    """Write tensors and a JSON description of them to a safetensors file, atomically."""
    write_whole(path, tensors_as_bytes(tensors, about))


def load_tensors(path: str | Path) -> tuple[dict[str, Tensor], dict]:
    """Read a file written by `save_tensors`, onto the CPU.

    Raises FileNotFoundError if there is none, ValueError if it is damaged or was not written by mnist2x2.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        with safe_open(str(path), "pt") as file:  # tensors are cloned, because views would keep the file open
            note = (file.metadata() or {}).get("mnist2x2")
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118, not a dict
    except SafetensorError as error:
        raise ValueError(f"{path} is truncated or not a safetensors file ({error})") from error
    if note is None:
        raise ValueError(f"{path} was not written by mnist2x2: its description is missing")
    try:
        note = json.loads(note)
        unchanged, about = digest(tensors, note["about"]) == note["sha256"], json.loads(note["about"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} has been altered or damaged: its description is garbled") from error
    if not unchanged:
        raise ValueError(f"{path} has been altered or damaged: its checksum differs")
    if not isinstance(about, dict):
        raise ValueError(f"{path} has been altered or damaged: expected a description by name, given {short(about)}")
    return tensors, about


def description_of(config: ModelConfig) -> dict:
    """Return a model's config as files describe it.

    `answers` is newer than the first files: it is left out where it has its default, so that a model of digits keeps
    the description, and with it the version, that it had then.
    """
    described = asdict(config)
    if config.answers == ModelConfig().answers:
        del described["answers"]
    return described


def version_of(model: GridTransformer) -> str:
    """Return the SHA-256 of a model's weights and config, in hex: it identifies the model that gave an answer."""
    return digest(model.state_dict(), json.dumps({"model": description_of(model.config)}))


def weights_as_bytes(model: GridTransformer, dtype: torch.dtype = torch.float32) -> bytes:
    """Return the content of a weights file: weights, rounded to `dtype`, and the model's config and certainty."""
    tensors = {name: tensor.to(dtype) for name, tensor in model.state_dict().items()}
    about = {"model": description_of(model.config)}
    if model.certainty != Certainty():
        about["certainty"] = asdict(model.certainty)
    return tensors_as_bytes(tensors, about)


def save_weights(path: str | Path, model: GridTransformer, dtype: torch.dtype = torch.float32) -> None:
    """Write a weights file, the content that `weights_as_bytes` returns, atomically."""
    write_whole(path, weights_as_bytes(model, dtype))


def shipped() -> list[str]:
    """Return the names of the recipes whose weights come with the package."""
    names = [file.name for file in SHIPPED.iterdir()]
    return sorted(name.removesuffix(".safetensors") for name in names if name.endswith(".safetensors"))


def certainty_for(model: GridTransformer, record) -> Certainty:
    """Return a model's certainty from its record in a file. Raises ValueError for anything that does not fit it."""
    certainty, expected = certainty_from(record), START * (2 * model.config.width + 2)
    if len(certainty.no_digit) not in (0, expected):
        raise ValueError(f"expected {expected} weights or none for what is no digit, given {len(certainty.no_digit)}")
    return certainty


def check_tensors(tensors: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    """Raise ValueError unless tensors have the names and shapes that are expected, and hold finite floats alone."""
    for name in sorted(expected.keys() | tensors.keys()):
        shape, given = (tuple(side[name].shape) if name in side else "none" for side in (expected, tensors))
        if shape != given:
            raise ValueError(f"expected {name} of shape {shape}, given {given}")
    for name, tensor in tensors.items():
        floating = tensor.is_floating_point()
        if not floating or not tensor.float().isfinite().all():
            kind = f"some of {tensor.dtype} that are not" if floating else tensor.dtype
            raise ValueError(f"expected {name} as finite floating-point numbers, given {kind}")


def model_from(tensors: dict[str, Tensor], about: dict) -> GridTransformer:
    """Return the model that a weights file describes. Raises ValueError unless its tensors are that model's weights.

    No memory is taken for the model before the tensors are known to fit it: a description alone may claim any size.
    """
    if not isinstance(about["model"], dict):
        raise ValueError(f"expected the options of a model by name, given {short(about['model'])}")
    config = ModelConfig(**about["model"])
    for field in fields(config):
        if type(value := getattr(config, field.name)) not in (field.type, int):  # a dropout of 0 is written as 0
            raise ValueError(f"expected {field.name} as {field.type.__name__}, given {short(value)}")
    with torch.device("meta"):  # shapes without numbers
        check_tensors(tensors, GridTransformer(config).state_dict())
    model = GridTransformer(config)
    model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    if "certainty" in about:
        model.certainty = certainty_for(model, about["certainty"])
    return model


def load_pretrained(weights: str | Path | None = None) -> GridTransformer:
    """Return a trained model, float32, on the CPU, in eval mode.

    weights: the name of a recipe whose weights are shipped, or a file written by `save_weights`; the default is the
    shipped weights of `drawn`. Raises FileNotFoundError if it is neither, ValueError if the file is damaged or holds
    something else.
    """
    name = DEFAULT if weights is None else str(weights)
    if name in shipped():
        with as_file(SHIPPED / f"{name}.safetensors") as path:
            tensors, about = load_tensors(path)
    elif Path(name).is_file():
        tensors, about = load_tensors(name)
    else:
        raise FileNotFoundError(f"expected a weights file or one of {shipped()}, given {name!r}")
    if "model" not in about:
        raise ValueError(f"{name} holds no model weights, only {sorted(about)}")
    try:
        return model_from(tensors, about).eval()
    except (TypeError, ValueError, OverflowError, RecursionError, RuntimeError) as error:
        raise ValueError(f"{name} is damaged, or from another version of mnist2x2: {error}") from error
