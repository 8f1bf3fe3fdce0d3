"""What tests of notes begin with."""

from __future__ import annotations

import pytest

from services.notes import store
from tests.notes import network
from tests.notes.network import SESSION, hear
from tests.notes.writing import approve, published, submit
from tests.world import Home


@pytest.fixture
def task(home: Home) -> str:
    """The draft of a session that was held in the small network."""
    network.found()
    hear(network.held())
    return store.draft_id_of(SESSION)


@pytest.fixture
def note(task: str) -> str:
    """The id of a published note."""
    submit(task)
    assert approve(task)
    return published()[0].note_id
