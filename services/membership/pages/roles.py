"""One member at the desk: which roles they have, until when, and what else a chair can do."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.contracts.roles import Role, Standing
from services.membership import commands, store
from services.membership.commands import GrantRole
from services.membership.model import roles
from services.membership.model.looking import What
from services.membership.pages.site import pages, seen
from services.membership.store import looking
from services.runtime import platform
from services.runtime.pages.answers import Shown

HERE = "/networks/{}/desk/members/{}"


@pages.get("/networks/<network>/desk/members/<member>")
def member_page(network: str, member: str) -> Shown:
    """Who it is, what they do here, and until when."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    found, place, person = store.network_and_member(network, member)
    if (
        place is None
        or person is None
        or place.standing
        not in (
            Standing.MEMBER,
            Standing.SUSPENDED,
        )
    ):
        raise NotFound("This person is not in the network.")
    looking.seen(pages.member_id, network, What.MEMBER, [member])
    return pages.show(
        "member.html",
        title=person["name"],
        viewer=viewer,
        place=place,
        person=person,
        over={role for role in place.roles if roles.is_over(place, role, platform.now())},
        is_only_chair=found.chairs == (member,),
        is_me=member == pages.member_id,
        roles=list(Role),
    )


@pages.post("/networks/<network>/desk/members/<member>/grant", again=member_page)
def grant(network: str, member: str, wish: GrantRole) -> Shown:
    """Give a member a role, for good or until the end of a day."""
    commands.grant(network, member, wish.role, by=pages.member_id, last_day=wish.last_day)
    if wish.last_day is None:
        sentence = "The member has the role from now on."
    else:
        sentence = f"The member has the role until the end of {wish.last_day:%-d %B %Y}."
    return pages.done(f"/networks/{network}/desk/members", sentence)
