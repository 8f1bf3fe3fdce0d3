"""The host of the demo, whose admin has asked a member to help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from infra.bench.network import Network
from infra.embedded import demo
from services.membership.addresses import address_key
from services.membership.commands import host
from services.membership.commands.host import AppointAdmin
from services.membership.store import host as shelf
from services.runtime.rights import HOST

if TYPE_CHECKING:
    from infra.bench.answers import Tables

FIRST = "host.appoint_first"
ANOTHER = AppointAdmin(email="ira.lunn@ferndale.example")


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name; the first admin as if there were none (`before_the_first`)."""
    admin, member = (network.people[one.email] for one in (demo.HOST_ADMIN, demo.MEMBER))
    helper = network.people[demo.REVIEWER.email]
    for person in (demo.MEMBER, demo.REVIEWER):
        host.appoint(AppointAdmin(email=person.email), by=admin)
    host.accept(by=helper)
    asked, who = shelf.host_and_member(member)
    return {
        "host.appoint": lambda: host.appoint(ANOTHER, by=admin),
        "host.take_back": lambda: host.take_back(address_key(demo.MEMBER.email), by=admin),
        "host.accept": lambda: host.accept(by=member),
        "host.may_accept": lambda: host.may_accept(asked, who),
        "host.relieve": lambda: host.relieve(helper, by=admin),
        FIRST: lambda: host.appoint_first(member),
    }


def before_the_first(tables: Tables) -> Tables:
    """The tables as they are when nobody looks after the installation."""
    return {where: item for where, item in tables.items() if where[1:] != HOST}
