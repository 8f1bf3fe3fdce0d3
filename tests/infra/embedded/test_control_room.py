"""The control room: what it shows, what it does, and what it keeps to itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.embedded import demo
from infra.embedded.control_room import ControlRoom
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.events import Answer, Request
from infra.embedded.friday.page import Page
from services.runtime import platform
from services.runtime.ports import Letter, Recipient
from tests.world import START, World

HOST = {"host": "127.0.0.1:8080"}


def get(room: ControlRoom, path: str) -> Answer:
    return room.answer(Request("GET", f"/_local/{path}", HOST))


def post(room: ControlRoom, path: str, content: Any, **headers: str) -> Answer:
    """A form if it is a dict, else JSON as it stands."""
    if isinstance(content, dict):
        kind, body = "application/x-www-form-urlencoded", urlencode(content)
    else:
        kind, body = "application/json", content
    sent = {**HOST, "content-type": kind, **headers}
    return room.answer(Request("POST", f"/_local/{path}", sent, body.encode()))


@pytest.fixture
def begun(world: World) -> ControlRoom:
    """A control room over a demo of its own."""
    engine = EmbeddedEngine(world.machine, world.pump)
    demo.load(engine, lambda _: None)
    return ControlRoom(engine)


@pytest.fixture(scope="module")
def one_world() -> World:
    """A world with the demo, for tests that change nothing."""
    made = World()
    demo.load(EmbeddedEngine(made.machine, made.pump), lambda _: None)
    return made


@pytest.fixture
def loaded(one_world: World) -> Iterator[ControlRoom]:
    """A control room over the demo that others look at too."""
    platform.install(one_world.platform)
    yield ControlRoom(EmbeddedEngine(one_world.machine, one_world.pump))
    platform.install(None)


def test_a_newcomer_finds_people_clock_mail_and_events(loaded: ControlRoom) -> None:
    page = get(loaded, "")
    assert page.status == 200
    seen = Page(page.status, "/_local/", page.text)
    for person in demo.PERSONAS:
        assert person.name in seen.text
    for words in ("New note: Telling families early", "ReminderDue.v1", "None: everything"):
        assert words in seen.text
    assert "Monday 23 November 2026, 9am in London" in seen.text
    assert "default-src 'self'" in (page.header("content-security-policy") or "")
    assert "<script" not in page.text


def test_events_say_what_caused_them(loaded: ControlRoom) -> None:
    events = get(loaded, "events").json()
    said = {event["detail"]["event_id"]: event["detail_type"] for event in events}
    because = {
        (event["detail_type"], said.get(event["detail"].get("caused_by"))) for event in events
    }
    assert ("NoteTaskOpened.v1", "SessionHeld.v1") in because
    page = Page(200, "", get(loaded, "").text)
    assert "SessionHeld.v1 public" in page.text


def test_of_private_events_only_ids_are_kept(loaded: ControlRoom) -> None:
    private = [e for e in get(loaded, "events").json() if "private" in e["bus"]]
    assert {"SignInCodeIssued.v1", "MemberContactChanged.v1"} <= {e["detail_type"] for e in private}
    for event in private:
        assert all(n.endswith("_id") or n == "caused_by" for n in event["detail"]), event
    for event in get(loaded, "events").json():
        assert "@" not in json.dumps(event["detail"])


def test_mail_is_given_with_everything_in_it_the_newest_first(loaded: ControlRoom) -> None:
    mails = get(loaded, "mail").json()
    assert {"to", "subject", "text", "html", "headers", "sent_at"} <= set(mails[0])
    times = [mail["sent_at"] for mail in mails]
    assert times == sorted(times, reverse=True)
    assert mails[0]["to"] == demo.APPLICANT.email
    assert mails[0]["headers"]["To"] == demo.APPLICANT.email


def test_a_mail_is_shown_as_html_that_can_do_nothing(
    world: World, control_room: ControlRoom
) -> None:
    letter = Letter("a@candour.example", "Hello", "Hello", "<p>Hello</p><script>bad()</script>")
    world.platform.mail.send(letter, [Recipient("key", "b@elsewhere.example")])
    (mail,) = get(control_room, "mail").json()
    shown = get(control_room, f"letters/{mail['id']}")
    assert shown.text == letter.html
    policy = shown.header("content-security-policy") or ""
    assert policy.startswith("sandbox; default-src 'none'")
    assert get(control_room, "letters/999").status == 404
    assert get(control_room, "letters/x").status == 404


def test_roles_are_what_they_are_now(world: World, begun: ControlRoom) -> None:
    people = {person["name"]: person for person in get(begun, "people").json()}
    assert [set(person) for person in people.values()] == [
        {"name", "email", "member_id", "roles"}
    ] * 6
    assert people[demo.MEMBER.name]["roles"] == ["member"]
    applicant, chair = people[demo.APPLICANT.name], people[demo.CHAIR.name]
    assert applicant["roles"] == ["applicant"]
    admitted = world.post(
        f"/networks/{demo.SLUG}/desk/waiting/{applicant['member_id']}/approve",
        {},
        by=chair["member_id"],
    )
    assert admitted.status == 303
    now = {person["name"]: person["roles"] for person in get(begun, "people").json()}
    assert now[demo.APPLICANT.name] == ["member"]


def test_signing_in_as_a_persona_gives_their_cookies(world: World, begun: ControlRoom) -> None:
    chair = get(begun, "people").json()[0]
    answer = post(begun, "sign-in-as", {"member_id": chair["member_id"]})
    assert (answer.status, answer.header("location")) == (303, "/me")
    token = answer.cookies["__Host-session"]
    assert world.platform.identity.verify(token) == chair["member_id"]


def test_nobody_else_can_be_signed_in_as(loaded: ControlRoom) -> None:
    for member_id in ("0" * 32, "", "../x"):
        assert post(loaded, "sign-in-as", {"member_id": member_id}).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_site_cannot_press_its_buttons(
    control_room: ControlRoom, headers: dict[str, str]
) -> None:
    for path in ("sign-in-as", "clock", "redrive"):
        answer = post(control_room, path, {"advance": "PT1H"}, **headers)
        assert answer.status == 403, path
    assert get(control_room, "clock").json() == {"now": START.isoformat()}


def test_the_clock_goes_to_an_instant_or_on_by_a_duration(control_room: ControlRoom) -> None:
    now = datetime.fromisoformat(get(control_room, "clock").json()["now"])
    assert now == START
    moved = post(control_room, "clock", '{"advance": "PT1H"}')
    assert moved.json() == {"now": (START + timedelta(hours=1)).isoformat()}
    to = datetime(2026, 11, 27, 13, tzinfo=UTC)
    assert post(control_room, "clock", '{"to": "2026-11-27T13:00:00Z"}').json() == {
        "now": to.isoformat()
    }
    assert post(control_room, "clock", {"advance": "PT1H"}).header("location") == "/_local/"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"to": "2026-11-27T13:00:00"}',
        '{"to": "soon"}',
        '{"to": "2026-11-27T13:00:00Z", "advance": "PT1H"}',
        '{"advance": "P99999999999Y"}',
        '{"advance": "PT1H", "and": 1}',
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_what_is_no_time_is_refused_with_an_example(
    control_room: ControlRoom, content: str
) -> None:
    answer = post(control_room, "clock", content)
    assert answer.status == 422, answer.text
    assert "PT1H" in answer.json()["detail"]
    assert get(control_room, "clock").json() == {"now": START.isoformat()}


def test_the_clock_never_goes_back(control_room: ControlRoom) -> None:
    for content in ('{"to": "2026-11-22T00:00:00Z"}', '{"advance": "-PT1S"}'):
        assert post(control_room, "clock", content).status == 409
    assert get(control_room, "clock").json() == {"now": START.isoformat()}


def test_the_buttons_lead_by_the_way_of_the_friday_that_is_not_over(
    world: World, begun: ControlRoom
) -> None:
    def buttons() -> list[str]:
        page = Page(200, "", get(begun, "").text)
        return [f.fields["to"][0] for f in page.forms if "to" in f.fields]

    assert [text[:16] for text in buttons()] == [
        "2026-11-26T14:01",
        "2026-11-27T13:46",
        "2026-11-27T15:05",
    ]
    world.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert [text[:16] for text in buttons()] == ["2026-11-27T13:46", "2026-11-27T15:05"]
    world.move_to(datetime(2026, 11, 27, 15, 6, tzinfo=UTC))
    assert buttons()[0][:16] == "2026-12-03T14:01"


def test_dead_letters_are_shown_without_what_they_said_and_can_be_tried_again(
    world: World, control_room: ControlRoom
) -> None:
    body = {"detail-type": "NeverHeardOf.v1", "detail": {"event_id": "1", "name": "Ruth Ashworth"}}
    queue = world.machine.wiring.queues[0].queue
    world.platform.queues.send(queue, [json.dumps(body)])
    world.settle()
    (letter,) = get(control_room, "dead-letters").json()
    assert letter["what"] == "NeverHeardOf.v1"
    page = get(control_room, "").text
    assert "NeverHeardOf.v1" in page
    assert "Ruth" not in page
    # Nobody has learned to hear it meanwhile.
    assert post(control_room, "redrive", "{}").json() == {"left": 1}


def test_there_is_nothing_elsewhere(control_room: ControlRoom) -> None:
    for path in ("nothing", "mail/", "../mail", "clock/"):
        assert get(control_room, path).status == 404, path
    assert post(control_room, "mail", "{}").status == 404
    assert get(control_room, "sign-in-as").status == 404


def test_a_file_link_ends(world: World, control_room: ControlRoom) -> None:
    world.platform.files.put("slides", b"content", "application/pdf")
    path = world.platform.files.link("slides", seconds=60)
    fetched = get(control_room, path.removeprefix("/_local/"))
    assert (fetched.status, fetched.body) == (200, b"content")
    assert fetched.header("content-disposition") == "attachment"
    world.platform.clock.advance(timedelta(seconds=61))
    assert get(control_room, path.removeprefix("/_local/")).status == 404
    assert get(control_room, "files/forged").status == 404


def test_it_says_where_words_stand_and_not_what_stands_there(loaded: ControlRoom) -> None:
    """Mail is no trace: it belongs to whoever got it."""
    person = demo.MEMBER
    found = post(loaded, "traces", json.dumps({"words": [person.email.upper()]}))
    places = found.json()
    assert "candour-test-membership: MEMBER, STATE" in places
    assert {"facts", "users"} == {place for place in places if ":" not in place}
    assert person.email not in found.text
    assert post(loaded, "traces", json.dumps({"words": ["nobody@nowhere.example"]})).json() == []


def test_a_search_for_nearly_nothing_is_refused(loaded: ControlRoom) -> None:
    for words in (["a"], "ann@kelder.example", None):
        assert post(loaded, "traces", json.dumps({"words": words})).status == 422
