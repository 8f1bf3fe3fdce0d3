"""Every row of a list has its class before anything is done, and the class says why (M24)."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import pytest

from infra.bench.member_list import (
    MALFORMED,
    ORGANISATIONS,
    PROBLEMS,
    as_csv,
    as_workbook,
    member_list,
)
from services.membership import addresses
from services.membership.importing import Class, Finding, Known, Row, Table, classify, read
from services.membership.organisations import Organisation, Register, Resolution
from tests.membership.importing.register import KELDER, REGISTER, Facts, found

ANN, ADDRESS = "Ann Lee", "ann@kelder.example"
pytestmark = pytest.mark.usefixtures("home")


def one(name: str = ANN, email: str = ADDRESS, organisation: str = "Kelder") -> Finding:
    """What is found in a list of one row, whose cells no reader has looked at."""
    table = Table(1, {}, (), (Row(2, name, email, organisation),))
    (finding,) = classify(table, addresses, Facts(), REGISTER.resolve)
    return finding


@pytest.mark.parametrize(("seed", "kind"), [(1, "text"), (2, "text"), (3, "workbook")])
def test_the_37_problems_of_a_list_of_1600_are_found_and_nothing_else(seed: int, kind: str) -> None:
    """The Monday of the Friday script: every planted problem in its class, everybody else in."""
    print(f"seed {seed}")
    listed = member_list(Random(seed))
    content = as_csv(listed, ";") if kind == "text" else as_workbook(listed)
    register = Register.of(Organisation(name, name) for name in ORGANISATIONS)

    findings = classify(
        read(content),
        addresses,
        Facts({address: {known} for address, known in listed.known.items()}),
        register.resolve,
    )

    assert PROBLEMS == len(listed.planted) == 37
    assert {f.row.number: f.what for f in findings if f.what is not Class.READY} == listed.planted
    assert Counter(finding.what for finding in findings) == {
        Class.READY: 1563,
        Class.UNRESOLVED: 5,
        Class.MALFORMED: 13,
        Class.DUPLICATE: 6,
        Class.MEMBER: 3,
        Class.SUPPRESSED: 3,
        Class.REMOVED: 2,
        Class.GONE: 5,
    }
    assert {f.organisation.name for f in findings if f.organisation} == set(ORGANISATIONS)
    assert all(bool(finding.key) == (finding.what is not Class.MALFORMED) for finding in findings)


@pytest.mark.parametrize("why", MALFORMED)
def test_a_malformed_row_says_what_to_do_in_the_cell_that_is_wrong(why: str) -> None:
    cells = {0: ANN, 1: ADDRESS, 2: "Kelder", **MALFORMED[why]}
    names = ("name", "email", "organisation")

    finding = one(cells[0].strip(), cells[1].strip(), cells[2])

    assert finding.what is Class.MALFORMED
    assert set(finding.cells) == {names[place] for place in MALFORMED[why]}
    assert all(said.endswith((".", "most.")) for said in finding.cells.values())
    assert not finding.person


def test_a_row_may_be_wrong_in_several_cells() -> None:
    assert one("", "ann", "#REF!").cells == {
        "name": "Fill this in.",
        "email": addresses.SENTENCE,
        "organisation": "This is an error of the spreadsheet. Write what is meant.",
    }


def test_a_row_that_has_come_apart_is_malformed() -> None:
    """Otherwise half of an organisation's name would be taken for all of it."""
    table = read(b"Name,E-mail,Trust\nAnn,ann@kelder.example,Kelder, Hospice\n")

    (finding,) = classify(table, addresses, Facts(), REGISTER.resolve)

    assert finding.what is Class.MALFORMED
    assert "needs quotation marks" in finding.why


def test_two_addresses_in_a_cell_are_said_to_be_two() -> None:
    assert "more than one address" in one(email="a@x.example b@x.example").cells["email"]


