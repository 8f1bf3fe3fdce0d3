"""The published files of organisations, for programs of those who look after the installation."""

from __future__ import annotations

from services.membership.api.routes import api
from services.membership.commands import published
from services.runtime.http.uploads import Upload
from services.runtime.http.wishes import Answer


class LeftOut(Answer):
    """A row that was left out, counted from 1, and what is to be done about it."""

    row: int
    sentence: str


class TakenInAnswer(Answer):
    """How many organisations came in, how many changed, and which rows were left out."""

    added: int
    changed: int
    left_out: list[LeftOut]


@api.post("/api/membership/host/register")
def take_register_in(file: Upload) -> TakenInAnswer:
    """Take the file of trusts or that of successions in, sent as it is; again changes nothing."""
    loaded = published.take_in(file, by=api.member_id)
    return TakenInAnswer(
        added=loaded.added,
        changed=loaded.changed,
        left_out=[LeftOut(row=one.row, sentence=one.sentence) for one in loaded.errors],
    )
