"""What sessions says when a number of people is put right."""

from __future__ import annotations

from typing import ClassVar

from services.contracts.event import PublicEvent
from services.contracts.sessions import SOURCE


class HeadcountCorrected(PublicEvent):
    """Another number of people counts for a session from now on; the newest version wins (S19)."""

    source: ClassVar[str] = SOURCE
    session_id: str
    network_id: str
    headcount: int | None
