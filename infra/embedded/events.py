"""Between HTTP and functions: a request becomes an HTTP API event, its answer a response."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from infra.embedded.machine import Machine
from infra.embedded.wiring import Route
from services.runtime.http.problems import SECURITY_HEADERS
from services.runtime.ports import SignInRefused

PARAMETER = re.compile(r"\\\{(\w+)(\\\+)?\\\}")


@dataclass(frozen=True)
class Request:
    """A request as the front door got it; header names are lower-case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    source_ip: str = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What goes back; `headers` may hold a name more than once (cookies)."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that are set, by name, without their attributes."""
        sent = [v.partition(";")[0] for n, v in self.headers if n.lower() == "set-cookie"]
        return dict(cookie.split("=", 1) for cookie in sent)


class Door:
    """Finds the function for a request by the template's routes, as API Gateway does."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def answer(self, request: Request) -> Answer:
        """Call the function that the template names for this request."""
        path = unquote(request.target.partition("?")[0])
        for pattern, route in self._routes:
            if pattern.fullmatch(path) and route.method in ("ANY", request.method):
                break
        else:
            return problem(404, "There is nothing at this address.")
        event = _event(request, path)
        if route.token:
            try:
                claims = self._claims(request.headers.get("authorization", ""))
            except SignInRefused:
                return problem(401, "Sign in and send the id token as a bearer token.")
            event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
        return _answer(self._machine.invoke(route.handler, event))

    @cached_property
    def _routes(self) -> list[tuple[re.Pattern[str], Route]]:
        """The most specific first: literal parts before parameters, parameters before the rest."""
        routes = sorted(self._machine.wiring.routes, key=_openness)
        return [(_pattern(route.path), route) for route in routes]

    def _claims(self, authorization: str) -> dict[str, str]:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise SignInRefused
        member_id = self._machine.platform.identity.verify(token.strip())
        return {"cognito:username": member_id, "sub": member_id, "token_use": "id"}


def problem(status: int, sentence: str) -> Answer:
    """A refusal by the door itself, in the one shape for everything that goes wrong."""
    title = HTTPStatus(status).phrase.capitalize()
    kind = "urn:candour:problem:sign-in" if status == 401 else "about:blank"
    body = {"type": kind, "title": title, "status": status, "detail": sentence}
    headers = [*SECURITY_HEADERS.items(), ("Content-Type", "application/problem+json")]
    if status == 401:
        headers.append(("WWW-Authenticate", "Bearer"))
    return Answer(status, headers, json.dumps(body).encode())


def _openness(route: Route) -> tuple[bool, int, list[bool]]:
    """API Gateway's order: full matches before greedy ones, the longest greedy first."""
    parts = route.path.strip("/").split("/")
    return "+" in route.path, -len(parts), [part.startswith("{") for part in parts]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(PARAMETER.sub(lambda m: ".+" if m[2] else "[^/]+", re.escape(path)))


def _event(request: Request, path: str) -> dict[str, Any]:
    query = request.target.partition("?")[2]
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    cookies = [part.strip() for part in request.headers.get("cookie", "").split(";")]
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": [cookie for cookie in cookies if cookie],
        "headers": headers,
        "queryStringParameters": parameters,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "embedded",
            "domainName": request.headers.get("host", ""),
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.source_ip,
                "userAgent": request.headers.get("user-agent", ""),
            },
            "requestId": "embedded",
            "stage": "$default",
        },
        # As API Gateway does for anything that is not plainly text: decodable, never guessed.
        "body": base64.b64encode(request.body).decode() if request.body else None,
        "isBase64Encoded": bool(request.body),
    }


def _answer(response: Mapping[str, Any]) -> Answer:
    body = response.get("body") or ""
    content = base64.b64decode(body) if response.get("isBase64Encoded") else body.encode()
    headers = list(response.get("headers", {}).items())
    for name, values in response.get("multiValueHeaders", {}).items():
        headers += [(name, value) for value in values]
    headers += [("Set-Cookie", cookie) for cookie in response.get("cookies", [])]
    return Answer(int(response["statusCode"]), headers, content)
