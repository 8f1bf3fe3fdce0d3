"""What a route reads from the address of a request: parts of its path, and its query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from inspect import Parameter, signature
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.contracts.refusals import Invalid, NotFound
from services.runtime.http import guard
from services.runtime.http.problems import invalid

AS_SENT = (str, str | None)
"""Every text will do, so nothing is asked of pydantic."""


class Taken:
    """One parameter: what it may be, by its whole annotation, and whether it has to be there."""

    def __init__(self, parameter: Parameter, hint: Any) -> None:
        self.name = parameter.name
        self.required = parameter.default is Parameter.empty
        self._hint = hint

    def read(self, text: str) -> Any:
        """What was sent as what the function takes; raises Invalid with this name."""
        if self._hint in AS_SENT:
            return text
        try:
            return self._adapter.validate_python(text)
        except ValidationError as error:
            refused = invalid(error)
            refused.fields = {self.name: next(iter(refused.fields.values()))}
            raise refused from error

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        """Made when it is first needed: a function has many routes, and is asked for one."""
        return TypeAdapter(self._hint)


class FromAddress:
    """The parameters of a function that are read from the address; `others` are not."""

    def __init__(
        self, function: Callable[..., Any], hints: dict[str, Any], others: Sequence[str | None]
    ) -> None:
        self._taken = [
            Taken(parameter, hints[name])
            for name, parameter in signature(function).parameters.items()
            if name not in others
        ]

    def arguments(self, event: dict[str, Any], in_path: dict[str, str]) -> dict[str, Any]:
        """Those of one request; raises NotFound for the path, and Invalid for the query."""
        path, query = guard.path(in_path), guard.query(event)
        found, missing = {}, []
        for taken in self._taken:
            if taken.name in path:
                found[taken.name] = _or_not_found(taken, path[taken.name])
            elif taken.name in query:
                found[taken.name] = taken.read(query[taken.name])
            elif taken.required:
                missing.append(taken.name)
        if missing:
            raise Invalid(
                f"Add ?{'=…&'.join(missing)}=… to the address; it is missing there.",
                dict.fromkeys(missing, "Fill this in."),
            )
        return found


def _or_not_found(taken: Taken, text: str) -> Any:
    """A part of the path that can be no id of ours is an address at which there is nothing."""
    try:
        return taken.read(text)
    except Invalid as error:
        raise NotFound("There is nothing at this address.") from error
