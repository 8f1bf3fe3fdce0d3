"""When to go on erasing somebody, and that it is done."""

from __future__ import annotations

from datetime import datetime

from services.contracts.notes import ServiceErased
from services.notes.store.tables import save, table
from services.runtime import due, erasing
from services.runtime.ports import Delete, Item, Put, Write


def look_at_erased(member_id: str, at: datetime) -> Write:
    """The write that has the rest of an erasing done then."""
    pk, sk = due.key(at, f"erased-{member_id}")
    return Put(table(), {"pk": pk, "sk": sk, "erased": member_id})


def erased(row: Item) -> None:
    """Nothing is left of somebody, which is said with the end of the due row itself."""
    member_id = row["erased"]
    said = ServiceErased(member_id=member_id, sequence=1)
    save([erasing.end(table(), member_id), Delete(table(), (row["pk"], row["sk"]))], [said])


def over(row: Item) -> None:
    """A due row of an erasing that is over already."""
    save([Delete(table(), (row["pk"], row["sk"]))])
