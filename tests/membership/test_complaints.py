"""Complaints about data protection: kept at once, chased in time, answered by mail, then gone."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from infra.embedded.events import Answer
from services.membership.commands import host
from tests.membership.network import Network, email_of
from tests.page import Page

API = "/api/membership"
HERE = f"{API}/host/complaints"
OF = "ada.lunn@ferndale.example"
WISH = {
    "name": "Ada Lunn",
    "email": OF,
    "words": "My name is wrong.\n\nSince March.",
    "network": "",
}
REFERENCE = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")


@pytest.fixture
def network() -> Network:
    """A network, whose facilitator looks after the installation."""
    made = Network("facilitator", "member")
    host.appoint_first(made.ids["facilitator"])
    made.world.settle()
    return made


def complain(at: Network, **other: Any) -> Answer:
    return at.api("POST", f"{API}/complaints", {**WISH, **other})


def waiting(network: Network) -> list[dict[str, Any]]:
    answer = network.api("GET", HERE, by="facilitator")
    assert answer.status == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["complaints"]
    return found


def subjects(network: Network, email: str) -> list[str]:
    return [mail["subject"] for mail in network.world.mail() if mail["to"] == email]


def told(network: Network) -> list[dict[str, Any]]:
    """What was said on the private bus so that a host admin is told, oldest first."""
    return network.told("ComplaintWaits.v1")


def test_a_complaint_is_acknowledged_at_once_with_its_reference(network: Network) -> None:
    """On the page, for somebody of whom we have never heard."""
    page = Page(network.get("/complaint").text)
    (form,) = [form for form in page.forms if form.action == "/complaint"]
    sent = network.post("/complaint", {**form.fields, **WISH})
    assert sent.status == 200
    (reference,) = set(REFERENCE.findall(sent.text))
    (said,) = network.told("ComplaintReceived.v1")
    assert (said["email"], said["reference"]) == (OF, reference)
    (kept,) = waiting(network)
    assert (kept["reference"], kept["words"], kept["state"]) == (
        reference,
        WISH["words"],
        "received",
    )

    again = network.post("/complaint", {**form.fields, **WISH})
    assert reference in again.text
    assert len(waiting(network)) == 1, "the same form sent twice is one complaint"


def test_the_answer_is_the_same_whoever_it_is(network: Network) -> None:
    """X7: for a member and for a stranger, in what is said and in what is done before."""
    ids = {"stranger": "a0" * 16, "member": "b0" * 16}
    seen = {}
    for who, complaint_id in ids.items():
        email = OF if who == "stranger" else email_of(who)
        answer = complain(network, email=email, complaint_id=complaint_id)
        body = answer.json()
        assert body.pop("reference") == f"{complaint_id[:4]}-{complaint_id[4:8]}".upper()
        seen[who] = answer.status, body, [name for name, _ in answer.headers]
    assert seen["stranger"] == seen["member"]


def test_host_admins_note_steps_and_answer_by_mail(network: Network) -> None:
    complain(network)
    (kept,) = waiting(network)
    at = f"{HERE}/{kept['complaint_id']}"
    noted = network.api("POST", f"{at}/steps", {"words": "Asked a chair."}, by="facilitator").json()
    assert (noted["state"], noted["steps"][0]["words"]) == ("looked_into", "Asked a chair.")
    page = network.get(f"/host/complaints/{kept['complaint_id']}", by="facilitator").text
    assert "Asked a chair." in page and "Since March." in page

    done = network.api("POST", f"{at}/answer", {"outcome": "Put right."}, by="facilitator").json()
    assert done["state"] == "answered"
    (said,) = network.told("ComplaintAnswered.v1")
    assert (said["email"], said["outcome"]) == (OF, "Put right.")
    assert waiting(network) == []
    answered = network.api("GET", f"{HERE}?answered=true", by="facilitator").json()["complaints"]
    assert [one["reference"] for one in answered] == [kept["reference"]]
    for what, words in (("steps", "words"), ("answer", "outcome")):
        late = network.api("POST", f"{at}/{what}", {words: "More."}, by="facilitator")
        assert late.status == 409
    page = network.get("/host/complaints/answered", by="facilitator").text
    assert kept["reference"] in page


def test_nobody_else_sees_them(network: Network) -> None:
    complain(network)
    (kept,) = waiting(network)
    for path in ("", f"/{kept['complaint_id']}"):
        for who in ("member", "chair"):
            assert network.api("GET", f"{HERE}{path}", by=who).status == 403
            assert network.get(f"/host/complaints{path}", by=who).status == 403


def test_host_admins_are_told_at_once_on_day_20_on_day_27_and_then_each_week(
    network: Network,
) -> None:
    """Before the 30 days are over; not any more once it is answered."""
    complain(network)
    days = {0: 1, 19: 1, 20: 2, 26: 2, 27: 3, 33: 3, 34: 4}
    begun = network.world.now
    for day, count in days.items():
        network.world.move_to(begun + timedelta(days=day, minutes=2))
        assert len(told(network)) == count, day
    assert {said["email"] for said in told(network)} == {email_of("facilitator")}
    assert "My name is wrong" not in json.dumps(told(network))
    (kept,) = waiting(network)
    at = f"{HERE}/{kept['complaint_id']}"
    network.api("POST", f"{at}/answer", {"outcome": "Put right."}, by="facilitator")
    network.world.advance(timedelta(days=30))
    assert len(told(network)) == 4
    assert not any("complaint_id" in row for row in network.items("DUE#"))


def test_nothing_is_lost_while_nobody_looks_after_the_installation(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An operator is told each day, until there is somebody."""
    network = Network("member")
    complain(network)
    network.world.advance(timedelta(days=2, minutes=3))
    said = [line for line in capsys.readouterr().out.splitlines() if "without_admin" in line]
    assert len(said) in {2, 3}
    host.appoint_first(network.ids["member"])
    network.world.advance(timedelta(days=1))
    assert {said["email"] for said in told(network)} == {email_of("member")}
    assert len(network.api("GET", HERE, by="member").json()["complaints"]) == 1


