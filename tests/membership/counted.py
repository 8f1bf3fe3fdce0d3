"""People and what else statistics count, put straight where they are kept: many at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.contracts.membership import NetworkOpened
from services.contracts.notes import NoteTitled, NoteWithdrawn
from services.contracts.roles import Policy, Standing
from services.contracts.sessions import OccurrenceScheduled, SessionHeld
from services.membership import model, store
from services.membership.commands import organisations, statistics
from services.membership.commands.statistics import PublishStatistics
from services.membership.model import Place
from services.membership.model.affiliations import Affiliation
from services.membership.organisations import Sector
from services.membership.statistics import Inputs
from services.membership.store import statistics as shelf
from services.membership.store.people import member_key
from services.runtime import platform
from services.runtime.ports import Put
from tests.membership.network import SLUG, Network
from tests.world import START

ORGANISATIONS = {
    "trust1": ("Kelder Bridge Hospital", Sector.TRUST),
    "trust2": ("Thornholme Hospital", Sector.TRUST),
    "hospice": ("Brackenmoor Hospice", Sector.CHARITY),
}


def grown(network: Network) -> None:
    """Opened two years ago; since then 60 people came, from two organisations and from none."""
    shelf.keep_opened(
        NetworkOpened(
            network_id=SLUG, policy=Policy.APPROVAL, listed=True, quorum=2, sequence=2,
            occurred_at=START - timedelta(days=720),
        )
    )  # fmt: skip
    for organisation_id, (name, sector) in ORGANISATIONS.items():
        organisations.register_local(organisation_id, name, sector=sector)
    network.world.settle()
    come("first", 30, "trust1", START - timedelta(days=600))
    come("then", 20, "hospice", START - timedelta(days=400))
    come("lately", 10, None, START - timedelta(days=40))


def come(name: str, number: int, organisation_id: str | None, when: datetime) -> None:
    """So many people joined then, and come from there."""
    for at in range(number):
        member_id = f"{name}{at:03d}"
        place = Place(member_id, SLUG, Standing.MEMBER, when, joined=when, version=1)
        whence = Affiliation(member_id, organisation_id, version=1)
        store.save([store.put_place(place), store.affiliations.put(whence)])


def work(name: str, number: int, *roles: str) -> None:
    """So many of these wrote this about their work, one after the other."""
    for at in range(number):
        member_id = f"{name}{at:03d}"
        pk, sk = member_key(member_id)
        item = {"pk": pk, "sk": sk, "member_id": member_id, "role": roles[at % len(roles)]}
        store.save([Put(store.table(), item)])


def go(name: str, number: int) -> None:
    """So many of these have left."""
    for at in range(number):
        network, (place,) = store.network_and_places(SLUG, [f"{name}{at:03d}"])
        assert place is not None
        left, _ = model.leave(network, place, platform.now())
        store.save([store.put_place(left)])


def session(number: int, headcount: int | None, *, corrected: int = 0) -> None:
    """A session took place so many weeks ago; a correction comes with a higher sequence."""
    starts_at = START - timedelta(weeks=number)
    session_id = f"session{number:03d}"
    common = {"session_id": session_id, "network_id": SLUG}
    store.heard.keep_session(
        OccurrenceScheduled(
            **common, local_start=f"{starts_at:%Y-%m-%dT%H:%M}", zone="Europe/London",
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), sequence=1,
        )
    )  # fmt: skip
    store.heard.keep_session_held(
        SessionHeld(**common, starts_at=starts_at, headcount=headcount, sequence=2 + corrected)
    )


def note(number: int, week: str) -> None:
    """A note was published in that week."""
    store.heard.keep_note_title(
        NoteTitled(
            note_id=f"note{number:03d}", network_id=SLUG, title="Checklists", week=week, sequence=1
        )
    )


def withdrawn(number: int) -> None:
    """That note is gone."""
    store.heard.keep_note_withdrawn(
        NoteWithdrawn(note_id=f"note{number:03d}", network_id=SLUG, sequence=2)
    )


def taken(network: Network) -> Inputs:
    """What the next snapshot was counted from."""
    statistics.take(SLUG, by=network.ids["chair"])
    network.world.settle()
    found = shelf.counting(SLUG)
    assert found is not None
    assert found.inputs is not None
    return found.inputs


def published(network: Network) -> Inputs:
    """The same, and everybody may see what comes of it."""
    inputs = taken(network)
    draft = shelf.counting(SLUG)
    assert draft is not None
    wish = PublishStatistics(snapshot_id=draft.snapshot_id)
    statistics.publish(SLUG, wish, by=network.ids["chair"])
    network.world.settle()
    return inputs


def by_organisation(inputs: Inputs) -> dict[str, int]:
    """How many people come from where."""
    return {one.organisation_id: one.members for one in inputs.people.organisations}


def days_after(days: int) -> datetime:
    """So many days after a test begins, at noon."""
    day: date = (START + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, 12, tzinfo=START.tzinfo)
