"""What is said so that somebody gets a copy of everything that is held about them.

The wish is public and holds ids only. What a service holds travels on the private bus, under the id
of the copy and not of the person: an event of notes never names anybody (U2).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE

Holder = Literal["membership", "sessions", "notes", "notifications"]


class MyDataAsked(PublicEvent):
    """Somebody wants a copy of what is held about them; with each new wish `sequence` goes up."""

    source: ClassVar[str] = SOURCE
    member_id: str
    data_id: str


class MyDataShared(PrivateEvent):
    """One of the `parts` of what a service holds; `share_id` tells which parts go together."""

    data_id: str
    service: Holder
    share_id: str
    part: int
    parts: int
    content: str

    @classmethod
    def detail_type(cls) -> str:
        """One name, whichever service says it."""
        return f"{MyDataShared.__name__}.v{cls.version}"


class SharedBySessions(MyDataShared):
    """One of the `parts` of what a service holds; `share_id` tells which parts go together."""

    source: ClassVar[str] = "candour.sessions"
    service: Holder = "sessions"


class SharedByNotes(MyDataShared):
    """One of the `parts` of what a service holds; `share_id` tells which parts go together."""

    source: ClassVar[str] = "candour.notes"
    service: Holder = "notes"


class SharedByNotifications(MyDataShared):
    """One of the `parts` of what a service holds; `share_id` tells which parts go together."""

    source: ClassVar[str] = "candour.notifications"
    service: Holder = "notifications"


class MyDataReady(PrivateEvent):
    """The copy can be fetched until `expires_at`; the mail that says so holds nothing of it."""

    source: ClassVar[str] = SOURCE
    member_id: str
    email: str
    expires_at: datetime
