"""`candour export` and `candour import` as somebody types them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.command_line.parcel import PARTS, pack, write_manifest
from tests.infra.command_line.test_command_line import CHAIR, Terminal, email_of
from tests.infra.embedded.process import Running

HOST = "host admin"
ID = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("network") / "data") as running:
        yield running


def signed_in(network: Running, role: str, config: Path) -> Terminal:
    terminal = Terminal(config, network.site)
    email = email_of(network, role)
    with terminal.start("sign-in", email) as process:
        assert process.stderr
        process.stderr.readline()
        process.communicate(f"{network.room.code(email)}\n")
    return terminal


def of_another_network(exported: Path, folder: Path) -> Path:
    """The same network with other people, as if it came from somewhere else."""
    with ZipFile(exported) as packed:
        for part in PARTS:
            text = packed.read(part.path).decode()
            if part.kind != "organisations":
                text = text.replace('"psmn"', '"moved"').replace('.example"', '.moved.example"')
                text = ID.sub(lambda found: sha256(found[0].encode()).hexdigest()[:32], text)
            (folder / part.service).mkdir(parents=True, exist_ok=True)
            (folder / part.path).write_text(text, encoding="utf-8")
    write_manifest(folder, "moved", datetime(2026, 11, 24, tzinfo=UTC))
    made = folder.with_suffix(".zip")
    pack(folder, made)
    return made


def test_a_network_is_taken_and_brought(network: Running, tmp_path: Path) -> None:
    chair = signed_in(network, CHAIR, tmp_path / "chair")
    host = signed_in(network, HOST, tmp_path / "host")
    exported = tmp_path / "psmn.zip"

    code, said, errors = chair.type("export", "psmn", "--into", str(exported))
    assert code == 0, errors
    assert re.search(r"people +12 *\n", said) and re.search(r"notes +1 *\n", said)
    assert f"psmn is in {exported}." in errors
    assert "You have no access" in host.type("export", "psmn", "--into", str(tmp_path / "h.zip"))[2]

    code, _, errors = host.type("import", str(exported))
    assert (code, "is here already" in errors) == (1, True)
    assert host.type("import", "--compare", str(exported))[0] == 0

    moved = of_another_network(exported, tmp_path / "moved")
    mails = len(network.room.mail())
    code, said, errors = host.type("import", str(moved))
    assert code == 0, (said, errors)
    assert re.search(r"people +12 +12 +yes *\n", said)
    assert not re.search(r"\bno *\n", said)
    assert "Its people sign in as they did before." in errors
    assert len(network.room.mail()) == mails
