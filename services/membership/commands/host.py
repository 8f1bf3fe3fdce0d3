"""What can be done about the host: asking somebody to look after the installation, and parting.

The first admin comes in by the address that the installation was set up with, once its owner has
proved it with a code like everybody else.
"""

from __future__ import annotations

from services.membership import store
from services.membership.addresses import Address, address_key
from services.membership.model import Member
from services.membership.model import host as model
from services.membership.model.host import Host
from services.membership.store import host as shelf
from services.runtime import platform
from services.runtime.http.wishes import Wish


class AppointAdmin(Wish):
    """The address of whoever is asked to help looking after the installation."""

    email: Address


# --- admins -------------------------------------------------------------------------------------


def appoint(wish: AppointAdmin, *, by: str) -> None:
    """Ask whoever owns an address; what the admin is told is the same if nobody does (X7)."""
    host = shelf.host()
    asked = model.appoint(host, address_key(wish.email), by=by, now=platform.now())
    store.save(shelf.host_changed(host, asked))


def take_back(offer: str, *, by: str) -> None:
    """Ask them no longer; `offer` is the key of the address."""
    host = shelf.host()
    store.save(shelf.host_changed(host, model.take_back(host, offer, by=by)))


def relieve(member_id: str, *, by: str) -> None:
    """Take the office from somebody, or lay it down; the last one appoints another first."""
    host = shelf.host()
    now, said = model.relieve(host, member_id, by=by)
    store.save(shelf.host_changed(host, now), [said])


# --- whoever is asked ---------------------------------------------------------------------------


def accept(*, by: str) -> None:
    """Become an admin; raises NotAllowed unless one was asked to."""
    host, member = shelf.host_and_member(by)
    if by in host.admins:
        return
    now, said = model.accept(host, by, _keys(member), _first(), platform.now())
    store.save([*shelf.host_changed(host, now), store.still_a_member(by)], [said])


def may_accept(host: Host, member: Member) -> bool:
    """Whether somebody is asked to look after the installation."""
    return model.may_accept(host, _keys(member), _first(), platform.now())


# --- the installation ---------------------------------------------------------------------------


def appoint_first(member_id: str) -> None:
    """Make somebody the first admin who has proved an address, in one step."""
    host, _ = shelf.host_and_member(member_id)
    now, said = model.appoint_first(host, member_id)
    store.save([*shelf.host_changed(host, now), store.still_a_member(member_id)], [said])


def _keys(member: Member) -> list[str]:
    return [address_key(address) for address in member.addresses]


def _first() -> str:
    address = platform.setting("FIRST_HOST_ADMIN").strip()
    return address_key(address) if address else ""
