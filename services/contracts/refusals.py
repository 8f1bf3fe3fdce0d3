"""The ways to say no, each a sentence for a person and a status for a program.

Refusal
├── Invalid       422  what was sent cannot be used; says which field and what to do
├── NotAllowed    403  this person may not do this here
├── NotFound      404  there is no such thing, or this person may not know of it
├── Conflict      409  somebody else changed it first, or its state does not allow it
├── Gone          410  it was here and was taken away
└── TooMany       429  too often; says when to try again
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """A request was understood and declined; nothing was changed.

    `extension` holds what a program needs to go on, beside the sentence.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    extension: Mapping[str, Any] = {}

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(Refusal):
    """What was sent cannot be used; `fields` maps a field's name to what to do about it."""

    status = 422
    code = "invalid"

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})


class NotAllowed(Refusal):
    """This person may not do this here."""

    status = 403
    code = "not-allowed"


class NotFound(Refusal):
    """There is no such thing, or this person may not know of it."""

    status = 404
    code = "not-found"


class Conflict(Refusal):
    """Somebody else changed it first, or its state does not allow it."""

    status = 409
    code = "conflict"


class Gone(Refusal):
    """It was here and was taken away."""

    status = 410
    code = "gone"


class TooMany(Refusal):
    """Too often; `retry_after` is in seconds."""

    status = 429
    code = "too-many"

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
