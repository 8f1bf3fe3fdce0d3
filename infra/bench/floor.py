"""The floor: what no server of this kind can go below.

The standard library's HTTP server, one pydantic model, and SQLite in full sync that keeps the one
invariant of a sign-up: an address belongs to one person, and the event is written with the row.

    python -c "from infra.bench.floor import serve; serve('/tmp/floor.sqlite3')"
"""

from __future__ import annotations

import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from uuid import uuid4

from pydantic import BaseModel


class Join(BaseModel):
    """The same wish as the product's, without its rules."""

    name: str
    email: str
    organisation: str
    role: str
    network: tuple[str, ...]
    agree: bool


class Handler(BaseHTTPRequestHandler):
    """Answers any POST by keeping what was sent."""

    protocol_version = "HTTP/1.1"
    # An answer in two packets waits for the other side's acknowledgement.
    wbufsize = -1
    database: ClassVar[sqlite3.Connection]
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_POST(self) -> None:
        """Keep it, durably, and say so."""
        wish = Join.model_validate_json(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock, self.database:
            self.database.execute("BEGIN IMMEDIATE")
            row = (wish.email, wish.model_dump_json())
            self.database.execute("INSERT INTO members VALUES (?, ?)", row)
            self.database.execute("INSERT INTO outbox VALUES (?, ?)", (uuid4().hex, wish.email))
        self.send_response(202)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(path: str) -> None:
    """Answer on a port that is printed first."""
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE members (email TEXT PRIMARY KEY, body TEXT);"
        "CREATE TABLE outbox (id TEXT PRIMARY KEY, email TEXT);"
    )
    Handler.database = database
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
