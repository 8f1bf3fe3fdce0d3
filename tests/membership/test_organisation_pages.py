"""Chairs at the register of organisations, page by page, as a person goes through them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.membership import store
from services.membership.commands import organisations
from services.membership.organisations import Sector
from services.runtime import platform
from tests.membership.network import PEOPLE, SLUG, Network
from tests.page import Page

TEXT = "Kelder Bridge"


@pytest.fixture
def network() -> Iterator[Network]:
    """A chair and two members who wrote the same, and two organisations."""
    made = Network("member", "reviewer")
    organisations.register_local("org1", "Ouseby Hospice", ("Ouseby",), sector=Sector.CHARITY)
    organisations.register_local("org2", "Brackenmoor Hospice", sector=Sector.CHARITY)
    made.world.settle()
    yield made
    platform.install(None)


def send(network: Network, path: str, action: str, **typed: object) -> Page:
    """Open a page, send the form that goes there, and see the page that follows."""
    page = Page(network.get(path, by="chair").text)
    form = next(form for form in page.forms if form.action == action)
    answer = network.post(action, {**form.fields, **typed}, by="chair")
    assert answer.status == 303, answer.text
    return Page(network.get(answer.header("location") or "", by="chair").text)


def test_a_text_is_found_from_the_desk_and_decided_without_a_name(network: Network) -> None:
    """M9: three wrote it, and the pages name none of them."""
    assert (
        "/organisations" in Page(network.get(f"/networks/{SLUG}/desk", by="chair").text).addresses
    )
    queue = network.get("/organisations", by="chair")
    at = f"/organisations/texts/{store.affiliations.text_id_of(TEXT)}"
    assert at in Page(queue.text).addresses
    assert "3 people" in queue.text
    found = send(network, at, "/organisations/search", q="ousby")
    assert "Ouseby Hospice" in found.text
    decided = send(
        network, f"{at}?q=ouseby", f"{at}?q=ouseby", organisation_id="org1", remember="yes"
    )
    assert "Decided: it means" in decided.text
    for page in (queue, network.get(at, by="chair")):
        assert [name for name in PEOPLE.values() if name in page.text] == []
    assert "Nothing waits" in network.get("/organisations", by="chair").text
    assert "Decided" not in send(network, at, f"{at}/reopen").text
    assert "Decided: it is no organisation." in send(network, at, f"{at}/none").text


def test_a_new_organisation_is_found_by_search(network: Network) -> None:
    made = send(
        network, "/organisations/new", "/organisations/new",
        name="Harbour View Surgery", sector="other", code="",
    )  # fmt: skip
    assert "Harbour View Surgery" in made.text
    found = send(network, "/organisations/register", "/organisations/search", q="harbor view")
    assert "Harbour View Surgery" in found.text
    nothing = send(network, "/organisations/register", "/organisations/search", q="zzzzz")
    assert "Nothing in the register is called like that." in nothing.text


def test_what_was_typed_stays_with_the_sentence_that_says_what_to_do(network: Network) -> None:
    form = {"network": SLUG, "name": "ouseby", "sector": "charity", "code": ""}
    answer = network.post("/organisations/new", form, by="chair")
    assert answer.status == 409
    assert "Ouseby Hospice is called so already" in answer.text
    assert 'value="ouseby"' in answer.text


def test_a_choice_that_was_not_made_is_to_be_chosen_in_the_order_of_the_page(
    network: Network,
) -> None:
    answer = network.post("/organisations/new", {"network": SLUG, "code": ""}, by="chair").text
    name, sector = "Its full name: Fill this in.", "organisation is it? Choose one of these."
    assert 0 < answer.index(name) < answer.index(sector)


def test_names_are_changed_and_taken_back(network: Network) -> None:
    """M12."""
    at = "/organisations/register/org2"
    assert "The Moor" in send(network, at, f"{at}/rename", name="The Moor").text
    assert "The Bracken" in send(network, at, f"{at}/remember", alias="The Bracken").text
    first = send(network, at, f"{at}/forget")
    assert ("Brackenmoor Hospice" in first.text, "The Bracken" in first.text) == (False, True)


def test_a_duplicate_is_merged_and_says_so(network: Network) -> None:
    """M12."""
    at = "/organisations/register/org2"
    send(network, f"{at}/merge", "/organisations/search", q="ouseby", then=f"{at}/merge")
    into = network.get(f"{at}/merge?q=ouseby", by="chair")
    assert "Ouseby Hospice" in into.text
    form = {"network": SLUG, "into": "org1"}
    assert network.post(f"{at}/merge", form, by="chair").status == 303
    merged = network.get(at, by="chair").text
    assert "Is the same as" in merged
    assert f"{at}/rename" not in merged
    again = network.post(f"{at}/merge", form, by="chair")
    assert again.status == 409


def test_a_succession_needs_its_day(network: Network) -> None:
    """M12."""
    at = "/organisations/register/org2"
    page = Page(network.get(f"{at}/succession?q=ouseby", by="chair").text)
    (action,) = {form.action for form in page.forms if "succession" in form.action}
    form = {"network": SLUG, "successors": [], "since": "2026-04-01"}
    empty = network.post(action, form, by="chair")
    assert (empty.status, "Ouseby Hospice" in empty.text) == (422, True)
    form = {"network": SLUG, "successors": ["org1"], "since": "soon"}
    answer = network.post(action, form, by="chair")
    assert answer.status == 422
    assert "Write the date as year-month-day" in answer.text
    assert "checked" in answer.text
    form["since"] = "2026-04-01"
    assert network.post(f"{at}/succession", form, by="chair").status == 303
    shown = network.get(at, by="chair").text
    assert "What came after" in shown
    assert "31 March 2026" in shown


def test_what_is_not_there_is_not_found(network: Network) -> None:
    for path in ("/organisations/register/org9", "/organisations/texts/0", "/organisations/x"):
        assert network.get(path, by="chair").status == 404
    away = network.post(
        "/organisations/search", {"q": "x", "then": "https://x.example"}, by="chair"
    )
    assert away.header("location") == "/organisations/register?q=x"


def test_the_join_form_suggests_and_takes_any_text(network: Network) -> None:
    page = network.get("/join").text
    assert 'data-suggest="/api/membership/organisations"' in page
    assert 'list="organisation-suggestions"' in page
    answer = network.api("GET", "/api/membership/organisations?q=ouse")
    assert answer.json() == {"names": ["Ouseby Hospice"]}
    for odd in ("%00", "%E2%80%8B", "x" * 3000, "%F0%9F%92%A9", ""):
        answer = network.api("GET", f"/api/membership/organisations?q={odd}")
        assert (answer.status, answer.json()) == (200, {"names": []})
