"""From Python's values to the configuration document that core reads."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any

from . import _native
from ._enums import Code
from ._errors import ConfigurationError

__all__ = ["document", "read", "read_file"]

_ADDRESSES = (IPv4Address, IPv4Network, IPv6Address, IPv6Network)


def document(value: Mapping[str, Any], only: str | None = None, folder: Path | None = None) -> str:
    """The configuration document as JSON, with what stands in files and variables filled in.

    Args:
        value: The document.
        only: The one section to give; the whole document if not said.
        folder: What relative paths in it are relative to; the working directory if not said.
    """
    plain = _Filler(folder or Path()).plain(value, "")
    return json.dumps(plain if only is None else plain[only])


def read(value: Mapping[str, Any], folder: Path | None = None) -> _native.Config:
    """Has core read a configuration."""
    return _native.Config(document(value, folder=folder))


def read_file(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Reads a TOML file, or a JSON file if its name ends in ``.json``."""
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _wrong("", f"{place} cannot be read: {_why(problem)}") from problem
    try:
        if place.suffix == ".json":
            value = json.loads(text)
        else:
            value = _toml().loads(text)
    except ValueError as problem:
        raise _wrong("", f"{place}: {problem}") from problem
    if not isinstance(value, dict):
        raise _wrong("", f"{place} holds no sections")
    return value


def _toml() -> Any:  # noqa: ANN401
    try:
        import tomllib  # noqa: PLC0415
    except ModuleNotFoundError:
        try:
            import tomli as tomllib  # noqa: PLC0415
        except ModuleNotFoundError:
            raise _wrong(
                "", "before Python 3.11 a TOML file needs the package tomli: ackwell[toml]"
            ) from None
    return tomllib


class _Filler:
    """Turns values into those that JSON has, and fills in what stands elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def plain(self, value: object, path: str) -> Any:  # noqa: ANN401, PLR0911
        """A value as JSON has it. What JSON cannot have becomes null: core refuses that."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode("utf-8")
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if isinstance(value, _ADDRESSES):
            return str(value)
        if isinstance(value, Mapping):
            return self.section(value, path)
        if isinstance(value, set | frozenset):
            value = sorted(value, key=str)
        if isinstance(value, Collection):
            return [self.plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return None

    def section(self, value: Mapping[Any, Any], path: str) -> Any:  # noqa: ANN401
        """A section, or what a reference stands for."""
        if path and len(value) == 1:
            ((name, place),) = value.items()
            if name == "env":
                return _from_environment(place, path)
            if name == "file":
                return self.from_file(place, path)
        return {
            str(name): self.plain(item, f"{path}.{name}" if path else str(name))
            for name, item in value.items()
            if item is not None
        }

    def from_file(self, name: object, path: str) -> str:
        """What a file holds."""
        if not isinstance(name, str | os.PathLike):
            raise _wrong(path, "expected the path of a file")
        try:
            text = (self.folder / name).read_text(encoding="utf-8")
        except (OSError, ValueError) as problem:
            raise _wrong(path, f"the file {name} cannot be read: {_why(problem)}") from problem
        # The line end that an editor puts behind the last line is not part of a secret.
        return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def _from_environment(name: object, path: str) -> str:
    value = os.environ.get(name) if isinstance(name, str) else None
    if value is None:
        raise _wrong(path, f"the environment variable {name} is not set")
    return value


def _why(problem: Exception) -> str:
    return (isinstance(problem, OSError) and problem.strerror) or "it is not UTF-8"


def _wrong(member: str, message: str) -> ConfigurationError:
    text = f"`{member}`: {message}" if member else message
    return ConfigurationError(Code.INVALID_CONFIG, text, member)
