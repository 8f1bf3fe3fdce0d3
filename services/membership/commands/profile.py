"""What members can say anew about themselves."""

from __future__ import annotations

from datetime import timedelta

from services.membership import model, store
from services.membership.model import Member
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.limits import demand


class ChangeProfile(Wish):
    """Who somebody is; `role` is for statistics only and never read (M7)."""

    name: FilledLine
    organisation: FilledLine
    role: Line = ""


def change(wish: ChangeProfile, *, by: str) -> Member:
    """Change one's name, organisation or role; what is sent a second time changes nothing."""
    # Every name is registered, so that no note says it: nobody may fill the register.
    demand(store.table(), "profile", by, most=10, within=timedelta(hours=1))
    before = store.member(by)
    member = store.read_member(before)
    after, said = model.change_profile(member, wish.name, wish.organisation, wish.role)
    if after is not member:
        store.save([store.put_member_changed(before, after)], said)
    return after


def mine(*, by: str) -> Member:
    """Who somebody is, and all their addresses."""
    return store.read_member(store.member(by))
