"""What members can have done about a split: say which of the new organisations is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.contracts.refusals import NotFound
from services.membership import model, store
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish

if TYPE_CHECKING:
    from services.membership.model.organisations import Known
    from services.membership.organisations import Organisation


class ChooseOrganisation(Wish):
    """One of the organisations that came after one's own."""

    organisation_id: FilledLine


def choices_of(member_id: str) -> tuple[Organisation, ...]:
    """What somebody's organisation was split into, if it is theirs to say which is their own."""
    known, here = store.affiliations.whence(member_id)
    if here is None or here.organisation_id is None:
        return ()
    return _choices(known, here.organisation_id)


def choose(wish: ChooseOrganisation, *, by: str) -> None:
    """Say which of several organisations that came after one's own is it now (M12, M13)."""
    known, before = store.affiliations.whence(by)
    organisation_id = before.organisation_id if before else None
    if before is None or organisation_id is None:
        raise NotFound("It is not known which organisation you come from.")
    now = model.affiliations.choose(before, _choices(known, organisation_id), wish.organisation_id)
    store.save(store.affiliations.affiliated(now), model.affiliations.said(before, now))


def _choices(known: Known, organisation_id: str) -> tuple[Organisation, ...]:
    today = platform.now().date()
    current = known.register.current(known.organisation(organisation_id), today)
    return current if len(current) > 1 else ()
