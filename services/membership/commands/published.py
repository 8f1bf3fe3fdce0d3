"""Taking the published files of organisations into the register, by those of the host."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

from services.contracts.refusals import Invalid
from services.membership import store
from services.membership.commands.organisations import LoadedOrganisations, register_ods
from services.membership.organisations import Sector
from services.membership.store.table import table
from services.runtime.limits import demand
from services.runtime.rights import must_be_host
from services.runtime.sheets import NoTable
from services.runtime.sheets.delimited import NUL, decoded

MOST_ROWS = 20_000
WHAT_IT_IS = (
    "Send the file of trusts, which has no headings and 12 columns or more, or that of "
    "successions, with the headings code, name, sector, opened, closed and successor_code. Both "
    "are text with commas."
)


def take_in(content: bytes, *, by: str) -> LoadedOrganisations:
    """Take one of the two files in; doing it again changes nothing.

    Which one it is follows from its headings. Successors are looked for among the trusts that the
    register has, so that of trusts comes first.
    """
    must_be_host(table(), by)
    demand(table(), "published", by, most=20, within=timedelta(hours=1))
    rows = _rows(content)
    if "successor" not in ",".join(rows[0]).casefold():
        return register_ods(rows)
    loaded = register_ods(_trusts(), rows)
    return loaded._replace(errors=tuple(one for one in loaded.errors if one.row <= len(rows)))


def _trusts() -> Iterator[dict[str, str]]:
    """The trusts of the register, as rows of their file."""
    known, _ = store.organisations.known()
    for one in known.register:
        if one.code and one.sector is Sector.TRUST:
            yield {
                "code": one.code,
                "name": one.name,
                "town": one.town,
                "opened": one.opened.isoformat() if one.opened else "",
                "closed": one.closed.isoformat() if one.closed else "",
            }


def _rows(content: bytes) -> list[list[str]]:
    try:
        text, _ = decoded(content)
        rows = list(csv.reader(StringIO(text, newline="")))
    except (NoTable, csv.Error):
        raise _not_it() from None
    if not rows or NUL in text or max(map(len, rows)) < 6:
        raise _not_it()
    if len(rows) > MOST_ROWS:
        raise Invalid(
            "The file is too long.", {"file": f"Send up to {MOST_ROWS:,} rows at a time."}
        )
    return rows


def _not_it() -> Invalid:
    return Invalid("This is none of the published files.", {"file": WHAT_IT_IS})
