"""The host: who looks after the installation, under the key at which each service has a copy."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Member
from services.membership.model import host as model
from services.membership.model.host import Host, Offer
from services.membership.store.addresses import read_member
from services.membership.store.people import member_key, only_host_key
from services.membership.store.table import read, table
from services.runtime.ports import Absent, AtVersion, Delete, Item, Put, Write
from services.runtime.rights import HOST


class HostAndMember(NamedTuple):
    """The host, and somebody who wants something of it."""

    host: Host
    member: Member


def host() -> Host:
    """Who looks after the installation."""
    (item,) = read([HOST])
    return read_host(item)


def host_and_member(member_id: str) -> HostAndMember:
    """The host and who somebody is, in one batched read; raises NotFound if they are nobody."""
    item, who = read([HOST, member_key(member_id)])
    if who is None:
        raise NotFound("Nobody with this id has proved an address. Let them join first.")
    return HostAndMember(read_host(item), read_member(who))


def read_host(item: Item | None) -> Host:
    """The host in an item; nobody has been appointed while there is none."""
    if item is None:
        return Host()
    offers = [
        Offer(one["address_key"], datetime.fromisoformat(one["until"])) for one in item["offers"]
    ]
    return Host(tuple(item["admins"]), tuple(offers), item["version"])


def host_changed(before: Host, now: Host) -> list[Write]:
    """The writes of the host, and of who is its only admin; hold if nobody changed it meanwhile."""
    was, is_ = model.only_admin(before), model.only_admin(now)
    writes = [_put(now)]
    if was and was != is_:
        writes.append(Delete(table(), only_host_key(was)))
    if is_ and was != is_:
        pk, sk = only_host_key(is_)
        writes.append(Put(table(), {"pk": pk, "sk": sk}))
    return writes


def _put(host: Host) -> Write:
    pk, sk = HOST
    offers = [{"address_key": o.address_key, "until": o.until.isoformat()} for o in host.offers]
    item: Item = {
        "pk": pk,
        "sk": sk,
        "admins": list(host.admins),
        "offers": offers,
        "version": host.version,
    }
    return Put(table(), item, AtVersion(host.version - 1) if host.version > 1 else Absent())
