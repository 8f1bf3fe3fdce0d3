"""Step 5 in a browser: a note is written, refused, cleaned, checked and read (U3, U4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web import access
from tests.web.conftest import Site, Visit, started

PSMN = "/networks/psmn"
DIRTY = "Tom Fairclough said that Brackenmoor had told the patient with the number 943 476 5919."
CLEAN = "A colleague said that a patient had been told.\n\n- Tell people early.\n- Tell them again."
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A network of its own in which Friday's session is over."""
    with started(tmp_path_factory.mktemp("friday")) as running:
        running.local("clock", {"advance": "P7D"})
        yield running


def draft(page: Page, title: str) -> None:
    """Go to the draft of a session that was held, which is written down first if need be."""
    page.goto(f"{PSMN}/desk/sessions")
    if page.locator("main a", has_text="Write down how it went").count():
        page.locator("main a", has_text="Write down how it went").first.click()
        page.get_by_label("Recording and transcript were off").check()
        page.get_by_label("How many people came?").fill("87")
        page.get_by_role("button", name="Write it down").click()
    page.goto(f"{PSMN}/desk/notes")
    page.locator("main a[href*='/desk/notes/']").first.click()
    page.get_by_label("Title").fill(title)


def test_a_note_goes_its_way_and_every_page_on_it_can_be_used_by_everybody(
    visit: Visit, site: Site
) -> None:
    writer = visit("facilitator")
    draft(writer, "Telling people early")
    writer.get_by_label("What was said").fill(DIRTY)
    writer.get_by_role("button", name="Save and send to a second person").click()
    expect(writer.get_by_role("alert")).to_contain_text("There is a problem")
    for found in ("Tom Fairclough", "Brackenmoor", "943 476 5919"):
        expect(writer.locator(".site-finding", has_text=found).first).to_be_visible()
    expect(writer.get_by_label("What was said")).to_have_value(DIRTY)
    assert access.complaints(writer) == []

    writer.get_by_label("What was said").fill(CLEAN)
    writer.get_by_role("button", name="Save", exact=True).click()
    expect(writer.get_by_role("status")).to_contain_text("saved")
    writer.get_by_role("button", name="Save and send to a second person").click()
    expect(writer.get_by_role("status")).to_contain_text("second person")
    writer.locator("main a[href*='/desk/notes/']").first.click()
    expect(writer.get_by_text("somebody else decides")).to_be_visible()

    checker = visit("reviewer")
    checker.goto(f"{PSMN}/desk/notes")
    access.press(checker.locator("main a[href$='/review']").first)
    assert access.complaints(checker) == []
    checker.get_by_role("button", name="Agree to exactly this text").click()
    expect(checker.get_by_role("alert")).to_contain_text("Ask yourself the question")
    assert access.complaints(checker) == []
    checker.get_by_label("I asked myself").check()
    checker.get_by_role("button", name="Agree to exactly this text").click()
    expect(checker.get_by_role("status")).to_contain_text("published")

    site.settle()
    reader = visit("member")
    reader.goto(f"{PSMN}/notes")
    reader.get_by_role("link", name="Telling people early").first.click()
    expect(reader.get_by_role("listitem").filter(has_text="Tell them again.")).to_be_visible()


@SCRIPTS
def test_the_link_in_a_mail_stops_it_with_one_button(
    visit: Visit, site: Site, *, scripts: bool
) -> None:
    """A5: the page changes nothing, the button does, and nobody has to sign in."""
    mail = next(mail for mail in site.mail() if "List-Unsubscribe" in mail["headers"])
    link = re.findall(r"http\S+/unsubscribe\?token=[\w.-]+", mail["text"])[0]
    page = visit(scripts=scripts)
    page.goto(link)
    if scripts:
        assert access.complaints(page) == []
    page.get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "sign-in" not in page.url


def test_a_form_that_is_sent_after_signing_out_is_kept(visit: Visit) -> None:
    page = visit("facilitator")
    page.goto(f"{PSMN}/desk/sessions")
    page.get_by_label("What is it about?").fill("A title that took long to find")
    page.context.clear_cookies()
    page.get_by_role("button", name="Plan the session").click()
    expect(page.get_by_text("Nothing is lost")).to_be_visible()
    kept = page.locator("input[name=title]")
    expect(kept).to_have_value("A title that took long to find")
    assert access.complaints(page) == []
