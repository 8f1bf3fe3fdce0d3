"""The rules of looking: whoever sees what is kept about somebody else leaves a row for them (X5).

The row says in which office it was, not who it was. It is for a day, however often they look. Of
notes nothing is written down, since it must not be known who reads which (U2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

KEPT_FOR = timedelta(days=90)


class What(StrEnum):
    """What somebody saw of others; each has its words in `pages/looking.py`."""

    WAITING = "waiting"
    MEMBERS = "members"
    REQUEST = "request"
    INVITATIONS = "invitations"
    DIRECTORY = "directory"
    INTRODUCTION = "introduction"
    EXPORT = "export"
    HOST = "host"
    ACCESS = "access"
    MEMBER = "member"
    OFFER = "offer"
    FOUNDING = "founding"


class Reader(StrEnum):
    """In which office somebody looked."""

    CHAIR = "chair"
    CHAIR_ABOVE = "chair above"
    """Of the network that this one was founded under, to whom its chairs show who is in it."""
    MEMBER = "member"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Look:
    """On that day somebody in that office of the network saw it; no network is all of them."""

    day: date
    reader: Reader
    what: What
    network_id: str = ""
