"""Objecting to a note: hidden at once, and nobody learns who it was or what there is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.contracts.refusals import Conflict, NotAllowed, TooMany
from services.notes import commands, model, objecting, store
from services.notes.model import Hidden, Outcome
from services.notes.objecting import ObjectFromOutside
from tests.notes import network
from tests.notes.network import (
    CHAIR,
    CLEAN_TITLE,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    STRANGER,
    hear,
)
from tests.notes.objections import (
    IP,
    WHY,
    about,
    address,
    as_member,
    case,
    case_count,
    from_outside,
    stored,
)
from tests.notes.writing import published
from tests.world import Home

# --- hiding -------------------------------------------------------------------------------------


def test_one_objection_hides_a_note_at_once(home: Home, note: str) -> None:
    """C17, U5: not in the list, and not at its address."""
    as_member(note)
    assert published() == []
    with pytest.raises(Hidden) as refused:
        commands.note(NETWORK, note, by=MEMBER)
    assert CLEAN_TITLE not in refused.value.sentence
    assert about(home).count("NoteHidden.v1") == 1


def test_anybody_hides_a_note_without_being_anybody(note: str) -> None:
    """C17."""
    from_outside(note)
    assert published() == []
    assert [one.objector for one in case(note).objections] == [""]


def test_those_who_decide_see_what_is_said_and_not_by_whom(home: Home, note: str) -> None:
    as_member(note)
    from_outside(note, "Another reason.")
    assert [one.text for one in case(note).objections] == [WHY, "Another reason."]
    assert MEMBER not in json.dumps([i for i in home.dump() if note in json.dumps(i)])
    (waiting,), _ = store.cases_of(NETWORK)
    assert waiting == case(note)


@pytest.mark.parametrize("by", [MEMBER, NOTE_TAKER, STRANGER])
def test_what_is_said_is_for_those_who_check_notes(note: str, by: str) -> None:
    as_member(note)
    with pytest.raises(NotAllowed):
        objecting.look(NETWORK, note, by=by)


def test_a_chair_hides_a_note_without_an_objection_and_nobody_else_does(
    home: Home, note: str
) -> None:
    for by in (MEMBER, FACILITATOR, REVIEWER):
        with pytest.raises(NotAllowed):
            objecting.hide(NETWORK, note, by=by)
    objecting.hide(NETWORK, note, by=CHAIR)
    assert published() == []
    assert case(note).objections == ()
    with pytest.raises(Conflict):
        objecting.hide(NETWORK, note, by=CHAIR)
    assert about(home).count("NoteHidden.v1") == 1


def test_a_second_objection_adds_to_the_first_and_says_nothing_more(home: Home, note: str) -> None:
    as_member(note)
    from_outside(note)
    assert about(home).count("NoteHidden.v1") == 1
    assert len(case(note).objections) == 2


def test_sending_a_form_again_is_one_objection_with_one_receipt(home: Home, note: str) -> None:
    """X2."""
    before = case_count(home)
    assert as_member(note, idempotency_key="k") == as_member(note, idempotency_key="k")
    first = from_outside(note, idempotency_key="k2")
    assert from_outside(note, idempotency_key="k2") == first
    assert len(case(note).objections) == 2
    assert case_count(home) == before + 1


def test_the_same_form_about_another_note_is_another_objection(note: str) -> None:
    """Somebody goes back, corrects the address, and sends it again."""
    wrong = from_outside("0" * 32, idempotency_key="k")
    assert from_outside(note, idempotency_key="k") != wrong
    assert published() == []


def test_a_note_that_everybody_objects_to_keeps_as_many_as_an_item_holds(note: str) -> None:
    for number in range(model.objecting.MOST_OBJECTIONS + 3):
        from_outside(note, "\U0001f600" * 2000, ip=f"192.0.2.{number}")
    assert len(case(note).objections) == model.objecting.MOST_OBJECTIONS
    objecting.uphold(NETWORK, note, by=CHAIR)


@pytest.mark.parametrize("by", [STRANGER, "suspended"])
def test_who_is_no_member_uses_the_form_for_everybody(note: str, by: str) -> None:
    hear(network.suspended("suspended"))
    with pytest.raises(NotAllowed):
        as_member(note, by=by)
    from_outside(note)
    assert published() == []


def test_objections_are_heard_in_a_network_that_has_ended(note: str) -> None:
    hear(network.archived())
    as_member(note)
    objecting.uphold(NETWORK, note, by=CHAIR)


# --- from outside, nothing is learnt ------------------------------------------------------------


@pytest.mark.parametrize("what", ["no note", "another network", "withdrawn"])
def test_the_answer_is_the_same_if_there_is_no_such_note(home: Home, note: str, what: str) -> None:
    """X7."""
    link = address(note)
    if what == "withdrawn":
        objecting.hide(NETWORK, note, by=CHAIR)
        objecting.uphold(NETWORK, note, by=CHAIR)
    elif what == "no note":
        link = address("0" * 32)
    else:
        link = address(note, "other")
    said = len(home.said())
    secret = objecting.object_from_outside(ObjectFromOutside(address=link, text=WHY), source_ip=IP)
    assert len(secret) == 32
    assert objecting.outcome(secret) is Outcome.RECEIVED
    assert len(home.said()) == said
    assert WHY not in stored(home)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "the note about families",
        "https://candour.example/networks/psmn/notes",
        "https://candour.example/networks/psmn/notes/0123",
        "networks/psmn/notes/" + "g" * 32,
        "networks/psmn/notes/" + "a" * 33,
        "networks//notes/" + "a" * 32,
        f"networks/{'n' * 201}/notes/{'a' * 32}",
    ],
)
def test_an_address_that_cannot_be_one_of_a_note_is_said_to_be_so(link: str) -> None:
    with pytest.raises(ValidationError):
        ObjectFromOutside(address=link)


@pytest.mark.parametrize("end", ["", "/", "/object", "?utm=x", "#text", " and more words"])
def test_an_address_is_read_with_whatever_follows_it(end: str) -> None:
    wish = ObjectFromOutside(address=address("a" * 32) + end)
    assert wish.note() == (NETWORK, "a" * 32)


@pytest.mark.parametrize("exists", [True, False])
def test_whoever_objects_too_often_has_to_wait_whether_or_not_there_is_a_note(
    home: Home, note: str, *, exists: bool
) -> None:
    for _ in range(objecting.MOST_OBJECTIONS):
        from_outside(note if exists else "0" * 32)
    with pytest.raises(TooMany):
        from_outside(note if exists else "0" * 32)
    from_outside(note, ip="192.0.2.8")
    home.clock.advance(timedelta(hours=1))
    from_outside(note)
