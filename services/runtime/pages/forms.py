"""From the bytes of a form to a wish, and from a query to arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError

from services.contracts.refusals import Invalid
from services.runtime.http import guard
from services.runtime.http.wishes import Wish
from services.runtime.pages.request import Request

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
SEVERAL = (tuple, list, set, frozenset)


class Reader:
    """How to get a page function's arguments out of a request, decided once.

    A parameter named in the path is a string, one annotated with a Wish is the form, any other is
    read from the query.
    """

    def __init__(self, function: Callable[..., Any], path: str) -> None:
        hints = get_type_hints(function)
        names = list(inspect.signature(function).parameters)
        self._path = [name for name in names if f"<{name}>" in path]
        self._wishes = {name: hints[name] for name in names if _is_wish(hints.get(name))}
        self._query = {
            name: TypeAdapter(hints.get(name, str))
            for name in names
            if name not in self._path and name not in self._wishes
        }

    def arguments(self, request: Request, in_path: Mapping[str, str]) -> dict[str, Any]:
        """The arguments; raises Invalid, ValidationError, or a refusal of the guard."""
        arguments: dict[str, Any] = {name: in_path[name] for name in self._path}
        for name, kind in self._wishes.items():
            request.filled.typed = _sent(request.event)
            arguments[name] = kind.model_validate(_fields(kind, request.filled.typed))
        for name, adapter in self._query.items():
            if name in request.query:
                arguments[name] = _from_query(adapter, name, request.query[name])
        return arguments


def _is_wish(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Wish)


def _sent(event: dict[str, Any]) -> dict[str, list[str]]:
    text = guard.body(event, FORM)
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise guard.Unreadable("The form could not be read. Load the page and try again.") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _fields(kind: type[Wish], sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was sent in the shape that the wish expects: an empty box says nothing, except as text."""
    expected = {field.alias or name: field for name, field in kind.model_fields.items()}
    fields: dict[str, Any] = {}
    for name, values in sent.items():
        annotation = expected[name].annotation if name in expected else str
        if _takes_several(annotation):
            fields[name] = [value for value in values if value]
        elif values[-1] or annotation is str:
            fields[name] = values[-1]
    return fields


def _takes_several(annotation: Any) -> bool:
    return any((get_origin(kind) or kind) in SEVERAL for kind in _alternatives(annotation))


def _alternatives(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) not in SEVERAL:
        for argument in get_args(annotation):
            yield from _alternatives(argument)


def _from_query(adapter: TypeAdapter[Any], name: str, text: str) -> Any:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        raise Invalid(
            f"The address has a part that cannot be used: {name}. Start from the page before."
        ) from error
