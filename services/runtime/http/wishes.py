"""What people and programs may send: strict shapes for text, for requests and for answers."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

DECEPTIVE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
    "\u115f\u1160\u2800\u3164\uffa0"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that hide, reorder or imitate text; no name needs them (joiners are allowed)."""


class Wish(BaseModel):
    """What somebody asks for; an unknown field is refused, not ignored."""

    # Built when first used: a function has many routes, and a cold one is asked for one of them.
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        defer_build=True,
    )


def is_wish(hint: Any) -> bool:
    """Whether a parameter with this annotation takes what was sent."""
    return isinstance(hint, type) and issubclass(hint, Wish)


class Answer(BaseModel):
    """What a program gets back: chosen field by field, never the state minus something."""

    model_config = ConfigDict(frozen=True, defer_build=True)


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if any(ch in DECEPTIVE or _controls(ch) for ch in text):
        raise ValueError("Take out the invisible characters; typing it anew helps.")
    if text and not any(unicodedata.category(ch)[0] in "LNPS" for ch in text):
        raise ValueError("Write something that can be read.")
    return text


def _controls(ch: str) -> bool:
    return unicodedata.category(ch) == "Cc" and ch not in "\n\t"


def _single_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("Write this on one line.")
    return text


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


Line = Annotated[
    str, StringConstraints(max_length=200), AfterValidator(_visible), AfterValidator(_single_line)
]
"""One line of readable text of up to 200 characters; may be empty."""

FilledLine = Annotated[Line, StringConstraints(min_length=1)]
"""One line of readable text that is not empty."""

Prose = Annotated[
    str,
    StringConstraints(max_length=50_000),
    AfterValidator(_unix_lines),
    AfterValidator(_visible),
]
"""Readable text of up to 50,000 characters on any number of lines."""
