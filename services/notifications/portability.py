"""What notifications takes along when a network moves: which mail its members chose.

What was mailed to whom stays: the ledger answers for mail of this installation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.notifications.api import api
from services.notifications.model.choices import Choices
from services.notifications.store import people
from services.notifications.store.table import read_many, table
from services.runtime import platform
from services.runtime.portability import MOST_ROWS, Kind, offer
from services.runtime.ports import Item

HERE = (Standing.MEMBER, Standing.SUSPENDED)
TRIES = 5


def read(network_id: str, after: Item | None) -> tuple[Sequence[Choices], Item | None]:
    """What some of the people in a network have chosen; of those who chose nothing, nothing."""
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}", index=True, limit=MOST_ROWS, after=after
    )
    ids = [place["member_id"] for place in page.items if place["standing"] in HERE]
    return [choices for choices in _of(network_id, ids) if choices.version], page.next


def fits(choices: Choices) -> None:
    """Raise ValueError unless somebody can have chosen that."""
    if choices.version < 1:
        raise ValueError("Nothing was chosen here.")


def there(network_id: str, chosen: Sequence[Choices]) -> list[Any]:
    """What these people have chosen here, if they have."""
    found = _of(network_id, [choices.member_id for choices in chosen])
    return [choices if choices.version else None for choices in found]


def write(_network_id: str, chosen: Sequence[Choices]) -> None:
    """What people chose where the network was; nobody hears of it, as nothing was chosen now."""
    for choices in chosen:
        _keep(choices)


def _keep(choices: Choices) -> None:
    for _ in range(TRIES):
        person = people.find_unless_erased(choices.member_id)
        try:
            people.change(person, [(choices, [])])
        except Conflict:
            continue  # membership is saying who that is at this moment
        return
    raise Conflict("Too much is heard of one person at once. Send the same again.")


def _of(network_id: str, member_ids: Sequence[str]) -> list[Choices]:
    items = read_many([people.key(member_id) for member_id in member_ids])
    pairs = zip(member_ids, items, strict=True)
    return [people.read(member_id, item).choices_in(network_id) for member_id, item in pairs]


KINDS = {"choices": Kind(lambda: Choices, read, there, write, fits)}

offer(api, table, KINDS)
