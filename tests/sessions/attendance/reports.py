"""Attendance reports in the shapes in which Teams and Zoom give them, of one made-up meeting."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import openpyxl

from services.sessions.attendance import Hour

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
HOUR = Hour(FRIDAY, FRIDAY.replace(hour=15), "Europe/London", datetime(2026, 11, 27, 14, 0))

TEAMS = """1. Summary
Meeting title\tLearning together
Attended participants\t6
Start time\t11/27/26, 1:55:02 PM
End time\t11/27/26, 3:03:10 PM
Meeting duration\t1h 8m 8s
Average attendance time\t41m 5s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Host, Wren\t11/27/26, 1:55:02 PM\t11/27/26, 3:03:10 PM\t1h 8m 8s\twren@kelder.example\twren@kelder.example\tOrganizer
Ann Lee\t11/27/26, 1:58:00 PM\t11/27/26, 3:01:00 PM\t50m\tann@kelder.example\tann@kelder.example\tAttendee
Bo Finch (Guest)\t11/27/26, 2:07:00 PM\t11/27/26, 3:01:00 PM\t54m\t\t\tAttendee
Cy Marsh\t11/27/26, 2:30:00 PM\t11/27/26, 2:40:00 PM\t10m\tcy@ouseby.example\tcy@ouseby.example\tPresenter
Dee Vale\t11/27/26, 2:00:00 PM\t11/27/26, 2:50:00 PM\t50m\tdee@ouseby.example\tdee@ouseby.example\tAttendee
Fireflies.ai Notetaker\t11/27/26, 2:00:00 PM\t11/27/26, 3:00:00 PM\t1h\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Host, Wren\t11/27/26, 1:55:02 PM\t11/27/26, 3:03:10 PM\t1h 8m 8s\twren@kelder.example\tOrganizer
Ann Lee\t11/27/26, 1:58:00 PM\t11/27/26, 2:20:00 PM\t22m\tann@kelder.example\tAttendee
Ann Lee\t11/27/26, 2:45:00 PM\t11/27/26, 3:01:00 PM\t16m\tann@kelder.example\tAttendee
Bo Finch (Guest)\t11/27/26, 2:07:00 PM\t11/27/26, 3:01:00 PM\t54m\t\tAttendee
Cy Marsh\t11/27/26, 2:30:00 PM\t11/27/26, 2:40:00 PM\t10m\tcy@ouseby.example\tPresenter
Dee Vale\t11/27/26, 2:00:00 PM\t11/27/26, 2:50:00 PM\t50m\tdee@ouseby.example\tAttendee
Fireflies.ai Notetaker\t11/27/26, 2:00:00 PM\t11/27/26, 3:00:00 PM\t1h\t\tAttendee
"""  # noqa: E501 - as wide as the report is
"""Four people, of whom three are there at one time: Ann is away while Cy is there."""

TEAMS_BEFORE_2022 = """Meeting Summary
Total Number of Participants\t3
Meeting Title\tLearning together
Meeting Start Time\t27/11/2026, 13:58:00
Meeting End Time\t27/11/2026, 15:01:00

Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)
Wren Host\t27/11/2026, 13:58:00\t27/11/2026, 15:01:00\t1h 3m\twren@kelder.example\tOrganizer\twren@kelder.example
Ann Lee\t27/11/2026, 13:58:00\t27/11/2026, 14:20:00\t22m\tann@kelder.example\tPresenter\tann@kelder.example
Ann Lee\t27/11/2026, 14:18:00\t27/11/2026, 15:01:00\t43m\tann@kelder.example\tPresenter\tann@kelder.example
Bo Finch\t27/11/2026, 14:20:00\t27/11/2026, 15:01:00\t41m\t\tAttendee\t
"""  # noqa: E501 - as wide as the report is

TEAMS_DURING_THE_MEETING = """Full Name\tUser Action\tTimestamp
Ann Lee\tJoined before\t27/11/2026, 14:00:00
Bo Finch\tJoined\t27/11/2026, 14:20:00
Bo Finch\tLeft\t27/11/2026, 14:30:00
Cy Marsh\tJoined\t27/11/2026, 14:30:00
Bo Finch\tJoined\t27/11/2026, 14:50:00
"""

ZOOM = """Topic,ID,Host name,Host email,Start time,End time,Participants,Duration (minutes)
Learning together,861 1111 2222,Wren Host,wren@kelder.example,11/27/2026 01:55:02 PM,11/27/2026 03:03:10 PM,5,68

Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
Wren Host,wren@kelder.example,11/27/2026 01:55:02 PM,11/27/2026 03:03:10 PM,68,No,No
"Lee, Ann (Ann)",ann@kelder.example,11/27/2026 01:58:00 PM,11/27/2026 02:20:00 PM,22,No,No
"Lee, Ann (Ann)",ann@kelder.example,11/27/2026 02:21:00 PM,11/27/2026 03:00:30 PM,39,No,No
Bo Finch,,11/27/2026 02:00:00 PM,11/27/2026 02:02:00 PM,2,Yes,Yes
Bo Finch,,11/27/2026 02:02:00 PM,11/27/2026 03:00:00 PM,58,Yes,No
iPhone,,11/27/2026 02:10:00 PM,11/27/2026 02:40:00 PM,30,Yes,No
Otter.ai,assistant@otter.ai,11/27/2026 02:00:00 PM,11/27/2026 03:00:00 PM,60,Yes,No
"""  # noqa: E501 - as wide as the report is

ZOOM_BEFORE_2023 = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
861 1111 2222,Learning together,11/27/2026 01:55:02 PM,11/27/2026 03:03:10 PM,wren@kelder.example,69,3,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Wren Host,wren@kelder.example,11/27/2026 01:55:02 PM,11/27/2026 03:03:10 PM,69,No,
Ann Lee,ann@kelder.example,11/27/2026 02:00:00 PM,11/27/2026 03:00:00 PM,60,No,
Bo Finch,,11/27/2026 02:00:00 PM,11/27/2026 03:00:00 PM,60,Yes,
"""  # noqa: E501 - as wide as the report is