# --- duplicates ---------------------------------------------------------------------------------


def test_a_second_row_with_an_address_names_the_first() -> None:
    first, other, second, third = found(
        [
            (ANN, ADDRESS, "Kelder"),
            ("Bea", "bea@kelder.example", "Kelder"),
            ("A. Lee", "ANN@KELDER.example", "Wolds"),
            ("Ann", ADDRESS, "Kelder"),
        ]
    )

    assert (first.what, other.what) == (Class.READY, Class.READY)
    assert (second.what, second.why) == (Class.DUPLICATE, "The address is that of row 2.")
    assert (third.what, third.why) == (Class.DUPLICATE, "The address is that of row 2.")


def test_a_row_that_is_malformed_makes_no_duplicates() -> None:
    """Otherwise somebody would be left out because of a row that is left out."""
    broken, whole = found([("", ADDRESS, "Kelder"), (ANN, ADDRESS, "Kelder")])

    assert (broken.what, whole.what) == (Class.MALFORMED, Class.READY)


def test_another_way_to_write_an_address_is_pointed_out_and_changes_nothing() -> None:
    """M3: both stay."""
    _, tagged = found([(ANN, ADDRESS, "Kelder"), (ANN, "ann+work@kelder.example", "Kelder")])

    assert tagged.what is Class.READY
    assert tagged.hints == ("May be the person of row 2, with another way to write the address.",)


# --- what is known ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "what"),
    [
        (Known.MEMBER, Class.MEMBER),
        (Known.SUSPENDED, Class.MEMBER),
        (Known.WAITING, Class.MEMBER),
        (Known.ERASED, Class.GONE),
        (Known.LEFT, Class.GONE),
        (Known.REMOVED, Class.REMOVED),
        (Known.DECLINED, Class.REMOVED),
        (Known.UNSUBSCRIBED, Class.SUPPRESSED),
        (Known.UNDELIVERABLE, Class.SUPPRESSED),
        (Known.ELSEWHERE, Class.READY),
    ],
)
def test_what_is_known_of_an_address_decides(known: Known, what: Class) -> None:
    """M23: nobody is revived who left, unsubscribed or was erased."""
    (finding,) = found([(ANN, ADDRESS, "Kelder")], Facts({ADDRESS: {known}}))

    assert finding.what is what
    assert bool(finding.why) == (what is not Class.READY)
    assert finding.elsewhere == (known is Known.ELSEWHERE)


def test_left_and_erased_look_the_same() -> None:
    """M23: who asked to be forgotten is not told by a list."""
    left, erased = (
        found([(ANN, ADDRESS, "Kelder")], Facts({ADDRESS: {known}}))[0]
        for known in (Known.LEFT, Known.ERASED)
    )

    assert (left.what, left.why, left.hints) == (erased.what, erased.why, erased.hints)


@pytest.mark.parametrize(
    ("known", "what"),
    [
        ({Known.ERASED, Known.MEMBER}, Class.MEMBER),
        ({Known.LEFT, Known.ELSEWHERE}, Class.GONE),
        ({Known.UNSUBSCRIBED, Known.ELSEWHERE}, Class.SUPPRESSED),
        ({Known.UNDELIVERABLE, Known.LEFT}, Class.GONE),
        ({Known.LEFT, Known.REMOVED}, Class.REMOVED),
        ({Known.ERASED, Known.REMOVED}, Class.REMOVED),
    ],
)
def test_of_several_facts_the_one_that_keeps_out_counts(known: set[Known], what: Class) -> None:
    """Somebody who was erased and came back is a member; who left stays away from here."""
    assert found([(ANN, ADDRESS, "Kelder")], Facts({ADDRESS: known}))[0].what is what


