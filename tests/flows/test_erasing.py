"""Somebody is erased from every service, and nothing is left that leads to them (M22, U14)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from infra.embedded.events import Request
from services.membership.addresses import address_key
from services.notes import store
from services.runtime.erasing import tombstone
from services.runtime.ports import SignInRefused
from tests.flows.network import CODE, SLUG, Network, Person, hidden

WEEK = timedelta(days=7, minutes=5)
A_WHILE = timedelta(minutes=10)

OWN_MAIL = "mail"
"""What went to the address is the mailbox of whoever it belonged to, not a record of ours."""
LOG = "bus_log"
"""This machine's control room shows what was on the public bus, by ids (X1)."""


def ask_to_be_erased(network: Network, person: Person) -> None:
    """On the pages, with the code from the mail."""
    world = network.world
    assert world.get("/me/account/delete", by=person.member_id).status == 200
    page = world.post("/me/account/delete", {}, by=person.member_id)
    (code,) = CODE.findall(network.mail_to(person.email)[-1]["text"])
    form = {"code": code, **hidden(page)}
    done = world.post("/me/account/delete/code", form, by=person.member_id)
    assert done.status == 303, done.text


def erased(network: Network, person: Person) -> None:
    """Ask, let the week go by, and let everything settle."""
    ask_to_be_erased(network, person)
    network.world.advance(WEEK)
    network.world.advance(A_WHILE)


