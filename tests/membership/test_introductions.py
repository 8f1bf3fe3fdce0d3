"""Introductions: nobody learns who somebody is before both said yes; a no is silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services.membership import commands, store
from services.membership.commands import introductions, organisations, profile
from services.membership.store import introductions as kept
from services.runtime import platform
from tests.membership.meanwhile import calls_of, erase
from tests.membership.network import SLUG, Network, email_of

HERE = f"/api/membership/networks/{SLUG}/introductions"
FALLS = {"kind": "topic", "topic": "Falls", "message": "How do you do it?"}


@pytest.fixture
def network() -> Iterator[Network]:
    """Reviewer and facilitator would help with falls; the member may ask."""
    made = Network("co_chair", "member", "reviewer", "facilitator")
    for who in ("reviewer", "facilitator"):
        say(made, who, topics="falls")
    yield made
    platform.install(None)


def say(network: Network, who: str, **says: Any) -> dict[str, Any]:
    path = f"/api/membership/me/networks/{SLUG}/directory"
    answer = network.api("PUT", path, says, by=who)
    assert answer.status == 200, answer.text
    return dict(answer.json())


def ask(network: Network, by: str = "member", **wish: Any) -> str:
    answer = network.api("POST", HERE, {**FALLS, **wish}, by=by)
    assert answer.status == 202, answer.text
    return str(answer.json()["introduction_id"])


def seen(network: Network, by: str = "member") -> dict[str, Any]:
    return dict(network.api("GET", HERE, by=by).json())


def helper_of(network: Network, introduction_id: str) -> str | None:
    """Who is asked about it just now, by what they are."""
    one = kept.one(introduction_id)
    assert one is not None
    return next((who for who, id_ in network.ids.items() if id_ == one.helper), None)


def answer(network: Network, introduction_id: str, word: str, by: str) -> int:
    path = f"{HERE}/{introduction_id}/answer"
    return network.api("POST", path, {"answer": word}, by=by).status


def test_both_hear_of_each_other_only_after_a_yes(network: Network) -> None:
    """M28: the helper reads the message and what the directory shows, and no address."""
    one = ask(network)
    helper = helper_of(network, one)
    assert helper in ("reviewer", "facilitator")
    (waits,) = seen(network, helper)["to_answer"]
    assert (waits["message"], waits["name"], waits["about"]) == (FALLS["message"], None, "Falls")
    page = network.get(f"/networks/{SLUG}/introductions", by=helper).text
    for secret in (email_of("member"), network.ids["member"], "Yusuf"):
        assert secret not in page
    assert network.told("IntroductionMade.v1") == []
    assert answer(network, one, "yes", helper) == 204
    (made,) = network.told("IntroductionMade.v1")
    assert set(made["member_ids"]) == {network.ids["member"], network.ids[helper]}
    assert answer(network, one, "yes", helper) == 204, "a second yes is no other yes"
    assert len(network.told("IntroductionMade.v1")) == 1
    assert seen(network)["asked"][0]["state"] == "made"
    found = kept.one(one)
    assert found is not None
    assert found.message == "", "the message is kept no longer"
    for name in ("IntroductionAsked.v1", "IntroductionAgreed.v1"):
        (event,) = network.said(name)
        said = str(event)
        assert network.ids["member"] not in said
        assert network.ids[helper] not in said


def test_a_no_no_answer_and_nobody_found_look_the_same() -> None:
    """M28, U13: the same page, the same JSON and the same end, but for the id."""
    topic = "Falls"

    def story(who_helps: tuple[str, ...], *, declined: bool) -> list[str]:
        network = Network("member", "reviewer", "facilitator")
        for who in who_helps:
            say(network, who, topics=topic)
        one, texts = ask(network, topic=topic), list[str]()
        for _ in who_helps if declined else ():
            helper = helper_of(network, one)
            assert helper is not None
            assert answer(network, one, "no", helper) == 204
        for _ in range(2):
            texts.append(network.api("GET", HERE, by="member").text)
            texts.append(network.get(f"/networks/{SLUG}/introductions", by="member").text)
            network.world.advance(timedelta(days=10, minutes=1))
        platform.install(None)
        return [text.replace(one, "one") for text in texts]

    both = ("reviewer", "facilitator")
    told = [story(both, declined=True), story(both, declined=False), story((), declined=False)]
    assert told[0] == told[1] == told[2]
    assert '"state":"asked"' in told[0][0]
    assert '"state":"ended"' in told[0][2]


def test_asking_costs_the_same_whoever_is_there(network: Network) -> None:
    """U13: who fits is found out after the answer."""
    told = [calls_of(network, partial(_ask, network, topic)) for topic in ("falls", "beekeeping")]
    assert told[0] == told[1]


def _ask(network: Network, topic: str) -> None:
    wish = introductions.AskIntroduction.model_validate({**FALLS, "topic": topic})
    introductions.ask(SLUG, wish, by=network.ids["member"])


def test_three_may_be_open_and_the_same_is_asked_once(network: Network) -> None:
    """M28."""
    one = ask(network)
    assert ask(network) == one, "the same again is the same"
    ask(network, topic="b")
    ask(network, topic="c")
    fourth = network.api("POST", HERE, {**FALLS, "topic": "d"}, by="member")
    assert fourth.status == 409
    assert network.api("POST", f"{HERE}/{one}/take-back", by="member").status == 204
    assert network.api("POST", f"{HERE}/{one}/take-back", by="member").status == 204
    assert ask(network, topic="d") != one
    assert len(network.said("IntroductionClosed.v1")) == 1


def test_it_ends_by_itself_after_ten_days(network: Network) -> None:
    one = ask(network)
    helper = helper_of(network, one)
    assert helper is not None
    network.world.advance(timedelta(days=10, minutes=2))
    assert answer(network, one, "yes", helper) == 404
    assert seen(network)["asked"][0]["state"] == "ended"
    assert len(network.said("IntroductionClosed.v1")) == 1
    network.world.advance(timedelta(days=31))
    assert seen(network) == {"asked": [], "to_answer": []}


def test_a_helper_is_asked_no_more_often_than_they_want(network: Network) -> None:
    """M28."""
    say(network, "reviewer", topics="falls", most_a_month=1)
    say(network, "facilitator", topics="")
    assert helper_of(network, ask(network)) == "reviewer"
    assert helper_of(network, ask(network, by="co_chair")) is None
    network.world.advance(timedelta(days=31))
    assert helper_of(network, ask(network, by="co_chair")) == "reviewer"
    say(network, "reviewer", topics="falls", most_a_month=0)
    assert helper_of(network, ask(network, by="chair")) is None


def test_somebody_of_the_directory_and_the_contact_inside_an_organisation_can_be_asked(
    network: Network,
) -> None:
    """N05."""
    organisations.register_local("org1", "Kelder Bridge")
    wish = profile.ChangeProfile(name="Imogen Fair", organisation="Kelder Bridge Trust", role="")
    profile.change(wish, by=network.ids["reviewer"])
    network.world.settle()
    entry = say(network, "reviewer", shows=["name"], contact=True)
    assert helper_of(network, ask(network, kind="person", person=entry["seen"]["person"])) == (
        "reviewer"
    )
    assert helper_of(
        network, ask(network, "co_chair", kind="organisation", organisation="kelder bridge")
    ) == ("reviewer")
    hidden = say(network, "facilitator", shows=[])
    person = hidden["seen"]["person"]
    assert helper_of(network, ask(network, "co_chair", kind="person", person=person)) is None


@pytest.mark.parametrize("who", ["member", "helper"])
@pytest.mark.parametrize("how", ["leave", "suspend"])
@pytest.mark.parametrize("when", ["waiting", "agreed"])
def test_nothing_comes_of_it_when_somebody_is_out(
    network: Network, who: str, how: str, when: str
) -> None:
    """M28: not even if the yes was said a moment before."""
    one = ask(network)
    helper = helper_of(network, one)
    assert helper is not None
    gone = network.ids[helper if who == "helper" else "member"]
    if when == "agreed":
        # Said, and nothing that follows from it has been heard yet.
        _agree(network, one, helper)
    if how == "leave":
        commands.leave(SLUG, by=gone)
    else:
        commands.suspend(SLUG, gone, by=network.ids["chair"])
    network.world.settle()
    found = kept.one(one)
    assert found is not None
    assert (found.stage, found.helper, found.message) == ("closed", None, "")
    assert network.told("IntroductionMade.v1") == []
    if who == "helper":
        assert seen(network)["asked"][0]["state"] == "asked", "whoever asked sees no difference"


def _agree(network: Network, one: str, helper: str) -> None:
    yes = introductions.AnswerIntroduction(answer="yes")
    introductions.answer(SLUG, one, yes, by=network.ids[helper])


@pytest.mark.parametrize("who", ["member", "helper"])
def test_an_erasure_leaves_no_trace_of_it(network: Network, who: str) -> None:
    """M22, M28: neither the message nor the id of whoever is gone."""
    one = ask(network, message="I am Yusuf of Kelder")
    helper = helper_of(network, one)
    assert helper is not None
    gone = network.ids[helper if who == "helper" else "member"]
    erase(network, gone)
    network.world.settle()
    rows = [row for row in network.items("") if not row["pk"].startswith("ERASURE#")]
    left = [
        row for row in rows if gone in str(row) and not row["pk"].startswith(("DUE#", "OUTBOX"))
    ]
    assert left == []
    assert "Yusuf of Kelder" not in str(rows) or who == "helper"
    assert answer(network, one, "yes", helper) in (403, 404)
    assert network.told("IntroductionMade.v1") == []


def test_a_stranger_to_it_can_neither_answer_nor_take_it_back(network: Network) -> None:
    one = ask(network)
    helper = helper_of(network, one)
    other = "facilitator" if helper == "reviewer" else "reviewer"
    assert answer(network, one, "yes", other) == 404
    assert network.api("POST", f"{HERE}/{one}/take-back", by=other).status == 404
    assert helper_of(network, one) == helper


@pytest.mark.parametrize(
    "wish",
    [
        {"message": ""}, {"message": "x" * 601}, {"kind": "person"}, {"topic": ""},
        {"topic": "see https://evil.example"}, {"kind": "organisation"}, {"kind": "everybody"},
    ],
)  # fmt: skip
def test_what_is_missing_is_named(network: Network, wish: dict[str, str]) -> None:
    refused = network.api("POST", HERE, {**FALLS, **wish}, by="member")
    assert refused.status == 422
    assert refused.json()["fields"]
    page = network.post(f"/networks/{SLUG}/introductions", {**FALLS, **wish}, by="member")
    assert page.status == 422
    assert "There is a problem" in page.text


def test_store_is_reachable_from_the_person(network: Network) -> None:
    """Whatever is kept of somebody here is found by their id, to be shown or to be erased."""
    one = ask(network)
    helper = helper_of(network, one)
    assert helper is not None
    for who in ("member", helper):
        assert [found.introduction_id for found in kept.of(network.ids[who])] == [one]
    assert store.table()
