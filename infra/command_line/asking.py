"""Asking an installation: JSON there and back, as somebody who has signed in, or as nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TOKENS = "/api/membership/tokens"
SIGN_IN = "Sign in first: candour sign-in."
PATIENCE = 60
ENDED = 401


class Refused(Exception):
    """It was not done; `sentence` says why and what to do, `content` is the whole answer."""

    def __init__(self, sentence: str, content: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.content = dict(content or {})
        self.fields: dict[str, str] = self.content.get("fields", {})


class _StayHere(HTTPRedirectHandler):
    """A token must not be carried to another address."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


_opener = build_opener(_StayHere)


class Installation:
    """A Candour at an address.

    `renew` gives an id token for whoever has signed in there. It is asked for with the first
    request that needs one, and again when the token has ended: an export may take longer than that.
    """

    def __init__(self, at: str, renew: Callable[[Installation], str]) -> None:
        self.at = address(at)
        self._renew = renew
        self._id_token = ""

    def get(self, path: str) -> Any:
        """What lies there."""
        return self._as_somebody("GET", path, None)

    def post(self, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """What comes of asking for something."""
        return self._as_somebody("POST", path, content)

    def tokens(self, content: Mapping[str, str]) -> dict[str, Any]:
        """A step of signing in, which nobody has to be signed in for."""
        return dict(_answer(self._request("POST", TOKENS, content)))

    def _as_somebody(self, method: str, path: str, content: Mapping[str, Any] | None) -> Any:
        fresh = not self._id_token
        self._id_token = self._id_token or self._renew(self)
        try:
            return _answer(self._request(method, path, content, self._id_token))
        except Refused as refused:
            if fresh or refused.content.get("status") != ENDED:
                raise
        self._id_token = self._renew(self)
        return _answer(self._request(method, path, content, self._id_token))

    def _request(
        self, method: str, path: str, content: Mapping[str, Any] | None, id_token: str = ""
    ) -> Request:
        headers = {"Accept": "application/json"}
        if id_token:
            headers["Authorization"] = f"Bearer {id_token}"
        body = None
        if content is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(content, ensure_ascii=False).encode()
        # The scheme was looked at in `address`.
        return Request(self.at + path, body, headers, method=method)  # noqa: S310


def address(at: str) -> str:
    """The address of an installation as it is kept: without what is behind its port."""
    parts = urlsplit(at if "://" in at else f"https://{at}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("Write the address of the installation, such as https://candour.example.")
    if parts.scheme == "http" and not _on_this_machine(parts.hostname):
        raise Refused(
            f"Use https://{parts.netloc}. Without it others could read what is sent on the way."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _answer(request: Request) -> Any:
    try:
        with _opener.open(request, timeout=PATIENCE) as response:
            return _content(response)
    except HTTPError as error:
        raise _refusal(error) from error
    except (OSError, HTTPException) as error:
        raise Refused(
            f"{_origin(request)} does not answer. Is it running, and is the address right?"
        ) from error


def _content(response: HTTPResponse) -> Any:
    body = response.read()
    try:
        return json.loads(body) if body else None
    except ValueError as error:
        raise Refused("This is not Candour: it answers, but with something else.") from error


def _refusal(error: HTTPError) -> Refused:
    """What an installation says in the one shape for refusals, or that it is none."""
    with error:
        try:
            content = dict(json.loads(error.read()))
        except (ValueError, TypeError, OSError):
            content = {}
    said = {**content, "status": error.code}
    if error.code == ENDED:
        # In AWS it is the gateway that says so, in words of its own.
        return Refused(SIGN_IN, said)
    if "detail" not in content:
        return Refused(
            f"The answer was {error.code}, and not one of Candour's. Is the address right?", said
        )
    return Refused(str(content["detail"]), said)


def _origin(request: Request) -> str:
    return f"{request.type}://{request.host}"


def in_path(part: str) -> str:
    """What somebody typed, as one part of a path."""
    return quote(part, safe="")
