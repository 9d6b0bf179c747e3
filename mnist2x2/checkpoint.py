"""Saving and loading weights and training state: written atomically, verified when read, never pickled.

Grew out of chapter 8 of the book.
"""

import hashlib
import json
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path

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
            note = json.loads((file.metadata() or {}).get("mnist2x2", "null"))
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118, not a dict
        if note is None:
            raise ValueError(f"{path} was not written by mnist2x2: its description is missing")
        if digest(tensors, note["about"]) != note["sha256"]:
            raise ValueError(f"{path} has been altered or damaged: its checksum differs")
        return tensors, json.loads(note["about"])
    except SafetensorError as error:
        raise ValueError(f"{path} is truncated or not a safetensors file ({error})") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} has been altered or damaged: its description is garbled") from error


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
        model = GridTransformer(ModelConfig(**about["model"]))
        model.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})
        if "certainty" in about:
            model.certainty = certainty_for(model, about["certainty"])
    except (TypeError, RuntimeError) as error:
        raise ValueError(f"{name} is from another version of mnist2x2: {error}") from error
    return model.eval()
