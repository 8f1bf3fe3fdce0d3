"""Invitations of one address, at each point at which something can be done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.membership import store
from services.membership.addresses import alias_key
from services.membership.commands import invitations
from services.membership.commands.invitations import Accept, Invite
from services.runtime.signing import sign

INVITED, ANOTHER = demo.APPLICANT.email, "ira.lunn@ferndale.example"


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network with an invitation that was sent a moment ago."""
    here = demo.SLUG
    chair, *_, applicant = (network.people[person.email] for person in demo.PERSONAS)
    invitations.invite(here, Invite(addresses=INVITED), by=chair)
    (sent,), _ = store.invitations(here, None)
    token = sign(invitations.PURPOSE, sent.link)
    row = {"alias": sent.alias, "network_id": here, "invitation_id": sent.invitation_id}
    return {
        "invitations.invite": lambda: invitations.invite(here, Invite(addresses=ANOTHER), by=chair),
        "invitations.revoke": lambda: invitations.revoke(here, alias_key(INVITED), by=chair),
        "invitations.opened": lambda: invitations.opened(token),
        "invitations.look": lambda: invitations.look(token),
        "invitations.accept": lambda: invitations.accept(token, Accept(agree=True), by=applicant),
        "invitations.expire": lambda: invitations.expire({"pk": "DUE#0", "sk": "now", **row}),
    }
