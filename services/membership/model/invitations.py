"""The rules of invitations: to one address and one network, good once, for two weeks (M15).

open ──accepted──▶ gone, and its holder is in
  ├────revoked──▶ gone
  └──two weeks──▶ expired: shown for a month, so that a chair may invite again
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.invitations import (
    InvitationAccepted,
    InvitationExpired,
    InvitationIssued,
    InvitationRevoked,
)
from services.contracts.refusals import Conflict, Invalid
from services.contracts.roles import Policy, Role
from services.membership.model.networks import Network, must_go_on

VALID_FOR = timedelta(days=14)
SHOWN_FOR = timedelta(days=30)
INVITE_AGAIN_AFTER = timedelta(days=1)


class Link(NamedTuple):
    """What the link in an invitation says; no address is in it."""

    network_id: str
    alias: str
    invitation_id: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody with an address of `alias` may come in; a new one has an id of its own.

    `email` is where it was sent. `ended` says that it has expired. A `role` comes with it for the
    first chair of a network alone.
    """

    invitation_id: str
    network_id: str
    alias: str
    email: str
    issued_at: datetime
    ended: bool = False
    role: Role | None = None
    version: int = 1

    @property
    def link(self) -> Link:
        """What its link says."""
        return Link(self.network_id, self.alias, self.invitation_id)

    @property
    def expires_at(self) -> datetime:
        """Until when it can be accepted."""
        return self.issued_at + VALID_FOR

    def is_open(self, now: datetime) -> bool:
        """Whether it can be accepted."""
        return not self.ended and now < self.expires_at


def issue(
    network: Network,
    before: Invitation | None,
    link: Link,
    email: str,
    now: datetime,
    *,
    role: Role | None = None,
) -> Invitation:
    """A new invitation in place of the one `before`, whose link ends."""
    if role is None:
        must_invite(network)
    must_go_on(network)
    version = before.version + 1 if before else 1
    return Invitation(
        link.invitation_id, link.network_id, link.alias, email, now, role=role, version=version
    )


def issued(invitation: Invitation, token: str) -> Event:
    """What is said of it, for the mail; `token` is the signed link."""
    return InvitationIssued(
        network_id=invitation.network_id,
        invitation_id=invitation.invitation_id,
        email=invitation.email,
        role=invitation.role,
        token=token,
        expires_at=invitation.expires_at,
        sequence=1,
    )


def must_invite(network: Network) -> None:
    """Raise Conflict if nobody comes in by an invitation."""
    must_go_on(network)
    if network.policy is Policy.CLOSED:
        raise Conflict("The network is closed. Change how people get in, then invite them.")


def is_fresh(invitation: Invitation | None, now: datetime) -> bool:
    """Whether the mail went out within a day: a second one would only bother."""
    return (
        invitation is not None
        and invitation.is_open(now)
        and now < invitation.issued_at + INVITE_AGAIN_AFTER
    )


def leads_to(link: Link | None, invitation: Invitation | None, now: datetime) -> bool:
    """Whether this is the newest link to an invitation that can be accepted."""
    return invitation is not None and invitation.link == link and invitation.is_open(now)


def must_be_open(link: Link, invitation: Invitation | None, now: datetime) -> Invitation:
    """The invitation that the link leads to; raises Invalid, with what to do, if it has ended."""
    if invitation is None or not leads_to(link, invitation, now):
        raise Invalid(
            "This invitation has ended. Ask whoever invited you for a new one.",
            {"invitation": "It was used, taken back, replaced by a newer one, or is too old."},
        )
    return invitation


def accept(invitation: Invitation) -> Event:
    """It is used up."""
    return InvitationAccepted(
        network_id=invitation.network_id, invitation_id=invitation.invitation_id, sequence=2
    )


def revoke(invitation: Invitation | None) -> tuple[Invitation, Event]:
    """A chair takes it back; raises Conflict if that was done or is too late."""
    if invitation is None:
        raise Conflict("This invitation was used or taken back already. Load the list again.")
    return invitation, InvitationRevoked(
        network_id=invitation.network_id, invitation_id=invitation.invitation_id, sequence=2
    )


def expire(invitation: Invitation) -> tuple[Invitation, Event]:
    """Nobody accepted it in time."""
    ended = replace(invitation, ended=True, version=invitation.version + 1)
    return ended, InvitationExpired(
        network_id=invitation.network_id, invitation_id=invitation.invitation_id, sequence=2
    )
