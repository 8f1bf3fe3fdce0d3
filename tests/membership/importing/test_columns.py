"""Columns are known by their headings, in the many ways in which people and programs write them."""

from __future__ import annotations

import pytest

from services.membership.importing.columns import recognise, shown, tidied


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("name", ["Name", "FULL NAME", "Full name:", "Display Name", "DisplayName", "Your name",
                  "What is your name?", "Member name", "* Name (required)", "full_name"]),
        ("first", ["First name", "FirstName", "first_name", "Forename", "Given Name", "First"]),
        ("last", ["Last name", "Surname", "Family Name", "LAST_NAME", "Last"]),
        ("email", ["E-mail", "Email", "email address", "E-mail Address", "EmailAddress",
                   "e\u2011mail", "Work email", "Please enter your work email address", "NHS email",
                   "PrimarySmtpAddress", "E-mail 1 - Value", "Email (work)", "EMAIL_ADDRESS"]),
        ("organisation", ["Organisation", "Organization", "Trust", "Employer", "Company Name",
                          "Name of organisation", "Organisation / Trust", "Trust or employer",
                          "Which organisation do you work for?", "Where do you work?",
                          "Organization 1 - Name", "Place of work", "Employing organisation"]),
        ("role", ["Role", "Job title", "JobTitle", "Job Title / Role", "Position",
                  "Organization Title", "What is your role?"]),
    ],
)  # fmt: skip
def test_a_column_may_be_headed_in_many_ways(kind: str, headings: list[str]) -> None:
    assert {heading: tuple(recognise([heading]).at) for heading in headings} == {
        heading: (kind,) for heading in headings
    }


@pytest.mark.parametrize(
    "heading",
    [
        "Title", "Phone", "User name", "Username", "Line manager", "Manager's email", "File name",
        "Email of line manager", "Confirm email", "Name and organisation", "Place", "Town",
        "Organisation code", "Contact", "Members", "Notes", "1", "", "  ", "?", "x" * 300,
        "Date of birth", "Ann Lee", "ann@kelder.example", "E-mail 1 - Type", "Preferred name",
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_not_guessed(heading: str) -> None:
    assert recognise([heading]).at == {}


def test_the_first_of_two_columns_for_one_thing_is_read() -> None:
    columns = recognise(["Email", "Name", "Work email", "Phone", ""])

    assert columns.at == {"email": 0, "name": 1}
    assert (columns.again, columns.others) == ((2,), (3,))


def test_what_is_needed_and_not_there_is_known() -> None:
    assert recognise(["First name", "E-mail"]).missing == ["name", "organisation"]
    assert recognise(["First name", "Surname", "E-mail", "Trust"]).missing == []


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        (["Name"], ["Ann Lee"], "Ann Lee"),
        (["First name", "Surname"], ["Ann", "Lee"], "Ann Lee"),
        (["Surname", "Forename"], ["Lee", "Ann"], "Ann Lee"),
        (["Name", "Surname"], ["Ann", "Lee"], "Ann Lee"),
        (["Full name", "Surname"], ["Ann Lee", "Lee"], "Ann Lee"),
        (["Name", "First name", "Last name"], ["", "Ann", "Lee"], "Ann Lee"),
        (["Name", "First name", "Last name"], ["Dr A. Lee", "Ann", "Lee"], "Dr A. Lee"),
        (["First name", "Name"], ["Ann", "Ann Lee"], "Ann Lee"),
        (["First name", "Surname"], ["Ann"], "Ann"),
        (["Name"], [], ""),
    ],
)
def test_a_name_may_be_in_one_column_or_in_two(
    headings: list[str], cells: list[str], name: str
) -> None:
    assert recognise(headings).name(cells) == name


def test_spaces_of_all_kinds_are_one_and_line_breaks_stay_to_be_noticed() -> None:
    assert tidied("\u00a0 Ann \u2009 Lee\u3000") == "Ann Lee"
    assert tidied("  Ann   Lee ") == "Ann Lee"
    assert tidied("Ann\nLee") == "Ann\nLee"


def test_headings_are_shown_and_addresses_are_not() -> None:
    assert (
        shown(["Nom", "", "ann@kelder.example", "Ville", "x" * 50]) == "“Nom”, “Ville” and 2 more"
    )
    assert shown(["ann@kelder.example"]) == "1 that cannot be shown"
