"""What membership says of invitations; apart, since most functions never hear of one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE


class InvitationIssued(PrivateEvent):
    """Somebody is invited; the link, which only the mail holds, ends with `token` (M15)."""

    source: ClassVar[str] = SOURCE
    network_id: str
    invitation_id: str
    email: str
    token: str
    expires_at: datetime


class InvitationEvent(PublicEvent):
    """What became of an invitation; it does not say whose it was."""

    source: ClassVar[str] = SOURCE
    network_id: str
    invitation_id: str


class InvitationAccepted(InvitationEvent):
    """Its holder is in the network, or waits for a chair under another address."""


class InvitationRevoked(InvitationEvent):
    """A chair took it back."""


class InvitationExpired(InvitationEvent):
    """Nobody accepted it in time."""
