"""The published files: good rows are read, and each bad one is named with what to do about it."""

from __future__ import annotations

from datetime import date

import pytest

from services.membership.organisations import Ending, Register, Sector, read_ods
from tests.membership.organisations.conftest import Rows

TRUST = ["X7A", "RAVENMOOR NHS TRUST", "Y00", "Q00", "RAVENMOOR HOSPITAL", "MILL LANE", "",
         "WESTON-UNDER-CRAG", "", "ZZ9 9ZZ", "20010401", ""]  # fmt: skip
HEADER = ["code", "name", "sector", "opened", "closed", "successor_code"]


def trust(code: str, name: str = "Some NHS Trust", opened: str = "", closed: str = "") -> list[str]:
    return [code, name, *[""] * 8, opened, closed]


def test_a_row_of_the_register_becomes_an_organisation() -> None:
    loaded = read_ods([TRUST])
    (one,) = loaded.organisations

    assert loaded.errors == ()
    assert (one.organisation_id, one.code, one.name) == ("X7A", "X7A", "Ravenmoor NHS Trust")
    assert (one.sector, one.town, one.sites) == (
        Sector.TRUST, "Weston-under-Crag", ("Ravenmoor Hospital",),
    )  # fmt: skip
    assert (one.opened, one.closed, one.succession) == (date(2001, 4, 1), None, None)


def test_the_fictional_files_are_read_whole_but_for_one_row(
    trusts: Rows, successions: Rows
) -> None:
    loaded = read_ods(trusts, successions)
    known = {one.code: one for one in loaded.organisations}

    assert [str(error) for error in loaded.errors] == [
        "Successions, row 6: The successor Z9Z9Z of 90A is in neither file."
    ]
    assert set(known) == {row[0] for row in trusts} | {"90A", "90B", "XAD"}
    assert known["90A"].sector is Sector.COMMISSIONER
    assert known["90A"].name == "NHS Thornleigh CCG"
    assert known["X1D"].name == "St Osyth's and St Brannoc's NHS Foundation Trust"
    split, after = known["X2D"].succession, known["X2C"].succession
    assert split
    assert after
    assert (split.ending, split.into, split.since) == (
        Ending.SPLIT, ("X0A", "X1H"), date(2021, 10, 1),
    )  # fmt: skip
    assert (after.ending, after.into, after.since) == (
        Ending.SUCCEEDED, ("X2B",), date(2021, 4, 1),
    )  # fmt: skip


