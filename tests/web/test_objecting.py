"""Somebody objects to a note in a browser, and others decide about it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web import access
from tests.web.conftest import Site, Visit, started

PSMN = "/networks/psmn"
SHOTS = "SCREENSHOTS"
"""A folder for pictures of every page here, if somebody wants to look at them."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A network of its own, with one published note."""
    with started(tmp_path_factory.mktemp("objecting")) as running:
        yield running


def look(page: Page, what: str) -> None:
    """Nothing for axe-core, and nobody has to scroll sideways, on a wide and a narrow screen."""
    assert access.complaints(page) == [], what
    for width in access.WIDTHS if SHOTS in os.environ else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{os.environ[SHOTS]}/{what}-{width}.png", full_page=True)


def the_note(page: Page) -> str:
    page.goto(f"{PSMN}/notes")
    page.locator("main a[href*='/notes/']").first.click()
    return page.url


def the_case(page: Page) -> Page:
    page.goto(f"{PSMN}/desk/objections")
    page.get_by_role("link", name="Look at it and decide").click()
    return page


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_with_scripts_blocked_anybody_objects_and_three_people_bring_the_note_back(
    visit: Visit,
) -> None:
    chair = visit("chair", scripts=False)
    note = the_note(chair)
    somebody = visit(scripts=False)
    somebody.goto("/")
    somebody.get_by_role("link", name="Object to a note").click()
    somebody.get_by_label("Address of the note").fill(note)
    somebody.get_by_label("What is wrong with it").fill("I told nobody that they may say this.")
    somebody.get_by_role("button", name="Hide the note and send").click()
    heading(somebody, "Your objection has arrived")
    for role in ("chair", "reviewer"):
        page = the_case(visit(role, scripts=False))
        page.get_by_role("button", name="I find that it can stay").click()
    somebody.reload()
    heading(somebody, "Your objection was dismissed")
    looking = visit("reviewer")
    for what, address in (("receipt-dismissed", somebody.url), ("case-dismissed", page.url)):
        looking.goto(address)
        look(looking, what)
    facilitator = the_case(visit("facilitator", scripts=False))
    facilitator.get_by_role("button", name="I agree that it can be read again").click()
    expect(facilitator.get_by_role("status")).to_contain_text("can be read again")
    assert facilitator.url == note


def test_what_cannot_be_an_address_is_said_and_what_was_typed_is_kept(visit: Visit) -> None:
    page = visit()
    page.goto("/object")
    look(page, "object-from-outside")
    page.get_by_label("Address of the note").fill("the one about families")
    page.get_by_label("What is wrong with it").fill("It is about me.")
    page.get_by_role("button", name="Hide the note and send").click()
    expect(page.get_by_role("alert")).to_contain_text("Paste the whole address")
    expect(page.get_by_label("What is wrong with it")).to_have_value("It is about me.")
    look(page, "object-from-outside-error")


def test_a_member_objects_and_the_note_is_withdrawn(visit: Visit, site: Site) -> None:
    """Runs last: the note is gone then."""
    member = visit("member")
    note = the_note(member)
    look(member, "note")
    member.get_by_role("link", name="Object to this note").click()
    look(member, "object")
    member.get_by_label("What is wrong with it").fill("It says which ward it was.")
    member.get_by_role("button", name="Hide the note and send").click()
    heading(member, "Your objection has arrived")
    look(member, "receipt")
    receipt = member.url
    member.goto(note)
    heading(member, "This note is hidden")
    look(member, "note-hidden")

    site.settle()
    told = next(mail for mail in site.mail() if mail["subject"].startswith("A note is hidden"))
    assert "ward" not in told["text"]
    reviewer = visit("reviewer")
    reviewer.goto(f"{PSMN}/desk/objections")
    look(reviewer, "cases")
    the_case(reviewer)
    expect(reviewer.get_by_text("It says which ward it was.")).to_be_visible()
    look(reviewer, "case")
    reviewer.get_by_role("button", name="Take the note away for good").click()
    expect(reviewer.get_by_role("status")).to_contain_text("taken away")
    look(reviewer, "cases-empty")

    member.goto(note)
    heading(member, "This has been taken away")
    look(member, "note-gone")
    member.goto(receipt)
    heading(member, "The note was taken away")
    look(member, "receipt-withdrawn")
