"""What the clock has to look at in a network: roles that end, and people who wait (X3, M30).

Each look says what it finds under names that are the same when it is done twice, and takes its due
row away last: a tick that is stopped half-way begins anew a minute later.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.contracts.duties import ChairOfferAnswered, RequestsWaiting, RoleEnded, RoleEnding
from services.contracts.refusals import NotFound
from services.contracts.roles import Role
from services.membership import store
from services.membership.commands import belonging
from services.membership.model import Network, Place, handover, roles
from services.membership.model.handover import Offer
from services.membership.store import offers, rounds
from services.runtime import logs, platform
from services.runtime.ports import Item

TOO_LONG = timedelta(days=10)
EVERY = timedelta(days=7)
DAILY = timedelta(days=1)


def make(row: Item) -> None:
    """Look at what a due row is about; raises Conflict if it is being changed just now."""
    now = platform.now()
    try:
        network, _ = store.network_and_places(row["network_id"], [])
    except NotFound:
        network = None
    if network is None or network.archived:
        store.save([rounds.done(row)])
        return
    match row["round"]:
        case "roles":
            _roles(network, date.fromisoformat(row["day"]), row, now)
        case "requests":
            _requests(network, row, now)
        case "appointment":
            _appointments(network, row, now)


def _roles(network: Network, last_day: date, row: Item, now: datetime) -> None:
    """Tell of the roles that end with a day, or end them."""
    network_id = network.network_id
    is_over = now >= roles.ends_at(last_day)
    someone_stays = False
    for place in rounds.holders(network_id, last_day):
        for role in [role for role, day in place.ends.items() if day == last_day]:
            if is_over:
                someone_stays |= _ended(network_id, place.member_id, role, last_day)
            else:
                told = RoleEnding(
                    network_id=network_id,
                    member_id=place.member_id,
                    role=role,
                    last_day=last_day,
                    sequence=last_day.toordinal(),
                )
                store.save([], [told])
    writes = [rounds.done(row)]
    if someone_stays:
        ended = roles.ends_at(last_day)
        tomorrow = ended + ((now - ended) // DAILY + 1) * DAILY
        writes.append(rounds.round_of("roles", network_id, tomorrow, last_day))
    store.save(writes)


def _ended(network_id: str, member_id: str, role: Role, last_day: date) -> bool:
    """End a role whose last day is past; tells if it stays, because nobody else is a chair."""
    network, (place,) = store.network_and_places(network_id, [member_id])
    if place is None or place.ends.get(role) != last_day:
        return False  # changed since it was listed
    stays = roles.stays(network, place, role)
    said = RoleEnded(
        network_id=network_id,
        member_id=member_id,
        role=role,
        last_day=last_day,
        stays=stays,
        sequence=last_day.toordinal(),
    )
    if stays:
        logs.info("chair_outlasts_the_last_day", service="membership")
        store.save([], [said])
        return True
    ended, revoked = roles.without(place, role)
    belonging.save_places(network, [ended], [revoked, said])
    return False


def _requests(network: Network, row: Item, now: datetime) -> None:
    """Remind the chairs, once a week, of requests that are older than ten days (M30)."""
    longest: Place | None = rounds.waits_longest(network.network_id)
    late = longest is not None and now - longest.since > TOO_LONG
    again = rounds.round_of("requests", network.network_id, now + (EVERY if late else DAILY))
    said = [RequestsWaiting(network_id=network.network_id, sequence=now.date().toordinal())]
    store.save([rounds.done(row), again], said if late else [])


def _appointments(network: Network, row: Item, now: datetime) -> None:
    """Make chairs of those whose notice is over and was not stopped (M19)."""
    open_ = offers.offers_in(network.network_id)
    for made in [one for one in open_ if one.is_appointment and one.until <= now]:
        _appoint(made, now)
    store.save([rounds.done(row)])


def _appoint(made: Offer, now: datetime) -> None:
    """Make a chair of somebody; the offer itself ends, whatever they are by now."""
    there = offers.handing(made.network_id, made.member_id, made.member_id)
    if there.offer is None:
        return  # stopped or declined since it was listed
    if there.mine is None or not handover.may_still_be_appointed(there.network, there.mine):
        store.save([offers.delete_offer(there.offer)])
        return
    chair, granted = roles.grant(there.network, there.mine, Role.CHAIR, now)
    told = ChairOfferAnswered(
        network_id=made.network_id,
        member_id=made.member_id,
        accepted=True,
        sequence=int(now.timestamp()),
    )
    belonging.save_places(
        there.network,
        [chair],
        [granted, told],
        offers.delete_offer(there.offer),
        store.still_a_member(made.member_id),
    )
