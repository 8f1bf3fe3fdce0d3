"""What membership says to contacts outside whom a member vouches for: all by mail, and private."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PrivateEvent
from services.contracts.membership import SOURCE


class ContactAsked(PrivateEvent):
    """Somebody outside is asked whether they would help with a topic, or still would (U13).

    The link, which only the mail holds, ends with `token`.
    """

    source: ClassVar[str] = SOURCE
    network_id: str
    contact_id: str
    email: str
    topic: str
    token: str
    expires_at: datetime
    again: bool = False


class ContactSought(PrivateEvent):
    """A member asks to be introduced to somebody outside; what about is on a page only."""

    source: ClassVar[str] = SOURCE
    network_id: str
    introduction_id: str
    email: str
    topic: str
    token: str


class ContactIntroduced(PrivateEvent):
    """A member and somebody outside both said yes: each gets one mail."""

    source: ClassVar[str] = SOURCE
    network_id: str
    introduction_id: str
    member_id: str
    email: str
    name: str
