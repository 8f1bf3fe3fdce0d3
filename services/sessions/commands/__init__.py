"""What people can have done: each reads, asks the rules, and saves once.

A file for each thing that it is about, named as in `model`, `store`, `api` and `pages`.
"""

from services.sessions.commands.session import (
    HoldSession,
    MoveSession,
    ScheduleSession,
    cancel,
    hold,
    move,
    remind,
    schedule,
    seen,
)

__all__ = [
    "HoldSession",
    "MoveSession",
    "ScheduleSession",
    "cancel",
    "hold",
    "move",
    "remind",
    "schedule",
    "seen",
]
