"""How the fields of a config are declared, checked, and offered on the command line."""

import argparse
import math
import textwrap
from dataclasses import field as dataclass_field
from dataclasses import fields, is_dataclass, replace


def option(default, help: str):
    """Return a dataclass field with a default value and a line of help."""
    return dataclass_field(default=default, metadata={"help": help})


def check_range(config, names: str, low: float, high: float = math.inf) -> None:
    """Raise ValueError unless each field in `names`, separated by spaces, is a finite number from `low` to `high`."""
    for name in names.split():
        value = getattr(config, name)
        if not low <= value <= high or math.isinf(value):
            raise ValueError(f"expected {name} from {low:g} to {high:g}, given {value}")


def add_options(parser: argparse.ArgumentParser, config_type: type) -> None:
    """Add an option for each field of a config, nested configs included. A missing option sets no attribute."""
    group = parser.add_argument_group(config_type.__name__)
    for field in fields(config_type):
        if is_dataclass(field.type):
            add_options(parser, field.type)
            continue
        value = {"type": field.type, "metavar": field.type.__name__}
        if field.type is bool:
            value = {"action": argparse.BooleanOptionalAction}
        name = "--" + field.name.replace("_", "-")
        help = f"{field.metadata['help']} [{field.default}]"
        group.add_argument(name, dest=field.name, default=argparse.SUPPRESS, help=help, **value)


def configured(config, arguments: dict):
    """Return a copy of a config in which the fields named in `arguments` are changed, nested configs included."""
    changes = {}
    for field in fields(config):
        if is_dataclass(field.type):
            changes[field.name] = configured(getattr(config, field.name), arguments)
        elif field.name in arguments:
            changes[field.name] = arguments[field.name]
    return replace(config, **changes)


def differences(config, base) -> list[tuple[str, object, object]]:
    """Return each option in which a config differs from another of its type: its name, its value, and the other's.

    Nested configs are included.
    """
    found = []
    for field in fields(config):
        value, other = getattr(config, field.name), getattr(base, field.name)
        if is_dataclass(value):
            found += differences(value, other)
        elif value != other:
            found.append((field.name, value, other))
    return found


def describe_config(name: str, config) -> str:
    """Return a paragraph of help that says how a named config differs from the defaults."""
    changes = differences(config, type(config)())
    text = ", ".join(f"{name} {value}" for name, value, _ in changes) or "the defaults"
    return textwrap.fill(f"{name}: {text}", 79, subsequent_indent="    ")
