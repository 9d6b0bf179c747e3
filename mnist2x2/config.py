"""How the fields of the configs are declared, so that the command line can be made from them."""

from dataclasses import field


def option(default, help: str):
    """Return a dataclass field with a default and a line of help."""
    return field(default=default, metadata={"help": help})
