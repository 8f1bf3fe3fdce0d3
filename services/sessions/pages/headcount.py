"""How many people came: put right, or counted from the report of the meeting tool."""

from __future__ import annotations

from services.contracts.roles import Role
from services.runtime.http.uploads import Uploads
from services.runtime.pages.answers import Shown
from services.sessions import commands, model
from services.sessions.attendance import Tally
from services.sessions.commands import headcount as counting
from services.sessions.commands.headcount import CountPeople
from services.sessions.commands.plan import Version
from services.sessions.model import Session
from services.sessions.pages.site import pages

HERE = "/networks/<network>/desk/sessions/<session>/headcount"


@pages.get(HERE)
def headcount(network: str, session: str) -> Shown:
    """What is written down, the forms to put it right, and what was written down before."""
    return _show(network, session)


@pages.get(f"{HERE}/file")
def headcount_file(network: str, session: str) -> Shown:
    """The same page, for whoever comes back to the address of the form."""
    return _show(network, session)


@pages.post(HERE, again=headcount)
def correct(network: str, session: str, wish: CountPeople) -> Shown:
    """Put the number right."""
    corrected = counting.correct(network, session, wish, by=pages.member_id)
    changed = corrected.version != wish.version
    said = f"{_people(corrected)} Statistics follow." if changed else "Nothing was changed."
    return pages.done(_back(network, session), said)


@pages.post(f"{HERE}/file", again=headcount)
def count(network: str, session: str, version: Version, file: Uploads) -> Shown:
    """Count from the report of the meeting, of which nothing but numbers is kept."""
    counted, tally = counting.count(network, session, file, version=version, by=pages.member_id)
    return pages.done(
        _back(network, session),
        f"{_people(counted)} {_left_out(tally)}Nothing of the file is kept.",
    )


def _show(network: str, session: str) -> Shown:
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    model.must_be_held(found)
    return pages.show("headcount.html", title="How many people came", viewer=seen, session=found)


def _back(network: str, session: str) -> str:
    return f"/networks/{network}/desk/sessions/{session}/headcount"


def _people(session: Session) -> str:
    if session.headcount is None:
        return "It is written down that nobody counted."
    return f"The headcount is {session.headcount:,}."


def _left_out(tally: Tally) -> str:
    """Whom a file named that is not counted; a program that listens breaks the ground rules."""
    said = "The host is not counted. " if tally.hosts == 1 else ""
    if tally.hosts > 1:
        said = f"{tally.hosts} hosts are not counted. "
    if tally.programs:
        what = (
            "A program that takes notes was"
            if tally.programs == 1
            else (f"{tally.programs} programs that take notes were")
        )
        said += f"{what} in the meeting and not counted; sessions are not recorded. "
    return said
