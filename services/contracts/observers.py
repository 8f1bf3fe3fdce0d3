"""What sessions says of those who only listen."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.sessions import SOURCE


class ObserverAnnounced(PublicEvent):
    """Somebody will listen to a session who is no member; how many bodies do by now, never who.

    `late` tells that it was announced less than two hours before (rule S18).
    """

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    observers: int
    late: bool
