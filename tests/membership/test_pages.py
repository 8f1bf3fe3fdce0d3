"""Pages of membership and sessions: no dead link, no dead end, nothing lost, nothing cryptic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import pytest

from infra.embedded.events import Answer
from tests.membership.crawler import MEETING, is_known, is_page, reached
from tests.membership.network import PEOPLE, SLUG, Network, enter, join_form
from tests.membership.rights import forget
from tests.page import Page

HERE = f"/networks/{SLUG}"
ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def plan(network: Network, title: str, date: str, time: str = "14:00") -> str:
    """Plan a session as a program does; returns its id."""
    wish = {"title": title, "date": date, "time": time, "meeting_url": MEETING}
    answer = network.api("POST", f"/api/sessions/networks/{SLUG}/sessions", wish, by="chair")
    assert answer.status == 201, answer.text
    return str(answer.json()["session_id"])


@pytest.fixture
def lively(everybody: Network) -> Network:
    """Somebody of every kind; a session over, one held, one on, one cancelled, one to come."""
    held = plan(everybody, "Telling families", "2026-11-23", "10:00")
    plan(everybody, "Not written down", "2026-11-23", "10:00")
    gone = plan(everybody, "Called off", "2026-11-27")
    plan(everybody, "On just now", "2026-11-24", "09:30")
    plan(everybody, "Learning from what goes well", "2026-12-04")
    api = f"/api/sessions/networks/{SLUG}/sessions"
    assert everybody.api("POST", f"{api}/{gone}/cancel", by="chair").status == 200
    everybody.world.move_to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    wish = {"recording_off": True, "headcount": 3}
    assert everybody.api("POST", f"{api}/{held}/hold", wish, by="chair").status == 200
    return everybody


@pytest.fixture(params=[None, *PEOPLE])
def visited(request: pytest.FixtureRequest, lively: Network) -> Iterator[dict[str, Answer]]:
    """All pages that a viewer of each kind comes to by links, starting where people start."""
    by = request.param
    found = reached(lively, by, ["/", "/friday"] if by is None else ["/me", "/", "/friday"])
    yield {path: answer for path, answer in found.items() if is_page(answer)}
    forget()


def test_no_link_is_dead_and_every_form_has_somebody_who_takes_it(
    visited: dict[str, Answer], lively: Network
) -> None:
    for path, answer in visited.items():
        assert answer.status == 200, f"{path}: {answer.status}"
        page = Page(answer.text)
        for link in page.addresses:
            assert is_known(lively, urljoin(path, link.partition("#")[0]) or "/"), (path, link)
            anchor = link.partition("#")[2]
            assert not anchor or page.ids[anchor] == 1, (path, link)
        for form in page.forms:
            assert is_known(lively, form.action), (path, form.action)
    # Even without a role there is more to see than the start.
    assert len(visited) >= 3


def test_every_page_says_what_it_is_in_plain_words(visited: dict[str, Answer]) -> None:
    titles: dict[str, str] = {}
    for path, answer in visited.items():
        page = Page(answer.text)
        assert page.title.endswith("– Candour"), path
        assert page.tags["h1"] == 1, path
        assert page.language == "en-GB"
        assert page.inline == [], path
        assert not ACRONYM.findall(page.text), path
        assert "!" not in page.text, path
        doubled = [name for name, count in page.ids.items() if count > 1]
        assert not doubled, (path, doubled)
        titles.setdefault(page.title, path)
    assert len(titles) >= 3


def test_every_label_belongs_to_a_field(visited: dict[str, Answer]) -> None:
    for path, answer in visited.items():
        page = Page(answer.text)
        for label in page.labels:
            assert page.ids[label] == 1, (path, label)


# --- forms that come back -----------------------------------------------------------------------

JOIN_MISTAKES: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": ""}, ["name"]),
    ({"email": "not an address"}, ["email"]),
    ({"organisation": "  "}, ["organisation"]),
    ({"network": []}, ["network"]),
    ({"network": ["Nowhere!"]}, ["network"]),
    ({"network": ["nowhere"]}, ["network"]),
    ({"agree": []}, ["agree"]),
    ({"name": "a\u202eb", "email": "x", "agree": []}, ["name", "email", "agree"]),
    ({"name": "Zo\u200be"}, ["name"]),
    ({"name": "x" * 201}, ["name"]),
    ({"role": "y" * 201}, ["role"]),
    ({"organisation": "\u00a0"}, ["organisation"]),
]


@pytest.mark.parametrize(("changed", "fields"), JOIN_MISTAKES)
def test_the_join_form_comes_back_with_what_was_typed_and_what_to_do(
    network: Network, changed: dict[str, Any], fields: list[str]
) -> None:
    form = join_form(**changed)
    answer = network.post("/join", form)
    assert answer.status == 422
    page = Page(answer.text)
    assert page.title.startswith("Error: ")
    summary = [link for link in page.addresses if link.startswith("#") and link != "#maincontent"]
    assert sorted(summary) == sorted(f"#{name}" for name in fields)
    for name in fields:
        assert page.ids[name] == 1
    sent = page.form("/join").fields
    for name in ("name", "email", "organisation", "role"):
        assert sent[name] == [form[name]], name
    assert sent.get("agree", []) == ([] if form["agree"] == [] else ["yes"])
    assert network.items("JOIN#") == []
    assert [item["sk"] for item in network.items("ADDRESS#")].count("CLAIM") == 1  # the chair's


def test_joining_without_agreeing_is_refused_by_both_doors(network: Network) -> None:
    form = join_form()
    del form["agree"]
    assert "Tick the box" in network.post("/join", form).text
    answer = network.api("POST", "/api/membership/join", form)
    assert answer.status == 422
    assert answer.json()["fields"] == {
        "agree": "Tick the box if you agree to the ground rules.",
    }


def test_the_sign_in_form_keeps_the_address_and_where_to_go(network: Network) -> None:
    answer = network.post("/sign-in", {"email": "chair at kelder", "next": HERE})
    assert answer.status == 422
    assert Page(answer.text).form("/sign-in").fields == {
        "email": ["chair at kelder"],
        "next": [HERE],
    }


def test_the_code_form_keeps_the_challenge_when_no_code_was_typed(network: Network) -> None:
    asked = Page(network.post("/sign-in", {"email": "a@kelder.example"}).text)
    fields = asked.form("/sign-in/code").fields
    again = network.post("/sign-in/code", {**fields, "code": ""})
    assert again.status == 422
    page = Page(again.text)
    assert page.form("/sign-in/code").fields["challenge"] == fields["challenge"]
    assert "#code" in page.addresses


def test_a_reason_that_is_too_long_is_kept(everybody: Network) -> None:
    path = f"{HERE}/desk/waiting/{everybody.ids['applicant']}/decline"
    answer = everybody.post(path, {"reason": "x" * 201}, by="chair")
    assert answer.status == 422
    page = Page(answer.text)
    assert page.form("/decline").fields["reason"] == ["x" * 201]
    assert "#reason" in page.addresses
    assert everybody.place("applicant")["standing"] == "waiting"


def test_a_role_that_there_is_not_is_refused(everybody: Network) -> None:
    path = f"{HERE}/desk/members/{everybody.ids['member']}/grant"
    for role in ("emperor", "", "Chair"):
        assert everybody.post(path, {"role": role}, by="chair").status == 422
    assert everybody.place("member")["roles"] == []


def test_sending_a_form_again_is_answered_with_what_is(everybody: Network) -> None:
    """A replay says so; nothing is done twice."""
    desk, ids = f"{HERE}/desk", everybody.ids
    for path, form in (
        (f"{desk}/waiting/{ids['applicant']}/approve", {}),
        (f"{desk}/members/{ids['member']}/grant", {"role": "reviewer"}),
        (f"{desk}/members/{ids['reviewer']}/revoke", {"role": "reviewer"}),
        (f"{desk}/members/{ids['note_taker']}/suspend", {}),
        (f"{desk}/members/{ids['suspended']}/reinstate", {}),
    ):
        assert everybody.post(path, form, by="chair").status == 303, path
        events = len(everybody.world.events())
        again = everybody.post(path, form, by="chair")
        assert again.status == 409, path
        assert len(everybody.world.events()) == events


def test_a_page_that_is_stale_says_so_before_anything_is_typed(everybody: Network) -> None:
    applicant = everybody.ids["applicant"]
    path = f"{HERE}/desk/waiting/{applicant}/decline"
    assert PEOPLE["applicant"] in everybody.get(path, by="chair").text
    everybody.post(f"{HERE}/desk/waiting/{applicant}/approve", by="co_chair")
    assert everybody.get(path, by="chair").status == 409


def test_empty_places_say_what_will_come(network: Network) -> None:
    assert "Nobody is waiting" in network.get(f"{HERE}/desk", by="chair").text
    assert "Plan the next session" in network.get(f"{HERE}/desk", by="chair").text
    assert "Nothing is planned yet" in network.get(HERE, by="chair").text
    assert "There are no notes yet" in network.get(HERE, by="chair").text
    network.add("declined")
    assert "not in a network yet" not in network.get("/me", by="declined").text
    network.add("leaver")
    assert "not in a network yet" in network.get("/me", by="leaver").text


def test_whoever_may_not_plan_is_not_asked_to(everybody: Network) -> None:
    page = everybody.get(f"{HERE}/desk", by="reviewer")
    assert "Nothing is planned" in page.text
    assert f"{HERE}/desk/sessions" not in Page(page.text).addresses


def test_the_next_session_is_shown_however_many_are_planned(network: Network) -> None:
    for week in range(60):
        day = datetime(2026, 11, 27, tzinfo=UTC).toordinal() + 7 * (59 - week)
        plan(network, f"Session {60 - week}", datetime.fromordinal(day).date().isoformat())
    for path in (HERE, f"{HERE}/desk"):
        page = network.get(path, by="chair").text
        assert "Session 1<" in page or "Session 1," in page, path


def test_a_request_is_taken_back_on_a_page_that_says_so(everybody: Network) -> None:
    page = everybody.get(f"/me/networks/{SLUG}/leave", by="applicant").text
    assert "Take your request back?" in page
    assert "no longer read its notes" not in page
    assert everybody.post(f"/me/networks/{SLUG}/leave", by="applicant").status == 303
    assert PEOPLE["applicant"] not in everybody.get(f"{HERE}/desk", by="chair").text


def test_names_are_shown_as_text_never_as_markup(network: Network) -> None:

    name = "<b onmouseover=alert(1)>Ann</b> {{ 7 * 7 }}"
    enter(network, network.post("/join", join_form(name=name)))
    page = network.get(f"{HERE}/desk", by="chair").text
    assert "&lt;b onmouseover=alert(1)&gt;Ann&lt;/b&gt; {{ 7 * 7 }}" in page
    assert "<b onmouseover" not in page


def test_the_list_of_members_is_to_be_read_and_each_page_has_what_can_be_done(
    everybody: Network,
) -> None:
    """With five buttons for each of 1,600 people nobody finds a name on a small screen."""
    listed = everybody.get(f"{HERE}/desk/members", by="chair").text
    assert "/grant" not in listed
    assert "/suspend" not in listed
    one = f"{HERE}/desk/members/{everybody.ids['member']}"
    assert f'href="{one}"' in listed
    page = everybody.get(one, by="chair").text
    assert all(f'action="{one}/{what}"' in page for what in ("grant", "suspend"))
    assert f'href="{one}/remove"' in page
    own = everybody.get(f"{HERE}/desk/members/{everybody.ids['chair']}", by="chair").text
    assert "/suspend" not in own


def test_whoever_waits_is_not_told_to_ask_once_more(network: Network) -> None:
    """The page of a network says where to see how far the request is."""
    network.add("applicant")
    network.world.settle()
    answer = network.get(HERE, by="applicant")
    assert answer.status == 403
    assert "whether you wait to be let in" in answer.text
