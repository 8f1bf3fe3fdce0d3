"""The rules of somebody's profile: who they say they are, and what the others hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.membership import MemberContactChanged


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a proved address; mail goes to `email`, and to no other of the addresses.

    The `version` is also the sequence of what is said about them, from joining on (1).
    """

    member_id: str
    name: str
    email: str
    organisation: str
    role: str = ""
    also: tuple[str, ...] = ()
    version: int = 1

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses, the first one first."""
        return (self.email, *self.also)


class MemberChange(NamedTuple):
    """The member from now on, and what is to be said."""

    member: Member
    events: Sequence[Event]


def change_profile(member: Member, name: str, organisation: str, role: str) -> MemberChange:
    """Say anew who one is; the role is kept and never decides anything (M7).

    Nothing is said of the role, as nobody else has it. The same member if nothing is new.
    """
    after = replace(member, name=name, organisation=organisation, role=role)
    if after == member:
        return MemberChange(member, [])
    after = replace(after, version=member.version + 1)
    others_hear = (name, organisation) != (member.name, member.organisation)
    return MemberChange(after, [contact_changed(after)] if others_hear else [])


def contact_changed(member: Member) -> MemberContactChanged:
    """How to reach and greet somebody from now on."""
    return MemberContactChanged(
        member_id=member.member_id,
        email=member.email,
        name=member.name,
        organisation=member.organisation,
        sequence=member.version,
    )
