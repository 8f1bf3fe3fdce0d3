"""Who has looked at what is kept about me, for programs."""

from __future__ import annotations

from datetime import date

from services.membership.api.routes import ME, api
from services.membership.commands import looking
from services.membership.model.looking import Reader, What
from services.runtime.http.wishes import Answer
from services.runtime.signing import after, cursor


class LookAnswer(Answer):
    """On that day somebody in that office of the network saw it; once a day at most."""

    day: date
    reader: Reader
    what: What
    network_id: str


class LooksAnswer(Answer):
    """Some looks, the newest first, and where the list goes on."""

    looks: list[LookAnswer]
    next: str | None


@api.get(f"{ME}/looks")
def my_looks(next: str | None = None) -> LooksAnswer:
    """Who has looked at what is kept about you within 90 days."""
    found, onwards = looking.mine(after("looks", api.member_id, next), by=api.member_id)
    answers = [
        LookAnswer(day=one.day, reader=one.reader, what=one.what, network_id=one.network_id)
        for one in found
    ]
    return LooksAnswer(looks=answers, next=cursor("looks", api.member_id, onwards))
