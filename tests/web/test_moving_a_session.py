"""A chair moves a session in a browser, with scripts and without; members see that it has moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.web import access
from tests.web.conftest import Visit

SESSIONS = "/networks/psmn/sessions"
DESK = "/networks/psmn/desk/sessions"


def form(page: Page, title: str) -> None:
    """Plan a session of one's own and open the form that moves it."""
    page.goto(DESK)
    page.get_by_label("What is it about?").fill(title)
    page.get_by_label("Address of the meeting").fill("https://meet.example/moving")
    page.get_by_role("button", name="Plan the session").click()
    page.get_by_role("link", name=f"Move {title}").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_form_says_what_is_wrong_keeps_what_was_typed_and_moves(
    visit: Visit, scripts: bool
) -> None:
    """S8; nothing that was typed is lost."""
    title = f"Handing over{' quickly' if scripts else ' slowly'}"
    page = visit("chair", scripts=scripts)
    form(page, title)
    assert page.get_by_role("heading", name="Move this session").is_visible()
    page.get_by_label("Date").fill("2020-01-03")
    page.get_by_label("Start, London time").fill("15:30")
    page.get_by_role("button", name="Move the session").click()
    problem = page.get_by_role("link", name="A session starts at least 15 minutes from now.")
    assert problem.is_visible()
    assert page.get_by_label("Start, London time").input_value() == "15:30"
    page.get_by_label("Date").fill("2027-01-08")
    page.get_by_role("button", name="Move the session").click()
    banner = page.get_by_role("status")
    moved = "The session is moved to Friday 8 January 2027 at 3:30pm, London time."
    assert moved in banner.inner_text()
    page.goto(SESSIONS)
    page.get_by_role("link", name=title).click()
    assert "Moved from" in page.locator("main").inner_text()


def test_the_form_with_errors_and_what_members_see_can_be_used_by_everybody(visit: Visit) -> None:
    page = visit("chair")
    form(page, "Handing over well")
    assert access.complaints(page) == []
    page.get_by_label("Date").fill("2020-01-03")
    access.press(page.get_by_role("button", name="Move the session"))
    assert access.complaints(page) == []
    page.get_by_label("Date").fill("2027-01-15")
    access.press(page.get_by_role("button", name="Move the session"))
    assert access.complaints(page) == []
    reader = visit("member")
    reader.goto(SESSIONS)
    assert access.complaints(reader) == []
    reader.get_by_role("link", name="Handing over well").click()
    assert "Moved from" in reader.locator("main").inner_text()
    assert access.complaints(reader) == []
