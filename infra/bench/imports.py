"""Imports of a list of three, at each point at which something can be done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.importing import LEAVE
from services.membership import store, underway
from services.membership.addresses import address_key
from services.membership.commands import added, imports
from services.membership.importing import Basis
from services.runtime.signing import sign, veiled

MODULES: Mapping[str, ModuleType] = {"imports": imports, "added": added}
MORE = {"imports.check": (4, 2), "added.look": (2, 0), "added.leave": (2, 1)}
"""Reads and transactions of what needs more than one: a list is looked up, and kept in parts; and
whoever leaves by a link may have other places.
"""
LIST = b"""Name,Email,Organisation
Ann Lee,ann.lee@ferndale.example,Ouseby
Bo Finch,bo.finch@ferndale.example,Ouseby
Cy Marsh,cy.marsh@ferndale.example,Ouseby
"""
OTHERS = LIST.replace(b"ferndale", b"thornholme")
BASIS = Basis(ground="They are members already.", source="The mailing list.")


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network with a list that was committed a moment ago."""
    here, chair = demo.SLUG, network.people[demo.CHAIR.email]
    checked = imports.check(here, OTHERS, by=chair)
    done = imports.check(here, LIST, by=chair)
    imports.commit(here, done, BASIS, by=chair)
    underway.look({"pk": "DUE#0", "sk": "now", "import_id": done})
    network.pump.settle()
    newest = store.claim(address_key("ann.lee@ferndale.example")) or {}
    token = sign(LEAVE, [newest["member_id"], veiled(here, newest["member_id"])])
    return {
        "imports.check": lambda: imports.check(here, LIST, by=chair),
        "imports.commit": lambda: imports.commit(here, checked, BASIS, by=chair),
        "imports.abandon": lambda: imports.abandon(here, checked, by=chair),
        "imports.undo": lambda: imports.undo(here, done, by=chair),
        "imports.look": lambda: imports.look(here, done, by=chair),
        "imports.look_at_all": lambda: imports.look_at_all(here, by=chair),
        "added.opened": lambda: added.opened(token),
        "added.look": lambda: added.look(token),
        "added.leave": lambda: added.leave(token),
    }
