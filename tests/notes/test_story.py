"""The story of one note, on pages: written, refused, cleaned, checked by another, read."""

from __future__ import annotations

import re

import pytest

from tests.notes import desk
from tests.notes.desk import DESK, NOTES, path, send
from tests.notes.network import (
    CHAIR,
    CLEAN_TITLE,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    REVIEWER,
    STRANGER,
)
from tests.world import World


@pytest.fixture
def story(world: World) -> World:
    return desk.ready(world)


def test_a_dirty_draft_is_refused_and_a_clean_one_goes_to_a_second_person(story: World) -> None:
    """C2, C4, C7: the sentences of the story, one after the other."""
    tasks = story.get(DESK, by=FACILITATOR)
    assert "Families" in tasks.text and path() in tasks.text

    refused = send(story, "/submit", text=DIRTY_TEXT)
    assert refused.status == 422
    assert "There is a problem" in refused.text and "This has to go" in refused.text
    assert "943 476 5919" in refused.text and "Aled Bevanson" in refused.text
    assert "was told late" in story.get(path(), by=FACILITATOR).text, "it is saved all the same"

    assert send(story, "/submit").status == 303
    own = story.get(path("/review"), by=FACILITATOR)
    assert "somebody else decides" in own.text and "intruder_checked" not in own.text

    text_hash = desk.hidden(story.get(path("/review"), by=REVIEWER), "text_hash")
    yes = {"text_hash": text_hash, "intruder_checked": "yes"}
    assert story.post(path("/approve"), yes, by=FACILITATOR).status == 403
    no_tick = story.post(path("/approve"), {"text_hash": text_hash}, by=REVIEWER)
    assert no_tick.status == 422 and "Ask yourself the question" in no_tick.text
    done = story.post(path("/approve"), yes, by=REVIEWER)
    assert (done.status, done.header("Location")) == (303, NOTES)

    listed = story.get(NOTES, by=MEMBER)
    link = re.search(rf'href="({NOTES}/[0-9a-f]{{32}})"', listed.text)
    assert link and CLEAN_TITLE in listed.text and "week of 23 November 2026" in listed.text
    note = story.get(link[1], by=MEMBER)
    assert "<li>Call first</li>" in note.text and "letters went out late" in note.text
    assert story.get(path(), by=FACILITATOR).status == 404
    for address in (NOTES, link[1]):
        assert story.get(address, by=STRANGER).status == 403
        assert story.get(address).status == 303
    assert story.get(DESK, by=CHAIR).status == 200
    assert story.get(DESK, by=MEMBER).status == 403
