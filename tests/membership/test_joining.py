"""Joining: a wish, a code by mail, a member; and nothing that tells who is known here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict
from services.contracts.roles import Policy, Role
from services.membership import commands, joining, store
from services.membership.addresses import address_key
from services.runtime import platform
from services.runtime.ports import Tokens
from services.runtime.signing import unsign
from tests.membership.network import (
    OTHER,
    PEOPLE,
    SLUG,
    Network,
    email_of,
    hidden,
    join_form,
)

CHALLENGE = re.compile(r'name="challenge" value="[^"]+"')


def enter(network: Network, page: Any, kind: str = "applicant") -> Any:
    """Type the latest code into the form that this page holds."""
    return network.post(
        "/sign-in/code", {"code": network.codes(email_of(kind))[-1], **hidden(page)}
    )


def waiting(network: Network) -> list[str]:
    """The names on the chair's list."""
    answer = network.api("GET", f"/api/membership/networks/{SLUG}/waiting", by="chair")
    return [person["name"] for person in answer.json()["people"]]


# --- the way in ---------------------------------------------------------------------------------


def test_whoever_proves_the_address_is_on_the_chairs_list(network: Network) -> None:
    page = network.post("/join", join_form())
    assert waiting(network) == []
    entered = enter(network, page)
    assert (entered.status, entered.header("location")) == (303, "/me")
    assert waiting(network) == [PEOPLE["applicant"]]


def test_programs_join_in_the_same_way(network: Network) -> None:
    wish = join_form(agree=True)
    asked = network.api("POST", "/api/membership/join", wish)
    assert asked.status == 202
    proof = {**asked.json(), "code": network.codes(email_of("applicant"))[0]}
    tokens = network.api("POST", "/api/membership/tokens", proof)
    assert tokens.status == 200
    assert tokens.json()["expires_in"] == 3600
    renewed = network.api(
        "POST", "/api/membership/tokens", {"refresh_token": tokens.json()["refresh_token"]}
    )
    assert renewed.json()["id_token"]
    assert waiting(network) == [PEOPLE["applicant"]]


@pytest.mark.parametrize(
    "name", ["O’Brien", "Zoë", "李", "D'Arcy Nguyễn", "Aoife Ní Bhriain-Ó'Dálaigh"]
)
def test_real_names_are_taken_as_they_are(network: Network, name: str) -> None:
    enter(network, network.post("/join", join_form(name=name)))
    assert waiting(network) == [name]


def test_a_code_may_be_typed_with_spaces(network: Network) -> None:
    page = network.post("/join", join_form())
    code = network.codes(email_of("applicant"))[0]
    spaced = f" {code[:4]} {code[4:]} "
    assert network.post("/sign-in/code", {**hidden(page), "code": spaced}).status == 303


# --- what a stranger may learn (X7) -------------------------------------------------------------


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


class Watched:
    """A port that writes down which of its calls were made; the calls go through."""

    def __init__(self, port: Any, calls: list[str]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*args: Any, **named: Any) -> Any:
            self._calls.append(name)
            return found(*args, **named)

        return call


@pytest.mark.parametrize("path", ["/join", "/sign-in"])
def test_the_same_calls_are_made_before_either_answer(network: Network, path: str) -> None:
    network.add("member")
    made: list[list[str]] = []
    for kind in ("member", "stranger"):
        calls: list[str] = []
        there = network.world.platform
        ports = there.tables, there.identity
        there.tables = Watched(there.tables, calls)  # type: ignore[assignment]
        there.identity = Watched(there.identity, calls)  # type: ignore[assignment]
        form = join_form(kind, network=[SLUG]) if path == "/join" else {"email": email_of(kind)}
        assert network.raw_form(path, form).status == 200
        there.tables, there.identity = ports
        made.append(calls)
    assert made[0] == made[1]
    assert "transact" in made[0]


def test_asking_twice_does_not_tell_whether_an_account_was_made(network: Network) -> None:
    """A challenge names nobody: the same before and after joining, for members and strangers."""

    def about(page: Any) -> Any:
        return unsign(joining.PURPOSE, hidden(page)["challenge"])[0]

    first = about(network.post("/sign-in", {"email": email_of("applicant")}))
    joined = about(network.post("/join", join_form()))
    again = about(network.post("/sign-in", {"email": email_of("applicant")}))
    assert first == joined == again
    member_id = network.proved("applicant")
    assert member_id not in str(first)


def test_an_unknown_address_gets_no_mail_and_no_code_lets_it_in(network: Network) -> None:
    page = network.post("/sign-in", {"email": "nobody@kelder.example"})
    assert network.codes("nobody@kelder.example") == []
    for code in ("00000000", "12345678"):
        assert network.post("/sign-in/code", {**hidden(page), "code": code}).status == 422
    for kept in network.items("SIGNIN#"):
        lives = kept["expires_at"] - network.world.now.timestamp()
        assert lives == (600 if kept["sk"] == "CODE" else 3600)


# --- asking again -------------------------------------------------------------------------------


