"""Several addresses of one person: proved, first, removed; nobody learns whose they are."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from infra.embedded.events import Answer
from services.contracts.membership import FirstAddressChanged, MemberContactChanged
from services.contracts.refusals import Conflict
from services.membership import codes, commands, model, store
from services.membership.addresses import address_key
from services.membership.commands import addresses, joining
from services.membership.commands.addresses import AddAddress, ChooseAddress
from services.membership.erasing import saga
from services.membership.model import Member
from tests.membership.meanwhile import between, calls_of, erase
from tests.membership.network import SLUG, Network, asked, email_of, hidden, join_form
from tests.membership.test_erasing import WEEK

API, TOKENS = "/api/membership/me/addresses", "/api/membership/tokens"
NEW, OTHER = "yusuf@harbour.example", "lambourne@harbour.example"
YUSUF = Member("1", "Yusuf", "a@kelder.example", "Kelder", also=("b@kelder.example",), version=4)


@pytest.fixture
def network() -> Network:
    """A chair, a member, an applicant."""
    return Network("member", "applicant")


def ask(network: Network, email: str = NEW, by: str = "member") -> Answer:
    return network.api("POST", API, {"email": email}, by=by)


def add(network: Network, email: str = NEW, by: str = "member") -> None:
    challenge = ask(network, email, by).json()["challenge"]
    assert confirm(network, challenge, network.codes(email)[-1], by).status == 200


def confirm(network: Network, challenge: str, code: str, by: str = "member") -> Answer:
    return network.api("POST", f"{API}/confirm", {"challenge": challenge, "code": code}, by=by)


def choose(network: Network, what: str, email: str, by: str = "member") -> Answer:
    return network.api("POST", f"{API}/{what}", {"email": email}, by=by)


def mine(network: Network, by: str = "member") -> list[str]:
    found: list[str] = network.api("GET", API, by=by).json()["addresses"]
    return found


def owner(email: str) -> str | None:
    claim = store.claim(address_key(email))
    return str(claim["member_id"]) if claim else None


def about(network: Network, email: str) -> set[str]:
    """What is kept of an address, beside when it got mail within the last hour."""
    return {item["sk"] for item in network.items(f"ADDRESS#{address_key(email)}")} - {"MAILS"}


def in_the_pool(network: Network, who: str = "member") -> str:
    query = "SELECT email FROM users WHERE member_id = ?"
    (email,) = network.world.platform.database.row(query, (network.ids[who],)) or ("",)
    return str(email)


# --- the rules ----------------------------------------------------------------------------------


def test_the_first_address_moves_and_both_who_mail_and_who_read_the_old_one_hear_of_it() -> None:
    """M26: what belongs to the person stays as it was."""
    after, said = model.make_first(YUSUF, "b@kelder.example")
    assert after.addresses == ("b@kelder.example", "a@kelder.example")
    assert said == [
        MemberContactChanged(
            member_id="1", email="b@kelder.example", name="Yusuf", organisation="Kelder", sequence=5
        ),
        FirstAddressChanged(
            member_id="1", email="b@kelder.example", old_email="a@kelder.example", sequence=5
        ),
    ]


def test_the_first_address_is_made_the_first_without_a_change() -> None:
    assert model.make_first(YUSUF, YUSUF.email) == (YUSUF, [])


def test_the_first_address_cannot_be_removed() -> None:
    with pytest.raises(Conflict, match="Make another one the first"):
        model.remove_address(YUSUF, YUSUF.email)


def test_there_are_at_most_five() -> None:
    member = YUSUF
    for number in range(3):
        member, _ = model.add_address(member, f"{number}@kelder.example")
    with pytest.raises(Conflict, match="5 addresses already"):
        model.add_address(member, "6@kelder.example")


# --- adding -------------------------------------------------------------------------------------


def test_a_code_to_the_new_address_adds_it_and_changes_nothing_else(network: Network) -> None:
    add(network)
    assert mine(network) == [email_of("member"), NEW]
    assert owner(NEW) == network.ids["member"]
    said = [
        one for one in network.told("MemberContactChanged.v1")
        if one["member_id"] == network.ids["member"]
    ]  # fmt: skip
    assert [(one["sequence"], one["email"]) for one in said] == [
        (1, email_of("member")),
        (2, email_of("member")),
    ]


def test_an_address_is_one_however_it_is_written(network: Network) -> None:
    """M1."""
    add(network)
    assert ask(network, NEW.upper()).status == 409
    assert choose(network, "first", NEW.upper()).json()["addresses"][0] == NEW


def test_a_wrong_code_adds_nothing_and_five_end_it(network: Network) -> None:
    challenge = ask(network).json()["challenge"]
    for tried in range(1, codes.MOST_TRIES + 1):
        answer = confirm(network, challenge, "1")
        assert answer.status == 422
        assert ("ended" in answer.json()) == (tried == codes.MOST_TRIES)
    assert confirm(network, challenge, network.codes(NEW)[-1]).status == 422
    assert mine(network) == [email_of("member")]


def test_a_code_lives_ten_minutes_works_once_and_ends_the_one_before(network: Network) -> None:
    first, second = (ask(network).json()["challenge"] for _ in "ab")
    old, new = network.codes(NEW)
    assert confirm(network, first, old).status == 422
    network.world.advance(timedelta(minutes=10, seconds=1))
    assert confirm(network, second, new).status == 422
    add(network)
    third = ask(network, OTHER).json()["challenge"]
    assert confirm(network, third, network.codes(OTHER)[-1]).status == 200
    assert confirm(network, third, network.codes(OTHER)[-1]).status == 422


def test_a_code_is_good_for_its_person_and_its_purpose_only(network: Network) -> None:
    challenge = ask(network).json()["challenge"]
    code = network.codes(NEW)[-1]
    assert confirm(network, challenge, code, by="applicant").status == 422
    sent = {"challenge": challenge, "code": code}
    erasing = network.api("POST", "/api/membership/me/erase/confirm", sent, by="member")
    assert (erasing.status, erasing.json()["ended"]) == (422, True)
    assert network.api("POST", TOKENS, sent).status == 422
    to_erase = network.api("POST", "/api/membership/me/erase", by="member").json()["challenge"]
    assert confirm(network, to_erase, network.codes(email_of("member"))[-1]).status == 422
    assert confirm(network, challenge, code).status == 200


def test_three_mails_an_hour_go_to_one_address_whoever_asks(network: Network) -> None:
    for by in ("member", "member", "applicant"):
        assert ask(network, by=by).status == 202
    refused = ask(network, by="chair")
    assert refused.status == 429
    assert refused.json()["detail"].endswith("Try again in 60 minutes.")
    assert len(network.codes(NEW)) == 3
    network.world.advance(timedelta(hours=1, seconds=1))
    assert ask(network, by="chair").status == 202


def test_an_address_of_somebody_else_is_answered_like_any_other(network: Network) -> None:
    """X7: status, headers, body, and the calls that are made before the answer."""
    answers = {}
    for email in (NEW, email_of("chair")):
        wish = AddAddress.model_validate({"email": email})
        calls = calls_of(network, partial(addresses.add, wish, by=network.ids["member"]))
        answer = ask(network, email)
        challenge = answer.json()["challenge"]
        wrong = confirm(network, challenge, "1")
        answers[email] = (
            calls, answer.status, answer.headers,
            wrong.status, wrong.json()["detail"],
        )  # fmt: skip
    assert answers[NEW] == answers[email_of("chair")]


def test_whose_address_it_is_hears_of_it_without_a_code(network: Network) -> None:
    """X7: only who reads that mailbox learns that there is an account."""
    before = network.codes(email_of("chair"))
    ask(network, email_of("chair"))
    assert network.codes(email_of("chair")) == before
    (said,) = network.told("AddressTaken.v1")
    assert (said["member_id"], said["email"]) == (network.ids["chair"], email_of("chair"))


def test_what_somebody_else_never_proved_is_taken_over(network: Network) -> None:
    """M5: whoever proves an address has it; what was asked for with it before is forgotten."""
    challenge = network.api("POST", "/api/membership/join", join_form(email=NEW)).json()
    newcomer = owner(NEW)
    to_join = network.codes(NEW)[-1]
    add(network)
    assert owner(NEW) == network.ids["member"]
    assert network.items(f"JOIN#{newcomer}") == []
    assert network.api("POST", TOKENS, {**challenge, "code": to_join}).status == 422
    network.world.advance(WEEK)
    assert owner(NEW) == network.ids["member"]
    gone = network.world.platform.database.row(
        "SELECT 1 FROM users WHERE member_id = ?", (newcomer,)
    )
    assert gone is None


def test_whoever_joins_with_it_first_has_it(network: Network) -> None:
    challenge = ask(network).json()["challenge"]
    code = network.codes(NEW)[-1]
    page = network.post("/join", join_form(email=NEW))
    assert network.post("/sign-in/code", {"code": network.codes(NEW)[-1], **hidden(page)})
    taken = confirm(network, challenge, code)
    assert taken.status == 409
    assert "belongs to another account" in taken.json()["detail"]
    assert owner(NEW) != network.ids["member"]


def test_of_joining_and_adding_at_the_same_moment_one_comes_second(network: Network) -> None:
    challenge = ask(network).json()["challenge"]
    code = network.codes(NEW)[-1]
    wish = joining.Join.model_validate(join_form(email=NEW))
    between(network, lambda: joining.join(wish, source_ip="192.0.2.9"))
    assert confirm(network, challenge, code).status == 409
    assert confirm(network, challenge, code).status == 200  # the code was not used up
    assert owner(NEW) == network.ids["member"]


def test_joining_at_the_moment_of_adding_becomes_a_wish_of_the_member(network: Network) -> None:
    """M2."""
    challenge = ask(network).json()["challenge"]
    code = network.codes(NEW)[-1]
    member_id = network.ids["member"]
    wish = joining.Join.model_validate(join_form(email=NEW))
    between(network, lambda: addresses.confirm(challenge, code, by=member_id))
    joining.join(wish, source_ip="192.0.2.9")
    assert owner(NEW) == member_id
    assert network.items(f"JOIN#{member_id}") != []


# --- the first one ------------------------------------------------------------------------------


def test_codes_go_to_the_first_address_whichever_was_typed(network: Network) -> None:
    add(network)
    for first, typed in ((email_of("member"), NEW), (NEW, email_of("member"))):
        choose(network, "first", first)
        before = len(network.codes(first))
        challenge = network.api("POST", TOKENS, {"email": typed}).json()["challenge"]
        codes_of_first = network.codes(first)
        assert len(codes_of_first) == before + 1
        signed_in = network.api(
            "POST", TOKENS, {"challenge": challenge, "code": codes_of_first[-1]}
        )
        assert signed_in.status == 200


def test_the_user_pool_follows(network: Network) -> None:
    add(network)
    choose(network, "first", NEW)
    assert in_the_pool(network) == NEW
    (said,) = network.told("FirstAddressChanged.v1")
    assert (said["old_email"], said["sequence"]) == (email_of("member"), 3)


def test_codes_go_to_the_new_address_before_the_pool_has_heard_of_it(network: Network) -> None:
    add(network)
    wish = ChooseAddress(email=NEW)
    addresses.make_first(wish, by=network.ids["member"])
    joining.sign_in(email_of("member"), source_ip="192.0.2.9")
    network.world.settle()
    assert len(network.codes(NEW)) == 2


def test_late_and_repeated_messages_leave_the_pool_with_what_is_true(network: Network) -> None:
    add(network)
    choose(network, "first", NEW)
    late = FirstAddressChanged(
        member_id=network.ids["member"], email=email_of("member"), old_email=NEW, sequence=2
    )
    for _ in range(2):
        addresses.follow(late)
        assert in_the_pool(network) == NEW


def test_the_same_again_says_nothing_again(network: Network) -> None:
    add(network)
    for _ in range(2):
        assert choose(network, "first", NEW).status == 200
    assert len(network.told("FirstAddressChanged.v1")) == 1


@pytest.mark.parametrize("what", ["first", "remove"])
def test_an_address_of_somebody_else_is_none_of_mine(network: Network, what: str) -> None:
    """X7: it does not matter whether anybody has it."""
    answers = [
        choose(network, what, email) for email in (email_of("chair"), "nobody@kelder.example")
    ]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert owner(email_of("chair")) == network.ids["chair"]


# --- removing -----------------------------------------------------------------------------------


def test_a_removed_address_is_free_for_somebody_else(network: Network) -> None:
    add(network)
    choose(network, "first", NEW)
    assert choose(network, "remove", email_of("member")).json()["addresses"] == [NEW]
    assert owner(email_of("member")) is None
    add(network, email_of("member"), by="applicant")
    assert owner(email_of("member")) == network.ids["applicant"]
    assert choose(network, "remove", NEW).status == 409


def test_a_removed_address_signs_in_no_more(network: Network) -> None:
    add(network)
    challenge = network.api("POST", TOKENS, {"email": NEW}).json()["challenge"]
    code = network.codes(email_of("member"))[-1]
    choose(network, "remove", NEW)
    assert network.api("POST", TOKENS, {"challenge": challenge, "code": code}).status == 422


def test_whoever_asks_with_it_at_that_moment_does_not_lose_the_wish(network: Network) -> None:
    add(network)
    wish = joining.Join.model_validate(join_form(email=NEW))
    between(network, lambda: joining.join(wish, source_ip="192.0.2.9"))
    assert choose(network, "remove", NEW).status == 409
    assert choose(network, "remove", NEW).status == 200


# --- erasing ------------------------------------------------------------------------------------


def test_an_erasing_frees_every_address_and_leaves_a_hash_of_each(network: Network) -> None:
    """M23."""
    add(network)
    add(network, OTHER)
    choose(network, "first", NEW)
    erase(network, network.ids["member"])
    network.world.settle()
    for email in (NEW, OTHER, email_of("member")):
        assert about(network, email) == {"ERASED"}
    kept = [str(item) for item in network.items("") if not item["pk"].startswith("OUTBOX#")]
    receipts = [item for item in kept if NEW in item]
    assert all(email not in item for item in kept for email in (OTHER, email_of("member")))
    assert len(receipts) == 1  # the saga, for the receipt, until all services have answered


def test_an_address_added_as_the_erasing_begins_is_not_left_behind(network: Network) -> None:
    member_id = network.ids["member"]
    asked(network)

    def add_it() -> None:
        before = store.to_erase(member_id)
        after, _ = model.add_address(store.read_member(before), NEW)
        owned = store.owned(address_key(NEW), None, member_id)
        store.save([store.put_member_changed(before, after), *owned])

    due = store.due_now(network.world.now + WEEK)
    row = next(one for one in due if store.is_erasure(one))
    network.world.platform.clock.move_to(network.world.now + WEEK)
    between(network, add_it)
    with pytest.raises(Conflict):
        saga.look(row)
    saga.look(row)
    assert about(network, NEW) == {"ERASED"}


def test_nothing_is_added_once_the_erasing_has_begun(network: Network) -> None:
    challenge = ask(network).json()["challenge"]
    code = network.codes(NEW)[-1]
    member_id = network.ids["member"]
    between(network, lambda: erase(network, member_id))
    with pytest.raises(Conflict):
        addresses.confirm(challenge, code, by=member_id)
    for answer in (confirm(network, challenge, code), ask(network), choose(network, "first", NEW)):
        assert answer.status in (404, 422)
    assert about(network, NEW) == set()
    assert network.items(f"MEMBER#{member_id}") == []


def test_adding_a_second_address_joins_a_network_with_it_as_the_same_person(
    network: Network,
) -> None:
    """M2: a member who asks with another of the addresses is no second person."""
    add(network)
    commands.leave(SLUG, by=network.ids["member"])
    wish = joining.Join.model_validate(join_form(email=NEW, network=[SLUG]))
    joining.join(wish, source_ip="192.0.2.9")
    (kept,) = network.items(f"JOIN#{network.ids['member']}")
    joining.confirm(network.ids["member"], address_key(NEW), kept["wish_id"], [SLUG])
    assert network.place("member")["standing"] == "waiting"
    assert mine(network) == [email_of("member"), NEW]


# --- pages --------------------------------------------------------------------------------------


def test_the_pages_lead_from_one_address_to_another(network: Network) -> None:
    page = network.post("/me/addresses", {"email": NEW}, by="member")
    assert "Enter the code" in page.text
    wrong = network.post("/me/addresses/code", {**hidden(page), "code": "1"}, by="member")
    assert wrong.status == 422
    right = {**hidden(wrong), "code": network.codes(NEW)[-1]}
    assert network.post("/me/addresses/code", right, by="member").status == 303
    for what in ("first", "remove"):
        email = NEW if what == "first" else email_of("member")
        assert network.post(f"/me/addresses/{what}", {"email": email}, by="member").status == 303
    shown = network.get("/me/addresses", by="member").text
    assert NEW in shown
    assert email_of("member") not in shown


def test_a_shared_mailbox_is_warned_about_before_it_is_added(network: Network) -> None:
    """M4."""
    page = network.post("/me/addresses", {"email": "team@harbour.example"}, by="member")
    assert "several people read" in page.text


def test_what_is_no_address_is_refused_and_stays_typed(network: Network) -> None:
    page = network.post("/me/addresses", {"email": "no at"}, by="member")
    assert page.status == 422
    assert "no at" in page.text
