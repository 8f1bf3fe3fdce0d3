"""All paths: everything that writes, in all four services and the runtime."""

from __future__ import annotations

from tests.faults import membership, notes, notifications, sessions

PATHS = [*membership.PATHS, *sessions.PATHS, *notes.PATHS, *notifications.PATHS]