@pytest.mark.parametrize(
    ("known", "what"),
    [
        (Known.ERASED, Class.GONE),
        (Known.LEFT, Class.GONE),
        (Known.UNSUBSCRIBED, Class.SUPPRESSED),
        (Known.UNDELIVERABLE, Class.READY),
        (Known.MEMBER, Class.READY),
        (Known.WAITING, Class.READY),
    ],
)
def test_who_left_does_not_come_back_by_another_way_to_write_the_address(
    known: Known, what: Class
) -> None:
    """M23, M26: what somebody wished holds of the person, a bounce only of the address."""
    (finding,) = found([(ANN, "ann+peers@kelder.example", "Kelder")], Facts({ADDRESS: {known}}))

    assert finding.what is what
    assert bool(finding.hints) == (known is Known.MEMBER)


def test_addresses_are_asked_for_by_keys_a_hundred_at_a_time_and_once_each() -> None:
    facts = Facts()

    found([(ANN, f"ann{number}@kelder.example", "Kelder") for number in range(120)], facts)

    keys = [key for some in facts.asked for key in some]
    assert [len(some) for some in facts.asked] == [100, 100, 40]
    assert len(set(keys)) == len(keys)
    assert not any("@" in key for key in keys)


# --- organisations ------------------------------------------------------------------------------


def test_an_organisation_that_is_not_known_keeps_nobody_out() -> None:
    """M9: unresolved is counted apart, with what it may be."""
    known, unknown, none, near = found(
        [
            (ANN, "a@kelder.example", "kelder"),
            (ANN, "b@kelder.example", "Self-employed"),
            (ANN, "c@kelder.example", ""),
            (ANN, "d@kelder.example", "Wolds"),
        ]
    )

    assert known.organisation == KELDER
    assert known.what is Class.READY
    assert {unknown.what, none.what, near.what} == {Class.UNRESOLVED}
    assert all(finding.what.goes_in for finding in (known, unknown, none, near))
    assert none.why == "There is no organisation. They are imported, and counted apart."
    assert near.why.endswith("Is it “Wolds and Holme Hospice”?")


def test_each_way_to_write_an_organisation_is_looked_up_once_and_only_for_who_comes_in() -> None:
    asked: list[str] = []

    def resolve(text: str) -> Resolution:
        asked.append(text)
        return REGISTER.resolve(text)

    found(
        [
            (ANN, "a@kelder.example", "Kelder"),
            (ANN, "b@kelder.example", "Kelder"),
            (ANN, "a@kelder.example", "Wolds"),
        ],
        resolve=resolve,
    )

    assert asked == ["Kelder"]


# --- hints, privacy, time -----------------------------------------------------------------------


def test_shared_mailboxes_are_pointed_out() -> None:
    """M4: whoever imports decides."""
    finding = one(email="patientsafety@kelder.example")

    assert finding.what is Class.READY
    assert finding.hints == ("Looks like a mailbox that several people read; members are persons.",)


def test_a_role_changes_nothing() -> None:
    """M7: no seniority anywhere."""
    chief, none = found(
        [
            (ANN, "a@kelder.example", "Kelder", "Chief Executive"),
            (ANN, "b@kelder.example", "Kelder", ""),
        ]
    )

    assert (chief.what, chief.why, chief.hints) == (none.what, none.why, none.hints)


def test_findings_say_nothing_about_people_when_they_are_printed() -> None:
    findings = found([(ANN, ADDRESS, "Kelder", "Nurse"), ("", "ann", "Kelder")])

    for secret in (ANN, "ann@", "kelder", "Nurse", addresses.address_key(ADDRESS)):
        assert secret not in repr(findings)


def test_a_dry_run_of_2000_rows_is_quick() -> None:
    """Ten seconds are promised; this is the processor's time, on whatever machine."""
    listed = member_list(Random(3), 2000)
    content = as_csv(listed)
    register = Register.of(Organisation(name, name) for name in ORGANISATIONS)

    began = time.process_time()
    classify(read(content), addresses, Facts(), register.resolve)

    assert time.process_time() - began < 2
