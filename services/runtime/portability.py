"""A network moves from one installation to another: what that means in every service.

Each service names its kinds of things (`Kind`) and gets the same two routes for them. What leaves
is the things of its rules, in the form that pydantic gives them; what comes in is made of that form
again, so that a new field of a thing goes along by itself. Ids stay. What is kept under the key of
an installation is made anew by the service that writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from services.contracts.refusals import Conflict, Invalid, NotAllowed
from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.http.api import Api
from services.runtime.http.problems import invalid
from services.runtime.http.wishes import DECEPTIVE, Answer, FilledLine, Wish
from services.runtime.ports import Absent, Item, Key, Put, Write
from services.runtime.rights import HOST, Viewer, network_keys, viewer
from services.runtime.signing import after, cursor, sign, unsign

Row = dict[str, Any]
MOST_ROWS = 50
"""In one request, whichever way they go."""
BEGIN = "Begin the export first: POST /api/membership/networks/{network}/exports."


@dataclass(frozen=True)
class Kind:
    """One kind of thing: a file of the export.

    `read` gives some of a network's things and where to go on; `there` gives for each of these
    things what lies under its id by now, or a sentence why it cannot come; `write` writes things
    that are not there, and says what the other services keep of them. `fits` raises ValueError for
    what could not have been typed in here either.
    """

    shape: Callable[[], Any]
    read: Callable[[str, Item | None], tuple[Sequence[Any], Item | None]]
    there: Callable[[str, Sequence[Any]], Sequence[Any]]
    write: Callable[[str, Sequence[Any]], None]
    fits: Callable[[Any], object]

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Made when it is first needed."""
        return TypeAdapter(self.shape())


class ExportAnswer(Answer):
    """Some things of a network, and where the list goes on; the next kind begins without `next`."""

    kind: str
    rows: list[Row]
    next: str | None


class ImportRows(Wish):
    """Some lines of one file of an export, the first of which has this number.

    Sending the same again changes nothing. With `check` nothing is written; so it is asked whether
    they can come, and once the network is here, whether they are as they were sent.
    """

    kind: FilledLine
    rows: Annotated[tuple[Row, ...], Field(max_length=MOST_ROWS)]
    first_line: Annotated[int, Field(ge=1, le=10_000_000)] = 1
    check: bool = False


class BroughtAnswer(Answer):
    """How many of these things were new, and how many were there already."""

    new: int
    there: int


Looked = Callable[[Viewer, str, Sequence[Any]], None]


def offer(
    api: Api,
    table: Callable[[], str],
    kinds: Mapping[str, Kind],
    looked: Looked = lambda _seen, _kind, _things: None,
) -> None:
    """Let a service be asked for its part of a network, and be given it.

    `looked` lets those who are among the things see it, before anybody is shown them.
    """
    where = f"/api/{api.service}/networks/<network>"

    @api.get(f"{where}/export")
    def export_rows(
        network: str, kind: FilledLine, permit: str = "", next: str | None = None
    ) -> ExportAnswer:
        """Some of what this service keeps of a network, for its chairs and for host admins."""
        seen = may_export(table(), api.member_id, network, permit)
        chosen = _kind(kinds, kind)
        route = f"export/{network}/{kind}"
        things, more = chosen.read(network, after(route, api.member_id, next))
        looked(seen, kind, things)
        rows = [chosen.adapter.dump_python(thing, mode="json") for thing in things]
        return ExportAnswer(kind=kind, rows=rows, next=cursor(route, api.member_id, more))

    @api.post(f"{where}/import")
    def import_rows(network: str, wish: ImportRows) -> BroughtAnswer:
        """Bring things of a network that is not here yet, or compare them; for host admins."""
        may_import(table(), api.member_id, network, check=wish.check)
        return bring(_kind(kinds, wish.kind), network, wish)


# --- who may ------------------------------------------------------------------------------------


def permit(network_id: str, member_id: str, until: datetime) -> str:
    """What says that an export by this person has been written down; membership gives it."""
    ends = int(until.timestamp())
    return sign("export", {"network": network_id, "by": member_id, "until": ends})


