"""Objecting and deciding on pages and by programs: what is shown to whom, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from infra.embedded.events import Answer
from tests.notes import desk, network
from tests.notes.desk import NOTES, agree, hidden, send
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    hear,
)
from tests.world import World

API = f"/api/notes/networks/{NETWORK}"
WHY = "It says which <ward> & which day."


@pytest.fixture
def story(world: World) -> World:
    """A network with one published note."""
    desk.ready(world)
    send(world, "/submit")
    agree(world)
    return world


def the_note(story: World) -> str:
    (found,) = set(re.findall(r"/notes/(\w{32})", story.get(NOTES, by=MEMBER).text))
    return str(found)


def objected(story: World, **more: Any) -> tuple[str, str]:
    """The note, and the receipt of a member's objection to it."""
    note = the_note(story)
    answer = story.api("POST", f"{API}/notes/{note}/objections", {"text": WHY, **more}, by=MEMBER)
    assert answer.status == 201
    return note, answer.json()["receipt"]


def case(note: str, then: str = "") -> str:
    return f"/networks/{NETWORK}/desk/objections/{note}{then}"


def press(story: World, note: str, how: str, by: str) -> Answer:
    version = hidden(story.get(case(note), by=by), "version")
    return story.post(case(note, f"/{how}"), {"version": version}, by=by)


def test_the_whole_way_by_programs(story: World) -> None:
    note, receipt = objected(story)
    assert story.api("GET", f"{API}/notes", by=MEMBER).json()["notes"] == []
    (line,) = story.api("GET", f"{API}/objections", by=CHAIR).json()["cases"]
    assert line == {"note_id": note, "week": network.WEEK, "objections": 1, "agreed": 0}
    for by in (CHAIR, REVIEWER):
        seen = story.api("GET", f"{API}/objections/{note}", by=by).json()
        wish = {"version": seen["version"]}
        story.api("POST", f"{API}/objections/{note}/dismiss", wish, by=by)
    assert (seen["objections"], seen["agreed"], seen["needed"]) == ([WHY], 1, 3)
    assert (seen["title"], seen["text"]) == (CLEAN_TITLE, CLEAN_TEXT)
    outcome = story.api("GET", f"/api/notes/objections/{receipt}")
    assert outcome.json() == {"outcome": "dismissed"}
    wish = {"version": seen["version"] + 1}
    done = story.api("POST", f"{API}/objections/{note}/restore", wish, by=FACILITATOR)
    assert done.json() == {"restored": True}
    assert story.api("GET", f"{API}/notes/{note}", by=MEMBER).status == 200
    assert story.api("POST", f"{API}/objections/{note}/hide", by=CHAIR).json()["objections"] == []
    gone = story.api("POST", f"{API}/objections/{note}/uphold", by=CHAIR)
    assert gone.json() == {"outcome": "withdrawn"}
    refused = story.api("GET", f"{API}/notes/{note}", by=MEMBER)
    assert (refused.status, refused.json()["type"]) == (410, "urn:candour:problem:gone")


def test_a_program_objects_without_a_token(story: World) -> None:
    wish = {"address": f"https://candour.example{NOTES}/{the_note(story)}", "text": WHY}
    answer = story.api("POST", "/api/notes/objections", wish)
    assert (answer.status, set(answer.json())) == (201, {"receipt"})
    assert story.api("GET", f"{API}/notes", by=MEMBER).json()["notes"] == []


@pytest.mark.parametrize(
    ("method", "then", "by", "status"),
    [
        ("POST", "notes/{}/objections", None, 401),
        ("POST", "notes/{}/objections", STRANGER, 403),
        ("GET", "objections", MEMBER, 403),
        ("GET", "objections/{}", NOTE_TAKER, 403),
        ("POST", "objections/{}/uphold", MEMBER, 403),
        ("POST", "objections/{}/uphold", NOTE_TAKER, 403),
        ("POST", "objections/{}/hide", REVIEWER, 403),
        ("POST", "objections/{}/dismiss", NOTE_TAKER, 403),
        ("POST", "objections/{}/restore", None, 401),
        ("GET", "objections/{}", CHAIR, 404),
        ("POST", "objections/{}/uphold", CHAIR, 409),
    ],
)
def test_who_may_not_is_refused(
    story: World, method: str, then: str, by: str | None, status: int
) -> None:
    path = f"{API}/{then.format(the_note(story))}"
    body = {"version": 1} if path.endswith(("dismiss", "restore")) else {}
    answer = story.api(method, path, None if method == "GET" else body, by=by)
    assert answer.status == status, answer.text


