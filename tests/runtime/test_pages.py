"""Pages: forms come back as they were typed, nobody is led off the site, no fault leaves."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from services.contracts.refusals import Conflict, Gone, Invalid, TooMany
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.pages import addresses
from services.runtime.pages.answers import Shown
from services.runtime.pages.pages import Pages
from services.runtime.pages.rendering import environment
from tests.world import Home

pages = Pages("test")
FORM = "application/x-www-form-urlencoded"


class Named(Wish):
    name: FilledLine
    many: tuple[FilledLine, ...] = ()


def form_page() -> Shown:
    typed = pages.attempt.value("name", "nothing typed")
    return pages.show("problem.html", title="A form", sentence=typed, details=pages.attempt.errors)


@pages.post("/test/form", again=form_page, public=True)
def send(wish: Named) -> Shown:
    """A form that refuses in every way."""
    if wish.name == "taken":
        raise Invalid("This name is taken.", {"name": "Choose another one."})
    if wish.name == "twice":
        raise Conflict("Somebody was quicker.")
    if wish.name == "gone":
        raise Gone("It was taken away.")
    if wish.name == "often":
        raise TooMany("Too often.", retry_after=60)
    if wish.name == "broken":
        raise ZeroDivisionError("ann@secret.example")
    return pages.done("/test/done", f"Welcome, {wish.name}.")


@pages.post("/test/anyone", public=True, anyone=True)
def anyone() -> Shown:
    """A form that other sites may send."""
    return pages.go("/test/done")


@pages.get("/test/mine")
def mine() -> Shown:
    """A page for people who are signed in."""
    return pages.show("problem.html", title="Mine", sentence=pages.member_id, details={})


@pages.post("/test/mine")
def send_mine(wish: Named) -> Shown:
    """A form for people who are signed in."""
    return pages.done("/test/mine", f"Thanks, {wish.name}.")


@pages.get("/test/search", public=True)
def search(q: FilledLine) -> Shown:
    """A page that has to be told what for."""
    return pages.show("problem.html", title="Search", sentence=q, details={})


@pages.get("/test/undrawable", public=True)
def undrawable() -> Shown:
    """A page whose template does not exist."""
    return pages.show("no-such-template.html", title="Nothing")


def ask(
    path: str,
    fields: dict[str, Any] | str | None = None,
    *,
    headers: dict[str, str] | None = None,
    cookies: list[str] | None = None,
    query: str = "",
) -> dict[str, Any]:
    body = fields if isinstance(fields, str) else urlencode(fields or {}, doseq=True)
    sent = None if fields is None else base64.b64encode(body.encode()).decode()
    event = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": cookies or [],
        "headers": {"content-type": FORM, "host": "candour.example", **(headers or {})},
        "queryStringParameters": dict(parse_qsl(query, keep_blank_values=True)),
        "requestContext": {
            "http": {"method": "GET" if fields is None else "POST", "path": path},
            "stage": "$default",
        },
        "body": sent,
        "isBase64Encoded": bool(sent),
    }
    return pages.handler(event, None)


@pytest.mark.usefixtures("home")
def test_a_good_form_ends_in_a_redirect_with_a_sentence_for_the_next_page() -> None:
    answer = ask("/test/form", {"name": "Asha"})
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/test/done")
    assert any("Welcome" in cookie for cookie in answer["cookies"])


@pytest.mark.usefixtures("home")
def test_the_sentence_is_shown_once_and_escaped() -> None:
    answer = ask("/test/nowhere", cookies=["__Host-banner=%3Cb%3EDone%3C/b%3E"])
    assert "&lt;b&gt;Done&lt;/b&gt;" in answer["body"]
    assert any(c.startswith("__Host-banner=;") and "Max-Age=0" in c for c in answer["cookies"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"name": "taken"}, "taken"),
        ({"name": "x" * 201}, "x" * 201),
        ({"name": "Asha", "admin": "yes"}, "Asha"),
        ({"name": "a\u202eb"}, "a\u202eb"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_as_it_was_typed(
    fields: dict[str, Any], kept: str
) -> None:
    answer = ask("/test/form", fields)
    assert answer["statusCode"] == 422
    assert kept in answer["body"]
    assert "There is a problem" in answer["body"]
    assert "<title>Error: A form" in answer["body"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("status", "fields"),
    [
        pytest.param(410, {"name": "gone"}, id="gone"),
        pytest.param(500, {"name": "broken"}, id="our fault"),
        pytest.param(400, {"name": ["a", "b"]}, id="one field twice"),
        pytest.param(400, "name=%ff%fe", id="bad encoding"),
        pytest.param(400, "&".join(f"f{n}=1" for n in range(600)), id="too many fields"),
        pytest.param(413, {"name": "x" * 300_000}, id="too large"),
    ],
)
def test_every_other_refusal_is_a_page_with_a_sentence(
    status: int, fields: dict[str, Any] | str
) -> None:
    answer = ask("/test/form", fields)
    assert answer["statusCode"] == status
    assert "<h1>" in answer["body"]
    assert "secret" not in answer["body"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("status", "name"), [(409, "twice"), (429, "often")])
def test_what_is_true_only_now_keeps_what_was_typed(status: int, name: str) -> None:
    answer = ask("/test/form", {"name": name})
    assert (answer["statusCode"], name in answer["body"]) == (status, True)
    assert "There is a problem" in answer["body"]
    assert ("Retry-After" in answer["headers"]) is (status == 429)


@pytest.mark.usefixtures("home")
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("query", ["", "q=", "q=%E2%80%8B", "q=" + "x" * 201])
def test_an_address_that_cannot_be_used_is_a_page_with_a_sentence(query: str) -> None:
    answer = ask("/test/search", query=query)
    assert answer["statusCode"] == 422
    assert "<h1>" in answer["body"]
    assert ask("/test/search", query="q=falls")["statusCode"] == 200


def test_json_is_not_a_form() -> None:
    answer = ask("/test/form", '{"name": "a"}', headers={"content-type": "application/json"})
    assert answer["statusCode"] == 415


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://candour.example"}, 303),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 303),
    ],
)
def test_another_site_cannot_send_our_forms(headers: dict[str, str], status: int) -> None:
    assert ask("/test/form", {"name": "Asha"}, headers=headers)["statusCode"] == status
    assert ask("/test/anyone", {}, headers=headers)["statusCode"] == 303


@pytest.mark.usefixtures("home")
def test_a_page_for_members_is_asked_for_again_after_signing_in() -> None:
    answer = ask("/test/mine", query="next=abc&x=1")
    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == "/sign-in?next=/test/mine%3Fnext%3Dabc%26x%3D1"


@pytest.mark.usefixtures("home")
def test_a_form_that_was_sent_while_signed_out_is_kept_on_the_page() -> None:
    answer = ask("/test/mine", {"name": 'Asha "A"', "many": ["1", "2"]})
    assert answer["statusCode"] == 403
    assert 'value="Asha &#34;A&#34;"' in answer["body"]
    assert answer["body"].count('name="many"') == 2


def test_a_session_cookie_says_who_is_looking(home: Home) -> None:
    token = home.platform.identity.issue("m1").id_token
    assert "m1" in ask("/test/mine", cookies=[f"__Host-session={token}"])["body"]
    for forged in (token[:-4] + "AAAA", "", "x.y.z", "%00"):
        assert ask("/test/mine", cookies=[f"__Host-session={forged}"])["statusCode"] == 303


@pytest.mark.usefixtures("home")
def test_when_no_page_can_be_drawn_there_is_still_one(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = ask("/test/undrawable")
    monkeypatch.setattr("services.runtime.pages.rendering.HERE", Path("/nowhere"))
    environment.cache_clear()
    without_templates = ask("/test/nowhere")
    environment.cache_clear()
    for shown in (answer, without_templates):
        assert shown["statusCode"] == 500
        assert "Sorry, something went wrong" in shown["body"]
        assert "no-such-template" not in shown["body"]
    assert "no-such-template" not in capsys.readouterr().out
    assert caplog.records == []


def test_the_last_resort_needs_no_platform(capsys: pytest.CaptureFixture[str]) -> None:
    """The platform itself may be what is broken."""
    answer = pages.handler({}, None)
    assert (answer["statusCode"], "our fault" in answer["body"]) == (500, True)
    assert "page_failed" in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_every_page_forbids_scripts_and_frames_of_others() -> None:
    headers = ask("/test/nowhere")["headers"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/\n/evil.example",
        "/ /evil.example",
        "/ñ",
        "",
        "me",
        "/" + "x" * 3000,
    ],
)
def test_nobody_is_led_off_the_site(elsewhere: str) -> None:
    assert addresses.local(elsewhere) == "/me"


@pytest.mark.parametrize("ours", ["/me", "/networks/psmn?next=abc", "/networks/psmn/notes/1#top"])
def test_our_own_addresses_are_followed(ours: str) -> None:
    assert addresses.local(ours) == ours
