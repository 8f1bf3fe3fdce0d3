"""Lists as text are read however a spreadsheet program writes them, or refused with a sentence."""

from __future__ import annotations

import codecs
import tracemalloc

import pytest

from services.membership.importing import MOST_BYTES, read
from services.membership.importing.table import MOST_ROWS
from services.runtime.sheets import numbers
from services.runtime.sheets.delimited import GUESSED
from tests.membership.importing.files import ANN, BEA, HEADING, csv_of, people, why_not

ZOE = ("Zoë O’Neill", "zoe@kelder.example", "St Osyth’s Hospice", "")
LIST = csv_of(HEADING, ANN, ZOE)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LIST.encode(), id="UTF-8"),
        pytest.param(LIST.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(LIST.encode("utf-16"), id="UTF-16"),
        pytest.param(codecs.BOM_UTF16_BE + LIST.encode("utf-16-be"), id="UTF-16, the other way"),
        pytest.param(LIST.encode("utf-16-le"), id="UTF-16 without its mark"),
        pytest.param(LIST.encode("utf-16-be"), id="UTF-16 without its mark, the other way"),
        pytest.param(LIST.encode("utf-32"), id="UTF-32"),
    ],
)
def test_letters_may_be_written_in_any_of_the_usual_ways(content: bytes) -> None:
    table = read(content)

    assert people(table) == [ANN, ZOE]
    assert table.remarks == ()


def test_the_last_resort_for_letters_is_said() -> None:
    table = read(LIST.encode("windows-1252"))

    assert people(table) == [ANN, ZOE]
    assert table.remarks == (GUESSED,)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_cells_and_rows_may_be_held_apart_in_any_of_the_usual_ways(
    delimiter: str, end: str
) -> None:
    assert people(read(csv_of(HEADING, ANN, BEA, delimiter=delimiter, end=end).encode())) == [
        ANN,
        BEA,
    ]


@pytest.mark.parametrize("said", ["sep=;\r\n", '"sep=;"\n', "SEP=;\r"])
def test_a_line_that_says_the_delimiter_is_believed(said: str) -> None:
    table = read((said + csv_of(HEADING, ANN, delimiter=";")).encode())

    assert people(table) == [ANN]
    assert table.rows[0].number == 2


def test_quoted_cells_hold_commas_and_quotation_marks() -> None:
    table = read(b'Name,E-mail,Trust\n"Lee, Ann ""Annie""",ann@kelder.example,"Kelder, Hospice"\n')

    assert people(table) == [('Lee, Ann "Annie"', "ann@kelder.example", "Kelder, Hospice", "")]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    """Blank rows count, and a cell with a line break in it is in one row."""
    notes = '"one\ntwo\nthree"'
    text = csv_of(
        ["Members on 24 November"], [], [*HEADING, "Notes"], [], [*ANN, notes], ["", ""], [*BEA, ""]
    )

    table = read(text.encode())

    assert [row.number for row in table.rows] == [5, 7]
    assert table.heading_row == 3
    assert any("There are line breaks inside row 5." in said for said in table.remarks)


def test_other_columns_are_named_and_nothing_of_them_is_kept() -> None:
    """What is not needed is not there to be lost."""
    table = read(b"Name,Born,E-mail,Trust,Work e-mail\nAnn,1970,a@kelder.example,Kelder,secret\n")

    assert table.ignored == ("Born",)
    assert table.headings == {"name": "Name", "email": "E-mail", "organisation": "Trust"}
    assert "secret" not in str([people(table), table])
    assert "1970" not in str([people(table), table])
    assert [said for said in table.remarks if "not read" in said] == [
        "These columns were not read, and nothing of them is kept: “Born”.",
        "These columns were not read, because one before is for the same: “Work e-mail”.",
    ]


def test_rows_with_nothing_that_is_needed_are_passed_over_and_told() -> None:
    table = read((csv_of([*HEADING, "Id"], [*ANN, "1"]) + ",,,,2\n,,,,3\n\n ,,,,\n").encode())

    assert people(table) == [ANN]
    assert any(said.endswith("passed over: rows 3 and 4.") for said in table.remarks)


def test_a_quotation_mark_that_is_open_only_with_another_delimiter_does_no_harm() -> None:
    text = csv_of([*HEADING, "Notes"], [*ANN, 'says ,"hello'], delimiter=";")

    assert people(read(text.encode())) == [ANN]