@pytest.mark.parametrize(
    "wish",
    [{"text": "x" * 2001}, {"text": "a\u202eb"}, {"text": 1}, {"by": MEMBER}, {"text": None}],
    ids=str,
)
def test_what_cannot_be_an_objection_is_refused_in_one_shape(story: World, wish: Any) -> None:
    note = the_note(story)
    answer = story.api("POST", f"{API}/notes/{note}/objections", wish, by=MEMBER)
    assert answer.status == 422
    assert story.get(f"{NOTES}/{note}", by=MEMBER).status == 200


def test_what_somebody_wrote_is_shown_and_not_obeyed(story: World) -> None:
    note, _ = objected(story, text="<script>alert(1)</script> {{7*7}}")
    page = story.get(case(note), by=CHAIR).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


def test_a_form_that_cannot_be_used_comes_back_with_what_was_typed(story: World) -> None:
    form = {"address": "the one about families", "text": WHY, "idempotency_key": "k"}
    answer = story.post("/object", form)
    assert answer.status == 422
    for typed in ("the one about families", "It says which &lt;ward&gt; &amp; which day.", '"k"'):
        assert typed in answer.text


def test_another_site_cannot_make_a_browser_object(story: World) -> None:
    from infra.embedded.events import Request

    headers = {
        "host": "candour.example",
        "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
    }
    body = f"address={NOTES}/{the_note(story)}".encode()
    assert story.door.answer(Request("POST", "/object", headers, body)).status == 403


def test_too_many_objections_keep_what_was_typed_and_say_when_to_come_back(story: World) -> None:
    for _ in range(10):
        story.post("/object", {"address": f"{NOTES}/{'0' * 32}"})
    answer = story.post("/object", {"address": f"{NOTES}/{'0' * 32}", "text": "Typed with care."})
    assert answer.status == 429
    assert "Typed with care." in answer.text
    assert int(answer.header("Retry-After") or 0) > 0


def test_the_desk_shows_what_can_be_decided_and_by_how_many(story: World) -> None:
    note, _ = objected(story)
    page = story.get(case(note), by=CHAIR).text
    assert "0 of 2 so far" in page
    assert press(story, note, "dismiss", CHAIR).status == 303
    page = story.get(case(note), by=CHAIR).text
    assert "You have agreed to it" in page
    assert "/dismiss" not in page
    press(story, note, "dismiss", REVIEWER)
    page = story.get(case(note), by=SECOND_REVIEWER).text
    assert "2 of 3 so far" in page
    assert "/dismiss" not in page
    assert press(story, note, "restore", SECOND_REVIEWER).header("Location") == f"{NOTES}/{note}"


def test_deciding_on_an_old_page_is_refused_and_shows_the_new_one(story: World) -> None:
    note, _ = objected(story)
    objected_again = {"address": f"{NOTES}/{note}", "text": "There is more."}
    version = hidden(story.get(case(note), by=CHAIR), "version")
    story.post("/object", objected_again)
    answer = story.post(case(note, "/dismiss"), {"version": version}, by=CHAIR)
    assert answer.status == 409
    assert "There is more." in answer.text


def test_two_who_decide_at_once_are_told_kindly(story: World) -> None:
    note, _ = objected(story)
    assert story.post(case(note, "/uphold"), {}, by=CHAIR).status == 303
    late = story.post(case(note, "/dismiss"), {"version": "1"}, by=REVIEWER)
    assert (late.status, story.get(case(note), by=REVIEWER).status) == (410, 404)
    assert "No note is hidden" in story.get(case("")[:-1], by=REVIEWER).text


def test_who_left_reads_no_reason_and_decides_nothing(story: World) -> None:
    note, _ = objected(story)
    hear(network.left(REVIEWER))
    for path in (case(note), case("")[:-1], f"{NOTES}/{note}"):
        assert story.get(path, by=REVIEWER).status == 403
