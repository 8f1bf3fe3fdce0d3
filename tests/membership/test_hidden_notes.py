"""A network's home shows no note that is hidden or withdrawn, whatever is heard first."""

from __future__ import annotations

import itertools
import json

import pytest

from services.contracts.event import Event
from services.contracts.notes import NoteHidden, NoteRestored, NoteTitled, NoteWithdrawn
from services.membership import store
from tests.membership.test_reactions import NETWORK, hear
from tests.world import Home

pytestmark = pytest.mark.usefixtures("home")
TITLE = "Telling families first"


def titled(note_id: str = "n1", week: str = "2026-W48") -> NoteTitled:
    return NoteTitled(note_id=note_id, network_id=NETWORK, title=TITLE, week=week, sequence=1)


def hidden(note_id: str = "n1", sequence: int = 2) -> NoteHidden:
    return NoteHidden(note_id=note_id, network_id=NETWORK, week="2026-W48", sequence=sequence)


RESTORED = NoteRestored(note_id="n1", network_id=NETWORK, sequence=3)
WITHDRAWN = NoteWithdrawn(note_id="n1", network_id=NETWORK, sequence=5)


def shown() -> list[str]:
    return [note["note_id"] for note in store.heard.notes(NETWORK)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
@pytest.mark.parametrize(
    ("last", "there"),
    [([hidden(), RESTORED], True), ([RESTORED, hidden(sequence=4)], False)],
    ids=["restored", "hidden again"],
)
def test_the_newest_word_counts_in_any_order(
    last: list[Event], order: tuple[int, ...], *, there: bool
) -> None:
    events = [titled(), *last]
    hear(*(events[number] for number in order), *events)
    assert shown() == (["n1"] if there else [])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_title_of_a_withdrawn_note_is_not_kept(home: Home, order: tuple[int, ...]) -> None:
    """C18: nor if it comes last, nor twice."""
    events: list[Event] = [titled(), hidden(), WITHDRAWN]
    hear(*(events[number] for number in order), titled())
    assert shown() == []
    assert TITLE not in json.dumps(home.dump())


def test_hidden_notes_leave_no_hole_among_the_latest() -> None:
    for number in range(30):
        hear(titled(f"n{number:02d}"))
    for number in range(5, 30):
        hear(hidden(f"n{number:02d}"))
    assert shown() == ["n04", "n03", "n02"]
