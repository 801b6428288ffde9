"""From Python's values to the configuration document that core reads."""

from __future__ import annotations

import os

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from ._errors import ConfigError

    _Found: TypeAlias = tuple[str, bool, str, bytes | str]
    """A reference (its member, whether it is a file, its name or path) and what is there."""

__all__ = ["document", "of_options", "read_file", "resolved"]


def document(value: Mapping[str, Any]) -> str:
    """The configuration document as JSON. References stay in it."""
    import json

    return json.dumps(_plain(value))


def of_options(section: str, options: Mapping[str, Any]) -> _native.Config:
    """What core has read of the options of one provider's receiver."""
    shared = _native.shared_options()
    own = {name: value for name, value in options.items() if name not in shared}
    common = {name: value for name, value in options.items() if name in shared}
    return resolved(document({section: own, "receiver": common}), section)


def resolved(document: str, section: str, folder: str | None = None) -> _native.Config:
    """Has core read a document with the texts that its references name.

    Core says which files and variables a section needs, and what is wrong with them; this only
    fetches.

    Args:
        document: The document as JSON.
        section: What is to be built of it: a provider's name, or ``ledger``; empty for nothing.
        folder: Where relative paths start; the working directory if None.
    """
    found: list[_Found] = [
        (member, is_file, place, _fetch(is_file, place))
        for member, is_file, place in _native.references(
            document, section, _working_directory() if folder is None else folder
        )
    ]
    return _native.Config(document, found)


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:  # It was removed.
        return ""


def _fetch(is_file: bool, place: str) -> bytes | str:  # noqa: FBT001
    """The bytes at a place, or the word for why there are none."""
    try:
        if not is_file:
            return (
                os.environb[os.fsencode(place)] if os.supports_bytes_environ else _variable(place)
            )
        with open(place, "rb") as file:
            return file.read(_native.MAX_FILE_BYTES + 1)
    except (KeyError, FileNotFoundError, NotADirectoryError):
        return "missing"
    except PermissionError:
        # Windows calls a folder so.
        return "folder" if os.path.isdir(place) else "denied"
    except IsADirectoryError:
        return "folder"
    except (OSError, ValueError):
        return "unreadable"


def _variable(name: str) -> bytes:
    return os.environ[name].encode("utf-8", "replace")


def read_file(path: str | os.PathLike[str]) -> str:
    """The document of a TOML file, or of a JSON file if its name ends in ``.json``."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as problem:
        raise _wrong(f"{path} cannot be read: {_why(problem)}") from problem
    if os.fspath(path).endswith(".json"):
        return text
    try:
        return document(_toml().loads(text))
    except ValueError as problem:
        raise _wrong(f"{path}: {problem}") from problem


def _toml() -> Any:  # noqa: ANN401
    try:
        import tomllib
    except ModuleNotFoundError:
        try:
            import tomli as tomllib
        except ModuleNotFoundError:
            raise _wrong(
                "before Python 3.11 a TOML file needs the package tomli: ackwell[toml]"
            ) from None
    return tomllib


def _plain(value: object) -> Any:  # noqa: ANN401, PLR0911
    """A value as JSON has it. What JSON cannot have becomes null: core refuses that."""
    from collections.abc import Collection, Mapping

    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if type(value).__module__ == "ipaddress":
        return str(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, Collection):
        return [_plain(item) for item in value]
    return None


def _why(problem: Exception) -> str:
    return (isinstance(problem, OSError) and problem.strerror) or "it is not UTF-8"


def _wrong(message: str) -> ConfigError:
    from ._enums import Code
    from ._errors import ConfigError

    return ConfigError(Code.INVALID_CONFIG, message, "")
