"""All paths: everything that writes, in all four services and the runtime."""

from __future__ import annotations

from tests.faults import (
    addresses,
    complaints,
    duties,
    finding,
    host,
    imports,
    membership,
    mydata,
    notes,
    notifications,
    organisations,
    portability,
    sessions,
    statistics,
)

PATHS = [
    *membership.PATHS,
    *addresses.PATHS,
    *host.PATHS,
    *imports.PATHS,
    *complaints.PATHS,
    *mydata.PATHS,
    *duties.PATHS,
    *organisations.PATHS,
    *statistics.PATHS,
    *finding.PATHS,
    *sessions.PATHS,
    *notes.PATHS,
    *notifications.PATHS,
    *portability.PATHS,
]
