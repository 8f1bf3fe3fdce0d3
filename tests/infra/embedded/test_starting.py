"""What happens when somebody starts the network and something is in the way."""

from __future__ import annotations

import contextlib
import re
import resource
import signal
import socket
import sqlite3
import sys
from pathlib import Path

import pytest

from infra.stop import Code
from tests.infra.embedded.process import Running, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")

BEGINNING = re.compile("Making a fictional network")


def one_sentence(errors: str) -> str:
    """What was said on the error output, which is one line and no traceback."""
    lines = errors.splitlines()
    assert len(lines) == 1, errors
    return lines[0]


def test_the_box_names_the_addresses_and_six_people(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    with Running(tmp_path / "data") as network:
        assert network.get("/").status == 200
        people = network.room.people()
        roles = {"chair", "facilitator", "reviewer", "member", "applicant", "host admin"}
        assert set(people) == roles
        code, said, errors = network.end()
    assert (code, errors) == (Code.DONE, "")
    assert f"{network.site}/_local/" in said
    for role, person in people.items():
        assert f"{person['name']}" in said
        assert f"{person['email']} ({role})" in said
        assert person["email"].endswith(".example")
    assert "Stopped; the data is kept." in said
    for path in (tmp_path / "data").iterdir():
        assert path.stat().st_mode & 0o077 == 0, f"only its owner may read {path.name}"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_what_was_asked_for_is_there_at_the_next_start(data: Path, how: signal.Signals) -> None:
    with Running(data) as network:
        network.room.advance("PT3H")
        before = network.room.people()
        moved = network.room.now()
        assert network.end(how)[0] == Code.DONE
    with Running(data) as network:
        assert network.room.people() == before
        assert network.room.now() > moved, "a moved clock stays moved"
        assert not any("Making" in line for line in network.said)


def test_fresh_forgets_all_of_it(data: Path) -> None:
    keep = data / "a letter of mine.txt"
    keep.write_text("not ours")
    with Running(data) as network:
        before = network.room.people()["chair"]["member_id"]
        network.end()
    with Running(data, "--fresh") as network:
        assert network.room.people()["chair"]["member_id"] != before
    assert keep.read_text() == "not ours"


def test_a_busy_port_is_one_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run("--port", str(port), "--data", tmp_path / "data")
    assert ended.returncode == Code.PORT_TAKEN
    assert f"Port {port} is taken" in one_sentence(ended.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_second_copy_is_told_where_the_first_one_is(data: Path) -> None:
    with Running(data) as network:
        # Even on the port of the first: that it runs says more than that the port is taken.
        port = network.site.rpartition(":")[2]
        ended = run("--port", port, "--data", data)
        assert ended.returncode == Code.SECOND_COPY
        assert f"{network.site}/" in one_sentence(ended.stderr)
        fresh = run("--port", "0", "--data", data, "--fresh")
        assert fresh.returncode == Code.SECOND_COPY, "nor may it be forgotten while it is used"
        assert network.get("/").status == 200


def test_a_full_disk_at_the_beginning_is_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    ended = run("--port", "0", "--data", tmp_path / "data", prepare=limit)
    assert ended.returncode == Code.DISK_FULL, ended.stderr
    assert "The disk is full" in one_sentence(ended.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoil", ["garbage", "middle", "folder"])
def test_broken_data_is_one_sentence_and_fresh_begins_again(data: Path, spoil: str) -> None:
    file = data / "candour.sqlite3"
    content = file.read_bytes()
    if spoil == "folder":
        file.unlink()
        file.mkdir()
    elif spoil == "garbage":
        file.write_bytes(b"this was a database" * 1000)
    else:
        half = len(content) // 2
        file.write_bytes(content[:half] + b"\xff" * 50_000 + content[half + 50_000 :])
    ended = run("--port", "0", "--data", data)
    assert ended.returncode == Code.DATA_UNUSABLE, ended.stderr
    one_sentence(ended.stderr)
    if spoil != "garbage":
        return
    with Running(data, "--fresh") as network:
        assert network.get("/").status == 200


def test_data_of_another_version_is_one_sentence_and_stays_as_it_is(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "candour.sqlite3")) as database:
        database.execute("PRAGMA user_version = 0")
    ended = run("--port", "0", "--data", data)
    assert ended.returncode == Code.DATA_UNUSABLE, ended.stderr
    assert "another version" in one_sentence(ended.stderr)
    with contextlib.closing(sqlite3.connect(data / "candour.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM items").fetchone() > (0,)


def test_data_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    ended = run("--port", "0", "--data", tmp_path / "data")
    assert ended.returncode == Code.DATA_UNUSABLE
    assert str(tmp_path / "data") in one_sentence(ended.stderr)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_beginning_that_was_cut_short_is_begun_anew(tmp_path: Path, how: signal.Signals) -> None:
    """Half a fictional network is none: nobody starts on it."""
    folder = tmp_path / "data"
    with Running(folder, site=False) as network:
        network.wait_for(BEGINNING)
        code, _, errors = network.end(how)
    if how is signal.SIGINT:
        assert code == Code.INTERRUPTED
        one_sentence(errors)
        assert not folder.exists()
    with Running(folder) as network:
        assert any(BEGINNING.search(line) for line in network.said)
        assert len(network.room.people()) == 6


def test_the_log_beside_the_data_names_nobody(data: Path) -> None:
    with Running(data) as network:
        people = network.room.people().values()
        for person in people:
            network.get(f"/nothing/{person['email']}")
        network.end()
    log = (data / "log.jsonl").read_text()
    assert not any(person["email"] in log or person["name"] in log for person in people)
    with sqlite3.connect(data / "candour.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
