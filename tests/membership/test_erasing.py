"""Erasing as membership sees it: asked for with a code, called off, begun, late, completed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Role
from services.membership import codes, commands, store
from services.membership.erasing import asking, saga
from services.runtime import platform
from tests.membership.meanwhile import between, calls_of
from tests.membership.network import SLUG, Network, asked, email_of

API, TOKENS = "/api/membership/me", "/api/membership/tokens"
WEEK = timedelta(days=7, minutes=2)


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair, a member and a co-chair; notes and notifications are not there to answer."""
    yield Network("member", "co_chair")
    platform.install(None)


def test_a_wrong_code_asks_for_nothing_and_the_right_one_names_the_day(network: Network) -> None:
    """M22."""
    challenge = network.api("POST", f"{API}/erase", by="member").json()["challenge"]
    wrong = network.api(
        "POST", f"{API}/erase/confirm", {"challenge": challenge, "code": "1"}, by="member"
    )
    assert wrong.status == 422
    assert network.api("GET", API, by="member").json()["erase_at"] is None
    sent = {
        "challenge": wrong.json()["challenge"],
        "code": network.codes(email_of("member"))[-1],
    }
    assert network.api("POST", f"{API}/erase/confirm", sent, by="member").status == 202
    assert network.api("GET", API, by="member").json()["erase_at"].startswith("2026-11-30")


def test_somebody_is_erased_although_their_week_ends_within_a_second(network: Network) -> None:
    """M22: clocks of real machines have parts of a second, and ticks may come at any of them."""
    world = network.world
    world.platform.clock.advance(timedelta(microseconds=343_405))
    asked(network, "member")
    wanted = store.erasure(network.ids["member"])
    assert wanted is not None
    for early in (timedelta(microseconds=343_405), timedelta(microseconds=1), timedelta()):
        world.move_to(wanted.due_at - early)
    world.advance(timedelta(minutes=2))
    assert store.erasure(network.ids["member"]) is None
    assert store.members([network.ids["member"]]) == {}


def test_the_code_of_one_person_asks_for_nothing_in_the_name_of_another(network: Network) -> None:
    challenge = network.api("POST", f"{API}/erase", by="member").json()["challenge"]
    sent = {"challenge": challenge, "code": network.codes(email_of("member"))[-1]}
    assert network.api("POST", f"{API}/erase/confirm", sent, by="co_chair").status == 422
    assert store.erasure(network.ids["co_chair"]) is None


def test_a_code_to_sign_in_deletes_nobody_and_a_code_to_delete_signs_nobody_in(
    network: Network,
) -> None:
    """M22: the mail says what a code does, so it must do nothing else."""
    mine = email_of("member")
    network.world.advance(timedelta(hours=1))  # three mails an hour, and one was to join
    for _ in range(2):
        signing_in = network.api("POST", TOKENS, {"email": mine}).json()["challenge"]
    to_sign_in = network.codes(mine)[-1]
    erasing = network.api("POST", f"{API}/erase", by="member").json()["challenge"]
    to_erase = network.codes(mine)[-1]
    assert to_erase != to_sign_in

    other_way = {"challenge": erasing, "code": to_sign_in}
    assert network.api("POST", f"{API}/erase/confirm", other_way, by="member").status == 422
    assert network.api("POST", TOKENS, {"challenge": signing_in, "code": to_erase}).status == 422
    for exchanged in (
        network.api("POST", TOKENS, {"challenge": erasing, "code": to_erase}),
        network.api(
            "POST", f"{API}/erase/confirm", {"challenge": signing_in, "code": to_sign_in},
            by="member",
        ),
    ):  # fmt: skip
        assert exchanged.status == 422
        assert exchanged.json()["ended"] is True
    assert store.erasure(network.ids["member"]) is None

    right = {"challenge": erasing, "code": to_erase}
    assert network.api("POST", f"{API}/erase/confirm", right, by="member").status == 202


def test_a_code_to_delete_is_dead_after_five_wrong_tries(network: Network) -> None:
    sent = {"challenge": network.api("POST", f"{API}/erase", by="member").json()["challenge"]}
    right = network.codes(email_of("member"))[-1]
    for tried in range(1, codes.MOST_TRIES + 1):
        answer = network.api("POST", f"{API}/erase/confirm", {**sent, "code": "1"}, by="member")
        assert answer.status == 422
        assert ("ended" in answer.json()) == (tried == codes.MOST_TRIES)
    last = network.api("POST", f"{API}/erase/confirm", {**sent, "code": right}, by="member")
    assert (last.status, last.json()["ended"]) == (422, True)


def test_a_code_to_delete_lives_ten_minutes_and_only_until_the_next_one(network: Network) -> None:
    def confirm(challenge: str, code: str) -> int:
        sent = {"challenge": challenge, "code": code}
        return network.api("POST", f"{API}/erase/confirm", sent, by="member").status

    asked = [network.api("POST", f"{API}/erase", by="member").json()["challenge"] for _ in "ab"]
    made = network.codes(email_of("member"))[-2:]
    assert confirm(asked[0], made[0]) == 422
    network.world.advance(timedelta(minutes=10, seconds=1))
    assert confirm(asked[1], made[1]) == 422
    assert store.erasure(network.ids["member"]) is None


