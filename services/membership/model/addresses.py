"""The rules of several addresses of one person: mail goes to the first, any of them signs in.

Preferences belong to the person, whatever the address (M26). The functions take an address as it is
kept; whoever calls them has found it by its key (M1).
"""

from __future__ import annotations

from dataclasses import replace

from services.contracts.membership import FirstAddressChanged
from services.contracts.refusals import Conflict
from services.membership.model.profile import Member, MemberChange, contact_changed

MOST = 5


def must_have_room(member: Member) -> None:
    """Raise Conflict, with what to do, for whoever has as many addresses as anybody may."""
    if len(member.addresses) >= MOST:
        raise Conflict(f"You have {MOST} addresses already. Remove one, then add the new one.")


def add_address(member: Member, email: str) -> MemberChange:
    """One more address, which was proved just now; raises Conflict if there is no room.

    What is said names no other address than before: it is for whoever looks which there are (M3).
    """
    must_have_room(member)
    after = replace(member, also=(*member.also, email), version=member.version + 1)
    return MemberChange(after, [contact_changed(after)])


def make_first(member: Member, email: str) -> MemberChange:
    """Send mail to this one of the addresses from now on; the same member if it goes there."""
    if email == member.email:
        return MemberChange(member, [])
    others = tuple(one for one in member.addresses if one != email)
    after = replace(member, email=email, also=others, version=member.version + 1)
    moved = FirstAddressChanged(
        member_id=member.member_id,
        email=email,
        old_email=member.email,
        sequence=after.version,
    )
    return MemberChange(after, [contact_changed(after), moved])


def remove_address(member: Member, email: str) -> Member:
    """Be without this one of the addresses; raises Conflict for the first, to which mail goes."""
    if email == member.email:
        raise Conflict(
            "Your mail goes to this address. Make another one the first, then remove this one."
        )
    others = tuple(one for one in member.also if one != email)
    return replace(member, also=others, version=member.version + 1)
