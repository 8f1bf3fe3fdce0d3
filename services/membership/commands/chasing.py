"""Telling those who look after the installation of complaints that wait, in good time."""

from __future__ import annotations

from services.membership.model import complaints as rules
from services.membership.model.complaints import State
from services.membership.store import complaints as store
from services.membership.store.table import save
from services.runtime import logs, platform
from services.runtime.ports import Item


def look(row: Item) -> None:
    """Mail each of them about a complaint that is due, and see when they hear of it again.

    While nobody looks after the installation an operator is told instead, each day.
    """
    found = store.find(row["complaint_id"])
    if found is None or found.state is State.ANSWERED or not store.is_row_of(found, row):
        save([store.done(row)])
        return
    emails = store.emails_of_host()
    if not emails:
        logs.error("complaint_without_admin", service="membership")
    after = rules.remind_next(found, platform.now(), told=bool(emails))
    save(store.put(found, after), [rules.waits(after, email) for email in emails])
