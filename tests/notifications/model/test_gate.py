"""The gate at the hand-off: facts of that moment decide (A1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.contracts.roles import Role, Standing
from services.notifications.model.batch import Result
from services.notifications.model.choices import Choice, Choices
from services.notifications.model.gate import reason_against
from services.notifications.model.kinds import CLASS_OF, RIGHTFUL, Kind, MailClass
from services.notifications.model.person import Person, Place

MEMBER = Person(
    member_id="m1",
    name="Siân O'Neill",
    address="m1@people.example",
    contact_as_of=1,
    places={"psmn": Place(Standing.MEMBER, frozenset({Role.REVIEWER, Role.CHAIR}), as_of=2)},
    version=2,
)
ALL_OFF = Choices("m1", "psmn", reminders=Choice.OFF, notes=Choice.OFF)
TO_MEMBERS = [kind for kind in Kind if kind is not Kind.CODE and kind not in RIGHTFUL]


def against(kind: Kind, person: Person, *, archived: bool = False, late: bool = False) -> object:
    return reason_against(kind, person, "psmn", archived=archived, late=late)


def placed(standing: Standing | None, *roles: Role) -> Person:
    """The member with another standing and other roles; None is no place at all."""
    places = {"psmn": Place(standing, frozenset(roles), as_of=3)} if standing else {}
    return replace(MEMBER, places=places)


def who_chose(choices: Choices, person: Person = MEMBER) -> Person:
    """Somebody with this choice."""
    return replace(person, choices={choices.network_id: choices})


@pytest.mark.parametrize("kind", TO_MEMBERS)
def test_a_member_who_can_be_reached_gets_everything(kind: Kind) -> None:
    assert against(kind, MEMBER) is None


@pytest.mark.parametrize("kind", TO_MEMBERS)
@pytest.mark.parametrize(
    "standing", [Standing.LEFT, Standing.SUSPENDED, Standing.WAITING, Standing.DECLINED, None]
)
def test_nobody_else_gets_anything(kind: Kind, standing: Standing | None) -> None:
    """A1, M20."""
    assert against(kind, placed(standing)) is Result.NOT_A_MEMBER


def test_a_no_goes_only_to_somebody_who_was_declined() -> None:
    """M21."""
    assert against(Kind.DECLINED, placed(Standing.DECLINED)) is None
    assert against(Kind.DECLINED, MEMBER) is Result.NOT_A_MEMBER


@pytest.mark.parametrize(("kind", "standing"), RIGHTFUL.items())
def test_some_notices_go_to_whoever_stands_there_and_to_nobody_else(
    kind: Kind, standing: Standing
) -> None:
    """M20, M21: a pause and a removal are told to whoever they are about."""
    assert against(kind, placed(standing)) is None
    assert against(kind, MEMBER) is Result.NOT_A_MEMBER


def test_what_is_for_chairs_goes_to_chairs() -> None:
    """M30, M19."""
    assert against(Kind.FOR_CHAIRS, placed(Standing.MEMBER, Role.REVIEWER)) is Result.NO_ROLE


@pytest.mark.parametrize("kind", Kind)
def test_with_everything_off_only_what_must_come_comes(kind: Kind) -> None:
    """A6: "all off" keeps the service class and the critical one."""
    quiet = who_chose(ALL_OFF, placed(RIGHTFUL.get(kind, Standing.MEMBER), *Role))
    may_be_off = CLASS_OF[kind] in (MailClass.REMINDERS, MailClass.NOTES)
    assert against(kind, quiet) is (Result.NOT_WANTED if may_be_off else None)


def test_a_choice_switches_off_its_own_class_only() -> None:
    """A5: the scope is network and class."""
    no_notes = who_chose(Choices("m1", "psmn", notes=Choice.OFF))
    assert against(Kind.NOTE, no_notes) is Result.NOT_WANTED
    assert against(Kind.REMINDER, no_notes) is None


@pytest.mark.parametrize("kind", TO_MEMBERS)
def test_nothing_goes_out_late_or_from_a_network_that_has_ended(kind: Kind) -> None:
    """A4: late firing is not sent."""
    assert against(kind, MEMBER, late=True) is Result.TOO_LATE
    assert against(kind, MEMBER, archived=True) is Result.NETWORK_ENDED


@pytest.mark.parametrize("kind", TO_MEMBERS)
def test_a_missing_address_is_waited_for_until_the_mail_is_late(kind: Kind) -> None:
    nowhere = replace(MEMBER, address="")
    assert against(kind, nowhere) is None
    assert against(kind, nowhere, late=True) is Result.NO_ADDRESS


def test_a_note_to_check_goes_to_those_who_may_check_it() -> None:
    for role in (Role.REVIEWER, Role.FACILITATOR, Role.CHAIR):
        assert against(Kind.NOTE_TO_CHECK, placed(Standing.MEMBER, role)) is None
    for roles in (frozenset[Role](), frozenset({Role.NOTE_TAKER})):
        assert against(Kind.NOTE_TO_CHECK, placed(Standing.MEMBER, *roles)) is Result.NO_ROLE


def test_that_the_host_has_opened_a_network_goes_to_its_chairs_alone() -> None:
    assert against(Kind.BREAK_GLASS, placed(Standing.MEMBER, Role.CHAIR)) is None
    for role in (Role.REVIEWER, Role.FACILITATOR, Role.NOTE_TAKER):
        assert against(Kind.BREAK_GLASS, placed(Standing.MEMBER, role)) is Result.NO_ROLE
