"""What was answered survives: the process is killed in the middle of a storm, again and again."""

from __future__ import annotations

import random
import resource
import signal
import sys
import threading
from pathlib import Path

import pytest

from infra.embedded.friday.visitor import ask
from tests.infra.embedded.process import Running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs many loopback addresses")

ROUNDS = 3
VISITORS = 4


class Storm:
    """Visitors who join as fast as they can, until nobody answers any more."""

    def __init__(self, site: str, name: str, most: int) -> None:
        self.answered: list[str] = []
        self.enough = threading.Event()
        self._site = site
        self._most = most
        self._threads = [
            threading.Thread(target=self._visit, args=(f"{name}-{number}",), daemon=True)
            for number in range(VISITORS)
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        for thread in self._threads:
            thread.join(30)

    def _visit(self, name: str) -> None:
        for turn in range(14):
            email = f"{name}-{turn}@storm.example"
            if not join(self._site, email):
                return
            self.answered.append(email)
            if len(self.answered) >= self._most:
                self.enough.set()


def join(site: str, email: str) -> bool:
    """Join by a program; tells whether it was answered that a code is on its way."""
    body = (
        f'{{"name": "Storm Visitor", "email": "{email}", "organisation": "Weather Station",'
        ' "network": ["psmn"], "agree": true}'
    )
    try:
        answer = ask(
            site, "POST", "/api/membership/join", body, {"Content-Type": "application/json"}
        )
    except (OSError, EOFError):
        return False
    except Exception as error:
        # http.client's own errors for an answer that was cut off.
        assert type(error).__module__ == "http.client", error
        return False
    return answer.status == 202


def not_mailed(network: Running, answered: list[str]) -> list[str]:
    """Who was answered and got no code, once what was begun is settled.

    Mail that was claimed and perhaps sent is not sent again until the mailbox has been asked.
    """
    network.room.advance("PT2M")
    mailed = {mail["to"] for mail in network.room.mail()}
    return [email for email in answered if email not in mailed]


def test_kill_loses_nothing_that_was_answered(data: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    answered: list[str] = []
    for number in range(ROUNDS):
        with Running(data) as network:
            assert not_mailed(network, answered) == [], f"seed {seed}"
            # A new hour, so that the limit on joining from one address begins anew.
            network.room.advance("PT1H")
            storm = Storm(network.site, f"r{number}", most=moments.randrange(2, 24))
            storm.begin()
            assert storm.enough.wait(30), f"seed {seed}"
            network.end(signal.SIGKILL)
            storm.end()
        answered = storm.answered
    with Running(data) as network:
        assert not_mailed(network, answered) == [], f"seed {seed}"
        assert network.room.dead_letters() == []
        challenge = ask(
            network.site, "POST", "/api/membership/tokens", f'{{"email": "{answered[-1]}"}}',
            {"Content-Type": "application/json"},
        )  # fmt: skip
        assert challenge.status == 200
        assert network.room.code(answered[-1])


def test_a_disk_that_fills_up_loses_nothing_that_was_answered(data: Path) -> None:
    """What cannot be kept is not answered with yes, and what can be read is still read."""
    room = (data / "candour.sqlite3").stat().st_size + 60_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    with Running(data, prepare=limit) as network:
        emails = [f"full-{number}@storm.example" for number in range(40)]
        answered = [email for email in emails if join(network.site, email)]
        assert len(answered) < len(emails), "the disk must fill up for this to prove anything"
        assert network.get("/").status == 200
        _, said, errors = network.end()
        assert "Traceback" not in said + errors
    with Running(data) as network:
        assert not_mailed(network, answered) == []
