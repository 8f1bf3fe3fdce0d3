"""A network itself, for programs of its chairs: how people get in, and its end."""

from __future__ import annotations

from services.membership import commands
from services.membership.api.routes import NETWORK, api
from services.membership.commands import ChangePolicy


@api.post(f"{NETWORK}/policy", status=204)
def change_policy(network: str, wish: ChangePolicy) -> None:
    """Change how people get in, and how many must agree to a note."""
    commands.change_policy(network, wish, by=api.member_id)


@api.post(f"{NETWORK}/archive", status=204)
def archive_network(network: str) -> None:
    """End the network; nothing changes in it any more."""
    commands.archive(network, by=api.member_id)
