"""What a page function takes, read off its signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from services.runtime.http import guard
from services.runtime.http.uploads import Upload, sent_by_form
from services.runtime.http.wishes import Wish
from services.runtime.pages import forms


class Signature:
    """The parameters of a page function: parts of the path, a form or a file, the query."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._hints = get_type_hints(function)
        self._names = list(inspect.signature(function).parameters)
        self._wish = next((name for name in self._names if _is_wish(self._hints.get(name))), None)
        self.file = next((name for name in self._names if self._hints.get(name) is Upload), None)

    def arguments(
        self,
        event: dict[str, Any],
        in_path: dict[str, str],
        fields: dict[str, list[str]],
    ) -> dict[str, Any]:
        """The arguments for one request; raises ValidationError or Unreadable for the form."""
        query = event.get("queryStringParameters") or {}
        in_path = guard.path(in_path)
        found: dict[str, Any] = {}
        for name in self._names:
            if name == self._wish:
                found[name] = forms.wish(self._hints[name], fields)
            elif name == self.file:
                found[name] = sent_by_form(event, name)
            elif name in in_path:
                found[name] = in_path[name]
            elif name in query:
                found[name] = query[name]
        return found


def _is_wish(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Wish)