def may_export(table: str, member_id: str, network_id: str, permit: str) -> Viewer:
    """Raise NotAllowed unless it is a chair, or a host admin, whose export was written down."""
    seen, (host,) = viewer(table, member_id, network_id, HOST)
    if not is_admin(host, member_id):
        seen.must_be(Role.CHAIR)
    if not permit:
        raise NotAllowed(BEGIN.format(network=network_id))
    said = unsign("export", permit)
    if (said["network"], said["by"]) != (network_id, member_id):
        raise NotAllowed("This permit is for another network, or for somebody else.")
    if platform.now().timestamp() > said["until"]:
        raise NotAllowed(BEGIN.format(network=network_id))
    return seen


def may_import(table: str, member_id: str, network_id: str, *, check: bool) -> None:
    """Raise NotAllowed unless it is a host admin, or Conflict if there is such a network by now.

    It may be compared with what is sent, of which nothing is shown but whether it is the same.
    """
    state_key, _ = network_keys(network_id)
    host, network = platform.current().tables.get_many([(table, HOST), (table, state_key)])
    if not is_admin(host, member_id):
        raise NotAllowed("Only those who look after the installation may do this.")
    if network is not None and not check:
        raise Conflict("A network of this short name is here already. Nothing was written.")


def is_admin(host: Item | None, member_id: str) -> bool:
    """Whether this person is among those who look after the installation."""
    return host is not None and member_id in host["admins"]


# --- coming in ----------------------------------------------------------------------------------


def bring(kind: Kind, network_id: str, wish: ImportRows) -> BroughtAnswer:
    """Write what is not there yet; nothing, if one of the rows cannot come.

    Most things are written each by itself. Whatever stopped halfway is sent again.
    """
    errors: dict[str, str] = {}
    things = []
    for line, row in enumerate(wish.rows, wish.first_line):
        try:
            things.append(_thing(kind, network_id, row))
        except Invalid as refused:
            for field, what in (refused.fields or {"": refused.sentence}).items():
                errors[f"line {line} {field}".strip()] = what
    _stop_at(errors)
    new = []
    for line, (thing, here) in enumerate(
        zip(things, kind.there(network_id, things), strict=True), wish.first_line
    ):
        if here is None:
            new.append(thing)
        elif isinstance(here, str):
            errors[f"line {line}"] = here
        elif here != thing:
            errors[f"line {line}"] = "Something else is here under the same id."
    _stop_at(errors)
    if not wish.check:
        kind.write(network_id, new)
    return BroughtAnswer(new=len(new), there=len(things) - len(new))


def once(writes: Sequence[Write]) -> list[Write]:
    """The same writes of a first edition, whatever its version: they hold only if it is new."""
    return [replace(write, expect=Absent()) if _is_put(write) else write for write in writes]


def things_under(table: str, keys: Sequence[Key], read: Callable[[Item], Any]) -> list[Any]:
    """What lies under each of these keys, of which there are at most a hundred."""
    found = platform.current().tables.get_many([(table, key) for key in keys]) if keys else []
    return [read(item) if item else None for item in found]


def _is_put(write: Write) -> bool:
    return isinstance(write, Put)


def _kind(kinds: Mapping[str, Kind], name: str) -> Kind:
    if name not in kinds:
        raise Invalid("Choose a kind.", {"kind": f"One of these: {', '.join(kinds)}."})
    return kinds[name]


def _thing(kind: Kind, network_id: str, row: Row) -> Any:
    """The thing in a row; raises Invalid unless it is exactly what an export would say of it."""
    for text in _texts(row):
        if any(character in DECEPTIVE or _hides(character) for character in text):
            raise Invalid("It holds characters that cannot be seen.")
    try:
        thing = kind.adapter.validate_python(row)
        kind.fits(thing)
    except ValidationError as error:
        raise invalid(error) from error
    except ValueError as error:
        raise Invalid(str(error)) from error
    if kind.adapter.dump_python(thing, mode="json") != row:
        raise Invalid("It is not in the form of an export, or of another edition of this program.")
    if getattr(thing, "network_id", network_id) != network_id:
        raise Invalid("It belongs to another network.")
    return thing


def _hides(character: str) -> bool:
    return character < " " and character not in "\n\t"


def _texts(value: Any) -> Iterator[str]:
    """Every text in a row; rows are no deeper than the guard lets a body be."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _stop_at(errors: dict[str, str]) -> None:
    if errors:
        raise Invalid("Some of these lines cannot come. Nothing of them was written.", errors)
