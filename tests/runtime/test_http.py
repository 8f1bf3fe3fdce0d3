"""Everything bad gets a 4xx in one shape; nothing that was sent comes back or into a log."""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any

import pytest
from pydantic import Field

from services.contracts.refusals import Conflict, NotAllowed, TooMany
from services.runtime import logs
from services.runtime.http.api import Api
from services.runtime.http.wishes import Answer, FilledLine, Prose, Wish

api = Api("test")


class Greeting(Wish):
    name: FilledLine
    text: Prose = ""
    times: int = 1


class Greeted(Answer):
    text: str


@api.post("/api/test/<place>/greetings", status=201)
def greet(place: str, wish: Greeting) -> Greeted:
    """Greet somebody."""
    if wish.name == "stranger":
        raise NotAllowed("We do not know you.")
    if wish.name == "twice":
        raise Conflict("Already greeted.")
    if wish.name == "often":
        raise TooMany("Too often.", retry_after=60)
    if wish.name == "broken":
        raise ZeroDivisionError("ann@secret.example")
    return Greeted(text=f"{place} {wish.name}")


@api.get("/api/test/count")
def count(limit: int = 5) -> Greeted:
    """Count."""
    return Greeted(text=str(limit))


@api.get("/api/test/<place>/doors")
def doors(
    place: FilledLine, kind: FilledLine, first: Annotated[int, Field(ge=0, le=999)]
) -> Greeted:
    """Doors of a kind."""
    return Greeted(text=f"{place} {kind} {first}")


def call(
    body: str | bytes | None,
    *,
    content_type: str | None = "application/json",
    method: str = "POST",
    path: str = "/api/test/here/greetings",
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    sent = body.encode() if isinstance(body, str) else body
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": {"content-type": content_type} if content_type else {},
        "queryStringParameters": query or {},
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "body": base64.b64encode(sent).decode() if sent else None,
        "isBase64Encoded": bool(sent),
    }
    return api.handler(event, None)


def test_a_good_request_is_answered_with_the_routes_status() -> None:
    answer = call('{"name": "Asha"}')
    assert (answer["statusCode"], json.loads(answer["body"])) == (201, {"text": "here Asha"})
    assert answer["headers"]["X-Content-Type-Options"] == "nosniff"
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        pytest.param(422, "{}", "application/json", id="missing field"),
        pytest.param(422, '{"name": "a", "role": "admin"}', "application/json", id="unknown field"),
        pytest.param(422, '{"name": ["a"]}', "application/json", id="wrong type"),
        pytest.param(422, '{"name": ""}', "application/json", id="empty"),
        pytest.param(422, '{"name": "\\u200b"}', "application/json", id="invisible"),
        pytest.param(422, '{"name": "a\\u202eb"}', "application/json", id="reordering"),
        pytest.param(422, '{"name": "a\\u0000b"}', "application/json", id="control character"),
        pytest.param(422, '{"name": "\\u3164"}', "application/json", id="filler"),
        pytest.param(422, '{"name": "a\\u0085b"}', "application/json", id="second control block"),
        pytest.param(422, '{"name": "a\\r\\nBcc: b"}', "application/json", id="line break"),
        pytest.param(422, json.dumps({"name": "x" * 201}), "application/json", id="too long"),
        pytest.param(422, '{"name": "a", "times": 1e400}', "application/json", id="infinity"),
        pytest.param(
            422, '{"name": "a", "times": ' + "9" * 5000 + "}", "application/json", id="huge number"
        ),
        pytest.param(422, "", "application/json", id="empty body"),
        pytest.param(422, "nonsense", "application/json", id="not JSON"),
        pytest.param(422, '"text"', "application/json", id="not an object"),
        pytest.param(400, "[" * 100_000, "application/json", id="nested arrays"),
        pytest.param(400, '{"a":' * 50_000 + "1", "application/json", id="nested objects"),
        pytest.param(400, b'{"name": "\xff\xfe"}', "application/json", id="bad encoding"),
        pytest.param(400, '{"name": "a"}'.encode("utf-16"), "application/json", id="UTF-16"),
        pytest.param(413, '{"name": "' + "x" * 300_000 + '"}', "application/json", id="too large"),
        pytest.param(415, '{"name": "a"}', "text/plain", id="plain text"),
        pytest.param(415, "<a/>", "application/xml", id="XML"),
        pytest.param(415, '{"name": "a"}', None, id="no content type"),
        pytest.param(403, '{"name": "stranger"}', "application/json", id="not allowed"),
        pytest.param(409, '{"name": "twice"}', "application/json", id="conflict"),
        pytest.param(429, '{"name": "often"}', "application/json", id="too many"),
        pytest.param(500, '{"name": "broken"}', "application/json", id="our fault"),
    ],
)
def test_whatever_goes_wrong_has_one_shape(
    status: int, body: str | bytes, content_type: str | None
) -> None:
    answer = call(body, content_type=content_type)
    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["status"]) == (status, status)
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert problem["detail"].endswith(".")


