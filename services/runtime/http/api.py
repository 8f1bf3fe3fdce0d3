"""JSON for programs: a route is a function whose signature says what it takes and gives.

    api = Api("sessions")

    @api.post("/api/sessions/networks/<network>/sessions", status=201)
    def schedule(network: str, wish: ScheduleSession) -> SessionAnswer: ...

A parameter annotated with a Wish is the body, and so is an Upload; one named in the path is a part
of it, and any other is read from the query, where it must be unless it has a default. What is sent
is read or refused, never ignored. The same signatures give `docs/openapi.json` at build time; no
validation framework is loaded in the function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, get_type_hints

from pydantic import BaseModel, ValidationError

from services.contracts.refusals import NotAllowed, NotFound, Refusal
from services.runtime import logs
from services.runtime.http import guard
from services.runtime.http.parameters import FromAddress
from services.runtime.http.problems import SECURITY_HEADERS, Broken, invalid, problem
from services.runtime.http.routes import Routes
from services.runtime.http.uploads import Upload, Uploads, sent_alone, sent_together
from services.runtime.http.wishes import is_wish

JSON = "application/json"


@dataclass(frozen=True)
class ApiRoute:
    """One route as declared; `public` ones are listed in the surface test."""

    method: str
    path: str
    status: int
    public: bool
    function: Callable[..., Any]


class Api:
    """The JSON routes of one service, and the Lambda handler that serves them."""

    def __init__(self, service: str, *, later: Sequence[str] = ()) -> None:
        self.service = service
        self._routes: list[ApiRoute] = []
        self._answering = Routes(later)
        # Of the request that is being answered: a function has one at a time.
        self._event: dict[str, Any] = {}

    @property
    def routes(self) -> Sequence[ApiRoute]:
        """Everything that is answered, also by what is imported only when it is asked for."""
        self._answering.complete()
        return self._routes

    @property
    def member_id(self) -> str:
        """Whom the token proves; the authoriser has verified it."""
        claims = (
            self._event["requestContext"].get("authorizer", {}).get("jwt", {}).get("claims", {})
        )
        if "cognito:username" not in claims:
            raise NotAllowed("Sign in and send the id token as a bearer token.")
        return str(claims["cognito:username"])

    @property
    def source_ip(self) -> str:
        """Where the request came from, for limits; goes nowhere but into a keyed hash."""
        return str(self._event["requestContext"]["http"].get("sourceIp", ""))

    def get(self, path: str, *, public: bool = False) -> Callable[..., Any]:
        """A route that changes nothing."""
        return self._route("GET", path, 200, public)

    def post(self, path: str, *, status: int = 200, public: bool = False) -> Callable[..., Any]:
        """A route that asks for something to be done."""
        return self._route("POST", path, status, public)

    def put(self, path: str) -> Callable[..., Any]:
        """A route that sets something to what is sent."""
        return self._route("PUT", path, 200, False)

    def handler(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Answer one HTTP API request; nothing leaves as an exception."""
        self._event = event
        try:
            found = self._answering.find(event)
            if found is None:
                raise NotFound("There is nothing at this address.")
            call, in_path = found
            answer: dict[str, Any] = call(in_path)
        except Exception as error:
            return problem(self._refusal(error))
        return answer

    def _refusal(self, error: Exception) -> Refusal:
        """Any exception as a refusal; what is our own fault is logged, without its text."""
        if isinstance(error, Refusal):
            return error
        if isinstance(error, ValidationError):
            return invalid(error)
        logs.fault("request_failed", error, service=self.service)
        return Broken("Something went wrong on our side. Try again in a minute.")

    def _route(self, method: str, path: str, status: int, public: bool) -> Callable[..., Any]:
        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self._routes.append(ApiRoute(method, path, status, public, function))
            # Decided at the first request: a function has many routes, and a cold one needs one.
            reader = cache(partial(_reader, function))

            def call(in_path: dict[str, str]) -> dict[str, Any]:
                answer = function(**reader()(self._event, in_path))
                return {
                    "statusCode": status,
                    "headers": {**SECURITY_HEADERS, "Content-Type": JSON},
                    "body": answer.model_dump_json() if isinstance(answer, BaseModel) else "",
                }

            self._answering.add(method, path, call)
            return function

        return register


def _reader(
    function: Callable[..., Any],
) -> Callable[[dict[str, Any], dict[str, str]], dict[str, Any]]:
    """How to get the function's arguments out of an event."""
    hints = get_type_hints(function, include_extras=True)
    wish = next((name for name, hint in hints.items() if is_wish(hint)), None)
    file = next((name for name, hint in hints.items() if hint in (Upload, Uploads)), None)
    address = FromAddress(function, hints, (wish, file))

    def read(event: dict[str, Any], in_path: dict[str, str]) -> dict[str, Any]:
        arguments = address.arguments(event, in_path)
        if wish:
            arguments[wish] = hints[wish].model_validate_json(guard.body(event, JSON))
        elif file:
            several = hints[file] is Uploads
            arguments[file] = sent_together(event, file) if several else sent_alone(event)
        else:
            guard.no_body(event)
        return arguments

    return read
