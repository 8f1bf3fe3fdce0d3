"""How an example is shown: what is drawn at random says what it is, and long lists end early.

So a description changes only where what it describes has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from infra.examples.scene import Example

SIGNED = {"challenge", "id_token", "refresh_token", "permit", "next", "receipt", "token"}
"""Tokens, by the name under which they come and go: shown as that name in capitals."""
ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{16,64}(?![0-9a-f])")
CODE = re.compile(r"\d{8}")
MOST_OF_A_LIST = 2


def shown(of: str, example: Example) -> Example:
    """The example of this operation as the description has it; an id in it is always the same."""
    show = _Showing(of)
    return Example(
        by=example.by,
        parts={name: show.value(name, value) for name, value in example.parts.items()},
        query={name: show.value(name, value) for name, value in example.query.items()},
        sent=show.value("", example.sent),
        answer=show.value("", example.answer, short=True),
    )


class _Showing:
    def __init__(self, of: str) -> None:
        self._of = of
        self._ids: dict[str, str] = {}

    def value(self, name: str, value: Any, *, short: bool = False) -> Any:
        """What stands for a value under this name."""
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, Mapping):
            return {key: self.value(key, one, short=short) for key, one in value.items()}
        if isinstance(value, list):
            objects = bool(value) and isinstance(value[0], Mapping)
            few = value[:MOST_OF_A_LIST] if short and objects else value
            return [self.value(name, one, short=short) for one in few]
        return value

    def _text(self, name: str, text: str) -> str:
        if name in SIGNED and text:
            return name.upper()
        if name == "code" and CODE.fullmatch(text):
            return "12345678"
        return ID.sub(lambda found: self._id(found[0]), text)

    def _id(self, found: str) -> str:
        made = sha256(f"{self._of} {len(self._ids)}".encode()).hexdigest()[: len(found)]
        return self._ids.setdefault(found, made)
