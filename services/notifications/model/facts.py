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
    archived: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session as mail speaks of it; `version` is the one in which its time was last told."""

    session_id: str
    title: str
    starts_at: datetime
    zone: str
    cancelled: bool
    version: int


@dataclass(frozen=True, slots=True)
class Note:
    """A published note as mail speaks of it."""

    note_id: str
    title: str
    week: str
