"""The attendance file of a meeting tool: how many people were there, and nothing else of it (S20).

What is read here stays in memory until it is counted. Nothing of this package knows a table, a log
or a file, and no refusal repeats what is in a cell: names are not to be found anywhere afterwards.
"""

from services.sessions.attendance.counting import Hour, Tally, count
from services.sessions.attendance.reading import MOST_BYTES, MOST_FILES, MOST_ROWS, NoAttendance

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_ROWS",
    "Hour",
    "NoAttendance",
    "Tally",
    "count",
]
