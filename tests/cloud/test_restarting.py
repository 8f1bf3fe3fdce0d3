"""`--cloud` as people use it: stopped, killed and begun again on the same data, and forgotten.

Slow: it makes the demo twice. `.ci/run` runs it; the inner loop does without.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from infra.embedded.friday.page import Page
from infra.embedded.friday.visitor import Visitor
from tests.cloud.needed import ministack_or_skip
from tests.infra.embedded.process import Running

pytestmark = pytest.mark.slow

NAME, EMAIL = "Nora Finch", "nora.finch@harbour.example"
PATIENCE = 400


def start(data: Path, *more: str) -> Running:
    return Running(data, "--cloud", *more, patience=PATIENCE)


def enter_code(network: Running, visitor: Visitor, asked: Page) -> Page:
    code = network.room.code(EMAIL)
    assert code, "a code comes by mail"
    return visitor.send(asked.form("/sign-in/code"), code=code)


def sign_in(network: Running) -> Page:
    visitor = Visitor(network.site)
    form = visitor.open("/sign-in").form("/sign-in")
    return enter_code(network, visitor, visitor.send(form, email=EMAIL))


def test_the_story_goes_on_after_a_stop_and_after_a_kill_until_it_is_forgotten(
    tmp_path: Path,
) -> None:
    ministack_or_skip()
    data = tmp_path / "data"

    with start(data) as network:
        visitor = Visitor(network.site)
        typed = {"name": NAME, "email": EMAIL, "organisation": "Harbour", "agree": "yes"}
        asked = visitor.send(visitor.open("/join").form("/join"), **typed)
        assert NAME in enter_code(network, visitor, asked).text
        code, said, errors = network.end()
        assert (code, errors) == (0, "")
        assert "the data is kept" in said

    with start(data) as network:
        assert NAME in sign_in(network).text
        assert network.room.people().keys() >= {"chair", "facilitator", "reviewer"}
        network.end(signal.SIGKILL)

    with start(data) as network:
        assert NAME in sign_in(network).text
        assert network.room.dead_letters() == []
        network.end()

    with start(data, "--fresh") as network:
        assert network.room.mail(EMAIL) == []
        visitor = Visitor(network.site)
        visitor.send(visitor.open("/sign-in").form("/sign-in"), email=EMAIL)
        assert network.room.mail(EMAIL) == [], "nobody knows her any more"
