"""The form that says what kind of session it is, and which bodies listen to it."""

from __future__ import annotations

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.sessions import commands, model
from services.sessions.commands import room as rooms
from services.sessions.commands.room import ArrangeRoom
from services.sessions.model import FORMATS
from services.sessions.model.room import NOTICE
from services.sessions.pages.site import pages

HERE = "/networks/<network>/desk/sessions/<session>/room"


@pages.get(HERE)
def room(network: str, session: str) -> Shown:
    """The form with what is said by now."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    now = platform.now()
    model.must_be_changeable(found, now)
    return pages.show(
        "room.html",
        title="Format and observers",
        viewer=seen,
        session=found,
        formats=FORMATS,
        late=now > found.starts_at - NOTICE,
        chair=Role.CHAIR in seen.roles,
    )


@pages.post(HERE, again=room)
def arrange(network: str, session: str, wish: ArrangeRoom) -> Shown:
    """Save it."""
    rooms.arrange(network, session, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/sessions/{session}/run-sheet",
        "It is saved. Members see it on the page of the session.",
    )
