"""The site as people meet it: the whole network behind its front door, and a real browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIZE: ViewportSize = {"width": 1280, "height": 900}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--renderer-process-limit=1", "--disable-site-isolation-trials",  # each starts for a second
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running network; `people` are the demo's personas by role."""

    address: str
    people: dict[str, dict[str, Any]]

    def mail(self) -> list[dict[str, Any]]:
        """Captured mail, newest first."""
        found: list[dict[str, Any]] = self.local("mail")
        return found

    def settle(self) -> None:
        """Wait until everything that was said is heard."""
        self.local("clock", {"advance": "PT0S"})

    def local(self, what: str, content: Any = None) -> Any:
        """Ask the control room."""
        body = None if content is None else json.dumps(content).encode()
        request = Request(  # noqa: S310 - our own address on loopback
            f"{self.address}/_local/{what}", body, {"content-type": "application/json"}
        )
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            return json.load(answer)


@contextmanager
def started(folder: Path) -> Iterator[Site]:
    """The demo network on a free port, with its data in this folder."""
    command = [sys.executable, "-m", "infra.embedded", "--port", "0", "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = next(found[0] for line in process.stdout if (found := ADDRESS.search(line)))
            with urlopen(f"{address}/_local/people", timeout=60) as answer:  # noqa: S310 - loopback
                people = json.load(answer)
            yield Site(address, {_role(person): person for person in people})
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo network as it starts; what tests add to it stays, so they use names of their own."""
    with started(tmp_path_factory.mktemp("network")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, if it is installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


Visit = Callable[..., Page]


class Tabs:
    """Tabs for visits to a site; a new one is dear, so whoever comes gets one that was left.

    It is as good as new: with no cookie in it, empty, and as wide.
    """

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._contexts: list[BrowserContext] = []
        self._left: dict[bool, list[Page]] = {True: [], False: []}

    def open(self, role: str = "", *, scripts: bool = True) -> Page:
        """A tab, signed in as a persona if a role is named; `scripts` may be blocked."""
        page = self._left[scripts].pop() if self._left[scripts] else self._new(scripts)
        page.goto("about:blank")
        page.set_viewport_size(SIZE)
        page.context.clear_cookies()
        if role:
            answer = page.context.request.post(
                "/_local/sign-in-as",
                form={"member_id": self._site.people[role]["member_id"]},
                max_redirects=0,
            )
            assert answer.status == 303
        return page

    @contextmanager
    def visits(self) -> Iterator[Visit]:
        """What opens tabs that are left at the end."""
        opened: list[tuple[bool, Page]] = []

        def visit(role: str = "", *, scripts: bool = True) -> Page:
            page = self.open(role, scripts=scripts)
            opened.append((scripts, page))
            return page

        yield visit
        for scripts, page in opened:
            self._left[scripts].append(page)

    def close(self) -> None:
        """Close all of them."""
        for context in self._contexts:
            context.close()

    def _new(self, scripts: bool) -> Page:
        context = self._browser.new_context(
            base_url=self._site.address, java_script_enabled=scripts, viewport=SIZE
        )
        self._contexts.append(context)
        return context.new_page()


@pytest.fixture(scope="module")
def tabs(browser: Browser, site: Site) -> Iterator[Tabs]:
    """The tabs of the tests in a file."""
    opened = Tabs(browser, site)
    yield opened
    opened.close()


@pytest.fixture
def visit(tabs: Tabs) -> Iterator[Visit]:
    """Begin a visit."""
    with tabs.visits() as begin:
        yield begin


def _role(person: dict[str, Any]) -> str:
    """The persona's first role, `member` without one, `applicant` for somebody who waits."""
    roles: list[str] = person["roles"]
    return roles[0] if roles else "applicant"
