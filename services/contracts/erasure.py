"""What each service but membership says when somebody was erased."""

from __future__ import annotations

from typing import Literal

from services.contracts.event import PublicEvent

Answering = Literal["sessions", "notes", "notifications"]


class ServiceErased(PublicEvent):
    """Sessions, notes or notifications holds nothing about somebody any more."""

    member_id: str
    service: Answering
