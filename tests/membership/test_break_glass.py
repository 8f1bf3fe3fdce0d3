"""Break-glass access: an hour, a reason, one network, nothing changed, and everybody can see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict, NotAllowed
from services.membership.commands import break_glass, host, questions
from services.membership.commands.break_glass import OpenAccess
from services.membership.commands.host import AppointAdmin
from services.membership.commands.questions import AnswerQuestion, AskApplicant
from services.membership.model import break_glass as rules
from services.membership.model.break_glass import Access, Closer
from services.membership.model.looking import What
from services.runtime import platform
from tests.membership.meanwhile import between, erase
from tests.membership.network import OTHER, PEOPLE, SLUG, Network, email_of
from tests.world import START

HOST = f"/api/membership/host/networks/{SLUG}/access"
CHAIRS = f"/api/membership/networks/{SLUG}/break-glass"
DESK = f"/networks/{SLUG}/desk"
WHY = "No chair can be reached, and somebody asks for the list of those who wait."
HOUR = timedelta(hours=1)
A = Access("a1", SLUG, "m1", WHY, START, START + HOUR, version=4)


@pytest.fixture
def network() -> Iterator[Network]:
    """The stranger and the other network's chair look after the installation."""
    made = Network("member", "applicant", "other_chair", "stranger")
    host.appoint_first(made.ids["stranger"])
    host.appoint(AppointAdmin(email=email_of("other_chair")), by=made.ids["stranger"])
    host.accept(by=made.ids["other_chair"])
    made.world.settle()
    yield made
    platform.install(None)


def open_it(network: Network, by: str = "stranger") -> int:
    return network.api("POST", HOST, {"reason": WHY}, by=by).status


def shown(network: Network) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = network.api("GET", CHAIRS, by="chair").json()["accesses"]
    return found


# --- the rules ----------------------------------------------------------------------------------


def test_it_lasts_an_hour_and_not_a_second_more() -> None:
    assert A.is_open(START + HOUR - timedelta(seconds=1))
    assert not A.is_open(START + HOUR)
    assert rules.must_be_open(A, "m1", START) is A
    for access, by, now in ((A, "m2", START), (A, "m1", START + HOUR), (None, "m1", START)):
        with pytest.raises(NotAllowed):
            rules.must_be_open(access, by, now)


def test_there_is_one_at_a_time_and_the_next_one_goes_on_counting() -> None:
    with pytest.raises(Conflict):
        rules.open_access(A, SLUG, "m2", WHY, "a2", START)
    again, said = rules.open_access(A, SLUG, "m2", WHY, "a2", START + HOUR)
    assert (again.version, said.sequence, again.readings) == (5, 5, ())


def test_each_list_that_is_read_is_kept_once() -> None:
    once = rules.read(A, What.MEMBERS, START)
    assert rules.read(once, What.MEMBERS, START + timedelta(minutes=9)) is once
    both = rules.read(once, What.WAITING, START + timedelta(minutes=9))
    assert [(one.what, one.at - START) for one in both.readings] == [
        (What.MEMBERS, timedelta(0)),
        (What.WAITING, timedelta(minutes=9)),
    ]


def test_what_has_ended_cannot_be_ended() -> None:
    closed, _ = rules.close(A, Closer.CHAIR, START)
    for access, now in ((closed, START), (A, START + HOUR), (None, START)):
        with pytest.raises(Conflict):
            rules.close(access, Closer.ADMIN, now)


# --- looking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["members", "waiting"])
def test_without_it_a_host_admin_sees_nobody(network: Network, what: str) -> None:
    assert network.api("GET", f"{HOST}/{what}", by="stranger").status == 403
    assert network.get(f"/host/networks/{SLUG}/{what}", by="stranger").status == 403


def test_with_it_they_see_whom_a_chair_sees(network: Network) -> None:
    assert open_it(network) == 201
    for what in ("members", "waiting"):
        at_the_desk = network.api("GET", f"/api/membership/networks/{SLUG}/{what}", by="chair")
        by_access = network.api("GET", f"{HOST}/{what}", by="stranger")
        assert by_access.json()["people"] == at_the_desk.json()["people"] != []
        page = network.get(f"/host/networks/{SLUG}/{what}", by="stranger")
        assert by_access.json()["people"][0]["name"] in page.text


