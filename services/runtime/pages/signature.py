"""What a page function takes, read off its signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

from services.runtime.http.parameters import FromAddress
from services.runtime.http.uploads import Upload, Uploads, sent_by_form, sent_together
from services.runtime.http.wishes import is_wish
from services.runtime.pages import forms


class Signature:
    """The parameters of a page function: what is in the address, and a form or a file."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._hints = get_type_hints(function, include_extras=True)
        self._wish = next((name for name, hint in self._hints.items() if is_wish(hint)), None)
        self.file = next(
            (name for name, hint in self._hints.items() if hint in (Upload, Uploads)), None
        )
        self._address = FromAddress(function, self._hints, (self._wish, self.file))

    def arguments(
        self,
        event: dict[str, Any],
        in_path: dict[str, str],
        fields: dict[str, list[str]],
    ) -> dict[str, Any]:
        """The arguments for one request; raises ValidationError or Unreadable for the form."""
        found = self._address.arguments(event, in_path)
        if self._wish:
            found[self._wish] = forms.wish(self._hints[self._wish], fields)
        if self.file:
            several = self._hints[self.file] is Uploads
            found[self.file] = (sent_together if several else sent_by_form)(event, self.file)
        return found
