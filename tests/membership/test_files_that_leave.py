"""X6: whatever leaves as a table for a spreadsheet program, no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from services.membership.importing.reporting import csv_of
from services.membership.pages.packing import packed
from services.membership.statistics import overview
from services.membership.statistics.rules_1 import count
from services.membership.statistics.sheets import Sheet, spreadsheet
from services.membership.statistics.together import KindCount, Totals
from services.runtime.holdings import Section
from tests.architecture.source import ROOT
from tests.membership.statistics.small import inputs

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"https://evil.example\")", "|cmd", "%0",
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  @SUM(A1)", "\ttext", "\rtext", "\u00a0=1+1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM", "'=1+1", "a,=1+1",
    "a\n=1+1", '"=1+1', '";=1+1', "+44 20 7946 0000",
]  # fmt: skip
AS_THEY_ARE = [
    "Ann",
    "Zoë O’Hara-Lee",
    "-5",
    "-1,200.50",
    "12",
    "a = b",
    "5 - 3",
    "ann@kelder.example",
]
BEGINNINGS = tuple("=+-@|%\t\r\n\uff1d\uff0b\uff0d\uff20")


def of_statistics(cell: str) -> str:
    sheet = Sheet("roles", "Roles", "What people do.", (cell, "People"), ((cell, "12"),), "", "")
    return spreadsheet(sheet, count(inputs()))


def of_all_networks(cell: str) -> str:
    day = date(2026, 11, 23)
    return overview.spreadsheet(
        Totals(
            rules_version=1, inputs="", as_of=day, people_as_of=day, opened="2026-11", networks=1,
            members=1, places=1, organisations=1, sessions=0, notes=0,
            kinds=(KindCount(name=cell, organisations=1),),
        )
    )  # fmt: skip


def of_an_import(cell: str) -> str:
    return csv_of([["2", "ready", "", "", cell, cell, cell, "", ""]]).decode("utf-8-sig")


def of_my_data(cell: str) -> str:
    section = Section("profile", "Who you are.", ({"name": cell, cell: "1", "also": [cell]},))
    content = packed(datetime(2026, 11, 23, tzinfo=UTC), {"membership": [section]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("tables/membership-profile.csv").decode("utf-8-sig")


PLACES = {
    "services/membership/statistics/sheets.py": of_statistics,
    "services/membership/statistics/overview.py": of_all_networks,
    "services/membership/importing/reporting.py": of_an_import,
    "services/membership/pages/packing.py": of_my_data,
}
"""Whatever writes such a table, by its file."""


def cells(text: str) -> list[str]:
    """As a program reads them."""
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.usefixtures("home")
def test_no_cell_is_a_formula(place: Callable[[str], str], formula: str) -> None:
    read = cells(place(formula))
    assert not [cell for cell in read if cell.lstrip(" \u00a0").startswith(BEGINNINGS)]
    assert [cell for cell in read if formula.strip() in cell.replace("\\|", "|")], "nothing is lost"


@pytest.mark.parametrize("text", AS_THEY_ARE)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.usefixtures("home")
def test_what_is_no_formula_leaves_as_it_is(place: Callable[[str], str], text: str) -> None:
    assert text.replace(",", "") in [cell.replace(",", "") for cell in cells(place(text))]


def test_nothing_else_writes_such_a_table() -> None:
    """A new one is written by `services.runtime.spreadsheets`, and has its place above."""
    # The bench makes lists that are uploaded, formulas and all.
    sources = [
        path
        for part in ("services", "infra")
        for path in (ROOT / part).rglob("*.py")
        if path.parent.name != "bench"
    ]
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sources}
    writes = re.compile(r"import defusedcsv|from defusedcsv|csv\.writer|DictWriter")
    uses = re.compile(r"from services\.runtime\.spreadsheets import")
    found = {name for name, text in texts.items() if writes.search(text)}
    assert found == {"services/runtime/spreadsheets.py"}
    assert {name for name, text in texts.items() if uses.search(text)} == set(PLACES)
