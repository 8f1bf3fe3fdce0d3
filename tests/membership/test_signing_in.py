"""Signing in: 8 digits, 10 minutes, 5 tries, once; the form always leads on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict
from services.membership import challenges, codes, identity
from services.runtime.signing import sign, unsign
from tests.membership.network import SLUG, Network, email_of, hidden
from tests.page import Page

ME = email_of("chair")


def ask(network: Network, **also: str) -> dict[str, str]:
    """Ask for a code; returns the hidden fields of the code form."""
    return hidden(network.post("/sign-in", {"email": ME, **also}))


def enter(network: Network, fields: dict[str, str], code: str | None = None) -> Any:
    """Enter the latest code, or this one."""
    return network.post("/sign-in/code", {**fields, "code": code or network.codes(ME)[-1]})


def wrong(network: Network) -> str:
    """Eight digits that are not the code."""
    return f"{(int(network.codes(ME)[-1]) + 1) % 10**8:08d}"


def test_a_code_has_eight_digits_and_is_nowhere_in_readable_form(network: Network) -> None:
    ask(network)
    (code,) = network.codes(ME)[-1:]
    assert code.isdecimal()
    assert len(code) == 8
    for table in ("items", "auth_sessions"):
        rows = network.world.platform.database.rows(f"SELECT * FROM {table}")  # noqa: S608
        assert code not in str(rows), table


def test_the_right_code_gives_a_cookie_for_the_site_and_one_to_renew_it(network: Network) -> None:
    answer = enter(network, ask(network))
    assert answer.status == 303
    cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    session, refresh = (c for c in cookies if c.startswith(("__Host-session", "__Secure-refresh")))
    assert "HttpOnly" in session
    assert "Path=/;" in session + ";"
    assert "Path=/sign-in" in refresh


def test_a_code_works_once(network: Network) -> None:
    fields = ask(network)
    assert enter(network, fields).status == 303
    again = enter(network, fields)
    assert again.status == 422
    assert "can no longer be used" in again.text


def test_a_code_works_in_one_session_only_even_at_the_same_moment(network: Network) -> None:
    """Two sessions that were given the same code: the first use ends it."""
    for _ in range(3):
        fields = ask(network)
    first, second = fields, ask(network)  # the fourth mail of the hour is not sent
    assert enter(network, first).status == 303
    assert enter(network, second).status == 422


def test_a_code_dies_after_ten_minutes(network: Network) -> None:
    fields = ask(network)
    network.world.advance(timedelta(minutes=9, seconds=59))
    late = ask(network)
    assert enter(network, late).status == 303
    fields = ask(network)
    network.world.advance(timedelta(minutes=10, seconds=1))
    assert enter(network, fields).status == 422
    assert network.items("SIGNIN#") == []


def test_the_last_second_of_ten_minutes_counts(network: Network) -> None:
    fields = ask(network)
    network.world.advance(timedelta(minutes=9, seconds=59))
    assert enter(network, fields).status == 303


def test_a_new_code_kills_the_old_one(network: Network) -> None:
    first, second = ask(network), None
    old = network.codes(ME)[-1]
    second = ask(network)
    assert enter(network, first, old).status == 422
    assert enter(network, second, old).status == 422


def test_a_wrong_code_goes_on_with_a_new_challenge_and_the_right_one_still_works(
    network: Network,
) -> None:
    fields = ask(network, next=f"/networks/{SLUG}")
    for _ in range(codes.MOST_TRIES - 1):
        page = enter(network, fields, wrong(network))
        assert page.status == 422
        assert "not the code we sent" in page.text
        assert hidden(page)["challenge"] != fields["challenge"]
        assert Page(page.text).ids["code"] == 1
        fields = hidden(page)
    entered = enter(network, fields)
    assert (entered.status, entered.header("location")) == (303, f"/networks/{SLUG}")


def test_after_five_wrong_tries_the_form_leads_to_a_new_code(network: Network) -> None:
    fields = ask(network, next=f"/networks/{SLUG}")
    for _ in range(codes.MOST_TRIES - 1):
        fields = hidden(enter(network, fields, wrong(network)))
    last = enter(network, fields, wrong(network))
    assert last.status == 422
    page = Page(last.text)
    assert f"/sign-in?next=/networks/{SLUG}" in page.addresses
    assert page.ids["code"] == 1
    assert all(form.action != "/sign-in/code" for form in page.forms)
    assert enter(network, fields).status == 422
    assert enter(network, ask(network)).status == 303


def test_guessing_on_in_new_sessions_is_stopped(network: Network) -> None:
    """30 tries an hour for one address, however many sessions; then not even the right code."""
    for _ in range(6):
        fields = ask(network)
        for _ in range(codes.MOST_TRIES):
            fields = hidden(enter(network, fields, wrong(network))) or fields
    assert enter(network, ask(network)).status == 422
    network.world.advance(timedelta(hours=1))
    assert enter(network, ask(network)).status == 303


@pytest.mark.parametrize("spoilt", ["", "x", "eyJ.abc", "%00", "w" * 5000])
def test_a_challenge_that_is_not_ours_leads_to_a_new_code(network: Network, spoilt: str) -> None:
    answer = network.post("/sign-in/code", {"code": "12345678", "challenge": spoilt})
    assert answer.status == 422
    assert "/sign-in" in Page(answer.text).addresses
    assert "There is a problem" in answer.text
    told = network.api("POST", "/api/membership/tokens", {"code": "12345678", "challenge": spoilt})
    assert told.status == 422


def test_a_challenge_that_was_changed_is_refused(network: Network) -> None:
    fields = ask(network)
    body, _, mark = fields["challenge"].rpartition(".")
    fields["challenge"] = f"{body}.{mark[:-2]}AA"
    assert enter(network, fields).status == 422


def test_a_challenge_for_another_purpose_is_refused(network: Network) -> None:
    value = unsign(challenges.PURPOSE, ask(network)["challenge"])
    assert enter(network, {"challenge": sign("another purpose", value)}).status == 422


def test_programs_go_on_after_a_wrong_code(network: Network) -> None:
    asked = network.api("POST", "/api/membership/tokens", {"email": ME})
    proof = {"challenge": asked.json()["challenge"], "code": wrong(network)}
    refused = network.api("POST", "/api/membership/tokens", proof)
    assert (refused.status, refused.json()["type"]) == (422, "urn:candour:problem:invalid")
    proof = {"challenge": refused.json()["challenge"], "code": network.codes(ME)[-1]}
    assert network.api("POST", "/api/membership/tokens", proof).status == 200


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"email": ME, "code": "12345678"},
        {"challenge": "x"},
        {"code": "12345678"},
        {"email": ME, "refresh_token": "x"},
        {"refresh_token": "nonsense"},
        {"email": None},
        {"email": 7},
        {"email": ME, "admin": True},
    ],
)
def test_any_other_step_is_refused(network: Network, content: dict[str, Any]) -> None:
    answer = network.api("POST", "/api/membership/tokens", content)
    assert answer.status == 422
    assert answer.header("content-type") == "application/problem+json"


def test_a_long_challenge_of_the_cloud_is_taken(network: Network) -> None:
    """The pool's sessions are up to 2,048 characters long there."""
    proof = {"challenge": sign("sign-in", ["a" * 64, "s" * 2048, "any"]), "code": "12345678"}
    answer = network.api("POST", "/api/membership/tokens", proof)
    assert "too long" not in answer.text
    assert answer.json()["detail"] == "This code can no longer be used."