def test_rows_may_be_named_by_columns(trusts: Rows, successions: Rows) -> None:
    names = ["Organisation Code", "Name", *[f"c{n}" for n in range(5)], "Address Line 4", "d",
             "Postcode", "Open Date", "Close Date", *[f"e{n}" for n in range(15)]]  # fmt: skip
    header, *rest = successions
    by_name = read_ods(
        [dict(zip(names, row, strict=True)) for row in trusts],
        [dict(zip(header, row, strict=True)) for row in rest],
    )
    with_header = read_ods([names, *trusts], successions)
    plain = read_ods(trusts, successions)

    assert [(o.code, o.name, o.town, o.closed) for o in by_name.organisations] == [
        (o.code, o.name, o.town, o.closed) for o in plain.organisations
    ]
    assert [o.town for o in with_header.organisations] == [o.town for o in plain.organisations]
    assert by_name.errors[0].row == 5, "the header is the first row only where it is one"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (trust(""), "There is no code: the first column holds it."),
        (trust("X7/B"), "'X7/B' is no code: a code is made of letters and digits."),
        (trust("X7B", " "), "There is no name: the second column holds it."),
        (["X7B"], "There is no name: the second column holds it."),
        (trust("x7a "), "The code X7A is already in row 1, which was kept."),
        (
            trust("X7B", opened="31/03/2021"),
            "'31/03/2021' is not a date: write it as 20210331 or 2021-03-31.",
        ),
        (
            trust("X7B", closed="20211331"),
            "'20211331' is not a date: write it as 20210331 or 2021-03-31.",
        ),
        (
            trust("X7B", opened="20210401", closed="2021-03-31"),
            "It closes on 2021-03-31, before it opens on 2021-04-01.",
        ),
    ],
)
def test_a_bad_row_of_the_register_is_named_and_the_others_are_kept(
    row: list[str], says: str
) -> None:
    loaded = read_ods([TRUST, [], row, trust("X7C")])

    assert [str(error) for error in loaded.errors] == [f"Register, row 3: {says}"]
    assert [one.code for one in loaded.organisations] == ["X7A", "X7C"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "No code"], "There is no code: the first column holds it."),
        (["X8Z", ""], "There is no name: the second column holds it."),
        (["X7A", "", "", "", "soon"], "'soon' is not a date: write it as 20210331 or 2021-03-31."),
        (
            ["X7A", "", "", "", "", "X7B"],
            "X7A has a successor but no closing date: add the last day of X7A.",
        ),
        (["X7B", "", "", "", "20220331", "X9Z"], "The successor X9Z of X7B is in neither file."),
        (
            ["X7B", "", "", "", "20220331", "X7B"],
            "X7B cannot follow X7B: other rows say that X7B follows it.",
        ),
        (
            ["X7D", "", "", "", "20220331", "X7C"],
            "X7C cannot follow X7D: other rows say that X7D follows it.",
        ),
        (
            ["X7C", "", "", "", "20210331", "X7D"],
            "That X7D follows X7C is already said in an earlier row.",
        ),
        (
            ["X7C", "", "", "", "20200101"],
            "X7C is closed on 2021-03-31 in another row; that was kept.",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_of_the_successions_is_named_and_the_others_are_kept(
    row: list[str], says: str
) -> None:
    good = ["X7C", "", "Trust", "", "20210331", "X7D"]
    rows = [TRUST, trust("X7B"), trust("X7C"), trust("X7D")]
    loaded = read_ods(rows, [HEADER, good, row])
    known = {one.code: one for one in loaded.organisations}

    assert [str(error) for error in loaded.errors] == [f"Successions, row 3: {says}"]
    assert known["X7C"].succession
    assert known["X7C"].succession.into == ("X7D",)
    assert {*known} == {"X7A", "X7B", "X7C", "X7D"}


def test_a_longer_circle_is_cut_where_it_closes() -> None:
    rows = [trust(code, closed="20210331") for code in ("X7A", "X7B", "X7C")]
    circle = [[a, "", "", "", "", b] for a, b in (("X7A", "X7B"), ("X7B", "X7C"), ("X7C", "X7A"))]
    loaded = read_ods(rows, circle)

    assert [error.row for error in loaded.errors] == [3]
    assert [bool(one.succession) for one in loaded.organisations] == [True, True, False]


def test_the_register_keeps_what_was_left_out() -> None:
    register = Register.from_ods([TRUST, trust("")])

    assert [error.row for error in register.errors] == [2]


@pytest.mark.parametrize("cell", [None, 5, "\ufeffX7B", "💷", "x" * 5000])
def test_odd_cells_never_stop_the_reading(cell: object) -> None:
    row = [cell, cell, *[""] * 8, cell, cell]
    loaded = read_ods([TRUST, row], [[cell] * 6])  # type: ignore[list-item]

    assert loaded.organisations[0].code == "X7A"


def test_the_published_files_are_read_whole(published: tuple[Rows, Rows]) -> None:
    """Of the 38 rows left out, each names a successor of a commissioner that is in neither file."""
    trusts, successions = published
    loaded = read_ods(trusts, successions)

    assert len(loaded.organisations) == 362
    assert {row[0] for row in trusts} <= {one.code for one in loaded.organisations}
    assert len(loaded.errors) == 38
    assert all("is in neither file" in error.sentence for error in loaded.errors)
