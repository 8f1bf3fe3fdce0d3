"""The page of statistics in a browser: everybody can use it, on a wide and on a narrow screen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from services.membership.statistics import count
from tests.membership.statistics import fictional, shown
from tests.membership.statistics.small import inputs
from tests.web import access

GROWN = fictional.network()
NETWORKS = {
    # Half a year of its sessions: all that a page can hold, and less to look at.
    "grown": GROWN.model_copy(update={"sessions": GROWN.sessions[:1] + GROWN.sessions[-26:]}),
    "small": inputs(trust=6, charity=3, without=2),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_everybody_can_use_it(browser: Browser, network: str) -> None:
    page = shown.opened(browser, shown.html(count(NETWORKS[network])))

    assert access.complaints(page) == []
    page.context.close()


def test_a_narrow_screen_has_its_own_drawings_and_paper_the_wide_ones(browser: Browser) -> None:
    page = shown.opened(browser, shown.html(count(NETWORKS["grown"])), width=320)
    wide, narrow = (
        page.locator(".site-chart__wide").first,
        page.locator(".site-chart__narrow").first,
    )

    assert (wide.is_visible(), narrow.is_visible()) == (False, True)
    for table in page.locator(".site-chart__table").all():
        assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
    page.emulate_media(media="print")
    assert (wide.is_visible(), narrow.is_visible()) == (True, False)
    table = page.locator(".site-chart__table").last
    assert table.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    page.context.close()


def test_a_table_that_scrolls_can_be_reached_by_keyboard(browser: Browser) -> None:
    page = shown.opened(browser, shown.html(count(NETWORKS["grown"])))
    table = page.get_by_role("region", name="Members over time, as a table")
    table.focus()
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 0")
    page.context.close()


def test_it_says_by_which_rules_it_was_counted_and_when() -> None:
    """U10."""
    figures = count(NETWORKS["grown"])
    html = shown.html(figures)

    assert figures.inputs in html
    assert "by version 1 of the rules" in html
    assert "Counted on 20 November 2026" in html


def test_it_has_no_acronyms() -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", shown.html(count(NETWORKS["grown"]))))

    assert re.findall(r"\b[A-Z]{2,}\b", text) == []
