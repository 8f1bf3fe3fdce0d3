"""The story of one note, on pages: written, refused, cleaned, checked by another, read."""

from __future__ import annotations

import re
from html import unescape

import pytest

from services.notes import store
from tests.notes import network
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    NETWORK,
    REVIEWER,
    SESSION,
    STRANGER,
)
from tests.world import World

DESK = f"/networks/{NETWORK}/desk/notes"
NOTES = f"/networks/{NETWORK}/notes"


@pytest.fixture
def story(world: World) -> World:
    network.found()
    network.hear(network.titled())
    network.hear(network.held())
    world.settle()
    return world


def draft_path() -> str:
    return f"{DESK}/{store.draft_id_of(SESSION)}"


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return unescape(found.group(1))


def form(world: World, title: str, text: str, by: str = FACILITATOR) -> dict[str, str]:
    page = world.get(draft_path(), by=by)
    assert page.status == 200
    return {"title": title, "text": text, "version": hidden(page.text, "version")}


def test_a_dirty_draft_is_refused_and_a_clean_one_goes_to_a_second_person(story: World) -> None:
    """C2, C4, C7: the sentences of the story, one after the other."""
    tasks = story.get(DESK, by=FACILITATOR)
    assert "Families" in tasks.text and draft_path() in tasks.text

    refused = story.post(
        f"{draft_path()}/submit", form(story, CLEAN_TITLE, DIRTY_TEXT), by=FACILITATOR
    )
    assert refused.status == 422
    assert "There is a problem" in refused.text
    assert "943 476 5919" in refused.text and "Aled Bevanson" in refused.text
    assert "This has to go" in refused.text
    kept = story.get(draft_path(), by=FACILITATOR)
    assert "was told late" in kept.text, "the refused text is saved"

    sent = story.post(
        f"{draft_path()}/submit", form(story, CLEAN_TITLE, CLEAN_TEXT), by=FACILITATOR
    )
    assert sent.status == 303
    own = story.get(f"{draft_path()}/review", by=FACILITATOR)
    assert "somebody else decides" in own.text and "intruder_checked" not in own.text
    text_hash = re.search(
        r'name="text_hash" value="(\w+)"', story.get(f"{draft_path()}/review", by=REVIEWER).text
    )
    assert text_hash
    yes = {"text_hash": text_hash[1], "intruder_checked": "yes"}
    assert story.post(f"{draft_path()}/approve", yes, by=FACILITATOR).status == 403
    no_tick = story.post(f"{draft_path()}/approve", {"text_hash": text_hash[1]}, by=REVIEWER)
    assert no_tick.status == 422 and "Ask yourself the question" in no_tick.text
    done = story.post(f"{draft_path()}/approve", yes, by=REVIEWER)
    assert (done.status, done.header("Location")) == (303, NOTES)

    listed = story.get(NOTES, by=MEMBER)
    link = re.search(rf'href="({NOTES}/[0-9a-f]{{32}})"', listed.text)
    assert link and CLEAN_TITLE in listed.text and "week of 23 November 2026" in listed.text
    note = story.get(link[1], by=MEMBER)
    assert "<li>Call first</li>" in note.text and "letters went out late" in note.text
    assert story.get(draft_path(), by=FACILITATOR).status == 404
    for path in (NOTES, link[1]):
        assert story.get(path, by=STRANGER).status == 403
        assert story.get(path).status == 303
    assert story.get(DESK, by=CHAIR).status == 200
    assert story.get(DESK, by=MEMBER).status == 403
