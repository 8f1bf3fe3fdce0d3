"""The way to the deployed site: each request goes on to its HTTP API, and the answer comes back."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

from infra.embedded.events import Answer, Request

PATIENCE = 60.0
# These belong to one connection, and the front door writes its own.
OF_THE_CONNECTION = frozenset(
    {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
)


class Door:
    """Asks the API with this id at this endpoint."""

    def __init__(self, endpoint: str, api: str) -> None:
        self._server = urlsplit(endpoint).netloc
        self._root = f"/_aws/execute-api/{api}/$default"

    def answer(self, request: Request) -> Answer:
        """Pass a request on as it came."""
        headers = {n: v for n, v in request.headers.items() if n not in OF_THE_CONNECTION}
        connection = HTTPConnection(self._server, timeout=PATIENCE)
        try:
            connection.request(
                request.method, self._root + request.target, request.body or None, headers
            )
            response = connection.getresponse()
            kept = [
                (name, value)
                for name, value in response.getheaders()
                if name.lower() not in OF_THE_CONNECTION
            ]
            return Answer(response.status, kept, response.read())
        finally:
            connection.close()
