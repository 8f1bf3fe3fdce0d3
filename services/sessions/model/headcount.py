"""How many people came to a session: a number, or that nobody counted; never who (S19, U7).

Not named in the package: only what is about headcounts imports it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.contracts.headcounts import HeadcountCorrected
from services.contracts.refusals import Conflict
from services.sessions.model.course import MOST_PEOPLE
from services.sessions.model.session import (
    Attendance,
    Change,
    Changed,
    Counted,
    Session,
    State,
    must_be_held,
)

MOST_CORRECTIONS = 20


def correct(
    session: Session,
    people: int | None,
    attendance: Attendance | None = None,
    *,
    version: int,
    now: datetime,
) -> Change | None:
    """Put this number in place of the one of that version; None if it is so already.

    The old one is kept beside it, with the moment until which it counted.
    """
    must_be_held(session)
    if (people, attendance) == (session.headcount, session.attendance):
        return None
    if version != session.version:
        raise Changed(session)
    if len(session.counted_before) >= MOST_CORRECTIONS:
        raise Conflict(f"It was corrected {MOST_CORRECTIONS} times, which is the most.")
    before = Counted(session.headcount, session.attendance, until=now.replace(microsecond=0))
    corrected = replace(
        session,
        headcount=people,
        attendance=attendance,
        counted_before=(*session.counted_before, before),
        version=session.version + 1,
    )
    said = HeadcountCorrected(
        session_id=session.session_id,
        network_id=session.network_id,
        headcount=people,
        sequence=corrected.version,
    )
    return corrected, [said]


def must_fit(session: Session) -> None:
    """Raise ValueError unless these numbers could have been counted here."""
    counts: list[Session | Counted] = [session, *session.counted_before]
    if len(counts) > MOST_CORRECTIONS + 1 or not all(_fits(count) for count in counts):
        raise ValueError("These numbers of people do not fit together.")
    if session.state is not State.HELD and (session.attendance or session.counted_before):
        raise ValueError("Nobody is counted before a session was held.")


def _fits(count: Session | Counted) -> bool:
    seen = count.attendance
    numbers = [count.headcount or 0]
    if seen is not None:
        bands = (seen.joined_late, seen.left_early)
        if any(band is not None and sum(band) > seen.unique for band in bands):
            return False
        numbers += [seen.unique, seen.peak or 0, *(n for band in bands for n in band or ())]
        if (seen.peak or 0) > seen.unique:
            return False
    return all(0 <= number <= MOST_PEOPLE for number in numbers)
