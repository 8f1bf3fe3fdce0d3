"""Every page in its states: nothing for axe-core, nothing from elsewhere, no side-scroll."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from playwright.sync_api import Page

from tests.web import access
from tests.web.conftest import SIZE, Site, Tabs, Visit

POLICY = re.compile("Content Security Policy|Refused to")
PSMN = "/networks/psmn"

Steps = Callable[[Page], None]


def at(path: str) -> Steps:
    """Just go there."""
    return lambda page: _go(page, path)


def _go(page: Page, path: str) -> None:
    page.goto(path)


def sent(path: str, button: str) -> Steps:
    """Go there and send the form as it stands."""

    def steps(page: Page) -> None:
        page.goto(path)
        access.press(page.get_by_role("button", name=button, exact=True).first)

    return steps


def linked(path: str, link: str) -> Steps:
    """Go there, then where the first link goes whose address contains this."""

    def steps(page: Page) -> None:
        page.goto(path)
        access.press(page.locator(f"main a[href*='{link}']").first)

    return steps


def code_form(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Your email address").fill("nobody@elsewhere.example")
    access.press(page.get_by_role("button", name="Send me the code"))


def wrong_code(page: Page) -> None:
    code_form(page)
    page.get_by_label("Code").fill("12345678")
    access.press(page.get_by_role("button", name="Continue"))


def new_address(page: Page) -> None:
    page.goto("/me/addresses")
    page.get_by_label("The new address").fill("team@elsewhere.example")
    access.press(page.get_by_role("button", name="Mail a code there"))


STATES: dict[str, tuple[str, Steps]] = {
    "front": ("", at("/")),
    "join": ("", at("/join")),
    "join with errors": ("", sent("/join", "Send me the code")),
    "sign in": ("", at("/sign-in")),
    "sign in with errors": ("", sent("/sign-in", "Send me the code")),
    "code": ("", code_form),
    "wrong code": ("", wrong_code),
    "privacy": ("", at("/privacy")),
    "no such page": ("", at("/nothing/here")),
    "not allowed": ("applicant", at(f"{PSMN}/notes")),
    "my networks": ("member", at("/me")),
    "my networks, waiting": ("applicant", at("/me")),
    "my mail": ("member", at("/me/mail")),
    "leaving": ("member", at("/me/networks/psmn/leave")),
    "my calendar, none yet": ("member", at("/me/calendar")),
    "my calendar": ("member", sent("/me/calendar", "Make an address for my calendar")),
    "my profile": ("member", at("/me/profile")),
    "my addresses": ("member", at("/me/addresses")),
    "my addresses, with errors": ("member", sent("/me/addresses", "Mail a code there")),
    "adding an address, with a code": ("member", new_address),
    "deleting the account": ("member", at("/me/account/delete")),
    "deleting it, as the only chair": ("chair", sent("/me/account/delete", "Mail me the code")),
    "deleting it, with a code": ("member", sent("/me/account/delete", "Mail me the code")),
    "home": ("member", at(PSMN)),
    "programme": ("member", at(f"{PSMN}/sessions")),
    "session": ("member", linked(f"{PSMN}/sessions", "/sessions/")),
    "notes": ("member", at(f"{PSMN}/notes")),
    "note": ("member", linked(f"{PSMN}/notes", "/notes/")),
    "desk": ("chair", at(f"{PSMN}/desk")),
    "members": ("chair", at(f"{PSMN}/desk/members")),
    "declining": ("chair", linked(f"{PSMN}/desk", "/decline")),
    "planning": ("chair", at(f"{PSMN}/desk/sessions")),
    "planning with errors": ("chair", sent(f"{PSMN}/desk/sessions", "Plan the session")),
    "cancelling": ("chair", linked(f"{PSMN}/desk/sessions", "/cancel")),
    "run sheet": ("chair", linked(f"{PSMN}/desk/sessions", "/run-sheet")),
    "notes to write": ("facilitator", at(f"{PSMN}/desk/notes")),
    "mail that was sent": ("chair", at(f"{PSMN}/desk/mail")),
    "what members wrote": ("chair", at("/organisations")),
    "what a text means": ("chair", linked("/organisations", "/texts/")),
    "register": ("chair", at("/organisations/register")),
    "register, searched": ("chair", at("/organisations/register?q=thorn")),
    "adding an organisation": ("chair", at("/organisations/new")),
    "adding one, with errors": ("chair", sent("/organisations/new", "Add it")),
    "organisation": ("chair", at("/organisations/register/brackenmoor")),
    "merging": ("chair", at("/organisations/register/brackenmoor/merge?q=wolds")),
    "what came after": (
        "chair",
        sent("/organisations/register/wolds/succession?q=thorn", "Write it down"),
    ),
    "closing one": ("chair", sent("/organisations/register/wolds/close", "Write it down")),
    "all networks to be counted": ("host admin", at("/host/statistics")),
    "control room": ("", at("/_local/")),
}


class Watched:
    """A tab of somebody, and what it said and asked for; a new tab for each page is dear."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked_for: list[str] = []
        page.on("console", lambda said: self.said.append(said.text))
        page.on("request", lambda asked: self.asked_for.append(asked.url))

    def follow(self, steps: Steps) -> Page:
        """Go where the steps lead, from an empty tab as wide as a new one."""
        self.page.goto("about:blank")
        self.page.set_viewport_size(SIZE)
        self.said.clear()
        self.asked_for.clear()
        steps(self.page)
        return self.page


@pytest.fixture(scope="module")
def tab(tabs: Tabs) -> Callable[[str], Watched]:
    """The tab of a persona, who keeps it from state to state."""
    return cache(lambda role: Watched(tabs.open(role)))


@pytest.mark.parametrize("state", STATES)
def test_a_page_can_be_used_by_everybody(
    tab: Callable[[str], Watched], site: Site, state: str
) -> None:
    role, steps = STATES[state]
    watched = tab(role)
    page = watched.follow(steps)
    assert access.complaints(page) == []
    assert [said for said in watched.said if POLICY.search(said)] == []
    assert [url for url in watched.asked_for if not url.startswith(site.address)] == []
    assert page.locator("h1").count() == 1


def test_a_page_that_not_everybody_can_use_is_found(visit: Visit) -> None:
    """Shows that the search above can find something."""
    page = visit()
    page.goto("/join")
    page.evaluate("document.querySelector('label').remove()")
    assert "label" in access.complaints(page)[0]
