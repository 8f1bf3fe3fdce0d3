"""A report of who came is counted and then nowhere: all that is kept is looked at (S20)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.events import Request
from services.runtime import platform
from services.sessions.attendance import MOST_BYTES
from tests.flows.conftest import begun, once
from tests.flows.network import SLUG, Network

PLANTED = (
    "Zephyrine Quackenbush", "Quackenbush", "zephyrine.q@ferndale.example", "Oswin Trevanion",
    "oswin@thornholme.example", "attendance-of-the-27th",
)  # fmt: skip
HEADING = "Full Name\tJoin Time\tLeave Time\tEmail\n"
ROWS = (
    "Zephyrine Quackenbush\t27/11/2026, 14:00\t27/11/2026, 15:00\tzephyrine.q@ferndale.example\n"
    "Oswin Trevanion\t27/11/2026, 14:20:00\t27/11/2026, 15:00:00\toswin@thornholme.example\n"
)
FINE = (HEADING + ROWS).encode("utf-16")
BROKEN = {
    "a time that is none": (HEADING + ROWS + "Oswin Trevanion\tQuackenbush\t\t\n").encode(),
    "an open quotation mark": (HEADING + ROWS + '"Oswin Trevanion\t').encode(),
    "no headings": ROWS.encode(),
    "cut in a letter": FINE[:-1],
    "an archive that is none": b"PK\x03\x04" + ROWS.encode(),
    "another meeting": FINE.decode("utf-16").replace("27/11", "20/11").encode(),
    "too large": ROWS.encode() + b" " * MOST_BYTES,
    "a page": b"<html>" + ROWS.encode(),
}


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The whole product, whose temporary files would be in a folder of this test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield begun("once").again(once)
    platform.install(None)


def held(network: Network) -> str:
    """A session that was held, with a number that somebody typed."""
    session_id = network.plan("Learning from claims")
    network.clock_to("2026-11-27T15:10:00+00:00")
    path = f"/api/sessions/networks/{SLUG}/sessions/{session_id}/hold"
    done = {"recording_off": True, "headcount": 3}
    answer = network.world.api("POST", path, done, by=network.chair.member_id)
    assert answer.status == 200, answer.text
    return session_id


def send(network: Network, path: str, content: bytes) -> Any:
    """A browser sends the file, under a name that could say something too."""
    boundary = b"a-boundary"
    disposition = b'form-data; name="file"; filename="attendance-of-the-27th.csv"'
    body = b"\r\n".join(
        [b"--" + boundary, b"Content-Disposition: " + disposition, b"", content]
    ) + b"\r\n--" + boundary + b"--\r\n"  # fmt: skip
    token = network.world.platform.identity.issue(network.chair.member_id).id_token
    headers = {
        "content-type": f"multipart/form-data; boundary={boundary.decode()}",
        "cookie": f"__Host-session={token}",
        "host": "candour.example",
        "origin": "https://candour.example",
    }
    answer = network.world.door.answer(Request("POST", path, headers, body))
    network.world.settle()
    return answer


def traces(network: Network) -> list[str]:
    """The tables, queues, outboxes, logs and files in which one of the planted words is."""
    return [
        str(row["kept_in"])
        for row in network.everything()
        if any(word.lower() in _text(row).lower() for word in PLANTED)
    ]


def _text(row: dict[str, Any]) -> str:
    """A row as text, however its letters are written in a column of bytes."""
    found = json.dumps(row, ensure_ascii=False, default=repr)
    for value in row.values():
        if isinstance(value, bytes):
            found += value.decode("utf-8", "ignore") + value.decode("utf-16-le", "ignore")
    return found


def test_nothing_of_a_report_is_anywhere_once_it_was_counted(
    network: Network, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """U7: every table, queue, outbox, log, file and mail of this machine, and what it printed."""
    session_id = held(network)
    path = f"/networks/{SLUG}/desk/sessions/{session_id}/headcount"
    answers = [send(network, f"{path}/file?version=3", FINE)]
    assert answers[0].status == 303, answers[0].text
    answers.append(network.get(f"/desk/sessions/{session_id}/headcount", by=network.chair))
    answers.append(network.get(f"/sessions/{session_id}", by=network.members[0]))
    network.world.advance(timedelta(days=2))

    assert "<strong>2</strong>" in answers[1].text
    assert "Fewer than 5 people came" in answers[2].text
    assert traces(network) == []
    said = [
        json.dumps(network.world.mail()),
        json.dumps(network.world.events()),
        *capfd.readouterr(),
    ]
    said += [answer.text + repr(answer.headers) for answer in answers]
    assert not any(word in text for text in said for word in PLANTED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", BROKEN)
def test_nothing_of_a_report_is_anywhere_if_it_cannot_be_counted(
    network: Network, tmp_path: Path, capfd: pytest.CaptureFixture[str], what: str
) -> None:
    """S20: failure leaves nothing, neither of the file nor a changed number."""
    session_id = held(network)
    before = network.dump()

    answer = send(
        network,
        f"/networks/{SLUG}/desk/sessions/{session_id}/headcount/file?version=3",
        BROKEN[what],
    )

    assert answer.status in (413, 422), answer.text
    assert network.dump() == before
    assert traces(network) == []
    printed = "".join(capfd.readouterr())
    assert not any(word in answer.text + printed for word in PLANTED)
    assert list(tmp_path.iterdir()) == []


def test_the_scan_would_find_a_name(network: Network) -> None:
    """Otherwise it proves nothing: a title with one of the names is found where titles are."""
    network.plan("With Zephyrine Quackenbush")

    assert "items" in traces(network)
