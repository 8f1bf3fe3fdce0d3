"""A form that came back: what was typed, what is wrong with it, and where that is said.

Templates meet it as `filled`, through the macros of `forms.html`. While a page is drawn it also
counts ids, since two forms of one page may have a field of the same name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pydantic import ValidationError

from services.contracts.refusals import Invalid
from services.runtime.http.problems import SENTENCES, invalid

MISSING = SENTENCES["missing"]
MISSING_BY_KIND = {
    "tick": "Tick the box to go on.",
    "choice": "Choose one.",
    "choices": "Choose at least one.",
}
PLAINER = {
    "extra_forbidden": "The form held something that this page does not know. Load it again.",
    "int_parsing": "Write a whole number.",
    "enum": "Choose one of the answers on the list.",
    "literal_error": "Choose one of the answers on the list.",
    "too_short": MISSING,
    "date_from_datetime_parsing": "Give the date as in 2026-11-27.",
    "datetime_from_date_parsing": "Give the date and the time as in 2026-11-27T14:00.",
    "datetime_parsing": "Give the date and the time as in 2026-11-27T14:00.",
}
"""By pydantic's error type, where its own sentence was written for programs."""


@dataclass(frozen=True)
class Field:
    """One field as it is to be drawn."""

    id: str
    values: Sequence[str]
    error: str | None

    @property
    def value(self) -> str:
        """The last value, or nothing."""
        return self.values[-1] if self.values else ""


@dataclass(frozen=True)
class Wrong:
    """One line of the summary on top; `href` leads to the field."""

    text: str
    href: str | None


class Filled:
    """What was sent to `path`, and what was wrong with it."""

    def __init__(self, path: str) -> None:
        self.typed: Mapping[str, Sequence[str]] = {}
        self.sentence: str | None = None
        self.errors: dict[str, str] = {}
        self.refused = False
        self._path = path
        self._drawing: str | None = None
        self._ids: Counter[str] = Counter()
        self._drawn: dict[str, Wrong] = {}

    def refuse(self, error: Invalid | ValidationError) -> None:
        """Take note of what is wrong, to be said on the page."""
        self.refused = True
        if isinstance(error, Invalid):
            self.sentence = error.sentence
            self.errors = {name.partition(".")[0]: s for name, s in error.fields.items()}
            return
        for name, sentence in _sentences(error).items():
            self.errors.setdefault(name, sentence)

    def open(self, action: str) -> str:
        """A form with this action begins."""
        self._drawing = unquote(action.partition("?")[0])
        return ""

    def close(self) -> str:
        """The form has ended."""
        self._drawing = None
        return ""

    def field(self, name: str, label: str, values: Sequence[str] = (), kind: str = "") -> Field:
        """A field to be drawn: with what was typed, if it was in the form that was sent."""
        self._ids[name] += 1
        number = self._ids[name]
        identity = name if number == 1 else f"{name}-form-{number}"
        if not self._is_sent():
            return Field(identity, values, None)
        error = self.errors.get(name)
        if error == MISSING:
            error = MISSING_BY_KIND.get(kind, MISSING)
        if error:
            text = f"{label}{'' if label.endswith('?') else ':'} {error}"
            self._drawn.setdefault(name, Wrong(text, f"#{identity}"))
        return Field(identity, self.typed.get(name, ()), error)

    def hidden(self, name: str, value: str) -> str:
        """A hidden value: the page's own, or what was sent if the page has none."""
        sent = self.typed.get(name, ()) if self._is_sent() else ()
        return value or (sent[-1] if sent else "")

    def summary(self) -> list[Wrong]:
        """What is wrong, in the order of the page; to be asked for once the page is drawn."""
        left = (Wrong(text, None) for name, text in self.errors.items() if name not in self._drawn)
        return [*self._drawn.values(), *dict.fromkeys(left)]

    def _is_sent(self) -> bool:
        return self.refused and self._drawing in (None, unquote(self._path))


def _sentences(error: ValidationError) -> dict[str, str]:
    sentences = {name.partition(".")[0]: s for name, s in reversed(invalid(error).fields.items())}
    for found in reversed(error.errors(include_url=False, include_input=False)):
        name = str(found["loc"][0]) if found["loc"] else "body"
        if found["type"] in PLAINER:
            sentences[name] = PLAINER[found["type"]]
    return dict(reversed(sentences.items()))
