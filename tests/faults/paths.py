"""All paths: everything that writes, in all four services and the runtime."""

from __future__ import annotations

from tests.faults import (
    addresses,
    host,
    membership,
    notes,
    notifications,
    organisations,
    portability,
    sessions,
)

PATHS = [
    *membership.PATHS,
    *addresses.PATHS,
    *host.PATHS,
    *organisations.PATHS,
    *sessions.PATHS,
    *notes.PATHS,
    *notifications.PATHS,
    *portability.PATHS,
]
