"""Whatever is sent: a clear 4xx in the one shape, or the form again; never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.runtime import platform
from tests.membership.network import FORM, SLUG, Network, email_of, join_form
from tests.membership.rights import NOBODY

JSON = "application/json"
DOORS = (
    "/api/membership/join",
    "/api/membership/tokens",
    "/api/membership/me/addresses",
    "/api/membership/me/addresses/confirm",
    "/api/membership/host/appoint",
    f"/api/membership/networks/{SLUG}/sponsors",
    f"/api/membership/host/networks/{SLUG}/access",
    "/api/membership/complaints",
    "/api/membership/me/addresses/remove",
    f"/api/membership/networks/{SLUG}/waiting/x/decline",
    f"/api/membership/networks/{SLUG}/members/x/grant",
    f"/api/membership/networks/{SLUG}/statistics/publish",
    f"/api/sessions/networks/{SLUG}/sessions",
    f"/api/sessions/networks/{SLUG}/sessions/x/hold",
)
FORMS = (
    "/join",
    "/sign-in",
    "/sign-in/code",
    "/me/profile",
    "/me/addresses",
    "/me/addresses/code",
    "/me/addresses/first",
    "/host/appoint",
    "/host/access",
    f"/networks/{SLUG}/desk/sponsors",
    "/complaint",
    f"/networks/{SLUG}/desk/sessions",
)


def kept(network: Network) -> list[Any]:
    """Everything but the counters of limits."""
    rows = network.world.platform.database.rows("SELECT pk, body FROM items ORDER BY tbl, pk, sk")
    return [row for row in rows if not row[0].startswith("LIMIT#")]


@pytest.fixture(scope="module")
def shared() -> Network:
    """One network for a whole series of nonsense."""
    return Network()


@pytest.fixture
def unharmed(shared: Network) -> Iterator[Network]:
    """The same network for all; whatever is sent to it, it is afterwards as it was before."""
    platform.install(shared.world.platform)
    before = kept(shared)
    yield shared
    assert kept(shared) == before
    platform.install(None)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(413, b'{"a": "' + b"x" * 300_000 + b'"}', id="300 kilobytes"),
        pytest.param(400, b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", id="nested"),
        pytest.param(400, b'{"a": "\xff\xfe"}', id="not UTF-8"),
        pytest.param(422, b'{"a": ', id="cut off"),
        pytest.param(422, b"", id="empty"),
        pytest.param(422, b"[]", id="a list"),
        pytest.param(422, b'"text"', id="a text"),
        pytest.param(422, b"null", id="nothing"),
        pytest.param(422, b'{"__class__": "x", "constructor": {}}', id="unknown fields"),
        pytest.param(422, b'{"name": "\\ud800", "email": "\\udfff"}', id="lone surrogates"),
        pytest.param(422, b'{"name": 7, "role": [], "date": {}, "code": true}', id="wrong types"),
        pytest.param(422, b'{"name": "a\\u0000b", "role": "\\u0000"}', id="NUL"),
        pytest.param(422, b'{"name": NaN, "minutes": Infinity}', id="no numbers"),
    ],
)
def test_no_body_hurts(unharmed: Network, path: str, status: int, body: bytes) -> None:
    answer = unharmed.raw(path, body, JSON, by="chair")
    # An empty body has no content type that can be right or wrong.
    assert answer.status == status, answer.text
    assert answer.header("content-type") == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(answer.json())
    assert answer.json()["status"] == status


@pytest.mark.parametrize("path", [*DOORS, *FORMS])
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_another_content_type_is_named(unharmed: Network, path: str, content_type: str) -> None:
    answer = unharmed.raw(path, b"name=x", content_type, by="chair")
    assert answer.status == 415


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"name=" + b"x" * 300_000, id="300 kilobytes"),
        pytest.param(b"name=%ff%fe&email=%c3%28", id="not UTF-8"),
        pytest.param(b"name=%ed%a0%80", id="a lone surrogate"),
        pytest.param(b"name=a%00b&title=%00&email=%00&code=%00", id="NUL"),
        pytest.param(b"email=a@b.example&email=c@d.example", id="one field twice"),
        pytest.param(b"code=1&code=2&title=1&title=2&name=1&name=2&email=", id="each twice"),
        pytest.param(b"&".join(b"f%d=1" % n for n in range(600)), id="600 fields"),
        pytest.param(b"=&=&&&%%%", id="nonsense"),
        pytest.param(b"admin=yes&network[]=x&__proto__=1", id="unknown fields"),
        pytest.param(b"{}", id="JSON"),
    ],
)
def test_no_form_hurts(unharmed: Network, path: str, body: bytes) -> None:
    answer = unharmed.raw(path, body, FORM, by="chair")
    assert 400 <= answer.status < 500, answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "odd",
    [
        "%2e%2e", "..%2f..", "a%2fb", "a%5cb", "%00", "%20", "x%0d%0aset-cookie:a=b", "%e2%80%ae",
        "PSMN", "psmn%20", "psmn;x", "psmn,x", "{network}", "<network>", "%3Cscript%3E", "'--",
        "NETWORK%23psmn", "x" * 2000, "%F0%9F%92%A9", "*", "psmn%3Fa=b", "psmn%23a", "%25",
    ],
)  # fmt: skip
def test_an_odd_slug_or_id_is_not_found(unharmed: Network, odd: str) -> None:
    for path in (
        f"/networks/{odd}",
        f"/networks/{odd}/desk",
        f"/networks/{odd}/sessions",
        f"/networks/{SLUG}/sessions/{odd}",
        f"/networks/{SLUG}/desk/waiting/{odd}/decline",
        f"/me/networks/{odd}/leave",
    ):
        answer = unharmed.get(path, by="chair")
        assert answer.status == 404, path
        assert "<script>" not in answer.text
        assert answer.header("set-cookie") in (None, "") or "a=b" not in str(answer.headers)
    for path in (
        f"/api/membership/networks/{odd}/members",
        f"/api/sessions/networks/{odd}/sessions",
        f"/api/sessions/networks/{SLUG}/sessions/{odd}",
    ):
        answer = unharmed.api("GET", path, by="chair")
        assert answer.status == 404, path
        assert answer.header("content-type") == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "next=x",
        "next=",
        "next=%00",
        "next=a&next=b",
        "later=%ff",
        "earlier=..",
        "network=%3Cxyz",
    ],
)
def test_an_odd_query_is_no_fault(unharmed: Network, query: str) -> None:
    for path in ("/join", "/sign-in", f"/networks/{SLUG}/desk", f"/networks/{SLUG}/sessions"):
        answer = unharmed.get(f"{path}?{query}", by="chair")
        assert answer.status in (200, 422), path
        assert "<xyz" not in answer.text
    api = f"/api/membership/networks/{SLUG}/members?{query}"
    assert unharmed.api("GET", api, by="chair").status in (200, 422)


@pytest.mark.parametrize(
    "name",
    [
        "a\u202eb", "Zo\u200be", "\u2066Ann\u2069", "Ann\u00ad", "Ann\x07", "\ufeffAnn", "\u200b",
        "Ann\nBcc: x@y.example", "...\t...", "\u0301\u0301",
    ],
)  # fmt: skip
def test_deceptive_names_are_refused_with_a_sentence(unharmed: Network, name: str) -> None:
    answer = unharmed.api("POST", "/api/membership/join", join_form(name=name))
    assert answer.status == 422
    (sentence,) = answer.json()["fields"].values()
    assert sentence.endswith(".")
    assert "Input should" not in sentence


def test_an_error_repeats_nothing_of_what_was_sent(unharmed: Network) -> None:
    secret = "Beatriz\u202e Quill secret@kelder.example"
    for content in ({"name": secret}, {"email": secret}, {"role": [secret]}, {"network": secret}):
        answer = unharmed.api("POST", "/api/membership/join", join_form(**content))
        assert answer.status == 422
        assert "secret" not in answer.text


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5"])
def test_a_token_that_proves_nobody_opens_nothing(unharmed: Network, token: str) -> None:
    from infra.embedded.events import Request

    request = Request("GET", "/api/membership/me", {"authorization": token})
    assert unharmed.world.door.answer(request).status == 401
    assert unharmed.with_cookie("/me", f"__Host-session={quote(token)}").status == 303


def test_a_token_of_somebody_who_is_gone_opens_nothing_and_is_taken_away(network: Network) -> None:
    network.ids[NOBODY] = "0" * 32
    page = network.get("/me", by=NOBODY)
    assert (page.status, dict(page.headers)["Location"]) == (303, "/")
    assert page.cookies["__Host-session"] == ""
    assert network.get(f"/networks/{SLUG}", by=NOBODY).status == 403


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["name", "email", "organisation", "role", "network", "agree", "code", "challenge", "title",
     "date", "time", "zone", "minutes", "meeting_url", "headcount", "recording_off", "reason",
     "refresh_token", "idempotency_key", "x"]
)  # fmt: skip


@settings(
    derandomize=True,
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(DOORS), st.dictionaries(FIELDS, VALUES, max_size=8))
def test_no_json_at_all_is_a_fault_of_ours(
    shared: Network, path: str, content: dict[str, Any]
) -> None:
    platform.install(shared.world.platform)
    body = json.dumps(content).encode()
    answer = shared.raw(path, body, JSON, by="chair")
    assert answer.status < 500, content
    assert answer.status in (200, 202, 204, 400, 404, 422, 429), answer.text
    platform.install(None)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.sampled_from(FORMS), st.dictionaries(FIELDS, st.text(max_size=40), max_size=8))
def test_no_form_at_all_is_a_fault_of_ours(
    shared: Network, path: str, form: dict[str, str]
) -> None:
    from urllib.parse import urlencode

    platform.install(shared.world.platform)
    body = urlencode(form, errors="replace").encode()
    answer = shared.raw(path, body, FORM, by="chair")
    assert answer.status < 500, form
    platform.install(None)


def test_the_address_of_a_member_is_on_no_page_of_others(everybody: Network) -> None:
    for who in ("chair", "member", "other_chair"):
        for path in (f"/networks/{SLUG}/desk", f"/networks/{SLUG}/desk/members", "/me"):
            text = everybody.get(path, by=who).text
            assert email_of("reviewer") not in text
            assert email_of("applicant") not in text
