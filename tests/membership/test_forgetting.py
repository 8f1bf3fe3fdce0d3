"""Joining that stops half-way is finished or forgotten, and never both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Role
from services.membership import challenges, commands, store
from services.membership.addresses import address_key
from services.membership.commands import joining
from services.runtime import platform
from services.runtime.ports import Challenge, Tokens
from tests.membership.meanwhile import between, erase
from tests.membership.network import (
    OTHER,
    PEOPLE,
    SLUG,
    Network,
    email_of,
    enter,
    hidden,
    join_form,
    waiting,
)

# --- being stopped half-way -----------------------------------------------------------------------


def test_a_sign_in_that_was_stopped_before_the_confirmation_is_finished_by_the_next(
    network: Network,
) -> None:
    page = network.post("/join", join_form())
    asked = challenges.opened(hidden(page)["challenge"])
    code = network.codes(email_of("applicant"))[0]
    proved = network.world.platform.identity.answer(asked.member_id, asked.session, code)
    assert isinstance(proved, Tokens)  # and here the machine stopped
    assert waiting(network) == []
    again = network.post("/sign-in", {"email": email_of("applicant")})
    assert enter(network, again).status == 303
    assert waiting(network) == [PEOPLE["applicant"]]


def test_confirming_twice_is_confirming_once(network: Network) -> None:
    member_id = network.add("applicant")
    key = address_key(email_of("applicant"))
    before = network.world.platform.database.rows("SELECT body FROM items ORDER BY tbl, pk, sk")
    joining.confirm(member_id, key, challenges.ANY)
    after = network.world.platform.database.rows("SELECT body FROM items ORDER BY tbl, pk, sk")
    assert before == after


def test_two_wishes_at_one_moment_make_one_account(network: Network) -> None:
    other = joining.Join.model_validate(join_form(name="Second Click"))
    wish = joining.Join.model_validate(join_form())
    between(network, lambda: joining.join(other, source_ip="b"))
    joining.join(wish, source_ip="a")
    (kept,) = network.items("JOIN#")
    assert kept["name"] == PEOPLE["applicant"]
    claims = [item for item in network.items("ADDRESS#") if item["sk"] == "CLAIM"]
    assert len(claims) == 2  # the chair's and this one


def test_a_wish_that_comes_while_another_is_confirmed_is_not_lost(network: Network) -> None:
    joining.join(joining.Join.model_validate(join_form()), source_ip="a")
    key = address_key(email_of("applicant"))
    claim = store.claim(key)
    assert claim is not None
    late = joining.Join.model_validate(join_form(network=[OTHER]))
    between(network, lambda: joining.join(late, source_ip="b"))
    with pytest.raises(Conflict):
        joining.confirm(claim["member_id"], key, challenges.ANY)
    joining.confirm(claim["member_id"], key, challenges.ANY)
    (place,) = store.places(claim["member_id"])
    assert place.network_id == OTHER


def test_whoever_is_erased_while_the_code_is_judged_is_not_signed_in(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user pool has said yes, and then there is nobody any more."""
    member_id = network.add("member")
    page = network.post("/sign-in", {"email": email_of("member")})
    pool = network.world.platform.identity
    judge = pool.answer

    def overtaken(*asked: str) -> Tokens | Challenge:
        found = judge(*asked)
        erase(network, member_id)
        return found

    monkeypatch.setattr(pool, "answer", overtaken)
    with pytest.raises(joining.DeadCode):
        joining.answer(hidden(page)["challenge"], network.codes(email_of("member"))[-1])


def test_whoever_had_an_address_before_confirms_nothing_for_whoever_has_it_now(
    network: Network,
) -> None:
    """M23: the same address starts anew."""
    before = network.add("member")
    erase(network, before)
    joining.join(joining.Join.model_validate(join_form("member")), source_ip="a")
    (wish,) = network.items("JOIN#")
    with pytest.raises(joining.DeadCode):
        joining.confirm(before, address_key(email_of("member")), wish["wish_id"], (SLUG,))
    assert network.items("JOIN#") == [wish]
    assert network.items(f"MEMBER#{before}") == []


# --- forgetting (M5) ------------------------------------------------------------------------------


def accounts(network: Network) -> set[str]:
    """The addresses that the user pool knows."""
    rows = network.world.platform.database.rows("SELECT email FROM users")
    return {row[0] for row in rows}


def test_what_nobody_confirms_is_gone_after_seven_days(network: Network) -> None:
    """M5, and what the privacy page says: name, address and account."""
    network.post("/join", join_form())
    assert accounts(network) == {email_of("chair"), email_of("applicant")}
    network.world.advance(timedelta(days=6, hours=23))
    assert len(network.items("JOIN#")) == 1
    network.world.advance(timedelta(hours=1, minutes=1))
    assert accounts(network) == {email_of("chair")}
    kept = network.world.platform.database.rows("SELECT body FROM items WHERE tbl LIKE '%member%'")
    assert PEOPLE["applicant"] not in str(kept)
    assert email_of("applicant") not in str(kept)
    assert network.due() == []
    # Whoever comes back starts anew.
    enter(network, network.post("/join", join_form()))
    assert waiting(network) == [PEOPLE["applicant"]]


def test_a_later_wish_counts_seven_days_anew(network: Network) -> None:
    network.post("/join", join_form())
    network.world.advance(timedelta(days=6))
    network.post("/join", join_form())
    network.world.advance(timedelta(days=2))
    page = network.post("/sign-in", {"email": email_of("applicant")})
    assert enter(network, page).status == 303
    assert waiting(network) == [PEOPLE["applicant"]]


def test_a_later_wish_that_nobody_confirms_is_gone_as_well(network: Network) -> None:
    for _ in range(2):
        network.post("/join", join_form())
        network.world.advance(timedelta(days=5))
    network.world.advance(timedelta(days=2, minutes=1))
    assert accounts(network) == {email_of("chair")}
    assert network.items("JOIN#") == network.due() == []
    assert len(network.items("ADDRESS#")) == 1  # the chair's


def test_a_member_is_not_forgotten(network: Network) -> None:
    network.add("member")
    network.post("/join", join_form("member", network=[OTHER]))
    network.world.advance(timedelta(days=30))
    assert email_of("member") in accounts(network)
    assert network.items("JOIN#") == network.due() == []
    page = network.post("/sign-in", {"email": email_of("member")})
    assert enter(network, page, "member").status == 303


def test_the_first_chair_must_have_proved_an_address(network: Network) -> None:
    from services.contracts.refusals import Invalid, NotFound

    with pytest.raises(NotFound):
        commands.appoint_first_chair(OTHER, "nobody")
    with pytest.raises(Invalid, match="has a chair"):
        commands.appoint_first_chair(SLUG, network.ids["chair"])


def test_appointing_the_first_chair_can_be_done_again_after_half_of_it(network: Network) -> None:
    network.proved("other_chair")
    member_id = network.ids["other_chair"]
    _, (place,) = store.network_and_places(OTHER, [member_id])
    assert place is not None
    from services.membership import model

    found, _ = store.network_and_places(OTHER, [])
    member, said = model.approve(found, place, platform.now())
    store.save([store.put_place(member)], [said])
    commands.appoint_first_chair(OTHER, member_id)
    _, (place,) = store.network_and_places(OTHER, [member_id])
    assert place is not None
    assert place.roles == (Role.CHAIR,)
