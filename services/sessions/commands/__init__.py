"""What people can have done: each reads, asks the rules, and saves once.

A file for each thing that it is about, named as in `model`, `store`, `api` and `pages`.
"""

from services.sessions.commands.session import (
    HoldSession,
    MoveSession,
    ReplaceSession,
    ScheduleSession,
    cancel,
    hold,
    move,
    remind,
    replace,
    schedule,
    seen,
)

__all__ = [
    "HoldSession",
    "MoveSession",
    "ReplaceSession",
    "ScheduleSession",
    "cancel",
    "hold",
    "move",
    "remind",
    "replace",
    "schedule",
    "seen",
]
