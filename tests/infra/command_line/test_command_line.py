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

from infra.command_line import drawing
from infra.command_line.asking import Refused, address
from tests.infra.embedded.process import ROOT, Running, environment

PATIENCE = 60
CHAIR = "chair"
SLUG = "psmn"

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

    errors = sign_in(terminal, network, email, wrong_first=True)
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


def sign_in(terminal: Terminal, network: Running, email: str, *, wrong_first: bool = False) -> str:
    """With the code from the mailbox; what was said."""
    with terminal.start("sign-in", email) as process:
        assert process.stdin and process.stderr
        assert email in process.stderr.readline(), "the code is mailed before it is asked for"
        code = network.room.code(email)
        typed = f"{wrong(code)}\n{code}\n" if wrong_first else f"{code}\n"
        said, errors = process.communicate(typed, timeout=PATIENCE)
    assert (process.returncode, said.strip()) == (0, "")
    return errors


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


def test_a_chair_counts_publishes_shows_and_draws(network: Running, tmp_path: Path) -> None:
    """The draft is the terminal's, and the poster a picture with letters in it."""
    terminal = Terminal(tmp_path / "config", network.site)
    sign_in(terminal, network, email_of(network, CHAIR))

    assert terminal.type("statistics", "show", SLUG)[2].startswith("Not done. This network has not")
    code, said, errors = terminal.type("statistics", "take", SLUG)
    assert (code, errors.splitlines()[-1]) == (
        0,
        f"Done. This is a draft. To let it be seen: candour statistics publish {SLUG}",
    )
    assert re.search(r"members +\d+", said)
    assert re.search(r"Fingerprint +[0-9a-f]{64}\n", said), "nothing is cut off in a pipe"
    assert terminal.type("statistics", "publish", SLUG, "--yes")[0] == 0
    assert terminal.type("statistics", "publish", SLUG, "--yes")[0] == 1, "there is no draft now"
    assert "in numbers" in terminal.type("statistics", "show", SLUG)[1]

    picture = tmp_path / "poster.png"
    drawn = terminal.type("statistics", "poster", SLUG, "--png", str(picture), "--width", "600")
    assert drawn == (0, "", f"Done. The poster is in {picture}.\n")
    assert picture.read_bytes().startswith(b"\x89PNG")


def counted(counting: subprocess.Popen[str], network: Running) -> str:
    """What is said once counting is done; while it waits a minute passes again and again."""
    with counting:
        for _ in range(PATIENCE // 2):
            try:
                said, errors = counting.communicate(timeout=2)
            except subprocess.TimeoutExpired:
                network.room.advance("PT1M")
            else:
                assert counting.returncode == 0, errors
                return said
        counting.kill()
    raise AssertionError("it is still being counted")


def test_a_host_admin_counts_all_networks_publishes_shows_and_draws(
    network: Running, tmp_path: Path
) -> None:
    """As a chair does it for one network."""
    terminal = Terminal(tmp_path / "config", network.site)
    sign_in(terminal, network, email_of(network, "host admin"))
    said = counted(terminal.start("statistics", "together", "take"), network)
    assert re.search(r"memberships of a network +\d+", said)
    assert terminal.type("statistics", "together", "publish", "--yes")[0] == 0
    assert "Organisations by kind" in terminal.type("statistics", "together", "show")[1]
    picture = tmp_path / "together.png"
    drawn = terminal.type(
        "statistics", "together", "poster", "--png", str(picture), "--width", "600"
    )
    assert drawn == (0, "", f"Done. The poster is in {picture}.\n")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_machine_without_fonts_says_so_instead_of_drawing_no_letters(tmp_path: Path) -> None:
    no_font = tmp_path / "empty.ttf"
    no_font.touch()
    with pytest.raises(Refused, match="No letters can be drawn"):
        drawing.png('<svg xmlns="http://www.w3.org/2000/svg"/>', width=100, font=no_font)
