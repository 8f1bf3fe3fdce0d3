"""What can be done about the register of organisations, by chairs of any network and by operators.

A chair acts from a network that they name: one chair speaks for all, as there is one register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AfterValidator

from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.membership import model, store
from services.membership.model import closing
from services.membership.model.organisations import Known, OrganisationChange
from services.membership.organisations import Organisation, Sector, rename
from services.membership.organisations.normalising import LONGEST, as_code, plain
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.limits import demand

if TYPE_CHECKING:
    from services.membership.organisations import RowError
    from services.membership.organisations.loading import Row

TOGETHER = 40
"""Organisations in one transaction, each with an event or two."""
MOST_SUCCESSORS = 20
MOST_NAMES = 8
YEARS = range(1700, 2200)
"""When bodies were founded or may end: the days around these are in the calendar too."""


def _day(day: str) -> str:
    try:
        found = date.fromisoformat(day)
    except ValueError as error:
        raise ValueError("Write the date as year-month-day, such as 2026-04-01.") from error
    if found.year not in YEARS:
        raise ValueError("Look at the year again: it is too far away.")
    return found.isoformat()


class AsChair(Wish):
    """The network from which a chair does something about the register."""

    network: FilledLine


class RegisterOrganisation(AsChair):
    """A new organisation; `code` is that of the published register, if it has one."""

    name: FilledLine
    sector: Sector
    code: Line = ""


class RenameOrganisation(AsChair):
    """What it is called from now on."""

    name: FilledLine


class RememberAlias(AsChair):
    """Another way in which people write it, or one that was taken for it by mistake."""

    alias: FilledLine


class MergeOrganisation(AsChair):
    """The organisation that this one was all along."""

    into: FilledLine


class SucceedOrganisation(AsChair):
    """Who came after, and the first day of that."""

    successors: tuple[FilledLine, ...] = ()
    since: Annotated[FilledLine, AfterValidator(_day)]


class CloseOrganisation(AsChair):
    """Its last day, which may be one to come."""

    on: Annotated[FilledLine, AfterValidator(_day)]


class TakeBackEnding(AsChair):
    """What became of it, as it was looked at: `merged`, `succeeded`, `split` or `closed`."""

    ending: FilledLine


class LoadedOrganisations(NamedTuple):
    """What became of the rows of the published files."""

    added: int
    changed: int
    errors: tuple[RowError, ...]


# --- anybody ------------------------------------------------------------------------------------


def suggest(text: str, *, source_ip: str) -> tuple[str, ...]:
    """Names that somebody may be about to type; says nothing about who comes from there.

    Whoever types one that has ended is offered what came after, or nothing (M13).
    """
    demand(store.table(), "suggest", source_ip, most=1200, within=timedelta(hours=1))
    known, _ = store.organisations.known()
    if not text:
        return ()
    today = platform.now().date()
    found = known.register.suggest(text[:LONGEST])
    names = [there.name for one in found for there in known.register.current(one, today)]
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


# --- chairs -------------------------------------------------------------------------------------


def register(wish: RegisterOrganisation, *, by: str) -> str:
    """Put an organisation into the register; its id."""
    organisation_id = platform.new_id()
    new = Organisation(
        organisation_id, " ".join(wish.name.split()), code=wish.code or None, sector=wish.sector
    )
    _change(wish, by, lambda known: model.organisations.register(known, new))
    return organisation_id


def rename_to(organisation_id: str, wish: RenameOrganisation, *, by: str) -> None:
    """Give it a new name; the old one goes on leading to it."""
    _change(wish, by, lambda known: model.organisations.rename(known, organisation_id, wish.name))


def remember(organisation_id: str, wish: RememberAlias, *, by: str) -> None:
    """Understand this way of writing from now on."""
    _change(
        wish,
        by,
        lambda known: model.organisations.remember_alias(known, organisation_id, wish.alias),
    )


def forget(organisation_id: str, wish: RememberAlias, *, by: str) -> None:
    """Do not understand this way of writing any more."""
    _change(
        wish, by, lambda known: model.organisations.forget_alias(known, organisation_id, wish.alias)
    )


def merge(organisation_id: str, wish: MergeOrganisation, *, by: str) -> None:
    """Say that this organisation is the other one, and was all along (M12)."""
    _change(wish, by, lambda known: model.organisations.merge(known, organisation_id, wish.into))


def succeed(organisation_id: str, wish: SucceedOrganisation, *, by: str) -> None:
    """Say who came after this organisation, and since when (M12)."""
    if len(wish.successors) > MOST_SUCCESSORS:
        raise Invalid("Choose fewer.", {"successors": f"Choose up to {MOST_SUCCESSORS}."})
    _change(
        wish,
        by,
        lambda known: model.organisations.succeed(
            known, organisation_id, wish.successors, date.fromisoformat(wish.since)
        ),
    )


def close(organisation_id: str, wish: CloseOrganisation, *, by: str) -> None:
    """Say that it has a last day, with nothing to come after it (M13)."""
    last_day = date.fromisoformat(wish.on)
    _change(wish, by, lambda known: closing.close(known, organisation_id, last_day))


def take_back(organisation_id: str, wish: TakeBackEnding, *, by: str) -> None:
    """Take back that it was merged, was succeeded or has closed; it is as it was before."""
    _change(wish, by, lambda known: closing.take_back(known, organisation_id, wish.ending))


# --- the installation ---------------------------------------------------------------------------


def register_local(
    organisation_id: str,
    name: str,
    aliases: tuple[str, ...] = (),
    *,
    sector: Sector = Sector.OTHER,
) -> None:
    """Put an organisation with a known id into the register; raises Conflict if it is taken."""
    known, _ = store.organisations.known()
    new = Organisation(organisation_id, name, aliases=aliases, sector=sector)
    _save(known, model.organisations.register(known, new))


def register_ods(rows: Iterable[Row], successions: Iterable[Row] = ()) -> LoadedOrganisations:
    """Take the published files into the register, by code; doing it again changes nothing.

    What chairs have said stays: a name that the register knows already renames nobody, and whoever
    has a successor keeps it. If it was stopped half-way, doing it again does the rest.
    """
    # Inline on purpose: files come rarely, and a cold function should not wait for what reads them.
    from services.membership.organisations import read_ods

    loaded = read_ods(rows, successions)
    known, _ = store.organisations.known()
    wanted = sorted(_news(known, loaded.organisations), key=lambda one: _chunk(one[0]))
    added = sum(1 for one, _ in wanted if known.register.organisation(one.organisation_id) is None)
    for some in _together(wanted):
        changed = tuple(organisation for organisation, _ in some)
        said = tuple(event for _, events in some for event in events)
        _save(known, OrganisationChange(changed, said))
        if some[-1] is not wanted[-1]:
            known, _ = store.organisations.known()
    return LoadedOrganisations(added, len(wanted) - added, loaded.errors)


# --- parts --------------------------------------------------------------------------------------

News = tuple[Organisation, list[Event]]


def _change(wish: AsChair, by: str, rule: Callable[[Known], OrganisationChange]) -> None:
    there = store.affiliations.deciding(wish.network, by)
    model.must_be_chair(there.place)
    _save(there.known, rule(there.known))


def _save(known: Known, change: OrganisationChange) -> None:
    store.save(store.organisations.put(known, change.organisations), change.events)


def _news(known: Known, published: Sequence[Organisation]) -> Iterator[News]:
    """Whoever of the published files is new or otherwise than in the register."""
    by_code = {as_code(one.code): one for one in known.register if one.code}
    ids = {
        one.organisation_id: by_code.get(as_code(one.code or ""), one).organisation_id
        for one in published
    }
    for one in published:
        before = by_code.get(as_code(one.code or ""))
        now = _updated(before, _with_ids(one, ids))
        if now == before:
            continue
        said = [] if before else [model.organisations.registered(known, now)]
        if before and before.name != now.name:
            said.append(model.organisations.aliased(known, now))
        dated = now.succession is not None and now.succession.since is not None
        if dated and (before is None or before.succession is None):
            said.append(model.organisations.succeeded(known, now))
        yield now, said


def _with_ids(one: Organisation, ids: dict[str, str]) -> Organisation:
    """The published organisation with the ids that the register has for codes."""
    after = one.succession
    if after is not None:
        after = replace(after, into=tuple(ids.get(code, code) for code in after.into))
    return replace(one, organisation_id=ids[one.organisation_id], succession=after)


def _updated(before: Organisation | None, now: Organisation) -> Organisation:
    """What the register has, with what the files say of it."""
    if before is None:
        return now
    called = {plain(name) for name in (before.name, *before.aliases)}
    named = before if plain(now.name) in called else rename(before, now.name)
    return replace(
        named,
        sector=before.sector if now.sector is Sector.OTHER else now.sector,
        town=now.town or before.town,
        sites=now.sites or before.sites,
        opened=now.opened or before.opened,
        closed=before.closed if before.succession else now.closed or before.closed,
        succession=before.succession or now.succession,
    )


def _chunk(one: Organisation) -> int:
    return store.organisations.chunk_of(one.organisation_id)


def _together(wanted: Sequence[News]) -> Iterator[list[News]]:
    """What goes into one transaction: organisations that are packed together."""
    for _, group in groupby(wanted, key=lambda one: _chunk(one[0])):
        some = list(group)
        for start in range(0, len(some), TOGETHER):
            yield some[start : start + TOGETHER]
