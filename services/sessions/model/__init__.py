"""The rules of a session.

             move
            ┌────┐
            ▼    │
schedule ──▶ planned ──open──▶ opened ──hold──▶ held
               │ │               │                ▲
               │ ├──hold─────────┼────────────────┤
               │ └──miss─────────┴──▶ not held ───┘
               │
               ├──cancel──▶ cancelled
               └──skip────▶ skipped, if nobody was told of it

Members are reminded once of each time that it has; `occurrence_version` numbers the times.
"""

from services.sessions.model.course import (
    DOORS_CLOSE,
    DOORS_OPEN,
    MOST_PEOPLE,
    Door,
    Told,
    cancel,
    door,
    hold,
    remind,
    skip,
    stand_in,
    told,
)
from services.sessions.model.session import (
    FORMATS,
    Attendance,
    Change,
    Changed,
    Counted,
    Format,
    Plan,
    Session,
    State,
    must_be_changeable,
    must_be_held,
    occurrence,
    reminder_is_due,
)
from services.sessions.model.times import (
    FEWEST_MINUTES,
    LONGEST,
    MOST_MINUTES,
    move,
    schedule,
)

__all__ = [
    "DOORS_CLOSE",
    "DOORS_OPEN",
    "FEWEST_MINUTES",
    "FORMATS",
    "LONGEST",
    "MOST_MINUTES",
    "MOST_PEOPLE",
    "Attendance",
    "Change",
    "Changed",
    "Counted",
    "Door",
    "Format",
    "Plan",
    "Session",
    "State",
    "Told",
    "cancel",
    "door",
    "hold",
    "move",
    "must_be_changeable",
    "must_be_held",
    "occurrence",
    "remind",
    "reminder_is_due",
    "schedule",
    "skip",
    "stand_in",
    "told",
]
