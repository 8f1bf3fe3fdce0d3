"""A small fictional network, with what a test is about as arguments."""

from __future__ import annotations

from datetime import date

from services.membership.statistics import Inputs, OrganisationCount, People, SessionCount, Step

AS_OF = date(2026, 3, 20)


def people(
    *,
    trust: int = 60,
    charity: int = 20,
    without: int = 20,
    unresolved: int = 0,
    joined: dict[str, int] | None = None,
    roles: dict[str, int] | None = None,
    role_not_said: int = 0,
    as_of: date = AS_OF,
) -> People:
    """Two trusts and two charities, the first of each with one member."""
    organisations = [
        OrganisationCount(organisation_id=name, sector=sector, members=members)
        for name, sector, members in (
            ("Borrowdale", "trust", min(trust, 1)),
            ("Eskdale", "trust", max(trust - 1, 0)),
            ("Lamplight", "charity", min(charity, 1)),
            ("Open Door", "charity", max(charity - 1, 0)),
        )
        if members
    ]
    everybody = trust + charity + without + unresolved
    return People(
        as_of=as_of,
        sectors=("trust", "charity", "other"),
        organisations=tuple(organisations),
        without_organisation=without,
        unresolved=unresolved,
        joined={"2026-01": everybody} if joined is None else joined,
        role_families=roles or {},
        role_not_said=role_not_said,
    )


def inputs(
    *,
    growth_by: Step = Step.MONTH,
    as_of: date = AS_OF,
    sessions: tuple[SessionCount, ...] = (),
    notes: dict[str, int] | None = None,
    **counted: object,
) -> Inputs:
    """A snapshot of it."""
    return Inputs(
        salt="0" * 32,
        as_of=as_of,
        opened="2026-01",
        growth_by=growth_by,
        people=people(as_of=as_of, **counted),  # type: ignore[arg-type]
        sessions=sessions,
        notes=notes or {},
    )
