"""The run sheet: what a facilitator needs before and during the hour, and what is done with it."""

from __future__ import annotations

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.sessions import commands, model
from services.sessions.commands import HoldSession
from services.sessions.commands import running as hours
from services.sessions.commands.running import OpenSession
from services.sessions.model import running
from services.sessions.pages.site import pages

HERE = "/networks/<network>/desk/sessions/<session>/run-sheet"


@pages.get(HERE)
def run_sheet(network: str, session: str) -> Shown:
    """What the facilitator needs during the hour, and the form for afterwards."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    now = platform.now()
    return pages.show(
        "run-sheet.html",
        title="Run sheet",
        viewer=seen,
        session=found,
        begun=now >= found.starts_at,
        over=now >= found.ends_at,
        can_open=found.starts_at - model.DOORS_OPEN <= now < found.ends_at,
        time=running.time(found, now),
        now=now,
    )


@pages.post(HERE, again=run_sheet)
def hold(network: str, session: str, wish: HoldSession) -> Shown:
    """Write down that the session took place."""
    commands.hold(network, session, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/notes", "The session is written down. Now its note can follow."
    )


@pages.get(f"{HERE}/open")
def open_page(network: str, session: str) -> Shown:
    """The same page, for whoever comes back to the address of the form."""
    return run_sheet(network, session)  # type: ignore[no-any-return]


@pages.post(f"{HERE}/open", again=run_sheet)
def begin(network: str, session: str, wish: OpenSession) -> Shown:
    """Open the session."""
    hours.begin(network, session, wish, by=pages.member_id)
    return pages.done(_back(network, session), "The session is open. Read the ground rules out.")


@pages.get(f"{HERE}/not-held")
def not_held_page(network: str, session: str) -> Shown:
    """What it means that a session did not take place, before it is written down."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    running.miss(found, platform.now())  # says why not, before anybody decides
    return pages.show("not-held.html", title="Did it not take place?", viewer=seen, session=found)


@pages.post(f"{HERE}/not-held")
def miss(network: str, session: str) -> Shown:
    """Write down that it did not take place."""
    hours.miss(network, session, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/sessions",
        "It is written down that the session did not take place. No mail is sent.",
    )


def _back(network: str, session: str) -> str:
    return f"/networks/{network}/desk/sessions/{session}/run-sheet"