def test_they_change_nothing_and_see_nothing_else(network: Network) -> None:
    """C1: no drafts; X3: no role comes with it."""
    open_it(network)
    ids, api = network.ids, f"/api/membership/networks/{SLUG}"
    for path, sent in (
        (f"{api}/waiting/{ids['applicant']}/approve", None),
        (f"{api}/members/{ids['member']}/grant", {"role": "chair"}),
        (f"{api}/policy", {"policy": "open", "quorum": 2}),
        (f"{api}/archive", None),
        (f"{api}/invitations", {"addresses": "a@kelder.example"}),
    ):
        assert network.api("POST", path, sent, by="stranger").status == 403
    for path in (f"{api}/members", f"{api}/invitations", CHAIRS):
        assert network.api("GET", path, by="stranger").status == 403
    for page in (DESK, f"/networks/{SLUG}", f"{DESK}/break-glass"):
        assert network.get(page, by="stranger").status == 403


def test_it_is_of_one_admin_and_one_network(network: Network) -> None:
    open_it(network)
    assert network.api("GET", f"{HOST}/members", by="other_chair").status == 403
    other = HOST.replace(SLUG, OTHER)
    assert network.api("GET", f"{other}/members", by="stranger").status == 403
    assert open_it(network, "other_chair") == 409


def test_it_ends_after_an_hour_and_with_the_office(network: Network) -> None:
    open_it(network)
    host.relieve(network.ids["stranger"], by=network.ids["other_chair"])
    assert network.api("GET", f"{HOST}/members", by="stranger").status == 403
    network.world.advance(HOUR)
    assert open_it(network, "other_chair") == 201
    network.world.advance(HOUR)
    assert network.api("GET", f"{HOST}/members", by="other_chair").status == 403


def test_nobody_else_opens_it_and_never_without_a_reason(network: Network) -> None:
    for by in ("chair", "member"):
        assert open_it(network, by) == 403
    assert network.api("POST", HOST, {"reason": "  "}, by="stranger").status == 422
    assert network.api("POST", HOST, {"reason": "x" * 1001}, by="stranger").status == 422
    nowhere = HOST.replace(SLUG, "nowhere")
    assert network.api("POST", nowhere, {"reason": WHY}, by="stranger").status == 404


def test_it_cannot_be_opened_again_and_again(network: Network) -> None:
    for _ in range(5):
        assert open_it(network) == 201
        break_glass.close(SLUG, by=network.ids["stranger"])
    assert open_it(network) == 429


# --- who sees that ------------------------------------------------------------------------------


def test_chairs_see_by_whom_why_when_and_what_was_read(network: Network) -> None:
    assert "Emergency access is open" not in network.get(DESK, by="chair").text
    open_it(network)
    network.api("GET", f"{HOST}/members", by="stranger")
    assert "Emergency access is open" in network.get(DESK, by="chair").text
    page = network.get(f"{DESK}/break-glass", by="chair").text
    for words in (
        PEOPLE["stranger"],
        WHY,
        "The members, first at 9am",
        "Monday 23 November 2026 at 9am",
    ):
        assert words in page
    network.world.advance(HOUR)
    assert "Emergency access is open" not in network.get(DESK, by="chair").text
    (was,) = shown(network)
    assert (was["name"], was["reason"], was["open"]) == (PEOPLE["stranger"], WHY, False)
    assert [one["what"] for one in was["readings"]] == ["members"]


def test_whoever_was_seen_can_read_it_and_so_can_the_admin_of_the_chairs(network: Network) -> None:
    """X5."""
    open_it(network)
    network.api("GET", f"{HOST}/members", by="stranger")
    network.get(f"{DESK}/break-glass", by="chair")

    def looks(who: str) -> list[tuple[str, str]]:
        seen = network.api("GET", "/api/membership/me/looks", by=who).json()["looks"]
        return [(look["reader"], look["what"]) for look in seen]

    assert looks("member") == [("host", "members")]
    assert looks("stranger") == [("chair", "access")]
    assert (
        "Host staff with access to Patient Safety Peers"
        in network.get("/me/looks", by="member").text
    )


