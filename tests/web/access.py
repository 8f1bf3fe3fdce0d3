"""Whether everybody can use a page: axe-core on a wide and on a narrow screen."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "reporter": "no-passes",  # to bring over what is right takes a third as long as to look
}
WIDTHS = (1280, 320)
AXE = Axe("0")
"""It brings its script for every look, as long a time as the look: `complaints` does it once."""


def press(pressed: Locator) -> None:
    """Press what leads to another page, and be there: a page on its way is not looked at."""
    with pressed.page.expect_navigation():
        pressed.click()


def complaints(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in words; it keeps the last width."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        result = AXE.run(page, options=RULES)
        if result.violations_count:
            found.append(f"at {width}: {result.generate_report()}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"at {width}: one has to scroll sideways")
    return found
