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
from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
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


Visit = Callable[..., BrowserContext]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Begin a visit, signed in as a persona if a role is named; `scripts` may be blocked."""
    with visits(browser, site) as begin:
        yield begin


@contextmanager
def visits(browser: Browser, site: Site) -> Iterator[Visit]:
    """Visits to this site, which end with it."""
    begun: list[BrowserContext] = []

    def begin(role: str = "", *, scripts: bool = True, width: int = 1280) -> BrowserContext:
        context = browser.new_context(
            base_url=site.address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
        )
        begun.append(context)
        if role:
            answer = context.request.post(
                "/_local/sign-in-as",
                form={"member_id": site.people[role]["member_id"]},
                max_redirects=0,
            )
            assert answer.status == 303
        return context

    yield begin
    for context in begun:
        context.close()


def _role(person: dict[str, Any]) -> str:
    """The persona's first role, `member` without one, `applicant` for somebody who waits."""
    roles: list[str] = person["roles"]
    return roles[0] if roles else "applicant"
