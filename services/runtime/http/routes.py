"""From the method and the path of a request to the function that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

# What may stand for a part in angle brackets: what a path may hold without an escape, and letters.
PART = re.compile(r"[-._~()'!*:@,;=+&$%<> \[\]{}|^\w]+")


class Routes:
    """The routes of one function; a path without parameters goes before one that has some.

    `later` names modules that are imported when a path is found in none of the others: a function
    has many routes, and a cold one is asked for one of them.
    """

    def __init__(self, later: Sequence[str] = ()) -> None:
        self._known: list[tuple[str, list[str], Callable[..., Any]]] = []
        self._later = later

    def add(self, method: str, path: str, call: Callable[..., Any]) -> None:
        """From now on `call` answers there; it is given the parts in angle brackets by name."""
        self._known.append((method, path.split("/"), call))
        self._known.sort(key=lambda route: any(part.startswith("<") for part in route[1]))

    def complete(self) -> None:
        """Import what was left for later; its routes are there from now on."""
        later, self._later = self._later, ()
        for module in later:
            import_module(module)

    def find(self, event: dict[str, Any]) -> tuple[Callable[..., Any], dict[str, str]] | None:
        """Who answers this HTTP API event, and with which parts of its path."""
        found = self._find(event)
        if found is None and self._later:
            self.complete()
            found = self._find(event)
        return found

    def _find(self, event: dict[str, Any]) -> tuple[Callable[..., Any], dict[str, str]] | None:
        asked, path = event["requestContext"], event["rawPath"]
        stage = asked.get("stage", "$default")
        parts = path.removeprefix(f"/{stage}").split("/")
        for method, wanted, call in self._known:
            if method == asked["http"]["method"]:
                in_path = _in_path(wanted, parts)
                if in_path is not None:
                    return call, in_path
        return None


def _in_path(wanted: list[str], parts: list[str]) -> dict[str, str] | None:
    if len(wanted) != len(parts):
        return None
    found = {}
    for name, part in zip(wanted, parts, strict=True):
        if name.startswith("<"):
            if not PART.fullmatch(part):
                return None
            found[name[1:-1]] = part
        elif name != part:
            return None
    return found
