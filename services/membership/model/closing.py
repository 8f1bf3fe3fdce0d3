"""The rules of closing an organisation, and of taking back what had become of one."""

from __future__ import annotations

from datetime import date

from services.contracts.organisations import OrganisationClosed, OrganisationReopened
from services.contracts.refusals import Conflict
from services.membership import organisations as bodies
from services.membership.model.organisations import Known, OrganisationChange, aliased
from services.membership.organisations import undoing


def close(known: Known, organisation_id: str, on: date) -> OrganisationChange:
    """It has its last day; whoever comes from there is kept, and asked from then on (M13)."""
    closed = bodies.close(known.organisation(organisation_id), on)
    said = OrganisationClosed(
        organisation_id=organisation_id, last_day=on, sequence=known.next_version(organisation_id)
    )
    return OrganisationChange((closed,), (said,))


def take_back(known: Known, organisation_id: str, ending: str) -> OrganisationChange:
    """Nothing has become of it; raises Conflict unless it is what somebody looked at."""
    before = known.organisation(organisation_id)
    if undoing.ending_of(before) != ending:
        raise Conflict("Somebody has changed this meanwhile. Load the page again, and look at it.")
    changed = undoing.take_back(before, known.register)
    said = OrganisationReopened(
        organisation_id=organisation_id, sequence=known.next_version(organisation_id)
    )
    return OrganisationChange(changed, (said, *(aliased(known, one) for one in changed[1:])))
