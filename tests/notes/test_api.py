"""The JSON of notes mirrors the pages, field by field, and names nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.embedded.events import Answer
from services.notes import store
from tests.notes import desk, network
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    ROLES,
    SESSION,
    STRANGER,
    hear,
)
from tests.world import World

API = f"/api/notes/networks/{NETWORK}"
PEOPLE = (*ROLES, STRANGER)


@pytest.fixture
def story(world: World) -> World:
    return desk.ready(world)


def at(then: str = "") -> str:
    return f"{API}/drafts/{store.draft_id_of(SESSION)}{then}"


def content(version: int = 1, **more: Any) -> dict[str, Any]:
    return {"title": CLEAN_TITLE, "text": CLEAN_TEXT, "version": version, **more}


def submitted(story: World) -> dict[str, Any]:
    answer = story.api("POST", at("/submit"), content(), by=FACILITATOR)
    assert answer.status == 200
    draft: dict[str, Any] = answer.json()
    return draft


def approve(story: World, text_hash: str, by: str = REVIEWER, **more: Any) -> Answer:
    wish = {"text_hash": text_hash, "intruder_checked": True, **more}
    return story.api("POST", at("/approve"), wish, by=by)


def test_the_whole_way_by_programs(story: World) -> None:
    (line,) = story.api("GET", f"{API}/drafts", by=FACILITATOR).json()["drafts"]
    assert (line["state"], line["session_title"]) == ("task", "Families")
    saved = story.api("PUT", at(), content(text="A draft."), by=FACILITATOR)
    assert saved.json()["version"] == 2 and saved.json()["findings"] == []
    sent = story.api("POST", at("/submit"), content(2), by=FACILITATOR).json()
    assert (sent["state"], sent["approvals"]) == ("in_review", 0)
    assert approve(story, sent["text_hash"]).json() == {"published": True}
    (note,) = story.api("GET", f"{API}/notes", by=MEMBER).json()["notes"]
    assert set(note) == {"note_id", "network_id", "week", "title", "text"}
    assert story.api("GET", f"{API}/notes/{note['note_id']}", by=MEMBER).json() == note
    assert story.api("GET", at(), by=FACILITATOR).status == 404


def test_open_findings_are_a_problem_with_places_and_reasons(story: World) -> None:
    """C7: the draft is saved; its version is in the answer."""
    answer = story.api("POST", at("/submit"), content(text=DIRTY_TEXT), by=FACILITATOR)
    problem = answer.json()
    assert (answer.status, problem["type"]) == (422, "urn:candour:problem:open-findings")
    assert problem["version"] == 2 and set(problem["fields"]) == {"text"}
    for finding in problem["findings"]:
        assert DIRTY_TEXT[finding["start"] : finding["end"]] == finding["words"]
    stored = story.api("GET", at(), by=REVIEWER).json()
    assert stored["text"] == DIRTY_TEXT
    assert [f["keepable"] for f in stored["findings"]] == [False, False, False]


def test_words_are_kept_with_a_reason(story: World) -> None:
    text = "We spoke about the Helsingborg method."
    saved = story.api("PUT", at(), content(text=text), by=FACILITATOR).json()
    (finding,) = saved["findings"]
    keep = [{"words": finding["keep_as"], "reason": "public_document"}]
    sent = story.api("POST", at("/submit"), content(2, text=text, keep=keep), by=FACILITATOR)
    assert sent.json()["findings"][0]["kept"] == "public_document"


def test_a_stale_version_is_a_conflict_with_what_is_stored(story: World) -> None:
    story.api("PUT", at(), content(text="First."), by=FACILITATOR)
    answer = story.api("PUT", at(), content(text="Second."), by=NOTE_TAKER)
    assert (answer.status, answer.json()["type"]) == (409, "urn:candour:problem:stale")
    assert answer.json()["stored"] == {"title": CLEAN_TITLE, "text": "First.", "version": 2}


def test_a_locked_draft_is_a_conflict(story: World) -> None:
    draft = submitted(story)
    answer = story.api("PUT", at(), content(draft["version"], text="Other."), by=FACILITATOR)
    assert (answer.status, answer.json()["type"]) == (409, "urn:candour:problem:locked")


def test_returning_gives_the_draft_back(story: World) -> None:
    submitted(story)
    returned = story.api("POST", at("/return"), {"comment": "Say less."}, by=REVIEWER).json()
    assert (returned["state"], returned["comment"]) == ("writing", "Say less.")


def test_nobody_approves_their_own_words(story: World) -> None:
    """C4."""
    draft = submitted(story)
    assert approve(story, draft["text_hash"], by=FACILITATOR).status == 403
    assert approve(story, draft["text_hash"], intruder_checked=False).status == 422
    wish = {"text_hash": draft["text_hash"]}
    assert story.api("POST", at("/approve"), wish, by=REVIEWER).status == 422
    assert approve(story, "0" * 64).status == 409
    assert approve(story, draft["text_hash"]).status == 200


def test_a_note_that_a_new_name_stops_is_a_conflict_with_the_findings(story: World) -> None:
    text = "We heard that lovelock told the family."
    answer = story.api("POST", at("/submit"), content(text=text), by=FACILITATOR)
    hear(network.contact(STRANGER, "Caoimhe Lovelock"))
    refused = approve(story, answer.json()["text_hash"])
    assert (refused.status, refused.json()["type"]) == (409, "urn:candour:problem:sent-back")
    assert [finding["words"] for finding in refused.json()["findings"]] == ["lovelock"]


def test_no_answer_about_a_draft_names_anybody(story: World) -> None:
    """C1: not even to those who may see the draft."""
    hear(network.changed_quorum(3))
    draft = submitted(story)
    answers = [
        approve(story, draft["text_hash"]),
        story.api("GET", at(), by=CHAIR),
        story.api("GET", f"{API}/drafts", by=CHAIR),
        story.api("POST", at("/return"), {"comment": "x"}, by=CHAIR),
    ]
    said = " ".join(answer.text for answer in answers)
    assert not [person for person in PEOPLE if person in said]
    assert SESSION not in said


@pytest.mark.parametrize(("by", "status"), [(MEMBER, 403), (STRANGER, 403), (None, 401)])
def test_drafts_are_for_the_desk(story: World, by: str | None, status: int) -> None:
    """C1."""
    hash_ = {"text_hash": "0" * 64, "intruder_checked": True}
    asked = [
        story.api("GET", f"{API}/drafts", by=by),
        story.api("GET", at(), by=by),
        story.api("PUT", at(), content(), by=by),
        story.api("POST", at("/submit"), content(), by=by),
        story.api("POST", at("/approve"), hash_, by=by),
        story.api("POST", at("/return"), {"comment": "x"}, by=by),
    ]
    assert {answer.status for answer in asked} == {status}


@pytest.mark.parametrize(("by", "status"), [(MEMBER, 200), (STRANGER, 403), (None, 401)])
def test_notes_are_for_members(story: World, by: str | None, status: int) -> None:
    """C21."""
    assert story.api("GET", f"{API}/notes", by=by).status == status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "T", "text": "x"},
        {"title": "T", "text": "x", "version": "one"},
        {"title": "T", "text": "x", "version": 1, "writers": ["me"]},
        {"title": 5, "text": "x", "version": 1},
        {"title": "T", "text": "x", "version": 1, "keep": [5]},
        {"title": "T", "text": "x", "version": 1, "keep": {"a": 1}},
        {"title": "T", "text": "hidden\u200b", "version": 1},
        [],
        "text",
    ],
    ids=json.dumps,
)
def test_bad_input_is_refused_in_one_shape_and_not_repeated(story: World, body: Any) -> None:
    answer = story.api("PUT", at(), body, by=FACILITATOR)
    assert answer.status == 422
    assert answer.header("Content-Type") == "application/problem+json"
    assert "hidden" not in answer.text
