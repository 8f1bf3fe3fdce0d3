"""The rules of places that an import gives or takes back; those of imports are in `importing`."""

from __future__ import annotations

from datetime import datetime

from services.contracts.event import Event
from services.contracts.importing import ImportCommitted, ImportUndone
from services.contracts.membership import (
    MemberContactChanged,
    MemberErased,
    MemberLeft,
    MembershipApproved,
)
from services.contracts.roles import Standing
from services.membership.importing import Import, Newcomer
from services.membership.model.networks import Network, must_go_on
from services.membership.model.places import Place


def add(
    network: Network,
    before: Place | None,
    member_id: str,
    number: int,
    now: datetime,
    *,
    tell_at: datetime,
) -> tuple[Place, Event]:
    """Put somebody into a network who was imported as the `number`th of a list."""
    must_go_on(network)
    version = before.version + 1 if before else 1
    place = Place(member_id, network.network_id, Standing.MEMBER, since=now, version=version)
    return place, MembershipApproved(
        member_id=member_id,
        network_id=network.network_id,
        standing=place.standing,
        imported_as=number,
        tell_at=tell_at,
        sequence=version,
    )


def introduced(newcomer: Newcomer) -> Event:
    """How to reach somebody who is new; nothing says that the address is theirs."""
    return MemberContactChanged(
        member_id=newcomer.member_id,
        email=newcomer.email,
        name=newcomer.name,
        organisation=newcomer.organisation,
        sequence=1,
    )


def take_back(place: Place, now: datetime) -> tuple[Place, Event]:
    """Take somebody out again who has not done anything yet."""
    version = place.version + 1
    out = Place(place.member_id, place.network_id, Standing.LEFT, since=now, version=version)
    return out, MemberLeft(
        member_id=out.member_id,
        network_id=out.network_id,
        standing=out.standing,
        sequence=version,
    )


def forgotten(member_id: str) -> Event:
    """Of somebody who was known by the import alone nothing stays, in any service."""
    return MemberErased(member_id=member_id, sequence=1)


def committed(state: Import) -> Event:
    """Everything that was ready is written."""
    return ImportCommitted(
        import_id=state.import_id,
        network_id=state.network_id,
        written=state.written,
        skipped=state.skipped,
        sequence=state.version,
    )


def undone(state: Import) -> Event:
    """Everything that could be taken back is."""
    return ImportUndone(
        import_id=state.import_id,
        network_id=state.network_id,
        removed=state.removed,
        kept=state.kept,
        sequence=state.version,
    )
