"""Joining and reading in a browser, with scripts and without (step 2 and step 6)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Site, Visit

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def code_for(site: Site, address: str) -> str:
    """The code of the latest mail to this address."""
    site.settle()
    mail = next(mail for mail in site.mail() if mail["to"] == address)
    return str(re.findall(r"\b\d{8}\b", mail["text"])[0])


def fill_in(page: Page, name: str, address: str) -> None:
    page.goto("/join")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your email address").fill(address)
    page.get_by_label("Where you work").fill("Ouseby Hospice")
    page.get_by_label("I will keep to the ground rules").check()
    page.get_by_role("button", name="Send me the code").click()


@SCRIPTS
def test_somebody_joins_is_let_in_and_reads(visit: Visit, site: Site, *, scripts: bool) -> None:
    name, address = ("Beatriz Quill", "beatriz@elsewhere.example")
    if scripts:
        name, address = ("Casimir Oyelaran", "casimir@elsewhere.example")
    page = visit(scripts=scripts)
    fill_in(page, name, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    page.get_by_label("Code").fill("00000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That is not the code we sent.")).to_be_visible()
    page.get_by_label("Code").fill(code_for(site, address))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Your request has been with the chairs since")).to_be_visible()
    page.goto("/networks/psmn/notes")
    expect(page.get_by_role("heading", level=1)).to_contain_text("cannot")

    desk = visit("chair", scripts=scripts)
    desk.goto("/networks/psmn/desk")
    desk.get_by_role("button", name=f"Let in {name}").click()
    expect(desk.get_by_role("status")).to_contain_text("A new member is in")
    expect(desk.get_by_text(name)).to_have_count(0)

    site.settle()
    welcomes = [mail for mail in site.mail() if mail["to"] == address][:1]
    assert "Welcome" in welcomes[0]["subject"]
    page.goto("/networks/psmn/notes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    page.goto("/networks/psmn/sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")


@SCRIPTS
def test_a_form_with_mistakes_comes_back_as_it_was_typed(
    visit: Visit, site: Site, *, scripts: bool
) -> None:
    page = visit(scripts=scripts)
    page.goto("/join")
    page.get_by_label("Your name").fill("O’Brien-Łukasz, Zoë")
    page.get_by_label("Your email address").fill("zoe at home")
    page.get_by_role("button", name="Send me the code").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Your name")).to_have_value("O’Brien-Łukasz, Zoë")
    expect(page.get_by_label("Your email address")).to_have_value("zoe at home")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    for link in summary.get_by_role("link").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.locator(f"[id='{target}']").count() == 1, target


def test_the_focus_goes_to_what_is_wrong(visit: Visit) -> None:
    """Keyboard only: the summary first, then the field that its link names."""
    page = visit()
    page.goto("/join")
    page.get_by_label("Your name").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()


def test_the_first_key_leads_past_the_header(visit: Visit) -> None:
    page = visit("member")
    page.goto("/networks/psmn")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#maincontent"


@SCRIPTS
def test_a_member_reads_a_note(visit: Visit, *, scripts: bool) -> None:
    page = visit("member", scripts=scripts)
    page.goto("/networks/psmn/notes")
    first = page.locator("main a[href*='/notes/']").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert len(page.locator("main p").all_inner_texts()) >= 2


def test_names_are_suggested_while_somebody_types_and_any_text_can_be_sent(visit: Visit) -> None:
    """M9: by the browser's own list, under the strict policy of the pages."""
    page = visit()
    page.goto("/join")
    field = page.get_by_label("Where you work")
    field.press_sequentially("ellerb")
    first = page.locator("#organisation-suggestions option")
    expect(first).to_have_attribute("value", "Ellerbeck Community Health NHS Trust")
    field.press_sequentially(" or thereabouts, in the evening, and nowhere else")
    expect(first).to_have_count(0)
    expect(field).to_have_value("ellerb or thereabouts, in the evening, and nowhere else")
