"""Items as DynamoDB writes them; numbers are whole and come back as int."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.runtime.ports import Item

Attributes = dict[str, dict[str, Any]]


def written(item: Mapping[str, Any]) -> Attributes:
    """An item for DynamoDB; raises TypeError for what a table does not hold, such as floats."""
    return {name: attribute(value) for name, value in item.items()}


def read(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    """The item that DynamoDB gave."""
    return {name: _value(given) for name, given in attributes.items()}


def attribute(value: Any) -> dict[str, Any]:
    """One value for DynamoDB."""
    match value:
        case None:
            return {"NULL": True}
        case bool():  # before int, which a bool is too
            return {"BOOL": value}
        case int():
            return {"N": str(int(value))}
        case str():
            return {"S": str(value)}
        case dict():
            return {"M": written(value)}
        case list() | tuple():
            return {"L": [attribute(inner) for inner in value]}
        case float():
            raise TypeError("a table holds no floats; use whole numbers of a smaller unit")
    raise TypeError(f"a table holds no {type(value).__name__}")


def _value(given: Mapping[str, Any]) -> Any:
    ((kind, value),) = given.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return int(value)
        case "NULL":
            return None
        case "M":
            return read(value)
        case "L":
            return [_value(inner) for inner in value]
    raise TypeError(f"nobody here writes attributes of the kind {kind}")
