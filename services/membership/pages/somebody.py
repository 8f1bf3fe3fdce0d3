"""A page on which chairs decide about one person."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.contracts.roles import Role
from services.membership import store
from services.membership.model.looking import What
from services.membership.pages.site import pages, seen
from services.membership.store import looking
from services.runtime.ports import Item
from services.runtime.rights import Viewer


def somebody(network: str, member: str) -> tuple[Viewer, Item]:
    """The chair who is looking, and who they look at, which is written down for them (X5).

    Raises NotAllowed for anybody else, and NotFound if that person is not in the network.
    """
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    _, place, person = store.network_and_member(network, member)
    if place is None or person is None:
        raise NotFound("This person is not in the network.")
    looking.seen(pages.member_id, network, What.MEMBER, [member])
    return viewer, person
