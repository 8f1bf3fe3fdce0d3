"""The host: what those who look after the installation may see, and who they are."""

from __future__ import annotations

from services.membership.commands import host as hosting
from services.membership.commands.host import AppointAdmin
from services.membership.model.looking import Reader, What
from services.membership.pages.site import pages
from services.membership.store import host as shelf
from services.membership.store import looking
from services.runtime import platform
from services.runtime.pages.answers import Shown

HOST = "/host"


@pages.get(HOST)
def host_page() -> Shown:
    """What they may see and what not, for everybody; who they are, for themselves."""
    host, member = shelf.host_and_member(pages.member_id)
    is_admin = member.member_id in host.admins
    names = (
        looking.people(host.admins, pages.member_id, "", What.HOST, Reader.HOST) if is_admin else {}
    )
    return pages.show(
        "host.html",
        title="Who looks after this installation",
        is_admin=is_admin,
        asked=not is_admin and hosting.may_accept(host, member),
        admins=[names[admin] for admin in host.admins if admin in names],
        offers=[offer for offer in host.offers if platform.now() < offer.until],
        me=member.member_id,
    )


@pages.post(f"{HOST}/appoint", again=host_page)
def appoint(wish: AppointAdmin) -> Shown:
    """Ask the owner of an address."""
    hosting.appoint(wish, by=pages.member_id)
    return pages.done(
        HOST, "Tell them to sign in with that address and to open this page within 14 days."
    )


@pages.post(f"{HOST}/offers/<offer>/revoke")
def take_back(offer: str) -> Shown:
    """Ask them no longer."""
    hosting.take_back(offer, by=pages.member_id)
    return pages.done(HOST, "They are asked no longer.")


@pages.post(f"{HOST}/accept")
def accept() -> Shown:
    """Accept, as somebody who was asked."""
    hosting.accept(by=pages.member_id)
    return pages.done(HOST, "Thank you. You look after this installation from now on.")


@pages.post(f"{HOST}/admins/<member>/relieve", again=host_page)
def relieve(member: str) -> Shown:
    """Take the office from somebody, or lay it down."""
    hosting.relieve(member, by=pages.member_id)
    return pages.done(HOST, "It is done. They do not look after this installation any more.")
