"""Who looks after the installation, for programs."""

from __future__ import annotations

from datetime import datetime

from services.membership.api.routes import api
from services.membership.commands import host as hosting
from services.membership.commands.host import AppointAdmin
from services.membership.model.looking import Reader, What
from services.membership.store import host as shelf
from services.membership.store import looking
from services.runtime.http.wishes import Answer

HOST = "/api/membership/host"


class AdminAnswer(Answer):
    """Somebody who looks after the installation."""

    member_id: str
    name: str


class HelpOfferAnswer(Answer):
    """Somebody was asked and has not accepted; `offer` names it when it is taken back."""

    offer: str
    until: datetime


class HostAnswer(Answer):
    """Whether you look after the installation, or are asked to; for admins, who else does."""

    admin: bool
    asked: bool
    admins: list[AdminAnswer]
    offers: list[HelpOfferAnswer]


@api.get(HOST)
def read_host() -> HostAnswer:
    """What you have to do with looking after the installation."""
    host, member = shelf.host_and_member(api.member_id)
    asked = hosting.may_accept(host, member)
    if member.member_id not in host.admins:
        return HostAnswer(admin=False, asked=asked, admins=[], offers=[])
    names = looking.people(host.admins, api.member_id, "", What.HOST, Reader.HOST)
    return HostAnswer(
        admin=True,
        asked=False,
        admins=[
            AdminAnswer(member_id=admin, name=names[admin]["name"])
            for admin in host.admins
            if admin in names
        ],
        offers=[HelpOfferAnswer(offer=one.address_key, until=one.until) for one in host.offers],
    )


@api.post(f"{HOST}/appoint", status=202)
def appoint_host_admin(wish: AppointAdmin) -> None:
    """Ask the owner of an address to look after the installation with you; tell them yourself."""
    hosting.appoint(wish, by=api.member_id)


@api.post(f"{HOST}/offers/<offer>/revoke", status=204)
def revoke_offer_to_host(offer: str) -> None:
    """Ask somebody no longer to look after the installation."""
    hosting.take_back(offer, by=api.member_id)


@api.post(f"{HOST}/accept", status=204)
def accept_office() -> None:
    """Look after the installation from now on, as somebody who was asked."""
    hosting.accept(by=api.member_id)


@api.post(f"{HOST}/admins/<member>/relieve", status=204)
def relieve_host_admin(member: str) -> None:
    """Let somebody look after the installation no more, yourself too."""
    hosting.relieve(member, by=api.member_id)