def test_three_receipts_an_hour_go_to_one_address_and_every_complaint_is_kept(
    network: Network,
) -> None:
    for number in range(5):
        assert complain(network, words=f"Complaint {number}").status == 202
    assert len(network.told("ComplaintReceived.v1")) == 3
    assert len(waiting(network)) == 5
    network.world.advance(timedelta(hours=1))
    complain(network)
    assert len(network.told("ComplaintReceived.v1")) == 4


def test_one_source_can_send_twenty_an_hour(network: Network) -> None:
    statuses = [complain(network, email=f"p{n}@kelder.example").status for n in range(21)]
    assert statuses == [202] * 20 + [429]
    network.world.advance(timedelta(hours=1))
    assert complain(network).status == 202


@pytest.mark.parametrize(
    "broken",
    [
        {"email": "no address"}, {"email": "ann@\u200bkelder.example"}, {"name": ""},
        {"name": "a\x00b"}, {"words": ""}, {"words": "x" * 10_001}, {"words": "\u202e"},
        {"complaint_id": "../HOST"}, {"network": "a\nb"}, {"role": "admin"},
    ],
)  # fmt: skip
def test_whatever_cannot_be_used_is_refused_with_a_sentence(
    network: Network, broken: dict[str, str]
) -> None:
    answer = complain(network, **broken)
    assert answer.status == 422
    assert answer.json()["detail"]
    assert waiting(network) == []


def test_it_is_kept_for_two_years_after_the_answer_and_then_gone(network: Network) -> None:
    complain(network)
    network.world.advance(timedelta(days=900))
    (kept,) = waiting(network)
    at = f"{HERE}/{kept['complaint_id']}"
    network.api("POST", f"{at}/answer", {"outcome": "Put right."}, by="facilitator")
    network.world.advance(timedelta(days=729))
    assert network.api("GET", at, by="facilitator").status == 200
    network.world.advance(timedelta(days=2))
    assert network.api("GET", at, by="facilitator").status == 404
    tables = network.world.platform.tables
    assert tables.get(network.world.platform.settings["MEMBERSHIP_TABLE"],
                      (f"COMPLAINT#{kept['complaint_id']}", "STATE")) is None  # fmt: skip