def test_a_second_sign_up_replaces_the_first(network: Network) -> None:
    """M2: same request, new code, old code dead."""
    first = network.post("/join", join_form(name="Beatrice Quil"))
    second = network.post("/join", join_form(name="Beatriz Quill"))
    old, new = network.codes(email_of("applicant"))
    assert network.post("/sign-in/code", {**hidden(first), "code": old}).status == 422
    assert network.post("/sign-in/code", {**hidden(second), "code": new}).status == 303
    assert waiting(network) == ["Beatriz Quill"]
    assert len(network.items("JOIN#")) == 0


def test_a_wish_in_another_spelling_of_the_address_is_the_same_person(network: Network) -> None:
    network.post("/join", join_form(email="beatriz@kelder.example"))
    network.post("/join", join_form(email="BEATRIZ@Kelder.example"))
    assert len(network.items("JOIN#")) == 1
    assert len(network.items("ADDRESS#")) == 2  # the chair's and this one


def test_a_member_who_joins_once_more_keeps_the_name_and_asks_for_the_new_network(
    network: Network,
) -> None:
    """M2: while member, the networks are added."""
    network.add("member")
    page = network.post("/join", join_form("member", name="Somebody Else", network=[SLUG, OTHER]))
    assert enter(network, page, "member").status == 303
    me = network.api("GET", "/api/membership/me", by="member").json()
    assert {place["network_id"]: place["standing"] for place in me["places"]} == {
        SLUG: "member",
        OTHER: "waiting",
    }
    assert PEOPLE["member"] in network.get("/me", by="member").text
    assert len(network.told("MemberContactChanged.v1")) == 2


def test_nobody_else_can_ask_in_a_members_name(network: Network) -> None:
    """A member's own sign-in does not agree to what somebody else typed with the address."""
    network.add("member")
    network.post("/join", join_form("member", network=[OTHER]))
    page = network.post("/sign-in", {"email": email_of("member")})
    assert enter(network, page, "member").status == 303
    me = network.api("GET", "/api/membership/me", by="member").json()
    assert [place["network_id"] for place in me["places"]] == [SLUG]


def test_an_applicant_who_joins_again_waits_once(network: Network) -> None:
    for _ in range(2):
        enter(network, network.post("/join", join_form()))
    assert waiting(network) == [PEOPLE["applicant"]]
    assert len(network.said("MembershipRequested.v1")) == 2  # the chair's own was the other


def test_an_open_network_lets_in_at_once(network: Network) -> None:
    wish = commands.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    enter(network, network.post("/join", join_form()))
    place = network.place("applicant") if "applicant" in network.ids else None
    assert place is None
    claim = store.claim(address_key(email_of("applicant")))
    assert claim is not None
    network.ids["applicant"] = claim["member_id"]
    assert network.place("applicant")["standing"] == "member"
    assert network.get(f"/networks/{SLUG}", by="applicant").status == 200


# --- networks that cannot be joined -------------------------------------------------------------


