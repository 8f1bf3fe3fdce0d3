"""My profile: who I say that I am."""

from __future__ import annotations

from services.membership.api.routes import ME, api
from services.membership.commands import profile
from services.membership.commands.profile import ChangeProfile
from services.membership.model import Member
from services.runtime.http.wishes import Answer


class ProfileAnswer(Answer):
    """Who somebody is; the role may be empty, and never decides anything."""

    name: str
    organisation: str
    role: str


@api.get(f"{ME}/profile")
def my_profile() -> ProfileAnswer:
    """Who you are."""
    return _answer(profile.mine(by=api.member_id))


@api.put(f"{ME}/profile")
def change_profile(wish: ChangeProfile) -> ProfileAnswer:
    """Change your name, your organisation or your role."""
    return _answer(profile.change(wish, by=api.member_id))


def _answer(member: Member) -> ProfileAnswer:
    return ProfileAnswer(name=member.name, organisation=member.organisation, role=member.role)