def test_whoever_was_here_before_goes_straight_on(network: Network) -> None:
    entered = enter(network, ask(network))
    refresh = entered.cookies["__Secure-refresh"]
    answer = network.with_cookie(f"/sign-in?next=/networks/{SLUG}", f"__Secure-refresh={refresh}")
    assert (answer.status, answer.header("location")) == (303, f"/networks/{SLUG}")
    assert answer.cookies["__Host-session"]
    network.world.advance(timedelta(days=31))
    answer = network.with_cookie("/sign-in", f"__Secure-refresh={refresh}")
    assert answer.status == 200


def test_signing_out_takes_every_cookie_away(network: Network) -> None:
    answer = network.post("/sign-out", by="chair")
    assert (answer.status, answer.header("location")) == (303, "/")
    assert answer.cookies["__Host-session"] == answer.cookies["__Secure-refresh"] == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example",
        "/\n/evil.example", "javascript:alert(1)", "\\\\evil.example", "evil.example", "",
        "/ /evil.example", "/%0d%0aset-cookie:x\r\nx: y", "/" + "a" * 2001,
    ],
)  # fmt: skip
def test_signing_in_never_leads_off_the_site(network: Network, elsewhere: str) -> None:
    from urllib.parse import quote

    shown = network.get(f"/sign-in?next={quote(elsewhere)}")
    assert shown.status == 200
    assert hidden(shown)["next"] == "/me"
    fields = ask(network, next=elsewhere)
    assert fields["next"] == "/me"
    entered = enter(network, {**fields, "next": elsewhere})
    assert entered.header("location") == "/me"


def test_signing_in_leads_on_to_a_long_address_of_ours(network: Network) -> None:
    """A cursor makes an address long; nothing of it is lost."""
    long = f"/networks/{SLUG}/desk?next={'c' * 600}"
    fields = ask(network, next=long)
    assert enter(network, fields).header("location") == long


def test_the_pool_gives_tokens_to_nobody_it_does_not_know() -> None:
    """Whatever the code: an unknown user ends at the last try without a token."""
    tried = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True}
    said = identity.define("decoy", {"session": [tried], "userNotFound": True})
    assert said["issueTokens"] is False


def test_using_a_code_at_the_same_moment_works_for_one(network: Network) -> None:
    from services.membership import store

    ask(network)
    kept = store.sign_in_code(network.ids["chair"])
    assert kept is not None
    store.save([store.use_sign_in_code(network.ids["chair"], kept["version"])])
    with pytest.raises(Conflict):
        store.save([store.use_sign_in_code(network.ids["chair"], kept["version"])])
