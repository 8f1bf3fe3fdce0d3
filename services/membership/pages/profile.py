"""My profile: who I say that I am."""

from __future__ import annotations

from services.membership.commands import profile
from services.membership.commands.profile import ChangeProfile
from services.membership.pages.site import pages
from services.runtime.pages.addresses import START
from services.runtime.pages.answers import Shown


@pages.get("/me/profile")
def profile_page() -> Shown:
    """The form with my name, where I work and what I do."""
    return pages.show("profile.html", title="My profile", person=profile.mine(by=pages.member_id))


@pages.post("/me/profile", again=profile_page)
def change_profile(wish: ChangeProfile) -> Shown:
    """Change what it says."""
    profile.change(wish, by=pages.member_id)
    return pages.done(START, "Your profile is saved.")
