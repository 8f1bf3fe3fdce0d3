"""What somebody can be in a network."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member was asked to do in one network; never read from a job title (rule M7)."""

    CHAIR = "chair"
    FACILITATOR = "facilitator"
    NOTE_TAKER = "note_taker"
    REVIEWER = "reviewer"


class Standing(StrEnum):
    """Where somebody stands with one network."""

    WAITING = "waiting"
    MEMBER = "member"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    LEFT = "left"


class Policy(StrEnum):
    """How people get into a network (rule M14)."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
    CLOSED = "closed"
