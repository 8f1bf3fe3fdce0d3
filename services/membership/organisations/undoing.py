"""Taking back what became of an organisation, if it was a mistake: no name is lost by it.

A merge copied names to the other organisation, and these go again; whatever the other one has
learned since stays with it. A succession and a closing have changed nothing but dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.contracts.refusals import Conflict
from services.membership.organisations.normalising import plain
from services.membership.organisations.organisation import Ending, Organisation
from services.membership.organisations.register import Register
from services.membership.organisations.resolving import How

CLOSED = "closed"
"""What has become of an organisation that has a last day, and nothing after it."""
WITHOUT_DOUBT = frozenset({How.CODE, How.EXACT, How.ALIAS, How.NORMALISED})
"""The ways of M9 to know who is meant; a slip of the finger is not one of them."""


def ending_of(organisation: Organisation) -> str | None:
    """What has become of it, in one word; None while it is there."""
    if organisation.succession is not None:
        return organisation.succession.ending.value
    return CLOSED if organisation.closed else None


def take_back(organisation: Organisation, register: Register) -> tuple[Organisation, ...]:
    """All that are otherwise once nothing has become of it, itself first (M12, M13)."""
    after = organisation.succession
    if after is None:
        if organisation.closed is None:
            raise Conflict("Nothing has become of it that could be taken back.")
        return (replace(organisation, closed=None),)
    if after.ending is not Ending.MERGED:
        return (replace(organisation, closed=after.closed_before, succession=None),)
    alone = replace(organisation, succession=None)
    return (alone, *(_without_names_of(alone, one) for one in _into(organisation, register)))


def _without_names_of(alone: Organisation, into: Organisation) -> Organisation:
    """The other one without what it got by the merge."""
    if into.succession is not None:
        raise Conflict(f"{into.name} has become another one since. Take that back first.")
    theirs = _names(alone)
    if plain(into.name) in theirs:
        raise Conflict(f"Both are called {into.name}. Rename the other one first.")
    kept = tuple(alias for alias in into.aliases if plain(alias) not in theirs)
    return replace(into, aliases=kept)


def named(register: Register, meant: Organisation, text: str) -> Organisation:
    """Which of those that were merged into it a text is the name of; itself, if of none.

    People are kept with that one and counted with the other, so that taking a merge back finds
    everybody where they said they are, also those who said it in between.
    """
    duplicates = [one for one in register if meant in _into(one, register)]
    if not duplicates:
        return meant
    copied = {name for one in duplicates for name in _names(one)}
    own = tuple(alias for alias in meant.aliases if plain(alias) not in copied)
    apart = [replace(one, succession=None) for one in duplicates]
    found = Register.of([replace(meant, aliases=own), *apart]).resolve(text)
    if found.organisation is None or found.how not in WITHOUT_DOUBT:
        return meant
    return register.organisation(found.organisation.organisation_id) or meant


def _into(one: Organisation, register: Register) -> Iterator[Organisation]:
    after = one.succession
    if after is not None and after.ending is Ending.MERGED:
        for organisation_id in after.into:
            if (into := register.organisation(organisation_id)) is not None:
                yield into


def _names(one: Organisation) -> set[str]:
    return {plain(name) for name in (one.name, *one.aliases)}