ZOOM_UNIQUE = """Name (Original Name),User Email,Total Duration (Minutes),Guest
Wren (Host),wren@kelder.example,69,No
Ann Lee,ann@kelder.example,60,No
Bo Finch,,60,Yes
"""

ZOOM_WEBINAR = """Attendee Report
Report Generated:,"27 Nov 2026 16:00:00"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered
Learning together,861 1111 2222,"Nov 27, 2026 01:55 PM",68,4

Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Wren Host,wren@kelder.example,"Nov 27, 2026 01:55:02 PM","Nov 27, 2026 03:03:10 PM",68,No

Attendee Details,
Attended,User Name (Original Name),First Name,Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Ann Lee,Ann,ann@kelder.example,"Nov 27, 2026 02:00:00 PM","Nov 27, 2026 03:00:00 PM",60,Yes
Yes,Bo Finch,Bo,bo@ouseby.example,"Nov 27, 2026 02:20:00 PM","Nov 27, 2026 03:00:00 PM",40,Yes
"""  # noqa: E501 - as wide as the report is


def teams(text: str = TEAMS) -> bytes:
    """As Teams writes it: two bytes a letter, and a tab between cells."""
    return text.replace("\n", "\r\n").encode("utf-16")


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """A report that somebody has opened in a spreadsheet program and saved as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Part {number}")
        for row in rows:
            sheet.append(list(row))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def stays(*rows: tuple[str, str, str], heading: str = "Name,Join Time,Leave Time") -> bytes:
    """A plain table of who came and went, with the times of that Friday."""
    lines = [f"{name},27/11/2026 {join},27/11/2026 {leave}" for name, join, leave in rows]
    return "\n".join([heading, *lines]).encode()