def test_a_comma_too_many_is_noticed() -> None:
    table = read(b"Name,E-mail,Trust\nAnn,a@kelder.example,Kelder, Hospice\nBea,b@x.example,Y,,\n")

    assert [row.surplus for row in table.rows] == [True, False]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n\t", "empty", id="space"),
        pytest.param(codecs.BOM_UTF8, "empty", id="only a mark"),
        pytest.param(b",,,\n,,\n", "not one of headings", id="no cells"),
        pytest.param(b"Name,E-mail,Trust\n\n", "nobody below", id="only headings"),
        pytest.param(b"\x00\x01\x02" * 30, "neither a workbook", id="bytes"),
        pytest.param(b"Name,E-mail\x00\x81,Trust\nA,a@x.example,X", "neither", id="a zero in it"),
        pytest.param(codecs.BOM_UTF16_LE + b"\x00\xd8\x41", "neither", id="half a letter"),
        pytest.param(b"\x81\x8d\xff" * 9, "neither a workbook", id="no letters of any kind"),
        pytest.param(b"%PDF-1.7 ...", "for printing", id="for printing"),
        pytest.param(b"{\\rtf1 ...", "letter", id="a letter"),
        pytest.param(b"\xef\xbb\xbf <table><tr><td>Name", "web page", id="a table of a web page"),
        pytest.param(b"<?xml version='1.0'?><Workbook/>", "web page", id="XML"),
        pytest.param(b"MIME-Version: 1.0\nContent-Type: multipart", "web page", id="saved page"),
        pytest.param(
            b'Name,E-mail,Trust\nAnn,a@x.example,"Kelder\nBea,b@x.example,Kelder\n',
            "A quotation mark in row 2 is never closed",
            id="an open quotation mark",
        ),
        pytest.param(
            b'Name,E-mail,Trust\nAnn,a@x.example,"' + b"x" * 200_000,
            "A quotation mark in row 2 is never closed",
            id="an open quotation mark far from the end",
        ),
        pytest.param(
            b"Name,E-mail,Trust\nAnn,a@x.example," + b"x" * 40_000,
            "A quotation mark in row 2 or above",
            id="a cell without end",
        ),
        pytest.param(
            b"Name,E-mail,Trust\nAnn,a@x.example" + b",x" * 200,
            "more than 100 columns",
            id="columns without end",
        ),
        pytest.param(b"x" * (MOST_BYTES + 1), "larger than 4 megabytes", id="too large"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    assert sentence in why_not(content)


def test_the_most_rows_are_read_and_no_more() -> None:
    rows = csv_of(HEADING, *[ANN] * MOST_ROWS)

    assert len(read(rows.encode()).rows) == MOST_ROWS
    assert "more than 20,000 rows" in why_not((rows + csv_of(BEA)).encode())


def test_missing_columns_are_named_with_the_headings_that_were_found() -> None:
    said = why_not(
        b"Members of the network\n\nForename;Surname;Telephone;Trust\nAnn;Lee;1;Kelder\n"
    )

    assert "no column for the mail address" in said
    assert "in row 3" in said
    assert "“Forename”, “Surname”, “Telephone”, “Trust”" in said


def test_headings_that_nobody_knows_are_shown() -> None:
    assert "reads “Nom”, “Courriel”" in why_not(b"Nom,Courriel\nAnn Lee,ann@kelder.example\n")


def test_a_list_without_headings_is_refused_without_repeating_anybody() -> None:
    said = why_not(csv_of(ANN, BEA).encode())

    assert "is not one of headings" in said
    assert "Ann" not in said
    assert "Kelder" not in said


def test_rows_say_nothing_about_people_when_they_are_printed() -> None:
    table = read(LIST.encode())

    assert "Ann" not in repr(table)
    assert "kelder" not in repr(table)


def test_row_numbers_are_listed_as_people_would() -> None:
    assert numbers([3]) == "row 3"
    assert numbers([3, 7, 1200]) == "rows 3, 7 and 1,200"
    assert numbers(range(1, 14)) == "rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more"


def test_the_largest_list_takes_little_room() -> None:
    content = csv_of(HEADING, *[ANN] * 5000).encode()

    tracemalloc.start()
    read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20 * len(content)