def traces(network: Network, *words: str, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Every row of this machine that holds one of these words, except of the tables `but`."""
    return [
        row
        for row in network.everything()
        if row["kept_in"] not in but
        and any(word.lower() in json.dumps(row, ensure_ascii=False).lower() for word in words)
    ]


def lively(network: Network, person: Person) -> None:
    """The person does whatever leaves something behind in a service."""
    world, by = network.world, person.member_id
    network.plan("Learning from claims")
    network.clock_to("2026-11-26T15:00:00+00:00")
    world.post("/me/mail", {"networks": [SLUG], "reminders": [SLUG], "notes": []}, by=by)
    network.clock_to("2026-11-27T15:30:00+00:00")
    (session_id,) = network._session_ids()
    path = f"/api/sessions/networks/{SLUG}/sessions/{session_id}/hold"
    held = world.api(
        "POST", path, {"recording_off": True, "headcount": 40}, by=network.chair.member_id
    )
    assert held.status < 300, held.text
    (draft,) = world.api("GET", f"/api/notes/networks/{SLUG}/drafts", by=by).json()["drafts"]
    wish = {
        "title": "Speaking up", "version": draft["version"],
        "text": "Members found that a short talk after each shift helps.",
    }  # fmt: skip
    path = f"/api/notes/networks/{SLUG}/drafts/{draft['draft_id']}/submit"
    assert world.api("POST", path, wish, by=by).status == 200


def test_nothing_is_left_of_somebody_who_was_erased(network: Network) -> None:
    """M22, M23, C20, A21: every row of every table, queue, outbox and log of this machine."""
    person = network.facilitator
    lively(network, person)
    before = {row["kept_in"] for row in traces(network, person.member_id)}
    assert {"items", "users", "refresh_tokens"} <= before

    erased(network, person)

    words = person.member_id, person.email, person.name, "Renwick"
    assert traces(network, *words, but=(OWN_MAIL, LOG)) == []
    assert traces(network, *words[1:], but=(OWN_MAIL,)) == []
    others = [mail for mail in network.world.mail() if mail["to"] != person.email]
    assert not any(word in json.dumps(others) for word in words)
    assert network.world.dead_letters() == []


def registered(network: Network) -> set[str]:
    """The keyed forms of names in the register of notes."""
    buckets = [row for row in network.dump() if row["sk"] == "BUCKET"]
    return {hash_ for bucket in buckets for hash_ in store.names_in(bucket)}


def test_what_stays_is_what_the_page_says(network: Network) -> None:
    """M23, C9: hashes of the address and of the id, and for a year the names as keyed forms."""
    person = network.facilitator
    lively(network, person)
    names = registered(network)
    erased(network, person)

    kept = {(row["pk"], row["sk"]) for row in network.dump()}
    assert (f"ADDRESS#{address_key(person.email)}", "ERASED") in kept
    assert {"membership", "sessions", "notes", "notifications"} == {
        service
        for service in ("membership", "sessions", "notes", "notifications")
        for row in network.dump()
        if service in row["table"]
        and row["pk"].partition("#")[2] == tombstone(person.member_id)[0].partition("#")[2]
    }
    assert names == registered(network)
    network.world.advance(timedelta(days=368))
    assert registered(network) < names


def test_the_receipt_is_the_last_mail(network: Network) -> None:
    """A21: once, after every service has forgotten, and nothing after it."""
    person = network.members[0]
    ask_to_be_erased(network, person)
    network.world.advance(WEEK)
    network.world.advance(A_WHILE)
    network.plan("A week later", date="2026-12-11")
    network.clock_to("2026-12-10T16:00:00+00:00")

    subjects = [mail["subject"] for mail in network.mail_to(person.email)]
    assert subjects[-1] == "Your account is deleted"
    assert subjects.count("Your account is deleted") == 1
    (receipt,) = (m for m in network.mail_to(person.email) if m["subject"] == subjects[-1])
    assert person.name not in receipt["text"]
    assert person.email not in network.reminders("A week later")
    assert len(network.reminders("A week later")) == len(network.everybody) - 1


def test_old_tokens_and_links_open_nothing(network: Network) -> None:
    """Decision 12, A5."""
    person = network.members[0]
    identity = network.world.platform.identity
    token = identity.issue(person.member_id).refresh_token
    network.plan("Learning from claims")
    network.clock_to("2026-11-26T15:00:00+00:00")
    reminder = network.mail_to(person.email)[-1]
    erased(network, person)

    for page in ("", "/sessions", "/notes", "/desk"):
        assert network.get(page, by=person).status == 403, page
    me = network.world.get("/me", by=person.member_id)
    assert (me.status, dict(me.headers)["Location"]) == (303, "/")
    link = reminder["headers"]["List-Unsubscribe"].strip("<>")
    path = link.removeprefix("https://candour.example")
    form = {"content-type": "application/x-www-form-urlencoded"}
    done = network.world.door.answer(Request("POST", path, form, b"List-Unsubscribe=One-Click"))
    assert done.status == 200
    assert traces(network, person.member_id, but=(OWN_MAIL, LOG, "refresh_tokens")) == []
    with pytest.raises(SignInRefused):
        identity.refresh(token)


def test_whoever_comes_back_is_somebody_new(network: Network) -> None:
    """M23, story 7: the same address, a new id and an empty history."""
    person = network.members[0]
    erased(network, person)
    again = network.admitted("Yusuf Lambourne", person.email)

    assert again.member_id != person.member_id
    network.replay()
    network.world.advance(A_WHILE)
    assert network.get("/sessions", by=again).status == 200
    assert network.get("/sessions", by=person).status == 403
    assert traces(network, person.member_id, but=(OWN_MAIL, LOG, "refresh_tokens")) == []


def test_what_was_said_before_does_not_bring_anybody_back(network: Network) -> None:
    """P2 of the scorecard: everything once more, the last first, after the erasing."""
    person = network.facilitator
    lively(network, person)
    erased(network, person)
    network.replay()
    network.world.advance(A_WHILE)

    words = person.member_id, person.email, person.name
    assert traces(network, *words, but=(OWN_MAIL, LOG)) == []
    subjects = [mail["subject"] for mail in network.mail_to(person.email)]
    assert subjects.count("Your account is deleted") == 1


def test_signing_in_within_the_week_keeps_the_account_and_says_so(network: Network) -> None:
    """M22."""
    person = network.members[0]
    ask_to_be_erased(network, person)
    network.world.advance(timedelta(days=6, hours=23))
    assert "Your account will be deleted" in network.world.get("/me", by=person.member_id).text
    page = network.world.post("/sign-in", {"email": person.email})
    (code,) = CODE.findall(network.mail_to(person.email)[-1]["text"])
    entered = network.world.post("/sign-in/code", {"code": code, **hidden(page)})
    assert "not%20deleted%20any%20more" in entered.cookies["__Host-banner"]
    network.world.advance(WEEK)
    assert network.get("/sessions", by=person).status == 200
    assert "Your account will be deleted" not in network.world.get("/me", by=person.member_id).text


def test_what_only_they_wrote_is_handed_on(network: Network) -> None:
    """M22, C4: nobody can agree to it before somebody has taken it on."""
    lively(network, network.facilitator)
    erased(network, network.facilitator)
    path = f"/api/notes/networks/{SLUG}/drafts"
    (draft,) = network.world.api("GET", path, by=network.chair.member_id).json()["drafts"]
    found = network.world.api("GET", f"{path}/{draft['draft_id']}", by=network.chair.member_id)
    assert found.json()["state"] == "writing"
    assert "short talk after each shift" in found.text


def test_the_last_chair_is_told_what_to_do_first(network: Network) -> None:
    """M19, story 12."""
    answer = network.world.post("/me/account/delete", {}, by=network.chair.member_id)
    assert answer.status == 409
    assert "Make somebody else a chair first" in answer.text


def test_a_complaint_stays_until_its_time_and_nothing_else(network: Network) -> None:
    """The law asks for it, and the form, the page and the receipt say so (docs/complaints.md)."""
    person = network.members[0]
    assert "account deleted meanwhile" in network.world.get("/complaint").text
    wish = {"name": person.name, "email": person.email, "words": "My name is wrong."}
    made = network.world.api("POST", "/api/membership/complaints", wish).json()
    (receipt,) = (m for m in network.mail_to(person.email) if made["reference"] in m["subject"])
    assert "also if you have an account and it is deleted meanwhile" in receipt["text"]
    erased(network, person)

    left = traces(network, person.member_id, person.email, person.name, but=(OWN_MAIL, LOG))
    assert [row["pk"].partition("#")[0] for row in left] == ["COMPLAINT"]
