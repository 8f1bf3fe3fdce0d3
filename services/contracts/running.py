"""What sessions says of the hour itself: that it was opened, or that it did not take place."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.sessions import SOURCE


class SessionOpened(PublicEvent):
    """A session was opened, with recording and transcript off (U1)."""

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    starts_at: datetime


class SessionNotHeld(PublicEvent):
    """A session was on the programme and did not take place; no note is to be written of it."""

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    starts_at: datetime
