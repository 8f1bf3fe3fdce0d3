"""What membership says of invitations; apart, since most functions never hear of one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.membership import SOURCE
from services.contracts.roles import Role


class InvitationIssued(PrivateEvent):
    """Somebody is invited; the link, which only the mail holds, ends with `token` (M15).

    With a `role` for the first chair of a network.
    """

    source: ClassVar[str] = SOURCE
    network_id: str
    invitation_id: str
    email: str
    token: str
    role: Role | None = None
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