@pytest.mark.parametrize("policy", [Policy.INVITATION, Policy.CLOSED])
def test_a_network_by_invitation_or_closed_is_answered_like_an_unknown_one(
    network: Network, policy: Policy
) -> None:
    """M14, X7."""
    wish = commands.ChangePolicy(policy=policy, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    closed = network.api("POST", "/api/membership/join", join_form(network=[SLUG]))
    unknown = network.api("POST", "/api/membership/join", join_form(network=["nowhere"]))
    assert (closed.status, closed.body) == (422, unknown.body)
    assert closed.json()["fields"] == {"network": "Choose from the networks in the list."}
    assert f'value="{SLUG}"' not in network.get("/join").text


def test_an_archived_network_takes_nobody(network: Network) -> None:
    commands.archive(SLUG, by=network.ids["chair"])
    assert network.post("/join", join_form()).status == 422
    assert "Patient Safety Peers" not in network.get("/").text


def test_a_network_that_closes_meanwhile_is_left_out_and_the_others_stay(network: Network) -> None:
    page = network.post("/join", join_form(network=[SLUG, OTHER]))
    wish = commands.ChangePolicy(policy=Policy.CLOSED, listed=True, quorum=2)
    commands.change_policy(SLUG, wish, by=network.ids["chair"])
    assert enter(network, page).status == 303
    assert waiting(network) == []
    requested = network.said("MembershipRequested.v1")
    assert [event["network_id"] for event in requested] == [SLUG, OTHER]  # SLUG: the chair's own


def test_all_fifty_networks_and_more_are_listed(network: Network) -> None:
    for number in range(60):
        commands.open_network(
            f"network-{number:02}", f"Network {number:02}", ("Be kind.",), Policy.OPEN, listed=True
        )
    page = network.get("/")
    assert page.status == 200
    assert "Network 59" in page.text


def test_an_unlisted_network_is_nowhere_in_public(network: Network) -> None:
    """M16."""
    commands.open_network("quiet", "Quiet Corner", ("Be kind.",), Policy.APPROVAL, listed=False)
    network.add("stranger")
    for path in ("/", "/join", "/api/membership/networks"):
        assert "Quiet" not in network.get(path).text
    for path in ("/me", "/me/networks/quiet/leave"):
        assert "Quiet" not in network.get(path, by="stranger").text


# --- what may never count (M7) ------------------------------------------------------------------


def test_a_job_title_changes_no_byte_of_any_page_or_event() -> None:
    """M7: whatever somebody's job is, or if they say nothing of it, all goes the same way."""

    def story(role: str) -> tuple[list[str], list[Any]]:
        network = Network(seed=11)
        form = join_form(role=role)
        pages = [page := network.post("/join", form), enter(network, page)]
        claim = store.claim(address_key(form["email"]))
        assert claim is not None
        network.ids["applicant"] = member_id = claim["member_id"]
        pages += [
            network.get(f"/networks/{SLUG}/desk", by="chair"),
            network.post(f"/networks/{SLUG}/desk/waiting/{member_id}/approve", by="chair"),
            network.get(f"/networks/{SLUG}/desk/members", by="chair"),
            network.get("/me", by="applicant"),
            network.api("GET", f"/api/membership/networks/{SLUG}/members", by="chair"),
            network.api("GET", "/api/membership/me", by="applicant"),
        ]
        rows = network.world.platform.database.rows("SELECT body FROM messages ORDER BY id")
        platform.install(None)
        bodies = [page.body for page in pages]
        return bodies, [*rows, *network.world.events()]

    told = {role: story(role) for role in ("Chief executive", "Cleaner", "")}
    assert told["Chief executive"] == told["Cleaner"] == told[""]


# --- limits -------------------------------------------------------------------------------------


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


# --- being stopped half-way ---------------------------------------------------------------------


def test_a_sign_in_that_was_stopped_before_the_confirmation_is_finished_by_the_next(
    network: Network,
) -> None:
    page = network.post("/join", join_form())
    key, session, _ = unsign(joining.PURPOSE, hidden(page)["challenge"])
    claim = store.claim(key)
    assert claim is not None
    code = network.codes(email_of("applicant"))[0]
    proved = network.world.platform.identity.answer(claim["member_id"], session, code)
    assert isinstance(proved, Tokens)  # and here the machine stopped
    assert waiting(network) == []
    again = network.post("/sign-in", {"email": email_of("applicant")})
    assert enter(network, again).status == 303
    assert waiting(network) == [PEOPLE["applicant"]]


def test_confirming_twice_is_confirming_once(network: Network) -> None:
    member_id = network.add("applicant")
    key = address_key(email_of("applicant"))
    before = network.world.platform.database.rows("SELECT body FROM items ORDER BY tbl, pk, sk")
    joining.confirm(member_id, key, joining.ANY)
    after = network.world.platform.database.rows("SELECT body FROM items ORDER BY tbl, pk, sk")
    assert before == after


def between(network: Network, act: Callable[[], object]) -> None:
    """Do this once, just before the next transaction."""
    tables = network.world.platform.tables

    class Overtaken(Watched):
        def __getattr__(self, name: str) -> Any:
            if name == "transact":
                network.world.platform.tables = tables
                act()
            return getattr(tables, name)

    network.world.platform.tables = Overtaken(tables, [])  # type: ignore[assignment]


def test_two_wishes_at_one_moment_make_one_account(network: Network) -> None:
    other = joining.Join.model_validate(join_form(name="Second Click"))
    wish = joining.Join.model_validate(join_form())
    between(network, lambda: joining.join(other, source_ip="b"))
    joining.join(wish, source_ip="a")
    (kept,) = network.items("JOIN#")
    assert kept["name"] == PEOPLE["applicant"]
    assert len(network.items("ADDRESS#")) == 2  # the chair's and this one


def test_a_wish_that_comes_while_another_is_confirmed_is_not_lost(network: Network) -> None:
    joining.join(joining.Join.model_validate(join_form()), source_ip="a")
    key = address_key(email_of("applicant"))
    claim = store.claim(key)
    assert claim is not None
    late = joining.Join.model_validate(join_form(network=[OTHER]))
    between(network, lambda: joining.join(late, source_ip="b"))
    with pytest.raises(Conflict):
        joining.confirm(claim["member_id"], key, joining.ANY)
    joining.confirm(claim["member_id"], key, joining.ANY)
    (place,) = store.places(claim["member_id"])
    assert place.network_id == OTHER


# --- forgetting (M5) ----------------------------------------------------------------------------


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
    assert network.items("DUE#") == []
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
    assert network.items("JOIN#") == network.items("DUE#") == []
    assert len(network.items("ADDRESS#")) == 1  # the chair's


def test_a_member_is_not_forgotten(network: Network) -> None:
    network.add("member")
    network.post("/join", join_form("member", network=[OTHER]))
    network.world.advance(timedelta(days=30))
    assert email_of("member") in accounts(network)
    assert network.items("JOIN#") == network.items("DUE#") == []
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
