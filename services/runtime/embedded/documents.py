"""Items as text: JSON, read and written by the library that every wish goes through anyway."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any

from pydantic_core import from_json, to_json

LEAVES = frozenset({str, int, bool, NoneType})


def read(text: str) -> Any:
    """The value that was written."""
    return from_json(text)


def written(item: Mapping[str, Any]) -> str:
    """An item as text; raises TypeError for what a table does not hold, such as floats."""
    return to_json(_plain(item)).decode()


def _plain(value: Any) -> Any:
    """The same without kinds of our own, such as a standing, which take longer to write."""
    if type(value) in LEAVES:
        return value
    match value:
        case str():
            return str(value)
        case int():
            return int(value)
        case dict():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case float():
            raise TypeError("a table holds no floats; use whole numbers of a smaller unit")
    raise TypeError(f"a table holds no {type(value).__name__}")
