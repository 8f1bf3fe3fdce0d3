"""Who is one person in the rows of a report, whose meeting it was, and what is no person at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.sessions.attendance.reading import Report, Row

BESIDE = re.compile(r"\s*\([^()]*\)")
HOST = re.compile(r"\((?:host|organi[sz]er)\)", re.IGNORECASE)
HOSTS = frozenset({"host", "organizer", "organiser"})
PROGRAMS = re.compile(
    r"\bnotetakers?\b|\bai[ -]note|\b(?:ai|meeting) assistant\b|\botter(?:\.ai|pilot)\b"
    r"|\bfireflies\b|\bread\.?ai\b|\bread meeting notes\b|\btl;?dv\b|\bmeetgeek\b|\bsembly\b"
    r"|\bavoma\b|\brecall\.ai\b|\bsupernormal\b|\bfathom\.(?:ai|video)\b|\brecorder\b"
    r"|\btranscri(?:ber|ption|pt)\b|\b(?:chat|record|meeting)?bot\b",
    re.IGNORECASE,
)
"""What programs that listen call themselves; in brackets behind a name it is what a person does."""
THEIR_ADDRESSES = re.compile(
    r"@(?:[\w-]+\.)*(?:read\.ai|otter\.ai|fireflies\.ai|fathom\.video|tldv\.io|meetgeek\.ai"
    r"|sembly\.ai|avoma\.com|recall\.ai|supernormal\.com)\Z"
)


class People:
    """The people of a meeting, from all its reports; each is one, however often they came."""

    def __init__(self, reports: Sequence[Report]) -> None:
        rows = [row for report in reports for row in report.rows]
        by_name: dict[str, set[str]] = {}
        for row in rows:
            if row.email:
                by_name.setdefault(_called(row), set()).add(row.email)
        self._only = {name: found.pop() for name, found in by_name.items() if len(found) == 1}
        owners = {address for report in reports for address in report.hosts}
        self.hosts = {self.who(row) for row in rows if _is_host(row) or row.email in owners}
        self.programs = {self.who(row) for row in rows if _is_program(row)}

    def who(self, row: Row) -> str:
        """What tells this person from the others: the address, or else the name.

        A name without an address is whoever has that name with one, if there is but one.
        """
        return row.email or self._only.get(_called(row), _called(row))

    def counted(self, rows: Iterable[Row]) -> Iterable[tuple[str, Row]]:
        """The rows of those who are counted, with who it is."""
        for row in rows:
            who = self.who(row)
            if who not in self.hosts and who not in self.programs:
                yield who, row


def _called(row: Row) -> str:
    return (BESIDE.sub("", row.name) or row.name).strip().casefold()


def _is_host(row: Row) -> bool:
    return row.role in HOSTS or HOST.search(row.name) is not None


def _is_program(row: Row) -> bool:
    said = BESIDE.sub("", row.name) or row.name
    return PROGRAMS.search(said) is not None or THEIR_ADDRESSES.search(row.email) is not None