def test_guessing_on_with_new_codes_to_delete_is_stopped(network: Network) -> None:
    """30 tries an hour for one person, whatever the codes are for."""
    challenge = network.api("POST", f"{API}/erase", by="member").json()["challenge"]
    sent = {"challenge": challenge, "code": network.codes(email_of("member"))[-1]}
    for _ in range(8):  # most of them get no mail any more, and go on with the last code
        begun = network.api("POST", TOKENS, {"email": email_of("member")}).json()
        for _ in range(codes.MOST_TRIES):
            tried = network.api("POST", TOKENS, {**begun, "code": "1"})
            assert tried.status == 422
            begun = {"challenge": tried.json().get("challenge", begun["challenge"])}
    assert network.api("POST", f"{API}/erase/confirm", sent, by="member").status == 422


def test_whoever_keeps_the_account_keeps_everything(network: Network) -> None:
    """M22."""
    asked(network)
    assert network.api("POST", f"{API}/keep", by="member").status == 204
    network.world.advance(WEEK)
    assert network.place("member")["standing"] == "member"
    assert network.due() == []
    assert network.said("MemberErased.v1") == []


def test_the_only_chair_hears_what_to_do_first(network: Network) -> None:
    """M19: before a code is mailed, and again when it comes back."""
    network.add("other_chair")
    refused = network.api("POST", f"{API}/erase", by="other_chair")
    assert refused.status == 409
    assert "only chair of Maternity Peers" in refused.json()["detail"]

    challenge = network.api("POST", f"{API}/erase", by="co_chair").json()["challenge"]
    commands.leave(SLUG, by=network.ids["chair"])
    sent = {"challenge": challenge, "code": network.codes(email_of("co_chair"))[-1]}
    again = network.api("POST", f"{API}/erase/confirm", sent, by="co_chair")
    assert again.status == 409
    assert "only chair of Patient Safety Peers" in again.json()["detail"]

    commands.grant(SLUG, network.ids["member"], Role.CHAIR, by=network.ids["co_chair"])
    assert network.api("POST", f"{API}/erase/confirm", sent, by="co_chair").status == 202


@pytest.mark.parametrize("who", ["member", "co_chair"])
def test_asking_and_confirming_each_make_one_read_and_one_transaction(
    network: Network, who: str
) -> None:
    """decisions, Speed; a count for the limit comes before or between."""
    by, challenge = network.ids[who], list[str]()
    assert calls_of(network, lambda: challenge.append(asking.ask(by=by))) == [
        "count", "query", "transact",
    ]  # fmt: skip
    network.world.settle()
    code = network.codes(email_of(who))[-1]
    assert calls_of(network, lambda: asking.confirm(challenge[0], code, by=by)) == [
        "query", "count", "transact",
    ]  # fmt: skip


def test_whoever_has_become_the_only_chair_waits_for_a_successor(network: Network) -> None:
    """M19."""
    asked(network, "co_chair")
    commands.leave(SLUG, by=network.ids["chair"])
    network.world.advance(WEEK)
    assert network.place("co_chair")["roles"] == ["chair"]
    commands.grant(SLUG, network.ids["member"], Role.CHAIR, by=network.ids["co_chair"])
    network.world.advance(timedelta(days=1, minutes=2))
    assert [
        item["chairs"] for item in network.items(f"NETWORK#{SLUG}") if item["sk"] == "STATE"
    ] == [[network.ids["member"]]]
    assert len(network.said("MemberErased.v1")) == 1


def test_whoever_is_made_a_chair_while_the_erasing_begins_leaves_no_chair_behind(
    network: Network,
) -> None:
    """M19: a chair that nobody is would let the last real one go."""
    asked(network)
    member_id = network.ids["member"]
    clock = network.world.platform.clock
    clock.move_to(clock.now() + WEEK)
    wanted = store.erasure(member_id)
    assert wanted is not None
    row = store.row_of_erasure(member_id, wanted.due_at)

    between(network, lambda: commands.grant(SLUG, member_id, Role.CHAIR, by=network.ids["chair"]))
    with pytest.raises(Conflict):
        saga.look(row)  # the row is still there in a minute
    saga.look(row)

    (state,) = [item for item in network.items(f"NETWORK#{SLUG}") if item["sk"] == "STATE"]
    assert set(state["chairs"]) == {network.ids["chair"], network.ids["co_chair"]}


def test_a_service_that_does_not_answer_is_named_after_a_day(
    network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    """M22: sessions has answered, notes and notifications have not; the person is not named."""
    asked(network)
    network.world.advance(WEEK + timedelta(hours=23))
    assert "erasure_late" not in capsys.readouterr().out
    network.world.advance(timedelta(hours=3))
    said = [line for line in capsys.readouterr().out.splitlines() if "erasure_late" in line]
    assert 2 <= len(said) <= 4, "once an hour"
    assert '"code": "notes/notifications"' in said[0]
    assert network.ids["member"] not in "".join(said)
    assert network.said("ErasureCompleted.v1") == []
