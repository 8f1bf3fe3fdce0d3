"""Opening networks, as those who look after the installation; a first chair is invited to each.

Nobody is made a chair unasked. The invitation goes to one address and works for it only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints, field_validator

from services.contracts.refusals import Conflict, Invalid
from services.contracts.roles import Policy, Role
from services.membership import model, store
from services.membership.addresses import Address, alias_key
from services.membership.commands import invitations
from services.membership.model import Link
from services.membership.model import host as hosting
from services.membership.store import openings, rounds
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Prose, Wish
from services.runtime.limits import demand
from services.runtime.signing import sign

Slug = Annotated[str, StringConstraints(max_length=40)]
"""The short name of a network, as it stands in addresses."""


class Founding(Wish):
    """What a network is to be; its ground rules stand one on each line."""

    network_id: Slug
    name: FilledLine
    ground_rules: Prose
    policy: Policy = Policy.APPROVAL
    listed: bool = False
    quorum: int = 2

    @field_validator("network_id")
    @classmethod
    def _short(cls, network_id: str) -> str:
        if not model.SLUG.fullmatch(network_id):
            raise ValueError("Use 3 to 40 small letters, digits and hyphens.")
        return network_id

    @field_validator("ground_rules")
    @classmethod
    def _some(cls, ground_rules: str) -> str:
        lines = [line for line in ground_rules.splitlines() if line.strip()]
        if not 1 <= len(lines) <= 20 or any(len(line) > 300 for line in lines):
            raise ValueError("Write 1 to 20 rules, each on one line of up to 300 characters.")
        return ground_rules

    @field_validator("quorum")
    @classmethod
    def _sensible(cls, quorum: int) -> int:
        if not 2 <= quorum <= 9:
            raise ValueError("Choose a number from 2 to 9.")
        return quorum

    def rules(self) -> tuple[str, ...]:
        """The ground rules, one by one."""
        return tuple(line.strip() for line in self.ground_rules.splitlines() if line.strip())


class OpenNetwork(Founding):
    """A new network, and the address of whoever is asked to be its first chair."""

    chair: Address


class InviteChair(Wish):
    """Somebody who is asked to be the first chair of a network that has none yet."""

    network_id: Slug
    chair: Address


def open_network(wish: OpenNetwork, *, by: str) -> None:
    """Open a network and invite its first chair."""
    demand(store.table(), "open", by, most=20, within=timedelta(hours=1))
    host, taken, _ = openings.opening(wish.network_id, alias_key(wish.chair))
    hosting.must_be_host(host, by)
    if taken is not None:
        raise Invalid("Choose another short name.", {"network_id": "This one is taken."})
    network, opened, named = model.open_network(
        wish.network_id,
        wish.name,
        wish.rules(),
        wish.policy,
        listed=wish.listed,
        quorum=wish.quorum,
    )
    now = platform.now()
    link = Link(network.network_id, alias_key(wish.chair), platform.new_id())
    invitation = model.issue(network, None, link, wish.chair, now, role=Role.CHAIR)
    store.save(
        [*rounds.opened(network, now), *store.put_invitation(invitation, None)],
        [opened, named, model.issued(invitation, sign(invitations.PURPOSE, link))],
    )


def invite_chair(wish: InviteChair, *, by: str) -> None:
    """Invite a first chair again, when nobody has accepted; an older link to the address ends."""
    demand(store.table(), "open", by, most=20, within=timedelta(hours=1))
    alias = alias_key(wish.chair)
    host, network, before = openings.opening(wish.network_id, alias)
    hosting.must_be_host(host, by)
    if network is None or network.chairs:
        raise Conflict(
            "There is no network of this short name without a chair. Where chairs do not answer "
            "any more, go back and appoint one."
        )
    now = platform.now()
    if model.is_fresh(before, now):
        return  # the mail went out within a day: a second one would only bother
    link = Link(network.network_id, alias, platform.new_id())
    invitation = model.issue(network, before, link, wish.chair, now, role=Role.CHAIR)
    store.save(
        store.put_invitation(invitation, before),
        [model.issued(invitation, sign(invitations.PURPOSE, link))],
    )
