"""The directory: looking for others, and what they see of me."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.membership.commands import directory
from services.membership.commands.directory import ShowInDirectory
from services.membership.families import CALLED
from services.membership.finding import looking
from services.membership.finding.looking import ANOTHER, LookInDirectory
from services.membership.model.directory import MOST_TOPICS, REGIONS, Field
from services.membership.organisations import Sector
from services.membership.pages.site import pages, seen
from services.runtime.pages.answers import Shown

FIELDS = {
    Field.NAME: "My name",
    Field.ORGANISATION: "Where I work",
    Field.SECTOR: "What kind of organisation that is",
    Field.FAMILY: "What my work is about",
    Field.REGION: "My region",
    Field.TOPICS: "The topics that I can help with",
    Field.CONTACT: "That I am the contact inside my organisation",
}


@pages.get("/networks/<network>/directory")
def directory_page(network: str) -> Shown:
    """The form to look for somebody with; nobody is listed before that."""
    seen(network).must_be_member()
    return _directory(network, LookInDirectory(), None)


@pages.post("/networks/<network>/directory/search", again=directory_page)
def search(network: str, wish: LookInDirectory) -> Shown:
    """Whoever was found: shown at once, so that nobody's search stands in an address."""
    return _directory(network, wish, looking.look(seen(network), wish))


def _directory(network: str, wish: LookInDirectory, found: looking.Found | None) -> Shown:
    return pages.show(
        "directory.html",
        title="Find each other",
        viewer=seen(network),
        wish=wish,
        found=found,
        called=CALLED,
        regions=REGIONS,
        families=choices(CALLED, "Any"),
        in_regions=choices(REGIONS, "Anywhere"),
        sectors=choices(
            {ANOTHER: "Another kind than mine", **{one: one.capitalize() for one in Sector}}, "Any"
        ),
    )


def choices(called: Mapping[Any, str], none: str = "") -> list[dict[str, str]]:
    """What a list offers, with the sentence for none of it first."""
    first = [{"value": "", "text": none}] if none else []
    return first + [{"value": str(code), "text": text} for code, text in called.items()]


# --- my own entry -------------------------------------------------------------------------------


@pages.get("/me/networks/<network>/directory")
def my_entry(network: str) -> Shown:
    """What I have said, and exactly what others see of it."""
    mine = directory.mine(network, by=pages.member_id)
    return pages.show(
        "my-entry.html",
        title="What others see of me",
        viewer=seen(network),
        mine=mine,
        called=CALLED,
        regions=REGIONS,
        most_topics=MOST_TOPICS,
        fields=choices(FIELDS),
        families=choices(CALLED, "I would rather not say"),
        in_regions=choices(REGIONS, "I would rather not say"),
    )


@pages.post("/me/networks/<network>/directory", again=my_entry)
def change_my_entry(network: str, wish: ShowInDirectory) -> Shown:
    """Say it anew."""
    entry = directory.change(network, wish, by=pages.member_id)
    sentence = (
        "It is saved. Below is exactly what others see."
        if entry.shows
        else "It is saved. Others see nothing of you."
    )
    return pages.done(f"/me/networks/{network}/directory", sentence)