def test_a_refusal_says_which_field_and_repeats_nothing_that_was_sent() -> None:
    answer = call('{"name": {"secret": "ann@secret.example"}}')
    assert list(json.loads(answer["body"])["fields"]) == ["name"]
    assert "secret" not in answer["body"]


def test_a_fault_leaves_neither_message_nor_input_in_the_log(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """P3: exceptions quote what people typed, so only their type and place are kept."""
    call('{"name": "broken"}')
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["error"], "secret" in json.dumps(line)) == ("ZeroDivisionError", False)
    assert caplog.records == [], "nothing goes past the list of what may be logged"


@pytest.mark.parametrize("body", ['{"name": "stranger"}', '{"name": 1}', "{", "[" * 100_000])
def test_a_refusal_is_not_logged_at_all(
    body: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    call(body)
    assert (capsys.readouterr().out, caplog.records) == ("", [])


def test_too_many_says_when_to_try_again() -> None:
    assert call('{"name": "often"}')["headers"]["Retry-After"] == "60"


def test_a_query_parameter_has_the_type_of_its_annotation() -> None:
    good = call(None, method="GET", path="/api/test/count", query={"limit": "7"})
    assert json.loads(good["body"]) == {"text": "7"}
    bad = call(None, method="GET", path="/api/test/count", query={"limit": "x"})
    assert (bad["statusCode"], list(json.loads(bad["body"])["fields"])) == (422, ["limit"])


def ask_for_doors(query: dict[str, str], place: str = "here") -> dict[str, Any]:
    return call(None, method="GET", path=f"/api/test/{place}/doors", query=query)


def test_what_is_missing_in_the_query_is_named_with_what_to_do() -> None:
    answer = ask_for_doors({"first": "0"})
    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["fields"]) == (422, {"kind": "Fill this in."})
    assert problem["detail"] == "Add ?kind=… to the address; it is missing there."
    both = json.loads(ask_for_doors({})["body"])
    assert both["detail"].startswith("Add ?kind=…&first=… to")
    assert list(both["fields"]) == ["kind", "first"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"kind": "", "first": "0"}, "kind"),
        ({"kind": "x" * 201, "first": "0"}, "kind"),
        ({"kind": "x" * 5000, "first": "0"}, "kind"),
        ({"kind": "a\u202eb", "first": "0"}, "kind"),
        ({"kind": "a\x00b", "first": "0"}, "kind"),
        ({"kind": "a", "first": "-1"}, "first"),
        ({"kind": "a", "first": "9" * 400}, "first"),
    ],
)
def test_the_query_is_held_to_all_that_an_annotation_says(query: dict[str, str], name: str) -> None:
    """Not only to its type: a line has a length, and a number its least."""
    assert ask_for_doors({"kind": "back", "first": "0"})["statusCode"] == 200
    answer = ask_for_doors(query)
    assert (answer["statusCode"], list(json.loads(answer["body"])["fields"])) == (422, [name])


def test_a_part_of_the_path_that_its_annotation_forbids_is_not_found() -> None:
    answer = ask_for_doors({"kind": "back", "first": "0"}, place="a\u200bb")
    assert answer["statusCode"] == 404


@pytest.mark.parametrize(
    ("status", "body"), [(422, '{"role": "admin"}'), (422, "x"), (400, b"\xff"), (400, "[" * 100)]
)
def test_a_body_is_refused_where_none_is_read(status: int, body: str | bytes) -> None:
    """What is sent is read or refused, never ignored; many a client sends an empty object."""
    where: dict[str, Any] = {"method": "GET", "path": "/api/test/count"}
    answer = call(body, **where)
    assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (status, status)
    assert call("{}", **where)["statusCode"] == 200
    assert call(None, **where)["statusCode"] == 200


def test_a_parameter_of_the_path_that_no_key_could_hold_is_not_found() -> None:
    answer = call('{"name": "Asha"}', path=f"/api/test/{'x' * 3000}/greetings")
    assert answer["statusCode"] == 404


@pytest.mark.parametrize("times", ['"x"', "1.5", "null", "[]", "1e400"])
def test_a_wrong_number_gets_a_sentence_for_people(times: str) -> None:
    answer = call(f'{{"name": "a", "times": {times}}}')
    said = json.loads(answer["body"])["fields"]["times"]
    assert "number" in said
    assert "Input should" not in said


def test_an_unknown_address_is_a_problem_too() -> None:
    answer = call("{}", path="/api/test/nowhere/at/all")
    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "application/problem+json"


def test_the_log_drops_what_is_not_on_the_list() -> None:
    line = logs.line("INFO", "sent", {"count": 3, "email": "a@b.example", "kind": "a@b.example"})
    assert json.loads(line) == {"level": "INFO", "what": "sent", "count": 3}
