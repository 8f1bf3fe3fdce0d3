"""Reads the published files of the NHS's organisation data service (ODS), row by row.

The register of trusts has no header: code, name, two regions, five address lines of which the
fourth is the town, postcode, opening and closing date, and more that is not needed. The file of
successions has one: code, name, sector, opened, closed, successor_code. Rows may come as lists, as
`csv.reader` gives them, or with the names of their columns. A row with a fault is left out and
named; it never keeps the others from being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.membership.organisations.normalising import CODE, as_code
from services.membership.organisations.organisation import (
    Ending,
    Organisation,
    Sector,
    Succession,
)
from services.membership.organisations.titles import title

Row = Sequence[str] | Mapping[str, str]

REGISTER, SUCCESSIONS = "register", "successions"
COLUMNS = {
    REGISTER: (
        "code", "name", "", "", "address line 1", "address line 2", "address line 3", "town",
        "address line 5", "postcode", "opened", "closed",
    ),
    SUCCESSIONS: ("code", "name", "sector", "opened", "closed", "successor code"),
}  # fmt: skip
OTHER_NAMES = {
    "organisation code": "code",
    "organisation name": "name",
    "address line 4": "town",
    "open date": "opened",
    "close date": "closed",
    "successor": "successor code",
}
SECTORS = {"trust": Sector.TRUST, "ccg": Sector.COMMISSIONER, "csu": Sector.SUPPORT}
DAY = timedelta(days=1)
DATE = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})")
HOSPITAL = re.compile(r"\b(hospital|hos|infirmary|royal)\b", re.IGNORECASE)
ROADS = frozenset({"avenue", "drive", "hill", "lane", "park", "road", "site", "street", "way"})


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row, for the person who loads the file; rows are counted from 1."""

    file: str
    row: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file.capitalize()}, row {self.row}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the files held that can be used, and what could not."""

    organisations: tuple[Organisation, ...]
    errors: tuple[RowError, ...]


class _Wrong(Exception):
    """A row cannot be used, with the sentence that says why."""


def read_ods(rows: Iterable[Row], successions: Iterable[Row] = ()) -> Loaded:
    """Organisations of both files, and what is wrong with rows that were left out."""
    reading = _Reading()
    for number, row in enumerate(rows, 1):
        reading.register(number, row)
    for number, row in enumerate(successions, 1):
        reading.succession(number, row)
    return reading.result()


class _Reading:
    """What is known after the rows so far."""

    def __init__(self) -> None:
        self._known: dict[str, Organisation] = {}
        self._rows: dict[str, int] = {}
        self._errors: list[RowError] = []
        self._columns = dict(COLUMNS)
        self._successors: list[tuple[int, str, str]] = []

    def register(self, number: int, row: Row) -> None:
        """One row of the register."""
        with self._naming(REGISTER, number):
            if cells := self._cells(REGISTER, number, row):
                self._register(number, cells)

    def succession(self, number: int, row: Row) -> None:
        """One row of the successions."""
        with self._naming(SUCCESSIONS, number):
            if cells := self._cells(SUCCESSIONS, number, row):
                self._succession(number, cells)

    def result(self) -> Loaded:
        """Everything, once all rows are read: a successor may come later than who it follows."""
        after: dict[str, list[str]] = {}
        for number, code, successor in self._successors:
            with self._naming(SUCCESSIONS, number):
                self._must_follow(code, successor, after)
                after.setdefault(code, []).append(successor)
        for code, successors in after.items():
            self._known[code] = _followed(self._known[code], successors)
        errors = sorted(self._errors, key=lambda error: (error.file, error.row))
        return Loaded(tuple(self._known.values()), tuple(errors))

    # --- rows -------------------------------------------------------------------------------

    def _register(self, number: int, cells: Mapping[str, str]) -> None:
        code = _code(cells)
        if code in self._known:
            raise _Wrong(f"The code {code} is already in row {self._rows[code]}, which was kept.")
        opened, closed = _dates(cells)
        self._rows[code] = number
        self._known[code] = Organisation(
            organisation_id=code,
            name=_name(cells),
            code=code,
            sector=Sector.TRUST,
            town=title(cells.get("town", "")),
            sites=tuple(_sites(cells)),
            opened=opened,
            closed=closed,
        )

    def _succession(self, number: int, cells: Mapping[str, str]) -> None:
        code = _code(cells)
        opened, closed = _dates(cells)
        before = self._known.get(code)
        successor = as_code(cells.get("successor code", ""))
        if before and before.closed and closed and before.closed != closed:
            raise _Wrong(f"{code} is closed on {before.closed} in another row; that was kept.")
        if successor and not (closed or (before and before.closed)):
            raise _Wrong(f"{code} has a successor but no closing date: add the last day of {code}.")
        if (code, successor) in {(c, s) for _, c, s in self._successors}:
            raise _Wrong(f"That {successor} follows {code} is already said in an earlier row.")
        if before is None:
            sector = SECTORS.get(cells.get("sector", "").casefold(), Sector.OTHER)
            before = Organisation(code, _name(cells), code, sector=sector, opened=opened)
        self._known[code] = replace(before, closed=before.closed or closed)
        if successor:
            self._successors.append((number, code, successor))

    def _must_follow(self, code: str, successor: str, after: Mapping[str, Sequence[str]]) -> None:
        if successor not in self._known:
            raise _Wrong(f"The successor {successor} of {code} is in neither file.")
        later, ahead = {successor}, [successor]
        while ahead:
            new = [one for one in after.get(ahead.pop(), ()) if one not in later]
            later.update(new)
            ahead += new
        if code in later:
            raise _Wrong(
                f"{successor} cannot follow {code}: other rows say that {code} follows it."
            )

    # --- cells ------------------------------------------------------------------------------

    def _cells(self, file: str, number: int, row: Row) -> Mapping[str, str]:
        """Cells by column; nothing for a blank row and for a header, which names the columns."""
        if isinstance(row, Mapping):
            return {_column(name): str(cell or "").strip() for name, cell in row.items() if name}
        cells = [str(cell or "").strip() for cell in row]
        if number == 1 and cells and _column(cells[0].lstrip("\ufeff")) == "code":
            self._columns[file] = tuple(_column(cell.lstrip("\ufeff")) for cell in cells)
            return {}
        return dict(zip(self._columns[file], cells, strict=False)) if any(cells) else {}

    @contextmanager
    def _naming(self, file: str, number: int) -> Iterator[None]:
        try:
            yield
        except _Wrong as wrong:
            self._errors.append(RowError(file, number, str(wrong)))


def _column(name: str) -> str:
    plain = " ".join(name.replace("_", " ").casefold().split())
    return OTHER_NAMES.get(plain, plain)


def _code(cells: Mapping[str, str]) -> str:
    code = as_code(cells.get("code", "").lstrip("\ufeff"))
    if not code:
        raise _Wrong("There is no code: the first column holds it.")
    if not CODE.fullmatch(code):
        raise _Wrong(f"{code[:20]!r} is no code: a code is made of letters and digits.")
    return code


def _name(cells: Mapping[str, str]) -> str:
    name = " ".join(cells.get("name", "").split())
    if not name:
        raise _Wrong("There is no name: the second column holds it.")
    return title(name)


def _dates(cells: Mapping[str, str]) -> tuple[date | None, date | None]:
    opened, closed = _date(cells.get("opened", "")), _date(cells.get("closed", ""))
    if opened and closed and closed < opened:
        raise _Wrong(f"It closes on {closed}, before it opens on {opened}.")
    return opened, closed


def _date(text: str) -> date | None:
    if not text:
        return None
    found = DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        sentence = f"{text[:20]!r} is not a date: write it as 20210331 or 2021-03-31."
        raise _Wrong(sentence) from None


def _sites(cells: Mapping[str, str]) -> Iterator[str]:
    for line in ("address line 1", "address line 2", "address line 3"):
        site = cells.get(line, "")
        if HOSPITAL.search(site) and site.split()[-1].casefold() not in ROADS:
            yield title(site)


def _followed(organisation: Organisation, successors: Sequence[str]) -> Organisation:
    ending = Ending.SUCCEEDED if len(successors) == 1 else Ending.SPLIT
    since = organisation.closed + DAY if organisation.closed else None
    return replace(organisation, succession=Succession(ending, tuple(successors), since))
