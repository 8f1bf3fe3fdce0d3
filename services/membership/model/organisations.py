"""The rules of the register of organisations: who is new in it, names, merging, succession.

Each looks at the whole register, so that no code and no name ever means two bodies by a slip.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from services.contracts.event import Event
from services.contracts.organisations import (
    OrganisationAliased,
    OrganisationRegistered,
    OrganisationsMerged,
    OrganisationSucceeded,
)
from services.contracts.refusals import Conflict, Invalid, NotFound
from services.membership import organisations as bodies
from services.membership.organisations import Organisation
from services.membership.organisations.normalising import CODE, as_code, plain

if TYPE_CHECKING:
    from services.membership.organisations import Register

MOST_NAMES = 50
"""Far more than anybody is called; each is read whenever the register is."""


@dataclass(frozen=True, slots=True)
class Known:
    """The register as it is, with the version of each organisation and of all of it."""

    register: Register
    versions: Mapping[str, int]
    version: int = 0

    def organisation(self, organisation_id: str) -> Organisation:
        """The one of this id; raises NotFound."""
        found = self.register.organisation(organisation_id)
        if found is None:
            raise NotFound("There is no such organisation in the register.")
        return found

    def next_version(self, organisation_id: str) -> int:
        """The version of an organisation after a change of it."""
        return self.versions.get(organisation_id, 0) + 1


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """Organisations as they are now, and what is said of it."""

    organisations: tuple[Organisation, ...]
    events: tuple[Event, ...]


def register(known: Known, new: Organisation) -> OrganisationChange:
    """Somebody is in the register from now on; raises Conflict if they are in it already."""
    if known.register.organisation(new.organisation_id) is not None:
        raise Conflict("It is in the register already.")
    if new.code is not None:
        code = as_code(new.code)
        if not CODE.fullmatch(code):
            sentence = "A code is made of 2 to 12 letters and digits. Leave it out if in doubt."
            raise Invalid("Correct the code.", {"code": sentence})
        _code_must_be_free(known, code)
        new = replace(new, code=code)
    for name in (new.name, *new.aliases):
        _must_be_free(known, name, new.organisation_id)
    return OrganisationChange((new,), (registered(known, new),))


def rename(known: Known, organisation_id: str, name: str) -> OrganisationChange:
    """The same body under a new name; the old one leads to it as before."""
    renamed = bodies.rename(known.organisation(organisation_id), name)
    _must_be_free(known, renamed.name, organisation_id)
    _must_not_be_too_many(renamed)
    return OrganisationChange((renamed,), (aliased(known, renamed),))


def remember_alias(known: Known, organisation_id: str, alias: str) -> OrganisationChange:
    """Another way in which people write it, understood at once from now on."""
    called = bodies.add_alias(known.organisation(organisation_id), alias)
    _must_be_free(known, called.aliases[-1], organisation_id)
    _must_not_be_too_many(called)
    return OrganisationChange((called,), (aliased(known, called),))


def forget_alias(known: Known, organisation_id: str, alias: str) -> OrganisationChange:
    """A way of writing was taken for it by mistake; raises NotFound if it is none of its own."""
    before = known.organisation(organisation_id)
    kept = tuple(one for one in before.aliases if plain(one) != plain(alias))
    if kept == before.aliases:
        raise NotFound("It has no such other name.")
    now = replace(before, aliases=kept)
    return OrganisationChange((now,), (aliased(known, now),))


def merge(known: Known, duplicate_id: str, into_id: str) -> OrganisationChange:
    """One body was registered twice: whatever is said of the duplicate holds of the other (M12)."""
    duplicate, into = bodies.merge(known.organisation(duplicate_id), known.organisation(into_id))
    _must_not_be_too_many(into)
    merged = OrganisationsMerged(
        organisation_id=duplicate_id, into=into_id, sequence=known.next_version(duplicate_id)
    )
    return OrganisationChange((duplicate, into), (merged, aliased(known, into)))


def succeed(
    known: Known, organisation_id: str, successor_ids: Sequence[str], since: date
) -> OrganisationChange:
    """Others are there from a day on; of several, members say themselves which is theirs (M12)."""
    successors = [known.organisation(one) for one in dict.fromkeys(successor_ids)]
    ended = bodies.succeed(known.organisation(organisation_id), successors, since)
    return OrganisationChange((ended,), (succeeded(known, ended),))


# --- what is said -------------------------------------------------------------------------------


def registered(known: Known, organisation: Organisation) -> Event:
    """What is said of an organisation that is new."""
    return OrganisationRegistered(**_called(known, organisation))


def aliased(known: Known, organisation: Organisation) -> Event:
    """What is said of an organisation that has other names now."""
    return OrganisationAliased(**_called(known, organisation))


def succeeded(known: Known, organisation: Organisation) -> Event:
    """What is said of an organisation that others came after."""
    after = organisation.succession
    if after is None or after.since is None:
        raise LookupError("whoever has no successor with a date was not succeeded")
    return OrganisationSucceeded(
        organisation_id=organisation.organisation_id,
        successors=after.into,
        since=after.since,
        sequence=known.next_version(organisation.organisation_id),
    )


def _called(known: Known, organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation_id": organisation.organisation_id,
        "name": organisation.name,
        "aliases": organisation.aliases,
        "sequence": known.next_version(organisation.organisation_id),
    }


# --- what must hold -----------------------------------------------------------------------------


def _code_must_be_free(known: Known, code: str) -> None:
    for one in known.register:
        if one.code and as_code(one.code) == code:
            sentence = f"{one.name} has this code. Look whether it is the same organisation."
            raise Conflict(sentence)


def _must_be_free(known: Known, name: str, organisation_id: str) -> None:
    """Raise Conflict if another one, that was not merged into this one, is called so already."""
    new = plain(name)
    for one in known.register:
        is_other = one.organisation_id != organisation_id
        if is_other and new in {plain(called) for called in (one.name, *one.aliases)}:
            into = one.succession.into if one.succession else ()
            if organisation_id not in into:
                raise Conflict(f"{one.name} is called so already. If it is the same, merge them.")


def _must_not_be_too_many(organisation: Organisation) -> None:
    if len(organisation.aliases) > MOST_NAMES:
        raise Conflict(f"{organisation.name} has {MOST_NAMES} other names; that is the most.")
