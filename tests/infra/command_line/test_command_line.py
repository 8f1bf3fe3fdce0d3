"""`candour` as somebody types it: each command a process of its own, before one running network."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.command_line.asking import Refused, address
from tests.infra.embedded.process import ROOT, Running, environment

PATIENCE = 60
CHAIR = "chair"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")


class Terminal:
    """Somebody's terminal; what it keeps lies in a folder of its own."""

    def __init__(self, config: Path, at: str) -> None:
        self.config = config
        self._environment = {
            **environment(),
            "XDG_CONFIG_HOME": str(config),
            "CANDOUR_AT": at,
            "NO_COLOR": "1",
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "infra.command_line", *arguments],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def type(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, answer, and what was said beside it."""
        with self.start(*arguments) as process:
            said, errors = process.communicate(timeout=PATIENCE)
        return process.returncode, said, errors

    @property
    def kept(self) -> Path:
        return self.config / "candour" / "signed-in.json"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("network") / "data") as running:
        yield running


def email_of(network: Running, role: str) -> str:
    return str(network.room.people()[role]["email"])


def test_somebody_signs_in_looks_who_they_are_and_signs_out(
    network: Running, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "config", network.site)
    email = email_of(network, CHAIR)

    assert terminal.type("whoami") == (1, "", "Not done. Sign in first: candour sign-in.\n")

    with terminal.start("sign-in", email) as process:
        assert process.stdin and process.stderr
        assert email in process.stderr.readline(), "the code is mailed before it is asked for"
        code = network.room.code(email)
        said, errors = process.communicate(f"{wrong(code)}\n{code}\n", timeout=PATIENCE)
    assert (process.returncode, said.strip()) == (0, "")
    assert "Not done. That is not the code we sent." in errors
    assert f"You are signed in to {network.site}." in errors
    assert stat.S_IMODE(os.stat(terminal.kept).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(terminal.kept.parent).st_mode) == 0o700

    code_, said, errors = terminal.type("whoami")
    assert (code_, errors) == (0, "")
    assert email in said
    assert re.search(r"psmn +member +chair", said)

    assert terminal.type("sign-out")[0] == 0
    assert email not in terminal.kept.read_text()
    assert terminal.type("whoami")[0] == 1


def wrong(code: str) -> str:
    return "".join(str(9 - int(digit)) for digit in code)


def test_what_makes_no_sense_is_told_from_what_was_refused(tmp_path: Path) -> None:
    nowhere = Terminal(tmp_path / "config", "http://127.0.0.1:9")

    code, said, errors = nowhere.type("sign-in", "ada@trust.example")
    assert (code, said) == (1, "")
    assert errors == (
        "Not done. http://127.0.0.1:9 does not answer. Is it running, and is the address right?\n"
    )
    assert nowhere.type("sign-inn")[0] == 2


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("https://candour.example/", "https://candour.example"),
        ("candour.example", "https://candour.example"),
        ("http://127.0.0.1:8080/me", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_an_address_may_be_written_as_people_do(written: str, means: str) -> None:
    assert address(written) == means


@pytest.mark.parametrize("written", ["http://candour.example", "ftp://candour.example", "https://"])
def test_nothing_is_sent_where_others_could_read_it(written: str) -> None:
    with pytest.raises(Refused):
        address(written)
