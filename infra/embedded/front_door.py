"""The front door: HTTP on loopback, before the routes, the static files and the control room."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from infra.embedded.control_room import PREFIX, ControlRoom
from infra.embedded.events import Answer, Request, problem
from infra.engine import Engine
from services.runtime import logs, pages

STATIC = Path(pages.__file__).parent / "static"
STATIC_PREFIX = "/static/"
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# More than any guard lets through, so that the guards can say no in their own way.
MAX_BODY = 5 * 1024 * 1024

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class FrontDoor:
    """A WSGI application before an engine."""

    def __init__(self, engine: Engine, control_room: ControlRoom) -> None:
        self._engine = engine
        self._control_room = control_room
        self._static = {
            STATIC_PREFIX + path.name: path for path in STATIC.iterdir() if path.is_file()
        }

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; nothing leaves as an exception."""
        try:
            request = _request(environ)
            answer = self._answer(request)
        except UnicodeDecodeError:
            answer = problem(400, "The address of this request is not UTF-8 text.")
        except Exception as error:
            logs.fault("front_door_failed", error)
            answer = problem(500, "Something went wrong on our side. Try again in a minute.")
        headers = [(name, _latin(value)) for name, value in answer.headers]
        headers.append(("Content-Length", str(len(answer.body))))
        status = HTTPStatus(answer.status)
        start_response(f"{status.value} {status.phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def _answer(self, request: Request) -> Answer:
        path = request.target.partition("?")[0]
        if CONTROL.search(unquote(path)):
            return problem(400, "The address of this request holds control characters.")
        if path in self._static:
            return _file(self._static[path])
        if path.startswith(PREFIX):
            answer = self._control_room.answer(request)
        else:
            answer = self._engine.answer(request)
        if request.method != "GET":
            self._engine.wake()
        return answer


def _request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    # WSGI hands the decoded bytes over as Latin-1: encode them again, to be decoded once.
    decoded = environ["PATH_INFO"].encode("latin-1").decode()
    path = quote(decoded, safe="/~!$&'()*+,;=:@")
    query = environ.get("QUERY_STRING", "")
    method = environ["REQUEST_METHOD"]
    return Request(
        method="GET" if method == "HEAD" else method,
        target=f"{path}?{query}" if query else path,
        headers=headers,
        body=environ["wsgi.input"].read(MAX_BODY + 1),
        source_ip=environ.get("REMOTE_ADDR", ""),
    )


def _file(path: Path) -> Answer:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = [
        ("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind),
        ("Cache-Control", "public, max-age=31536000, immutable"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(200, headers, path.read_bytes())


def _latin(value: str) -> str:
    """A header value that WSGI can carry; a line break in one would start another header."""
    return (
        value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace").decode("latin-1")
    )
