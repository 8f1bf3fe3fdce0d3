"""Invitations for programs: sent and taken back by chairs, accepted by whoever holds one."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Role
from services.membership import store
from services.membership.api.routes import NETWORK, api
from services.membership.commands import invitations as inviting
from services.membership.commands.invitations import Accept, Invite
from services.membership.model.looking import What
from services.membership.store import looking
from services.runtime import platform
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor


class InvitationAnswer(Answer):
    """An invitation that nobody has accepted yet; `alias` names it when it is taken back."""

    alias: str
    email: str
    issued_at: datetime
    expires_at: datetime
    open: bool


class InvitationsAnswer(Answer):
    """Some invitations, the oldest first, and where the list goes on."""

    invitations: list[InvitationAnswer]
    next: str | None


class InvitedAnswer(Answer):
    """The network of the invitation; `member` is false while a chair has a look at it first."""

    network_id: str
    member: bool


@api.get(f"{NETWORK}/invitations")
def list_invitations(network: str, next: str | None = None) -> InvitationsAnswer:
    """Who is invited and has not come yet."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"{network}/invitations"
    found, more = store.invitations(network, after(route, api.member_id, next))
    aliases = [invitation.alias for invitation in found]
    looking.seen(api.member_id, network, What.INVITATIONS, aliases)
    now = platform.now()
    answers = [
        InvitationAnswer(
            alias=invitation.alias,
            email=invitation.email,
            issued_at=invitation.issued_at,
            expires_at=invitation.expires_at,
            open=invitation.is_open(now),
        )
        for invitation in found
    ]
    return InvitationsAnswer(invitations=answers, next=cursor(route, api.member_id, more))


@api.post(f"{NETWORK}/invitations", status=202)
def invite_people(network: str, wish: Invite) -> None:
    """Send invitations; whoever got one within a day gets no second mail."""
    inviting.invite(network, wish, by=api.member_id)


@api.post(f"{NETWORK}/invitations/<alias>/revoke", status=204)
def revoke_invitation(network: str, alias: str) -> None:
    """Take an invitation back."""
    inviting.revoke(network, alias, by=api.member_id)


@api.post("/api/membership/invitations/<token>/accept")
def accept_invitation(token: str, wish: Accept) -> InvitedAnswer:
    """Come in by an invitation."""
    network_id, member = inviting.accept(token, wish, by=api.member_id)
    return InvitedAnswer(network_id=network_id, member=member)
