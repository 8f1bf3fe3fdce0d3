"""How many people came to a session, for the programs of those who run sessions."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Role
from services.runtime.http.uploads import Uploads
from services.runtime.http.wishes import Answer
from services.sessions import commands
from services.sessions.api.routes import NETWORK, api
from services.sessions.commands import headcount as counting
from services.sessions.commands.headcount import CountPeople
from services.sessions.commands.plan import Version
from services.sessions.model import Attendance, Session

ONE = f"{NETWORK}/sessions/<session>/headcount"


class AttendanceAnswer(Answer):
    """What was counted in an attendance file; `peak` and the bands are null if it has no times.

    `joined_late` and `left_early` count those who missed 5 to 15 minutes, and more.
    """

    unique: int
    peak: int | None
    joined_late: tuple[int, int] | None
    left_early: tuple[int, int] | None


class CorrectedAnswer(Answer):
    """A number that was corrected, and until when it counted."""

    headcount: int | None
    attendance: AttendanceAnswer | None
    until: datetime


class HeadcountAnswer(Answer):
    """How many came, null if nobody counted, and what was written down before, the oldest first."""

    session_id: str
    headcount: int | None
    attendance: AttendanceAnswer | None
    before: list[CorrectedAnswer]
    version: int


class CountedAnswer(HeadcountAnswer):
    """The same, with how many hosts and programs that listen were left out of it."""

    hosts_left_out: int
    programs_left_out: int


@api.get(ONE)
def read_headcount(network: str, session: str) -> HeadcountAnswer:
    """How many came, with what was written down before it was corrected."""
    seen, found = commands.seen(network, session, by=api.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    return HeadcountAnswer.model_validate(_told(found))


@api.post(ONE)
def correct_headcount(network: str, session: str, wish: CountPeople) -> HeadcountAnswer:
    """Put a headcount right; the old number stays beside it, and statistics follow."""
    corrected = counting.correct(network, session, wish, by=api.member_id)
    return HeadcountAnswer.model_validate(_told(corrected))


@api.post(f"{ONE}/file")
def count_attendance(network: str, session: str, version: Version, file: Uploads) -> CountedAnswer:
    """Count from the attendance report of the meeting, of which nothing but numbers is kept.

    It is the file of Teams or Zoom as it is. A meeting that has several can send them as a form.
    """
    counted, tally = counting.count(network, session, file, version=version, by=api.member_id)
    return CountedAnswer.model_validate(
        {**_told(counted), "hosts_left_out": tally.hosts, "programs_left_out": tally.programs}
    )


def _told(session: Session) -> dict[str, object]:
    return {
        "session_id": session.session_id,
        "headcount": session.headcount,
        "attendance": _attendance(session.attendance),
        "before": [
            {
                "headcount": count.headcount,
                "attendance": _attendance(count.attendance),
                "until": count.until,
            }
            for count in session.counted_before
        ],
        "version": session.version,
    }


def _attendance(found: Attendance | None) -> AttendanceAnswer | None:
    if found is None:
        return None
    return AttendanceAnswer(
        unique=found.unique,
        peak=found.peak,
        joined_late=found.joined_late,
        left_early=found.left_early,
    )
