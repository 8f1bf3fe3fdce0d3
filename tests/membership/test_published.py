"""The published files of organisations, taken into the register by those of the host."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

import pytest

from services.membership import store
from services.membership.commands import host
from services.runtime import platform
from tests.membership.network import Network
from tests.membership.test_register import ROWS, SUCCESSIONS

API, PAGE = "/api/membership/host/register", "/host/register"
FORM = "multipart/form-data; boundary=b"


def as_file(rows: Sequence[Sequence[str]]) -> bytes:
    """These rows as a program writes them."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def by_form(content: bytes) -> bytes:
    """The same as a browser sends it."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="etr.csv"\r\n\r\n'
    return head + content + b"\r\n--b--\r\n"


@pytest.fixture
def network() -> Iterator[Network]:
    """A member of another network looks after the installation."""
    made = Network("member", "stranger")
    host.appoint_first(made.ids["stranger"])
    made.world.settle()
    yield made
    platform.install(None)


def test_one_file_after_the_other_is_taken_in_and_again_changes_nothing(network: Network) -> None:
    """M12: a successor is found among the trusts that the register has by then."""
    trusts, successions = as_file(ROWS), as_file(SUCCESSIONS)
    first = network.raw(PAGE, by_form(trusts), FORM, by="stranger")
    assert first.status == 200
    assert "2 organisations are new" in first.text
    assert "No row was left out" in first.text
    second: Any = network.raw(API, successions, "application/octet-stream", by="stranger")
    assert second.json() == {"added": 0, "changed": 1, "left_out": []}
    known, _ = store.organisations.known()
    closed = known.register.organisation("RZB")
    assert closed is not None
    assert closed.succession is not None
    assert closed.succession.into == ("RZA",)
    for content in (trusts, successions):
        again: Any = network.raw(API, content, "application/octet-stream", by="stranger")
        assert again.json() == {"added": 0, "changed": 0, "left_out": []}


def test_a_row_with_a_fault_is_named_with_what_to_do(network: Network) -> None:
    rows = [*ROWS, ("RZC", "", "", "", "", "", "", "OUSEBY", "", "", "20010401", "")]
    page = network.raw(PAGE, by_form(as_file(rows)), FORM, by="stranger").text
    assert "<td>3</td><td>There is no name: the second column holds it.</td>" in page
    assert "2 organisations are new" in page


def test_a_host_admin_comes_there_by_a_link_and_nobody_else(network: Network) -> None:
    """X3: the register is of the whole installation."""
    assert f'href="{PAGE}"' in network.get("/host", by="stranger").text
    assert network.get(PAGE, by="stranger").status == 200
    for who in ("chair", "member"):
        assert network.get(PAGE, by=who).status == 403
        sent = network.raw(API, as_file(ROWS), "application/octet-stream", by=who)
        assert sent.status == 403
    known, _ = store.organisations.known()
    assert known.register.organisation("RZA") is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 50, b"PK\x03\x04x", b'"open', b"Name,Email\nAnn,ann@kelder.example\n"],
)
def test_what_is_no_such_file_is_refused_with_what_to_send(
    network: Network, content: bytes
) -> None:
    """reliability.md 1.3."""
    answer = network.raw(API, content, "application/octet-stream", by="stranger")
    assert answer.status == 422
    assert "the file of trusts" in answer.text
    page = network.raw(PAGE, by_form(content), FORM, by="stranger")
    assert page.status == 422
    assert "the file of trusts" in page.text
