"""What membership says when a host admin looks into a network; why they did stays with it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.membership import SOURCE


class BreakGlassOpened(PublicEvent):
    """A host admin may see who is in a network until then; its chairs are told at once."""

    source: ClassVar[str] = SOURCE
    network_id: str
    access_id: str
    until: datetime


class BreakGlassClosed(PublicEvent):
    """The admin or a chair has ended it before its time."""

    source: ClassVar[str] = SOURCE
    network_id: str
    access_id: str
