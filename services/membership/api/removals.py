"""Removing somebody for cause, for programs of chairs; and pausing a membership."""

from __future__ import annotations

from services.membership import commands
from services.membership.api.routes import NETWORK, api
from services.membership.commands import removals
from services.membership.commands.removals import RemoveMember


@api.post(f"{NETWORK}/members/<member>/remove", status=204)
def remove_member(network: str, member: str, wish: RemoveMember) -> None:
    """Remove a member for cause; for some months a chair has a look before they come back."""
    removals.remove(network, member, wish, by=api.member_id)


@api.post(f"{NETWORK}/members/<member>/suspend", status=204)
def suspend_member(network: str, member: str) -> None:
    """Stop somebody's reading and mail until further notice; they are told by mail."""
    commands.suspend(network, member, by=api.member_id)


@api.post(f"{NETWORK}/members/<member>/reinstate", status=204)
def reinstate_member(network: str, member: str) -> None:
    """End a suspension; roles are as they were."""
    commands.reinstate(network, member, by=api.member_id)
