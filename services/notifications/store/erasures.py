"""That nothing is left of somebody who was erased."""

from __future__ import annotations

from services.contracts.notifications import ServiceErased
from services.notifications.store.table import save, table
from services.runtime import erasing


def say(member_id: str) -> None:
    """It is done, which is said with the end of the erasing itself."""
    said = ServiceErased(member_id=member_id, sequence=1)
    save([erasing.end(table(), member_id)], [said])
