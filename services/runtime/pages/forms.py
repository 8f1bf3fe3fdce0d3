"""What somebody typed: read strictly, and kept, so that a form can come back as it was."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union, get_args, get_origin
from urllib.parse import parse_qsl, urlsplit

from services.contracts.refusals import NotAllowed
from services.runtime.http import guard
from services.runtime.http.problems import FILL_IN
from services.runtime.http.wishes import Wish

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MOST_FIELDS = 500
CHOOSE = "Choose one of these."


@dataclass(frozen=True)
class Attempt:
    """A form that was sent and came back: what was typed and, by field, what to do about it.

    While the form is drawn, its parts leave the field's names for people in `labels`, and in
    `choices` which of them are chosen rather than filled in.
    """

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    status: int = 200
    extension: Mapping[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)

    def error(self, name: str) -> str:
        """What to do about a field; empty if nothing is wrong with it."""
        error = self.errors.get(name, "")
        return CHOOSE if error == FILL_IN and name in self.choices else error

    def summary(self) -> list[tuple[str, str]]:
        """What is wrong, as it reads away from the field, in the order of the fields."""
        drawn = [name for name in self.labels if name in self.errors]
        names = [*drawn, *(name for name in self.errors if name not in self.labels)]
        return [(name, f"{self._called(name)}{self.error(name)}") for name in names]

    def _called(self, name: str) -> str:
        label = self.labels.get(name, "")
        return f"{label}{' ' if label.endswith('?') else ': '}" if label else ""

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed into a field, or what it starts with."""
        if not self.typed:
            return default
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """What was chosen of several, or what is chosen at the start."""
        return list(self.typed.get(name, ())) if self.typed else list(default)


def typed(event: dict[str, Any]) -> dict[str, list[str]]:
    """The fields of a sent form; raises a Refusal if they cannot be read."""
    text = guard.body(event, FORM) if event.get("body") else ""
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise guard.Unreadable(
            "The form could not be read. Load the page and try again."
        ) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def wish(kind: type[Wish], fields: Mapping[str, Sequence[str]]) -> Wish:
    """The fields as a wish; raises ValidationError or Unreadable."""
    content: dict[str, Any] = {}
    for name, values in fields.items():
        known = kind.model_fields.get(name)
        if known is not None and _takes_many(known.annotation):
            content[name] = list(values)
        elif len(values) == 1:
            content[name] = values[0]
        else:
            raise guard.Unreadable("A field was sent twice. Load the page and try again.")
    return kind.model_validate(content)


def is_one_click(event: dict[str, Any]) -> bool:
    """Whether this is the encoding in which mail programs prefer to press a button (RFC 8058).

    Nothing in it need be read: all that it can say is that the button was pressed.
    """
    headers = event.get("headers") or {}
    declared: str = headers.get("content-type", "")
    return declared.partition(";")[0].strip().lower() == MULTIPART


def must_come_from_here(event: dict[str, Any]) -> None:
    """Raise NotAllowed if another site made the browser send this form.

    SameSite cookies are the first lock; this is the second. Browsers that send neither header
    predate both, and other programs hold no cookie of ours that they did not mean to send.
    """
    headers = event.get("headers") or {}
    site = headers.get("sec-fetch-site")
    if site is not None:
        trusted = site in ("same-origin", "none")
    else:
        origin = headers.get("origin")
        trusted = origin is None or urlsplit(origin).netloc == headers.get("host", "")
    if not trusted:
        raise NotAllowed("This form was sent from another site. Open the page here and try again.")


def _takes_many(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_takes_many(part) for part in get_args(annotation))
    return get_origin(annotation) in (tuple, list)
