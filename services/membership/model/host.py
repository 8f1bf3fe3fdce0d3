"""The rules of the host: the few people who look after the installation for all its networks.

An admin appoints an address, and whoever has proved it accepts: nobody is made an admin unasked,
and nobody learns whose an address is. The first one comes in the same way, by the address that the
installation was set up with. One always stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.host import HostAdminsChanged
from services.contracts.refusals import Conflict, NotAllowed, NotFound

OPEN_FOR = timedelta(days=14)
MOST_OFFERS = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """An appointment that nobody has accepted yet; of the address it holds a keyed hash alone."""

    address_key: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Host:
    """Who looks after the installation; `admins` are member ids, in order."""

    admins: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    version: int = 0


HostChange = tuple[Host, HostAdminsChanged]


def must_be_host(host: Host, member_id: str) -> None:
    """Raise NotAllowed unless this is a host admin."""
    if member_id not in host.admins:
        raise NotAllowed("Only those who look after the installation may do this.")


def only_admin(host: Host) -> str | None:
    """Whoever has to stay a host admin, because nobody else is one."""
    return host.admins[0] if len(host.admins) == 1 else None


# --- coming -------------------------------------------------------------------------------------


def appoint(host: Host, address_key: str, *, by: str, now: datetime) -> Host:
    """Ask the owner of an address to become a host admin; asking anew gives them more time."""
    must_be_host(host, by)
    others = tuple(offer for offer in _open(host, now) if offer.address_key != address_key)
    if len(others) >= MOST_OFFERS:
        raise Conflict("Too many people are asked at once. Take some of it back first.")
    offers = (*others, Offer(address_key, now + OPEN_FOR))
    return replace(host, offers=offers, version=host.version + 1)


def take_back(host: Host, address_key: str, *, by: str) -> Host:
    """Ask them no longer."""
    must_be_host(host, by)
    offers = tuple(offer for offer in host.offers if offer.address_key != address_key)
    if offers == host.offers:
        raise NotFound("Nobody is asked under this. It was accepted, or taken back already.")
    return replace(host, offers=offers, version=host.version + 1)


def may_accept(host: Host, address_keys: Collection[str], first: str, now: datetime) -> bool:
    """Whether the owner of these addresses is asked to become an admin.

    `first` is the key of the address that the installation was set up with, which counts only
    while nobody looks after it; empty if there is none.
    """
    asked = {offer.address_key for offer in _open(host, now)}
    if first and not host.admins:
        asked.add(first)
    return not asked.isdisjoint(address_keys)


def accept(
    host: Host, member_id: str, address_keys: Collection[str], first: str, now: datetime
) -> HostChange:
    """Become an admin as the owner of these addresses; raises NotAllowed unless asked to.

    The refusal is the same whether or not there is an admin, and whoever else is asked (X7).
    """
    if not may_accept(host, address_keys, first, now):
        raise NotAllowed("Only those who look after the installation may do this.")
    rest = tuple(offer for offer in _open(host, now) if offer.address_key not in address_keys)
    return _with(replace(host, offers=rest), member_id)


def appoint_first(host: Host, member_id: str) -> HostChange:
    """Make somebody the first admin; raises Conflict if there is one."""
    if host.admins:
        raise Conflict("The installation has an admin, who can appoint further ones.")
    return _with(host, member_id)


# --- going --------------------------------------------------------------------------------------


def relieve(host: Host, member_id: str, *, by: str) -> HostChange:
    """Somebody is a host admin no longer; the last one appoints another first."""
    must_be_host(host, by)
    if member_id not in host.admins:
        raise Conflict("This person does not look after the installation any more.")
    if only_admin(host) == member_id:
        raise Conflict(
            "Somebody has to look after the installation. Appoint another person first, and wait "
            "until they have accepted."
        )
    return without(host, member_id)


def without(host: Host, member_id: str) -> HostChange:
    """The host as it goes on when one of its admins is gone for good."""
    return _said(replace(host, admins=tuple(one for one in host.admins if one != member_id)))


def _open(host: Host, now: datetime) -> tuple[Offer, ...]:
    return tuple(offer for offer in host.offers if now < offer.until)


def _with(host: Host, member_id: str) -> HostChange:
    return _said(replace(host, admins=tuple(sorted({*host.admins, member_id}))))


def _said(host: Host) -> HostChange:
    changed = replace(host, version=host.version + 1)
    return changed, HostAdminsChanged(admins=changed.admins, sequence=changed.version)
