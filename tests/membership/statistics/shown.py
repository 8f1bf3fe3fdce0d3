"""The page as a browser gets it, without a network behind it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route

from services.membership.statistics import Figures
from services.membership.statistics.sheets import page as content
from services.runtime.pages.forms import Attempt
from services.runtime.pages.rendering import STATIC, environment

ADDRESS = "http://statistics.example"


def html(figures: Figures, network: str = "Patient Safety Matters Network") -> str:
    """The page for a visitor who is not signed in."""
    return (
        environment("membership")
        .get_template("statistics.html")
        .render(
            title=f"{network} in numbers",
            viewer=None,
            attempt=Attempt(),
            signed_in=False,
            banner=None,
            path="/networks/fictional/statistics",
            here="/networks/fictional/statistics",
            **content(figures, network),
        )
    )


def opened(browser: Browser, shown: str, width: int = 1280) -> Page:
    """The page in a browser, with the site's own stylesheets."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()

    def answer(route: Route) -> None:
        name = route.request.url.partition("?")[0].rpartition("/")[2]
        if "/static/" in route.request.url:
            route.fulfill(path=STATIC / name)
        else:
            route.fulfill(body=shown, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/networks/fictional/statistics")
    return page
