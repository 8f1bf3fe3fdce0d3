"""The organisations that a network's people come from, and those that came before and after them.

An organisation may come on several pages of an export; it is the same each time. The register is
the installation's: one that is in it already stays as it is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.contracts.refusals import Invalid
from services.membership import store
from services.membership.model import organisations as model
from services.membership.organisations import Organisation
from services.membership.organisations.normalising import as_code
from services.membership.store import affiliations, organisations, portability
from services.runtime.http.wishes import FilledLine, Line
from services.runtime.portability import Kind
from services.runtime.ports import Item

TOGETHER = 40
"""In one transaction, each with an event, and all of the packed register."""


class Called(BaseModel):
    """What an organisation can be called."""

    model_config = ConfigDict(defer_build=True)

    organisation_id: FilledLine
    names: list[FilledLine] = Field(max_length=2 * model.MOST_NAMES)
    town: Line


def read(network_id: str, after: Item | None) -> tuple[Sequence[Organisation], Item | None]:
    """The organisations of some of the people in a network."""
    found, onwards = portability.affiliations_in(network_id, after)
    texts = affiliations.texts(found).values()
    decided = [text.decision.organisation_id for text in texts if text.decision]
    wanted = [one for one in (*(a.organisation_id for a in found), *decided) if one]
    return _with_successors(wanted), onwards


def _with_successors(ids: Iterable[str]) -> list[Organisation]:
    known, _ = organisations.known()
    found: dict[str, Organisation] = {}
    waiting = sorted(set(ids))
    while waiting:
        one = known.register.organisation(waiting.pop())
        if one is not None and one.organisation_id not in found:
            found[one.organisation_id] = one
            waiting += one.succession.into if one.succession else ()
    return [found[one] for one in sorted(found)]


def fits(one: Organisation) -> None:
    """Raise ValueError unless it could be in the register."""
    names = [one.name, *one.aliases, *one.sites]
    Called(organisation_id=one.organisation_id, names=names, town=one.town)


def there(_network_id: str, some: Sequence[Organisation]) -> list[Any]:
    """Whether these are in the register already, or something else is under their code."""
    ids = Counter(one.organisation_id for one in some)
    if max(ids.values(), default=0) > 1:
        raise Invalid("An organisation comes twice.")
    known, _ = organisations.known()
    codes = {as_code(one.code): one for one in known.register if one.code}
    return [_found(one, known.register.organisation(one.organisation_id), codes) for one in some]


def _found(
    one: Organisation, here: Organisation | None, codes: dict[str, Organisation]
) -> Organisation | str | None:
    other = codes.get(as_code(one.code)) if one.code else None
    if other is not None and other.organisation_id != one.organisation_id:
        return f"{other.name} has the same code here, under another id."
    return one if here is not None else None


def write(_network_id: str, some: Sequence[Organisation]) -> None:
    """Organisations, in the register and for those who check notes."""
    for start in range(0, len(some), TOGETHER):
        known, _ = organisations.known()
        new = some[start : start + TOGETHER]
        store.save(organisations.put(known, new), [model.registered(known, one) for one in new])


KIND = Kind(lambda: Organisation, read, there, write, fits)
