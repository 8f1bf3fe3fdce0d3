"""What members can have done when something becomes of their organisation: say which is theirs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from services.contracts.refusals import NotFound
from services.membership import model, store
from services.membership.addresses.keys import DOTLESS
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish

if TYPE_CHECKING:
    from services.membership.model.choosing import Asked
    from services.membership.model.organisations import Known
    from services.membership.organisations import Organisation


class ChooseOrganisation(Wish):
    """One of the organisations that came after one's own."""

    organisation_id: FilledLine


def asked_of(member_id: str) -> Asked | None:
    """What somebody is asked about their organisation, since it ends or has ended (M13)."""
    known, here, addresses = store.affiliations.whence(member_id)
    mine = _mine(known, here.organisation_id) if here and here.organisation_id else None
    if mine is None or mine.closed is None:
        return None
    # Inline on purpose: hardly anybody's organisation ends.
    from services.membership.model import choosing

    today = platform.now().date()
    current = known.register.current(mine, today)
    after = known.register.current(mine) if mine.succession else ()
    # Who has an address at a service that is nobody's employer has no need of another one.
    domains = {address.lower().rpartition("@")[2] for address in addresses}
    return choosing.asked(mine, current, after, set() if domains & set(DOTLESS) else domains, today)


def choose(wish: ChooseOrganisation, *, by: str) -> None:
    """Say which of several organisations that came after one's own is it now (M12, M13)."""
    known, before, _ = store.affiliations.whence(by)
    organisation_id = before.organisation_id if before else None
    if before is None or organisation_id is None:
        raise NotFound("It is not known which organisation you come from.")
    today = platform.now().date()
    current = known.register.current(known.organisation(organisation_id), today)
    now = model.affiliations.choose(before, current, wish.organisation_id)
    store.save(store.affiliations.affiliated(now), model.affiliations.said(before, now))


def _mine(known: Known, organisation_id: str) -> Organisation | None:
    """The organisation of this id, or what it was all along if it was registered twice (M12)."""
    found = known.register.organisation(organisation_id)
    all_along = known.register.current(found, date.min) if found else ()
    return all_along[0] if all_along else None
