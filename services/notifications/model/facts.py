"""What mail speaks of: networks, sessions and notes, as other services told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Network:
    """A network as mail speaks of it."""

    network_id: str
    name: str
    ground_rules: tuple[str, ...]
    listed: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What a session's last move changed; `reminds` if it was told too late for a reminder."""

    minutes: int
    old_starts_at: datetime
    old_zone: str
    old_minutes: int
    reminds: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session as mail speaks of it; `version` is the one in which its time was last told."""

    session_id: str
    title: str
    starts_at: datetime
    zone: str
    cancelled: bool
    version: int
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A published note as mail speaks of it."""

    note_id: str
    title: str
    week: str


@dataclass(frozen=True, slots=True)
class HiddenNote:
    """A note that is to be decided about, as mail speaks of it: without its title."""

    note_id: str
    week: str
