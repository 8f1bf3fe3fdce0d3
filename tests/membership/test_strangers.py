"""Joining, for those who try things out: nothing tells who is known here, and limits hold."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from infra.embedded.events import Answer
from services.membership import challenges
from services.runtime.signing import unsign
from tests.membership.meanwhile import between, calls_of
from tests.membership.network import (
    SLUG,
    Network,
    email_of,
    enter,
    hidden,
    join_form,
)

CHALLENGE = re.compile(r'name="challenge" value="[^"]+"')


# --- what a stranger may learn (X7) ---------------------------------------------------------------


def test_known_and_unknown_addresses_get_the_same_page(network: Network) -> None:
    network.add("member")
    for path, known, unknown in (
        ("/join", join_form("member"), join_form("stranger", network=[SLUG])),
        ("/sign-in", {"email": email_of("member")}, {"email": "nobody@kelder.example"}),
    ):
        pages = [network.post(path, form) for form in (known, unknown)]
        blank = {CHALLENGE.sub("", page.text) for page in pages}
        assert len(blank) == 1, path
        assert {page.status for page in pages} == {200}
        assert pages[0].headers == pages[1].headers


def test_programs_learn_no_more(network: Network) -> None:
    network.add("member")
    answers = [
        network.api("POST", "/api/membership/tokens", {"email": email})
        for email in (email_of("member"), "nobody@kelder.example")
    ]
    assert [set(answer.json()) for answer in answers] == [set(answers[0].json())] * 2
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize("path", ["/join", "/sign-in"])
def test_the_same_calls_are_made_before_either_answer(network: Network, path: str) -> None:
    network.add("member")

    def asks(kind: str) -> None:
        form = join_form(kind, network=[SLUG]) if path == "/join" else {"email": email_of(kind)}
        assert network.raw_form(path, form).status == 200

    known, unknown = (calls_of(network, partial(asks, kind)) for kind in ("member", "stranger"))
    assert known == unknown
    assert "transact" in known


def test_the_same_calls_are_made_before_a_wrong_code_is_refused(network: Network) -> None:
    network.add("member")
    refused: list[Answer] = []

    def tries(challenge: str) -> None:
        proof = {"challenge": challenge, "code": "1"}
        refused.append(network.api("POST", "/api/membership/tokens", proof))

    made = []
    for kind in ("member", "stranger"):
        asked = network.api("POST", "/api/membership/tokens", {"email": email_of(kind)})
        made.append(calls_of(network, partial(tries, asked.json()["challenge"])))
    assert made[0] == made[1]
    known, unknown = (answer.json() for answer in refused)
    assert known.pop("challenge") != unknown.pop("challenge")
    assert known == unknown


def test_asking_twice_does_not_tell_whether_an_account_was_made(network: Network) -> None:
    """A challenge looks the same before and after joining, for members and strangers."""

    def seen(page: Any) -> list[Any]:
        whole: list[Any] = unsign(challenges.PURPOSE, hidden(page)["challenge"])
        return whole

    address = {"email": email_of("applicant")}
    pages = [network.post("/sign-in", address), network.post("/join", join_form())]
    member_id = network.proved("applicant")
    pages += [network.post("/sign-in", address) for _ in range(2)]
    shown = [seen(page) for page in pages]
    keys, veiled, sessions = ({one[field] for one in shown} for field in range(3))
    assert len(keys) == 1
    assert len(veiled) == len(sessions) == 4, "never the same twice, whether or not it is"
    assert {len(id_) for id_ in veiled} == {len(member_id)}
    assert member_id not in str(shown)


def test_a_form_from_before_the_account_was_made_is_answered_as_if_there_were_none(
    network: Network,
) -> None:
    """Or whoever keeps one open could see when somebody joins."""
    open_form = network.post("/sign-in", {"email": email_of("member")})
    nobodys = network.post("/sign-in", {"email": email_of("stranger")})
    network.add("member")
    pages = [
        network.post("/sign-in/code", {**hidden(page), "code": "12345678"})
        for page in (open_form, nobodys)
    ]
    assert len({CHALLENGE.sub("", page.text) for page in pages}) == 1
    assert {page.status for page in pages} == {422}


def test_an_unknown_address_gets_no_mail_and_no_code_lets_it_in(network: Network) -> None:
    page = network.post("/sign-in", {"email": "nobody@kelder.example"})
    assert network.codes("nobody@kelder.example") == []
    for code in ("00000000", "12345678"):
        assert network.post("/sign-in/code", {**hidden(page), "code": code}).status == 422
    for kept in network.items("SIGNIN#"):
        lives = kept["expires_at"] - network.world.now.timestamp()
        assert lives == (600 if kept["sk"] == "CODE" else 3600)


# --- limits ---------------------------------------------------------------------------------------


def test_at_most_three_code_mails_an_hour_go_to_one_address(network: Network) -> None:
    pages = [network.post("/join", join_form()) for _ in range(3)]
    pages += [network.post("/sign-in", {"email": email_of("applicant")}) for _ in range(3)]
    assert {page.status for page in pages} == {200}
    assert len(network.codes(email_of("applicant"))) == 3
    # The last code that was mailed still works where it was asked for last.
    assert enter(network, pages[-1]).status == 303
    network.world.advance(timedelta(hours=1))
    network.post("/sign-in", {"email": email_of("applicant")})
    assert len(network.codes(email_of("applicant"))) == 4


def test_an_hour_is_any_hour_not_one_of_the_clock(network: Network) -> None:
    network.world.move_to(network.world.now.replace(minute=55))
    for minutes in (0, 3, 6, 9, 12):
        network.world.advance(timedelta(minutes=minutes))
        network.post("/join", join_form())
    assert len(network.codes(email_of("applicant"))) == 3
    network.world.advance(timedelta(minutes=31))  # 61 after the first, 58 after the second
    for _ in range(2):
        network.post("/join", join_form())
    assert len(network.codes(email_of("applicant"))) == 4


def test_two_clicks_at_one_moment_send_one_mail(network: Network) -> None:
    """And the code in it is good in either form."""
    network.add("member")
    network.world.settle()
    mine = {"email": email_of("member")}
    before = len(network.codes(email_of("member")))
    other: list[Any] = []
    between(network, lambda: other.append(network.raw_form("/sign-in", mine)))
    page = network.raw_form("/sign-in", mine)
    network.world.settle()
    assert len(network.codes(email_of("member"))) == before + 1
    assert hidden(page)["challenge"] != hidden(other[0])["challenge"]
    assert enter(network, page, "member").status == 303


@pytest.mark.parametrize("path", ["/join", "/sign-in"])
def test_one_place_cannot_try_all_addresses(network: Network, path: str) -> None:
    forms = [
        join_form(email=f"p{n}@kelder.example")
        if path == "/join"
        else {"email": f"p{n}@kelder.example"}
        for n in range(61)
    ]
    answers = [network.raw_form(path, form) for form in forms]
    assert [answer.status for answer in answers] == [200] * 60 + [429]
    assert answers[-1].header("retry-after") == "3600"
    wish = join_form(agree=True) if path == "/join" else {"email": email_of("chair")}
    address = "/api/membership/join" if path == "/join" else "/api/membership/tokens"
    answer = network.api("POST", address, wish)
    assert (answer.status, answer.header("content-type")) == (429, "application/problem+json")
    assert answer.header("retry-after") == "3600"
    network.world.advance(timedelta(hours=1))
    assert network.raw_form(path, forms[-1]).status == 200
