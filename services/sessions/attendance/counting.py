"""How many people were there at one time, how many altogether, and how many for a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sessions.attendance.columns import Shape
from services.sessions.attendance.people import People
from services.sessions.attendance.reading import NoAttendance, Report, Row, read
from services.sessions.attendance.times import Manner, manners
from services.sessions.model.session import Attendance

SOME, MUCH = timedelta(minutes=5), timedelta(minutes=15)
NOTHING = timedelta()
JOINED = frozenset({"joined", "joined before", "join"})

Stay = tuple[datetime, datetime]
Stays = dict[str, list[Stay]]

ANOTHER_MEETING = (
    "Nobody in this file was there at the time of this session. Choose the report of this meeting."
)


@dataclass(frozen=True, slots=True)
class Hour:
    """When a session is planned to be, and in which zone."""

    starts_at: datetime
    ends_at: datetime
    zone: str
    local_start: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted, and how many were left out of it: hosts, and programs that listen."""

    attendance: Attendance
    hosts: int
    programs: int


def count(files: Sequence[bytes], hour: Hour) -> Tally:
    """How many people a meeting had during a session, from one or more reports of it (S20)."""
    reports = list(read(files))
    people = People(reports)
    rows = [row for report in reports for row in _finest(report)]
    if all(row.shape is Shape.TOTAL for row in rows):
        unique = len({who for who, _ in people.counted(rows)})
        return Tally(Attendance(unique), len(people.hosts), len(people.programs))
    # Hosts too tell which meeting it was: a session to which nobody came is one all the same.
    times = _times([row for row in rows if row.shape is not Shape.TOTAL], hour)
    stays = _stays(people.counted(times.rows), times, hour)
    return Tally(_attendance(stays, hour), len(people.hosts), len(people.programs))


@dataclass(frozen=True, slots=True)
class Times:
    """Rows with the instants of their texts."""

    rows: Sequence[Row]
    instants: dict[str, datetime]


def _finest(report: Report) -> list[Row]:
    """The rows that tell most: each stay of somebody, or else from when to when they were there."""
    shapes = {row.shape for row in report.rows}
    fine = shapes & {Shape.STAY, Shape.ACTION} or shapes & {Shape.SPAN} or {Shape.TOTAL}
    return [row for row in report.rows if row.shape in fine]


def _times(rows: Sequence[Row], hour: Hour) -> Times:
    texts = {text for row in rows for text in (row.join, row.leave) if text}
    found: list[tuple[timedelta, Times]] = []
    unreadable: str | None = None
    for manner in manners(hour.zone, hour.local_start.date()):
        instants = _read_all(texts, manner)
        unread = _unread(rows, instants)
        if unread is None:
            times = Times(rows, instants)
            everybody = _stays(((row.name, row) for row in rows), times, hour)
            found.append((sum(map(_within, everybody.values()), NOTHING), times))
        unreadable = unreadable or unread
    if not found:
        raise NoAttendance(f"The times in {unreadable} cannot be read.")
    there, times = max(found, key=lambda one: one[0])
    if not there:
        raise NoAttendance(ANOTHER_MEETING)
    return times


def _read_all(texts: Iterable[str], manner: Manner) -> dict[str, datetime]:
    instants = {}
    for text in texts:
        try:
            instants[text] = manner.instant(text)
        except (ValueError, OverflowError):
            continue
    return instants


def _unread(rows: Sequence[Row], instants: dict[str, datetime]) -> str | None:
    """Where there are times that cannot be read so, or that run backwards."""
    for row in rows:
        if row.join not in instants or (row.leave and row.leave not in instants):
            return row.where
        if row.leave and instants[row.leave] < instants[row.join]:
            return row.where
    return None


def _stays(rows: Iterable[tuple[str, Row]], times: Times, hour: Hour) -> Stays:
    """When each was there, within the hour; whoever is not said to have gone stayed to the end."""
    stays: Stays = {}
    here: dict[str, datetime] = {}
    for who, row in sorted(rows, key=lambda found: times.instants[found[1].join]):
        joined = times.instants[row.join]
        if row.shape is not Shape.ACTION:
            left = times.instants[row.leave] if row.leave else hour.ends_at
            _add(stays, who, joined, left, hour)
        elif row.role in JOINED:
            here.setdefault(who, joined)
        else:
            _add(stays, who, here.pop(who, hour.starts_at), joined, hour)
    for who, joined in here.items():
        _add(stays, who, joined, hour.ends_at, hour)
    return {who: _united(found) for who, found in stays.items()}


def _add(stays: Stays, who: str, joined: datetime, left: datetime, hour: Hour) -> None:
    joined, left = max(joined, hour.starts_at), min(left, hour.ends_at)
    if joined < left:
        stays.setdefault(who, []).append((joined, left))


def _united(stays: list[Stay]) -> list[Stay]:
    """Stays of one person, of which none overlaps: two devices are not two people."""
    united: list[Stay] = []
    for joined, left in sorted(stays):
        if united and joined <= united[-1][1]:
            united[-1] = (united[-1][0], max(left, united[-1][1]))
        else:
            united.append((joined, left))
    return united


def _within(stays: Iterable[Stay]) -> timedelta:
    return sum((left - joined for joined, left in stays), NOTHING)


def _attendance(stays: Stays, hour: Hour) -> Attendance:
    return Attendance(
        unique=len(stays),
        peak=_peak(stays),
        joined_late=_bands(found[0][0] - hour.starts_at for found in stays.values()),
        left_early=_bands(hour.ends_at - found[-1][1] for found in stays.values()),
    )


def _peak(stays: Stays) -> int:
    """The most at one time; whoever goes at the moment at which another comes has gone."""
    steps = [(at, step) for found in stays.values() for stay in found for at, step in _steps(stay)]
    most = now = 0
    for _, step in sorted(steps):
        now += step
        most = max(most, now)
    return most


def _steps(stay: Stay) -> Iterable[tuple[datetime, int]]:
    return (stay[0], 1), (stay[1], -1)


def _bands(missed: Iterable[timedelta]) -> tuple[int, int]:
    """How many missed 5 to 15 minutes, and how many more."""
    parts = [part for part in missed if part >= SOME]
    much = sum(part > MUCH for part in parts)
    return len(parts) - much, much
