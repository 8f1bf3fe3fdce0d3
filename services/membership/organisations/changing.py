"""What may be changed in the register, and what follows: names, merging, succession, closing.

Nothing is taken out: a name that was used goes on leading to whoever had it (M12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.contracts.refusals import Conflict, Invalid
from services.membership.organisations.normalising import plain
from services.membership.organisations.organisation import Ending, Organisation, Succession

DAY = timedelta(days=1)


def rename(organisation: Organisation, name: str) -> Organisation:
    """The same body under a new name; the old one stays an alias."""
    new = _name(name)
    if new == organisation.name:
        raise Conflict("That is its name already.")
    aliases = _with(organisation.aliases, organisation.name)
    kept = tuple(alias for alias in aliases if plain(alias) != plain(new))
    return replace(organisation, name=new, aliases=kept)


def add_alias(organisation: Organisation, alias: str) -> Organisation:
    """Another name by which people know it."""
    new = _name(alias)
    if plain(new) in {plain(known) for known in (organisation.name, *organisation.aliases)}:
        raise Conflict("It is known by that name already.")
    return replace(organisation, aliases=(*organisation.aliases, new))


def merge(duplicate: Organisation, into: Organisation) -> tuple[Organisation, Organisation]:
    """One body that was registered twice: both as they are then, the duplicate first (M12)."""
    _must_be_two(duplicate, into)
    _must_stand(duplicate)
    _must_stand(into)
    aliases = into.aliases
    for name in (duplicate.name, *duplicate.aliases):
        aliases = _with(aliases, name, known=into.name)
    succession = Succession(Ending.MERGED, (into.organisation_id,))
    return replace(duplicate, succession=succession), replace(into, aliases=aliases)


def succeed(
    organisation: Organisation, successors: Sequence[Organisation], since: date
) -> Organisation:
    """Others are there from a day on; several mean that it was split (M12).

    Who comes after must still stand, so that succession never leads back to where it began.
    """
    if not successors:
        raise Invalid("Say which organisation comes after.", {"successors": "Choose at least one."})
    if organisation.opened and since <= organisation.opened:
        sentence = (
            f"It opened on {organisation.opened:%-d %B %Y}: the new one can only come after that."
        )
        raise Invalid(sentence, {"since": sentence})
    _must_stand(organisation)
    for successor in successors:
        _must_be_two(organisation, successor)
        _must_stand(successor)
        if successor.closed and successor.closed < since:
            raise Conflict(
                f"{successor.name} closed on {successor.closed:%-d %B %Y}. Choose another one."
            )
    into = tuple(dict.fromkeys(successor.organisation_id for successor in successors))
    ending = Ending.SUCCEEDED if len(into) == 1 else Ending.SPLIT
    after = Succession(ending, into, since, organisation.closed)
    return replace(organisation, closed=since - DAY, succession=after)


def close(organisation: Organisation, on: date) -> Organisation:
    """It has its last day, and nothing is known to come after: members are asked (M13)."""
    _must_stand(organisation)
    if organisation.closed == on:
        raise Conflict("That is its last day already.")
    if organisation.opened and on < organisation.opened:
        sentence = (
            f"It opened on {organisation.opened:%-d %B %Y}: its last day cannot be before that."
        )
        raise Invalid(sentence, {"on": sentence})
    return replace(organisation, closed=on)


def _must_stand(organisation: Organisation) -> None:
    if organisation.succession is not None:
        raise Conflict(f"{organisation.name} has become another one already. Use that one.")


def _must_be_two(one: Organisation, other: Organisation) -> None:
    if one.organisation_id == other.organisation_id:
        raise Conflict("These are one and the same. Choose another one.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise Invalid("Give a name.", {"name": "Give a name."})
    return name


def _with(aliases: tuple[str, ...], alias: str, known: str = "") -> tuple[str, ...]:
    if plain(alias) in {plain(name) for name in (known, *aliases)}:
        return aliases
    return (*aliases, alias)
