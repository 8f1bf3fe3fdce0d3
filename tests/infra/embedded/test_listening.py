"""Who can reach it: this machine and nobody else; and what a request that is none gets."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.embedded.site import KEPT_IN_MEMORY
from services.runtime.http.guard import MAX_BODY
from services.runtime.http.uploads import MOST_BYTES
from tests.infra.embedded.process import Running

MOST_HEADERS = 262_144
LISTENING = "0A"
LOOPBACK = "0100007F"


@pytest.fixture(scope="module")
def network(loaded_once: Path) -> Iterator[Running]:
    """One network for all of these tests: none of them changes it."""
    with Running(loaded_once) as running:
        yield running


def raw(network: Running, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """The answer to these bytes: status, headers, body."""
    where = urlsplit(network.site)
    with closing(socket.create_connection((where.hostname, where.port), timeout=20)) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_loopback_and_on_one_port_only(network: Running) -> None:
    process = Path("/proc", str(network.process.pid))
    mine = {os.readlink(fd) for fd in (process / "fd").iterdir()}
    reachable = []
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in (process / "net" / kind).read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            is_open = state == LISTENING or kind.startswith("udp")
            if is_open and f"socket:[{rest[5]}]" in mine:
                reachable.append((kind, local))
    port = urlsplit(network.site).port
    assert reachable == [("tcp", f"{LOOPBACK}:{port:04X}")]


@pytest.mark.parametrize("path", ["/_local/", "/_local/mail", "/_local/clock", "/_local/nothing"])
@pytest.mark.parametrize(
    "host", ["candour.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", ""]
)
def test_the_control_room_refuses_a_name_that_was_pointed_at_this_machine(
    network: Running, path: str, host: str
) -> None:
    """DNS rebinding: a page elsewhere must not read the mailbox."""
    answer = network.get(path, Host=host)
    assert answer.status == 403
    assert answer.header("content-type") == "application/problem+json"
    assert "@" not in answer.body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_control_room_answers_this_machine(network: Running, host: str) -> None:
    port = urlsplit(network.site).port
    assert network.get("/_local/mail", Host=f"{host}:{port}").status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nnot a header\r\n\r\n", 400),
        (b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST /join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: magic\r\n\r\n", 501),
        (b"GET /%ff%fe HTTP/1.0\r\nHost: x\r\n\r\n", 400),
        (b"GET /a%00b HTTP/1.0\r\nHost: x\r\n\r\n", 400),
        (b"GET /a%0d%0aSet-Cookie:x HTTP/1.0\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ".ljust(MOST_HEADERS, b"a"), 431),
    ],
)
def test_a_request_that_is_none_gets_a_clear_no(
    network: Running, request_: bytes, status: int
) -> None:
    got, headers, body = raw(network, request_)
    assert got == status
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("size", [MAX_BODY + 1, 3_000_000, 20_000_000])
@pytest.mark.parametrize("path", ["/api/membership/join", "/_local/clock"])
def test_whoever_sends_too_much_can_read_that(network: Running, path: str, size: int) -> None:
    connection = HTTPConnection(urlsplit(network.site).netloc, timeout=20)
    with closing(connection):
        kind = {"Content-Type": "application/json"}
        connection.request("POST", path, b'"' + b"a" * (size - 2) + b'"', kind)
        answer = connection.getresponse()
        assert answer.status == 413
        assert answer.getheader("content-type") == "application/problem+json"
        assert json.loads(answer.read())["status"] == 413


def test_a_form_that_is_too_big_gets_a_page(network: Running) -> None:
    connection = HTTPConnection(urlsplit(network.site).netloc, timeout=20)
    with closing(connection):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/join", b"name=" + b"a" * (MAX_BODY + 1), kind)
        answer = connection.getresponse()
        assert answer.status == 413
        assert (answer.getheader("content-type") or "").startswith("text/html")


def test_head_is_get_without_a_body(network: Running) -> None:
    status, headers, body = raw(network, b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_an_unknown_method_changes_nothing(network: Running) -> None:
    status, headers, _ = raw(network, b"DESTROY / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert status == 404
    assert headers["content-type"] == "application/problem+json"


def test_static_files_may_be_kept_by_browsers(network: Running) -> None:
    answer = network.get("/static/site.css")
    assert answer.status == 200
    assert answer.header("content-type") == "text/css; charset=utf-8"
    assert "immutable" in answer.header("cache-control")
    for path in ("/static/", "/static/../pages.py", "/static/%2e%2e/pages.py", "/static/VENDORED"):
        assert network.get(path).status == 404, path


def test_a_file_that_is_taken_is_never_in_a_temporary_file() -> None:
    """S20: the server keeps in memory what is sent, up to more than is taken."""
    assert KEPT_IN_MEMORY > MOST_BYTES
