"""The check itself: it passes on a sound network, and says what is wrong with another one."""

from __future__ import annotations

import re
import socket

import pytest

from infra.embedded import friday
from infra.embedded.friday.page import NotOnPage, Page
from infra.embedded.friday.story import Story, Unexpected, check
from infra.stop import Code
from tests.infra.embedded.process import run

STEP = re.compile(r"✓ .+, \d+\.\d\d s")


def test_the_check_plays_every_step_and_says_each_with_its_time() -> None:
    ended = run("--check")
    assert ended.returncode == Code.DONE, ended.stdout + ended.stderr
    assert ended.stderr == ""
    lines = [line for line in ended.stdout.splitlines() if line.startswith(("✓", "✗"))]
    assert all(STEP.fullmatch(line) for line in lines)
    assert len(lines) == sum(len(chapter) for chapter in friday.CHAPTERS)
    assert ended.stdout.endswith("The check passed.\n")


def test_a_step_that_does_not_hold_says_what_was_expected_and_what_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(_story: Story) -> None:
        check(False, "one welcome mail", "none")

    def incomplete(_story: Story) -> None:
        raise NotOnPage("a form for /join")

    monkeypatch.setattr(Story, "__init__", lambda *_: None)
    steps = [("The first", lambda _: None), ("The second", wrong), ("The third", incomplete)]
    monkeypatch.setattr(friday, "CHAPTERS", (steps,))
    said: list[str] = []
    assert not friday.play("http://127.0.0.1:9", said.append)
    assert said[0].startswith("✓ The first")
    assert said[1].startswith("✗ The second")
    assert said[2:] == [
        "  expected: one welcome mail",
        "  came: none",
        "  1 more steps build on this one and were not tried",
    ]
    monkeypatch.setattr(friday, "CHAPTERS", (steps[2:],))
    said.clear()
    assert not friday.play("http://127.0.0.1:9", said.append)
    assert said[1:] == ["  expected: a form for /join", "  came: a page without it"]


def test_where_there_is_no_network_it_says_so() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        said: list[str] = []
        site = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert not friday.play(site, said.append)
    assert len(said) == 1
    assert site in said[0]


def test_what_came_is_shortened() -> None:
    with pytest.raises(Unexpected) as unexpected:
        check(False, "little", "x" * 10_000)
    assert len(unexpected.value.came) < 1000


PAGE = """<!DOCTYPE html><title>Hidden</title><p>Words <b>on</b> it</p>
<a href="/a">First</a><a href="/b?x=1">Second <span>link</span></a>
<form action="/one" method="post">
<input name="name" value="Ann &amp; Bo"><input type="hidden" name="version" value="3">
<input type="checkbox" name="agree" value="yes"><input type="checkbox" name="net" value="a" checked>
<input type="radio" name="mail" value="on" checked><input type="radio" name="mail" value="off">
<textarea name="text">
 two
lines &lt;</textarea>
<select name="keep"><option value="">No</option><option value="k" selected>Yes</option></select>
<button>Save</button><button formaction="/one/submit">Send</button></form>
<form action="/two"><button>Let in<span> Ann</span></button></form>"""


def test_a_page_is_read_as_it_was_served() -> None:
    page = Page(200, "/", PAGE)
    assert "Words on it" in page.text
    assert "Hidden" not in page.text
    assert page.link("/b") == "/b?x=1"
    assert page.link("/", "Second link") == "/b?x=1"
    form = page.form("/one/submit")
    assert form.other_actions == ["/one/submit"]
    assert form.fields == {
        "name": ["Ann & Bo"],
        "version": ["3"],
        "net": ["a"],
        "mail": ["on"],
        "text": [" two\nlines <"],
        "keep": ["k"],
    }
    assert form.choices["mail"] == ["on", "off"]
    assert page.form("/two", "Ann").action == "/two"
    for missing in (lambda: page.form("/three"), lambda: page.link("/c")):
        with pytest.raises(NotOnPage):
            missing()
