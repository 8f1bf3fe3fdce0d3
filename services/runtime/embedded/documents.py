"""Items as text: JSON, read and written by the library that every wish goes through anyway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any

from pydantic_core import from_json, to_json

LEAVES = frozenset({str, int, bool, NoneType})


def read(text: str) -> Any:
    """The value that was written."""
    return from_json(text)


def written(item: Mapping[str, Any]) -> str:
    """An item as text; raises TypeError for what a table does not hold, such as floats."""
    _refuse_strange(item.values())
    return to_json(item).decode()


def _refuse_strange(values: Iterable[Any]) -> None:
    for value in values:
        if type(value) in LEAVES:
            continue
        match value:
            case str() | int():  # of a kind of its own, such as a standing
                continue
            case dict():
                _refuse_strange(value.values())
            case list() | tuple():
                _refuse_strange(value)
            case float():
                raise TypeError("a table holds no floats; use whole numbers of a smaller unit")
            case _:
                raise TypeError(f"a table holds no {type(value).__name__}")
