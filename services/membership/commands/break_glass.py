"""What can be done about break-glass access: open it, look by it, end it, see what it was for."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from services.contracts.roles import Standing
from services.membership import model, store
from services.membership.model import Network, Place
from services.membership.model import break_glass as rules
from services.membership.model.break_glass import Access, Closer
from services.membership.model.host import must_be_host
from services.membership.model.looking import Reader, What
from services.membership.store import break_glass as shelf
from services.membership.store import looking
from services.membership.store.host import host
from services.runtime import platform
from services.runtime.http.wishes import Prose, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item

Reason = Annotated[Prose, StringConstraints(min_length=1, max_length=1000)]
WHAT = {Standing.MEMBER: What.MEMBERS, Standing.WAITING: What.WAITING}


class OpenAccess(Wish):
    """Why a host admin has to look into a network; the chairs read it."""

    reason: Reason


# --- host admins --------------------------------------------------------------------------------


def open_access(network_id: str, wish: OpenAccess, *, by: str) -> Access:
    """See who is in a network for an hour; its chairs get a mail."""
    demand(store.table(), "break-glass", by, most=5, within=timedelta(hours=1))
    there = shelf.asked(network_id, by)
    must_be_host(there.host, by)
    access_id, now = platform.new_id(), platform.now()
    opened, said = rules.open_access(there.latest, network_id, by, wish.reason, access_id, now)
    store.save([*shelf.put_access(opened, there.latest), store.still_a_member(by)], [said])
    return opened


def look(
    network_id: str, standing: Standing, after: Item | None, *, by: str
) -> tuple[Network, list[tuple[Place, Item]], Item | None]:
    """The network, one page of its people, and where to go on; written down before it is shown."""
    there = shelf.asked(network_id, by)
    must_be_host(there.host, by)
    now = platform.now()
    access = rules.must_be_open(there.latest, by, now)
    after_reading = rules.read(access, WHAT[standing], now)
    if after_reading is not access:
        store.save(shelf.put_access(after_reading, access))
    found, more = looking.people_in(network_id, standing, after, by=by, reader=Reader.HOST)
    return there.network, found, more


def state(network_id: str, *, by: str) -> tuple[Network, Access | None]:
    """The network, and the access of this admin to it, if it is open."""
    there = shelf.asked(network_id, by)
    must_be_host(there.host, by)
    latest = there.latest
    mine = latest and latest.by == by and latest.is_open(platform.now())
    return there.network, latest if mine else None


def must_look_after(*, by: str) -> None:
    """Raise NotAllowed unless this is a host admin."""
    must_be_host(host(), by)


# --- host admins and chairs ---------------------------------------------------------------------


def close(network_id: str, *, by: str) -> None:
    """End it before its time: its own admin, or any chair of the network."""
    there = shelf.asked(network_id, by)
    latest = there.latest
    closer = Closer.ADMIN
    if latest is None or latest.by != by:
        model.must_be_chair(there.place)
        closer = Closer.CHAIR
    closed, said = rules.close(latest, closer, platform.now())
    store.save(shelf.put_access(closed, latest), [said])


# --- the end of an admin ------------------------------------------------------------------------


def veil(member_id: str) -> None:
    """End every access of somebody who is erased, and let nothing lead from it to them."""
    now = platform.now()
    for access, latest in shelf.accesses_of(member_id):
        if not access.by:
            continue
        if latest is not None and latest.access_id == access.access_id:
            store.save(shelf.put_access(rules.veil(latest, now), latest))
        else:
            store.save([shelf.put_earlier(rules.veil(access, now))])
