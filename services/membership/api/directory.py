"""The directory for programs: my own entry, and looking for others."""

from __future__ import annotations

from services.membership import store
from services.membership.api.routes import ME, NETWORK, api
from services.membership.commands import directory
from services.membership.commands.directory import ShowInDirectory
from services.membership.families import Family
from services.membership.finding import looking
from services.membership.finding.looking import LookInDirectory
from services.membership.model.directory import Field, Region, Shown
from services.membership.organisations import Sector
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer


class ShownAnswer(Answer):
    """What may be seen of somebody; whatever is null is not shown.

    `person` names them in an introduction, and nowhere else.
    """

    person: str
    name: str | None
    organisation: str | None
    sector: Sector | None
    family: Family | None
    region: Region | None
    topics: tuple[str, ...]
    contact: bool


class FoundAnswer(Answer):
    """Some of those who fit, 20 at most; how many there are is not said, and no list goes on."""

    people: list[ShownAnswer]


class EntryAnswer(Answer):
    """What you have said for the directory of this network, and exactly what others see of it.

    `guess` is the family that your own title speaks of, null if it could not be told; `because` are
    its words that said so. Nothing that decides reads it.
    """

    shows: tuple[Field, ...]
    family: Family | None
    region: Region | None
    topics: tuple[str, ...]
    contact: bool
    most_a_month: int
    seen: ShownAnswer
    guess: Family | None
    because: tuple[str, ...]


MINE = f"{ME}/networks/<network>/directory"


@api.get(MINE)
def my_directory_entry(network: str) -> EntryAnswer:
    """Your entry in the directory of a network; empty until you say something."""
    return _mine(network)


@api.put(MINE)
def change_my_directory_entry(network: str, wish: ShowInDirectory) -> EntryAnswer:
    """Say what others in this network may see of you; whatever is not in `shows` is not seen."""
    directory.change(network, wish, by=api.member_id)
    return _mine(network)


@api.post(f"{NETWORK}/directory/search")
def search_directory(network: str, wish: LookInDirectory) -> FoundAnswer:
    """Look for people by a family, a topic or an organisation; region and sector narrow that."""
    seen, _ = viewer(store.table(), api.member_id, network)
    found = looking.look(seen, wish)
    return FoundAnswer(people=[_shown(one) for one in found.people])


def _mine(network: str) -> EntryAnswer:
    mine = directory.mine(network, by=api.member_id)
    entry = mine.entry
    return EntryAnswer(
        shows=entry.shows,
        family=entry.family,
        region=entry.region,
        topics=entry.topics,
        contact=entry.contact,
        most_a_month=entry.most_a_month,
        seen=_shown(mine.seen),
        guess=mine.guess.family,
        because=mine.guess.because,
    )


def _shown(shown: Shown) -> ShownAnswer:
    return ShownAnswer(
        person=shown.entry_id,
        name=shown.name,
        organisation=shown.organisation,
        sector=shown.sector,
        family=shown.family,
        region=shown.region,
        topics=shown.topics,
        contact=shown.contact,
    )
