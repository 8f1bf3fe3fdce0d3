"""What makes people trust the host: its admins, who has looked at whom, and everybody's rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from infra.bench import rights
from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.roles import Policy, Standing
from services.membership import commands, store
from services.membership.addresses import address_key
from services.membership.commands import break_glass, host, published, sponsors
from services.membership.commands import looking as looks
from services.membership.commands.break_glass import OpenAccess
from services.membership.commands.host import AppointAdmin
from services.membership.commands.sponsors import ThankSponsor
from services.membership.model import Place
from services.membership.store import host as shelf
from services.membership.store import looking
from services.membership.store.people import put_member
from services.runtime.rights import HOST

if TYPE_CHECKING:
    from infra.bench.answers import Tables

MODULES: Mapping[str, ModuleType] = {
    "host": host,
    "published": published,
    "looking": looks,
    "break_glass": break_glass,
    "sponsors": sponsors,
    **rights.MODULES,
}
LARGE = "large"
FIRST_ADMIN = "host.appoint_first"
FIRST_LOOK, AGAIN = "50 members, first look of the day", "50 members, looked at again"
LISTS = frozenset({FIRST_LOOK, AGAIN})
MORE = {
    FIRST_LOOK: (2, 1),
    AGAIN: (2, 0),
    "looking.mine": (3, 0),
    "break_glass.look": (3, 2),
    "published.take_in": (2, 1),
    "break_glass.veil": (2, 1),
}
"""Reads and transactions of what needs more than one: a list is a query and who is on it.

Before a look by access it is read whether it is open, and written down for the chairs too. My looks
are who I am, and a query for myself and for each of my addresses. Before a
published file is taken in it is read who may.
"""
ANOTHER = AppointAdmin(email="ira.lunn@ferndale.example")


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name."""
    return {
        **_of_host(network),
        **_of_looking(network),
        **_of_access(network),
        **_of_sponsors(network),
        **rights.acts(network),
    }


def found(name: str, tables: Tables) -> Tables:
    """The tables as an act finds them; the first admin comes when there is none."""
    if name != FIRST_ADMIN:
        return tables
    return {where: item for where, item in tables.items() if where[1:] != HOST}


def _of_host(network: Network) -> Mapping[str, Callable[[], object]]:
    """Its admin has asked a member to help; somebody else has accepted."""
    admin, member, helper = (
        network.people[one.email] for one in (demo.HOST_ADMIN, demo.MEMBER, demo.REVIEWER)
    )
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
        FIRST_ADMIN: lambda: host.appoint_first(member),
    }


def _of_looking(network: Network) -> Mapping[str, Callable[[], object]]:
    """A network of 50, at which one chair has looked today and another has not."""
    commands.open_network(LARGE, "Large", demo.RULES, Policy.CLOSED, listed=False)
    now = network.platform.clock.now()
    for number in range(50):
        member_id = f"{number:032x}"
        who = {
            "name": f"Member {number}", "email": f"m{number}@ferndale.example",
            "organisation": "Ferndale Hospice", "role": "Nurse", "agreed_at": now.isoformat(),
        }  # fmt: skip
        place = Place(member_id, LARGE, Standing.MEMBER, now, version=1)
        store.save([put_member(member_id, who), store.put_place(place)])
    chair, other, *_, member, _ = (network.people[one.email] for one in demo.PERSONAS)
    looking.people_in(LARGE, Standing.MEMBER, by=other)
    return {
        FIRST_LOOK: lambda: looking.people_in(LARGE, Standing.MEMBER, by=chair),
        AGAIN: lambda: looking.people_in(LARGE, Standing.MEMBER, by=other),
        "looking.mine": lambda: looks.mine(None, by=member),
    }


def _of_access(network: Network) -> Mapping[str, Callable[[], object]]:
    """An admin has opened the network of 12, and may open that of 50."""
    by, wish = network.people[demo.HOST_ADMIN.email], OpenAccess(reason="No chair answers.")
    break_glass.open_access(demo.SLUG, wish, by=by)
    return {
        "break_glass.open_access": lambda: break_glass.open_access(LARGE, wish, by=by),
        "break_glass.look": lambda: break_glass.look(demo.SLUG, Standing.MEMBER, None, by=by),
        "break_glass.state": lambda: break_glass.state(demo.SLUG, by=by),
        "break_glass.must_look_after": lambda: break_glass.must_look_after(by=by),
        "break_glass.close": lambda: break_glass.close(demo.SLUG, by=by),
        "break_glass.veil": lambda: break_glass.veil(by),
    }


def _of_sponsors(network: Network) -> Mapping[str, Callable[[], object]]:
    """A network that thanks one already."""
    by = network.people[demo.CHAIR.email]
    first, another = (
        ThankSponsor(name=name, sentence="For the tea.") for name in ("Ferndale Trust", "Ira Lunn")
    )
    sponsors.thank(demo.SLUG, first, by=by)
    (thanked,) = sponsors.about(demo.SLUG, by=None).sponsors.all
    return {
        "sponsors.thank": lambda: sponsors.thank(demo.SLUG, another, by=by),
        "sponsors.part": lambda: sponsors.part(demo.SLUG, thanked.sponsor_id, by=by),
        "sponsors.about": lambda: sponsors.about(demo.SLUG, by=None),
    }