@pytest.mark.parametrize(
    ("by", "path", "closer"),
    [
        ("chair", f"{DESK}/break-glass/close", "chair"),
        ("stranger", f"/host/networks/{SLUG}/close", "admin"),
        ("chair", f"{CHAIRS}/close", "chair"),
        ("stranger", f"{HOST}/close", "admin"),
    ],
)
def test_the_admin_and_a_chair_can_end_it(
    network: Network, by: str, path: str, closer: str
) -> None:
    open_it(network)
    ask = network.api if path.startswith("/api") else (lambda _, to, by: network.post(to, by=by))
    assert ask("POST", path, by="member").status == 403
    assert ask("POST", path, by="other_chair").status == 403
    assert ask("POST", path, by=by).status in (204, 303)
    assert network.api("GET", f"{HOST}/members", by="stranger").status == 403
    assert shown(network)[0]["closed_by"] == closer
    assert len(network.said("BreakGlassClosed.v1")) == 1


def test_no_event_says_why_or_who(network: Network) -> None:
    """X1."""
    open_it(network)
    (said,) = network.said("BreakGlassOpened.v1")
    assert WHY not in str(network.world.events())
    assert network.ids["stranger"] not in str(said)
    assert said["network_id"] == SLUG


def test_the_page_of_the_admin_asks_for_network_and_reason(network: Network) -> None:
    assert "Open emergency access" in network.get("/host", by="stranger").text
    assert network.get("/host/access", by="member").status == 403
    sent = {"network": SLUG, "reason": ""}
    again = network.post("/host/access", sent, by="stranger")
    assert (again.status, f'value="{SLUG}"' in again.text) == (422, True)
    done = network.post("/host/access", {**sent, "reason": WHY}, by="stranger")
    assert (done.status, done.header("location")) == (303, f"/host/networks/{SLUG}")
    assert "It is open until" in network.get(f"/host/networks/{SLUG}", by="stranger").text
    assert "You have no access" in network.get(f"/host/networks/{SLUG}", by="other_chair").text


# --- erasure and time ---------------------------------------------------------------------------


def test_an_erased_admin_is_veiled_and_looks_no_longer(network: Network) -> None:
    """M22: what was done stays, by somebody who has left."""
    for _ in range(2):
        open_it(network)
        network.world.advance(HOUR)
    open_it(network)
    gone = network.ids["stranger"]
    erase(network, gone)
    assert [item for item in network.items("NETWORK#") if gone in str(item)] == []
    assert network.items(f"MEMBER#{gone}") == []
    assert [(one["name"], one["open"]) for one in shown(network)] == [("", False)] * 3
    assert "Somebody who has left" in network.get(f"{DESK}/break-glass", by="chair").text
    assert open_it(network, "other_chair") == 201


def test_chairs_see_it_for_a_year(network: Network) -> None:
    open_it(network)
    network.world.platform.clock.advance(rules.KEPT_FOR - timedelta(seconds=1))
    assert len(shown(network)) == 1
    network.world.platform.clock.advance(timedelta(seconds=2))
    assert shown(network) == []
    assert open_it(network) == 201


def test_two_who_open_at_once_do_not_both_get_in(network: Network) -> None:
    other = network.ids["other_chair"]
    between(network, lambda: break_glass.open_access(SLUG, OpenAccess(reason=WHY), by=other))
    with pytest.raises(Conflict):
        break_glass.open_access(SLUG, OpenAccess(reason=WHY), by=network.ids["stranger"])


def test_a_host_admin_who_lost_the_page_finds_it_again(network: Network) -> None:
    """The link stands where access is opened, for whoever has it open and for as long."""
    link = f'href="/host/networks/{SLUG}"'
    assert open_it(network) < 300
    assert link in network.get("/host/access", by="stranger").text
    assert link not in network.get("/host/access", by="other_chair").text
    network.world.advance(HOUR)
    assert link not in network.get("/host/access", by="stranger").text


def test_what_chairs_and_an_applicant_write_to_each_other_is_not_shown(network: Network) -> None:
    """Host admins see who waits, and neither what was asked nor what was answered."""
    applicant = network.ids["applicant"]
    question = AskApplicant(question="Where do we know you from?")
    questions.ask(SLUG, applicant, question, by=network.ids["chair"])
    questions.answer(SLUG, AnswerQuestion(answer="From the summer meeting."), by=applicant)
    open_it(network)
    by_program = network.api("GET", f"{HOST}/waiting", by="stranger")
    page = network.get(f"/host/networks/{SLUG}/waiting", by="stranger")
    assert PEOPLE["applicant"] in by_program.text
    assert PEOPLE["applicant"] in page.text
    for text in (by_program.text, page.text):
        assert "know you from" not in text
        assert "summer meeting" not in text
